//! The history of passes: one row for each that differs from the one before it.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::checklist::model::Verdict;
use crate::report::Report;
use crate::store::archive::{Afterwards, Mark, PASSES_PER_TICKET_MAX, Page, PageOf, PastPass, Place, Span};
use crate::store::record::Record;
use crate::store::sqlite::failure::{moment, unreadable};
use crate::store::sqlite::report::plain;
use crate::store::{StoreError, TicketKey};

const LAST: &str = "
    SELECT number, digest FROM pass WHERE helpdesk = ?1 AND ticket_id = ?2 ORDER BY number DESC LIMIT 1";

const REPEAT: &str = "
    UPDATE pass SET last_at_ms = max(last_at_ms, ?4), times = times + 1
    WHERE helpdesk = ?1 AND ticket_id = ?2 AND number = ?3";

const ADD: &str = "
    INSERT INTO pass (
        helpdesk, ticket_id, number, first_at_ms, last_at_ms, times, category, verdict, checklists, round, digest,
        items, decision, report)
    VALUES (?1, ?2, ?3, ?4, ?4, 1, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

const DROP_EARLIEST: &str = "DELETE FROM pass WHERE helpdesk = ?1 AND ticket_id = ?2 AND number <= ?3";

const OF_TICKET: &str = "
    SELECT * FROM pass WHERE helpdesk = ?1 AND ticket_id = ?2 AND number < ?3 ORDER BY number DESC LIMIT ?4";

const ONE: &str = "SELECT * FROM pass WHERE helpdesk = ?1 AND ticket_id = ?2 AND number = ?3";

const WITHIN: &str = "
    SELECT pass.*, report.status, report.tags, report.reopened
    FROM pass LEFT JOIN report USING (helpdesk, ticket_id)
    WHERE pass.last_at_ms >= ?3 AND (pass.last_at_ms, +pass.id) > (?1, ?2) AND pass.first_at_ms < ?4
    ORDER BY pass.last_at_ms, pass.id LIMIT ?5";

/// Add a pass, or count it where it came to the same as the one before.
pub(super) fn keep(
    connection: &Connection,
    ticket: &TicketKey,
    report: &Report,
    round: u32,
    record: &Record,
) -> Result<(), StoreError> {
    let TicketKey { helpdesk, id } = ticket;
    let last: Option<(i64, String)> = connection
        .prepare_cached(LAST)?
        .query_row(params![helpdesk, id], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let at = report.checked_at.as_millisecond();
    let number = match last {
        Some((number, digest)) if digest == record.digest => {
            connection.prepare_cached(REPEAT)?.execute(params![helpdesk, id, number, at])?;
            return Ok(());
        }
        Some((number, _)) => number + 1,
        None => 1,
    };
    connection.prepare_cached(ADD)?.execute(params![
        helpdesk,
        id,
        number,
        at,
        report.category,
        report.verdict.name(),
        report.checklists,
        round,
        record.digest,
        record.items,
        record.decision,
        record.report
    ])?;
    let last_dropped = number - i64::from(PASSES_PER_TICKET_MAX);
    if last_dropped > 0 {
        connection.prepare_cached(DROP_EARLIEST)?.execute(params![helpdesk, id, last_dropped])?;
    }
    Ok(())
}

pub(super) fn of_ticket(
    connection: &Connection,
    ticket: &TicketKey,
    page: &PageOf<u64>,
) -> Result<Page<PastPass, u64>, StoreError> {
    let before = page.after.map_or(i64::MAX, |number| i64::try_from(number).unwrap_or(i64::MAX));
    let mut statement = connection.prepare_cached(OF_TICKET)?;
    let mut rows = statement.query(params![ticket.helpdesk, ticket.id, before, page.rows() + 1])?;
    let mut passes = Vec::new();
    while let Some(row) = rows.next()? {
        passes.push(past(row)?);
    }
    Ok(Page::of(passes, page.rows(), |pass| pass.number))
}

pub(super) fn one(
    connection: &Connection,
    ticket: &TicketKey,
    number: u64,
) -> Result<Option<(PastPass, Report)>, StoreError> {
    let Ok(number) = i64::try_from(number) else { return Ok(None) };
    let mut statement = connection.prepare_cached(ONE)?;
    let mut rows = statement.query(params![ticket.helpdesk, ticket.id, number])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let json: String = row.get("report")?;
    Ok(Some((past(row)?, plain(&json, "a report")?)))
}

pub(super) fn within(
    connection: &Connection,
    span: Span,
    page: &PageOf<Mark>,
) -> Result<Page<(PastPass, Afterwards), Mark>, StoreError> {
    let (since, until) = millis(span);
    let (after, row) = page.after.map_or((i64::MIN, 0), |mark| (mark.at.as_millisecond(), mark.row));
    let mut statement = connection.prepare_cached(WITHIN)?;
    let mut rows = statement.query(params![after, row, since.max(after), until, page.rows() + 1])?;
    let mut passes = Vec::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get("id")?;
        passes.push((id, (past(row)?, afterwards(row)?)));
    }
    let Page { rows, next } =
        Page::of(passes, page.rows(), |(id, (pass, _))| Mark { at: pass.last_at, row: *id });
    Ok(Page { rows: rows.into_iter().map(|(_, pass)| pass).collect(), next })
}

/// The first millisecond within, and the first one no longer within. A list that goes on behind a place begins there, so
/// that later pages cost no more than earlier ones.
pub(super) fn millis(span: Span) -> (i64, i64) {
    let since = span.since.map_or(i64::MIN, Timestamp::as_millisecond);
    (since, span.until.map_or(i64::MAX, Timestamp::as_millisecond))
}

/// Behind which row of a list, last first, the page begins.
pub(super) fn place(page: &PageOf<Place>) -> (i64, &str, &str) {
    match &page.after {
        Some(place) => (place.at.as_millisecond(), &place.helpdesk, &place.id),
        None => (i64::MAX, "", ""),
    }
}

pub(super) fn verdict(name: &str) -> Result<Verdict, StoreError> {
    let known = Verdict::ALL.into_iter().find(|verdict| verdict.name() == name);
    known.ok_or_else(|| unreadable("a verdict", &"not one that this version knows"))
}

/// Of a row with the columns of `report`.
pub(super) fn afterwards(row: &Row) -> Result<Afterwards, StoreError> {
    let tags: Option<String> = row.get("tags")?;
    let tags = tags.map(|json| plain(&json, "a ticket's tags")).transpose()?;
    Ok(Afterwards {
        status: row.get("status")?,
        tags: tags.unwrap_or_default(),
        reopened: row.get::<_, Option<u32>>("reopened")?.unwrap_or_default(),
    })
}

fn past(row: &Row) -> Result<PastPass, StoreError> {
    let (items, decision): (String, String) = (row.get("items")?, row.get("decision")?);
    let name: String = row.get("verdict")?;
    let count = |number: i64| u64::try_from(number).unwrap_or_default();
    Ok(PastPass {
        ticket: TicketKey { helpdesk: row.get("helpdesk")?, id: row.get("ticket_id")? },
        number: count(row.get("number")?),
        first_at: moment("when a ticket was checked", row.get("first_at_ms")?)?,
        last_at: moment("when a ticket was checked", row.get("last_at_ms")?)?,
        times: count(row.get("times")?),
        category: row.get("category")?,
        verdict: verdict(&name)?,
        checklists: row.get("checklists")?,
        round: row.get("round")?,
        items: plain(&items, "an item's state")?,
        decision: plain(&decision, "a decision")?,
    })
}
