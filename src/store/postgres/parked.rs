//! Tickets that were set aside, and their release.

use deadpool_postgres::Client;
use jiff::Timestamp;
use tokio_postgres::Row;

use crate::store::postgres::database::Failure;
use crate::store::postgres::failure::{moment, unreadable};
use crate::store::{Parked, Release, StoreError, TicketKey, Trouble};

const LIST: &str = "
    SELECT helpdesk, ticket_id, parked_at_ms, parked_for, reason, failures FROM due
    WHERE parked_at_ms IS NOT NULL ORDER BY parked_at_ms DESC LIMIT $1";

const RELEASE: &str = "
    UPDATE due SET due_at_ms = $1, mark = mark + 1, failures = 0, parked_at_ms = NULL, parked_for = NULL
    WHERE parked_at_ms IS NOT NULL";

/// As the column `parked_for` has it.
pub(super) fn name(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Ticket => "ticket",
        Trouble::Helpdesk => "helpdesk",
    }
}

pub(super) fn trouble(row: &Row) -> Result<Trouble, StoreError> {
    match row.get("parked_for") {
        Some("helpdesk") => Ok(Trouble::Helpdesk),
        Some("ticket") | None => Ok(Trouble::Ticket),
        Some(other) => Err(unreadable("whose trouble it was", &other)),
    }
}

pub(super) fn failures(row: &Row) -> u32 {
    u32::try_from(row.get::<_, i32>("failures")).unwrap_or_default()
}

pub(super) async fn list(client: &Client, limit: u32) -> Result<Vec<Parked>, Failure> {
    let statement = client.prepare_cached(LIST).await?;
    let mut parked = Vec::new();
    for row in client.query(&statement, &[&i64::from(limit)]).await? {
        parked.push(Parked {
            ticket: TicketKey { helpdesk: row.get("helpdesk"), id: row.get("ticket_id") },
            at: moment("when a ticket was set aside", row.get("parked_at_ms"))?,
            trouble: trouble(&row)?,
            reason: row.get::<_, Option<String>>("reason").unwrap_or_default(),
            failures: failures(&row),
        });
    }
    Ok(parked)
}

pub(super) async fn release(client: &Client, which: &Release, now: Timestamp) -> Result<u64, Failure> {
    let now = now.as_millisecond();
    Ok(match which {
        Release::All => client.execute(RELEASE, &[&now]).await?,
        Release::OfHelpdesk(helpdesk) => {
            let sql = format!("{RELEASE} AND helpdesk = $2 AND parked_for = $3");
            client.execute(&sql, &[&now, helpdesk, &name(Trouble::Helpdesk)]).await?
        }
        Release::Ticket(ticket) => {
            let sql = format!("{RELEASE} AND helpdesk = $2 AND ticket_id = $3");
            client.execute(&sql, &[&now, &ticket.helpdesk, &ticket.id]).await?
        }
    })
}
