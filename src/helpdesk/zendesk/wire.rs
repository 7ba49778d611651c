//! One request and its answer, within limits of time and size.

use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Method, Response, StatusCode, redirect};
use serde_json::Value;
use tracing::{Instrument, Span, debug_span};

use crate::helpdesk::traffic::Traffic;
use crate::helpdesk::zendesk::address::Address;
use crate::helpdesk::zendesk::answer::{Trouble, ignored_keys, judge, judge_transport, lost};
use crate::helpdesk::zendesk::limit::{Budget, Effect};
use crate::trace::TARGET;

/// A page has up to 100 comments of up to 64 kB, and each of them three times (as text, HTML and plain text).
const ANSWER_BYTES_MAX: usize = 24 * 1024 * 1024;
const ERROR_BYTES_MAX: usize = 64 * 1024;
const CONNECT_SECS_MAX: u64 = 5;

/// Connections to one account.
pub struct Wire {
    http: reqwest::Client,
    address: Address,
    pub traffic: Traffic,
}

pub struct Request<'a> {
    pub effect: Effect,
    pub method: Method,
    pub path: &'a str,
    pub query: &'a [(&'a str, &'a str)],
    pub body: Option<&'a Value>,
}

impl Wire {
    /// A process-wide TLS provider must have been installed before.
    pub fn new(address: Address, request_secs_max: u64) -> Result<Self, reqwest::Error> {
        let limit = Duration::from_secs(request_secs_max.max(1));
        let builder = reqwest::Client::builder()
            .user_agent(concat!("preflight/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .connect_timeout(limit.min(Duration::from_secs(CONNECT_SECS_MAX)))
            .read_timeout(limit)
            .timeout(limit);
        // A sandbox on this machine needs neither a proxy nor the system's certificates, which may not be installed.
        let builder = if address.is_loopback() { builder.no_proxy().tls_certs_only([]) } else { builder };
        Ok(Self { http: builder.build()?, address, traffic: Traffic::default() })
    }

    /// The body of a successful answer. `hear` is told what any answer says of the limits.
    pub async fn exchange(
        &self,
        request: &Request<'_>,
        authorization: Option<HeaderValue>,
        hear: impl Fn(&Budget),
    ) -> Result<Bytes, Trouble> {
        let span = span(request);
        self.send(request, authorization, hear).instrument(span).await
    }

    async fn send(
        &self,
        request: &Request<'_>,
        authorization: Option<HeaderValue>,
        hear: impl Fn(&Budget),
    ) -> Result<Bytes, Trouble> {
        let started = Instant::now();
        let url = self.address.url(request.path, request.query);
        let mut builder = self.http.request(request.method.clone(), url);
        if let Some(authorization) = authorization {
            builder = builder.header(AUTHORIZATION, authorization);
        }
        if let Some(body) = request.body {
            builder = builder.json(body);
        }
        let mut status = None;
        let outcome = match builder.send().await {
            Ok(response) => {
                status = Some(response.status());
                let budget = Budget::read(response.headers());
                hear(&budget);
                log_answer(request, response.status(), response.headers(), &budget, started);
                read_answer(request.effect, response).await
            }
            Err(error) => Err(judge_transport(request.effect, &error)),
        };
        self.count(request.effect, status, outcome.is_ok(), started);
        if let Err(trouble) = &outcome {
            tracing::debug!(
                method = %request.method,
                path = request.path,
                millis = millis_since(started),
                error = %trouble.error,
                "a request to the helpdesk failed"
            );
        }
        outcome
    }

    fn count(&self, effect: Effect, status: Option<StatusCode>, is_fine: bool, started: Instant) {
        let span = Span::current();
        // A success that broke off is none.
        let status = status.filter(|status| is_fine || !status.is_success()).map(|status| status.as_u16());
        span.record("http.response.status_code", status);
        if !is_fine {
            span.record("otel.status_code", "ERROR");
        }
        self.traffic.count(effect == Effect::Write, status, started.elapsed());
    }
}

/// Without the query, which may hold what somebody is looked for by.
fn span(request: &Request<'_>) -> Span {
    debug_span!(
        target: TARGET,
        "helpdesk request",
        otel.kind = "client",
        otel.status_code = tracing::field::Empty,
        http.request.method = %request.method,
        url.path = request.path,
        http.response.status_code = tracing::field::Empty,
    )
}

async fn read_answer(effect: Effect, mut response: Response) -> Result<Bytes, Trouble> {
    let status = response.status();
    if status.is_success() {
        return read_body(&mut response, ANSWER_BYTES_MAX).await.map_err(|why| lost(effect, why));
    }
    let headers = std::mem::take(response.headers_mut());
    let body = read_body(&mut response, ERROR_BYTES_MAX).await.unwrap_or_default();
    Err(judge(effect, status, &headers, &body))
}

async fn read_body(response: &mut Response, bytes_max: usize) -> Result<Bytes, &'static str> {
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| "the answer broke off")? {
        if body.len() + chunk.len() > bytes_max {
            return Err("the answer is too large");
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn log_answer(
    request: &Request<'_>,
    status: StatusCode,
    headers: &HeaderMap,
    budget: &Budget,
    started: Instant,
) {
    tracing::debug!(
        method = %request.method,
        path = request.path,
        status = status.as_u16(),
        millis = millis_since(started),
        remaining = budget.remaining,
        updates_remaining = budget.buckets.get("tickets-update").and_then(|bucket| bucket.remaining),
        "the helpdesk answered"
    );
    if let Some(warning) = headers.get("x-zendesk-api-warn").and_then(|value| value.to_str().ok()) {
        let keys = ignored_keys(warning).join(", ");
        tracing::warn!(method = %request.method, path = request.path, keys, "the helpdesk ignored keys");
    }
}

fn millis_since(started: Instant) -> u64 {
    u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX)
}
