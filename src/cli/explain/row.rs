//! A line of a text broken into rows, each character with its bytes and its columns.

use std::ops::Range;

use unicode_width::UnicodeWidthStr;

use crate::cli::escape;

/// What a tab is shown as: it parts the cells of a table.
const TAB: &str = "    ";

/// What stands on one row of the output.
#[derive(Debug, Default)]
pub struct Row {
    pub text: String,
    cells: Vec<Cell>,
    columns: usize,
}

#[derive(Debug)]
struct Cell {
    bytes: Range<usize>,
    columns: Range<usize>,
    is_blank: bool,
    /// Where it begins in the row's text.
    at: usize,
}

/// Break a line that begins at byte `start` of its text. It holds no line end.
pub fn rows(line: &str, start: usize, columns_max: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut row = Row::default();
    for (at, letter) in line.char_indices() {
        let bytes = at..at + letter.len_utf8();
        let shown = if letter == '\t' { TAB.into() } else { escape::line(&line[bytes.clone()]) };
        row.push(&shown, start + bytes.start..start + bytes.end, letter.is_whitespace());
        if row.columns > columns_max && row.cells.len() > 1 {
            let rest = row.split();
            rows.push(std::mem::replace(&mut row, rest));
        }
    }
    rows.push(row);
    rows
}

impl Row {
    fn push(&mut self, shown: &str, bytes: Range<usize>, is_blank: bool) {
        let columns = self.columns..self.columns + shown.width();
        self.columns = columns.end;
        self.cells.push(Cell { bytes, columns, is_blank, at: self.text.len() });
        self.text.push_str(shown);
    }

    /// Cut off what goes to the next row: the last word, or the last character of a word that fills the row.
    fn split(&mut self) -> Row {
        let last = self.cells.len() - 1;
        let blank = self.cells[..last].iter().rposition(|cell| cell.is_blank);
        let at = blank.map_or(last, |blank| blank + 1);
        let mut rest = Row::default();
        let text = self.text.split_off(self.cells[at].at);
        let base = self.cells[at].at;
        let moved = self.cells.split_off(at);
        for (index, cell) in moved.iter().enumerate() {
            let end = moved.get(index + 1).map_or(text.len(), |next| next.at - base);
            rest.push(&text[cell.at - base..end], cell.bytes.clone(), cell.is_blank);
        }
        self.columns = self.cells.last().map_or(0, |cell| cell.columns.end);
        rest
    }

    /// Whether the first of these bytes stands here.
    pub fn begins(&self, bytes: &Range<usize>) -> bool {
        self.cells.iter().any(|cell| cell.bytes.contains(&bytes.start))
    }

    /// The columns at which these bytes stand, if any of them stand here; blanks at the ends are not counted.
    pub fn columns_of(&self, bytes: &Range<usize>) -> Option<Range<usize>> {
        let mut within = self
            .cells
            .iter()
            .filter(|cell| cell.bytes.start < bytes.end && bytes.start < cell.bytes.end && !cell.is_blank);
        let first = within.next()?;
        let last = within.next_back().unwrap_or(first);
        (first.columns.start < last.columns.end).then_some(first.columns.start..last.columns.end)
    }
}

#[cfg(test)]
mod tests {
    use super::rows;

    fn texts(line: &str, columns_max: usize) -> Vec<String> {
        rows(line, 0, columns_max).into_iter().map(|row| row.text).collect()
    }

    #[test]
    fn breaks_between_words_and_within_long_ones() {
        assert_eq!(texts("one two three", 8), ["one two ", "three"]);
        assert_eq!(texts("12345678901", 4), ["1234", "5678", "901"]);
        assert_eq!(texts("", 4), [""]);
    }

    #[test]
    fn columns_are_those_that_a_terminal_shows() {
        let row = &rows("é 订单 5", 100, 40)[0];
        assert_eq!(row.columns_of(&(103..109)), Some(2..6));
        assert_eq!(row.columns_of(&(110..111)), Some(7..8));
        assert_eq!(row.columns_of(&(102..103)), None);
        let escaped = &rows("a\u{1b}b", 0, 40)[0];
        assert_eq!((escaped.text.as_str(), escaped.columns_of(&(2..3))), ("a\\u{1b}b", Some(7..8)));
    }
}
