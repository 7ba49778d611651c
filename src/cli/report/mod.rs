//! `preflight report`: what a period came to, from the store alone: the ground for going live.

mod page;
mod tally;
mod text;

use std::fs::File;
use std::io::{self, Write};

use jiff::{SignedDuration, Timestamp};

use crate::cli::arguments::ReportFormat;
use crate::cli::arguments::past::ReportArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::report::tally::Period;
use crate::cli::{backtest, escape, runtime, store};
use crate::store::archive::Span;
use crate::store::review::courses;

/// How far back it begins where nobody says.
const SINCE_DAYS: i64 = 30;

pub fn run(arguments: &ReportArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (_, store) = store::open(&arguments.config, console)?;
    // Whole seconds are easier to read.
    let now = Timestamp::now();
    let until = arguments.until.unwrap_or_else(|| Timestamp::from_second(now.as_second() + 1).unwrap_or(now));
    let since =
        arguments.since.or_else(|| until.checked_sub(SignedDuration::from_hours(SINCE_DAYS * 24)).ok());
    let since = since.unwrap_or(Timestamp::MIN);
    if since >= until {
        return Err(Failure::Message(format!("the time from {since} up to {until} is empty")));
    }
    let page = arguments.html.as_deref().map(backtest::create).transpose()?;
    let span = Span { since: Some(since), until: Some(until) };
    let courses = runtime::new()?.block_on(courses(&*store, span));
    let courses = courses.map_err(|error| Failure::of(error.into()))?;
    let period = Period::of(&courses, since, until, arguments.escalated_tag.as_deref());
    match arguments.format {
        ReportFormat::Text => text::write(console.out, &period)?,
        ReportFormat::Json => json(console.out, &period)?,
    }
    if let Some((path, file)) = page {
        write_page(file, &period).map_err(|error| backtest::unwritable(path, &error))?;
    }
    Ok(if courses.is_empty() { Exit::Findings } else { Exit::Fine })
}

fn json(out: &mut dyn Write, period: &Period) -> io::Result<()> {
    let text = serde_json::to_string_pretty(period).map(escape::json).map_err(io::Error::other)?;
    writeln!(out, "{text}")
}

fn write_page(mut file: File, period: &Period) -> io::Result<()> {
    let html = page::render(period).map_err(io::Error::other)?;
    file.write_all(html.as_bytes())
}
