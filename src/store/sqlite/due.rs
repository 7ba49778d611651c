//! Due tickets: which to look at when, and who holds them.
//!
//! A ticket that is leased stays due, so that it is claimed again if its lease runs out. The lease's token is a count:
//! whoever holds an older one finds no row to change.

use jiff::Timestamp;
use rusqlite::{Connection, Params, params};

use crate::store::sqlite::failure::unavailable;
use crate::store::sqlite::parked;
use crate::store::{Cause, Lease, Outcome, StoreError, TicketKey, Trouble};
use crate::trace::{PLACE_BYTES, Place};

/// Bytes of a reason that are kept.
const REASON_BYTES_MAX: usize = 500;

/// Traces that a ticket is marked with; of more the latest are kept.
const TRACES_MAX: i64 = 8;
/// Bytes of one of them in their column, with the blank that parts it from the next.
const TRACE_BYTES: i64 = PLACE_BYTES as i64 + 1;

const MARK: &str = "
    INSERT INTO due (helpdesk, ticket_id, due_at_ms, mark, urgency, touched_at_ms, waits_since_ms, traces)
    VALUES (?1, ?2, ?3, 1, ?4, ?3, ?3, ?5)
    ON CONFLICT (helpdesk, ticket_id) DO UPDATE SET
        mark = due.mark + 1,
        urgency = CASE WHEN due.due_at_ms IS NULL THEN ?4 ELSE min(due.urgency, ?4) END,
        touched_at_ms = ?3,
        waits_since_ms = coalesce(due.waits_since_ms, ?3),
        traces = CASE WHEN ?5 IS NULL THEN due.traces ELSE substr(?5 || coalesce(' ' || due.traces, ''), 1, ?6) END,
        due_at_ms = min(
            coalesce(due.due_at_ms, excluded.due_at_ms),
            max(excluded.due_at_ms, coalesce(due.not_before_ms, excluded.due_at_ms))),
        failures = CASE WHEN due.parked_at_ms IS NULL THEN due.failures ELSE 0 END,
        parked_at_ms = NULL, parked_for = NULL";

const FINISH: &str = "
    UPDATE due SET
        due_at_ms = CASE WHEN mark > ?4 THEN ?6 ELSE ?5 END,
        urgency = CASE WHEN mark > ?4 THEN urgency ELSE 1 END,
        seen = coalesce(?7, seen), requester = coalesce(?8, requester), touched_at_ms = ?6,
        not_before_ms = NULL, lease_until_ms = NULL, failures = 0, reason = NULL,
        parked_at_ms = NULL, parked_for = NULL,
        waits_since_ms = CASE WHEN mark > ?4 THEN ?6 END,
        traces = CASE WHEN mark > ?4 THEN substr(traces, 1, (mark - ?4) * ?9) END
    WHERE helpdesk = ?1 AND ticket_id = ?2 AND lease_token = ?3 AND lease_until_ms IS NOT NULL";

const DELAY: &str = "
    UPDATE due SET
        due_at_ms = ?4, not_before_ms = ?4, lease_until_ms = NULL, failures = failures + ?5, reason = ?6
    WHERE helpdesk = ?1 AND ticket_id = ?2 AND lease_token = ?3 AND lease_until_ms IS NOT NULL";

/// A ticket that was marked meanwhile is not set aside but looked at again.
const PARK: &str = "
    UPDATE due SET
        due_at_ms = CASE WHEN mark > ?4 THEN ?5 END,
        parked_at_ms = CASE WHEN mark > ?4 THEN NULL ELSE ?5 END,
        parked_for = CASE WHEN mark > ?4 THEN NULL ELSE ?7 END,
        failures = CASE WHEN mark > ?4 THEN 0 ELSE failures + 1 END,
        not_before_ms = NULL, lease_until_ms = NULL, reason = ?6
    WHERE helpdesk = ?1 AND ticket_id = ?2 AND lease_token = ?3 AND lease_until_ms IS NOT NULL";

const EXTEND: &str = "
    UPDATE due SET lease_until_ms = ?4
    WHERE helpdesk = ?1 AND ticket_id = ?2 AND lease_token = ?3 AND lease_until_ms IS NOT NULL";

const HOLD: &str = "
    SELECT 1 FROM due
    WHERE helpdesk = ?1 AND ticket_id = ?2 AND lease_token = ?3 AND lease_until_ms IS NOT NULL";

/// A ticket that waits for a time of its own is looked at too early then, and goes on waiting.
const REWIND_DUE: &str = "
    UPDATE due SET due_at_ms = ?1, not_before_ms = NULL WHERE due_at_ms > ?1 AND due_at_ms <= ?2";

const REWIND_LEASES: &str = "
    UPDATE due SET lease_until_ms = ?1 + lease_until_ms - ?2
    WHERE lease_until_ms IS NOT NULL AND lease_until_ms > ?2";

