//! A ticket as an e-mail (`.eml`): subject, date, body, and what is known of the attachments.

use jiff::Timestamp;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders};

use crate::cli::input::{Given, plain};
use crate::ticket::{Attachment, Format};

/// Bytes at the beginning in which the headers show.
const HEADERS_BYTES_MAX: usize = 64 * 1024;
/// Attachments that are taken over.
const ATTACHMENTS_MAX: usize = 1_000;
/// Headers that an e-mail has and a text by hand does not.
const TELLING: [&str; 8] =
    ["from", "date", "message-id", "mime-version", "received", "return-path", "delivered-to", "content-type"];

/// Whether the content begins with the headers of an e-mail: at least two that no one writes by hand, `Subject` apart.
pub fn looks_like_one(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(HEADERS_BYTES_MAX)];
    let mut telling = 0;
    for (at, line) in head.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let folded = at > 0 && line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        let mailbox = at == 0 && line.starts_with(b"From ");
        if line.is_empty() {
            break;
        }
        if folded || mailbox {
            continue;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return false };
        let name = &line[..colon];
        if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
            return false;
        }
        telling += usize::from(TELLING.iter().any(|header| name.eq_ignore_ascii_case(header.as_bytes())));
    }
    telling >= 2
}

/// Read an e-mail as a ticket with one message of the customer. `now` is its time if it has no date.
///
/// # Errors
///
/// It is no e-mail.
pub fn parse(bytes: &[u8], now: Timestamp) -> Result<Given, String> {
    let mail = MessageParser::default().parse(bytes).ok_or("the e-mail has no headers that could be read")?;
    let at = mail.date().and_then(|date| Timestamp::from_second(date.to_timestamp()).ok()).unwrap_or(now);
    let (format, body) = body(&mail);
    let attachments =
        mail.attachments().filter(|part| is_file(part)).take(ATTACHMENTS_MAX).map(attachment).collect();
    Ok(plain::ticket(mail.subject().unwrap_or(""), body, format, attachments, at))
}

/// The body as HTML if it has any, as helpdesks keep it, else as text.
fn body(mail: &Message<'_>) -> (Format, String) {
    let html = mail.html_bodies().any(|part| part.is_text_html() && !part.is_empty());
    let (format, count) =
        if html { (Format::Html, mail.html_body_count()) } else { (Format::Text, mail.text_body_count()) };
    let parts: Vec<_> = (0..count)
        .filter_map(|at| match format {
            Format::Html => mail.body_html(at),
            Format::Text => mail.body_text(at),
        })
        .collect();
    (format, parts.join("\n").replace("\r\n", "\n"))
}

/// Text that is shown within the body is listed as an attachment as well; it is none.
fn is_file(part: &MessagePart<'_>) -> bool {
    let attached = part.content_disposition().is_some_and(|disposition| disposition.is_attachment());
    attached || part.attachment_name().is_some() || !part.is_text()
}

fn attachment(part: &MessagePart<'_>) -> Attachment {
    let disposition = part.content_disposition();
    let inline = match disposition {
        Some(disposition) => disposition.is_inline(),
        None => part.content_id().is_some(),
    };
    let content_type = part.content_type().map_or_else(String::new, |kind| {
        let subtype = kind.subtype().map_or_else(String::new, |subtype| format!("/{subtype}"));
        format!("{}{subtype}", kind.ctype()).to_ascii_lowercase()
    });
    Attachment {
        file_name: part.attachment_name().unwrap_or("unnamed").to_owned(),
        content_type,
        size: part.len() as u64,
        inline,
    }
}
