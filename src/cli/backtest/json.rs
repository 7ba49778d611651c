//! The result as one JSON object. Its differences are written as they are found, because there may be many.

use std::io::{self, Write};

use serde::Serialize;

use crate::cli::backtest::difference::Difference;
use crate::cli::backtest::result::Outcomes;
use crate::cli::escape;

/// Open the list of differences.
pub fn begin(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"{\"tickets_that_differ\": [")
}

/// One ticket of the list, on a line of its own.
pub fn difference(out: &mut dyn Write, difference: &Difference, is_first: bool) -> io::Result<()> {
    let comma = if is_first { "" } else { "," };
    write!(out, "{comma}\n{}", text(difference)?)
}

/// Close the list, if there is one, and write the rest.
pub fn end(out: &mut dyn Write, outcomes: &Outcomes) -> io::Result<()> {
    let summary = serde_json::to_string_pretty(outcomes).map(escape::json).map_err(io::Error::other)?;
    let before = if outcomes.differences.is_some() { "\n],\n" } else { "{" };
    writeln!(out, "{before}\"summary\": {summary}}}")
}

fn text(value: &impl Serialize) -> io::Result<String> {
    serde_json::to_string(value).map(escape::json).map_err(io::Error::other)
}
