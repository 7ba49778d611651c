//! Partitions of large tables: a week each, made ahead, and dropped as a whole once all of it is old.

use std::collections::BTreeSet;

use deadpool_postgres::Client;
use jiff::Timestamp;

use crate::store::postgres::database::Failure;

const WEEK_MS: i64 = 7 * 86_400_000;
/// Weeks that are made ahead of the present one.
const AHEAD_WEEKS: i64 = 3;
/// One replica at a time makes or drops partitions.
const LOCK: i64 = 0x7072_6566_7061;
/// Who reads or writes the table meanwhile is not kept waiting for longer; the next round tries again.
const LOCK_WAIT: &str = "SET LOCAL lock_timeout = '2s'";

/// Rows of a partition that are counted before it goes; counting more would take longer than it is worth.
const COUNTED_ROWS_MAX: u32 = 100_000;

/// The partitioned tables.
const TABLES: [&str; 2] = ["delivery", "pass"];

const LIST: &str = "
    SELECT child.relname FROM pg_inherits
    JOIN pg_class AS child ON child.oid = pg_inherits.inhrelid
    WHERE pg_inherits.inhparent = to_regclass($1)";

/// Have partitions for now and for the weeks to come.
pub(super) async fn ahead(client: &mut Client, now: Timestamp) -> Result<(), Failure> {
    let week = week(now);
    make(client, (week..=week + AHEAD_WEEKS).collect()).await
}

/// Have partitions for these times.
pub(in crate::store) async fn ensure(
    client: &mut Client,
    times: impl Iterator<Item = Timestamp>,
) -> Result<(), Failure> {
    make(client, times.map(week).collect()).await
}

/// A table is made by itself and then attached, which keeps nobody from the other partitions.
async fn make(client: &mut Client, weeks: BTreeSet<i64>) -> Result<(), Failure> {
    for table in TABLES {
        let known = names(client, table).await?;
        for week in weeks.iter().filter(|week| !known.contains(&name(table, **week))) {
            let transaction = client.transaction().await?;
            transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
            let name = name(table, *week);
            let there: bool =
                transaction.query_one("SELECT to_regclass($1) IS NOT NULL", &[&name]).await?.get(0);
            if !there {
                let (from, to) = (week * WEEK_MS, (week + 1) * WEEK_MS);
                let sql = format!(
                    "{LOCK_WAIT};
                    CREATE TABLE {name} (LIKE {table} INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES);
                    ALTER TABLE {table} ATTACH PARTITION {name} FOR VALUES FROM ({from}) TO ({to})"
                );
                transaction.batch_execute(&sql).await?;
            }
            transaction.commit().await?;
        }
    }
    Ok(())
}

/// Drop the partitions that hold nothing from `before` or later. Returns about how many rows are gone.
pub(super) async fn drop_old(client: &mut Client, before: Timestamp) -> Result<u64, Failure> {
    let mut rows = 0;
    for table in TABLES {
        for name in names(client, table).await? {
            let Some(week) = week_of(table, &name) else { continue };
            if (week + 1) * WEEK_MS > before.as_millisecond() {
                continue;
            }
            let transaction = client.transaction().await?;
            transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
            transaction.batch_execute(LOCK_WAIT).await?;
            let count =
                format!("SELECT count(*) FROM (SELECT 1 FROM {name} LIMIT {COUNTED_ROWS_MAX}) AS counted");
            let count: i64 = transaction.query_one(&count, &[]).await?.get(0);
            transaction.batch_execute(&format!("DROP TABLE IF EXISTS {name}")).await?;
            transaction.commit().await?;
            rows += u64::try_from(count).unwrap_or_default();
        }
    }
    Ok(rows)
}

async fn names(client: &Client, table: &str) -> Result<BTreeSet<String>, Failure> {
    let rows = client.query(LIST, &[&table]).await?;
    Ok(rows.iter().map(|row| row.get(0)).collect())
}

fn week(at: Timestamp) -> i64 {
    at.as_millisecond().div_euclid(WEEK_MS)
}

/// Weeks are counted from 1970. Those before it have a letter in place of the sign.
fn name(table: &str, week: i64) -> String {
    let sign = if week < 0 { "b" } else { "" };
    format!("{table}_w{sign}{}", week.abs())
}

fn week_of(table: &str, name: &str) -> Option<i64> {
    let number = name.strip_prefix(table)?.strip_prefix("_w")?;
    match number.strip_prefix('b') {
        Some(before) => before.parse::<i64>().ok().map(|week| -week),
        None => number.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partitions_name_tells_its_week() {
        for week in [-3, 0, 2_968] {
            assert_eq!(week_of("delivery", &name("delivery", week)), Some(week));
        }
        assert_eq!(week_of("delivery", "delivery_of_somebody"), None);
    }
}
