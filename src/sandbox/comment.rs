//! How a comment's text becomes a comment: by the author's role, and with placeholders in what agents write.

use jiff::Timestamp;

use crate::sandbox::desk::Desk;
use crate::sandbox::edit::{NewComment, Upload};
use crate::sandbox::placeholder;
use crate::sandbox::record::{Comment, File, What};
use crate::sandbox::text;
use crate::ticket::Format;

impl Desk {
    /// The ticket must exist.
    pub(in crate::sandbox) fn add_comment(
        &mut self,
        ticket: u64,
        author: u64,
        channel: &str,
        comment: NewComment,
        audit_id: u64,
        at: Timestamp,
    ) -> What {
        let text = text::truncate(&comment.text);
        let (html, body) = match (self.is_staff(author), comment.format) {
            (true, format) => {
                let text = placeholder::expand(text, format, |name| self.placeholder(ticket, author, name));
                match format {
                    Format::Html => (text.clone(), text::plain_from_html(&text)),
                    Format::Text => (text::html_from_markdown(&text), text),
                }
            }
            (false, Format::Html) => (text.to_owned(), text::plain_from_html(text)),
            (false, Format::Text) => (text::html_from_plain(text), text.to_owned()),
        };
        let files = comment.uploads.into_iter().map(|upload| self.file(upload)).collect();
        let id = self.id();
        let channel = channel.to_owned();
        let NewComment { public, automatic, .. } = comment;
        let comment = Comment { id, audit_id, author, public, html, body, at, channel, files, automatic };
        self.tickets.get_mut(&ticket).expect("the caller has found the ticket").comments.push(comment);
        What::Comment { id }
    }

    fn file(&mut self, upload: Upload) -> File {
        File {
            id: self.id(),
            token: format!("{:032x}", rand::random::<u128>()),
            file_name: upload.file_name,
            content_type: upload.content_type,
            size: upload.bytes.as_ref().map_or(upload.size, |bytes| bytes.len() as u64),
            inline: upload.inline,
            bytes: upload.bytes,
        }
    }

    fn placeholder(&self, ticket: u64, author: u64, name: &str) -> Option<String> {
        let record = self.tickets.get(&ticket)?;
        let (requester, current) = (self.users.get(&record.requester)?, self.users.get(&author)?);
        match name {
            "ticket.id" => Some(ticket.to_string()),
            "ticket.title" => Some(record.subject.clone()),
            "ticket.status" => Some(record.status.as_str().to_owned()),
            "ticket.description" => record.comments.first().map(|comment| comment.body.clone()),
            "ticket.requester.name" => Some(requester.name.clone()),
            "ticket.requester.email" => Some(requester.email.clone()),
            "current_user.name" => Some(current.name.clone()),
            "current_user.email" => Some(current.email.clone()),
            _ => None,
        }
    }
}
