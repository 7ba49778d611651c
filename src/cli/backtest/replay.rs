//! One past ticket, held against the checklists of one configuration or two.

use jiff::Timestamp;

use crate::app::build;
use crate::checklist::model::Verdict;
use crate::cli::backtest::difference::Difference;
use crate::cli::backtest::past::{Moment, Past};
use crate::cli::backtest::score::Figures;
use crate::cli::console::Failure;
use crate::clock::Clock;
use crate::config::load::Config;
use crate::reply::asking::is_asked;
use crate::report::Report;
use crate::verdict::Checker;

/// A configuration that is tried.
pub struct Candidate {
    /// What the result calls it.
    pub name: String,
    pub checker: Checker,
}

/// What is made of each line; used by all threads.
pub struct Replay {
    pub config: Candidate,
    pub against: Option<Candidate>,
    pub since: Option<Timestamp>,
    pub first_contact: bool,
    pub escalated_tag: Option<String>,
    pub clock: Clock,
}

/// What came of one ticket: little, because many are held at a time.
pub struct Seen {
    pub id: String,
    pub escalated: bool,
    pub config: Outcome,
    pub against: Option<Outcome>,
    pub difference: Option<Difference>,
}

/// What one configuration would do.
pub struct Outcome {
    /// Empty where it is of none.
    pub category: String,
    pub verdict: Verdict,
    /// Ready before anyone had answered.
    pub ready_at_once: bool,
    /// The items that the customer would be asked for.
    pub asked: Vec<String>,
    /// Of a labelled ticket.
    pub figures: Option<Figures>,
}

impl Seen {
    /// With this name if the file gives it none.
    #[must_use]
    pub fn named(mut self, name: impl FnOnce() -> String) -> Self {
        if self.id.is_empty() {
            self.id = name();
            if let Some(difference) = &mut self.difference {
                difference.id.clone_from(&self.id);
            }
        }
        self
    }
}

impl Candidate {
    /// # Errors
    ///
    /// Checklists that can't be used.
    pub fn of(name: String, config: &Config) -> Result<Self, Failure> {
        let checker = build::rules(config).map_err(Failure::of)?.checker;
        Ok(Self { name, checker })
    }
}

impl Replay {
    /// None for a ticket that is too old.
    ///
    /// # Errors
    ///
    /// What is wrong with the line.
    pub fn line(&self, line: &[u8]) -> Result<Option<Seen>, String> {
        let past = Past::parse(line, self.clock.now())?;
        if self.since.is_some_and(|since| past.created_at.is_none_or(|at| at < since)) {
            return Ok(None);
        }
        let past = if self.first_contact { at_first(past) } else { past };
        let (report, config) = outcome(&self.config, &past);
        let (difference, against) = match &self.against {
            None => (None, None),
            Some(candidate) => {
                let (was, outcome) = outcome(candidate, &past);
                (Difference::between(&was, &report), Some(outcome))
            }
        };
        let escalated = self.escalated_tag.as_ref().is_some_and(|tag| past.end.ticket.has_tag(tag));
        let difference = difference.map(|difference| Difference { id: past.id.clone(), ..difference });
        Ok(Some(Seen { id: past.id, escalated, config, against, difference }))
    }
}

/// As though the ticket had ended there. What a label says of its end does not hold then.
fn at_first(past: Past) -> Past {
    match past.first {
        None => past,
        Some(first) => Past { end: first, first: None, gold: None, ..past },
    }
}

fn outcome(candidate: &Candidate, past: &Past) -> (Report, Outcome) {
    let check = |moment: &Moment| candidate.checker.check(&moment.ticket, moment.at);
    let report = check(&past.end);
    let verdict_at_first = past.first.as_ref().map_or(report.verdict, |first| check(first).verdict);
    let figures = past.gold.as_ref().map(|gold| {
        let mut figures = Figures::default();
        figures.add(gold, &report, candidate.checker.checklists());
        figures
    });
    let outcome = Outcome {
        category: report.category.clone(),
        verdict: report.verdict,
        ready_at_once: report.verdict != Verdict::Ignored && verdict_at_first == Verdict::Ready,
        asked: asked(&report).map(str::to_owned).collect(),
        figures,
    };
    (report, outcome)
}

/// What the comment of this verdict asks for: only that of `incomplete` has a list.
pub fn asked(report: &Report) -> impl Iterator<Item = &str> {
    let asked = report.asked().filter(|(_, item)| report.verdict == Verdict::Incomplete && is_asked(item));
    asked.map(|(name, _)| name)
}
