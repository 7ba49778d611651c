//! Each helpdesk's fuse: too many comments within a minute, and nothing is written there until someone closes it. All
//! replicas share it. One that is everyone's may have been opened by a version that had only that.

use deadpool_postgres::{Client, Transaction};
use jiff::{SignedDuration, Timestamp};
use tokio_postgres::types::ToSql;

use crate::reply::policy::Limits;
use crate::store::Fuse;
use crate::store::postgres::database::Failure;
use crate::store::postgres::failure::moment;
use crate::store::postgres::limit;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

const ALL: &str = "
    SELECT NULL AS helpdesk, opened_at_ms, comments FROM fuse WHERE id = 1 AND opened_at_ms IS NOT NULL
    UNION ALL SELECT helpdesk, opened_at_ms, comments FROM account_fuse WHERE opened_at_ms IS NOT NULL
    ORDER BY helpdesk NULLS FIRST";

/// Who is about to comment comes one after the other; what was counted before the lock would be old.
const LOCK: &str = "
    SELECT opened_at_ms IS NOT NULL OR EXISTS (SELECT 1 FROM fuse WHERE id = 1 AND opened_at_ms IS NOT NULL)
    FROM account_fuse WHERE helpdesk = $1 FOR UPDATE";

/// There must be something to lock.
const MAKE: &str = "
    INSERT INTO account_fuse (helpdesk, closed_at_ms, comments) VALUES ($1, 0, 0) ON CONFLICT (helpdesk) DO NOTHING";

const LOOK: &str = "
    SELECT EXISTS (SELECT 1 FROM account_fuse WHERE helpdesk = $1 AND opened_at_ms IS NOT NULL)
        OR EXISTS (SELECT 1 FROM fuse WHERE id = 1 AND opened_at_ms IS NOT NULL)";

/// Not what a clock that ran ahead has dated: it would count for as long as it was ahead.
const COUNT: &str = "
    SELECT count(*) FROM write
    WHERE public AND helpdesk = $3 AND intended_at_ms <= $2
        AND intended_at_ms >= greatest(
            $1,
            (SELECT closed_at_ms FROM account_fuse WHERE helpdesk = $3 AND closed_at_ms <= $2),
            (SELECT closed_at_ms FROM fuse WHERE id = 1 AND closed_at_ms <= $2))";

const OPEN: &str = "UPDATE account_fuse SET opened_at_ms = $2, comments = $3 WHERE helpdesk = $1";

const CLOSE: &str = "
    WITH own AS (
        UPDATE account_fuse SET opened_at_ms = NULL, closed_at_ms = $1
        WHERE opened_at_ms IS NOT NULL AND ($2::text IS NULL OR helpdesk = $2) RETURNING 1),
    everyones AS (
        UPDATE fuse SET opened_at_ms = NULL, closed_at_ms = $1
        WHERE id = 1 AND opened_at_ms IS NOT NULL RETURNING 1)
    SELECT EXISTS (SELECT 1 FROM own) OR EXISTS (SELECT 1 FROM everyones)";

/// Whether it is open. With `locked` nobody else counts or comments there while the transaction runs.
pub(super) async fn is_open(
    transaction: &Transaction<'_>,
    helpdesk: &str,
    locked: bool,
) -> Result<bool, Failure> {
    if !locked {
        let statement = transaction.prepare_cached(LOOK).await?;
        return Ok(transaction.query_one(&statement, &[&helpdesk]).await?.get(0));
    }
    let lock = transaction.prepare_cached(LOCK).await?;
    if let Some(row) = transaction.query_opt(&lock, &[&helpdesk]).await? {
        return Ok(row.get(0));
    }
    let make = transaction.prepare_cached(MAKE).await?;
    transaction.execute(&make, &[&helpdesk]).await?;
    Ok(transaction.query_one(&lock, &[&helpdesk]).await?.get(0))
}

/// Opens the fuse if there have been as many comments within the last minute as there may be.
pub(super) async fn blows(
    transaction: &Transaction<'_>,
    helpdesk: &str,
    limits: &Limits,
    now: Timestamp,
) -> Result<bool, Failure> {
    let since = now.saturating_sub(MINUTE).map_or(i64::MIN, Timestamp::as_millisecond);
    let statement = transaction.prepare_cached(COUNT).await?;
    let values = [&since as &(dyn ToSql + Sync), &limit::until(now), &helpdesk];
    let comments: i64 = transaction.query_one(&statement, &values).await?.get(0);
    if comments < i64::from(limits.comments_per_minute_max) {
        return Ok(false);
    }
    let statement = transaction.prepare_cached(OPEN).await?;
    transaction.execute(&statement, &[&helpdesk, &now.as_millisecond(), &comments]).await?;
    Ok(true)
}

/// Those that are open.
pub(super) async fn all(client: &Client) -> Result<Vec<Fuse>, Failure> {
    let statement = client.prepare_cached(ALL).await?;
    let rows = client.query(&statement, &[]).await?;
    let fuses = rows.iter().map(|row| {
        let opened_at = moment("when the fuse opened", row.get(1))?;
        let comments = u64::try_from(row.get::<_, i64>(2)).unwrap_or_default();
        Ok(Fuse { helpdesk: row.get(0), opened_at, comments })
    });
    fuses.collect()
}

/// Everyone's is closed with any of them.
pub(super) async fn close(client: &Client, helpdesk: Option<&str>, now: Timestamp) -> Result<bool, Failure> {
    let statement = client.prepare_cached(CLOSE).await?;
    Ok(client.query_one(&statement, &[&now.as_millisecond(), &helpdesk]).await?.get(0))
}
