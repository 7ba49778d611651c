//! Deliveries: each is kept once, and each time that it comes it marks its ticket as due.

use std::collections::HashSet;
use std::sync::Arc;

use deadpool_postgres::Client;
use tokio::join;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row};

use crate::store::archive::{DeliveryFilter, Page, PageOf, PastDelivery, Place};
use crate::store::postgres::database::{Database, Failure};
use crate::store::postgres::due::{Urgency, marking};
use crate::store::postgres::failure::{has_no_partition, is_worth_repeating, moment, text};
use crate::store::postgres::partition;
use crate::store::postgres::pass::{HORIZON, millis, place};
use crate::store::{Accepted, NewDelivery, StoreError, TicketKey};

/// A delivery that comes again later than this is taken for a new one. No signature is good for so long.
const KNOWN_MS: i64 = 7 * 86_400_000;
/// How far another replica's clock may be ahead of this one's.
const AHEAD_MS: i64 = 86_400_000;
/// Tries of a transaction that met another one.
const TRIES_MAX: u32 = 3;

/// Sorted, so that two replicas lock tickets in the same order. First of all, so that of two that keep the same delivery the
/// second one waits here, and sees it when it looks for it.
const MARK: &str = "
    INSERT INTO due (
        helpdesk, ticket_id, due_at_ms, mark, urgency, touched_at_ms, waits_since_ms, traces)
    SELECT helpdesk, ticket_id, min(at_ms), count(*), $4, max(at_ms), min(at_ms),
        substr(string_agg(trace, ' ' ORDER BY place DESC), 1, {traces_bytes_max})
    FROM unnest($1::text[], $2::text[], $3::bigint[], $5::text[])
        WITH ORDINALITY AS came (helpdesk, ticket_id, at_ms, trace, place)
    GROUP BY helpdesk, ticket_id ORDER BY helpdesk COLLATE \"C\", ticket_id COLLATE \"C\"";

/// The look-up is no join: it is to go by the index, however few rows the planner believes there are. It goes into the partitions
/// of two or three weeks, and not into all that are made ahead.
const KEEP: &str = "
    INSERT INTO delivery (helpdesk, key, ticket_id, event, received_at_ms)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
        AS came (helpdesk, key, ticket_id, event, received_at_ms)
    WHERE (
        SELECT 1 FROM delivery AS known
        WHERE known.helpdesk = came.helpdesk AND known.ticket_id = came.ticket_id AND known.key = came.key
            AND known.received_at_ms >= $6 AND known.received_at_ms < $7
        LIMIT 1) IS NULL
    RETURNING helpdesk, ticket_id, key";

const LIST: &str = "
    SELECT * FROM delivery
    WHERE received_at_ms >= greatest($1, {horizon}) AND received_at_ms < $2
        AND (received_at_ms, helpdesk, key) < ($3, $4, $5) AND {of_ticket} AND ($8::text IS NULL OR ticket_id = $8)
    ORDER BY received_at_ms DESC, helpdesk DESC, key DESC LIMIT $6";

/// By hand and seldom: no index is kept for it.
const ONE: &str = "
    SELECT * FROM delivery WHERE helpdesk = $1 AND key = $2 AND received_at_ms >= {horizon}
    ORDER BY received_at_ms DESC LIMIT 1";

/// Before it, as it takes its time.
const PATIENCE: &str = "SET statement_timeout = 0";

/// What became of each, in their order.
pub(super) async fn accept(
    database: &Database,
    deliveries: Arc<Vec<NewDelivery>>,
) -> Result<Vec<Accepted>, StoreError> {
    database
        .work(move |client| {
            Box::pin(async move {
                let mut tries = 1;
                loop {
                    match keep(client, &deliveries).await {
                        Err(error) if has_no_partition(&error) && tries < TRIES_MAX => {
                            let times = deliveries.iter().map(|delivery| delivery.received_at);
                            partition::ensure(client, times).await?;
                        }
                        Err(error) if is_worth_repeating(&error) && tries < TRIES_MAX => {}
                        Err(error) => return Err(error.into()),
                        Ok(kept) => return Ok(kept),
                    }
                    tries += 1;
                }
            })
        })
        .await
}

