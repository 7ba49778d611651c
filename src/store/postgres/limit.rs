//! How many public comments there were lately, against how many there may be.

use deadpool_postgres::GenericClient;
use jiff::{SignedDuration, Timestamp};

use crate::reply::stance::Why;
use crate::store::postgres::database::Failure;
use crate::store::{Speech, TicketKey};

/// Clocks differ by this.
const AHEAD_MS_MAX: i64 = 60_000;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What may not have arrived is counted too: better one comment too few.
const IN_TICKET: &str = "
    SELECT count(*) FROM write
    WHERE helpdesk = $1 AND ticket_id = $2 AND public AND state <> 'dropped'
        AND intended_at_ms > $3 AND intended_at_ms <= $5 AND key IS DISTINCT FROM $4";

const TO_REQUESTER: &str = "
    SELECT count(*) FROM write
    WHERE helpdesk = $1 AND requester = $2 AND public AND state <> 'dropped'
        AND intended_at_ms > $3 AND intended_at_ms <= $6
        AND NOT (ticket_id = $4 AND key IS NOT DISTINCT FROM $5)";

/// Comments that are dated later were dated by a clock that ran ahead, and are not counted: they would be for as long as it
/// was ahead. Milliseconds.
pub(super) fn until(now: Timestamp) -> i64 {
    now.as_millisecond().saturating_add(AHEAD_MS_MAX)
}

/// The limit that forbids another public comment; the write with this key is not counted.
pub(super) async fn reached(
    client: &impl GenericClient,
    ticket: &TicketKey,
    key: Option<&str>,
    speech: &Speech,
    now: Timestamp,
) -> Result<Option<Why>, Failure> {
    let since = now.saturating_sub(DAY).map_or(i64::MIN, Timestamp::as_millisecond);
    let (helpdesk, id, until) = (&ticket.helpdesk, &ticket.id, until(now));
    let statement = client.prepare_cached(IN_TICKET).await?;
    let in_ticket: i64 = client.query_one(&statement, &[helpdesk, id, &since, &key, &until]).await?.get(0);
    if in_ticket >= i64::from(speech.limits.comments_per_ticket_per_day_max) {
        return Ok(Some(Why::TicketLimit));
    }
    let Some(requester) = &speech.requester else { return Ok(None) };
    let statement = client.prepare_cached(TO_REQUESTER).await?;
    let row = client.query_one(&statement, &[helpdesk, requester, &since, id, &key, &until]).await?;
    let reached = row.get::<_, i64>(0) >= i64::from(speech.limits.comments_per_requester_per_day_max);
    Ok(reached.then_some(Why::RequesterLimit))
}
