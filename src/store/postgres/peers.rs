//! Signs of life, shares and pauses of all replicas. Each time is the database's.

use deadpool_postgres::{Client, Transaction};

use crate::helpdesk::{Share, Usage};
use crate::store::peers::{Beat, Company, Peace, Replica};
use crate::store::postgres::database::Failure;

/// Who gave no sign of life for so long is gone; its updates count on for the minute that the helpdesk counts them.
const GONE_MS: i64 = 10_000;
const COUNTED_MS: i64 = 60_000;
/// Rows of the dead are kept for so long, to be looked at.
const KEPT_MS: i64 = 3_600_000;
/// What is handed out at once at the least: one write takes so many updates.
const HANDED_MIN: i64 = 3;

const NOW: &str = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";

const LIVE: &str = "
    INSERT INTO replica (name, checklists, refused, beat_at_ms) VALUES ($1, $2, $3, {now})
    ON CONFLICT (name) DO UPDATE SET
        checklists = excluded.checklists, refused = excluded.refused, beat_at_ms = excluded.beat_at_ms";

const TIDY: &str = "DELETE FROM replica WHERE beat_at_ms < {now} - $1";

const REPLICAS: &str = "
    SELECT name, checklists, refused FROM replica WHERE beat_at_ms >= {now} - $1 ORDER BY name";

/// Locks the account, so that one replica after the other is given its share.
const PAUSE: &str = "
    INSERT INTO account (helpdesk, paused_until_ms) VALUES ($1, {now} + $2)
    ON CONFLICT (helpdesk) DO UPDATE SET
        paused_until_ms = greatest(account.paused_until_ms, excluded.paused_until_ms)
    RETURNING paused_until_ms - {now}";

const OTHERS: &str = "
    SELECT coalesce(sum(updates), 0)::bigint,
        (SELECT count(*) FROM replica WHERE beat_at_ms >= {now} - $3)
    FROM share WHERE helpdesk = $1 AND replica <> $2 AND beat_at_ms >= {now} - $4";

const SHARE: &str = "
    INSERT INTO share (helpdesk, replica, updates, beat_at_ms) VALUES ($1, $2, $3, {now})
    ON CONFLICT (helpdesk, replica) DO UPDATE SET updates = excluded.updates, beat_at_ms = excluded.beat_at_ms";

/// What was made counts on for its minute; the rest is free again.
const RETURN: &str = "
    UPDATE share SET updates = least(share.updates, used.updates), beat_at_ms = {now}
    FROM unnest($2::text[], $3::bigint[]) AS used (helpdesk, updates)
    WHERE share.replica = $1 AND share.helpdesk = used.helpdesk";

const END: &str = "DELETE FROM replica WHERE name = $1";
const LAY_DOWN: &str = "DELETE FROM duty WHERE holder = $1";

const TIDY_SHARES: &str = "DELETE FROM share WHERE beat_at_ms < {now} - $1";

const PEACE: &str =
    "SELECT helpdesk, greatest(until_ms - {now}, 0), pause_secs FROM breaker ORDER BY helpdesk";

const OPEN: &str = "
    INSERT INTO breaker (helpdesk, until_ms, pause_secs) VALUES ($1, {now} + $2::bigint * 1000, $2)
    ON CONFLICT (helpdesk) DO UPDATE SET
        until_ms = greatest(breaker.until_ms, excluded.until_ms),
        pause_secs = greatest(breaker.pause_secs, excluded.pause_secs)";

/// None is there if it works by now; then nobody needs to try.
const TRY: &str = "
    UPDATE breaker SET until_ms = {now} + $2::bigint * 1000 WHERE helpdesk = $1 AND until_ms <= {now}";

const CLOSE: &str = "DELETE FROM breaker WHERE helpdesk = $1";

const TAKE: &str = "
    INSERT INTO duty (name, holder, until_ms) VALUES ($1, $2, {now} + $3::bigint * 1000)
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until_ms = excluded.until_ms
    WHERE duty.until_ms <= {now} OR duty.holder = excluded.holder";

fn sql(text: &str) -> String {
    text.replace("{now}", NOW)
}

