//! Bodies of 1 MB that nobody writes who means well.

use jiff::Timestamp;
use preflight::ticket::{Author, Format, Message, Ticket};

const BODY_BYTES: usize = 1024 * 1024;

/// What is repeated, as text or as HTML.
const CASES: [(&str, Format, &str); 24] = [
    ("nested <div>", Format::Html, "<div>"),
    ("nested <blockquote>", Format::Html, "<blockquote>a "),
    ("nested tables", Format::Html, "<table><tr><td>x"),
    ("bold words", Format::Html, "<b>a</b> "),
    ("digits", Format::Text, "7"),
    ("digits with blanks", Format::Text, "7 "),
    ("order numbers", Format::Text, "577960875603559534\n"),
    ("quote marks", Format::Text, "> "),
    ("quoted lines", Format::Text, "> a\n"),
    ("zero-width characters", Format::Text, "\u{200b}"),
    ("words cut by zero-width characters", Format::Text, "a\u{200b}b "),
    ("one line of label words", Format::Text, "order id "),
    ("one line of labels", Format::Text, "order id: "),
    ("lines of labels", Format::Text, "order id:\n"),
    ("rows of a table of labels", Format::Text, "|order id|sku|\n"),
    ("words of a status", Format::Text, "appeal status denied if "),
    ("letters and commas", Format::Text, "a, "),
    ("quotation marks and dashes", Format::Text, "\"-"),
    ("curly quotation marks and dashes", Format::Text, "“—"),
    ("dates", Format::Text, "3/12 "),
    ("lines with dates", Format::Text, "appealed yesterday\n"),
    ("addresses", Format::Text, "a@b.co\n"),
    ("spelt-out addresses", Format::Text, "a dot b at c dot d é "),
    ("headers of mails", Format::Text, "From: a@b.co\nSent: x\n"),
];

pub fn tickets() -> impl Iterator<Item = (&'static str, Ticket)> {
    CASES.into_iter().map(|(name, format, piece)| (name, ticket(format, piece)))
}

/// The ticket with the helpdesk's field for the category set.
pub fn of_category(ticket: &Ticket, category: &str) -> Ticket {
    let mut ticket = ticket.clone();
    ticket.fields.insert("category".to_owned(), serde_json::Value::String(category.to_owned()));
    ticket
}

fn ticket(format: Format, piece: &str) -> Ticket {
    let message = Message {
        author: Author::Customer,
        at: Timestamp::UNIX_EPOCH,
        format,
        body: piece.repeat(BODY_BYTES / piece.len()),
        attachments: Vec::new(),
        public: true,
        automatic: false,
    };
    Ticket {
        id: "1".to_owned(),
        subject: String::new(),
        created_at: Timestamp::UNIX_EPOCH,
        checked_at: None,
        channel: "email".to_owned(),
        locale: None,
        time_zone: None,
        tags: Vec::new(),
        fields: std::collections::BTreeMap::new(),
        messages: vec![message],
        ..Ticket::default()
    }
}
