//! Reports: the latest of each ticket, and how the ticket stood then.

use rusqlite::{Connection, OptionalExtension, params};
use serde::de::DeserializeOwned;

use crate::report::Report;
use crate::store::record::Record;
use crate::store::sqlite::failure::unreadable;
use crate::store::{Decision, Standing, StoreError, TicketKey};

const KEEP: &str = "
    INSERT INTO report (helpdesk, ticket_id, category, verdict, checked_at_ms, report, decision)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
    ON CONFLICT (helpdesk, ticket_id) DO UPDATE SET
        category = excluded.category, verdict = excluded.verdict,
        checked_at_ms = excluded.checked_at_ms, report = excluded.report, decision = excluded.decision";

/// Of a ticket without a report nothing is kept.
const STAND: &str = "
    UPDATE report SET
        reopened = reopened + (?5 AND coalesce(status IN ('solved', 'closed', 'deleted'), FALSE)),
        status = ?3, tags = ?4
    WHERE helpdesk = ?1 AND ticket_id = ?2";

const DECISION: &str = "SELECT decision FROM report WHERE helpdesk = ?1 AND ticket_id = ?2";

const LATEST: &str = "SELECT report FROM report WHERE helpdesk = ?1 AND ticket_id = ?2";

pub(super) fn keep(
    connection: &Connection,
    ticket: &TicketKey,
    report: &Report,
    record: &Record,
) -> Result<(), StoreError> {
    connection.prepare_cached(KEEP)?.execute(params![
        ticket.helpdesk,
        ticket.id,
        report.category,
        report.verdict.name(),
        report.checked_at.as_millisecond(),
        record.report,
        record.decision
    ])?;
    Ok(())
}

pub(super) fn stand(
    connection: &Connection,
    ticket: &TicketKey,
    standing: &Standing,
) -> Result<(), StoreError> {
    let tags = serde_json::to_string(&standing.kept_tags()).expect("texts are plain data");
    let is_open = !Standing::is_worked_off(&standing.status);
    let values = params![ticket.helpdesk, ticket.id, standing.status, tags, is_open];
    connection.prepare_cached(STAND)?.execute(values)?;
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
    json.flatten().map(|json| plain(&json, what)).transpose()
}

/// What a column with JSON holds. The cause of a mistake is left out: it could quote the ticket.
pub(super) fn plain<T: DeserializeOwned>(json: &str, what: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|_| unreadable(what, &"not what this version writes"))
}
