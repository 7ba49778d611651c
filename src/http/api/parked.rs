//! Tickets that were set aside, and the release of all of them.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::http::api::access::{Operator, Reader};
use crate::http::api::description::Refused;
use crate::http::api::query::{Parameters, number};
use crate::http::api::ticket::Touched;
use crate::http::api::{Parts, stored};
use crate::http::problem::Problem;
use crate::store::{Parked, Release, Trouble};

/// Tickets that are listed at most; `total` tells how many there are.
const PARKED_MAX: u32 = 1_000;
const PARKED_USUAL: u32 = 100;

/// How many of them.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ParkedParameters {
    /// Tickets at most; 100 if it is not said.
    #[param(value_type = u32, required = false, minimum = 1, maximum = 1000)]
    pub limit: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ParkedList {
    /// The latest first.
    pub tickets: Vec<ParkedTicket>,
    /// How many are set aside in all.
    pub total: u64,
}

/// A ticket that was set aside: it is not looked at.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParkedTicket {
    pub helpdesk: String,
    pub id: String,
    #[schema(value_type = String, format = DateTime)]
    pub parked_at: Timestamp,
    /// Until when it is: its own until it changes or is released, the helpdesk's until that works again.
    pub trouble: Trouble,
    pub reason: String,
    /// Passes in a row that failed.
    pub failures: u32,
}

impl From<Parked> for ParkedTicket {
    fn from(parked: Parked) -> Self {
        let Parked { ticket, at, trouble, reason, failures } = parked;
        Self { helpdesk: ticket.helpdesk, id: ticket.id, parked_at: at, trouble, reason, failures }
    }
}

/// Tickets that were set aside.
#[utoipa::path(
    get,
    path = "/api/v1/parked",
    tag = "parked",
    operation_id = "list_parked",
    params(ParkedParameters),
    responses(
        (status = 200, description = "The tickets, the latest first", body = ParkedList, links(
            ("release" = (operation_id = "release_ticket", parameters(
                ("helpdesk" = "$response.body#/tickets/0/helpdesk"),
                ("id" = "$response.body#/tickets/0/id")
            )))
        )),
        Refused
    ),
    security(("token" = ["read"]))
)]
pub async fn list(_: Reader, request: HttpRequest, parts: Data<Parts>) -> Result<Json<ParkedList>, Problem> {
    let mut parameters = Parameters::of(&request);
    let limit = parameters.take("limit", number(1, PARKED_MAX)).unwrap_or(PARKED_USUAL);
    parameters.finish()?;
    let tickets = stored(parts.store.parked(limit)).await?;
    let total = stored(parts.store.counts(parts.clock.now())).await?.parked;
    Ok(Json(ParkedList { tickets: tickets.into_iter().map(ParkedTicket::from).collect(), total }))
}

/// Take up all tickets that were set aside.
#[utoipa::path(
    post,
    path = "/api/v1/parked/release",
    tag = "parked",
    operation_id = "release_all",
    responses((status = 200, description = "How many it were", body = Touched), Refused),
    security(("token" = ["operate"]))
)]
pub async fn release(operator: Operator, parts: Data<Parts>) -> Result<Json<Touched>, Problem> {
    let tickets = stored(parts.store.release(Release::All, parts.clock.now())).await?;
    operator.did("release_all", None, tickets);
    parts.intake.waking.wake();
    Ok(Json(Touched { tickets }))
}
