//! Whose words each line of a message is: the writer's own, history, a forwarded notification, a signature, a notice.
//!
//! Text that may be an answer is never dropped silently: what was typed into a quoted form is the writer's own, and
//! what can't be told is `Doubtful`.

mod answer;
mod block;
mod header;
mod hint;
pub mod history;
mod notice;
mod section;
mod signature;
mod split;
#[cfg(test)]
mod tests;

use std::ops::Range;

use serde::Serialize;

use crate::reading::html::Rendition;
use crate::reading::quoted::history::History;
use crate::reading::quoted::split::Row;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Voice {
    /// The writer's own words, answers typed into a quoted form among them.
    Own,
    /// History: an earlier mail of someone.
    Quoted,
    /// A forwarded mail, a notification for instance: its facts count.
    Forwarded,
    Signature,
    /// A legal footer, "Sent from my ...", an unsubscribe line, the address lines of a forwarded mail.
    Notice,
    /// A filled-in line in quoted text that no known earlier message contains: perhaps an answer.
    Doubtful,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Bytes of the rendition's text, without the newline, `> ` marks and blanks around; tabs before it stay.
    pub range: Range<usize>,
    pub voice: Voice,
    /// How deep it is quoted; 0 is the message itself.
    pub depth: u8,
}

/// What a message is read against.
#[derive(Clone, Copy, Debug, Default)]
pub struct QuoteContext<'a> {
    pub subject: &'a str,
    /// Readable texts of all earlier messages in the ticket by agents or bots.
    pub earlier: &'a [&'a str],
    /// The customer's own earlier messages.
    pub earlier_own: &'a [&'a str],
}

/// Every line of the text once, in order, blank lines too.
pub fn lines(rendition: &Rendition, context: &QuoteContext<'_>) -> Vec<Line> {
    let mut history = History::default();
    context.earlier.iter().for_each(|text| history.add(text, false));
    context.earlier_own.iter().for_each(|text| history.add(text, true));
    lines_after(rendition, context.subject, &history)
}

/// The same, with what earlier messages said.
pub fn lines_after(rendition: &Rendition, subject: &str, history: &History) -> Vec<Line> {
    let rows = split::rows(rendition);
    let may_have_marks = hint::may_have_marks(&rendition.text);
    let (mut lines, headers) = section::voices(&rows, history, subject, may_have_marks);
    if may_have_marks {
        notice::mark(&rows, &mut lines);
    }
    signature::mark(&rows, &mut lines);
    if lines.iter().any(|line| line.voice == Voice::Quoted) {
        let hinted = answer::is_hinted(&rows, &lines);
        answer::rescue(&rows, &mut lines, &headers, history, hinted);
    }
    lines
}

fn line(row: &Row<'_>, voice: Voice, depth: u8) -> Line {
    Line { range: row.cells_start..row.start + row.text.len(), voice, depth }
}
