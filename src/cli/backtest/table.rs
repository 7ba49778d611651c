//! Rows in columns: the first column to the left, numbers to the right.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// Write the rows, whose columns are as wide as the widest cell. A last column of words goes to the left as it is.
///
/// # Errors
///
/// The output can't be written.
pub fn write(out: &mut dyn Write, rows: &[Vec<String>]) -> io::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let cells = |at: usize| rows.iter().filter_map(move |row| row.get(at));
    let is_number = |cell: &String| {
        cell.is_empty() || cell.starts_with(|first: char| first.is_ascii_digit() || first == '–')
    };
    let widths: Vec<usize> =
        (0..columns).map(|at| cells(at).map(|cell| cell.width()).max().unwrap_or(0)).collect();
    let right: Vec<bool> = (0..columns)
        .map(|at| {
            at > 0 && cells(at).skip(1).any(|cell| !cell.is_empty()) && cells(at).skip(1).all(is_number)
        })
        .collect();
    for row in rows {
        let mut text = String::new();
        for (at, cell) in row.iter().enumerate() {
            let pad = " ".repeat(widths[at].saturating_sub(cell.width()));
            let gap = if widths[at] == 0 { "" } else { "  " };
            text.push_str(gap);
            text.push_str(&if right[at] { pad + cell } else { cell.clone() + &pad });
        }
        writeln!(out, "{}", text.trim_end())?;
    }
    Ok(())
}