/// How urgent a ticket is; the smallest number first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    /// Somebody wrote.
    Word = 0,
    /// A time has come.
    Timer = 1,
    /// It was found by looking for what was missed.
    Found = 2,
}

impl Urgency {
    pub(super) const ALL: [Self; 3] = [Self::Word, Self::Timer, Self::Found];

    pub(super) fn cause(self) -> Cause {
        match self {
            Self::Word => Cause::Delivery,
            Self::Timer => Cause::Timer,
            Self::Found => Cause::Gap,
        }
    }
}

/// A delivery came: the ticket is due, and a parked one is released.
pub(super) fn mark(
    connection: &Connection,
    ticket: &TicketKey,
    urgency: Urgency,
    at: Timestamp,
    trace: Option<&Place>,
) -> Result<(), StoreError> {
    let trace = trace.map(Place::to_string);
    let (at, bytes_max) = (at.as_millisecond(), TRACES_MAX * TRACE_BYTES);
    let values = params![ticket.helpdesk, ticket.id, at, urgency as u8, trace, bytes_max];
    connection.prepare_cached(MARK)?.execute(values)?;
    Ok(())
}

pub(super) fn finish(
    connection: &Connection,
    lease: &Lease,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<(), StoreError> {
    let look_again_ms = outcome.look_again_at.map(Timestamp::as_millisecond);
    let TicketKey { helpdesk, id } = &lease.ticket;
    let values = params![
        helpdesk,
        id,
        token(lease)?,
        lease.mark,
        look_again_ms,
        now.as_millisecond(),
        outcome.seen,
        outcome.requester,
        TRACE_BYTES
    ];
    change(connection, FINISH, values)
}

pub(super) fn retry(
    connection: &Connection,
    lease: &Lease,
    at: Timestamp,
    reason: &str,
) -> Result<(), StoreError> {
    delay(connection, lease, at, 1, reason)
}

pub(super) fn postpone(
    connection: &Connection,
    lease: &Lease,
    at: Timestamp,
    reason: &str,
) -> Result<(), StoreError> {
    delay(connection, lease, at, 0, reason)
}

pub(super) fn park(
    connection: &Connection,
    lease: &Lease,
    trouble: Trouble,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let TicketKey { helpdesk, id } = &lease.ticket;
    let (now, reason) = (now.as_millisecond(), shortened(reason));
    let values = params![helpdesk, id, token(lease)?, lease.mark, now, reason, parked::name(trouble)];
    change(connection, PARK, values)
}

pub(super) fn extend(
    connection: &Connection,
    lease: &Lease,
    lease_until: Timestamp,
) -> Result<(), StoreError> {
    let TicketKey { helpdesk, id } = &lease.ticket;
    change(connection, EXTEND, params![helpdesk, id, token(lease)?, lease_until.as_millisecond()])
}

/// Fails if the lease was lost.
pub(super) fn hold(connection: &Connection, lease: &Lease) -> Result<(), StoreError> {
    let TicketKey { helpdesk, id } = &lease.ticket;
    let held = connection.prepare_cached(HOLD)?.exists(params![helpdesk, id, token(lease)?])?;
    if held { Ok(()) } else { Err(StoreError::LeaseLost) }
}

/// What was due by a clock that ran ahead is due now; leases run no longer than they were given for.
pub(super) fn rewind(
    connection: &Connection,
    latest: Timestamp,
    slack_secs: u32,
    now: Timestamp,
) -> Result<(), StoreError> {
    let (latest, now) = (latest.as_millisecond(), now.as_millisecond());
    connection.execute(REWIND_DUE, [now, latest.saturating_add(i64::from(slack_secs) * 1_000)])?;
    connection.execute(REWIND_LEASES, [now, latest])?;
    Ok(())
}

/// Only for the start of the one process that uses the file: nobody else can hold a lease then.
pub(super) fn release_all(connection: &Connection) -> Result<(), StoreError> {
    connection.execute("UPDATE due SET lease_until_ms = NULL WHERE lease_until_ms IS NOT NULL", [])?;
    Ok(())
}

fn delay(
    connection: &Connection,
    lease: &Lease,
    at: Timestamp,
    failures: u32,
    reason: &str,
) -> Result<(), StoreError> {
    let TicketKey { helpdesk, id } = &lease.ticket;
    let values = params![helpdesk, id, token(lease)?, at.as_millisecond(), failures, shortened(reason)];
    change(connection, DELAY, values)
}

/// Change the leased ticket's row; no row means that the lease was lost.
fn change(connection: &Connection, sql: &str, values: impl Params) -> Result<(), StoreError> {
    match connection.prepare_cached(sql)?.execute(values)? {
        0 => Err(StoreError::LeaseLost),
        _ => Ok(()),
    }
}

fn token(lease: &Lease) -> Result<i64, StoreError> {
    lease.token.parse().map_err(|_| unavailable("a lease's token that this store did not give"))
}

fn shortened(reason: &str) -> &str {
    &reason[..reason.floor_char_boundary(REASON_BYTES_MAX)]
}
