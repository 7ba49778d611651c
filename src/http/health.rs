//! Whether the service is alive, and whether it can do its work.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::json;

use crate::http::problem::Problem;
use crate::http::server::Parts;
use crate::store::peers::Replica;

/// A store that takes longer than this does not count as ready.
const STORE_SECS_MAX: u64 = 3;

/// The process runs and answers.
pub async fn alive() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "alive" }))
}

/// The store can be written to, so webhooks are taken. The configuration is valid, otherwise the service would not have
/// started. What keeps it from writing into the helpdesk is told, but makes it no less ready: whoever stops sending
/// webhooks to a service that is not ready would lose them.
pub async fn ready(parts: Data<Parts>) -> Result<HttpResponse, Problem> {
    let in_time = Duration::from_secs(STORE_SECS_MAX);
    let store = async {
        parts.store.ping().await?;
        parts.store.fuses().await
    };
    match tokio::time::timeout(in_time, store).await {
        Ok(Ok(mut fuses)) => {
            // That of a helpdesk that is served no more stops nobody.
            fuses.retain(|fuse| parts.helpdesks.keys().any(|name| fuse.is_of(name)));
            let mut body =
                json!({ "status": "ready", "fuse": if fuses.is_empty() { "closed" } else { "open" } });
            if let Some(first) = fuses.iter().min_by_key(|fuse| fuse.opened_at) {
                body["fuse_opened_at"] = json!(first.opened_at);
                body["fuse_comments"] = json!(first.comments);
                let is_fused = |name: &&String| fuses.iter().any(|fuse| fuse.is_of(name));
                body["fuse_of"] = parts.helpdesks.keys().filter(is_fused).cloned().collect();
            }
            let standing = parts.worker.judges.standing();
            body["checklists"] = json!(standing.version);
            if !standing.own.is_empty() {
                body["own_checklists"] = json!(standing.own);
            }
            if let Some(mistakes) = standing.refused {
                body["config_refused"] = json!({ "mistakes": mistakes.len() });
            }
            let company = parts.worker.replicas.company();
            if !company.replicas.is_empty() {
                body["replicas"] = json!(company.replicas.len());
            }
            if !company.is_agreed() {
                let of =
                    |replica: &Replica| json!({ "name": replica.name, "checklists": replica.checklists });
                body["replicas_differ"] = company.replicas.iter().map(of).collect();
            }
            let out_of_order = parts.worker.breakers.open();
            if !out_of_order.is_empty() {
                body["out_of_order"] = json!(out_of_order);
            }
            Ok(HttpResponse::Ok().json(body))
        }
        Ok(Err(error)) => Err(Problem::NotReady { internal: error.to_string() }),
        Err(_) => {
            Err(Problem::NotReady { internal: format!("the store took longer than {STORE_SECS_MAX} s") })
        }
    }
}