/// All statements are sent at once. If one fails, the commit that follows it undoes all.
async fn keep(client: &Client, deliveries: &[NewDelivery]) -> Result<Vec<Accepted>, Error> {
    let mark = client.prepare_cached(&marking(MARK)).await?;
    let keep = client.prepare_cached(KEEP).await?;
    let all = Columns::of(deliveries.iter());
    let mut seen = HashSet::new();
    let first = Columns::of(deliveries.iter().filter(|delivery| seen.insert(name(delivery))));
    let since = first.times.iter().min().copied().unwrap_or_default().saturating_sub(KNOWN_MS);
    let until = first.times.iter().max().copied().unwrap_or_default().saturating_add(AHEAD_MS);
    let urgency = Urgency::Word as i32;
    let marks: [&(dyn ToSql + Sync); 5] = [&all.helpdesks, &all.tickets, &all.times, &urgency, &all.traces];
    let rows: [&(dyn ToSql + Sync); 7] =
        [&first.helpdesks, &first.keys, &first.tickets, &first.events, &first.times, &since, &until];
    let (begun, marked, kept, committed) = join!(
        client.batch_execute("BEGIN"),
        client.execute(&mark, &marks),
        client.query(&keep, &rows),
        client.batch_execute("COMMIT"),
    );
    begun.and(marked.map(drop))?;
    let kept = kept?;
    committed?;
    let mut new: HashSet<Name> = kept.iter().map(|row| (row.get(0), row.get(1), row.get(2))).collect();
    // Of those that came twice at once only the first one is new.
    let fate = |delivery| if new.remove(&name(delivery)) { Accepted::New } else { Accepted::Known };
    Ok(deliveries.iter().map(fate).collect())
}

/// The last first.
pub(super) async fn list(
    client: &Client,
    filter: &DeliveryFilter,
    page: &PageOf<Place>,
) -> Result<Page<PastDelivery, Place>, Failure> {
    let (since, until) = millis(filter.span);
    let (at, helpdesk, key) = place(page);
    let of_ticket =
        if filter.ticket.is_some() { "helpdesk = $7 AND ticket_id = $8" } else { "$7::text IS NULL" };
    let sql = LIST.replace("{horizon}", HORIZON).replace("{of_ticket}", of_ticket);
    let statement = client.prepare_cached(&sql).await?;
    let (until, size) = (until.min(at.saturating_add(1)), i64::from(page.rows()) + 1);
    let ticket = filter.ticket.as_ref();
    let (of, id) = (ticket.map(|ticket| &ticket.helpdesk), ticket.map(|ticket| &ticket.id));
    let values: [&(dyn ToSql + Sync); 8] = [&since, &until, &at, &helpdesk, &key, &size, &of, &id];
    let rows = client.query(&statement, &values).await?;
    let deliveries = rows.iter().map(past).collect::<Result<Vec<_>, _>>()?;
    let place_of = |delivery: &PastDelivery| Place {
        at: delivery.received_at,
        helpdesk: delivery.ticket.helpdesk.clone(),
        id: delivery.key.clone(),
    };
    Ok(Page::of(deliveries, page.rows(), place_of))
}

pub(super) async fn one(client: &Client, helpdesk: &str, key: &str) -> Result<Option<PastDelivery>, Failure> {
    client.batch_execute(PATIENCE).await?;
    let statement = client.prepare_cached(&ONE.replace("{horizon}", HORIZON)).await?;
    let row = client.query_opt(&statement, &[&helpdesk, &key]).await?;
    Ok(row.as_ref().map(past).transpose()?)
}

fn past(row: &Row) -> Result<PastDelivery, StoreError> {
    Ok(PastDelivery {
        ticket: TicketKey { helpdesk: row.get("helpdesk"), id: row.get("ticket_id") },
        key: row.get("key"),
        event: row.get("event"),
        received_at: moment("when something was received", row.get("received_at_ms"))?,
    })
}

/// Helpdesk, ticket and key.
type Name<'a> = (&'a str, &'a str, &'a str);

fn name(delivery: &NewDelivery) -> Name<'_> {
    (&delivery.ticket.helpdesk, &delivery.ticket.id, &delivery.key)
}

/// Deliveries as a statement takes them.
#[derive(Default)]
struct Columns<'a> {
    helpdesks: Vec<&'a str>,
    keys: Vec<&'a str>,
    tickets: Vec<&'a str>,
    events: Vec<String>,
    times: Vec<i64>,
    traces: Vec<Option<String>>,
}

impl<'a> Columns<'a> {
    fn of(deliveries: impl Iterator<Item = &'a NewDelivery>) -> Self {
        let mut columns = Self::default();
        for delivery in deliveries {
            columns.helpdesks.push(&delivery.ticket.helpdesk);
            columns.keys.push(&delivery.key);
            columns.tickets.push(&delivery.ticket.id);
            columns.events.push(text(&delivery.event));
            columns.traces.push(delivery.trace.as_ref().map(ToString::to_string));
            columns.times.push(delivery.received_at.as_millisecond());
        }
        columns
    }
}
