//! The counts over all tickets for one configuration.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Serialize;

use crate::checklist::model::Verdict;
use crate::cli::backtest::agreement::Agreement;
use crate::cli::backtest::replay::Outcome;
use crate::cli::backtest::score::Figures;

/// What one configuration would do, in numbers.
#[derive(Debug, Default, Serialize)]
pub struct Tally {
    pub all: Counts,
    /// By category; the empty one has the tickets that are of none.
    pub categories: BTreeMap<String, Counts>,
    /// By item: in how many tickets the customer would be asked for it.
    pub asked: BTreeMap<String, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    /// Where some tickets are labelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<Figures>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Counts {
    pub tickets: u64,
    /// Those that are not ignored.
    pub checked: u64,
    /// Of these, ready before anyone had answered.
    pub ready_at_once: u64,
    pub verdicts: BTreeMap<Verdict, u64>,
}

impl Tally {
    /// With the agreement where `is_escalated` is told.
    pub fn add(&mut self, id: &str, outcome: &Outcome, is_escalated: Option<bool>) {
        self.all.add(outcome);
        match self.categories.get_mut(&outcome.category) {
            Some(counts) => counts.add(outcome),
            None => self.categories.entry(outcome.category.clone()).or_default().add(outcome),
        }
        for item in &outcome.asked {
            match self.asked.get_mut(item) {
                Some(count) => *count += 1,
                None => drop(self.asked.insert(item.clone(), 1)),
            }
        }
        if let Some(is_escalated) = is_escalated {
            let agreement = self.agreement.get_or_insert_default();
            agreement.add(id, outcome.verdict == Verdict::Ready, is_escalated);
        }
        if let Some(figures) = &outcome.figures {
            *self.accuracy.get_or_insert_default() += figures;
        }
    }

    /// The items that are asked for most often, first.
    pub fn most_asked(&self) -> Vec<(&str, u64)> {
        let mut items: Vec<_> = self.asked.iter().map(|(item, count)| (item.as_str(), *count)).collect();
        items.sort_by_key(|(_, count)| Reverse(*count));
        items
    }
}

impl Counts {
    fn add(&mut self, outcome: &Outcome) {
        self.tickets += 1;
        self.checked += u64::from(outcome.verdict != Verdict::Ignored);
        self.ready_at_once += u64::from(outcome.ready_at_once);
        *self.verdicts.entry(outcome.verdict).or_default() += 1;
    }

    pub fn of(&self, verdict: Verdict) -> u64 {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }
}
