//! Agreement of reports with labels: the states, the values, and above all what is asked for in vain.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::AddAssign;

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};

use crate::checklist::kind::Kind;
use crate::checklist::model::{Checklists, Verdict};
use crate::report::{Report, State};

/// So many seconds off is still the same minute.
const WAIT_SECS_MAX: i64 = 61;
/// The least share of the words that two free texts have in common if they say the same.
const WORDS_SHARED_MIN: f64 = 0.6;

/// What a careful support agent says of a ticket.
#[derive(Debug, Deserialize)]
pub struct Gold {
    pub category: String,
    #[serde(default)]
    pub also_accept: Vec<String>,
    pub verdict: Verdict,
    #[serde(default)]
    pub wait_until: Option<Timestamp>,
    #[serde(default)]
    pub items: BTreeMap<String, GoldItem>,
}

#[derive(Debug, Deserialize)]
pub struct GoldItem {
    pub state: State,
    #[serde(default)]
    pub value: Option<String>,
}

/// How many of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub part: u32,
    pub whole: u32,
}

/// The figures over any number of labelled tickets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    pub tickets: u32,
    pub category: Share,
    pub verdict: Share,
    pub item_state: Share,
    /// Of what is asked for: what is really missing.
    pub ask_precision: Share,
    /// Of what is missing: what is asked for.
    pub ask_recall: Share,
    pub value: Share,
    pub waits: Share,
    pub uncertain: Share,
    pub false_ready: u32,
    /// Tickets that should be ignored and are not.
    pub spoke: u32,
}

impl Share {
    fn count(&mut self, is_part: bool) {
        self.whole += 1;
        self.part += u32::from(is_part);
    }

    /// 0 to 1; none where there was nothing to count.
    pub fn rate(self) -> Option<f64> {
        (self.whole > 0).then(|| f64::from(self.part) / f64::from(self.whole))
    }
}

impl Figures {
    pub fn add(&mut self, gold: &Gold, report: &Report, checklists: &Checklists) {
        self.tickets += 1;
        let accepted = report.category == gold.category || gold.also_accept.contains(&report.category);
        self.category.count(accepted);
        self.verdict.count(report.verdict == gold.verdict);
        self.false_ready += u32::from(report.verdict == Verdict::Ready && gold.verdict != Verdict::Ready);
        let silent = matches!(report.verdict, Verdict::Ignored | Verdict::Unclear);
        self.spoke += u32::from(gold.verdict == Verdict::Ignored && !silent);
        if let (Verdict::Waiting, Some(label), Some(until)) =
            (report.verdict, gold.wait_until, report.wait_until)
        {
            self.waits.count((until.as_second() - label.as_second()).abs() <= WAIT_SECS_MAX);
        }
        if report.category == gold.category {
            for (name, label) in &gold.items {
                let kind = checklists.items.get(name).map(|item| &item.kind);
                self.add_item(name, label, report, matches!(kind, Some(Kind::Choice(_))));
            }
        }
    }

    fn add_item(&mut self, name: &str, label: &GoldItem, report: &Report, is_choice: bool) {
        let item = report.items.get(name);
        let state = match item.map_or(State::NotApplicable, |item| item.state) {
            State::Invalid => State::Missing,
            state => state,
        };
        self.item_state.count(state == label.state);
        self.uncertain.count(state == State::Uncertain);
        if label.state == State::Missing {
            self.ask_recall.count(state == State::Missing);
        }
        if state == State::Missing {
            self.ask_precision.count(label.state == State::Missing);
        }
        if let (State::Present, State::Present, Some(value)) = (label.state, state, &label.value) {
            let got = item.and_then(|item| item.value.as_deref());
            self.value.count(got.is_some_and(|got| same(value, got, is_choice)));
        }
    }

    /// The shares with the names that they go by.
    pub fn shares(&self) -> [(&'static str, Share); 8] {
        [
            ("category", self.category),
            ("verdict", self.verdict),
            ("item state", self.item_state),
            ("ask precision", self.ask_precision),
            ("ask recall", self.ask_recall),
            ("value", self.value),
            ("waits", self.waits),
            ("uncertain", self.uncertain),
        ]
    }
}

impl AddAssign<&Share> for Share {
    fn add_assign(&mut self, other: &Share) {
        self.part += other.part;
        self.whole += other.whole;
    }
}

impl AddAssign<&Figures> for Figures {
    fn add_assign(&mut self, other: &Figures) {
        self.tickets += other.tickets;
        self.category += &other.category;
        self.verdict += &other.verdict;
        self.item_state += &other.item_state;
        self.ask_precision += &other.ask_precision;
        self.ask_recall += &other.ask_recall;
        self.value += &other.value;
        self.waits += &other.waits;
        self.uncertain += &other.uncertain;
        self.false_ready += other.false_ready;
        self.spoke += other.spoke;
    }
}

impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown {
            part: u32,
            whole: u32,
            rate: Option<f64>,
        }
        Shown { part: self.part, whole: self.whole, rate: self.rate() }.serialize(serializer)
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} tickets: ", self.tickets)?;
        for (name, share) in self.shares() {
            match share.rate() {
                Some(rate) => write!(out, "{name} {rate:.3}, ")?,
                None => write!(out, "{name} –, ")?,
            }
        }
        write!(out, "false ready {}, spoke where silence was due {}", self.false_ready, self.spoke)
    }
}

/// Digits, dates, choices and addresses must agree; free text must share most of its words.
fn same(gold: &str, got: &str, is_choice: bool) -> bool {
    let (gold, got) = (gold.trim().to_lowercase(), got.trim().to_lowercase());
    if gold == got {
        return true;
    }
    let digits = |range| gold.get(range).is_some_and(|text: &str| text.bytes().all(|c| c.is_ascii_digit()));
    if digits(0..4) && gold.get(4..5) == Some("-") && gold.get(7..8) == Some("-") && gold.len() >= 10 {
        return match gold.get(..16) {
            Some(minute) => got.get(..16) == Some(minute),
            None => gold.len() == 10 && got.get(..10) == Some(gold.as_str()),
        };
    }
    let is_number = gold.chars().all(|c| c.is_ascii_digit() || c == ':' || c == '-');
    let is_address = gold.contains('@') && !gold.contains(' ');
    if is_choice || is_number || is_address {
        return false;
    }
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    let (a, b) = (words(&gold), words(&got));
    let shared = a.intersection(&b).count() as f64;
    shared > 0.0 && shared / a.len().min(b.len()) as f64 >= WORDS_SHARED_MIN
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn a_value_is_the_same_by_its_kind() {
        assert!(same("2026-03-02", "2026-03-02T15:04", false) && !same("2026-03-02", "2026-03-03", false));
        assert!(!same("2112345678", "211234567", false));
        assert!(!same("yes", "yes, they say", true) && same("yes", "yes, they say", false));
        assert!(!same("ä26-é", "x", false), "letters of several bytes are cut nowhere");
    }
}
