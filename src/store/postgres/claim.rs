//! Leasing due tickets: the most urgent first, of those the oldest, and never one that another replica is taking.
//!
//! In two statements. In one, PostgreSQL evaluates the choice anew for each row that was changed since the statement began,
//! and what was locked is not what is taken then.

use deadpool_postgres::Client;
use tokio::join;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::store::postgres::database::Failure;
use crate::store::{Claim, Lease, TicketKey};

/// Rows that another one has locked are passed over, and a row that was changed since it was found is looked at again once it
/// is locked: lease and due time both stand in it.
///
/// `$1` is the caller's time, by which tickets are due. Leases run by the database's clock: `$4` is null, or the time where
/// all time is set by hand.
const CHOOSE: &str = "
    WITH clock AS (SELECT coalesce($4::bigint, (extract(epoch FROM now()) * 1000)::bigint) AS now_ms),
    word AS (
        SELECT helpdesk, ticket_id FROM due
        WHERE urgency = 0 AND due_at_ms <= $1 AND helpdesk <> ALL ($3)
            AND (lease_until_ms IS NULL OR lease_until_ms <= (SELECT now_ms FROM clock))
        ORDER BY due_at_ms LIMIT $2 FOR UPDATE SKIP LOCKED),
    timer AS (
        SELECT helpdesk, ticket_id FROM due
        WHERE urgency = 1 AND due_at_ms <= $1 AND helpdesk <> ALL ($3)
            AND (lease_until_ms IS NULL OR lease_until_ms <= (SELECT now_ms FROM clock))
        ORDER BY due_at_ms LIMIT $2 - (SELECT count(*) FROM word) FOR UPDATE SKIP LOCKED),
    found AS (
        SELECT helpdesk, ticket_id FROM due
        WHERE urgency = 2 AND due_at_ms <= $1 AND helpdesk <> ALL ($3)
            AND (lease_until_ms IS NULL OR lease_until_ms <= (SELECT now_ms FROM clock))
        ORDER BY due_at_ms LIMIT $2 - (SELECT count(*) FROM word) - (SELECT count(*) FROM timer)
        FOR UPDATE SKIP LOCKED)
    SELECT * FROM (
        SELECT * FROM word UNION ALL SELECT * FROM timer UNION ALL SELECT * FROM found) AS chosen
    WHERE NOT EXISTS (SELECT 1 FROM fuse WHERE id = 1 AND opened_at_ms IS NOT NULL)";

/// `$3` is a lease's length in milliseconds, and `$4` as above.
const TAKE: &str = "
    UPDATE due SET
        lease_token = lease_token + 1,
        lease_until_ms = coalesce($4::bigint, (extract(epoch FROM now()) * 1000)::bigint) + $3
    FROM unnest($1::text[], $2::text[]) AS chosen (helpdesk, ticket_id)
    WHERE due.helpdesk = chosen.helpdesk AND due.ticket_id = chosen.ticket_id
    RETURNING due.helpdesk, due.ticket_id, lease_token, mark, failures, urgency, due_at_ms";

/// `by_hand`: the time where it is set by hand.
pub(super) async fn claim(
    client: &Client,
    wanted: &Claim,
    by_hand: Option<i64>,
) -> Result<Vec<Lease>, Failure> {
    let choose = client.prepare_cached(CHOOSE).await?;
    let take = client.prepare_cached(TAKE).await?;
    let now = wanted.now.as_millisecond();
    let (span_ms, limit) = (wanted.lease_until.as_millisecond() - now, i64::from(wanted.limit));
    let values: [&(dyn ToSql + Sync); 4] = [&now, &limit, &wanted.except, &by_hand];
    let (begun, chosen) = join!(client.batch_execute("BEGIN"), client.query(&choose, &values));
    let chosen = match begun.and(chosen) {
        Ok(chosen) if !chosen.is_empty() => chosen,
        Ok(_) => {
            client.batch_execute("ROLLBACK").await?;
            return Ok(Vec::new());
        }
        Err(error) => {
            client.batch_execute("ROLLBACK").await?;
            return Err(error.into());
        }
    };
    let (helpdesks, ids): (Vec<&str>, Vec<&str>) =
        chosen.iter().map(|row| (row.get::<_, &str>(0), row.get::<_, &str>(1))).unzip();
    let values: [&(dyn ToSql + Sync); 4] = [&helpdesks, &ids, &span_ms, &by_hand];
    // If the one fails, the other undoes all.
    let (taken, committed) = join!(client.query(&take, &values), client.batch_execute("COMMIT"));
    let taken = taken?;
    committed?;
    let mut leases: Vec<((i32, i64), Lease)> =
        taken.iter().map(|row| ((row.get("urgency"), row.get("due_at_ms")), lease(row))).collect();
    leases.sort_by_key(|(order, _)| *order);
    Ok(leases.into_iter().map(|(_, lease)| lease).collect())
}

fn lease(row: &Row) -> Lease {
    let failures: i32 = row.get("failures");
    Lease {
        ticket: TicketKey { helpdesk: row.get("helpdesk"), id: row.get("ticket_id") },
        token: row.get::<_, i64>("lease_token").to_string(),
        mark: row.get("mark"),
        failures: u32::try_from(failures).unwrap_or_default(),
    }
}
