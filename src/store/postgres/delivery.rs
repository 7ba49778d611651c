//! Deliveries: each is kept once, and each time that it comes it marks its ticket as due.

use std::collections::HashSet;
use std::sync::Arc;

use deadpool_postgres::Client;
use tokio::join;
use tokio_postgres::Error;
use tokio_postgres::types::ToSql;

use crate::store::postgres::database::Database;
use crate::store::postgres::due::{ON_MARK, Urgency};
use crate::store::postgres::failure::{has_no_partition, is_worth_repeating, text};
use crate::store::postgres::partition;
use crate::store::{Accepted, NewDelivery, StoreError};

/// A delivery that comes again later than this is taken for a new one. No signature is good for so long.
const KNOWN_MS: i64 = 7 * 86_400_000;
/// Tries of a transaction that met another one.
const TRIES_MAX: u32 = 3;

/// Sorted, so that two replicas lock tickets in the same order. First of all, so that of two that keep the same delivery the
/// second one waits here, and sees it when it looks for it.
const MARK: &str = "
    INSERT INTO due (helpdesk, ticket_id, due_at_ms, mark, urgency, touched_at_ms)
    SELECT helpdesk, ticket_id, min(at_ms), count(*), $4, max(at_ms)
    FROM unnest($1::text[], $2::text[], $3::bigint[]) AS came (helpdesk, ticket_id, at_ms)
    GROUP BY helpdesk, ticket_id ORDER BY helpdesk COLLATE \"C\", ticket_id COLLATE \"C\"";

/// The look-up is no join: it is to go by the index, however few rows the planner believes there are.
const KEEP: &str = "
    INSERT INTO delivery (helpdesk, key, ticket_id, event, received_at_ms)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
        AS came (helpdesk, key, ticket_id, event, received_at_ms)
    WHERE (
        SELECT 1 FROM delivery AS known
        WHERE known.helpdesk = came.helpdesk AND known.key = came.key AND known.received_at_ms >= $6
        LIMIT 1) IS NULL
    RETURNING helpdesk, key";

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
    let mark = client.prepare_cached(&format!("{MARK}{ON_MARK}")).await?;
    let keep = client.prepare_cached(KEEP).await?;
    let all = Columns::of(deliveries.iter());
    let mut seen = HashSet::new();
    let first = Columns::of(deliveries.iter().filter(|delivery| seen.insert(name(delivery))));
    let since = first.times.iter().min().copied().unwrap_or_default().saturating_sub(KNOWN_MS);
    let urgency = Urgency::Word as i32;
    let marks: [&(dyn ToSql + Sync); 4] = [&all.helpdesks, &all.tickets, &all.times, &urgency];
    let rows: [&(dyn ToSql + Sync); 6] =
        [&first.helpdesks, &first.keys, &first.tickets, &first.events, &first.times, &since];
    let (begun, marked, kept, committed) = join!(
        client.batch_execute("BEGIN"),
        client.execute(&mark, &marks),
        client.query(&keep, &rows),
        client.batch_execute("COMMIT"),
    );
    begun.and(marked.map(drop))?;
    let kept = kept?;
    committed?;
    let mut new: HashSet<(&str, &str)> = kept.iter().map(|row| (row.get(0), row.get(1))).collect();
    // Of those that came twice at once only the first one is new.
    let fate = |delivery| if new.remove(&name(delivery)) { Accepted::New } else { Accepted::Known };
    Ok(deliveries.iter().map(fate).collect())
}

fn name(delivery: &NewDelivery) -> (&str, &str) {
    (&delivery.ticket.helpdesk, &delivery.key)
}

/// Deliveries as a statement takes them.
#[derive(Default)]
struct Columns<'a> {
    helpdesks: Vec<&'a str>,
    keys: Vec<&'a str>,
    tickets: Vec<&'a str>,
    events: Vec<String>,
    times: Vec<i64>,
}

impl<'a> Columns<'a> {
    fn of(deliveries: impl Iterator<Item = &'a NewDelivery>) -> Self {
        let mut columns = Self::default();
        for delivery in deliveries {
            columns.helpdesks.push(&delivery.ticket.helpdesk);
            columns.keys.push(&delivery.key);
            columns.tickets.push(&delivery.ticket.id);
            columns.events.push(text(&delivery.event));
            columns.times.push(delivery.received_at.as_millisecond());
        }
        columns
    }
}
