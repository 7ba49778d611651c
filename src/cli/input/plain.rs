//! A ticket as plain text: what a customer wrote, with a first line `Subject: ...` if there is one.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::cli::input::Given;
use crate::ticket::{Attachment, Author, Format, Message, Ticket};

/// Read the text as one message of the customer.
pub fn parse(text: &str, now: Timestamp) -> Given {
    let text = text.replace("\r\n", "\n");
    let (subject, body) = split(text.trim());
    ticket(subject, body.to_owned(), Format::Text, Vec::new(), now)
}

/// A ticket of one message.
pub fn ticket(
    subject: &str,
    body: String,
    format: Format,
    attachments: Vec<Attachment>,
    at: Timestamp,
) -> Given {
    let message =
        Message { author: Author::Customer, at, format, body, attachments, public: true, automatic: false };
    let ticket = Ticket {
        id: String::new(),
        subject: subject.to_owned(),
        created_at: at,
        checked_at: None,
        channel: "email".into(),
        locale: None,
        time_zone: None,
        tags: Vec::new(),
        fields: BTreeMap::new(),
        messages: vec![message],
        ..Ticket::default()
    };
    Given { id: None, ticket }
}

fn split(text: &str) -> (&str, &str) {
    const MARK: &str = "subject:";
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.get(..MARK.len()) {
        Some(mark) if mark.eq_ignore_ascii_case(MARK) => (first[MARK.len()..].trim(), rest.trim()),
        Some(_) | None => ("", text),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::parse;

    #[test]
    fn the_first_line_may_be_the_subject() {
        let ticket = parse("Subject: Late fee\r\n\r\nI was\r\ncharged.\r\n", Timestamp::UNIX_EPOCH).ticket;
        assert_eq!(
            (ticket.subject.as_str(), ticket.messages[0].body.as_str()),
            ("Late fee", "I was\ncharged.")
        );
        let ticket = parse("I was charged.\nSubject: no", Timestamp::UNIX_EPOCH).ticket;
        assert_eq!(
            (ticket.subject.as_str(), ticket.messages[0].body.as_str()),
            ("", "I was charged.\nSubject: no")
        );
    }
}
