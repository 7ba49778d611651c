//! One line a request: fields, never bodies. Here a request gets its names, too, by which it is found again: its id, and
//! where traces are on its span.

use std::time::Instant;

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use jiff::Timestamp;
use tracing::{Instrument, Level, Span, debug_span, span_enabled};
use uuid::Builder;

use crate::http::problem::Problem;
use crate::trace::{self, Place, TARGET};

/// The header that names the request as the log does.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const REQUEST_ID_BYTES_MAX: usize = 64;
const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
/// Whoever watches asks for these all the time, and wants no spans of it.
const UNTRACED: [&str; 3] = ["/healthz", "/readyz", "/metrics"];

pub async fn record(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let request_id = request_id(request.headers());
    let span = span(&request, &request_id);
    let response = next.call(request).instrument(span.clone()).await?;
    let trace_id = trace::id(&span);
    span.record("http.response.status_code", response.status().as_u16());
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
        trace_id,
        "request answered"
    );
    let body = problem.map(|problem| problem.body(Some(&request_id), trace_id.as_deref()));
    let mut response = response.map_into_boxed_body();
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    Ok(match body {
        Some(body) => response.map_body(|_, _| BoxBody::new(body)),
        None => response,
    })
}

/// The caller's own, if it is one that may stand in a log; otherwise a new one.
fn request_id(headers: &HeaderMap) -> String {
    let is_sane = |id: &&str| {
        let fine = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        (1..=REQUEST_ID_BYTES_MAX).contains(&id.len()) && id.bytes().all(fine)
    };
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(is_sane);
    given.map_or_else(new_id, str::to_owned)
}

/// In the order of time, by the millisecond. The random part keeps requests apart and is no secret: the thread's own generator will
/// do, which does not ask the system each time.
fn new_id() -> String {
    let millis = u64::try_from(Timestamp::now().as_millisecond()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid().to_string()
}

fn span(request: &ServiceRequest, request_id: &str) -> Span {
    if !span_enabled!(target: TARGET, Level::DEBUG) {
        return Span::none();
    }
    let Some(route) = request.match_pattern().filter(|route| !UNTRACED.contains(&route.as_str())) else {
        return Span::none();
    };
    let method = known(request.method());
    let span = debug_span!(
        target: TARGET,
        "request",
        otel.name = format!("{method} {route}"),
        otel.kind = "server",
        http.request.method = method,
        http.route = route,
        http.response.status_code = tracing::field::Empty,
        request_id,
    );
    let caller = request.headers().get(TRACEPARENT).and_then(|value| Place::parse(value.to_str().ok()?));
    if let Some(caller) = caller {
        caller.continue_in(&span);
    }
    span
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_id_is_a_uuid_of_its_time() {
        let (one, other) = (new_id(), new_id());
        assert_ne!(one, other);
        let id = uuid::Uuid::parse_str(&one).expect("a UUID");
        assert_eq!(id.get_version_num(), 7);
        assert!(one[..8] <= other[..8], "{one} {other}");
    }

    #[test]
    fn a_callers_id_is_taken_if_it_is_short_and_sane() {
        let id = |given: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(REQUEST_ID, HeaderValue::from_bytes(given.as_bytes()).expect("a header"));
            request_id(&headers)
        };
        assert_eq!(id("c6a1-42.b_7"), "c6a1-42.b_7");
        for odd in ["", "a b", "a=\"b\"", "jo@example.com", "\u{e9}", &"x".repeat(65)] {
            assert!(id(odd) != odd && id(odd).len() == 36, "{odd}");
        }
    }
}
