//! Tickets as a list: the one that was checked last comes first.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use crate::checklist::model::Verdict;
use crate::http::api::access::Reader;
use crate::http::api::cursor::{self, PageParameters};
use crate::http::api::description::Refused;
use crate::http::api::query::{Parameters, SpanParameters, span, yes_or_no};
use crate::http::api::{Parts, stored};
use crate::http::problem::Problem;
use crate::store::archive::{TicketFilter, TicketRow};

/// Bytes of a name that is looked for.
const NAME_BYTES_MAX: usize = 200;

/// Which tickets.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TicketParameters {
    /// The helpdesk's name in the configuration.
    #[param(value_type = String, required = false, max_length = 200)]
    pub helpdesk: Option<String>,
    #[param(value_type = Verdict, required = false)]
    pub verdict: Option<Verdict>,
    #[param(value_type = String, required = false, max_length = 200)]
    pub category: Option<String>,
    /// Only those that were set aside, by the time at which they were.
    #[param(value_type = bool, required = false)]
    pub parked: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TicketPage {
    /// The last first.
    pub tickets: Vec<TicketLine>,
    /// The cursor of the next page; none after the last.
    pub next: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct TicketLine {
    pub helpdesk: String,
    pub id: String,
    /// When it was checked last; with `parked=true`, when it was set aside.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// None if it was set aside before it was ever checked.
    pub category: Option<String>,
    pub verdict: Option<Verdict>,
    pub is_parked: bool,
}

impl From<TicketRow> for TicketLine {
    fn from(row: TicketRow) -> Self {
        let (category, verdict) = row.found.map(|found| (found.category, found.verdict)).unzip();
        let TicketRow { ticket, at, found: _, is_parked } = row;
        Self { helpdesk: ticket.helpdesk, id: ticket.id, at, category, verdict, is_parked }
    }
}

/// Tickets that were checked, or that were set aside.
#[utoipa::path(
    get,
    path = "/api/v1/tickets",
    tag = "tickets",
    operation_id = "list_tickets",
    params(TicketParameters, SpanParameters, PageParameters),
    responses(
        (status = 200, description = "The tickets, the last first", body = TicketPage, links(
            ("next" = (operation_id = "list_tickets", parameters(("cursor" = "$response.body#/next")))),
            ("first" = (operation_id = "show_ticket", parameters(
                ("helpdesk" = "$response.body#/tickets/0/helpdesk"),
                ("id" = "$response.body#/tickets/0/id")
            ))),
            ("passes" = (operation_id = "list_passes", parameters(
                ("helpdesk" = "$response.body#/tickets/0/helpdesk"),
                ("id" = "$response.body#/tickets/0/id")
            ))),
            ("deliveries" = (operation_id = "list_deliveries_of_ticket", parameters(
                ("helpdesk" = "$response.body#/tickets/0/helpdesk"),
                ("id" = "$response.body#/tickets/0/id")
            ))),
            ("recheck" = (operation_id = "recheck_ticket", parameters(
                ("helpdesk" = "$response.body#/tickets/0/helpdesk"),
                ("id" = "$response.body#/tickets/0/id")
            )))
        )),
        Refused
    ),
    security(("token" = ["read"]))
)]
pub async fn tickets(
    _: Reader,
    request: HttpRequest,
    parts: Data<Parts>,
) -> Result<Json<TicketPage>, Problem> {
    let mut parameters = Parameters::of(&request);
    let filter = TicketFilter {
        helpdesk: parameters.take("helpdesk", name),
        verdict: parameters.take("verdict", verdict),
        category: parameters.take("category", name),
        span: span(&mut parameters),
        parked: parameters.take("parked", yes_or_no).unwrap_or_default(),
    };
    let page = cursor::page(&mut parameters, cursor::place);
    parameters.finish()?;
    let tickets = stored(parts.archive.tickets(&filter, &page)).await?;
    Ok(Json(TicketPage {
        tickets: tickets.rows.into_iter().map(TicketLine::from).collect(),
        next: tickets.next.as_ref().map(cursor::of_place),
    }))
}

fn name(text: &str) -> Result<String, String> {
    let fits = text.len() <= NAME_BYTES_MAX;
    fits.then(|| text.to_owned()).ok_or_else(|| format!("{NAME_BYTES_MAX} bytes are the most"))
}

fn verdict(text: &str) -> Result<Verdict, String> {
    let known = Verdict::ALL.into_iter().find(|verdict| verdict.name() == text);
    known.ok_or_else(|| format!("one of {} is needed", Verdict::ALL.map(Verdict::name).join(", ")))
}
