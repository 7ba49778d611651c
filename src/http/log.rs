//! One line a request: fields, never bodies.

use std::time::Instant;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use uuid::Uuid;

use crate::http::problem::Problem;

/// The answer's header that names the request as the log does.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

pub async fn record(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = Instant::now();
    let request_id = Uuid::now_v7().to_string();
    let mut response = next.call(request).await?;
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let problem = response.response().error().and_then(|error| error.as_error::<Problem>());
    let pattern = response.request().match_pattern();
    tracing::info!(
        // Neither a made-up method nor the path: whatever a stranger sends stays out of the log.
        method = %known(response.request().method()),
        route = pattern.as_deref().unwrap_or("none"),
        status = response.status().as_u16(),
        problem = problem.map(Problem::id),
        cause = problem.and_then(Problem::internal),
        duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        request_id,
        "request answered"
    );
    Ok(response)
}

/// A method can be any word.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::OPTIONS => "OPTIONS",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}
