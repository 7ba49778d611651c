//! Due tickets: which to look at when, and who holds them.
//!
//! A ticket that is leased stays due, so that it is claimed again if its lease runs out. The lease's token is a count:
//! whoever holds an older one finds no row to change.

use jiff::Timestamp;
use rusqlite::{Connection, Params, Row, params};

use crate::store::sqlite::failure::{unavailable, unreadable};
use crate::store::{Lease, StoreError, TicketKey};

/// Bytes of a reason that are kept.
const REASON_BYTES_MAX: usize = 500;

const MARK: &str = "
    INSERT INTO due (helpdesk, ticket_id, due_at_ms, mark) VALUES (?1, ?2, ?3, 1)
    ON CONFLICT (helpdesk, ticket_id) DO UPDATE SET
        mark = due.mark + 1,
        due_at_ms = min(
            coalesce(due.due_at_ms, excluded.due_at_ms),
            max(excluded.due_at_ms, coalesce(due.not_before_ms, excluded.due_at_ms))),
        failures = CASE WHEN due.parked_at_ms IS NULL THEN due.failures ELSE 0 END,
        parked_at_ms = NULL";

const CLAIM: &str = "
    UPDATE due SET lease_token = lease_token + 1, lease_until_ms = ?2
    WHERE (helpdesk, ticket_id) IN (
        SELECT helpdesk, ticket_id FROM due
        WHERE due_at_ms <= ?1 AND (lease_until_ms IS NULL OR lease_until_ms <= ?1)
        ORDER BY due_at_ms LIMIT ?3)
    RETURNING helpdesk, ticket_id, lease_token, mark, failures, due_at_ms";

const FINISH: &str = "
    UPDATE due SET
        due_at_ms = CASE WHEN mark > ?4 THEN ?6 ELSE ?5 END,
        not_before_ms = NULL, lease_until_ms = NULL, failures = 0, reason = NULL, parked_at_ms = NULL
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
        failures = CASE WHEN mark > ?4 THEN 0 ELSE failures + 1 END,
        not_before_ms = NULL, lease_until_ms = NULL, reason = ?6
    WHERE helpdesk = ?1 AND ticket_id = ?2 AND lease_token = ?3 AND lease_until_ms IS NOT NULL";

const EXTEND: &str = "
    UPDATE due SET lease_until_ms = ?4
    WHERE helpdesk = ?1 AND ticket_id = ?2 AND lease_token = ?3 AND lease_until_ms IS NOT NULL";

const HOLD: &str = "
    SELECT 1 FROM due
    WHERE helpdesk = ?1 AND ticket_id = ?2 AND lease_token = ?3 AND lease_until_ms IS NOT NULL";

const NEXT: &str = "
    SELECT min(at_ms) FROM (
        SELECT * FROM (
            SELECT due_at_ms AS at_ms FROM due
            WHERE due_at_ms IS NOT NULL AND lease_until_ms IS NULL ORDER BY due_at_ms LIMIT 1)
        UNION ALL
        SELECT * FROM (
            SELECT lease_until_ms AS at_ms FROM due
            WHERE lease_until_ms IS NOT NULL ORDER BY lease_until_ms LIMIT 1))";

/// A delivery came: the ticket is due, and a parked one is released.
pub(super) fn mark(connection: &Connection, ticket: &TicketKey, at: Timestamp) -> Result<(), StoreError> {
    connection.prepare_cached(MARK)?.execute(params![ticket.helpdesk, ticket.id, at.as_millisecond()])?;
    Ok(())
}

pub(super) fn claim(
    connection: &Connection,
    now: Timestamp,
    lease_until: Timestamp,
    limit: u32,
) -> Result<Vec<Lease>, StoreError> {
    let mut statement = connection.prepare_cached(CLAIM)?;
    let bounds = params![now.as_millisecond(), lease_until.as_millisecond(), limit];
    let mut claimed = statement.query_map(bounds, lease)?.collect::<Result<Vec<_>, _>>()?;
    claimed.sort_by_key(|(due_at_ms, _)| *due_at_ms);
    Ok(claimed.into_iter().map(|(_, lease)| lease).collect())
}

pub(super) fn finish(
    connection: &Connection,
    lease: &Lease,
    look_again_at: Option<Timestamp>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let look_again_ms = look_again_at.map(Timestamp::as_millisecond);
    let TicketKey { helpdesk, id } = &lease.ticket;
    let values = params![helpdesk, id, token(lease)?, lease.mark, look_again_ms, now.as_millisecond()];
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
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let TicketKey { helpdesk, id } = &lease.ticket;
    let values = params![helpdesk, id, token(lease)?, lease.mark, now.as_millisecond(), shortened(reason)];
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

pub(super) fn next(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let at_ms: Option<i64> = connection.prepare_cached(NEXT)?.query_one([], |row| row.get(0))?;
    at_ms
        .map(Timestamp::from_millisecond)
        .transpose()
        .map_err(|error| unreadable("the time at which a ticket is due", &error))
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

fn lease(row: &Row) -> Result<(i64, Lease), rusqlite::Error> {
    let token: i64 = row.get("lease_token")?;
    let lease = Lease {
        ticket: TicketKey { helpdesk: row.get("helpdesk")?, id: row.get("ticket_id")? },
        token: token.to_string(),
        mark: row.get("mark")?,
        failures: row.get("failures")?,
    };
    Ok((row.get("due_at_ms")?, lease))
}

fn token(lease: &Lease) -> Result<i64, StoreError> {
    lease.token.parse().map_err(|_| unavailable("a lease's token that this store did not give"))
}

fn shortened(reason: &str) -> &str {
    &reason[..reason.floor_char_boundary(REASON_BYTES_MAX)]
}
