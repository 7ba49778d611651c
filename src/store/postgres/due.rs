//! Due tickets: which to look at when, and who holds them.
//!
//! A ticket that is leased stays due, so that it is claimed again if its lease runs out. The lease's token is a count:
//! whoever holds an older one finds no row to change. Each change is one statement.

use deadpool_postgres::Client;
use jiff::Timestamp;
use tokio_postgres::types::ToSql;

use crate::store::postgres::database::Failure;
use crate::store::postgres::failure::{text, unavailable};
use crate::store::postgres::parked;
use crate::store::{Lease, StoreError, TicketKey, Trouble};
use crate::trace::PLACE_BYTES;

/// Bytes of a reason that are kept.
const REASON_BYTES_MAX: usize = 500;

/// Traces that a ticket is marked with; of more the latest are kept.
const TRACES_MAX: usize = 8;
/// Bytes of one of them in their column, with the blank that parts it from the next.
pub(super) const TRACE_BYTES: usize = PLACE_BYTES + 1;

/// How a mark changes a ticket that is known. `excluded` holds the mark.
const ON_MARK: &str = "
    ON CONFLICT (helpdesk, ticket_id) DO UPDATE SET
        mark = due.mark + excluded.mark,
        urgency = CASE
            WHEN due.due_at_ms IS NULL THEN excluded.urgency ELSE least(due.urgency, excluded.urgency) END,
        touched_at_ms = excluded.touched_at_ms,
        waits_since_ms = coalesce(due.waits_since_ms, excluded.waits_since_ms),
        traces = CASE
            WHEN excluded.traces IS NULL THEN due.traces
            ELSE substr(excluded.traces || coalesce(' ' || due.traces, ''), 1, {traces_bytes_max}) END,
        due_at_ms = least(
            coalesce(due.due_at_ms, excluded.due_at_ms),
            greatest(excluded.due_at_ms, coalesce(due.not_before_ms, excluded.due_at_ms))),
        failures = CASE WHEN due.parked_at_ms IS NULL THEN due.failures ELSE 0 END,
        parked_at_ms = NULL, parked_for = NULL";

const DELAY: &str = "
    UPDATE due SET
        due_at_ms = $4, not_before_ms = $4, lease_until_ms = NULL, failures = failures + $5, reason = $6
    WHERE helpdesk = $1 AND ticket_id = $2 AND lease_token = $3 AND lease_until_ms IS NOT NULL";

/// A ticket that was marked meanwhile is not set aside but looked at again.
const PARK: &str = "
    UPDATE due SET
        due_at_ms = CASE WHEN mark > $4 THEN $5::bigint END,
        parked_at_ms = CASE WHEN mark > $4 THEN NULL ELSE $5::bigint END,
        parked_for = CASE WHEN mark > $4 THEN NULL ELSE $7 END,
        failures = CASE WHEN mark > $4 THEN 0 ELSE failures + 1 END,
        not_before_ms = NULL, lease_until_ms = NULL, reason = $6
    WHERE helpdesk = $1 AND ticket_id = $2 AND lease_token = $3 AND lease_until_ms IS NOT NULL";

/// `$5` is the time by a clock that is set by hand, else the database's counts; the lease runs `$4` milliseconds from it.
const EXTEND: &str = "
    UPDATE due SET lease_until_ms = coalesce($5, (extract(epoch FROM now()) * 1000)::bigint) + $4
    WHERE helpdesk = $1 AND ticket_id = $2 AND lease_token = $3 AND lease_until_ms IS NOT NULL";

/// Whoever holds it keeps it until the transaction's end.
const HOLD: &str = "
    SELECT 1 FROM due
    WHERE helpdesk = $1 AND ticket_id = $2 AND lease_token = $3 AND lease_until_ms IS NOT NULL FOR UPDATE";

/// A ticket that waits for a time of its own is looked at too early then, and goes on waiting.
const REWIND_DUE: &str = "
    UPDATE due SET due_at_ms = $1, not_before_ms = NULL WHERE due_at_ms > $1 AND due_at_ms <= $2";

