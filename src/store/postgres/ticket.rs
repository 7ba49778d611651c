//! Tickets as they are listed and looked at.

use deadpool_postgres::Client;
use tokio_postgres::Row;

use crate::checklist::model::Verdict;
use crate::store::archive::{Found, Page, PageOf, Place, TicketFilter, TicketRow, TicketState};
use crate::store::postgres::database::Failure;
use crate::store::postgres::failure::moment;
use crate::store::postgres::pass::{afterwards, millis, place, verdict};
use crate::store::postgres::report::plain;
use crate::store::postgres::{parked, write};
use crate::store::{StoreError, TicketKey};

const CHECKED: &str = "
    SELECT r.helpdesk, r.ticket_id, r.checked_at_ms AS at_ms, r.category, r.verdict,
        d.parked_at_ms IS NOT NULL AS is_parked
    FROM report AS r LEFT JOIN due AS d USING (helpdesk, ticket_id)
    WHERE r.checked_at_ms >= $1 AND r.checked_at_ms < $2
        AND (r.checked_at_ms, r.helpdesk, r.ticket_id) < ($3, $4, $5)
        AND ($6::text IS NULL OR r.helpdesk = $6) AND {verdict} AND {category}
    ORDER BY r.checked_at_ms DESC, r.helpdesk DESC, r.ticket_id DESC LIMIT $9";

const PARKED: &str = "
    SELECT d.helpdesk, d.ticket_id, d.parked_at_ms AS at_ms, r.category, r.verdict, TRUE AS is_parked
    FROM due AS d LEFT JOIN report AS r USING (helpdesk, ticket_id)
    WHERE d.parked_at_ms >= $1 AND d.parked_at_ms < $2
        AND (d.parked_at_ms, d.helpdesk, d.ticket_id) < ($3, $4, $5)
        AND ($6::text IS NULL OR d.helpdesk = $6) AND {verdict} AND {category}
    ORDER BY d.parked_at_ms DESC, d.helpdesk DESC, d.ticket_id DESC LIMIT $9";

const STATE: &str = "
    SELECT d.*, r.report, r.decision, r.status, r.tags, r.reopened
    FROM due AS d LEFT JOIN report AS r USING (helpdesk, ticket_id)
    WHERE d.helpdesk = $1 AND d.ticket_id = $2";

pub(super) async fn list(
    client: &Client,
    filter: &TicketFilter,
    page: &PageOf<Place>,
) -> Result<Page<TicketRow, Place>, Failure> {
    let (since, until) = millis(filter.span);
    let (at, helpdesk, id) = place(page);
    let statement = client.prepare_cached(&list_sql(filter)).await?;
    let (until, size) = (until.min(at.saturating_add(1)), i64::from(page.rows()) + 1);
    let rows = client
        .query(
            &statement,
            &[
                &since,
                &until,
                &at,
                &helpdesk,
                &id,
                &filter.helpdesk,
                &filter.verdict.map(Verdict::name),
                &filter.category,
                &size,
            ],
        )
        .await?;
    let tickets = rows.iter().map(ticket_row).collect::<Result<Vec<_>, _>>()?;
    let place_of = |row: &TicketRow| Place {
        at: row.at,
        helpdesk: row.ticket.helpdesk.clone(),
        id: row.ticket.id.clone(),
    };
    Ok(Page::of(tickets, page.rows(), place_of))
}

/// What is not asked for is left out, so that the planner sees which index is in the order of the list.
fn list_sql(filter: &TicketFilter) -> String {
    let sql = if filter.parked { PARKED } else { CHECKED };
    let verdict = if filter.verdict.is_some() { "r.verdict = $7" } else { "$7::text IS NULL" };
    let category = if filter.category.is_some() { "r.category = $8" } else { "$8::text IS NULL" };
    sql.replace("{verdict}", verdict).replace("{category}", category)
}

fn ticket_row(row: &Row) -> Result<TicketRow, StoreError> {
    let found = match row.get("verdict") {
        Some(name) => Some(Found { category: row.get("category"), verdict: verdict(name)? }),
        None => None,
    };
    Ok(TicketRow {
        ticket: TicketKey { helpdesk: row.get("helpdesk"), id: row.get("ticket_id") },
        at: moment("when a ticket was checked", row.get("at_ms"))?,
        found,
        is_parked: row.get("is_parked"),
    })
}

pub(super) async fn state(client: &Client, ticket: &TicketKey) -> Result<Option<TicketState>, Failure> {
    let statement = client.prepare_cached(STATE).await?;
    let row = client.query_opt(&statement, &[&ticket.helpdesk, &ticket.id]).await?;
    let Some(row) = row else { return Ok(None) };
    let (report, decision): (Option<&str>, Option<&str>) = (row.get("report"), row.get("decision"));
    let (due_at, parked_at): (Option<i64>, Option<i64>) = (row.get("due_at_ms"), row.get("parked_at_ms"));
    let trouble = parked::trouble(&row)?;
    Ok(Some(TicketState {
        ticket: ticket.clone(),
        due_at: due_at.map(|at| moment("when a ticket is due", at)).transpose()?,
        is_leased: row.get::<_, Option<i64>>("lease_until_ms").is_some(),
        failures: parked::failures(&row),
        reason: row.get("reason"),
        parked: match parked_at {
            Some(at) => Some((moment("when a ticket was set aside", at)?, trouble)),
            None => None,
        },
        report: report.map(|json| plain(json, "a report")).transpose()?,
        decision: decision.map(|json| plain(json, "a decision")).transpose()?,
        afterwards: afterwards(&row)?,
        written: write::written_into(client, ticket).await?,
    }))
}
