//! A past ticket from a line: as it stands in the end, and as it stood before anyone had answered.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::cli::backtest::score::Gold;
use crate::cli::input;
use crate::ticket::{Author, Ticket};

/// A ticket with the moment that it is checked at.
pub struct Moment {
    pub ticket: Ticket,
    pub at: Timestamp,
}

pub struct Past {
    /// The name that the file gives it, else the ticket's own; may be empty.
    pub id: String,
    /// When it was opened, where that is told.
    pub created_at: Option<Timestamp>,
    pub end: Moment,
    /// None where nobody has answered: then it is as in the end.
    pub first: Option<Moment>,
    /// What a person says of it as it stands in the end.
    pub gold: Option<Gold>,
}

#[derive(Deserialize)]
struct Label<'a> {
    #[serde(default, borrow)]
    gold: Option<&'a RawValue>,
}

impl Past {
    /// Read a line. `now` is the time of what has none of its own.
    ///
    /// # Errors
    ///
    /// What is wrong and how to mend it.
    pub fn parse(line: &[u8], now: Timestamp) -> Result<Self, String> {
        let given = input::json::parse(line)?;
        let gold = gold(line)?;
        let created_at = opened(&given.ticket);
        let input::Given { id, ticket } = given.dated(now);
        let id = id.unwrap_or_else(|| ticket.id.clone());
        let first = before_the_answer(&ticket);
        let at = ticket.checked_at.unwrap_or_else(|| last_said(&ticket));
        Ok(Self { id, created_at, end: Moment { ticket, at }, first, gold })
    }
}

fn gold(line: &[u8]) -> Result<Option<Gold>, String> {
    let told = |error: serde_json::Error| {
        // What serde says may quote the ticket: only the place is told.
        let column = error.column();
        format!(
            "in `gold`, column {column}: a label has `category`, `verdict` and `items` with a `state` each"
        )
    };
    let label: Label<'_> = serde_json::from_slice(line).map_err(told)?;
    label.gold.map(|gold| serde_json::from_str(gold.get()).map_err(told)).transpose()
}

fn opened(ticket: &Ticket) -> Option<Timestamp> {
    let times = [ticket.created_at].into_iter().chain(ticket.messages.iter().map(|message| message.at));
    times.into_iter().find(|at| *at != Timestamp::UNIX_EPOCH)
}

fn last_said(ticket: &Ticket) -> Timestamp {
    ticket.messages.iter().map(|message| message.at).max().unwrap_or(ticket.created_at)
}

/// The ticket without the first public answer and all that came after it, if there is one. Tags and fields stay as they
/// are: nobody knows any more when they were set.
fn before_the_answer(ticket: &Ticket) -> Option<Moment> {
    let asked = ticket.messages.iter().position(|message| message.author == Author::Customer)?;
    let answered = ticket.messages.iter().skip(asked).position(|message| match message.author {
        Author::Customer => false,
        Author::Agent | Author::Bot => message.public && !message.automatic,
    })?;
    let messages = ticket.messages[..asked + answered].to_vec();
    let ticket = Ticket { messages, checked_at: None, ..ticket.clone() };
    let at = last_said(&ticket);
    Some(Moment { ticket, at })
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::Past;

    #[test]
    fn the_first_contact_ends_where_somebody_answers() {
        let line = br#"{"id": "a", "ticket": {"subject": "s", "messages": [
            {"author": "customer", "at": "2026-03-02T10:00:00Z", "body": "one"},
            {"author": "agent", "at": "2026-03-02T10:01:00Z", "body": "we have it", "automatic": true},
            {"author": "agent", "at": "2026-03-02T10:02:00Z", "body": "a note", "public": false},
            {"author": "customer", "at": "2026-03-02T10:03:00Z", "body": "two"},
            {"author": "agent", "at": "2026-03-02T11:00:00Z", "body": "please send"},
            {"author": "customer", "at": "2026-03-02T12:00:00Z", "body": "three"}]}}"#;
        let past = Past::parse(line, Timestamp::UNIX_EPOCH).expect("a ticket");
        let first = past.first.expect("somebody answered");
        assert_eq!((first.ticket.messages.len(), first.at.to_string().as_str()), (4, "2026-03-02T10:03:00Z"));
        assert_eq!(past.end.at.to_string(), "2026-03-02T12:00:00Z");
        assert_eq!(past.created_at.map(|at| at.to_string()).as_deref(), Some("2026-03-02T10:00:00Z"));
    }

    #[test]
    fn a_label_that_says_nothing_is_a_mistake_and_is_not_quoted() {
        let line = br#"{"ticket": {"subject": "s"}, "gold": {"category": "x", "verdict": "secret"}}"#;
        let error = Past::parse(line, Timestamp::UNIX_EPOCH).err().expect("a mistake");
        assert!(error.starts_with("in `gold`, column ") && !error.contains("secret"), "{error}");
    }
}
