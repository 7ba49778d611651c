//! Lines on an output of so many columns, in colours where it shows them.

use std::io::{self, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::cli::console::Page;

/// What a text is for; a terminal shows it by a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    Plain,
    Bold,
    /// What was not read, and what frames the rest.
    Dim,
    /// A value.
    Value,
    /// What was not taken, or is doubtful.
    Doubt,
    /// What a rule or the category rests on.
    Sign,
}

pub struct Paper<'a> {
    out: &'a mut dyn Write,
    page: Page,
}

impl<'a> Paper<'a> {
    pub fn new(out: &'a mut dyn Write, page: Page) -> Self {
        Self { out, page }
    }

    pub fn columns(&self) -> usize {
        self.page.columns
    }

    /// One line of pieces that are harmless already. Blanks at its end are left out.
    pub fn line(&mut self, pieces: &[(Ink, &str)]) -> io::Result<()> {
        let last = pieces.iter().rposition(|(_, text)| !text.trim_end().is_empty());
        for (at, (ink, text)) in pieces.iter().enumerate().take(last.map_or(0, |last| last + 1)) {
            let text = if Some(at) == last { text.trim_end() } else { text };
            match code(*ink).filter(|_| self.page.colours) {
                Some(code) => write!(self.out, "\u{1b}[{code}m{text}\u{1b}[0m")?,
                None => self.out.write_all(text.as_bytes())?,
            }
        }
        writeln!(self.out)
    }

    /// Words broken into lines that begin at a column; `first` stands before the first of them.
    pub fn paragraph(&mut self, indent: usize, first: &str, text: &str) -> io::Result<()> {
        self.inked(indent, (Ink::Plain, first), (Ink::Plain, text))
    }

    /// The same in these inks.
    pub fn inked(&mut self, indent: usize, first: (Ink, &str), (ink, text): (Ink, &str)) -> io::Result<()> {
        let (first_ink, first) = first;
        let mut margin = format!("{first}{}", " ".repeat(indent.saturating_sub(first.width())));
        for row in wrapped(text, self.page.columns.saturating_sub(indent)) {
            self.line(&[(first_ink, &margin), (ink, &row)])?;
            margin = " ".repeat(indent);
        }
        Ok(())
    }
}

/// Words broken into rows; at least one row.
pub fn wrapped(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut rows = Vec::new();
    let mut row = String::new();
    for word in text.split(' ').flat_map(|word| parts(word, columns)) {
        if !row.is_empty() && row.width() + 1 + word.width() > columns {
            rows.push(std::mem::take(&mut row));
        }
        if !row.is_empty() {
            row.push(' ');
        }
        row.push_str(word);
    }
    rows.push(row);
    rows
}

/// A word that is wider than a line, in pieces.
fn parts(word: &str, columns: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut width) = (0, 0);
    for (at, letter) in word.char_indices() {
        let wide = letter.width().unwrap_or(0);
        if width + wide > columns && at > start {
            parts.push(&word[start..at]);
            (start, width) = (at, 0);
        }
        width += wide;
    }
    parts.push(&word[start..]);
    parts
}

/// The terminal's number for it.
fn code(ink: Ink) -> Option<&'static str> {
    match ink {
        Ink::Plain => None,
        Ink::Bold => Some("1"),
        Ink::Dim => Some("2"),
        Ink::Value => Some("32"),
        Ink::Doubt => Some("33"),
        Ink::Sign => Some("36"),
    }
}
