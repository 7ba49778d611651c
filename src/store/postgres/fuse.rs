//! The fuse: too many comments within a minute, and nothing is written until someone closes it. All replicas share it.

use deadpool_postgres::{Client, Transaction};
use jiff::{SignedDuration, Timestamp};

use crate::reply::policy::Limits;
use crate::store::Fuse;
use crate::store::postgres::database::Failure;
use crate::store::postgres::failure::moment;
use crate::store::postgres::limit;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

const STATE: &str = "SELECT opened_at_ms, comments FROM fuse WHERE id = 1 AND opened_at_ms IS NOT NULL";

/// Who is about to comment comes one after the other; what was counted before the lock would be old.
const LOCK: &str = "SELECT opened_at_ms IS NOT NULL FROM fuse WHERE id = 1 FOR UPDATE";

const LOOK: &str = "SELECT opened_at_ms IS NOT NULL FROM fuse WHERE id = 1";

/// Not what a clock that ran ahead has dated: it would count for as long as it was ahead.
const COUNT: &str = "
    SELECT count(*) FROM write
    WHERE public AND intended_at_ms <= $2
        AND intended_at_ms >= greatest($1, (SELECT closed_at_ms FROM fuse WHERE id = 1 AND closed_at_ms <= $2))";

const OPEN: &str = "UPDATE fuse SET opened_at_ms = $1, comments = $2 WHERE id = 1";

const CLOSE: &str = "
    UPDATE fuse SET opened_at_ms = NULL, closed_at_ms = $1 WHERE id = 1 AND opened_at_ms IS NOT NULL";

/// Whether it is open. With `locked` nobody else counts or comments while the transaction runs.
pub(super) async fn is_open(transaction: &Transaction<'_>, locked: bool) -> Result<bool, Failure> {
    let statement = transaction.prepare_cached(if locked { LOCK } else { LOOK }).await?;
    let row = transaction.query_opt(&statement, &[]).await?;
    Ok(row.is_some_and(|row| row.get(0)))
}

/// Opens the fuse if there have been as many comments within the last minute as there may be.
pub(super) async fn blows(
    transaction: &Transaction<'_>,
    limits: &Limits,
    now: Timestamp,
) -> Result<bool, Failure> {
    let since = now.saturating_sub(MINUTE).map_or(i64::MIN, Timestamp::as_millisecond);
    let statement = transaction.prepare_cached(COUNT).await?;
    let comments: i64 = transaction.query_one(&statement, &[&since, &limit::until(now)]).await?.get(0);
    if comments < i64::from(limits.comments_per_minute_max) {
        return Ok(false);
    }
    let statement = transaction.prepare_cached(OPEN).await?;
    transaction.execute(&statement, &[&now.as_millisecond(), &comments]).await?;
    Ok(true)
}

pub(super) async fn open(client: &Client) -> Result<Option<Fuse>, Failure> {
    let statement = client.prepare_cached(STATE).await?;
    let Some(row) = client.query_opt(&statement, &[]).await? else { return Ok(None) };
    let opened_at = moment("when the fuse opened", row.get(0))?;
    Ok(Some(Fuse { opened_at, comments: u64::try_from(row.get::<_, i64>(1)).unwrap_or_default() }))
}

pub(super) async fn close(client: &Client, now: Timestamp) -> Result<bool, Failure> {
    let statement = client.prepare_cached(CLOSE).await?;
    Ok(client.execute(&statement, &[&now.as_millisecond()]).await? > 0)
}
