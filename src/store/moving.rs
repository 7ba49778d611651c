//! Moving a deployment from a SQLite file into an empty PostgreSQL database, table by table, a piece at a time.
//!
//! Each piece is one transaction that also remembers how far it has come, so that a move that was cut short goes on where it
//! was. The file is only read.

mod source;
mod table;
mod target;

use std::path::Path;

use crate::store::StoreError;
use crate::store::moving::source::Source;
use crate::store::moving::table::TABLES;
use crate::store::moving::target::Target;
use crate::store::postgres::Target as Address;

/// A move that has begun.
pub struct Moving {
    source: Source,
    target: Target,
    /// The table that is being moved, of all.
    table: usize,
    rows: u64,
    rows_max: u64,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Way {
    pub rows: u64,
    pub rows_max: u64,
}

/// What was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// By table.
    pub rows: Vec<(&'static str, u64)>,
}

impl Moving {
    /// Look at both sides, and bring the tables of both up to date.
    ///
    /// # Errors
    ///
    /// The file is not there or in use, or the database holds anything that is not of an earlier try with this file.
    pub async fn begin(file: &Path, address: &Address<'_>) -> Result<Self, StoreError> {
        let source = Source::open(file)?;
        let target = Target::open(address, source.mark()).await?;
        let rows_max = source.rows()?;
        let rows = target.rows().await?;
        Ok(Self { source, target, table: 0, rows, rows_max })
    }

    /// Move the next piece. None is left after the last.
    pub async fn step(&mut self) -> Result<Option<Way>, StoreError> {
        while let Some(table) = TABLES.get(self.table) {
            let after = self.target.progress(table.name).await?;
            let piece = self.source.piece(table, after.cursor.as_deref())?;
            if piece.rows.is_empty() {
                self.table += 1;
                continue;
            }
            let rows = piece.rows.len() as u64;
            self.target.keep(table, piece, after.rows + rows).await?;
            self.rows += rows;
            return Ok(Some(Way { rows: self.rows, rows_max: self.rows_max.max(self.rows) }));
        }
        Ok(None)
    }

    /// Open the database for the service, and tell what was moved.
    pub async fn finish(self) -> Result<Moved, StoreError> {
        let mut rows = Vec::new();
        for table in &TABLES {
            rows.push((table.name, self.target.progress(table.name).await?.rows));
        }
        self.target.finish().await?;
        Ok(Moved { rows })
    }
}
