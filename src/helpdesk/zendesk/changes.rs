//! The account's list of changed tickets: the incremental export, which only administrators may read.

use jiff::Timestamp;
use serde::Deserialize;

use crate::helpdesk::zendesk::client::Client;
use crate::helpdesk::{Change, Changes, HelpdeskError};

const PATH: &str = "/api/v2/incremental/tickets/cursor.json";
/// Zendesk holds the newest minute back, and wants a start to lie before it.
const DELAY_SECS: i64 = 60;
const PER_PAGE: &str = "1000";

/// Our cursors: a time to begin at, or Zendesk's own.
const START: &str = "start:";
const CURSOR: &str = "cursor:";

#[derive(Deserialize)]
struct Page {
    tickets: Vec<Changed>,
    after_cursor: Option<String>,
    end_of_stream: bool,
}

#[derive(Deserialize)]
struct Changed {
    id: u64,
    created_at: Timestamp,
    updated_at: String,
}

/// A cursor that begins at this moment.
pub fn begin(at: Timestamp) -> String {
    format!("{START}{}", at.as_second())
}

pub async fn read(client: &Client, cursor: Option<&str>, now: Timestamp) -> Result<Changes, HelpdeskError> {
    let Some(cursor) = cursor else {
        return Ok(Changes { tickets: Vec::new(), cursor: begin(now), is_last: true });
    };
    let own = match (cursor.strip_prefix(START), cursor.strip_prefix(CURSOR)) {
        (Some(start), _) => {
            let secs: i64 = start.parse().map_err(|_| unreadable())?;
            if secs > now.as_second() - DELAY_SECS - 1 {
                return Ok(Changes { tickets: Vec::new(), cursor: cursor.to_owned(), is_last: true });
            }
            ("start_time", start)
        }
        (None, Some(own)) => ("cursor", own),
        (None, None) => return Err(unreadable()),
    };
    let page: Page = client.read(PATH, &[own, ("per_page", PER_PAGE), ("exclude_deleted", "true")]).await?;
    let next = page.after_cursor.filter(|next| !next.is_empty());
    let cursor = next.map_or_else(|| cursor.to_owned(), |next| format!("{CURSOR}{next}"));
    let changed = |ticket: Changed| Change {
        ticket_id: ticket.id.to_string(),
        revision: ticket.updated_at,
        created_at: ticket.created_at,
    };
    Ok(Changes {
        tickets: page.tickets.into_iter().map(changed).collect(),
        cursor,
        is_last: page.end_of_stream,
    })
}

fn unreadable() -> HelpdeskError {
    HelpdeskError::Refused { detail: "the place in the list of changes can't be read".into() }
}
