//! Reports: the latest of each ticket, and what was decided beside it. They are kept by the statement that ends a pass.

use deadpool_postgres::Client;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::report::Report;
use crate::store::postgres::database::Failure;
use crate::store::postgres::failure::{unavailable, unreadable};
use crate::store::{Decision, StoreError, TicketKey};

const DECISION: &str = "SELECT decision FROM report WHERE helpdesk = $1 AND ticket_id = $2";

const LATEST: &str = "SELECT report FROM report WHERE helpdesk = $1 AND ticket_id = $2";

pub(super) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| unavailable(&format!("what is to be stored: {error}")))
}

pub(super) async fn latest(client: &Client, ticket: &TicketKey) -> Result<Option<Report>, Failure> {
    stored(client, LATEST, ticket, "a report").await
}

pub(super) async fn decision(client: &Client, ticket: &TicketKey) -> Result<Option<Decision>, Failure> {
    stored(client, DECISION, ticket, "a decision").await
}

async fn stored<T: DeserializeOwned>(
    client: &Client,
    sql: &str,
    ticket: &TicketKey,
    what: &str,
) -> Result<Option<T>, Failure> {
    let statement = client.prepare_cached(sql).await?;
    let row = client.query_opt(&statement, &[&ticket.helpdesk, &ticket.id]).await?;
    let json: Option<String> = row.and_then(|row| row.get(0));
    Ok(json.map(|json| plain(&json, what)).transpose()?)
}

/// What a column with JSON holds. The cause of a mistake is left out: it could quote the ticket.
pub(super) fn plain<T: DeserializeOwned>(json: &str, what: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|_| unreadable(what, &"not what this version writes"))
}
