//! Whose turn it is: due tickets are taken of each helpdesk in its turn, so that a flood of one delays no other; of each
//! the most urgent first, and of those the one that has been due for the longest.

use jiff::Timestamp;
use rusqlite::{Connection, Row, params};

use crate::store::sqlite::due::Urgency;
use crate::store::sqlite::failure::moment;
use crate::store::sqlite::fuse;
use crate::store::{Cause, Claim, Lease, StoreError, TicketKey};
use crate::trace::Place;

/// Skips from one name to the next, however many tickets each has.
const WAITING: &str = "
    WITH RECURSIVE waiting (name) AS (
        SELECT min(helpdesk) FROM due WHERE due_at_ms IS NOT NULL
        UNION ALL
        SELECT (SELECT min(helpdesk) FROM due WHERE due_at_ms IS NOT NULL AND helpdesk > waiting.name)
        FROM waiting WHERE waiting.name IS NOT NULL)
    SELECT name FROM waiting WHERE name IS NOT NULL";

const CLAIM: &str = "
    UPDATE due SET lease_token = lease_token + 1, lease_until_ms = ?2
    WHERE (helpdesk, ticket_id) IN (
        SELECT helpdesk, ticket_id FROM due
        WHERE helpdesk = ?4 AND urgency = ?5 AND due_at_ms <= ?1
            AND (lease_until_ms IS NULL OR lease_until_ms <= ?1)
        ORDER BY due_at_ms LIMIT ?3)
    RETURNING helpdesk, ticket_id, lease_token, mark, failures, due_at_ms, traces,
        coalesce(waits_since_ms, due_at_ms) AS waits_since_ms";

const NEXT_DUE: &str = "
    SELECT due_at_ms FROM due
    WHERE helpdesk = ?1 AND urgency = ?2 AND due_at_ms IS NOT NULL AND lease_until_ms IS NULL
    ORDER BY due_at_ms LIMIT 1";

const NEXT_FREE: &str = "
    SELECT min(lease_until_ms) FROM due
    WHERE lease_until_ms IS NOT NULL AND helpdesk NOT IN (SELECT value FROM json_each(?1))";

const OLDEST: &str = "
    SELECT min(due_at_ms) FROM due WHERE helpdesk = ?1 AND urgency = ?2 AND due_at_ms <= ?3";

const COUNT: &str = "
    SELECT count(*) FROM (
        SELECT 1 FROM due WHERE helpdesk = ?1 AND urgency = ?2 AND due_at_ms <= ?3 LIMIT ?4)";

/// The helpdesks that have a ticket due, now or later, in the order of their names.
fn waiting(connection: &Connection, except: &[String]) -> Result<Vec<String>, StoreError> {
    let mut statement = connection.prepare_cached(WAITING)?;
    let names = statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
    Ok(names.into_iter().filter(|name| !except.contains(name)).collect())
}

pub(super) fn claim(connection: &Connection, wanted: &Claim) -> Result<Vec<Lease>, StoreError> {
    let fuses = fuse::all(connection)?;
    let mut turns = waiting(connection, &wanted.except)?;
    turns.retain(|name| !fuses.iter().any(|fuse| fuse.is_of(name)));
    if let Some(last) = &wanted.after {
        let behind = turns.partition_point(|name| name <= last);
        turns.rotate_left(behind);
    }
    let mut leases = Vec::new();
    let mut rounds = 0;
    while !turns.is_empty() && rounds < wanted.per_helpdesk_max {
        // One that is alone need not wait for others.
        let share = if turns.len() == 1 { wanted.per_helpdesk_max - rounds } else { 1 };
        let mut still = Vec::with_capacity(turns.len());
        for helpdesk in turns {
            let left = wanted.limit - u32::try_from(leases.len()).unwrap_or(wanted.limit);
            let claimed = claim_of(connection, &helpdesk, wanted, share.min(left))?;
            if !claimed.is_empty() {
                still.push(helpdesk);
            }
            leases.extend(claimed);
            if leases.len() >= wanted.limit as usize {
                return Ok(leases);
            }
        }
        rounds = rounds.saturating_add(share);
        turns = still;
    }
    Ok(leases)
}

