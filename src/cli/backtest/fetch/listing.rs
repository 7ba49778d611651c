//! Which tickets there are: by the helpdesk's list of changes, or by what the store knows.

use anyhow::anyhow;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cli::backtest::fetch::Errand;
use crate::cli::backtest::fetch::pace::Pace;
use crate::cli::backtest::fetch::shelf::Shelf;
use crate::cli::backtest::number::counted;
use crate::cli::console::{Console, Failure};
use crate::helpdesk::HelpdeskError;
use crate::store::archive::{Archive, PAGE_ROWS_MAX, PageOf, Span, TicketFilter};

/// A ticket that is to be had, in this state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub id: String,
    pub revision: String,
    /// None where that is not known before it is fetched.
    pub created_at: Option<Timestamp>,
}

/// Go on from where the list was left, up to its end.
pub async fn of_changes(
    errand: &Errand,
    shelf: &mut Shelf,
    console: &mut Console<'_>,
) -> Result<(), Failure> {
    let helpdesk = errand.helpdesk.as_ref();
    let no_list = || Failure::Message("this helpdesk keeps no list of its tickets".into());
    let begin = errand.since.unwrap_or(Timestamp::UNIX_EPOCH);
    let mut cursor = match shelf.cursor() {
        Some(cursor) => cursor.to_owned(),
        None => helpdesk.changes_since(begin).ok_or_else(no_list)?,
    };
    let mut pace = Pace::default();
    loop {
        pace.before_list().await;
        let now = errand.clock.now();
        let page = pace.patiently(helpdesk, async || helpdesk.changes(Some(&cursor), now).await).await;
        let page = page.map_err(told)?.ok_or_else(no_list)?;
        let is_stuck = page.cursor == cursor;
        cursor = page.cursor;
        let listed = page.tickets.into_iter().filter(|change| change.created_at >= begin);
        let listed = listed.map(|change| Listed {
            id: change.ticket_id,
            revision: change.revision,
            created_at: Some(change.created_at),
        });
        shelf.list(listed.collect(), Some(&cursor))?;
        if console.watched {
            write!(console.err, "\r\u{1b}[K{} listed", counted(shelf.listed(), "ticket"))?;
            console.err.flush()?;
        }
        if page.is_last || is_stuck {
            break;
        }
    }
    if console.watched {
        write!(console.err, "\r\u{1b}[K")?;
    }
    Ok(())
}

fn told(error: HelpdeskError) -> Failure {
    let why = match error {
        HelpdeskError::Unauthorized { .. } => {
            "the list of tickets can't be read, which only the credentials of an administrator may"
        }
        _ => "the list of tickets can't be read",
    };
    Failure::of(anyhow!(error).context(why))
}

/// All tickets that were checked, since then if that is told.
pub async fn of_store(archive: &dyn Archive, errand: &Errand, shelf: &mut Shelf) -> Result<(), Failure> {
    let span = Span { since: errand.since, until: None };
    let filter = TicketFilter { helpdesk: Some(errand.name.clone()), span, ..TicketFilter::default() };
    let mut page = PageOf::first(PAGE_ROWS_MAX);
    loop {
        let read = archive.tickets(&filter, &page).await.map_err(|error| Failure::of(error.into()))?;
        let listed = read.rows.into_iter().map(|row| Listed {
            id: row.ticket.id,
            revision: row.at.to_string(),
            created_at: None,
        });
        shelf.list(listed.collect(), None)?;
        page.after = read.next;
        if page.after.is_none() {
            return Ok(());
        }
    }
}
