//! A ticket from a file: JSON, an e-mail, or plain text, whichever the content shows.

pub mod email;
pub mod file;
pub mod json;
pub mod lines;
pub mod plain;

use jiff::Timestamp;

use crate::ticket::Ticket;

/// Bytes of one ticket in a file, attachments of an e-mail included.
pub const TICKET_BYTES_MAX: usize = 64 * 1024 * 1024;

/// A ticket as a file gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// The name that results go by, where the file gives one beside the ticket's own.
    pub id: Option<String>,
    pub ticket: Ticket,
}

impl Given {
    /// A ticket and messages without a time of their own are of the time of the check.
    #[must_use]
    pub fn dated(self, now: Timestamp) -> Self {
        Self { ticket: self.ticket.dated(now), ..self }
    }
}

/// Read a ticket. `now` is the time of a message that has none of its own.
///
/// # Errors
///
/// What is wrong and how to mend it.
pub fn read(bytes: &[u8], now: Timestamp) -> Result<Given, String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err("the ticket is empty".into());
    }
    if bytes.trim_ascii_start().starts_with(b"{") {
        return json::parse(bytes).map(|given| given.dated(now));
    }
    if email::looks_like_one(bytes) {
        return email::parse(bytes, now);
    }
    Ok(plain::parse(&String::from_utf8_lossy(bytes), now))
}
