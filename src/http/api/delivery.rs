//! Deliveries: what was received, the last first.

use actix_web::HttpRequest;
use actix_web::web::{Data, Json, Path};
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use crate::http::api::access::Reader;
use crate::http::api::cursor::{self, PageParameters};
use crate::http::api::description::Refused;
use crate::http::api::query::{Parameters, SpanParameters, key, span};
use crate::http::api::ticket::TicketPath;
use crate::http::api::{Parts, stored};
use crate::http::problem::Problem;
use crate::store::TicketKey;
use crate::store::archive::{DeliveryFilter, PastDelivery};

#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryPage {
    /// The last first.
    pub deliveries: Vec<DeliveryView>,
    /// The cursor of the next page; none after the last.
    pub next: Option<String>,
}

/// A delivery that was accepted. A repetition of it is not kept.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Delivery)]
pub struct DeliveryView {
    pub helpdesk: String,
    /// The ticket's number.
    pub id: String,
    /// The helpdesk's identifier of the delivery, or one that was made of it.
    pub key: String,
    /// In the helpdesk's words; `recheck` where somebody asked for it.
    pub event: String,
    #[schema(value_type = String, format = DateTime)]
    pub received_at: Timestamp,
}

impl From<PastDelivery> for DeliveryView {
    fn from(delivery: PastDelivery) -> Self {
        let PastDelivery { ticket, key, event, received_at } = delivery;
        Self { helpdesk: ticket.helpdesk, id: ticket.id, key, event, received_at }
    }
}

/// What was received.
#[utoipa::path(
    get,
    path = "/api/v1/deliveries",
    tag = "deliveries",
    operation_id = "list_deliveries",
    params(SpanParameters, PageParameters),
    responses((status = 200, description = "The deliveries, the last first", body = DeliveryPage), Refused),
    security(("token" = ["read"]))
)]
pub async fn list(
    _: Reader,
    request: HttpRequest,
    parts: Data<Parts>,
) -> Result<Json<DeliveryPage>, Problem> {
    page(&request, &parts, None).await
}

/// What was received of a ticket.
#[utoipa::path(
    get,
    path = "/api/v1/tickets/{helpdesk}/{id}/deliveries",
    tag = "deliveries",
    operation_id = "list_deliveries_of_ticket",
    params(TicketPath, SpanParameters, PageParameters),
    responses((status = 200, description = "The deliveries, the last first", body = DeliveryPage), Refused),
    security(("token" = ["read"]))
)]
pub async fn of_ticket(
    _: Reader,
    request: HttpRequest,
    path: Path<TicketPath>,
    parts: Data<Parts>,
) -> Result<Json<DeliveryPage>, Problem> {
    let ticket = key(&parts, &path.helpdesk, &path.id)?;
    page(&request, &parts, Some(ticket)).await
}

async fn page(
    request: &HttpRequest,
    parts: &Parts,
    ticket: Option<TicketKey>,
) -> Result<Json<DeliveryPage>, Problem> {
    let mut parameters = Parameters::of(request);
    let filter = DeliveryFilter { ticket, span: span(&mut parameters) };
    let page = cursor::page(&mut parameters, cursor::place);
    parameters.finish()?;
    let deliveries = stored(parts.archive.deliveries(&filter, &page)).await?;
    Ok(Json(DeliveryPage {
        deliveries: deliveries.rows.into_iter().map(DeliveryView::from).collect(),
        next: deliveries.next.as_ref().map(cursor::of_place),
    }))
}
