//! A request's body: of the right kind, within its limits, in time.

use std::time::Duration;

use actix_web::http::header::CONTENT_LENGTH;
use actix_web::web::{Bytes, Payload};
use actix_web::{HttpMessage, HttpRequest};

use crate::http::problem::Problem;

/// The raw bytes, because that is what a signature is over.
///
/// # Errors
///
/// It is said to be something else than JSON, is too large, or does not come whole and in time.
pub async fn json(
    request: &HttpRequest,
    body: Payload,
    bytes_max: usize,
    within: Duration,
) -> Result<Bytes, Problem> {
    if !is_json(request) {
        return Err(Problem::WrongContentType);
    }
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

/// `application/json`, or a kind of JSON with a name of its own.
fn is_json(request: &HttpRequest) -> bool {
    let kind = request.content_type().to_ascii_lowercase();
    kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}
