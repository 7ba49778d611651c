//! The history of passes, as it is read: one row for each that differs from the one before it.

use deadpool_postgres::Client;
use jiff::Timestamp;
use tokio_postgres::Row;

use crate::checklist::model::Verdict;
use crate::report::Report;
use crate::store::archive::{Afterwards, Mark, Page, PageOf, PastPass, Place, Span};
use crate::store::postgres::database::Failure;
use crate::store::postgres::failure::{moment, unreadable};
use crate::store::postgres::report::plain;
use crate::store::{StoreError, TicketKey};

/// What is older is forgotten, although its partition may still be there.
pub(super) const HORIZON: &str = "(SELECT before_ms FROM horizon WHERE id = 1)";

const OF_TICKET: &str = "
    SELECT * FROM pass
    WHERE helpdesk = $1 AND ticket_id = $2 AND number < $3 AND last_at_ms >= {horizon}
    ORDER BY number DESC LIMIT $4";

const ONE: &str = "
    SELECT * FROM pass
    WHERE helpdesk = $1 AND ticket_id = $2 AND number = $3 AND last_at_ms >= {horizon}";

const WITHIN: &str = "
    SELECT pass.*, report.status, report.tags, report.reopened
    FROM pass LEFT JOIN report USING (helpdesk, ticket_id)
    WHERE pass.last_at_ms >= greatest($3, {horizon}) AND (pass.last_at_ms, pass.id) > ($1, $2)
        AND pass.first_at_ms < $4
    ORDER BY pass.last_at_ms, pass.id LIMIT $5";

pub(super) async fn of_ticket(
    client: &Client,
    ticket: &TicketKey,
    page: &PageOf<u64>,
) -> Result<Page<PastPass, u64>, Failure> {
    let before = page.after.map_or(i64::MAX, |number| i64::try_from(number).unwrap_or(i64::MAX));
    let statement = client.prepare_cached(&OF_TICKET.replace("{horizon}", HORIZON)).await?;
    let size = i64::from(page.rows()) + 1;
    let rows = client.query(&statement, &[&ticket.helpdesk, &ticket.id, &before, &size]).await?;
    let passes = rows.iter().map(past).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::of(passes, page.rows(), |pass| pass.number))
}

pub(super) async fn one(
    client: &Client,
    ticket: &TicketKey,
    number: u64,
) -> Result<Option<(PastPass, Report)>, Failure> {
    let Ok(number) = i64::try_from(number) else { return Ok(None) };
    let statement = client.prepare_cached(&ONE.replace("{horizon}", HORIZON)).await?;
    let row = client.query_opt(&statement, &[&ticket.helpdesk, &ticket.id, &number]).await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some((past(&row)?, plain(row.get("report"), "a report")?)))
}

pub(super) async fn within(
    client: &Client,
    span: Span,
    page: &PageOf<Mark>,
) -> Result<Page<(PastPass, Afterwards), Mark>, Failure> {
    let (since, until) = millis(span);
    let (after, row) = page.after.map_or((i64::MIN, 0), |mark| (mark.at.as_millisecond(), mark.row));
    let statement = client.prepare_cached(&WITHIN.replace("{horizon}", HORIZON)).await?;
    let (since, size) = (since.max(after), i64::from(page.rows()) + 1);
    let rows = client.query(&statement, &[&after, &row, &since, &until, &size]).await?;
    let mut passes = Vec::new();
    for row in &rows {
        passes.push((row.get::<_, i64>("id"), (past(row)?, afterwards(row)?)));
    }
    let Page { rows, next } =
        Page::of(passes, page.rows(), |(id, (pass, _))| Mark { at: pass.last_at, row: *id });
    Ok(Page { rows: rows.into_iter().map(|(_, pass)| pass).collect(), next })
}

/// The first millisecond within, and the first one no longer within.
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
    let tags: Option<&str> = row.get("tags");
    let tags = tags.map(|json| plain(json, "a ticket's tags")).transpose()?;
    let reopened: Option<i32> = row.get("reopened");
    Ok(Afterwards {
        status: row.get("status"),
        tags: tags.unwrap_or_default(),
        reopened: reopened.and_then(|count| u32::try_from(count).ok()).unwrap_or_default(),
    })
}

fn past(row: &Row) -> Result<PastPass, StoreError> {
    let count = |name: &str| u64::try_from(row.get::<_, i64>(name)).unwrap_or_default();
    Ok(PastPass {
        ticket: TicketKey { helpdesk: row.get("helpdesk"), id: row.get("ticket_id") },
        number: count("number"),
        first_at: moment("when a ticket was checked", row.get("first_at_ms"))?,
        last_at: moment("when a ticket was checked", row.get("last_at_ms"))?,
        times: count("times"),
        category: row.get("category"),
        verdict: verdict(row.get("verdict"))?,
        checklists: row.get("checklists"),
        round: u32::try_from(row.get::<_, i32>("round")).unwrap_or_default(),
        items: plain(row.get("items"), "an item's state")?,
        decision: plain(row.get("decision"), "a decision")?,
    })
}
