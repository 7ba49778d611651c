//! The texts that a report's evidence points into, with whose words each line is.

use jiff::Timestamp;
use serde::Serialize;

use crate::reading::passage::Document;
use crate::reading::quoted::{Line, Voice};
use crate::report::{Evidence, Source};
use crate::ticket::{Author, Ticket};

/// A text of the ticket as it was read.
#[derive(Clone, Debug, Serialize)]
pub struct Text {
    pub source: Source,
    /// None for what no person wrote: a field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub author: Option<Author>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// The readable text; ranges count its bytes.
    pub text: String,
    /// Every line of it once, without the marks of quoting around.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
}

/// The subject, the fields, and each message followed by its attachments.
pub fn texts(ticket: &Ticket, document: &Document) -> Vec<Text> {
    let mut texts = Vec::new();
    for passage in &document.passages {
        let message = match passage.source {
            Source::Message(index) => Some(index),
            Source::Subject | Source::Field(_) | Source::Tag(_) | Source::Attachment(..) => None,
        };
        texts.push(Text {
            source: passage.source.clone(),
            author: Some(passage.author),
            at: message.map(|_| passage.at),
            text: passage.text.clone(),
            lines: if message.is_some() { passage.lines.clone() } else { Vec::new() },
        });
        match message {
            Some(index) => texts.extend(attachments(ticket, index, passage.author)),
            None => texts.extend(fields(ticket)),
        }
    }
    texts
}

impl Text {
    /// Whose words the line with this number is; none where a text has no lines.
    pub fn voice(&self, line: usize) -> Voice {
        self.lines.get(line).map_or(Voice::Own, |line| line.voice)
    }

    /// Whether a customer's words can stand here.
    pub fn is_searched(&self) -> bool {
        self.author.is_none_or(|author| author == Author::Customer)
    }
}

/// Whether the text holds what the evidence says, where it says so.
pub fn holds(text: &Text, evidence: &Evidence) -> bool {
    text.source == evidence.source && text.text.get(evidence.range.clone()) == Some(evidence.quote.as_str())
}

fn fields(ticket: &Ticket) -> impl Iterator<Item = Text> {
    ticket.fields.keys().filter_map(|name| {
        let text = ticket.field(name)?;
        Some(Text { source: Source::Field(name.clone()), author: None, at: None, text, lines: Vec::new() })
    })
}

fn attachments(ticket: &Ticket, message: usize, author: Author) -> impl Iterator<Item = Text> {
    let attachments = ticket.messages.get(message).map_or(&[][..], |message| &message.attachments);
    attachments.iter().enumerate().map(move |(index, attachment)| Text {
        source: Source::Attachment(message, index),
        author: Some(author),
        at: None,
        text: attachment.file_name.clone(),
        lines: Vec::new(),
    })
}
