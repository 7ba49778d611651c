//! The fuse that stops all writing: whether it is open, and closing it.

use actix_web::web::{Data, Json};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::api::access::{Operator, Reader};
use crate::http::api::description::Refused;
use crate::http::api::{Parts, stored};
use crate::http::problem::Problem;
use crate::store::Fuse;

/// Whether anything is written.
#[derive(Debug, Serialize, ToSchema)]
pub struct FuseState {
    /// There were too many comments: nothing is written until somebody closes it.
    pub is_open: bool,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub opened_at: Option<Timestamp>,
    /// Public comments within the minute before.
    pub comments: Option<u64>,
}

impl FuseState {
    pub fn of(fuse: Option<Fuse>) -> Self {
        Self {
            is_open: fuse.is_some(),
            opened_at: fuse.map(|fuse| fuse.opened_at),
            comments: fuse.map(|fuse| fuse.comments),
        }
    }
}

/// Whether the fuse is open, so that nothing is written.
#[utoipa::path(
    get,
    path = "/api/v1/fuse",
    tag = "fuse",
    operation_id = "show_fuse",
    responses((status = 200, description = "The fuse", body = FuseState), Refused),
    security(("token" = ["read"]))
)]
pub async fn show(_: Reader, parts: Data<Parts>) -> Result<Json<FuseState>, Problem> {
    Ok(Json(FuseState::of(stored(parts.store.fuse()).await?)))
}

/// Close the fuse, so that the service writes again. Comments from before are not counted any more.
#[utoipa::path(
    post,
    path = "/api/v1/fuse/close",
    tag = "fuse",
    operation_id = "close_fuse",
    responses((status = 200, description = "The fuse, closed", body = FuseState), Refused),
    security(("token" = ["operate"]))
)]
pub async fn close(operator: Operator, parts: Data<Parts>) -> Result<Json<FuseState>, Problem> {
    let was_open = stored(parts.store.close_fuse(parts.clock.now())).await?;
    operator.did("close_fuse", None, u64::from(was_open));
    parts.intake.waking.wake();
    Ok(Json(FuseState::of(stored(parts.store.fuse()).await?)))
}
