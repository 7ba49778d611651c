//! One ticket: all that is known of it, another look at it, its release, and forgetting it.

use actix_web::web::{Data, Json, Path};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::api::access::Operator;
use crate::http::api::description::Refused;
use crate::http::api::query::key;
use crate::http::api::{Parts, stored};
use crate::http::problem::Problem;
use crate::service::recheck;
use crate::store::{Erase, Release};

/// Which ticket.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TicketPath {
    /// The helpdesk's name in the configuration.
    pub helpdesk: String,
    /// The ticket's number there.
    #[param(pattern = "^[A-Za-z0-9_-]{1,64}$")]
    pub id: String,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct Touched {
    /// How many tickets it was done to; 0 if there was nothing to do.
    pub tickets: u64,
}

/// Look at the ticket again, whatever is known of it.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{helpdesk}/{id}/recheck",
    tag = "tickets",
    operation_id = "recheck_ticket",
    responses((status = 200, description = "It is looked at as soon as a worker is free", body = Touched), Refused),
    security(("token" = ["operate"]))
)]
pub async fn recheck(
    operator: Operator,
    path: Path<TicketPath>,
    parts: Data<Parts>,
) -> Result<Json<Touched>, Problem> {
    let ticket = key(&parts, &path.helpdesk, &path.id)?;
    let delivery = recheck::delivery(ticket.id.clone(), parts.clock.now(), 0);
    stored(parts.intake.take(&ticket.helpdesk, delivery)).await?;
    operator.did("recheck", Some(&ticket), 1);
    Ok(Json(Touched { tickets: 1 }))
}

/// Take the ticket up again, if it was set aside.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{helpdesk}/{id}/release",
    tag = "tickets",
    operation_id = "release_ticket",
    responses((status = 200, description = "Whether it was set aside", body = Touched), Refused),
    security(("token" = ["operate"]))
)]
pub async fn release(
    operator: Operator,
    path: Path<TicketPath>,
    parts: Data<Parts>,
) -> Result<Json<Touched>, Problem> {
    let ticket = key(&parts, &path.helpdesk, &path.id)?;
    let release = Release::Ticket(ticket.clone());
    let tickets = stored(parts.store.release(release, parts.clock.now())).await?;
    operator.did("release", Some(&ticket), tickets);
    parts.intake.waking.wake();
    Ok(Json(Touched { tickets }))
}

/// Forget all that is stored of the ticket. It is read afresh when it changes.
#[utoipa::path(
    delete,
    path = "/api/v1/tickets/{helpdesk}/{id}",
    tag = "tickets",
    operation_id = "erase_ticket",
    responses((status = 200, description = "Whether anything was stored", body = Touched), Refused),
    security(("token" = ["operate"]))
)]
pub async fn erase(
    operator: Operator,
    path: Path<TicketPath>,
    parts: Data<Parts>,
) -> Result<Json<Touched>, Problem> {
    let ticket = key(&parts, &path.helpdesk, &path.id)?;
    let tickets = stored(parts.store.erase(Erase::Ticket(ticket.clone()))).await?;
    operator.did("erase", Some(&ticket), tickets);
    Ok(Json(Touched { tickets }))
}
