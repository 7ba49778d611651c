//! Reports: the latest of each ticket.

use rusqlite::{Connection, OptionalExtension, params};
use serde::de::DeserializeOwned;

use crate::report::Report;
use crate::store::sqlite::failure::{unavailable, unreadable};
use crate::store::{Decision, StoreError, TicketKey};

const KEEP: &str = "
    INSERT INTO report (helpdesk, ticket_id, category, verdict, checked_at_ms, report, decision)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (helpdesk, ticket_id) DO UPDATE SET
        category = excluded.category, verdict = excluded.verdict,
        checked_at_ms = excluded.checked_at_ms, report = excluded.report, decision = excluded.decision";

const DECISION: &str = "SELECT decision FROM report WHERE helpdesk = ?1 AND ticket_id = ?2";

const LATEST: &str = "SELECT report FROM report WHERE helpdesk = ?1 AND ticket_id = ?2";

pub(super) fn keep(
    connection: &Connection,
    ticket: &TicketKey,
    report: &Report,
    decision: &Decision,
) -> Result<(), StoreError> {
    let json = serde_json::to_string(report).map_err(|error| unavailable(&format!("a report: {error}")))?;
    let decision =
        serde_json::to_string(decision).map_err(|error| unavailable(&format!("a decision: {error}")))?;
    connection.prepare_cached(KEEP)?.execute(params![
        ticket.helpdesk,
        ticket.id,
        report.category,
        report.verdict.name(),
        report.checked_at.as_millisecond(),
        json,
        decision
    ])?;
    Ok(())
}

pub(super) fn latest(connection: &Connection, ticket: &TicketKey) -> Result<Option<Report>, StoreError> {
    stored(connection, LATEST, ticket, "a report")
}

/// Of a report from before decisions were kept there is none.
pub(super) fn decision(connection: &Connection, ticket: &TicketKey) -> Result<Option<Decision>, StoreError> {
    stored(connection, DECISION, ticket, "a decision")
}

fn stored<T: DeserializeOwned>(
    connection: &Connection,
    sql: &str,
    ticket: &TicketKey,
    what: &str,
) -> Result<Option<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let json: Option<Option<String>> =
        statement.query_row(params![ticket.helpdesk, ticket.id], |row| row.get(0)).optional()?;
    // The cause is left out: it could quote the ticket.
    json.flatten()
        .map(|json| serde_json::from_str(&json))
        .transpose()
        .map_err(|_| unreadable(what, &"not what this version writes"))
}
