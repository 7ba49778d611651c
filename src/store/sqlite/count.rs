//! How much there is to do, and what time it has been.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::store::sqlite::failure::moment;
use crate::store::sqlite::turn;
use crate::store::{Counts, StoreError};

/// More than these are not counted: it would take longer than it is worth.
const DUE_MAX: u64 = 100_000;

const ASIDE: &str = "
    SELECT
        (SELECT count(*) FROM due WHERE lease_until_ms IS NOT NULL),
        (SELECT count(*) FROM due WHERE parked_at_ms IS NOT NULL)";

const LATEST: &str = "
    SELECT max(at_ms) FROM (
        SELECT max(received_at_ms) AS at_ms FROM delivery UNION ALL
        SELECT max(intended_at_ms) FROM write WHERE public = 1)";

pub(super) fn counts(connection: &Connection, now: Timestamp) -> Result<Counts, StoreError> {
    let (due, oldest) = turn::due(connection, now, DUE_MAX)?;
    let (leased, parked): (i64, i64) =
        connection.prepare_cached(ASIDE)?.query_one([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    let oldest_due_at = oldest.map(|at_ms| moment("when a ticket was due", at_ms)).transpose()?;
    Ok(Counts { due, leased: count(leased), parked: count(parked), oldest_due_at })
}

pub(super) fn latest(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let at_ms: Option<i64> = connection.prepare_cached(LATEST)?.query_one([], |row| row.get(0))?;
    at_ms.map(|at_ms| moment("the latest time", at_ms)).transpose()
}
