//! The fuses that stop all writing into a helpdesk: whether one is open, and closing it.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::api::access::{Operator, Reader};
use crate::http::api::description::Refused;
use crate::http::api::query::{FuseParameters, helpdesk};
use crate::http::api::{Parts, stored};
use crate::http::problem::Problem;
use crate::store::Fuse;

/// Whether everything is written.
#[derive(Debug, Serialize, ToSchema)]
pub struct FuseState {
    /// There were too many comments in some helpdesk: nothing is written there until somebody closes its fuse.
    pub is_open: bool,
    /// The first that opened.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub opened_at: Option<Timestamp>,
    /// Public comments within the minute before.
    pub comments: Option<u64>,
    /// All that are open.
    pub open: Vec<OpenFuse>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OpenFuse {
    /// None if it is everyone's: an earlier version has opened it.
    pub helpdesk: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    pub opened_at: Timestamp,
    pub comments: u64,
}

impl FuseState {
    pub fn of(fuses: Vec<Fuse>) -> Self {
        let first = fuses.iter().min_by_key(|fuse| fuse.opened_at);
        Self {
            is_open: first.is_some(),
            opened_at: first.map(|fuse| fuse.opened_at),
            comments: first.map(|fuse| fuse.comments),
            open: fuses.into_iter().map(OpenFuse::from).collect(),
        }
    }
}

impl From<Fuse> for OpenFuse {
    fn from(Fuse { helpdesk, opened_at, comments }: Fuse) -> Self {
        Self { helpdesk, opened_at, comments }
    }
}

/// Which helpdesks' fuses are open, so that nothing is written there.
#[utoipa::path(
    get,
    path = "/api/v1/fuse",
    tag = "fuse",
    operation_id = "show_fuse",
    responses((status = 200, description = "The fuses", body = FuseState), Refused),
    security(("token" = ["read"]))
)]
pub async fn show(_: Reader, parts: Data<Parts>) -> Result<Json<FuseState>, Problem> {
    Ok(Json(FuseState::of(stored(parts.store.fuses()).await?)))
}

/// Close a helpdesk's fuse, or all, so that the service writes there again. Comments from before are not counted any more.
#[utoipa::path(
    post,
    path = "/api/v1/fuse/close",
    tag = "fuse",
    operation_id = "close_fuse",
    params(FuseParameters),
    responses((status = 200, description = "What is still open", body = FuseState), Refused),
    security(("token" = ["operate"]))
)]
pub async fn close(
    operator: Operator,
    request: HttpRequest,
    parts: Data<Parts>,
) -> Result<Json<FuseState>, Problem> {
    let helpdesk = helpdesk(&request, &parts)?;
    let was_open = stored(parts.store.close_fuse(helpdesk.as_deref(), parts.clock.now())).await?;
    operator.did("close_fuse", None, u64::from(was_open));
    parts.intake.waking.wake();
    Ok(Json(FuseState::of(stored(parts.store.fuses()).await?)))
}
