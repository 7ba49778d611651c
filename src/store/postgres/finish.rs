//! The end of a pass: the ticket is given back, and what the pass came to is remembered, all by one statement.

use deadpool_postgres::Client;
use jiff::Timestamp;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Error, Row};

use crate::report::Report;
use crate::store::archive::PASSES_PER_TICKET_MAX;
use crate::store::postgres::database::Failure;
use crate::store::postgres::due::{TRACE_BYTES, held, token};
use crate::store::postgres::failure::{has_no_partition, text};
use crate::store::postgres::partition;
use crate::store::record::Record;
use crate::store::{Lease, Outcome, Standing, StoreError};

/// No rows: the lease was lost.
const GIVE_BACK: &str = "
    UPDATE due SET
        due_at_ms = CASE WHEN mark > $4 THEN $6::bigint ELSE $5::bigint END,
        urgency = CASE WHEN mark > $4 THEN urgency ELSE 1 END,
        seen = coalesce($7, seen), requester = coalesce($8, requester), touched_at_ms = $6,
        not_before_ms = NULL, lease_until_ms = NULL, failures = 0, reason = NULL,
        parked_at_ms = NULL, parked_for = NULL,
        waits_since_ms = CASE WHEN mark > $4 THEN $6::bigint END,
        traces = CASE WHEN mark > $4 THEN substr(traces, 1, least((mark - $4) * {trace_bytes}, 100000)::integer) END
    WHERE helpdesk = $1 AND ticket_id = $2 AND lease_token = $3 AND lease_until_ms IS NOT NULL
    RETURNING helpdesk, ticket_id";

/// Of a ticket without a report nothing is kept.
const STAND: &str = "
    UPDATE report SET
        reopened = report.reopened
            + CASE WHEN $11 AND report.status IN ('solved', 'closed', 'deleted') THEN 1 ELSE 0 END,
        status = $9, tags = $10
    FROM finished
    WHERE $9::text IS NOT NULL
        AND report.helpdesk = finished.helpdesk AND report.ticket_id = finished.ticket_id";

/// The row of the pass before is found by what the report remembers of it, so that only one partition is looked into.
const REMEMBER: &str = "
    WITH finished AS ({give_back}),
    before AS (SELECT * FROM report WHERE helpdesk = $1 AND ticket_id = $2),
    repeated AS (
        UPDATE pass SET last_at_ms = greatest(pass.last_at_ms, $14), times = pass.times + 1
        FROM finished, before
        WHERE before.pass_digest = $16
            AND pass.helpdesk = $1 AND pass.ticket_id = $2 AND pass.number = before.passes
            AND pass.last_at_ms = before.pass_at_ms
        RETURNING pass.number, pass.last_at_ms),
    added AS (
        INSERT INTO pass (
            helpdesk, ticket_id, number, first_at_ms, last_at_ms, times, category, verdict, checklists, round, digest,
            items, decision, report)
        SELECT $1, $2, coalesce((SELECT passes FROM before), 0) + 1, $14, $14, 1, $12, $13, $15, $20, $16, $17, $18, $19
        FROM finished WHERE NOT EXISTS (SELECT 1 FROM repeated)
        RETURNING number, last_at_ms),
    kept AS (
        INSERT INTO report (
            helpdesk, ticket_id, category, verdict, checked_at_ms, report, decision, status, tags, passes, pass_digest,
            pass_at_ms)
        SELECT $1, $2, $12, $13, $14, $19, $18, $9, $10, last.number, $16, last.last_at_ms
        FROM (SELECT * FROM repeated UNION ALL SELECT * FROM added) AS last
        ON CONFLICT (helpdesk, ticket_id) DO UPDATE SET
            category = excluded.category, verdict = excluded.verdict, checked_at_ms = excluded.checked_at_ms,
            report = excluded.report, decision = excluded.decision,
            passes = excluded.passes, pass_digest = excluded.pass_digest, pass_at_ms = excluded.pass_at_ms,
            reopened = report.reopened + CASE
                WHEN excluded.status IS NOT NULL AND $11 AND report.status IN ('solved', 'closed', 'deleted') THEN 1
                ELSE 0 END,
            status = coalesce(excluded.status, report.status), tags = coalesce(excluded.tags, report.tags)
        RETURNING passes)
    SELECT (SELECT count(*) FROM finished), (SELECT max(passes) FROM kept)";

