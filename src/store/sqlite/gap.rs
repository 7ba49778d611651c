//! What the helpdesk lists as changed, against what has been looked at.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::helpdesk::Change;
use crate::store::sqlite::due::{self, Urgency};
use crate::store::{StoreError, TicketKey};

const SEEN: &str = "
    SELECT seen, due_at_ms <= ?3 AND lease_until_ms IS NULL FROM due WHERE helpdesk = ?1 AND ticket_id = ?2";

const SINCE: &str = "SELECT since_ms FROM progress WHERE helpdesk = ?1";

const PROGRESS: &str = "SELECT cursor FROM progress WHERE helpdesk = ?1";

const ADVANCE: &str = "
    INSERT INTO progress (helpdesk, cursor, since_ms) VALUES (?1, ?2, ?3)
    ON CONFLICT (helpdesk) DO UPDATE SET cursor = excluded.cursor";

/// Marks what was changed after the last look at it, and remembers how far the changes have been read.
pub(super) fn fill(
    connection: &Connection,
    helpdesk: &str,
    changes: &[Change],
    cursor: &str,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let since: Option<i64> =
        connection.prepare_cached(SINCE)?.query_row([helpdesk], |row| row.get(0)).optional()?;
    let since = since.unwrap_or(now.as_millisecond());
    let mut found = 0;
    for change in changes {
        if is_missed(connection, helpdesk, change, since, now)? {
            let ticket = TicketKey { helpdesk: helpdesk.to_owned(), id: change.ticket_id.clone() };
            due::mark(connection, &ticket, Urgency::Found, now, None)?;
            found += 1;
        }
    }
    connection.prepare_cached(ADVANCE)?.execute(params![helpdesk, cursor, now.as_millisecond()])?;
    Ok(found)
}

/// One that waits for a time of its own is looked at now: what has changed may be the answer. One that is being worked on
/// is, too: it may have been read before the change. One that is due will be read in any case.
fn is_missed(
    connection: &Connection,
    helpdesk: &str,
    change: &Change,
    since: i64,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut statement = connection.prepare_cached(SEEN)?;
    let values = params![helpdesk, change.ticket_id, now.as_millisecond()];
    let row: Option<(Option<String>, Option<bool>)> =
        statement.query_row(values, |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    Ok(match row {
        None => change.created_at.as_millisecond() >= since,
        Some((_, Some(true))) => false,
        Some((seen, _)) => seen.is_none_or(|seen| seen != change.revision),
    })
}

pub(super) fn progress(connection: &Connection, helpdesk: &str) -> Result<Option<String>, StoreError> {
    Ok(connection.prepare_cached(PROGRESS)?.query_row([helpdesk], |row| row.get(0)).optional()?)
}
