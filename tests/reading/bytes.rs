//! A ticket out of any bytes: what the fuzzer turns over.
//!
//! Parts stand between record separators; the first letter of each says what it is.

use jiff::{Timestamp, ToSpan};
use preflight::ticket::{Attachment, Author, Format, Message, Ticket};
use serde_json::Value;

pub const PART: char = '\u{1e}';
pub const INNER: char = '\u{1f}';

/// More of one thing makes a run slow and finds nothing new.
const PARTS_MAX: usize = 24;

pub const SUBJECT: char = 's';
pub const LOCALE: char = 'l';
pub const TIME_ZONE: char = 'z';
pub const FIELD: char = 'f';
/// Of the last message: its name, then its bytes, `i` before them if it stands within the text.
pub const FILE: char = 'p';

pub fn ticket(bytes: &[u8]) -> Ticket {
    let text = String::from_utf8_lossy(bytes);
    let start = "2026-03-02T10:00:00Z".parse::<Timestamp>().expect("a timestamp");
    let mut ticket = Ticket {
        id: "1".to_owned(),
        subject: String::new(),
        created_at: start,
        checked_at: None,
        channel: "email".to_owned(),
        locale: None,
        time_zone: None,
        tags: Vec::new(),
        fields: std::collections::BTreeMap::new(),
        messages: Vec::new(),
        ..Ticket::default()
    };
    for part in text.split(PART).take(PARTS_MAX) {
        let mut rest = part.chars();
        let Some(kind) = rest.next() else { continue };
        let rest = rest.as_str();
        match kind {
            SUBJECT => rest.clone_into(&mut ticket.subject),
            LOCALE => ticket.locale = Some(rest.to_owned()),
            TIME_ZONE => ticket.time_zone = Some(rest.to_owned()),
            FIELD => {
                let (name, value) = rest.split_once(INNER).unwrap_or((rest, ""));
                ticket.fields.insert(name.to_owned(), Value::String(value.to_owned()));
            }
            FILE => {
                let (name, size) = rest.split_once(INNER).unwrap_or((rest, "1000000"));
                let inline = size.starts_with('i');
                let attachment = Attachment {
                    file_name: name.to_owned(),
                    content_type: String::new(),
                    size: size.trim_start_matches('i').parse().unwrap_or_default(),
                    inline,
                };
                ticket.messages.iter_mut().last().into_iter().for_each(|message| {
                    message.attachments.push(attachment.clone());
                });
            }
            kind => {
                let author = match kind {
                    'a' | 'A' => Author::Agent,
                    'b' | 'B' => Author::Bot,
                    _ => Author::Customer,
                };
                let format = if kind.is_uppercase() { Format::Html } else { Format::Text };
                let hours = 26 * ticket.messages.len() as i64;
                ticket.messages.push(Message {
                    author,
                    at: start.checked_add(hours.hours()).expect("within the calendar"),
                    format,
                    body: rest.to_owned(),
                    attachments: Vec::new(),
                    public: true,
                    automatic: false,
                });
            }
        }
    }
    ticket
}
