//! `POST /webhooks/{helpdesk}`: verify, save, answer. Nothing that can be slow or fail otherwise happens here.

use std::time::Duration;

use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{Bytes, Data, Path, Payload};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use serde_json::json;

use crate::helpdesk::Received;
use crate::http::problem::Problem;
use crate::http::server::Parts;
use crate::store::Accepted;

/// 2xx means that the delivery is on disk. A client that goes away meanwhile makes this future end anywhere; it was then
/// told nothing, and whatever it sends again is known or new.
pub async fn receive(
    request: HttpRequest,
    name: Path<String>,
    body: Payload,
    parts: Data<Parts>,
) -> Result<HttpResponse, Problem> {
    let helpdesk = parts.helpdesks.get(name.as_str()).ok_or(Problem::UnknownHelpdesk)?;
    if !is_json(&request) {
        return Err(Problem::WrongContentType);
    }
    let body = read(&request, body, parts.body_bytes_max, parts.limits.body_max).await?;
    let status = match helpdesk.receive(request.headers(), &body, parts.clock.now())? {
        Received::Ignored { reason } => {
            tracing::debug!(helpdesk = name.as_str(), reason, "delivery ignored");
            "ignored"
        }
        Received::Ticket(delivery) => {
            let accepted = parts.intake.take(&name, delivery).await;
            match accepted.map_err(|error| Problem::not_stored(&error))? {
                Accepted::New => "accepted",
                Accepted::Known => "known",
            }
        }
    };
    Ok(HttpResponse::Ok().json(json!({ "status": status })))
}

/// `application/json`, or a kind of JSON with a name of its own.
fn is_json(request: &HttpRequest) -> bool {
    let kind = request.content_type().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

/// The raw bytes, because that is what the signature is over.
async fn read(
    request: &HttpRequest,
    body: Payload,
    bytes_max: usize,
    within: Duration,
) -> Result<Bytes, Problem> {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if announced.is_some_and(|bytes: usize| bytes > bytes_max) {
        return Err(Problem::BodyTooLarge);
    }
    let reading = body.to_bytes_limited(bytes_max);
    match tokio::time::timeout(within, reading).await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Ok(Err(_))) => Err(Problem::BodyBroken),
        Ok(Err(_)) => Err(Problem::BodyTooLarge),
        Err(_) => Err(Problem::BodyTooSlow),
    }
}
