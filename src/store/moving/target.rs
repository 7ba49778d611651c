//! The PostgreSQL database that is moved to: it takes pieces, and remembers how far it has come.

use std::collections::BTreeSet;

use jiff::Timestamp;
use rusqlite::types::Value;
use tokio_postgres::types::ToSql;

use crate::store::StoreError;
use crate::store::moving::source::Piece;
use crate::store::moving::table::{Kind, Table};
use crate::store::postgres::database::{Database, Failure};
use crate::store::postgres::failure::{moment, text};
use crate::store::postgres::{PostgresStore, Target as Address, partition};

/// Whatever a service or another move has left there.
const IS_USED: &str = "
    SELECT EXISTS (SELECT 1 FROM due) OR EXISTS (SELECT 1 FROM delivery) OR EXISTS (SELECT 1 FROM report)
        OR EXISTS (SELECT 1 FROM write) OR EXISTS (SELECT 1 FROM pass) OR EXISTS (SELECT 1 FROM progress)";

const SOURCE: &str = "SELECT source, ended FROM move";

const BEGIN: &str = "INSERT INTO move (id, source, ended) VALUES (1, $1, false)";

const PROGRESS: &str = "SELECT cursor, rows FROM move_progress WHERE name = $1";

const ROWS: &str = "SELECT coalesce(sum(rows), 0)::bigint FROM move_progress";

const ADVANCE: &str = "
    INSERT INTO move_progress (name, cursor, rows) VALUES ($1, $2, $3)
    ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor, rows = excluded.rows";

/// What counts on from where the file was.
const FINISH: &str = "
    SET statement_timeout = 0;
    SELECT setval(pg_get_serial_sequence('write', 'id'), greatest((SELECT max(id) FROM write), 1));
    SELECT setval('pass_id', greatest((SELECT max(id) FROM pass), 1));
    UPDATE move SET ended = true;
    ANALYZE";

pub struct Target {
    database: Database,
}

/// How far a table is.
#[derive(Default)]
pub struct Progress {
    pub cursor: Option<String>,
    pub rows: u64,
}

impl Target {
    /// Refuses a database that holds anything which is not of an earlier try from the same source.
    pub async fn open(address: &Address<'_>, source: &str) -> Result<Self, StoreError> {
        let database = PostgresStore::make(address).await?;
        let source = text(source);
        let refusal = database
            .run(move |client| {
                Box::pin(async move {
                    let begun = client.query_opt(SOURCE, &[]).await?;
                    if let Some(row) = begun {
                        return Ok(match (row.get::<_, &str>(0) == source, row.get(1)) {
                            (_, true) => Some("a move into it has come to its end already"),
                            (true, false) => None,
                            (false, false) => Some("a move from another file has begun in it"),
                        });
                    }
                    if client.query_one(IS_USED, &[]).await?.get(0) {
                        return Ok(Some("it holds other data"));
                    }
                    client.execute(BEGIN, &[&source]).await?;
                    Ok(None)
                })
            })
            .await?;
        match refusal {
            None => Ok(Self { database }),
            Some(why) => Err(StoreError::Unreadable { detail: format!("the database is left alone: {why}") }),
        }
    }

    pub async fn progress(&self, table: &'static str) -> Result<Progress, StoreError> {
        self.database
            .run(move |client| {
                Box::pin(async move {
                    let Some(row) = client.query_opt(PROGRESS, &[&table]).await? else {
                        return Ok(Progress::default());
                    };
                    let rows = u64::try_from(row.get::<_, i64>(1)).unwrap_or_default();
                    Ok(Progress { cursor: Some(row.get(0)), rows })
                })
            })
            .await
    }

    /// Moved so far, of all tables.
    pub async fn rows(&self) -> Result<u64, StoreError> {
        let rows: i64 = self
            .database
            .run(|client| Box::pin(async move { Ok(client.query_one(ROWS, &[]).await?.get(0)) }))
            .await?;
        Ok(u64::try_from(rows).unwrap_or_default())
    }

