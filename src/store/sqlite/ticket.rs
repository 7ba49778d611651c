//! Tickets as they are listed and looked at.

use rusqlite::{Connection, Row, params};

use crate::checklist::model::Verdict;
use crate::store::archive::{Found, Page, PageOf, Place, TicketFilter, TicketRow, TicketState};
use crate::store::sqlite::failure::moment;
use crate::store::sqlite::pass::{afterwards, millis, place, verdict};
use crate::store::sqlite::report::plain;
use crate::store::sqlite::{parked, write};
use crate::store::{StoreError, TicketKey};

/// The index that goes with what is asked for is taken: each is in the order of the list.
const CHECKED: &str = "
    SELECT r.helpdesk, r.ticket_id, r.checked_at_ms AS at_ms, r.category, r.verdict,
        d.parked_at_ms IS NOT NULL AS is_parked
    FROM report AS r LEFT JOIN due AS d USING (helpdesk, ticket_id)
    WHERE r.checked_at_ms >= ?1 AND r.checked_at_ms < ?2
        AND (+r.checked_at_ms, r.helpdesk, r.ticket_id) < (?3, ?4, ?5)
        AND (?6 IS NULL OR r.helpdesk = ?6) AND {verdict} AND {category}
    ORDER BY r.checked_at_ms DESC, r.helpdesk DESC, r.ticket_id DESC LIMIT ?9";

const PARKED: &str = "
    SELECT d.helpdesk, d.ticket_id, d.parked_at_ms AS at_ms, r.category, r.verdict, TRUE AS is_parked
    FROM due AS d LEFT JOIN report AS r USING (helpdesk, ticket_id)
    WHERE d.parked_at_ms >= ?1 AND d.parked_at_ms < ?2
        AND (+d.parked_at_ms, d.helpdesk, d.ticket_id) < (?3, ?4, ?5)
        AND (?6 IS NULL OR d.helpdesk = ?6) AND {verdict} AND {category}
    ORDER BY d.parked_at_ms DESC, d.helpdesk DESC, d.ticket_id DESC LIMIT ?9";

const STATE: &str = "
    SELECT d.*, r.report, r.decision, r.status, r.tags, r.reopened
    FROM due AS d LEFT JOIN report AS r USING (helpdesk, ticket_id)
    WHERE d.helpdesk = ?1 AND d.ticket_id = ?2";

pub(super) fn list(
    connection: &Connection,
    filter: &TicketFilter,
    page: &PageOf<Place>,
) -> Result<Page<TicketRow, Place>, StoreError> {
    let (since, until) = millis(filter.span);
    let (at, helpdesk, id) = place(page);
    let mut statement = connection.prepare_cached(&list_sql(filter))?;
    let mut rows = statement.query(params![
        since,
        until.min(at.saturating_add(1)),
        at,
        helpdesk,
        id,
        filter.helpdesk,
        filter.verdict.map(Verdict::name),
        filter.category,
        page.rows() + 1
    ])?;
    let mut tickets = Vec::new();
    while let Some(row) = rows.next()? {
        tickets.push(ticket_row(row)?);
    }
    let place_of = |row: &TicketRow| Place {
        at: row.at,
        helpdesk: row.ticket.helpdesk.clone(),
        id: row.ticket.id.clone(),
    };
    Ok(Page::of(tickets, page.rows(), place_of))
}

fn list_sql(filter: &TicketFilter) -> String {
    let sql = if filter.parked { PARKED } else { CHECKED };
    // The sign keeps the order of what was set aside; there is little of it.
    let sign = if filter.parked { "+" } else { "" };
    let verdict = filter.verdict.map_or("?7 IS NULL".to_owned(), |_| format!("{sign}r.verdict = ?7"));
    let category =
        filter.category.as_ref().map_or("?8 IS NULL".to_owned(), |_| format!("{sign}r.category = ?8"));
    sql.replace("{verdict}", &verdict).replace("{category}", &category)
}

fn ticket_row(row: &Row) -> Result<TicketRow, StoreError> {
    let name: Option<String> = row.get("verdict")?;
    let found = match name {
        Some(name) => Some(Found { category: row.get("category")?, verdict: verdict(&name)? }),
        None => None,
    };
    Ok(TicketRow {
        ticket: TicketKey { helpdesk: row.get("helpdesk")?, id: row.get("ticket_id")? },
        at: moment("when a ticket was checked", row.get("at_ms")?)?,
        found,
        is_parked: row.get("is_parked")?,
    })
}

pub(super) fn state(connection: &Connection, ticket: &TicketKey) -> Result<Option<TicketState>, StoreError> {
    let mut statement = connection.prepare_cached(STATE)?;
    let mut rows = statement.query(params![ticket.helpdesk, ticket.id])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let (report, decision): (Option<String>, Option<String>) = (row.get("report")?, row.get("decision")?);
    let due_at: Option<i64> = row.get("due_at_ms")?;
    let parked_at: Option<i64> = row.get("parked_at_ms")?;
    let trouble = parked::trouble(row)?;
    Ok(Some(TicketState {
        ticket: ticket.clone(),
        due_at: due_at.map(|at| moment("when a ticket is due", at)).transpose()?,
        is_leased: row.get::<_, Option<i64>>("lease_until_ms")?.is_some(),
        failures: row.get("failures")?,
        reason: row.get("reason")?,
        parked: match parked_at {
            Some(at) => Some((moment("when a ticket was set aside", at)?, trouble)),
            None => None,
        },
        report: report.map(|json| plain(&json, "a report")).transpose()?,
        decision: decision.map(|json| plain(&json, "a decision")).transpose()?,
        afterwards: afterwards(row)?,
        written: write::written_into(connection, ticket)?,
    }))
}
