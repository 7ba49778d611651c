//! `POST /webhooks/{helpdesk}`: verify, save, answer. Nothing that can be slow or fail otherwise happens here.

use std::time::Instant;

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use prometheus_client::metrics::counter::Counter;
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
    let started = Instant::now();
    let taken = take(&request, &name, body, &parts).await;
    let deliveries = &parts.intake.meter.deliveries;
    match &taken {
        Ok(Some(Accepted::New | Accepted::Known)) => deliveries.stored_after(started.elapsed()),
        Ok(None) => count(&deliveries.ignored),
        Err(Problem::Unverified) => count(&deliveries.unverified),
        Err(problem) if is_of_body(problem) => count(&deliveries.malformed),
        // Nobody's delivery, or counted where it could not be stored.
        Err(_) => {}
    }
    let status = match taken? {
        Some(Accepted::New) => "accepted",
        Some(Accepted::Known) => "known",
        None => "ignored",
    };
    Ok(HttpResponse::Ok().json(json!({ "status": status })))
}

/// None if the delivery does not matter.
async fn take(
    request: &HttpRequest,
    name: &str,
    body: Payload,
    parts: &Parts,
) -> Result<Option<Accepted>, Problem> {
    let helpdesk = parts.helpdesks.get(name).ok_or(Problem::UnknownHelpdesk)?;
    let body = body::json(request, body, parts.body_bytes_max, parts.limits.body_max).await?;
    match helpdesk.receive(request.headers(), &body, parts.clock.now())? {
        Received::Ignored { reason } => {
            tracing::debug!(helpdesk = name, reason, "delivery ignored");
            Ok(None)
        }
        Received::Ticket(delivery) => {
            let accepted = parts.intake.take(name, delivery).await;
            accepted.map(Some).map_err(|error| Problem::not_stored(&error))
        }
    }
}

fn count(counter: &Counter) {
    counter.inc();
}

fn is_of_body(problem: &Problem) -> bool {
    matches!(
        problem,
        Problem::NotJson
            | Problem::NoTicket
            | Problem::WrongContentType
            | Problem::BodyTooLarge
            | Problem::BodyTooSlow
            | Problem::BodyBroken
    )
}
