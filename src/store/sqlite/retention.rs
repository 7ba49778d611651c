//! Forgetting: what is old, and what somebody asks to have erased.

use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::store::{Erase, StoreError, TicketKey};

const DELIVERIES: &str = "
    DELETE FROM delivery WHERE (helpdesk, ticket_id, key) IN (
        SELECT helpdesk, ticket_id, key FROM delivery WHERE received_at_ms < ?1 ORDER BY received_at_ms LIMIT ?2)";

/// Passes over tickets that live on.
const PASSES: &str = "
    DELETE FROM pass WHERE id IN (SELECT id FROM pass WHERE last_at_ms < ?1 ORDER BY last_at_ms LIMIT ?2)";

/// Tickets for which nothing is due, also no time that will come.
const AT_REST: &str = "
    SELECT helpdesk, ticket_id FROM due
    WHERE due_at_ms IS NULL AND touched_at_ms < ?1 ORDER BY touched_at_ms LIMIT ?2";

const OF_REQUESTER: &str = "SELECT helpdesk, ticket_id FROM due WHERE helpdesk = ?1 AND requester = ?2";

/// All that is known of one ticket.
const TABLES: [&str; 5] = [
    "DELETE FROM delivery WHERE helpdesk = ?1 AND ticket_id = ?2",
    "DELETE FROM write WHERE helpdesk = ?1 AND ticket_id = ?2",
    "DELETE FROM pass WHERE helpdesk = ?1 AND ticket_id = ?2",
    "DELETE FROM report WHERE helpdesk = ?1 AND ticket_id = ?2",
    "DELETE FROM due WHERE helpdesk = ?1 AND ticket_id = ?2",
];

/// Deliveries and passes go by their own time; a ticket at rest loses everything else.
pub(super) fn forget(connection: &Connection, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
    let before = before.as_millisecond();
    let mut rows = connection.prepare_cached(DELIVERIES)?.execute(params![before, limit])?;
    rows += connection.prepare_cached(PASSES)?.execute(params![before, limit])?;
    for ticket in tickets(connection, AT_REST, params![before, limit])? {
        rows += erase_ticket(connection, &ticket, &TABLES[1..])?;
    }
    Ok(rows as u64)
}

pub(super) fn erase(connection: &Connection, which: &Erase) -> Result<u64, StoreError> {
    let tickets = match which {
        Erase::Ticket(ticket) => vec![ticket.clone()],
        Erase::Requester { helpdesk, requester } => {
            tickets(connection, OF_REQUESTER, params![helpdesk, requester])?
        }
    };
    let mut erased = 0;
    for ticket in tickets {
        erased += u64::from(erase_ticket(connection, &ticket, &TABLES)? > 0);
    }
    Ok(erased)
}

fn tickets(
    connection: &Connection,
    sql: &str,
    values: impl rusqlite::Params,
) -> Result<Vec<TicketKey>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let tickets = statement.query_map(values, |row| {
        Ok(TicketKey { helpdesk: row.get("helpdesk")?, id: row.get("ticket_id")? })
    })?;
    Ok(tickets.collect::<Result<_, _>>()?)
}

fn erase_ticket(connection: &Connection, ticket: &TicketKey, tables: &[&str]) -> Result<usize, StoreError> {
    let mut rows = 0;
    for table in tables {
        rows += connection.prepare_cached(table)?.execute(params![ticket.helpdesk, ticket.id])?;
    }
    Ok(rows)
}
