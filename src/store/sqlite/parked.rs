//! Tickets that were set aside, and their release.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::store::sqlite::failure::{moment, unreadable};
use crate::store::{Parked, Release, StoreError, TicketKey, Trouble};

const LIST: &str = "
    SELECT helpdesk, ticket_id, parked_at_ms, parked_for, reason, failures FROM due
    WHERE parked_at_ms IS NOT NULL ORDER BY parked_at_ms DESC LIMIT ?1";

const RELEASE: &str = "
    UPDATE due SET due_at_ms = ?1, mark = mark + 1, failures = 0, parked_at_ms = NULL, parked_for = NULL
    WHERE parked_at_ms IS NOT NULL";

/// As the column `parked_for` has it.
pub(super) fn name(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Ticket => "ticket",
        Trouble::Helpdesk => "helpdesk",
    }
}

pub(super) fn trouble(row: &Row) -> Result<Trouble, StoreError> {
    match row.get::<_, Option<String>>("parked_for")?.as_deref() {
        Some("helpdesk") => Ok(Trouble::Helpdesk),
        Some("ticket") | None => Ok(Trouble::Ticket),
        Some(other) => Err(unreadable("whose trouble it was", &other)),
    }
}

pub(super) fn list(connection: &Connection, limit: u32) -> Result<Vec<Parked>, StoreError> {
    let mut statement = connection.prepare_cached(LIST)?;
    let mut rows = statement.query([limit])?;
    let mut parked = Vec::new();
    while let Some(row) = rows.next()? {
        parked.push(Parked {
            ticket: TicketKey { helpdesk: row.get("helpdesk")?, id: row.get("ticket_id")? },
            at: moment("when a ticket was set aside", row.get("parked_at_ms")?)?,
            trouble: trouble(row)?,
            reason: row.get::<_, Option<String>>("reason")?.unwrap_or_default(),
            failures: row.get("failures")?,
        });
    }
    Ok(parked)
}

pub(super) fn release(connection: &Connection, which: &Release, now: Timestamp) -> Result<u64, StoreError> {
    let now = now.as_millisecond();
    let count = match which {
        Release::All => connection.execute(RELEASE, [now])?,
        Release::OfHelpdesk(helpdesk) => connection.execute(
            &format!("{RELEASE} AND helpdesk = ?2 AND parked_for = ?3"),
            params![now, helpdesk, name(Trouble::Helpdesk)],
        )?,
        Release::Ticket(ticket) => connection.execute(
            &format!("{RELEASE} AND helpdesk = ?2 AND ticket_id = ?3"),
            params![now, ticket.helpdesk, ticket.id],
        )?,
    };
    Ok(count as u64)
}
