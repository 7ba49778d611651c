//! Writes: what is about to be written into a ticket, and what has been.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::reply::history::{History, PastWrite};
use crate::reply::write::Write;
use crate::store::sqlite::failure::{unavailable, unreadable};
use crate::store::sqlite::{fuse, limit};
use crate::store::{Intent, Speech, StoreError, TicketKey};

const STATE: &str = "SELECT state FROM write WHERE helpdesk = ?1 AND ticket_id = ?2 AND key = ?3";

const INTEND: &str = "
    INSERT INTO write (helpdesk, ticket_id, key, state, public, write, intended_at_ms, requester)
    VALUES (?1, ?2, ?3, 'tried', ?4, ?5, ?6, ?7)
    ON CONFLICT (helpdesk, ticket_id, key) DO UPDATE SET
        id = (SELECT max(id) + 1 FROM write), state = 'tried', intended_at_ms = excluded.intended_at_ms";

const WRITTEN: &str = "
    UPDATE write SET state = 'written', receipt = ?4, written_at_ms = ?5
    WHERE helpdesk = ?1 AND ticket_id = ?2 AND key = ?3 AND state <> 'written'";

/// Writes that were tried before this one; identifiers stand in the order of the intents, whatever the clock does.
const DROP_EARLIER: &str = "
    UPDATE write SET state = 'dropped'
    WHERE helpdesk = ?1 AND ticket_id = ?2 AND state = 'tried' AND id < (
        SELECT w.id FROM write AS w WHERE w.helpdesk = ?1 AND w.ticket_id = ?2 AND w.key = ?3)";

const UNSETTLED: &str = "
    SELECT write FROM write WHERE helpdesk = ?1 AND ticket_id = ?2 AND state = 'tried' ORDER BY id";

const HISTORY: &str = "
    SELECT write, written_at_ms FROM write
    WHERE helpdesk = ?1 AND ticket_id = ?2 AND state = 'written' ORDER BY written_at_ms, id";

pub(super) fn intend(
    connection: &Connection,
    ticket: &TicketKey,
    write: &Write,
    speech: &Speech,
    now: Timestamp,
) -> Result<Intent, StoreError> {
    let mut statement = connection.prepare_cached(STATE)?;
    let state: Option<String> =
        statement.query_row(params![ticket.helpdesk, ticket.id, write.key], |row| row.get(0)).optional()?;
    let intent = match state.as_deref() {
        // One that was dropped never arrived, but asking costs little and a second comment much.
        Some("tried" | "dropped") => Intent::Tried,
        Some("written") => return Ok(Intent::Written),
        Some(other) => return Err(unreadable("the state of a write", &other)),
        None => Intent::New,
    };
    if fuse::is_open(connection, &ticket.helpdesk)? {
        return Ok(Intent::Fused);
    }
    if write.is_public() {
        if limit::reached(connection, ticket, Some(&write.key), speech, now)?.is_some() {
            return Ok(Intent::Limited);
        }
        if fuse::blows(connection, &ticket.helpdesk, &speech.limits, now)? {
            return Ok(Intent::Fused);
        }
    }
    let json = serde_json::to_string(write).map_err(|error| unavailable(&format!("a write: {error}")))?;
    connection.prepare_cached(INTEND)?.execute(params![
        ticket.helpdesk,
        ticket.id,
        write.key,
        write.is_public(),
        json,
        now.as_millisecond(),
        speech.requester
    ])?;
    Ok(intent)
}

pub(super) fn written(
    connection: &Connection,
    ticket: &TicketKey,
    key: &str,
    receipt: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let TicketKey { helpdesk, id } = ticket;
    let values = params![helpdesk, id, key, receipt, now.as_millisecond()];
    connection.prepare_cached(WRITTEN)?.execute(values)?;
    connection.prepare_cached(DROP_EARLIER)?.execute(params![helpdesk, id, key])?;
    Ok(())
}

pub(super) fn unsettled(connection: &Connection, ticket: &TicketKey) -> Result<Vec<Write>, StoreError> {
    let mut statement = connection.prepare_cached(UNSETTLED)?;
    let mut rows = statement.query(params![ticket.helpdesk, ticket.id])?;
    let mut writes = Vec::new();
    while let Some(row) = rows.next()? {
        writes.push(stored(row)?);
    }
    Ok(writes)
}

pub(super) fn history(
    connection: &Connection,
    ticket: &TicketKey,
    speech: &Speech,
    now: Timestamp,
) -> Result<History, StoreError> {
    let writes = written_into(connection, ticket)?;
    Ok(History { writes, limit: limit::reached(connection, ticket, None, speech, now)? })
}

/// Oldest first.
pub(super) fn written_into(
    connection: &Connection,
    ticket: &TicketKey,
) -> Result<Vec<PastWrite>, StoreError> {
    let mut statement = connection.prepare_cached(HISTORY)?;
    let mut rows = statement.query(params![ticket.helpdesk, ticket.id])?;
    let mut writes = Vec::new();
    while let Some(row) = rows.next()? {
        writes.push(PastWrite::of(&stored(row)?, row.get("written_at_ms")?));
    }
    Ok(writes)
}

fn stored(row: &Row) -> Result<Write, StoreError> {
    let json: String = row.get("write")?;
    // The cause is left out: it could quote the ticket.
    serde_json::from_str(&json).map_err(|_| unreadable("a write", &"not what this version writes"))
}