const REWIND_LEASES: &str = "
    UPDATE due SET lease_until_ms = $1::bigint + lease_until_ms - $2
    WHERE lease_until_ms IS NOT NULL AND lease_until_ms > $2";

/// A statement that marks tickets: it inserts, and changes those that are known.
pub(super) fn marking(insert: &str) -> String {
    let bytes_max = TRACES_MAX * TRACE_BYTES;
    format!("{insert}{ON_MARK}").replace("{traces_bytes_max}", &bytes_max.to_string())
}

/// How urgent a ticket is; the smallest number first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Urgency {
    /// Somebody wrote.
    Word = 0,
    /// It was found by looking for what was missed.
    Found = 2,
}

/// A retry counts as one failure more, a postponement as none.
pub(super) async fn delay(
    client: &Client,
    lease: &Lease,
    at: Timestamp,
    failures: i32,
    reason: &str,
) -> Result<(), Failure> {
    change(client, DELAY, lease, &[&at.as_millisecond(), &failures, &shortened(reason)]).await
}

pub(super) async fn park(
    client: &Client,
    lease: &Lease,
    trouble: Trouble,
    reason: &str,
    now: Timestamp,
) -> Result<(), Failure> {
    let rest: [&(dyn ToSql + Sync); 4] =
        [&lease.mark, &now.as_millisecond(), &shortened(reason), &parked::name(trouble)];
    change(client, PARK, lease, &rest).await
}

pub(super) async fn extend(
    client: &Client,
    lease: &Lease,
    span_ms: i64,
    by_hand: Option<i64>,
) -> Result<(), Failure> {
    change(client, EXTEND, lease, &[&span_ms, &by_hand]).await
}

/// Fails if the lease was lost; else nobody else gets the ticket while the transaction runs.
pub(super) async fn hold(
    transaction: &deadpool_postgres::Transaction<'_>,
    lease: &Lease,
) -> Result<(), Failure> {
    let statement = transaction.prepare_cached(HOLD).await?;
    let TicketKey { helpdesk, id } = &lease.ticket;
    let row = transaction.query_opt(&statement, &[helpdesk, id, &token(lease)?]).await?;
    held(u64::from(row.is_some()))
}

/// What was due by a clock that ran ahead is due now. Leases run by the database's clock, which was not set, unless all
/// time is set by hand.
pub(super) async fn rewind(
    client: &Client,
    latest: Timestamp,
    slack_secs: u32,
    now: Timestamp,
    leases: bool,
) -> Result<(), Failure> {
    let (latest, now) = (latest.as_millisecond(), now.as_millisecond());
    let until = latest.saturating_add(i64::from(slack_secs) * 1_000);
    client.execute(&client.prepare_cached(REWIND_DUE).await?, &[&now, &until]).await?;
    if leases {
        client.execute(&client.prepare_cached(REWIND_LEASES).await?, &[&now, &latest]).await?;
    }
    Ok(())
}

/// Change the leased ticket's row; no row means that the lease was lost.
async fn change(
    client: &Client,
    sql: &str,
    lease: &Lease,
    rest: &[&(dyn ToSql + Sync)],
) -> Result<(), Failure> {
    let statement = client.prepare_cached(sql).await?;
    let token = token(lease)?;
    let mut values: Vec<&(dyn ToSql + Sync)> = vec![&lease.ticket.helpdesk, &lease.ticket.id, &token];
    values.extend_from_slice(rest);
    held(client.execute(&statement, &values).await?)
}

pub(super) fn held(rows: u64) -> Result<(), Failure> {
    if rows == 0 { Err(StoreError::LeaseLost.into()) } else { Ok(()) }
}

pub(super) fn token(lease: &Lease) -> Result<i64, StoreError> {
    lease.token.parse().map_err(|_| unavailable("a lease's token that this store did not give"))
}

fn shortened(reason: &str) -> String {
    text(&reason[..reason.floor_char_boundary(REASON_BYTES_MAX)])
}
