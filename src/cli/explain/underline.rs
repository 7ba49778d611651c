//! The lines under a row of text: marks under words, each with its label beside or below.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::cli::explain::mark::Mark;
use crate::cli::explain::paper::{Ink, wrapped};

/// What is written on a line, and where.
struct Piece {
    columns: Range<usize>,
    ink: Ink,
    text: String,
}

/// Lines that fill from the top.
#[derive(Default)]
pub struct Underlines {
    lines: Vec<Vec<Piece>>,
    columns_max: usize,
}

impl Underlines {
    pub fn new(columns_max: usize) -> Self {
        Self { lines: Vec::new(), columns_max }
    }

    /// Mark these columns; the label stands behind, else before, else below. A mark that goes on from a row before has none.
    pub fn add(&mut self, columns: &Range<usize>, mark: &Mark, label: Option<&str>) {
        let stroke = mark.kind.stroke().to_string().repeat(columns.len());
        let stroke = || Piece { columns: columns.clone(), ink: mark.kind.ink(), text: stroke.clone() };
        let Some(label) = label else {
            let at = self.free(columns);
            return self.lines[at].push(stroke());
        };
        let width = label.width();
        let behind = columns.end + 1..columns.end + 1 + width;
        let before = columns.start.checked_sub(width + 1).map(|start| start..start + width);
        let behind = Some(behind).filter(|spot| spot.end <= self.columns_max);
        if let Some(spot) = behind.or(before) {
            let at = self.free(&(columns.start.min(spot.start)..columns.end.max(spot.end)));
            self.lines[at].push(stroke());
            let (columns, ink, text) = (spot, mark.kind.ink(), label.to_owned());
            return self.lines[at].push(Piece { columns, ink, text });
        }
        let at = self.free(columns);
        self.lines[at].push(stroke());
        self.below(at + 1, columns.start, label, mark.kind.ink());
    }

    /// Write the label under its mark, from this line on, on as many lines as it needs.
    fn below(&mut self, from: usize, start: usize, label: &str, ink: Ink) {
        let rows = wrapped(label, self.columns_max);
        let width = rows.iter().map(|row| row.width()).max().unwrap_or_default();
        let start = start.min(self.columns_max.saturating_sub(width));
        let below = start..start + width;
        let is_free = |at: &usize| (*at..*at + rows.len()).all(|at| self.is_free(at, &below));
        let at = (from..).find(is_free).unwrap_or(from);
        for (at, text) in (at..).zip(rows) {
            self.grow(at);
            self.lines[at].push(Piece { columns: start..start + text.width(), ink, text });
        }
    }

    /// The lines as pieces from the left.
    pub fn pieces(mut self) -> Vec<Vec<(Ink, String)>> {
        let mut lines = Vec::new();
        for line in &mut self.lines {
            line.sort_by_key(|piece| piece.columns.start);
            let mut pieces = Vec::new();
            let mut column = 0;
            for piece in line {
                pieces.push((Ink::Plain, " ".repeat(piece.columns.start.saturating_sub(column))));
                pieces.push((piece.ink, std::mem::take(&mut piece.text)));
                column = piece.columns.end;
            }
            lines.push(pieces);
        }
        lines
    }

    /// The first line on which these columns and one on each side are free.
    fn free(&mut self, columns: &Range<usize>) -> usize {
        let at = (0..).find(|&at| self.is_free(at, columns)).unwrap_or(self.lines.len());
        self.grow(at);
        at
    }

    fn is_free(&self, at: usize, columns: &Range<usize>) -> bool {
        self.lines.get(at).is_none_or(|line| {
            line.iter()
                .all(|piece| columns.end + 1 < piece.columns.start || piece.columns.end + 1 < columns.start)
        })
    }

    fn grow(&mut self, at: usize) {
        while self.lines.len() <= at {
            self.lines.push(Vec::new());
        }
    }
}
