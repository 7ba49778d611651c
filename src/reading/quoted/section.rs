//! Follows headers, quote marks and markup down a message and gives each line its first voice.

use std::collections::HashSet;

use crate::reading::quoted::header::{self, Header, HeaderKind};
use crate::reading::quoted::history::History;
use crate::reading::quoted::split::Row;
use crate::reading::quoted::{Line, Voice, line};

/// Lines below a header that are held against the history.
const SAMPLE_LINES: usize = 40;
const SAMPLE_WORDS_MIN: usize = 4;
const DEPTH_MAX: usize = 32;

/// A part of the message under one header.
#[derive(Clone, Copy)]
struct Section {
    voice: Voice,
    scope: Scope,
}

#[derive(Clone, Copy)]
enum Scope {
    /// Lines with at least so many `>`.
    Marks(u8),
    /// Up to this byte.
    Until(usize),
    ToEnd,
}

/// The lines, and the indices of those that are headers.
pub fn voices(
    rows: &[Row<'_>],
    history: &History,
    subject: &str,
    may_have_marks: bool,
) -> (Vec<Line>, HashSet<usize>) {
    let mut reader = Reader {
        rows,
        history,
        forwards: is_forward(subject),
        replies: is_reply(subject),
        sections: Vec::new(),
        marked: Voice::Quoted,
        after_reply_header: false,
        may_have_marks,
    };
    let mut lines = Vec::with_capacity(rows.len());
    let mut headers = HashSet::new();
    while lines.len() < rows.len() {
        let at = lines.len();
        reader.leave(&rows[at]);
        match header::at(rows[at..].iter().map(|row| row.text), may_have_marks) {
            Some(header) => {
                reader.enter(at, header, &mut lines);
                headers.extend(at..lines.len());
            }
            None => lines.push(reader.line(at)),
        }
    }
    (lines, headers)
}

struct Reader<'a> {
    rows: &'a [Row<'a>],
    history: &'a History,
    forwards: bool,
    replies: bool,
    sections: Vec<Section>,
    /// The voice of lines with quote marks or in quote markup, where no section says more.
    marked: Voice,
    after_reply_header: bool,
    /// See `hint`.
    may_have_marks: bool,
}

