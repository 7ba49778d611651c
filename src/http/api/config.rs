//! Which configuration the service goes by, what it asks for, and reading it anew.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::checklist::model::{Checklist, Checklists, Required, Texts, Verdict};
use crate::http::api::Parts;
use crate::http::api::access::{Operator, Reader};
use crate::http::api::description::Refused;
use crate::http::api::query::{WhoseParameters, judge};
use crate::http::problem::Problem;
use crate::http::problem_body::Mistake;
use crate::reply::policy::Mode;

/// How long reading a configuration is waited for.
const RELOAD_SECS_MAX: u64 = 60;

#[derive(Debug, Serialize, ToSchema)]
pub struct ConfigState {
    /// The content hash of the checklists; each report tells the one that made it.
    pub checklists: String,
    /// How far the service goes.
    pub mode: Mode,
    /// Where that is not so: the helpdesks that have rules of their own.
    pub own: Vec<OwnState>,
    /// What is wrong with the configuration on disk, if it was refused: the one before it holds.
    pub refused: Vec<Mistake>,
}

/// The same of a helpdesk that has rules of its own.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnState {
    pub helpdesk: String,
    pub checklists: String,
    pub mode: Mode,
}

/// A kind of ticket, and what one must contain.
#[derive(Debug, Serialize, ToSchema)]
pub struct Category {
    pub name: String,
    /// By language.
    #[schema(value_type = BTreeMap<String, String>)]
    pub label: Texts,
    /// What its tickets come to, whatever they contain.
    pub always: Option<Verdict>,
    /// In the order of the checklist.
    pub items: Vec<CategoryItem>,
    /// Rules that come before the checklist.
    pub gates: Vec<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryItem {
    pub name: String,
    /// By language.
    #[schema(value_type = BTreeMap<String, String>)]
    pub label: Texts,
    pub asked: Asked,
}

/// When an item is asked for.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = AskedFor)]
pub enum Asked {
    Always,
    /// Kept when given.
    Never,
    /// Under a condition.
    Sometimes,
}

impl ConfigState {
    fn of(parts: &Parts) -> Self {
        let judges = &parts.worker.judges;
        let standing = judges.standing();
        let own = standing.own.into_iter().map(|(helpdesk, checklists)| {
            let mode = judges.judge(&helpdesk).policy().mode;
            OwnState { helpdesk, checklists, mode }
        });
        let refused = standing.refused.iter().flat_map(|mistakes| mistakes.iter());
        Self {
            checklists: standing.version,
            mode: judges.everyones().policy().mode,
            own: own.collect(),
            refused: refused.map(Mistake::from).collect(),
        }
    }
}

/// Which configuration the service goes by, and what is wrong with the one on disk if that was refused.
#[utoipa::path(
    get,
    path = "/api/v1/config",
    tag = "configuration",
    operation_id = "show_config",
    responses((status = 200, description = "The configuration's state", body = ConfigState), Refused),
    security(("token" = ["read"]))
)]
pub async fn show(_: Reader, parts: Data<Parts>) -> Json<ConfigState> {
    Json(ConfigState::of(&parts))
}

/// The categories with their checklists.
#[utoipa::path(
    get,
    path = "/api/v1/config/categories",
    tag = "configuration",
    operation_id = "list_categories",
    params(WhoseParameters),
    responses((status = 200, description = "The categories", body = [Category]), Refused),
    security(("token" = ["read"]))
)]
pub async fn categories(
    _: Reader,
    request: HttpRequest,
    parts: Data<Parts>,
) -> Result<Json<Vec<Category>>, Problem> {
    let judge = judge(&request, &parts)?;
    let checklists = judge.checklists();
    Ok(Json(checklists.categories.values().map(|checklist| category(checklist, checklists)).collect()))
}

/// Read the configuration on disk now. Checklists, replies, `policy` and `reading` are taken up; one with mistakes is refused.
#[utoipa::path(
    post,
    path = "/api/v1/config/reload",
    tag = "configuration",
    operation_id = "reload_config",
    responses(
        (status = 200, description = "It is taken up", body = ConfigState),
        (status = 409, description = "It has mistakes, or there is none on disk", body = crate::http::problem_body::ProblemBody, content_type = "application/problem+json"),
        Refused
    ),
    security(("token" = ["operate"]))
)]
pub async fn reload(operator: Operator, parts: Data<Parts>) -> Result<Json<ConfigState>, Problem> {
    let reloading = parts.reloading.as_ref().ok_or(Problem::ConfigFixed)?;
    operator.did("reload_config", None, 0);
    let in_time = Duration::from_secs(RELOAD_SECS_MAX);
    if tokio::time::timeout(in_time, reloading.ask_and_wait()).await.is_err() {
        let internal = format!("the configuration was not read within {RELOAD_SECS_MAX} s");
        return Err(Problem::NotReady { internal });
    }
    let state = ConfigState::of(&parts);
    match state.refused.is_empty() {
        true => Ok(Json(state)),
        false => Err(Problem::ConfigRefused { mistakes: state.refused }),
    }
}

fn category(checklist: &Checklist, checklists: &Checklists) -> Category {
    let items = checklist.items.iter().map(|entry| CategoryItem {
        name: entry.item.clone(),
        label: checklists.items.get(&entry.item).map(|item| item.label.clone()).unwrap_or_default(),
        asked: match entry.required {
            Required::Always => Asked::Always,
            Required::Never => Asked::Never,
            Required::When(_) | Required::Unless(_) => Asked::Sometimes,
        },
    });
    Category {
        name: checklist.category.clone(),
        label: checklist.label.clone(),
        always: checklist.always,
        items: items.collect(),
        gates: checklist.gates.iter().map(|gate| gate.name.clone()).collect(),
    }
}
