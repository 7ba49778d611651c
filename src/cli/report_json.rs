//! A report as JSON: everything in one object, or the short form that goes on one line.

use indexmap::IndexMap;
use jiff::Timestamp;
use serde::Serialize;

use crate::checklist::model::Verdict;
use crate::cli::escape;
use crate::report::{Report, State};
use crate::verdict::explain::recognition::Recognition;
use crate::verdict::explain::rule::GateReason;
use crate::verdict::explain::text::Text;
use crate::verdict::explain::{Explanation, ItemReasons};

#[derive(Serialize)]
struct Full<'a> {
    #[serde(flatten)]
    report: &'a Report,
    /// What the customer is asked for.
    missing: Vec<&'a str>,
}

/// The whole report, and besides what explains it.
#[derive(Serialize)]
struct Explained<'a> {
    #[serde(flatten)]
    full: Full<'a>,
    explanation: Reasons<'a>,
}

#[derive(Serialize)]
struct Reasons<'a> {
    texts: &'a [Text],
    recognition: &'a Recognition,
    items: &'a IndexMap<String, ItemReasons>,
    gates: &'a [GateReason],
}

#[derive(Serialize)]
struct Short<'a> {
    id: &'a str,
    category: &'a str,
    verdict: Verdict,
    wait_until: Option<Timestamp>,
    items: IndexMap<&'a str, Item<'a>>,
}

impl<'a> Full<'a> {
    fn of(report: &'a Report) -> Self {
        Self { report, missing: report.asked().map(|(name, _)| name).collect() }
    }
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
    serde_json::to_string_pretty(&Full::of(report)).map(escape::json)
}

/// The same with `explanation` besides: the texts, and the reasons for everything in the report.
///
/// # Errors
///
/// None that are known: an explanation is always JSON.
pub fn explained(explanation: &Explanation) -> serde_json::Result<String> {
    let Explanation { report, texts, recognition, items, gates } = explanation;
    let explanation = Reasons { texts, recognition, items, gates };
    serde_json::to_string_pretty(&Explained { full: Full::of(report), explanation }).map(escape::json)
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
