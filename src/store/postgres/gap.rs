//! What the helpdesk lists as changed, against what has been looked at.

use deadpool_postgres::Client;
use jiff::Timestamp;

use crate::helpdesk::Change;
use crate::store::postgres::database::Failure;
use crate::store::postgres::due::{Urgency, marking};
use crate::store::postgres::failure::text;

/// One that waits for a time of its own is looked at now: what has changed may be the answer. One that is being worked on
/// is, too: it may have been read before the change. One that is due will be read in any case.
const MARK_MISSED: &str = "
    INSERT INTO due (helpdesk, ticket_id, due_at_ms, mark, urgency, touched_at_ms, waits_since_ms)
    SELECT $1, listed.ticket_id, $5, 1, $6, $5, $5
    FROM (
        SELECT ticket_id, min(created_at_ms) AS created_at_ms, max(revision) AS revision
        FROM unnest($2::text[], $3::text[], $4::bigint[]) AS change (ticket_id, revision, created_at_ms)
        GROUP BY ticket_id) AS listed
    LEFT JOIN due AS known ON known.helpdesk = $1 AND known.ticket_id = listed.ticket_id
    WHERE CASE
        WHEN known.ticket_id IS NULL THEN
            listed.created_at_ms >= coalesce((SELECT since_ms FROM progress WHERE helpdesk = $1), $5)
        WHEN known.due_at_ms <= $5 AND known.lease_until_ms IS NULL THEN false
        ELSE known.seen IS DISTINCT FROM listed.revision END
    ORDER BY listed.ticket_id COLLATE \"C\"";

const ADVANCE: &str = "
    INSERT INTO progress (helpdesk, cursor, since_ms) VALUES ($1, $2, $3)
    ON CONFLICT (helpdesk) DO UPDATE SET cursor = excluded.cursor";

const PROGRESS: &str = "SELECT cursor FROM progress WHERE helpdesk = $1";

/// Marks what was changed after the last look at it, and remembers how far the changes have been read.
pub(super) async fn fill(
    client: &mut Client,
    helpdesk: &str,
    changes: &[Change],
    cursor: &str,
    now: Timestamp,
) -> Result<u64, Failure> {
    let tickets: Vec<&str> = changes.iter().map(|change| change.ticket_id.as_str()).collect();
    let revisions: Vec<&str> = changes.iter().map(|change| change.revision.as_str()).collect();
    let created: Vec<i64> = changes.iter().map(|change| change.created_at.as_millisecond()).collect();
    let (now, urgency) = (now.as_millisecond(), Urgency::Found as i32);
    let transaction = client.transaction().await?;
    let mark = transaction.prepare_cached(&marking(MARK_MISSED)).await?;
    let found =
        transaction.execute(&mark, &[&helpdesk, &tickets, &revisions, &created, &now, &urgency]).await?;
    let advance = transaction.prepare_cached(ADVANCE).await?;
    transaction.execute(&advance, &[&helpdesk, &text(cursor), &now]).await?;
    transaction.commit().await?;
    Ok(found)
}

pub(super) async fn progress(client: &Client, helpdesk: &str) -> Result<Option<String>, Failure> {
    let statement = client.prepare_cached(PROGRESS).await?;
    Ok(client.query_opt(&statement, &[&helpdesk]).await?.map(|row| row.get(0)))
}
