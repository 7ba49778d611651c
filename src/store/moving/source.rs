//! The SQLite file that is moved away from: read in pieces, in the order of its keys.

use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::store::StoreError;
use crate::store::moving::table::{TABLES, Table};
use crate::store::sqlite::{SqliteStore, connection};

/// Rows of one piece at most.
const ROWS_MAX: usize = 2_000;

pub struct Source {
    connection: Connection,
    /// The file's own name, by which an interrupted move knows it again.
    mark: String,
    /// Nobody else may write to it meanwhile.
    _held: SqliteStore,
}

/// Some rows of a table, and where the next ones begin.
pub struct Piece {
    pub rows: Vec<Vec<Value>>,
    pub cursor: String,
}

impl Source {
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        if !file.exists() {
            return Err(StoreError::Unavailable {
                detail: format!("there is no store at {}", file.display()),
            });
        }
        let held = SqliteStore::open(file)?;
        let connection = connection::open_read_only(file)?;
        let whole = file.canonicalize().unwrap_or_else(|_| file.to_owned());
        Ok(Self { connection, mark: whole.display().to_string(), _held: held })
    }

    pub fn mark(&self) -> &str {
        &self.mark
    }

    /// Of all tables.
    pub fn rows(&self) -> Result<u64, StoreError> {
        let mut rows = 0;
        for table in &TABLES {
            let sql = format!("SELECT count(*) FROM {}", table.name);
            let count: i64 = self.connection.query_one(&sql, [], |row| row.get(0))?;
            rows += u64::try_from(count).unwrap_or_default();
        }
        Ok(rows)
    }

    /// The rows after the place that a piece before ended with.
    pub fn piece(&self, table: &Table, after: Option<&str>) -> Result<Piece, StoreError> {
        let order = table.order.join(", ");
        let places: Vec<&str> = table.order.iter().map(|_| "?").collect();
        let condition = match after {
            Some(_) => format!("WHERE ({order}) > ({})", places.join(", ")),
            None => String::new(),
        };
        let sql = format!("SELECT * FROM ({}) {condition} ORDER BY {order} LIMIT {ROWS_MAX}", table.read);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let values = after.map(read_cursor).transpose()?.unwrap_or_default();
        if after.is_some() && values.len() != table.order.len() {
            let detail = "the move was begun by a version that reads in another order: end it with that version, or empty the database \
                and begin anew";
            return Err(StoreError::Unreadable { detail: detail.into() });
        }
        let mut rows = statement.query(params_from_iter(values))?;
        let mut piece = Piece { rows: Vec::new(), cursor: String::new() };
        while let Some(row) = rows.next()? {
            let columns = table.columns.iter().map(|(name, _)| row.get::<_, Value>(*name));
            piece.rows.push(columns.collect::<Result<_, _>>()?);
        }
        if let Some(last) = piece.rows.last() {
            let key: Vec<&Value> = table.order.iter().map(|name| &last[table.position(name)]).collect();
            piece.cursor = write_cursor(&key)?;
        }
        Ok(piece)
    }
}

fn write_cursor(key: &[&Value]) -> Result<String, StoreError> {
    let parts = key.iter().map(|value| match value {
        Value::Text(text) => Ok(serde_json::Value::from(text.as_str())),
        Value::Integer(number) => Ok(serde_json::Value::from(*number)),
        Value::Null | Value::Real(_) | Value::Blob(_) => Err(unreadable()),
    });
    Ok(serde_json::Value::from(parts.collect::<Result<Vec<_>, _>>()?).to_string())
}

fn read_cursor(cursor: &str) -> Result<Vec<Value>, StoreError> {
    let parts: Vec<serde_json::Value> = serde_json::from_str(cursor).map_err(|_| unreadable())?;
    let parts = parts.iter().map(|part| match (part.as_str(), part.as_i64()) {
        (Some(text), _) => Ok(Value::Text(text.to_owned())),
        (None, Some(number)) => Ok(Value::Integer(number)),
        (None, None) => Err(unreadable()),
    });
    parts.collect()
}

fn unreadable() -> StoreError {
    StoreError::Unreadable { detail: "how far the move has come is not as this version writes it".into() }
}
