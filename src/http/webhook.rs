//! `POST /webhooks/{helpdesk}`: verify, save, answer. Nothing that can be slow or fail otherwise happens here.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use crate::helpdesk::Received;
use crate::http::body;
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
    let body = body::json(&request, body, parts.body_bytes_max, parts.limits.body_max).await?;
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
