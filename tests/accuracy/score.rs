//! Agreement of reports with labels: the states, the values, and above all what is asked for in vain.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::Timestamp;
use preflight::checklist::model::Verdict;
use preflight::report::{Report, State};
use serde::Deserialize;

/// So many seconds off is still the same minute.
const WAIT_SECS_MAX: i64 = 61;

/// What a careful support agent says of a ticket.
#[derive(Deserialize)]
pub struct Gold {
    pub category: String,
    #[serde(default)]
    pub also_accept: Vec<String>,
    pub verdict: Verdict,
    #[serde(default)]
    pub wait_until: Option<Timestamp>,
    pub items: BTreeMap<String, GoldItem>,
}

#[derive(Deserialize)]
pub struct GoldItem {
    pub state: State,
    #[serde(default)]
    pub value: Option<String>,
}

#[derive(Default)]
pub struct Figures {
    tickets: u32,
    category_right: u32,
    verdict_right: u32,
    items: u32,
    items_right: u32,
    asked: u32,
    false_asks: u32,
    missing: u32,
    missing_found: u32,
    values: u32,
    values_right: u32,
    uncertain: u32,
    waits: u32,
    waits_right: u32,
    pub false_ready: u32,
    pub spoke: u32,
}

impl Figures {
    pub fn add(&mut self, gold: &Gold, report: &Report) {
        self.tickets += 1;
        let accepted = report.category == gold.category || gold.also_accept.contains(&report.category);
        self.category_right += u32::from(accepted);
        self.verdict_right += u32::from(report.verdict == gold.verdict);
        self.false_ready += u32::from(report.verdict == Verdict::Ready && gold.verdict != Verdict::Ready);
        let silent = matches!(report.verdict, Verdict::Ignored | Verdict::Unclear);
        self.spoke += u32::from(gold.verdict == Verdict::Ignored && !silent);
        if let (Verdict::Waiting, Some(label), Some(until)) =
            (report.verdict, gold.wait_until, report.wait_until)
        {
            self.waits += 1;
            self.waits_right += u32::from((until.as_second() - label.as_second()).abs() <= WAIT_SECS_MAX);
        }
        if report.category == gold.category {
            gold.items.iter().for_each(|(name, label)| self.add_item(name, label, report));
        }
    }

    fn add_item(&mut self, name: &str, label: &GoldItem, report: &Report) {
        let item = report.items.get(name);
        let state = match item.map_or(State::NotApplicable, |item| item.state) {
            State::Invalid => State::Missing,
            state => state,
        };
        self.items += 1;
        self.items_right += u32::from(state == label.state);
        self.uncertain += u32::from(state == State::Uncertain);
        if label.state == State::Missing {
            self.missing += 1;
            self.missing_found += u32::from(state == State::Missing);
        }
        if state == State::Missing {
            self.asked += 1;
            self.false_asks += u32::from(label.state != State::Missing);
        }
        if let (State::Present, State::Present, Some(value)) = (label.state, state, &label.value) {
            self.values += 1;
            let got = item.and_then(|item| item.value.as_deref());
            self.values_right += u32::from(got.is_some_and(|got| same(value, got)));
        }
    }

    pub fn category(&self) -> f64 {
        ratio(self.category_right, self.tickets)
    }

    pub fn verdict(&self) -> f64 {
        ratio(self.verdict_right, self.tickets)
    }

    pub fn item_state(&self) -> f64 {
        ratio(self.items_right, self.items)
    }

    pub fn ask_precision(&self) -> f64 {
        1.0 - ratio(self.false_asks, self.asked)
    }

    pub fn ask_recall(&self) -> f64 {
        ratio(self.missing_found, self.missing)
    }

    pub fn waits(&self) -> f64 {
        ratio(self.waits_right, self.waits)
    }

    pub fn uncertain(&self) -> f64 {
        ratio(self.uncertain, self.items)
    }

    pub fn value(&self) -> f64 {
        ratio(self.values_right, self.values)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "{} tickets: category {:.3}, verdict {:.3}, item state {:.3}, ask precision {:.3}, ask recall {:.3}, \
             value {:.3}, waits {}/{}, uncertain {:.3}, false ready {}, spoke where silence was due {}",
            self.tickets,
            self.category(),
            self.verdict(),
            self.item_state(),
            self.ask_precision(),
            self.ask_recall(),
            self.value(),
            self.waits_right,
            self.waits,
            self.uncertain(),
            self.false_ready,
            self.spoke
        )
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) }
}

/// Digits, dates, choices and addresses must agree; free text must share most of its words.
fn same(gold: &str, got: &str) -> bool {
    let (gold, got) = (gold.trim().to_lowercase(), got.trim().to_lowercase());
    if gold == got {
        return true;
    }
    let is_date = gold.len() >= 10
        && gold.as_bytes()[4] == b'-'
        && gold.as_bytes()[7] == b'-'
        && gold[..4].bytes().all(|c| c.is_ascii_digit());
    if is_date {
        return got.get(..16) == gold.get(..16) && gold.len() >= 16
            || gold.len() == 10 && got.get(..10) == Some(gold.as_str());
    }
    let exact = gold.chars().all(|c| c.is_ascii_digit() || c == ':' || c == '-')
        || ["yes", "no", "pending", "denied", "approved", "rejected", "shop", "creator", "both"]
            .contains(&gold.as_str())
        || (gold.contains('@') && !gold.contains(' '));
    if exact {
        return false;
    }
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_alphanumeric() && c != '_')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (words(&gold), words(&got));
    let shared = a.intersection(&b).count() as f64;
    shared > 0.0 && shared / a.len().min(b.len()) as f64 >= 0.6
}
