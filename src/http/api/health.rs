//! How the service stands, in one look.

use actix_web::web::{Data, Json};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::api::access::Reader;
use crate::http::api::description::Refused;
use crate::http::api::fuse::FuseState;
use crate::http::api::{Parts, stored};
use crate::http::problem::Problem;

#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// Tickets that are due now, up to 100,000.
    pub due: u64,
    /// When the oldest of them became due.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub oldest_due_at: Option<Timestamp>,
    /// Tickets that are being worked on.
    pub leased: u64,
    /// Tickets that were set aside.
    pub parked: u64,
    pub fuse: FuseState,
    /// Helpdesks that are left in peace because they do not work.
    pub out_of_order: Vec<String>,
    /// The content hash of the checklists that the service goes by; helpdesks may have their own.
    pub checklists: String,
    /// Whether the configuration on disk was refused, so that the one before it holds.
    pub config_refused: bool,
}

/// What is due, what is set aside, and what keeps the service from writing. 503 if the store can't be written to.
#[utoipa::path(
    get,
    path = "/api/v1/health",
    tag = "api",
    operation_id = "show_health",
    responses((status = 200, description = "How the service stands", body = Health), Refused),
    security(("token" = ["read"]))
)]
pub async fn show(_: Reader, parts: Data<Parts>) -> Result<Json<Health>, Problem> {
    let (counts, fuses) = stored(async {
        parts.store.ping().await?;
        Ok((parts.store.counts(parts.clock.now()).await?, parts.store.fuses().await?))
    })
    .await?;
    let standing = parts.worker.judges.standing();
    Ok(Json(Health {
        due: counts.due,
        oldest_due_at: counts.oldest_due_at,
        leased: counts.leased,
        parked: counts.parked,
        fuse: FuseState::of(fuses),
        out_of_order: parts.worker.breakers.open(),
        checklists: standing.version,
        config_refused: standing.refused.is_some(),
    }))
}