impl Reader<'_> {
    /// Ends the sections that this line is no longer in.
    fn leave(&mut self, row: &Row<'_>) {
        self.sections.retain(|section| match section.scope {
            Scope::Marks(marks) => row.marks >= marks || row.is_blank() && row.marks == 0,
            Scope::Until(end) => row.start < end,
            Scope::ToEnd => true,
        });
    }

    fn line(&self, at: usize) -> Line {
        let row = &self.rows[at];
        let indented =
            row.indents > 0 && (self.after_reply_header || self.history.holds(row.text) && !row.is_blank());
        let depth = row.level() + u8::from(indented);
        let voice = match self.sections.last() {
            Some(section) => section.voice,
            None if depth > 0 => self.marked,
            None if row.thread.is_some_and(|thread| !thread.has_quotes) => self.marked,
            None => Voice::Own,
        };
        let known = voice == Voice::Forwarded && is_sample(row.text) && self.history.holds(row.text);
        // A client that wraps quoted lines leaves their ends without a mark.
        let follows = self.after_reply_header || at > 0 && self.rows[at - 1].level() > 0;
        let comes_back =
            voice == Voice::Own && follows && is_sample(row.text) && self.history.holds(row.text);
        let voice = if known || comes_back { Voice::Quoted } else { voice };
        let outside = depth == 0 && voice != Voice::Own;
        line(row, voice, depth.saturating_add(if outside { self.sections.len().max(1) as u8 } else { 0 }))
    }

    /// Takes the lines of a header and opens the section below it.
    fn enter(&mut self, at: usize, header: Header, lines: &mut Vec<Line>) {
        let body = self.rows[at + header.lines..].iter().find(|row| !row.is_blank());
        let voice = self.voice(at, header);
        let row = &self.rows[at];
        let depth = row.level().saturating_add(self.sections.len() as u8).max(1);
        for row in &self.rows[at..at + header.lines] {
            let facts = voice == Voice::Forwarded && header::is_subject(row.text);
            let address = if voice == Voice::Forwarded { Voice::Notice } else { voice };
            lines.push(line(row, if facts { voice } else { address }, depth));
        }
        if row.level() == 0 || self.sections.is_empty() {
            self.marked = voice;
        }
        self.after_reply_header = true;
        if let Some(scope) = scope(row, body, header)
            && self.sections.len() < DEPTH_MAX
        {
            self.sections.push(Section { voice, scope });
        }
    }

    /// Whose words stand below a header.
    fn voice(&self, at: usize, header: Header) -> Voice {
        let outer = self.sections.last().map(|section| section.voice);
        if outer == Some(Voice::Quoted) || self.repeats_agent(at + header.lines) {
            return Voice::Quoted;
        }
        if outer == Some(Voice::Forwarded) || header.automated {
            return Voice::Forwarded;
        }
        match header.kind {
            HeaderKind::Forward => Voice::Forwarded,
            HeaderKind::Reply => Voice::Quoted,
            HeaderKind::Original | HeaderKind::Block if self.forwards => Voice::Forwarded,
            HeaderKind::Original => Voice::Quoted,
            HeaderKind::Block if self.replies || self.history.is_known() => Voice::Quoted,
            HeaderKind::Block => Voice::Forwarded,
        }
    }

    fn begins_header(&self, at: usize) -> bool {
        header::at(self.rows[at..].iter().map(|row| row.text), self.may_have_marks).is_some()
    }

    /// Whether the lines from here on are a copy of an agent's or bot's message.
    fn repeats_agent(&self, start: usize) -> bool {
        if !self.history.is_known() {
            return false;
        }
        let mut sampled = 0;
        let mut known = 0;
        for (index, row) in self.rows[start..].iter().take(SAMPLE_LINES).enumerate() {
            if index > 0 && self.begins_header(start + index) {
                break;
            }
            if is_sample(row.text) {
                sampled += 1;
                known += usize::from(self.history.holds(row.text) || self.history.is_filled_label(row.text));
            }
        }
        known > 0 && known * 2 >= sampled
    }
}

/// How far the text below a header reaches.
fn scope(header: &Row<'_>, body: Option<&Row<'_>>, kind: Header) -> Option<Scope> {
    let body = body?;
    if body.marks > header.marks {
        return Some(Scope::Marks(body.marks));
    }
    if header.marks > 0 {
        return Some(Scope::Marks(header.marks));
    }
    if body.quotes > header.quotes {
        return Some(Scope::Until(body.quote_end));
    }
    if body.indents > header.indents {
        return Some(Scope::Until(body.indent_end));
    }
    if header.quotes > 0 {
        return Some(Scope::Until(header.quote_end));
    }
    match header.thread {
        // Answers stand between the quotes of a thread; a forwarded mail fills it.
        Some(thread) if thread.has_quotes && kind.kind == HeaderKind::Reply => None,
        Some(thread) => Some(Scope::Until(thread.end)),
        None => Some(Scope::ToEnd),
    }
}

fn is_sample(text: &str) -> bool {
    text.split_whitespace().take(SAMPLE_WORDS_MIN).count() == SAMPLE_WORDS_MIN
}

fn is_forward(subject: &str) -> bool {
    begins_with(subject, &["fw:", "fwd:", "rv:", "enc:", "tr:", "wg:", "i:", "doorst:", "reenv:", "[fwd"])
}

fn is_reply(subject: &str) -> bool {
    begins_with(subject, &["re:", "aw:", "sv:", "antw:", "rif:", "res:", "r:", "ref:"])
}

fn begins_with(subject: &str, prefixes: &[&str]) -> bool {
    let subject = subject.trim_start().to_lowercase();
    prefixes.iter().any(|prefix| subject.starts_with(prefix))
}
