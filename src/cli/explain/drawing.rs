//! The ticket as it was read, with marks under the words that count.

use std::io;

use crate::checklist::model::Checklists;
use crate::cli::escape::{cut, line};
use crate::cli::explain::mark::{Mark, marks};
use crate::cli::explain::paper::{Ink, Paper};
use crate::cli::explain::row::{Row, rows};
use crate::cli::explain::underline::Underlines;
use crate::reading::passage::voice_counts;
use crate::reading::quoted::Voice;
use crate::report::Source;
use crate::ticket::{Author, Format, Ticket};
use crate::verdict::explain::Explanation;
use crate::verdict::explain::text::Text;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Columns of what stands before a text.
const MARGIN_COLUMNS: usize = 10;
const MARGIN_CHARACTERS_MAX: usize = 9;
/// Characters of a field's name and of a file's type that are shown.
const NAME_CHARACTERS_MAX: usize = 60;
const GUTTER_COLUMNS: usize = 2;

pub fn draw(
    paper: &mut Paper<'_>,
    ticket: &Ticket,
    explanation: &Explanation,
    checklists: &Checklists,
) -> io::Result<()> {
    paper.line(&[])?;
    paper.paragraph(
        0,
        "",
        "^^^ a value, ~~~ not taken, promised or doubtful, ... what the category or a rule rests on",
    )?;
    paper.paragraph(0, "", "| read, : not read as the customer's words")?;
    let marks = marks(explanation, checklists);
    let zone = TimeZone::get(&explanation.report.time_zone).unwrap_or(TimeZone::UTC);
    for (at, text) in explanation.texts.iter().enumerate() {
        let of_text =
            marks.partition_point(|mark| mark.text < at)..marks.partition_point(|mark| mark.text <= at);
        let marks = &marks[of_text];
        match &text.source {
            Source::Subject => {
                paper.line(&[])?;
                named(paper, text, "subject", marks)?;
            }
            Source::Field(name) => {
                named(paper, text, &format!("field {}", line(&cut(name, NAME_CHARACTERS_MAX))), marks)?
            }
            Source::Tag(name) => {
                named(paper, text, &format!("tag {}", line(&cut(name, NAME_CHARACTERS_MAX))), marks)?
            }
            Source::Message(index) => {
                paper.line(&[])?;
                head(paper, ticket, *index, text, &zone)?;
                body(paper, text, marks)?;
            }
            Source::Attachment(message, index) => {
                named(paper, text, "attached", marks)?;
                about_file(paper, ticket, *message, *index)?;
            }
        }
    }
    Ok(())
}

/// Who wrote it, and when by the customer's clock.
fn head(
    paper: &mut Paper<'_>,
    ticket: &Ticket,
    index: usize,
    text: &Text,
    zone: &TimeZone,
) -> io::Result<()> {
    let message = ticket.messages.get(index);
    let author = match text.author {
        Some(Author::Customer) | None => "customer",
        Some(Author::Agent) => "agent",
        Some(Author::Bot) => "bot",
    };
    let mut head = format!("message {}, {author}", index + 1);
    if let Some(at) = text.at.filter(|at| *at != Timestamp::UNIX_EPOCH) {
        head.push_str(&at.to_zoned_datetime(zone.clone()).strftime(", %a %Y-%m-%d %H:%M %Z").to_string());
    }
    if message.is_some_and(|message| message.format == Format::Html) {
        head.push_str(", from HTML");
    }
    if message.is_some_and(|message| !message.public) {
        head.push_str(", internal note");
    }
    paper.inked(0, (Ink::Plain, ""), (Ink::Bold, &head))
}

/// A text of a line or few under a name.
fn named(paper: &mut Paper<'_>, text: &Text, name: &str, marks: &[Mark]) -> io::Result<()> {
    let fits = name.chars().count() <= MARGIN_CHARACTERS_MAX;
    if !fits {
        paper.inked(0, (Ink::Plain, ""), (Ink::Dim, name))?;
    }
    let mut margin = if fits { name } else { "" };
    let mut start = 0;
    for line in text.text.split('\n') {
        whole_line(paper, margin, line, start, text.is_searched(), marks)?;
        start += line.len() + 1;
        margin = "";
    }
    Ok(())
}

fn body(paper: &mut Paper<'_>, text: &Text, marks: &[Mark]) -> io::Result<()> {
    let mut start = 0;
    let mut before = Voice::Own;
    for (at, line) in text.text.split('\n').enumerate() {
        let voice = text.voice(at);
        let margin = if voice == before { "" } else { voice_name(voice) };
        // A blank line belongs to whatever is around it.
        if !line.trim().is_empty() {
            before = voice;
        }
        let margin = if line.trim().is_empty() { "" } else { margin };
        whole_line(paper, margin, line, start, text.is_searched() && voice_counts(voice), marks)?;
        start += line.len() + 1;
    }
    Ok(())
}

fn voice_name(voice: Voice) -> &'static str {
    match voice {
        Voice::Own => "own",
        Voice::Quoted => "quoted",
        Voice::Forwarded => "forwarded",
        Voice::Signature => "signature",
        Voice::Notice => "notice",
        Voice::Doubtful => "answer?",
    }
}

/// A line of the text on as many rows as it needs, each with its marks below.
fn whole_line(
    paper: &mut Paper<'_>,
    margin: &str,
    line: &str,
    start: usize,
    is_read: bool,
    marks: &[Mark],
) -> io::Result<()> {
    let columns = paper.columns() - MARGIN_COLUMNS - GUTTER_COLUMNS;
    let (gutter, ink) = if is_read { ("| ", Ink::Plain) } else { (": ", Ink::Dim) };
    let mut margin = format!("{margin:MARGIN_COLUMNS$}");
    for row in rows(line, start, columns) {
        paper.line(&[(Ink::Dim, &margin), (Ink::Dim, gutter), (ink, &row.text)])?;
        margin = " ".repeat(MARGIN_COLUMNS);
        for pieces in underlined(&row, columns, marks).pieces() {
            let pieces = pieces.iter().map(|(ink, text)| (*ink, text.as_str()));
            let before = [(Ink::Plain, margin.as_str()), (Ink::Dim, gutter)];
            paper.line(&before.into_iter().chain(pieces).collect::<Vec<_>>())?;
        }
    }
    Ok(())
}

fn underlined(row: &Row, columns: usize, marks: &[Mark]) -> Underlines {
    let mut lines = Underlines::new(columns);
    for mark in marks {
        if let Some(at) = row.columns_of(&mark.range) {
            // A mark that goes on from a row before has its label there.
            let begins = row.begins(&mark.range);
            lines.add(&at, mark, begins.then_some(mark.label.as_str()));
        }
    }
    lines
}

fn about_file(paper: &mut Paper<'_>, ticket: &Ticket, message: usize, index: usize) -> io::Result<()> {
    let message = ticket.messages.get(message);
    let Some(file) = message.and_then(|message| message.attachments.get(index)) else { return Ok(()) };
    let kind = if file.content_type.is_empty() { "no type" } else { &file.content_type };
    let inline = if file.inline { ", within the text" } else { "" };
    let about = format!("{}, {} bytes{inline}", line(&cut(kind, NAME_CHARACTERS_MAX)), file.size);
    paper.inked(MARGIN_COLUMNS + GUTTER_COLUMNS, (Ink::Plain, ""), (Ink::Dim, &about))
}
