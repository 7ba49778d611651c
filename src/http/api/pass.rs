//! What past passes over a ticket came to.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::checklist::model::Verdict;
use crate::http::api::access::Reader;
use crate::http::api::cursor::{self, NumberedPageParameters};
use crate::http::api::description::Refused;
use crate::http::api::query::{Parameters, key};
use crate::http::api::ticket::TicketPath;
use crate::http::api::write::DecisionView;
use crate::http::api::{Parts, stored};
use crate::http::problem::Problem;
use crate::http::problem_body::Mistake;
use crate::report::Report;
use crate::store::archive::PastPass;

/// Which pass.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct PassPath {
    /// The helpdesk's name in the configuration.
    pub helpdesk: String,
    /// The ticket's number there.
    #[param(pattern = "^[A-Za-z0-9_-]{1,64}$")]
    pub id: String,
    /// The pass's number, from 1.
    #[param(value_type = u32, minimum = 1)]
    pub number: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PassPage {
    /// The last first.
    pub passes: Vec<PassView>,
    /// The cursor of the next page; none after the last.
    pub next: Option<String>,
}

/// What one pass came to, or several in a row that came to the same.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Pass)]
pub struct PassView {
    /// Counts what is different, from 1.
    pub number: u64,
    #[schema(value_type = String, format = DateTime)]
    pub first_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub last_at: Timestamp,
    /// How many passes in a row came to this.
    pub times: u64,
    pub category: String,
    pub verdict: Verdict,
    /// The content hash of the checklists that made it.
    pub checklists: String,
    /// How often the customer had had their say; 1 is the first contact.
    pub round: u32,
    /// Names of items.
    pub missing: Vec<String>,
    pub invalid: Vec<String>,
    pub uncertain: Vec<String>,
    pub decision: DecisionView,
}

/// The same with its report.
#[derive(Debug, Serialize, ToSchema)]
pub struct PassWithReport {
    pub pass: PassView,
    pub report: Report,
}

impl From<PastPass> for PassView {
    fn from(pass: PastPass) -> Self {
        Self {
            number: pass.number,
            first_at: pass.first_at,
            last_at: pass.last_at,
            times: pass.times,
            category: pass.category,
            verdict: pass.verdict,
            checklists: pass.checklists,
            round: pass.round,
            missing: pass.items.missing,
            invalid: pass.items.invalid,
            uncertain: pass.items.uncertain,
            decision: pass.decision.into(),
        }
    }
}

/// The report as it may be shown: a store that keeps no words now may have kept some once.
pub fn shown(report: Report, parts: &Parts) -> Report {
    if parts.worker.keep_texts { report } else { report.without_words() }
}

/// What the passes over a ticket came to.
#[utoipa::path(
    get,
    path = "/api/v1/tickets/{helpdesk}/{id}/passes",
    tag = "tickets",
    operation_id = "list_passes",
    params(TicketPath, NumberedPageParameters),
    responses(
        (status = 200, description = "The passes, the last first", body = PassPage, links(
            ("last" = (operation_id = "show_pass", parameters(
                ("helpdesk" = "$request.path.helpdesk"),
                ("id" = "$request.path.id"),
                ("number" = "$response.body#/passes/0/number")
            )))
        )),
        Refused
    ),
    security(("token" = ["read"]))
)]
pub async fn list(
    _: Reader,
    request: HttpRequest,
    path: Path<TicketPath>,
    parts: Data<Parts>,
) -> Result<Json<PassPage>, Problem> {
    let ticket = key(&parts, &path.helpdesk, &path.id)?;
    let mut parameters = Parameters::of(&request);
    let page = cursor::page(&mut parameters, cursor::number);
    parameters.finish()?;
    let passes = stored(parts.archive.passes(&ticket, &page)).await?;
    Ok(Json(PassPage {
        passes: passes.rows.into_iter().map(PassView::from).collect(),
        next: passes.next.map(|number| number.to_string()),
    }))
}

/// What one of them came to, with its report.
#[utoipa::path(
    get,
    path = "/api/v1/tickets/{helpdesk}/{id}/passes/{number}",
    tag = "tickets",
    operation_id = "show_pass",
    params(PassPath),
    responses((status = 200, description = "The pass", body = PassWithReport), Refused),
    security(("token" = ["read"]))
)]
pub async fn show(
    _: Reader,
    path: Path<PassPath>,
    parts: Data<Parts>,
) -> Result<Json<PassWithReport>, Problem> {
    let ticket = key(&parts, &path.helpdesk, &path.id)?;
    let number = path.number.parse().map_err(|_| {
        let mistake = Mistake::of_parameter("number", "a whole number is needed");
        Problem::InvalidParameter { mistakes: vec![mistake] }
    })?;
    let (pass, report) = stored(parts.archive.pass(&ticket, number)).await?.ok_or(Problem::UnknownPass)?;
    Ok(Json(PassWithReport { pass: pass.into(), report: shown(report, &parts) }))
}
