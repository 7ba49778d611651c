//! What one configuration would do otherwise than another in one ticket.

use serde::Serialize;

use crate::checklist::model::Verdict;
use crate::cli::backtest::replay::asked;
use crate::cli::report_text;
use crate::report::{ItemReport, Report};

/// From what to what.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change<T> {
    pub was: T,
    pub now: T,
}

/// All of it; what is alike is left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Difference {
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Change<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Change<Verdict>>,
    /// The gates that decide, where the verdict is the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gate: Option<Change<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_until: Option<Change<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub newly_asked: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub no_longer_asked: Vec<String>,
    /// Items of both whose state or value is another.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub read_otherwise: Vec<Reading>,
}

/// What is read for an item: the value, else the state.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reading {
    pub item: String,
    #[serde(flatten)]
    pub change: Change<String>,
}

/// A kind of difference, by which they are counted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    Verdict(Change<Verdict>),
    Category(Change<String>),
    Gate(Change<String>),
    WaitUntil,
    NewlyAsked { item: String },
    NoLongerAsked { item: String },
    ReadOtherwise { item: String },
}

impl Difference {
    /// None if both would do the same.
    pub fn between(was: &Report, now: &Report) -> Option<Self> {
        let (asked_then, asked_now): (Vec<_>, Vec<_>) = (asked(was).collect(), asked(now).collect());
        let without = |some: &[&str], others: &[&str]| -> Vec<String> {
            some.iter().filter(|item| !others.contains(item)).map(|item| (*item).to_owned()).collect()
        };
        let verdict = change(was.verdict, now.verdict);
        let gate = |report: &Report| report.gate.clone().unwrap_or_default();
        let time = |report: &Report| report.wait_until.map(|at| at.to_string()).unwrap_or_default();
        let mut difference = Self {
            id: String::new(),
            category: change(was.category.clone(), now.category.clone()),
            gate: change(gate(was), gate(now)).filter(|_| verdict.is_none()),
            wait_until: change(time(was), time(now)).filter(|_| verdict.is_none()),
            verdict,
            newly_asked: without(&asked_now, &asked_then),
            no_longer_asked: without(&asked_then, &asked_now),
            read_otherwise: Vec::new(),
        };
        difference.read_otherwise = difference.readings(was, now);
        (difference != Self::default()).then_some(difference)
    }

    /// What is told by the asking already is not told again.
    fn readings(&self, was: &Report, now: &Report) -> Vec<Reading> {
        let is_told = |item: &String| self.newly_asked.contains(item) || self.no_longer_asked.contains(item);
        let both = now.items.iter().filter_map(|(name, now)| Some((name, was.items.get(name)?, now)));
        let changes = both.filter(|(name, _, _)| !is_told(name)).filter_map(|(name, was, now)| {
            Some(Reading { item: name.clone(), change: change(reading(was), reading(now))? })
        });
        changes.collect()
    }

    /// What is other without a word of the ticket; that leaves out what is read otherwise.
    pub fn told_without_words(&self) -> Vec<String> {
        let kinds = self.kinds().filter(|kind| !matches!(kind, Kind::ReadOtherwise { .. }));
        kinds.map(|kind| kind.told()).collect()
    }

    pub fn kinds(&self) -> impl Iterator<Item = Kind> + '_ {
        let verdict = self.verdict.clone().map(Kind::Verdict);
        let category = self.category.clone().map(Kind::Category);
        let gate = self.gate.clone().map(Kind::Gate);
        let wait = self.wait_until.as_ref().map(|_| Kind::WaitUntil);
        let newly = self.newly_asked.iter().map(|item| Kind::NewlyAsked { item: item.clone() });
        let no_longer = self.no_longer_asked.iter().map(|item| Kind::NoLongerAsked { item: item.clone() });
        let read = self.read_otherwise.iter().map(|read| Kind::ReadOtherwise { item: read.item.clone() });
        let whole = verdict.into_iter().chain(category).chain(gate).chain(wait);
        whole.chain(newly).chain(no_longer).chain(read)
    }
}

impl Kind {
    /// The place of its like in a list.
    pub fn rank(&self) -> u8 {
        match self {
            Kind::Verdict(_) => 0,
            Kind::Category(_) => 1,
            Kind::Gate(_) => 2,
            Kind::WaitUntil => 3,
            Kind::NewlyAsked { .. } => 4,
            Kind::NoLongerAsked { .. } => 5,
            Kind::ReadOtherwise { .. } => 6,
        }
    }

    /// How it reads behind a number of tickets; names stand in backticks.
    pub fn told(&self) -> String {
        let none = |name: &str| if name.is_empty() { "none".to_owned() } else { format!("`{name}`") };
        match self {
            Kind::Verdict(Change { was, now }) => {
                format!("would now be `{}`, no longer `{}`", now.name(), was.name())
            }
            Kind::Category(Change { was, now }) => {
                format!("now of the category {}, no longer {}", none(now), none(was))
            }
            Kind::Gate(Change { was, now }) => {
                format!("now held by the gate {}, no longer {}", none(now), none(was))
            }
            Kind::WaitUntil => "would wait until another time".into(),
            Kind::NewlyAsked { item } => format!("newly asked for `{item}`"),
            Kind::NoLongerAsked { item } => format!("no longer asked for `{item}`"),
            Kind::ReadOtherwise { item } => format!("`{item}` read otherwise"),
        }
    }
}

fn change<T: PartialEq>(was: T, now: T) -> Option<Change<T>> {
    (was != now).then_some(Change { was, now })
}

fn reading(item: &ItemReport) -> String {
    match (&item.value, item.values.as_slice()) {
        (Some(value), _) => value.clone(),
        (None, []) => report_text::state(item.state).to_owned(),
        (None, values) => values.join(", "),
    }
}
