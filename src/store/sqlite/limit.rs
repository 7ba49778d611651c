//! How many public comments there were lately, against how many there may be.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use crate::reply::stance::Why;
use crate::store::{Speech, StoreError, TicketKey};

/// Clocks differ by this.
const AHEAD_MS_MAX: i64 = 60_000;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What may not have arrived is counted too: better one comment too few.
const IN_TICKET: &str = "
    SELECT count(*) FROM write
    WHERE helpdesk = ?1 AND ticket_id = ?2 AND public = 1 AND state <> 'dropped'
        AND intended_at_ms > ?3 AND intended_at_ms <= ?5 AND key IS NOT ?4";

const TO_REQUESTER: &str = "
    SELECT count(*) FROM write
    WHERE helpdesk = ?1 AND requester = ?2 AND public = 1 AND state <> 'dropped'
        AND intended_at_ms > ?3 AND intended_at_ms <= ?6 AND NOT (ticket_id = ?4 AND key IS ?5)";

/// Comments that are dated later were dated by a clock that ran ahead, and are not counted: they would be for as long as it
/// was ahead. Milliseconds.
pub(super) fn until(now: Timestamp) -> i64 {
    now.as_millisecond().saturating_add(AHEAD_MS_MAX)
}

/// The limit that forbids another public comment; the write with this key is not counted.
pub(super) fn reached(
    connection: &Connection,
    ticket: &TicketKey,
    key: Option<&str>,
    speech: &Speech,
    now: Timestamp,
) -> Result<Option<Why>, StoreError> {
    let since = now.saturating_sub(DAY).map_or(i64::MIN, Timestamp::as_millisecond);
    let (helpdesk, id) = (&ticket.helpdesk, &ticket.id);
    let mut statement = connection.prepare_cached(IN_TICKET)?;
    let in_ticket: u32 =
        statement.query_one(params![helpdesk, id, since, key, until(now)], |row| row.get(0))?;
    if in_ticket >= speech.limits.comments_per_ticket_per_day_max {
        return Ok(Some(Why::TicketLimit));
    }
    let Some(requester) = &speech.requester else { return Ok(None) };
    let mut statement = connection.prepare_cached(TO_REQUESTER)?;
    let values = params![helpdesk, requester, since, id, key, until(now)];
    let to_requester: u32 = statement.query_one(values, |row| row.get(0))?;
    let reached = to_requester >= speech.limits.comments_per_requester_per_day_max;
    Ok(reached.then_some(Why::RequesterLimit))
}
