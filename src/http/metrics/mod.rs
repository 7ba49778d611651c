//! `GET /metrics`: what the service counts and how things stand, for Prometheus.

mod process;
mod state;
mod text;

use actix_web::http::header::ACCEPT;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

use crate::http::problem::Problem;
use crate::http::server::Parts;
use crate::store::StoreError;

const OPEN_METRICS: &str = "application/openmetrics-text";
const OPEN_METRICS_CONTENT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const TEXT_CONTENT: &str = "text/plain; version=0.0.4; charset=utf-8";
const PREFIX: &str = "preflight";

/// In the format that is asked for, otherwise in Prometheus' text format.
pub async fn show(request: HttpRequest, parts: Data<Parts>) -> Result<HttpResponse, Problem> {
    let page = page(&parts).await.map_err(|error| Problem::NotReady { internal: error.to_string() })?;
    let accepted = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok());
    Ok(if accepted.is_some_and(|accepted| accepted.contains(OPEN_METRICS)) {
        HttpResponse::Ok().content_type(OPEN_METRICS_CONTENT).body(page)
    } else {
        HttpResponse::Ok().content_type(TEXT_CONTENT).body(text::of(&page))
    })
}

/// What is counted goes on; how things stand is looked up for each page.
async fn page(parts: &Parts) -> Result<String, StoreError> {
    let now = parts.clock.now();
    let (counts, fuses) = (parts.store.counts(now).await?, parts.store.fuses().await?);
    let mut registry = Registry::default();
    let own = registry.sub_registry_with_prefix(PREFIX);
    parts.worker.meter.register(own);
    state::of_build(own);
    state::of_config(own, &parts.helpdesks, &parts.worker.judges.standing());
    state::of_queue(own, &counts, now);
    state::of_fuses(own, &parts.helpdesks, &fuses);
    if let Some(path) = &parts.store_path {
        state::of_file(own, path);
    }
    state::of_replicas(own, &parts.worker.replicas.company());
    state::of_helpdesks(own, &parts.helpdesks, &parts.worker.breakers.open());
    process::register(&mut registry, parts.started_at);
    let mut page = String::new();
    encode(&mut page, &registry).expect("a text takes whatever is written into it");
    Ok(page)
}