    /// Keep a piece, and how far it goes: both or neither.
    pub async fn keep(&self, table: &'static Table, piece: Piece, rows: u64) -> Result<(), StoreError> {
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        self.database
            .run(move |client| {
                Box::pin(async move {
                    if let Some(times) = times(table, &piece)? {
                        partition::ensure(client, times.into_iter()).await?;
                    }
                    let columns = columns(table, &piece);
                    let values: Vec<&(dyn ToSql + Sync)> = columns.iter().map(Column::value).collect();
                    let transaction = client.transaction().await?;
                    let statement = transaction.prepare_cached(&insert(table)).await?;
                    transaction.execute(&statement, &values).await?;
                    transaction.execute(ADVANCE, &[&table.name, &text(&piece.cursor), &rows]).await?;
                    transaction.commit().await?;
                    Ok::<_, Failure>(())
                })
            })
            .await
    }

    pub async fn finish(&self) -> Result<(), StoreError> {
        self.database
            .run_patiently(|client| Box::pin(async move { Ok(client.batch_execute(FINISH).await?) }))
            .await
    }
}

/// A column of a piece, as a statement takes it.
enum Column {
    Texts(Vec<Option<String>>),
    Numbers(Vec<Option<i64>>),
}

impl Column {
    fn value(&self) -> &(dyn ToSql + Sync) {
        match self {
            Self::Texts(texts) => texts,
            Self::Numbers(numbers) => numbers,
        }
    }
}

fn columns(table: &Table, piece: &Piece) -> Vec<Column> {
    let column = |(at, (_, kind)): (usize, &(&str, Kind))| {
        let values = piece.rows.iter().map(|row| &row[at]);
        match kind {
            Kind::Text => Column::Texts(
                values
                    .map(|value| match value {
                        Value::Text(value) => Some(text(value)),
                        Value::Null | Value::Integer(_) | Value::Real(_) | Value::Blob(_) => None,
                    })
                    .collect(),
            ),
            Kind::Number | Kind::Truth => Column::Numbers(values.map(number).collect()),
        }
    };
    table.columns.iter().enumerate().map(column).collect()
}

fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        Value::Null | Value::Text(_) | Value::Real(_) | Value::Blob(_) => None,
    }
}

/// The weeks that partitions are needed for.
fn times(table: &Table, piece: &Piece) -> Result<Option<BTreeSet<Timestamp>>, StoreError> {
    let Some(time) = table.time else { return Ok(None) };
    let at = table.position(time);
    let times = piece.rows.iter().filter_map(|row| number(&row[at]));
    times.map(|millis| moment("when something was", millis)).collect::<Result<_, _>>().map(Some)
}

/// Everyone's fuse has its row from the beginning.
fn insert(table: &Table) -> String {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
    let arrays = table.columns.iter().enumerate().map(|(at, (_, kind))| match kind {
        Kind::Text => format!("${}::text[]", at + 1),
        Kind::Number | Kind::Truth => format!("${}::bigint[]", at + 1),
    });
    let values = table.columns.iter().map(|(name, kind)| match kind {
        Kind::Truth => format!("{name} <> 0"),
        Kind::Text | Kind::Number => (*name).to_owned(),
    });
    let on_conflict = match table.name {
        "fuse" => {
            " ON CONFLICT (id) DO UPDATE SET opened_at_ms = excluded.opened_at_ms,
                closed_at_ms = excluded.closed_at_ms, comments = excluded.comments"
        }
        _ => "",
    };
    format!(
        "INSERT INTO {} ({names}) SELECT {} FROM unnest({}) AS moved ({names}){on_conflict}",
        table.name,
        values.collect::<Vec<_>>().join(", "),
        arrays.collect::<Vec<_>>().join(", "),
        names = names.join(", "),
    )
}
