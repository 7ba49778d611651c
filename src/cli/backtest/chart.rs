//! The bars of the page: where each begins, how wide it is, and what it says.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;

use crate::checklist::model::Verdict;
use crate::cli::backtest::number::{counted, number, percent};
use crate::cli::backtest::result::{Outcomes, Tried};
use crate::cli::backtest::text::VERDICTS;
use crate::cli::report_text::shown;

/// Width of a whole bar, in the drawing's units.
const WIDTH: f64 = 420.0;
/// Items that are drawn, the most frequent first.
const ITEMS_MAX: usize = 20;

/// One line of a chart.
#[derive(Debug, Serialize)]
pub struct Bar {
    /// What it is of; empty where that stands in the line above.
    pub label: String,
    /// Which of two configurations.
    pub role: &'static str,
    pub segments: Vec<Segment>,
    /// Behind the bar.
    pub note: String,
}

#[derive(Debug, Serialize)]
pub struct Segment {
    pub x: String,
    pub width: String,
    /// What colours it: a verdict's name, or a role.
    pub class: &'static str,
    /// What shows under the pointer.
    pub title: String,
}

/// The configurations with the words that tell them apart; none where there is only one.
pub fn roles(outcomes: &Outcomes) -> Vec<(&'static str, &Tried)> {
    match &outcomes.against {
        None => vec![("", &outcomes.config)],
        Some(against) => vec![("now", &outcomes.config), ("before", against)],
    }
}

/// By category, how its tickets are shared out among the verdicts.
pub fn verdicts(outcomes: &Outcomes) -> Vec<Bar> {
    let roles = roles(outcomes);
    let names: BTreeSet<&String> =
        roles.iter().flat_map(|(_, tried)| tried.tally.categories.keys()).collect();
    let mut bars = Vec::new();
    for name in names {
        for (at, (role, tried)) in roles.iter().enumerate() {
            let counts = tried.tally.categories.get(name).cloned().unwrap_or_default();
            let segments = shares(|verdict| counts.of(verdict), counts.tickets);
            let label = if name.is_empty() { "(none)".to_owned() } else { shown(name) };
            let label = if at == 0 { label } else { String::new() };
            bars.push(Bar { label, role, segments, note: number(counts.tickets) });
        }
    }
    bars
}

/// A whole bar, shared out among the verdicts.
pub fn shares(of: impl Fn(Verdict) -> u64, whole: u64) -> Vec<Segment> {
    let mut before = 0;
    let mut segments = Vec::new();
    for verdict in VERDICTS {
        let count = of(verdict);
        if count > 0 {
            let title = format!("{}: {}", verdict.name(), percent(count, whole));
            segments.push(segment(before, count, whole, verdict.name(), title));
        }
        before += count;
    }
    segments
}

/// A part of a bar that is whole with `most`.
pub fn part(count: u64, most: u64, class: &'static str) -> Segment {
    segment(0, count, most, class, counted(count, "ticket"))
}

/// How often items are asked for.
pub fn items(outcomes: &Outcomes) -> Vec<Bar> {
    let roles = roles(outcomes);
    let count = |tried: &Tried, item: &str| tried.tally.asked.get(item).copied().unwrap_or(0);
    let names: BTreeSet<&String> = roles.iter().flat_map(|(_, tried)| tried.tally.asked.keys()).collect();
    let mut names: Vec<(u64, &String)> = names
        .into_iter()
        .map(|item| (roles.iter().map(|(_, tried)| count(tried, item)).max().unwrap_or(0), item))
        .collect();
    names.sort_by_key(|(count, _)| Reverse(*count));
    let most = names.first().map_or(0, |(count, _)| *count);
    let mut bars = Vec::new();
    for (_, item) in names.into_iter().take(ITEMS_MAX) {
        for (at, (role, tried)) in roles.iter().enumerate() {
            let count = count(tried, item);
            let share = percent(count, tried.tally.all.checked);
            let class = if at == 0 { "now" } else { "before" };
            let segments = vec![part(count, most, class)];
            let label = if at == 0 { shown(item) } else { String::new() };
            bars.push(Bar { label, role, segments, note: format!("{} ({share})", number(count)) });
        }
    }
    bars
}

fn segment(before: u64, count: u64, whole: u64, class: &'static str, title: String) -> Segment {
    let scaled = |count: u64| format!("{:.1}", count as f64 / whole.max(1) as f64 * WIDTH);
    Segment { x: scaled(before), width: scaled(count), class, title }
}
