//! Whose turn it is: due tickets are leased of each helpdesk in its turn, of each the most urgent first, and of those the one
//! that has been due for the longest; never one that another replica is taking.
//!
//! In two statements. In one, PostgreSQL evaluates the choice anew for each row that was changed since the statement began,
//! and what was locked is not what is taken then.

use std::collections::BTreeMap;

use deadpool_postgres::Client;
use jiff::Timestamp;
use tokio::join;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::store::postgres::database::Failure;
use crate::store::postgres::failure::moment;
use crate::store::{Cause, Claim, Lease, TicketKey};
use crate::trace::Place;

/// The helpdesks that have a ticket due, now or later. Skips from one name to the next, however many tickets each has; the
/// last is null.
pub(super) const WAITING: &str = "
    waiting (name) AS (
        (SELECT helpdesk FROM due WHERE due_at_ms IS NOT NULL ORDER BY helpdesk LIMIT 1)
        UNION ALL
        SELECT (
            SELECT helpdesk FROM due WHERE due_at_ms IS NOT NULL AND helpdesk > waiting.name
            ORDER BY helpdesk LIMIT 1)
        FROM waiting WHERE waiting.name IS NOT NULL)";

/// Up to `$2` of each helpdesk and urgency. Rows that another one has locked are passed over, and a row that was changed since
/// it was found is looked at again once it is locked: lease and due time both stand in it.
///
/// `$1` is the caller's time, by which tickets are due. Leases run by the database's clock: `$4` is null, or the time where
/// all time is set by hand.
const CHOOSE: &str = "
    WITH RECURSIVE {waiting},
    clock AS (SELECT coalesce($4::bigint, (extract(epoch FROM now()) * 1000)::bigint) AS now_ms)
    SELECT chosen.helpdesk, chosen.ticket_id, chosen.urgency, chosen.due_at_ms
    FROM waiting CROSS JOIN (VALUES (0), (1), (2)) AS urgent (urgency)
    CROSS JOIN LATERAL (
        SELECT helpdesk, ticket_id, due.urgency, due_at_ms FROM due
        WHERE helpdesk = waiting.name AND due.urgency = urgent.urgency AND due_at_ms <= $1
            AND (lease_until_ms IS NULL OR lease_until_ms <= (SELECT now_ms FROM clock))
        ORDER BY due_at_ms LIMIT $2 FOR UPDATE SKIP LOCKED) AS chosen
    WHERE waiting.name <> ALL ($3) AND NOT EXISTS (SELECT 1 FROM fuse WHERE id = 1 AND opened_at_ms IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM account_fuse WHERE helpdesk = waiting.name AND opened_at_ms IS NOT NULL)";

/// `$3` is a lease's length in milliseconds, and `$4` as above.
const TAKE: &str = "
    UPDATE due SET
        lease_token = lease_token + 1,
        lease_until_ms = coalesce($4::bigint, (extract(epoch FROM now()) * 1000)::bigint) + $3
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS chosen (helpdesk, ticket_id, place)
    WHERE due.helpdesk = chosen.helpdesk AND due.ticket_id = chosen.ticket_id
    RETURNING due.helpdesk, due.ticket_id, lease_token, mark, failures, urgency, traces,
        coalesce(waits_since_ms, due_at_ms) AS waits_since_ms, place";

/// The first of each helpdesk and urgency, and the first lease to run out.
const NEXT: &str = "
    WITH RECURSIVE {waiting}
    SELECT least(
        (SELECT min((
            SELECT due_at_ms FROM due
            WHERE helpdesk = waiting.name AND due.urgency = urgent.urgency
                AND due_at_ms IS NOT NULL AND lease_until_ms IS NULL
            ORDER BY due_at_ms LIMIT 1))
        FROM waiting CROSS JOIN (VALUES (0), (1), (2)) AS urgent (urgency) WHERE waiting.name <> ALL ($1)),
        (SELECT lease_until_ms FROM due
            WHERE lease_until_ms IS NOT NULL AND helpdesk <> ALL ($1)
            ORDER BY lease_until_ms LIMIT 1))";

