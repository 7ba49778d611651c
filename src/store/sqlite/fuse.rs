//! Each helpdesk's fuse: too many comments within a minute, and nothing is written there until someone closes it. One that is
//! everyone's may have been opened by a version that had only that.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, Row, params};

use crate::reply::policy::Limits;
use crate::store::sqlite::failure::moment;
use crate::store::sqlite::limit;
use crate::store::{Fuse, StoreError};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

const ALL: &str = "
    SELECT NULL AS helpdesk, opened_at_ms, comments FROM fuse WHERE opened_at_ms IS NOT NULL
    UNION ALL SELECT helpdesk, opened_at_ms, comments FROM account_fuse WHERE opened_at_ms IS NOT NULL
    ORDER BY helpdesk";

const IS_OPEN: &str = "
    SELECT 1 FROM account_fuse WHERE helpdesk = ?1 AND opened_at_ms IS NOT NULL
    UNION ALL SELECT 1 FROM fuse WHERE opened_at_ms IS NOT NULL";

/// Not what a clock that ran ahead has dated: it would count for as long as it was ahead. The `+` is for the index by time: the
/// minute has few comments, and the helpdesk many.
const COUNT: &str = "
    SELECT count(*) FROM write
    WHERE public = 1 AND +helpdesk = ?3 AND intended_at_ms <= ?2
        AND intended_at_ms >= max(
            ?1,
            coalesce((SELECT closed_at_ms FROM account_fuse WHERE helpdesk = ?3 AND closed_at_ms <= ?2), 0),
            coalesce((SELECT closed_at_ms FROM fuse WHERE closed_at_ms <= ?2), 0))";

const OPEN: &str = "
    INSERT INTO account_fuse (helpdesk, opened_at_ms, closed_at_ms, comments) VALUES (?1, ?2, 0, ?3)
    ON CONFLICT (helpdesk) DO UPDATE SET opened_at_ms = excluded.opened_at_ms, comments = excluded.comments";

const CLOSE: &str = "
    UPDATE account_fuse SET opened_at_ms = NULL, closed_at_ms = ?1
    WHERE opened_at_ms IS NOT NULL AND (?2 IS NULL OR helpdesk = ?2)";

const CLOSE_EVERYONES: &str =
    "UPDATE fuse SET opened_at_ms = NULL, closed_at_ms = ?1 WHERE opened_at_ms IS NOT NULL";

pub(super) fn is_open(connection: &Connection, helpdesk: &str) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached(IS_OPEN)?.exists([helpdesk])?)
}

/// Opens the fuse if there have been as many comments within the last minute as there may be.
pub(super) fn blows(
    connection: &Connection,
    helpdesk: &str,
    limits: &Limits,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let since = now.saturating_sub(MINUTE).map_or(i64::MIN, Timestamp::as_millisecond);
    let values = params![since, limit::until(now), helpdesk];
    let comments: u32 = connection.prepare_cached(COUNT)?.query_one(values, |row| row.get(0))?;
    if comments < limits.comments_per_minute_max {
        return Ok(false);
    }
    connection.prepare_cached(OPEN)?.execute(params![helpdesk, now.as_millisecond(), comments])?;
    Ok(true)
}

/// Those that are open.
pub(super) fn all(connection: &Connection) -> Result<Vec<Fuse>, StoreError> {
    let of_row = |row: &Row| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let mut statement = connection.prepare_cached(ALL)?;
    let rows = statement.query_map([], of_row)?.collect::<Result<Vec<(Option<String>, i64, u32)>, _>>()?;
    let fuses = rows.into_iter().map(|(helpdesk, opened_at_ms, comments)| {
        let opened_at = moment("when the fuse opened", opened_at_ms)?;
        Ok(Fuse { helpdesk, opened_at, comments: comments.into() })
    });
    fuses.collect()
}

/// Everyone's is closed with any of them.
pub(super) fn close(
    connection: &Connection,
    helpdesk: Option<&str>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let now = now.as_millisecond();
    let own = connection.prepare_cached(CLOSE)?.execute(params![now, helpdesk])?;
    let everyones = connection.prepare_cached(CLOSE_EVERYONES)?.execute([now])?;
    Ok(own + everyones > 0)
}
