//! A ticket as the bytes that `bytes::ticket` makes it from, but for its times: what the fuzzer begins with.

use preflight::ticket::{Author, Format, Ticket};

use crate::bytes::{FIELD, FILE, INNER, LOCALE, PART, SUBJECT, TIME_ZONE};

pub fn of(ticket: &Ticket) -> Vec<u8> {
    let mut parts = vec![format!("{SUBJECT}{}", ticket.subject)];
    parts.extend(ticket.locale.iter().map(|locale| format!("{LOCALE}{locale}")));
    parts.extend(ticket.time_zone.iter().map(|zone| format!("{TIME_ZONE}{zone}")));
    for name in ticket.fields.keys() {
        parts.extend(ticket.field(name).map(|value| format!("{FIELD}{name}{INNER}{value}")));
    }
    for message in &ticket.messages {
        let kind = match message.author {
            Author::Customer => 'c',
            Author::Agent => 'a',
            Author::Bot => 'b',
        };
        let kind = if message.format == Format::Html { kind.to_ascii_uppercase() } else { kind };
        parts.push(format!("{kind}{}", message.body));
        for file in &message.attachments {
            let inline = if file.inline { "i" } else { "" };
            parts.push(format!("{FILE}{}{INNER}{inline}{}", file.file_name, file.size));
        }
    }
    parts.join(&PART.to_string()).into_bytes()
}
