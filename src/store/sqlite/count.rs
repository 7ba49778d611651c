//! How much there is to do, and what time it has been.

use jiff::Timestamp;
use rusqlite::Connection;

use crate::store::sqlite::failure::moment;
use crate::store::{Counts, StoreError};

/// More than these are not counted: it would take longer than it is worth.
const DUE: &str = "
    SELECT
        (SELECT count(*) FROM (
            SELECT 1 FROM due WHERE urgency = 0 AND due_at_ms <= ?1 UNION ALL
            SELECT 1 FROM due WHERE urgency = 1 AND due_at_ms <= ?1 UNION ALL
            SELECT 1 FROM due WHERE urgency = 2 AND due_at_ms <= ?1 LIMIT 100000)),
        (SELECT min(at_ms) FROM (
            SELECT min(due_at_ms) AS at_ms FROM due WHERE urgency = 0 AND due_at_ms <= ?1 UNION ALL
            SELECT min(due_at_ms) FROM due WHERE urgency = 1 AND due_at_ms <= ?1 UNION ALL
            SELECT min(due_at_ms) FROM due WHERE urgency = 2 AND due_at_ms <= ?1)),
        (SELECT count(*) FROM due WHERE lease_until_ms IS NOT NULL),
        (SELECT count(*) FROM due WHERE parked_at_ms IS NOT NULL)";

const LATEST: &str = "
    SELECT max(at_ms) FROM (
        SELECT max(received_at_ms) AS at_ms FROM delivery UNION ALL
        SELECT max(intended_at_ms) FROM write WHERE public = 1)";

pub(super) fn counts(connection: &Connection, now: Timestamp) -> Result<Counts, StoreError> {
    let mut statement = connection.prepare_cached(DUE)?;
    let (due, oldest, leased, parked): (i64, Option<i64>, i64, i64) = statement
        .query_one([now.as_millisecond()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    Ok(Counts {
        due: count(due),
        leased: count(leased),
        parked: count(parked),
        oldest_due_at: oldest.map(|at_ms| moment("when a ticket was due", at_ms)).transpose()?,
    })
}

pub(super) fn latest(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let at_ms: Option<i64> = connection.prepare_cached(LATEST)?.query_one([], |row| row.get(0))?;
    at_ms.map(|at_ms| moment("the latest time", at_ms)).transpose()
}
