//! Tickets from a messenger: what the customer wrote reaches the ticket later than the ticket itself.

use jiff::{SignedDuration, Timestamp};

use crate::ticket::{Author, Ticket};

/// The first look for the text; the pauses grow with the ticket's age.
const LOOK_SECS_MIN: i64 = 30;
/// After this a ticket without text is checked as it is.
const WAIT_HOURS_MAX: i64 = 24;

/// When to look again for what the customer wrote; none if it is there, or has not come for too long.
pub fn waits_until(ticket: &Ticket, now: Timestamp) -> Option<Timestamp> {
    let has_come = ticket.messages.iter().any(|message| {
        message.author == Author::Customer
            && !(message.body.trim().is_empty() && message.attachments.is_empty())
    });
    if !ticket.messaging || has_come {
        return None;
    }
    let age = now.duration_since(ticket.created_at);
    if age >= SignedDuration::from_hours(WAIT_HOURS_MAX) {
        return None;
    }
    let pause = (age / 2).max(SignedDuration::from_secs(LOOK_SECS_MIN));
    now.checked_add(pause).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::{Format, Message};

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_second(secs).expect("a time")
    }

    fn ticket(body: Option<&str>) -> Ticket {
        let message = |body: &str| Message {
            author: Author::Customer,
            at: at(0),
            format: Format::Text,
            body: body.into(),
            attachments: Vec::new(),
            public: true,
            automatic: false,
        };
        Ticket { messaging: true, messages: body.map(message).into_iter().collect(), ..Ticket::default() }
    }

    #[test]
    fn a_ticket_without_words_is_waited_for_with_growing_pauses_up_to_a_day() {
        for empty in [None, Some("  ")] {
            assert_eq!(waits_until(&ticket(empty), at(2)), Some(at(32)));
            assert_eq!(waits_until(&ticket(empty), at(3_600)), Some(at(5_400)));
            assert_eq!(waits_until(&ticket(empty), at(86_400)), None);
        }
        assert_eq!(waits_until(&ticket(Some("help")), at(2)), None);
        assert_eq!(waits_until(&Ticket { messaging: false, ..ticket(None) }, at(2)), None);
    }
}
