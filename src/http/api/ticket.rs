//! One ticket: all that is known of it, another look at it, its release, and forgetting it.

use actix_web::web::{Data, Json, Path};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::http::api::access::{Operator, Reader};
use crate::http::api::description::Refused;
use crate::http::api::pass::shown;
use crate::http::api::query::key;
use crate::http::api::write::{DecisionView, WriteView};
use crate::http::api::{Parts, stored};
use crate::http::problem::Problem;
use crate::report::Report;
use crate::service::recheck;
use crate::store::archive::TicketState;
use crate::store::{Erase, Release, Trouble};

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

/// All that is known of a ticket. Values and words of it only where the store keeps them.
#[derive(Debug, Serialize, ToSchema)]
pub struct TicketView {
    pub helpdesk: String,
    pub id: String,
    /// When it is looked at next; none if nothing is to be done.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub due_at: Option<Timestamp>,
    /// It is being worked on.
    pub is_leased: bool,
    /// When it was set aside.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub parked_at: Option<Timestamp>,
    /// Why it was set aside: for a trouble of its own, until it changes or is released, or of the helpdesk's.
    pub trouble: Option<Trouble>,
    /// Passes in a row that have failed, and why the last one did.
    pub failures: u32,
    pub reason: Option<String>,
    /// What the last check came to.
    pub report: Option<Report>,
    pub decision: Option<DecisionView>,
    /// What was written into it, the oldest first.
    pub writes: Vec<WriteView>,
    /// As the helpdesk had it when it was last read.
    pub status: Option<String>,
    pub tags: Vec<String>,
    /// How often it was found open after it had been solved.
    pub reopened: u32,
}

/// What was done.
#[derive(Debug, Serialize, ToSchema)]
pub struct Touched {
    /// How many tickets it was done to; 0 if there was nothing to do.
    pub tickets: u64,
}

impl TicketView {
    fn of(state: TicketState, parts: &Parts) -> Self {
        let (parked_at, trouble) = state.parked.unzip();
        Self {
            helpdesk: state.ticket.helpdesk,
            id: state.ticket.id,
            due_at: state.due_at,
            is_leased: state.is_leased,
            parked_at,
            trouble,
            failures: state.failures,
            reason: state.reason,
            report: state.report.map(|report| shown(report, parts)),
            decision: state.decision.map(DecisionView::from),
            writes: state.written.into_iter().map(WriteView::from).collect(),
            status: state.afterwards.status,
            tags: state.afterwards.tags,
            reopened: state.afterwards.reopened,
        }
    }
}

/// All that is known of a ticket.
#[utoipa::path(
    get,
    path = "/api/v1/tickets/{helpdesk}/{id}",
    tag = "tickets",
    operation_id = "show_ticket",
    params(TicketPath),
    responses((status = 200, description = "The ticket", body = TicketView), Refused),
    security(("token" = ["read"]))
)]
pub async fn show(
    _: Reader,
    path: Path<TicketPath>,
    parts: Data<Parts>,
) -> Result<Json<TicketView>, Problem> {
    let ticket = key(&parts, &path.helpdesk, &path.id)?;
    let state = stored(parts.archive.ticket(&ticket)).await?.ok_or(Problem::UnknownTicket)?;
    Ok(Json(TicketView::of(state, &parts)))
}

/// Look at the ticket again, whatever is known of it.
#[utoipa::path(
    post,
    path = "/api/v1/tickets/{helpdesk}/{id}/recheck",
    tag = "tickets",
    params(TicketPath),
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
    params(TicketPath),
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
    params(TicketPath),
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
