//! How much there is to do, what time it has been, and whether the database can be written to.

use deadpool_postgres::Client;
use jiff::Timestamp;

use crate::store::Counts;
use crate::store::postgres::database::Failure;
use crate::store::postgres::failure::moment;
use crate::store::postgres::turn::WAITING;

/// More than these are not counted: it would take longer than it is worth.
const DUE: &str = "
    WITH RECURSIVE {waiting},
    standing AS (SELECT * FROM waiting CROSS JOIN (VALUES (0), (1), (2)) AS urgent (urgency) WHERE name IS NOT NULL)
    SELECT
        (SELECT count(*) FROM (
            SELECT 1 FROM standing JOIN due ON due.helpdesk = standing.name AND due.urgency = standing.urgency
            WHERE due_at_ms <= $1 LIMIT 100000) AS counted),
        (SELECT min((
            SELECT min(due_at_ms) FROM due
            WHERE due.helpdesk = standing.name AND due.urgency = standing.urgency AND due_at_ms <= $1))
        FROM standing),
        (SELECT count(*) FROM due WHERE lease_until_ms IS NOT NULL),
        (SELECT count(*) FROM due WHERE parked_at_ms IS NOT NULL)";

/// Of tickets: deliveries have no index by time, which would cost each of them something. Those at rest have one; those that
/// wait are fewer, and are looked through.
const LATEST: &str = "
    SELECT greatest(
        (SELECT max(touched_at_ms) FROM due WHERE due_at_ms IS NULL),
        (SELECT max(touched_at_ms) FROM due WHERE due_at_ms IS NOT NULL),
        (SELECT max(intended_at_ms) FROM write WHERE public))";

const PROBE: &str = "
    INSERT INTO probe (id, count) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET count = probe.count + 1";

pub(super) async fn counts(client: &Client, now: Timestamp) -> Result<Counts, Failure> {
    let statement = client.prepare_cached(&DUE.replace("{waiting}", WAITING)).await?;
    let row = client.query_one(&statement, &[&now.as_millisecond()]).await?;
    let count = |at: usize| u64::try_from(row.get::<_, i64>(at)).unwrap_or_default();
    let oldest: Option<i64> = row.get(1);
    Ok(Counts {
        due: count(0),
        leased: count(2),
        parked: count(3),
        oldest_due_at: oldest.map(|at_ms| moment("when a ticket was due", at_ms)).transpose()?,
    })
}

pub(super) async fn latest(client: &Client) -> Result<Option<Timestamp>, Failure> {
    let at_ms: Option<i64> = client.query_one(LATEST, &[]).await?.get(0);
    Ok(at_ms.map(|at_ms| moment("the latest time", at_ms)).transpose()?)
}

pub(super) async fn probe(client: &Client) -> Result<(), Failure> {
    client.execute(&client.prepare_cached(PROBE).await?, &[]).await?;
    Ok(())
}