/// Up to so many tickets of one helpdesk.
fn claim_of(
    connection: &Connection,
    helpdesk: &str,
    wanted: &Claim,
    limit: u32,
) -> Result<Vec<Lease>, StoreError> {
    let mut statement = connection.prepare_cached(CLAIM)?;
    let (now, until) = (wanted.now.as_millisecond(), wanted.lease_until.as_millisecond());
    let mut leases = Vec::new();
    for urgency in Urgency::ALL {
        let left = limit - u32::try_from(leases.len()).unwrap_or(limit);
        if left == 0 {
            break;
        }
        let bounds = params![now, until, left, helpdesk, urgency as u8];
        let of_row = |row: &Row| lease(row, urgency.cause());
        let mut claimed = statement.query_map(bounds, of_row)?.collect::<Result<Vec<_>, _>>()?;
        claimed.sort_by_key(|(due_at_ms, _)| *due_at_ms);
        leases.extend(claimed.into_iter().map(|(_, lease)| lease));
    }
    Ok(leases)
}

pub(super) fn next(connection: &Connection, except: &[String]) -> Result<Option<Timestamp>, StoreError> {
    let except_json = serde_json::to_string(except).expect("texts are plain data");
    let mut next: Option<i64> =
        connection.prepare_cached(NEXT_FREE)?.query_one([except_json], |row| row.get(0))?;
    let mut statement = connection.prepare_cached(NEXT_DUE)?;
    for helpdesk in waiting(connection, except)? {
        for urgency in Urgency::ALL {
            let mut rows = statement.query(params![helpdesk, urgency as u8])?;
            if let Some(row) = rows.next()? {
                let at_ms = row.get(0)?;
                next = Some(next.map_or(at_ms, |next| next.min(at_ms)));
            }
        }
    }
    next.map(|at_ms| moment("the time at which a ticket is due", at_ms)).transpose()
}

/// How many tickets are due, counted up to `most`, and since when the one that has waited longest is.
pub(super) fn due(
    connection: &Connection,
    now: Timestamp,
    most: u64,
) -> Result<(u64, Option<i64>), StoreError> {
    let (mut count, mut oldest) = (0_u64, None::<i64>);
    let now = now.as_millisecond();
    for helpdesk in waiting(connection, &[])? {
        for urgency in Urgency::ALL {
            let of = params![helpdesk, urgency as u8, now];
            let first: Option<i64> = connection.prepare_cached(OLDEST)?.query_one(of, |row| row.get(0))?;
            oldest = oldest.into_iter().chain(first).min();
            let left = i64::try_from(most - count).unwrap_or(i64::MAX);
            let of = params![helpdesk, urgency as u8, now, left];
            let found: i64 = connection.prepare_cached(COUNT)?.query_one(of, |row| row.get(0))?;
            count += u64::try_from(found).unwrap_or_default();
        }
    }
    Ok((count, oldest))
}

fn lease(row: &Row, cause: Cause) -> Result<(i64, Lease), rusqlite::Error> {
    let token: i64 = row.get("lease_token")?;
    let traces: Option<String> = row.get("traces")?;
    let lease = Lease {
        ticket: TicketKey { helpdesk: row.get("helpdesk")?, id: row.get("ticket_id")? },
        token: token.to_string(),
        mark: row.get("mark")?,
        failures: row.get("failures")?,
        cause,
        // A time that can't be is no reason to leave a ticket alone.
        waits_since: Timestamp::from_millisecond(row.get("waits_since_ms")?).unwrap_or(Timestamp::UNIX_EPOCH),
        traces: traces.iter().flat_map(|traces| traces.split(' ')).filter_map(Place::parse).collect(),
    };
    Ok((row.get("due_at_ms")?, lease))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use rusqlite::StatementStatus;

    use super::*;
    use crate::store::sqlite::{connection, due, migration};

    /// A tenth of a pass went into that once.
    #[test]
    fn statements_are_compiled_once_whatever_values_they_get() {
        let mut connection = Connection::open_in_memory().expect("a store in memory");
        connection::prepare(&connection).expect("it is set up");
        migration::migrate(&mut connection).expect("it has its tables");
        let ticket = TicketKey { helpdesk: "acme".into(), id: "1".into() };
        due::mark(&connection, &ticket, Urgency::Word, Timestamp::UNIX_EPOCH, None).expect("it is due");
        for minute in 0..3 {
            let now = Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minute);
            let (except, after) = (Vec::new(), Some(minute.to_string()));
            let wanted = Claim { now, lease_until: now, limit: 4, except, after, per_helpdesk_max: 4 };
            assert_eq!(claim(&connection, &wanted).expect("a lease that ends at once").len(), 1);
            next(&connection, &[minute.to_string()]).expect("its lease runs out");
        }
        for sql in [WAITING, CLAIM, NEXT_DUE, NEXT_FREE] {
            let statement = connection.prepare_cached(sql).expect("it is a statement");
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0, "{sql}");
            assert!(statement.get_status(StatementStatus::Run) > 1, "it is another one than was run: {sql}");
        }
    }
}
