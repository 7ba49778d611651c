//! The fuse: too many comments within a minute, and nothing is written until someone closes it.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use crate::reply::policy::Limits;
use crate::store::sqlite::failure::moment;
use crate::store::sqlite::limit;
use crate::store::{Fuse, StoreError};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

const STATE: &str = "SELECT opened_at_ms, comments FROM fuse WHERE opened_at_ms IS NOT NULL";

/// Not what a clock that ran ahead has dated: it would count for as long as it was ahead.
const COUNT: &str = "
    SELECT count(*) FROM write
    WHERE public = 1 AND intended_at_ms <= ?2
        AND intended_at_ms >= max(?1, coalesce((SELECT closed_at_ms FROM fuse WHERE closed_at_ms <= ?2), 0))";

const OPEN: &str = "
    INSERT INTO fuse (id, opened_at_ms, closed_at_ms, comments) VALUES (1, ?1, 0, ?2)
    ON CONFLICT (id) DO UPDATE SET opened_at_ms = excluded.opened_at_ms, comments = excluded.comments";

const CLOSE: &str = "UPDATE fuse SET opened_at_ms = NULL, closed_at_ms = ?1 WHERE opened_at_ms IS NOT NULL";

pub(super) fn is_open(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached(STATE)?.exists([])?)
}

/// Opens the fuse if there have been as many comments within the last minute as there may be.
pub(super) fn blows(connection: &Connection, limits: &Limits, now: Timestamp) -> Result<bool, StoreError> {
    let since = now.saturating_sub(MINUTE).map_or(i64::MIN, Timestamp::as_millisecond);
    let until = limit::until(now);
    let comments: u32 = connection.prepare_cached(COUNT)?.query_one([since, until], |row| row.get(0))?;
    if comments < limits.comments_per_minute_max {
        return Ok(false);
    }
    connection.prepare_cached(OPEN)?.execute(params![now.as_millisecond(), comments])?;
    Ok(true)
}

pub(super) fn open(connection: &Connection) -> Result<Option<Fuse>, StoreError> {
    let row =
        connection.prepare_cached(STATE)?.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    row.map(|(opened_at_ms, comments): (i64, u32)| {
        let opened_at = moment("when the fuse opened", opened_at_ms)?;
        Ok(Fuse { opened_at, comments: comments.into() })
    })
    .transpose()
}

pub(super) fn close(connection: &Connection, now: Timestamp) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached(CLOSE)?.execute([now.as_millisecond()])? > 0)
}