const LEAVE_ALONE: &str = "
    WITH finished AS ({give_back}), stood AS ({stand})
    SELECT (SELECT count(*) FROM finished), NULL::bigint";

const DROP_EARLIEST: &str = "DELETE FROM pass WHERE helpdesk = $1 AND ticket_id = $2 AND number <= $3";

pub(super) async fn finish(
    client: &mut Client,
    lease: &Lease,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<(), Failure> {
    let row = match &outcome.report {
        None => leave_alone(client, lease, outcome, now).await?,
        Some(report) => {
            let record = Record::of(report, outcome)?;
            match remember(client, lease, outcome, report, &record, now).await? {
                Ok(row) => row,
                Err(error) if has_no_partition(&error) => {
                    partition::ensure(client, std::iter::once(report.checked_at)).await?;
                    remember(client, lease, outcome, report, &record, now).await??
                }
                Err(error) => return Err(error.into()),
            }
        }
    };
    held(u64::try_from(row.get::<_, i64>(0)).unwrap_or_default())?;
    let last_dropped = row.get::<_, Option<i64>>(1).unwrap_or_default() - i64::from(PASSES_PER_TICKET_MAX);
    if last_dropped > 0 {
        let statement = client.prepare_cached(DROP_EARLIEST).await?;
        client.execute(&statement, &[&lease.ticket.helpdesk, &lease.ticket.id, &last_dropped]).await?;
    }
    Ok(())
}

/// What both ways to end a pass need to know.
struct Common {
    token: i64,
    look_again_ms: Option<i64>,
    now: i64,
    seen: Option<String>,
    status: Option<String>,
    tags: Option<String>,
    is_open: bool,
}

impl Common {
    fn of(lease: &Lease, outcome: &Outcome, now: Timestamp) -> Result<Self, StoreError> {
        let standing = outcome.standing.as_ref();
        let tags = |standing: &Standing| {
            let kept = standing.kept_tags();
            serde_json::to_string(&kept).expect("texts are plain data")
        };
        Ok(Self {
            token: token(lease)?,
            look_again_ms: outcome.look_again_at.map(Timestamp::as_millisecond),
            now: now.as_millisecond(),
            seen: outcome.seen.as_deref().map(text),
            status: standing.map(|standing| text(&standing.status)),
            tags: standing.map(tags),
            is_open: standing.is_some_and(|standing| !Standing::is_worked_off(&standing.status)),
        })
    }

    /// The values of `$1` to `$11`.
    fn values<'a>(&'a self, lease: &'a Lease, outcome: &'a Outcome) -> Vec<&'a (dyn ToSql + Sync)> {
        vec![
            &lease.ticket.helpdesk,
            &lease.ticket.id,
            &self.token,
            &lease.mark,
            &self.look_again_ms,
            &self.now,
            &self.seen,
            &outcome.requester,
            &self.status,
            &self.tags,
            &self.is_open,
        ]
    }
}

fn give_back() -> String {
    GIVE_BACK.replace("{trace_bytes}", &TRACE_BYTES.to_string())
}

async fn leave_alone(
    client: &Client,
    lease: &Lease,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<Row, Failure> {
    let sql = LEAVE_ALONE.replace("{give_back}", &give_back()).replace("{stand}", STAND);
    let statement = client.prepare_cached(&sql).await?;
    let common = Common::of(lease, outcome, now)?;
    Ok(client.query_one(&statement, &common.values(lease, outcome)).await?)
}

async fn remember(
    client: &Client,
    lease: &Lease,
    outcome: &Outcome,
    report: &Report,
    record: &Record,
    now: Timestamp,
) -> Result<Result<Row, Error>, Failure> {
    let statement = client.prepare_cached(&REMEMBER.replace("{give_back}", &give_back())).await?;
    let common = Common::of(lease, outcome, now)?;
    let (category, verdict) = (text(&report.category), report.verdict.name());
    let (checked_at, round) =
        (report.checked_at.as_millisecond(), i32::try_from(outcome.round).unwrap_or(i32::MAX));
    let mut values = common.values(lease, outcome);
    let of_report: [&(dyn ToSql + Sync); 9] = [
        &category,
        &verdict,
        &checked_at,
        &report.checklists,
        &record.digest,
        &record.items,
        &record.decision,
        &record.report,
        &round,
    ];
    values.extend(of_report);
    Ok(client.query_one(&statement, &values).await)
}
