//! Forgetting all tickets of a requester.

use actix_web::web::{Data, Json, Path};
use serde::Deserialize;
use utoipa::IntoParams;

use crate::http::api::access::Operator;
use crate::http::api::description::Refused;
use crate::http::api::query::key;
use crate::http::api::ticket::Touched;
use crate::http::api::{Parts, stored};
use crate::http::problem::Problem;
use crate::service::requester;
use crate::store::Erase;

/// Which requester.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct RequesterPath {
    /// The helpdesk's name in the configuration.
    pub helpdesk: String,
    /// The requester's number there.
    #[param(pattern = "^[A-Za-z0-9_-]{1,64}$")]
    pub id: String,
}

/// Forget all that is stored of the requester's tickets.
#[utoipa::path(
    delete,
    path = "/api/v1/requesters/{helpdesk}/{id}",
    tag = "tickets",
    params(RequesterPath),
    operation_id = "erase_requester",
    responses((status = 200, description = "How many tickets it were", body = Touched), Refused),
    security(("token" = ["operate"]))
)]
pub async fn erase(
    operator: Operator,
    path: Path<RequesterPath>,
    parts: Data<Parts>,
) -> Result<Json<Touched>, Problem> {
    let known = key(&parts, &path.helpdesk, &path.id)?;
    let Some(requester) = requester::hash(&known.helpdesk, &known.id) else {
        return Ok(Json(Touched { tickets: 0 }));
    };
    let which = Erase::Requester { helpdesk: known.helpdesk, requester };
    let tickets = stored(parts.store.erase(which)).await?;
    // Not of whom: that would be remembered by the log.
    operator.did("erase_requester", None, tickets);
    Ok(Json(Touched { tickets }))
}
