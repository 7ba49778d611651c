//! Tables: a heading row whose cells are labels gives every cell below it to its column's item.

use std::ops::Range;

use memchr::memchr2;

use crate::reading::label::{self, Label, Strength};
use crate::reading::passage::{Passage, voice_counts};
use crate::reading::sentence::trimmed;

/// So many labelled cells make a heading row.
const HEADINGS_MIN: usize = 3;
/// The name of a row, or the heading of a column, has at most so many words.
const NAME_WORDS_MAX: usize = 5;
const BORDERS_OF_TWO_MAX: usize = 3;
/// The most rows of one table that are read.
const ROWS_MAX: usize = 500;

/// The cells of tables with a heading row, as labels with their regions.
pub fn columns(passage: &Passage, labels: &[Label]) -> Vec<Label> {
    let mut found = Vec::new();
    let mut index = 0;
    while index < passage.lines.len() {
        if !has_borders(passage, index) {
            index += 1;
            continue;
        }
        let headings = headings(passage, labels, &cells(passage, index));
        let labelled = headings.iter().flatten().count();
        if labelled < 2 {
            index += 1;
            continue;
        }
        let mut row = index + 1;
        while row < passage.lines.len() && row - index <= ROWS_MAX {
            let line = &passage.lines[row];
            let cells_here = cells(passage, row);
            let ruler = passage.text[line.range.clone()]
                .chars()
                .all(|c| matches!(c, '|' | '-' | ':' | ' ' | '+' | '='));
            if !voice_counts(line.voice) || (!ruler && cells_here.len() < 2) {
                break;
            }
            if !ruler {
                for (cell, label) in cells_here.iter().zip(&headings) {
                    if let Some(label) = label {
                        found.push(Label {
                            items: label.items.clone(),
                            place: label.place.clone(),
                            region: cell.clone(),
                            strength: Strength::Field,
                        });
                    }
                }
            }
            row += 1;
        }
        index = row.max(index + 1);
    }
    found
}

/// Several cells of the row are labels and nothing else, and a row with as many cells follows.
pub fn is_heading_row(passage: &Passage, labels: &[Label], line: usize) -> bool {
    if !has_borders(passage, line) {
        return false;
    }
    let row = cells(passage, line);
    if row.len() < HEADINGS_MIN {
        return false;
    }
    let headings = row.iter().filter(|cell| heading(passage, labels, cell).is_some()).count();
    let below = passage.lines.get(line + 1).map_or(0, |_| cells(passage, line + 1).len());
    headings >= HEADINGS_MIN && below + 1 >= row.len()
}

/// Whether the label is a part of the first of a line's two cells, which names the second: "On hand (shop) | 5".
pub fn names_row(passage: &Passage, line: usize, label: &Range<usize>) -> bool {
    let range = passage.lines[line].range.clone();
    // The name holds all words up to the label's end.
    if passage.words.within(range.start..label.end).len() > NAME_WORDS_MAX {
        return false;
    }
    let text = &passage.text[range];
    let mut borders = text.bytes().filter(|byte| matches!(byte, b'\t' | b'|'));
    // Two cells have a border between them and perhaps one at each end. This is asked for each label of the line.
    if borders.next().is_none() || borders.nth(BORDERS_OF_TWO_MAX - 1).is_some() {
        return false;
    }
    let row = cells(passage, line);
    let [name, value] = row.as_slice() else { return false };
    name.start <= label.start
        && label.end <= name.end
        && !value.is_empty()
        && passage.words.within(name.clone()).len() <= NAME_WORDS_MAX
}

/// Where the first cell of the line ends.
pub fn first_border(passage: &Passage, line: usize) -> usize {
    cells(passage, line).first().map_or(passage.lines[line].range.end, |cell| cell.end)
}

/// What each cell of a row is called. Where most are called by a label, the others may have a few words more.
fn headings<'a>(passage: &Passage, labels: &'a [Label], row: &[Range<usize>]) -> Vec<Option<&'a Label>> {
    let mut found: Vec<Option<&Label>> = row.iter().map(|cell| heading(passage, labels, cell)).collect();
    let known = found.iter().flatten().count();
    if known >= HEADINGS_MIN && 2 * known >= row.len() {
        for (cell, heading) in row.iter().zip(&mut found).filter(|(_, heading)| heading.is_none()) {
            let is_short = passage.words.within(cell.clone()).len() <= NAME_WORDS_MAX;
            let inside = label::within(labels, cell).iter().filter(|_| is_short);
            *heading = inside.max_by_key(|label| label.place.len());
        }
    }
    found
}

/// Whether there is more than one cell on the line.
fn has_borders(passage: &Passage, line: usize) -> bool {
    memchr2(b'\t', b'|', passage.text[passage.lines[line].range.clone()].as_bytes()).is_some()
}

/// The cells of a line: what stands between tabs, pipes or runs of blanks. One cell means no table.
fn cells(passage: &Passage, line: usize) -> Vec<Range<usize>> {
    let range = passage.lines[line].range.clone();
    let text = &passage.text[range.clone()];
    let border = |c: char| c == '\t' || c == '|';
    if !text.contains(border) {
        return vec![range];
    }
    let mut cells = Vec::new();
    let mut start = 0;
    let outer = text.trim().starts_with('|');
    for (at, c) in text.char_indices().filter(|&(_, c)| border(c)).chain(std::iter::once((text.len(), '|'))) {
        let cell = trimmed(&passage.text, range.start + start..range.start + at);
        let edge = outer && cell.is_empty() && (start == 0 || at == text.len());
        if !edge {
            cells.push(cell);
        }
        start = at + if at == text.len() { 0 } else { c.len_utf8() };
    }
    cells
}

/// The label that takes up a whole cell, or nearly.
fn heading<'a>(passage: &Passage, labels: &'a [Label], cell: &Range<usize>) -> Option<&'a Label> {
    let words = passage.words.within(cell.clone()).len();
    label::within(labels, cell)
        .iter()
        .find(|label| passage.words.within(label.place.clone()).len() + 1 >= words)
}