/// `by_hand`: the time where it is set by hand.
pub(super) async fn claim(
    client: &Client,
    wanted: &Claim,
    by_hand: Option<i64>,
) -> Result<Vec<Lease>, Failure> {
    let choose = client.prepare_cached(&CHOOSE.replace("{waiting}", WAITING)).await?;
    let take = client.prepare_cached(TAKE).await?;
    let now = wanted.now.as_millisecond();
    let span_ms = wanted.lease_until.as_millisecond() - now;
    let limit = i64::from(wanted.limit.min(wanted.per_helpdesk_max));
    let values: [&(dyn ToSql + Sync); 4] = [&now, &limit, &wanted.except, &by_hand];
    let (begun, chosen) = join!(client.batch_execute("BEGIN"), client.query(&choose, &values));
    let chosen = match begun.and(chosen) {
        Ok(chosen) => in_turn(&chosen, wanted),
        Err(error) => {
            client.batch_execute("ROLLBACK").await?;
            return Err(error.into());
        }
    };
    if chosen.is_empty() {
        client.batch_execute("ROLLBACK").await?;
        return Ok(Vec::new());
    }
    let (helpdesks, ids): (Vec<String>, Vec<String>) =
        chosen.into_iter().map(|ticket| (ticket.helpdesk, ticket.id)).unzip();
    let values: [&(dyn ToSql + Sync); 4] = [&helpdesks, &ids, &span_ms, &by_hand];
    // If the one fails, the other undoes all.
    let (taken, committed) = join!(client.query(&take, &values), client.batch_execute("COMMIT"));
    let mut taken = taken?;
    committed?;
    taken.sort_by_key(|row| row.get::<_, i64>("place"));
    Ok(taken.iter().map(lease).collect())
}

/// A due ticket's urgency, its time and its number: the order within its helpdesk.
type Due = (i32, i64, String);

/// Of those that are locked, one of each helpdesk in its turn, until there are enough.
fn in_turn(rows: &[Row], wanted: &Claim) -> Vec<TicketKey> {
    let mut of_each: BTreeMap<String, Vec<Due>> = BTreeMap::new();
    for row in rows {
        let ticket = (row.get("urgency"), row.get("due_at_ms"), row.get("ticket_id"));
        of_each.entry(row.get("helpdesk")).or_default().push(ticket);
    }
    let mut turns: Vec<(String, Vec<Due>)> = of_each.into_iter().collect();
    for (_, tickets) in &mut turns {
        tickets.sort();
        tickets.truncate(wanted.per_helpdesk_max as usize);
    }
    let behind = turns.partition_point(|(name, _)| wanted.after.as_ref().is_some_and(|last| name <= last));
    turns.rotate_left(behind);
    let longest = turns.iter().map(|(_, tickets)| tickets.len()).max().unwrap_or_default();
    let in_rounds = (0..longest).flat_map(|round| {
        turns.iter().filter_map(move |(helpdesk, tickets)| {
            let (_, _, id) = tickets.get(round)?;
            Some(TicketKey { helpdesk: helpdesk.clone(), id: id.clone() })
        })
    });
    in_rounds.take(wanted.limit as usize).collect()
}

pub(super) async fn next(client: &Client, except: &[String]) -> Result<Option<Timestamp>, Failure> {
    let statement = client.prepare_cached(&NEXT.replace("{waiting}", WAITING)).await?;
    let at_ms: Option<i64> = client.query_one(&statement, &[&except]).await?.get(0);
    Ok(at_ms.map(|at_ms| moment("the time at which a ticket is due", at_ms)).transpose()?)
}

fn lease(row: &Row) -> Lease {
    let failures: i32 = row.get("failures");
    let traces: Option<&str> = row.get("traces");
    Lease {
        ticket: TicketKey { helpdesk: row.get("helpdesk"), id: row.get("ticket_id") },
        token: row.get::<_, i64>("lease_token").to_string(),
        mark: row.get("mark"),
        failures: u32::try_from(failures).unwrap_or_default(),
        cause: match row.get("urgency") {
            0 => Cause::Delivery,
            1 => Cause::Timer,
            _ => Cause::Gap,
        },
        // A time that can't be is no reason to leave a ticket alone.
        waits_since: Timestamp::from_millisecond(row.get("waits_since_ms")).unwrap_or(Timestamp::UNIX_EPOCH),
        traces: traces.iter().flat_map(|traces| traces.split(' ')).filter_map(Place::parse).collect(),
    }
}
