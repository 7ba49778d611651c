//! A report as JSON: everything in one object, or the short form that goes on one line.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde::Serialize;

use crate::checklist::model::Verdict;
use crate::cli::escape;
use crate::report::{Report, State};

#[derive(Serialize)]
struct Full<'a> {
    #[serde(flatten)]
    report: &'a Report,
    /// What the customer is asked for.
    missing: Vec<&'a str>,
}

#[derive(Serialize)]
struct Short<'a> {
    id: &'a str,
    category: &'a str,
    verdict: Verdict,
    wait_until: Option<Timestamp>,
    items: IndexMap<&'a str, Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    state: State,
    value: Option<&'a str>,
}

/// The whole report with the list of what is missing, over several lines.
///
/// # Errors
///
/// None that are known: a report is always JSON.
pub fn full(report: &Report) -> serde_json::Result<String> {
    let missing = report.asked().map(|(name, _)| name).collect();
    serde_json::to_string_pretty(&Full { report, missing }).map(escape::json)
}

/// What `--jsonl` prints, without the end of the line.
///
/// # Errors
///
/// None that are known: a report is always JSON.
pub fn short(report: &Report) -> serde_json::Result<String> {
    let items = report
        .items
        .iter()
        .map(|(name, item)| (name.as_str(), Item { state: item.state, value: item.value.as_deref() }))
        .collect();
    let short = Short {
        id: &report.id,
        category: &report.category,
        verdict: report.verdict,
        wait_until: report.wait_until,
        items,
    };
    serde_json::to_string(&short).map(escape::json)
}
