//! The table as Markdown.

use std::fmt::Write;

use crate::numbers::Spread;
use crate::table::Table;
use crate::table::row::{Goal, Row};

pub fn markdown(table: &Table) -> String {
    let mut text = String::new();
    let kind = if table.short { " (short form)" } else { "" };
    writeln!(
        text,
        "{}{kind}, {}. Durable writes a second of the disk before and after: {:.0}, {:.0}.\n",
        table.machine, table.at, table.flushes_before, table.flushes_after
    )
    .expect("memory takes what is written");
    text.push_str("| what | goal | came to | least to most | met | beside it | two equal ones |\n|---|---|---|---|---|---|---|\n");
    for row in &table.rows {
        text.push_str(&line(row));
    }
    for left_out in &table.left_out {
        text.push_str(&format!("\nNot measured: {left_out}\n"));
    }
    text
}

fn line(row: &Row) -> String {
    let goal = row.goal.map_or("–".to_owned(), |goal| match goal {
        Goal::AtLeast(goal) => format!("at least {}", number(goal, row.unit)),
        Goal::AtMost(goal) => format!("at most {}", number(goal, row.unit)),
    });
    let met = match row.is_met() {
        Some(true) => "yes",
        Some(false) => "**no**",
        None => "–",
    };
    let noise = row.noise.as_ref().map_or(String::new(), |noise| span(noise, "times"));
    format!(
        "| {} | {goal} | {} | {} | {met} | {} | {noise} |\n",
        row.what,
        number(row.value.median, row.unit),
        if row.value.rounds > 1 { span(&row.value, row.unit) } else { String::new() },
        row.beside,
    )
}

fn span(spread: &Spread, unit: &str) -> String {
    let (min, max) = (number(spread.min, unit), number(spread.max, unit));
    let (min, max) =
        (min.trim_end_matches(unit).trim().to_owned(), max.trim_end_matches(unit).trim().to_owned());
    format!("{min} to {max}")
}

/// With three digits that say something.
pub fn number(value: f64, unit: &str) -> String {
    let size = value.abs();
    let text = match size {
        _ if size >= 1_000.0 => thousands(value),
        _ if size >= 100.0 => format!("{value:.0}"),
        _ if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    };
    format!("{text} {unit}").trim_end().to_owned()
}

fn thousands(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