/// `name`: this replica's.
pub(super) async fn beat(client: &mut Client, name: &str, beat: &Beat) -> Result<Company, Failure> {
    let transaction = client.transaction().await?;
    let live = transaction.prepare_cached(&sql(LIVE)).await?;
    transaction.execute(&live, &[&name, &beat.checklists, &beat.is_refused]).await?;
    transaction.execute(&transaction.prepare_cached(&sql(TIDY)).await?, &[&KEPT_MS]).await?;
    transaction.execute(&transaction.prepare_cached(&sql(TIDY_SHARES)).await?, &[&KEPT_MS]).await?;
    let mut shares = Vec::new();
    // In the order of their names, so that no two replicas wait for each other.
    let mut used: Vec<_> = beat.used.iter().collect();
    used.sort_by(|one, other| one.0.cmp(&other.0));
    for (helpdesk, usage) in used {
        shares.push((helpdesk.clone(), share(&transaction, name, helpdesk, usage).await?));
    }
    let replicas = transaction.query(&transaction.prepare_cached(&sql(REPLICAS)).await?, &[&GONE_MS]).await?;
    let peace = transaction.query(&transaction.prepare_cached(&sql(PEACE)).await?, &[]).await?;
    transaction.commit().await?;
    let replica = |row: &tokio_postgres::Row| Replica {
        name: row.get(0),
        checklists: row.get(1),
        is_refused: row.get(2),
    };
    let left = |row: &tokio_postgres::Row| Peace {
        helpdesk: row.get(0),
        left_millis: u64::try_from(row.get::<_, i64>(1)).unwrap_or_default(),
        pause_secs: u32::try_from(row.get::<_, i64>(2)).unwrap_or_default(),
    };
    Ok(Company {
        replicas: replicas.iter().map(replica).collect(),
        shares,
        peace: peace.iter().map(left).collect(),
    })
}

/// What this replica has used of the minute's updates, and its part of what nobody has been given.
async fn share(
    transaction: &Transaction<'_>,
    name: &str,
    helpdesk: &str,
    usage: &Usage,
) -> Result<Share, Failure> {
    let pause = transaction.prepare_cached(&sql(PAUSE)).await?;
    let pause_ms = i64::try_from(usage.pause_secs).unwrap_or_default().saturating_mul(1_000);
    let left_ms: i64 = transaction.query_one(&pause, &[&helpdesk, &pause_ms]).await?.get(0);
    let pause_secs = u64::try_from(left_ms).unwrap_or_default().div_ceil(1_000);
    let Some(max) = usage.updates_max else { return Ok(Share { updates_max: None, pause_secs }) };
    let others = transaction.prepare_cached(&sql(OTHERS)).await?;
    let row = transaction.query_one(&others, &[&helpdesk, &name, &GONE_MS, &COUNTED_MS]).await?;
    let (others, replicas): (i64, i64) = (row.get(0), row.get(1));
    let made = i64::try_from(usage.updates_made).unwrap_or(i64::MAX);
    let left = (i64::try_from(max).unwrap_or(i64::MAX) - made - others).max(0);
    let updates = made + left.min((left / replicas.max(1)).max(HANDED_MIN));
    let keep = transaction.prepare_cached(&sql(SHARE)).await?;
    transaction.execute(&keep, &[&helpdesk, &name, &updates]).await?;
    Ok(Share { updates_max: Some(u64::try_from(updates).unwrap_or_default()), pause_secs })
}

pub(super) async fn leave(client: &mut Client, name: &str, used: &[(String, Usage)]) -> Result<(), Failure> {
    let made = |usage: &Usage| i64::try_from(usage.updates_made).unwrap_or(i64::MAX);
    let (helpdesks, made): (Vec<&str>, Vec<i64>) =
        used.iter().map(|(helpdesk, usage)| (helpdesk.as_str(), made(usage))).unzip();
    let transaction = client.transaction().await?;
    transaction.execute(&sql(RETURN), &[&name, &helpdesks, &made]).await?;
    transaction.execute(END, &[&name]).await?;
    transaction.execute(LAY_DOWN, &[&name]).await?;
    transaction.commit().await?;
    Ok(())
}

pub(super) async fn leave_in_peace(client: &Client, helpdesk: &str, pause_secs: u32) -> Result<(), Failure> {
    let secs = i64::from(pause_secs);
    client.execute(&client.prepare_cached(&sql(OPEN)).await?, &[&helpdesk, &secs]).await?;
    Ok(())
}

pub(super) async fn try_one(client: &Client, helpdesk: &str, secs_max: u32) -> Result<bool, Failure> {
    let secs = i64::from(secs_max);
    Ok(client.execute(&client.prepare_cached(&sql(TRY)).await?, &[&helpdesk, &secs]).await? > 0)
}

pub(super) async fn works(client: &Client, helpdesk: &str) -> Result<(), Failure> {
    client.execute(&client.prepare_cached(&sql(CLOSE)).await?, &[&helpdesk]).await?;
    Ok(())
}

pub(super) async fn take(client: &Client, name: &str, duty: &str, secs: u32) -> Result<bool, Failure> {
    let secs = i64::from(secs);
    Ok(client.execute(&client.prepare_cached(&sql(TAKE)).await?, &[&duty, &name, &secs]).await? > 0)
}
