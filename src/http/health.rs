//! Whether the service is alive, and whether it can do its work.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::json;

use crate::http::problem::Problem;
use crate::http::server::Parts;

/// A store that takes longer than this does not count as ready.
const STORE_SECS_MAX: u64 = 3;

/// The process runs and answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "alive" }))
}

/// The store can be written to. The configuration is valid, otherwise the service would not have started.
pub async fn ready(parts: Data<Parts>) -> Result<HttpResponse, Problem> {
    let in_time = Duration::from_secs(STORE_SECS_MAX);
    match tokio::time::timeout(in_time, parts.store.ping()).await {
        Ok(Ok(())) => Ok(HttpResponse::Ok().json(json!({ "status": "ready" }))),
        Ok(Err(error)) => Err(Problem::NotReady { internal: error.to_string() }),
        Err(_) => {
            Err(Problem::NotReady { internal: format!("the store took longer than {STORE_SECS_MAX} s") })
        }
    }
}
