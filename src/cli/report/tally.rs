//! The figures of a period: by category, and over all.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::checklist::model::Verdict;
use crate::cli::backtest::agreement::Agreement;
use crate::store::review::Course;

/// What a period comes to.
#[derive(Debug, Serialize)]
pub struct Period {
    pub since: Timestamp,
    pub until: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalated_tag: Option<String>,
    /// Tickets by the content hash of the checklists that decided last.
    pub checklists: BTreeMap<String, u64>,
    pub all: Figures,
    pub categories: BTreeMap<String, Figures>,
}

#[derive(Debug, Default, Serialize)]
pub struct Figures {
    pub tickets: u64,
    pub passes: u64,
    /// Those that are not ignored.
    pub checked: u64,
    /// As they were found last.
    pub verdicts: BTreeMap<Verdict, u64>,
    /// Tickets not ignored whose first contact lies within the period, and those of them that were ready then.
    pub first_contacts: u64,
    pub ready_at_once: u64,
    /// Tickets that were ready at some time, by how often the customer had had their say until then.
    pub ready_in_round: BTreeMap<u32, u64>,
    /// Tickets in which the item was missing or invalid at some time.
    pub missing: BTreeMap<String, u64>,
    pub comments_written: u64,
    pub comments_withheld: u64,
    /// Withheld comments that asked for the item.
    pub asked_in_withheld: BTreeMap<String, u64>,
    /// Tickets by the reason for which less was said.
    pub silent: BTreeMap<&'static str, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
    pub ready: Afterwards,
}

/// What agents made of the tickets that were found ready.
#[derive(Debug, Default, Serialize)]
pub struct Afterwards {
    pub tickets: u64,
    pub solved: u64,
    /// Found open after they had been solved.
    pub reopened: u64,
}

impl Period {
    pub fn of(courses: &[Course], since: Timestamp, until: Timestamp, escalated_tag: Option<&str>) -> Self {
        let mut period = Self {
            since,
            until,
            escalated_tag: escalated_tag.map(str::to_owned),
            checklists: BTreeMap::new(),
            all: Figures::default(),
            categories: BTreeMap::new(),
        };
        for course in courses {
            *period.checklists.entry(course.checklists.clone()).or_default() += 1;
            period.all.add(course, escalated_tag);
            period.categories.entry(course.category.clone()).or_default().add(course, escalated_tag);
        }
        period
    }
}

impl Figures {
    fn add(&mut self, course: &Course, escalated_tag: Option<&str>) {
        let is_checked = course.verdict != Verdict::Ignored;
        let is_ready = course.verdict == Verdict::Ready;
        self.tickets += 1;
        self.passes += course.passes;
        self.checked += u64::from(is_checked);
        *self.verdicts.entry(course.verdict).or_default() += 1;
        if let (true, Some(at_once)) = (is_checked, course.ready_at_once) {
            self.first_contacts += 1;
            self.ready_at_once += u64::from(at_once);
        }
        if let Some(round) = course.ready_in_round {
            *self.ready_in_round.entry(round.max(1)).or_default() += 1;
        }
        count(&mut self.missing, course.missing.iter());
        self.comments_written += course.written.len() as u64;
        self.comments_withheld += course.withheld.len() as u64;
        count(&mut self.asked_in_withheld, course.withheld.values().flatten());
        if let Some(why) = course.why {
            *self.silent.entry(why.name()).or_default() += 1;
        }
        if let Some(tag) = escalated_tag {
            let is_escalated = course.afterwards.tags.iter().any(|one| one.eq_ignore_ascii_case(tag));
            self.agreement.get_or_insert_default().add(&course.ticket.id, is_ready, is_escalated);
        }
        if is_ready {
            let is_solved = matches!(course.afterwards.status.as_deref(), Some("solved" | "closed"));
            self.ready.tickets += 1;
            self.ready.solved += u64::from(is_solved);
            self.ready.reopened += u64::from(course.afterwards.reopened > 0);
        }
    }

    pub fn of(&self, verdict: Verdict) -> u64 {
        self.verdicts.get(&verdict).copied().unwrap_or(0)
    }

    /// Tickets that were ready at some time.
    pub fn ever_ready(&self) -> u64 {
        self.ready_in_round.values().sum()
    }

    pub fn most_missing(&self) -> Vec<(&str, u64)> {
        most(&self.missing)
    }

    pub fn most_asked_in_withheld(&self) -> Vec<(&str, u64)> {
        most(&self.asked_in_withheld)
    }
}

fn count<'a>(counts: &mut BTreeMap<String, u64>, items: impl Iterator<Item = &'a String>) {
    for item in items {
        match counts.get_mut(item) {
            Some(count) => *count += 1,
            None => drop(counts.insert(item.clone(), 1)),
        }
    }
}

/// The most frequent first.
pub fn most(counts: &BTreeMap<String, u64>) -> Vec<(&str, u64)> {
    let mut items: Vec<_> = counts.iter().map(|(item, count)| (item.as_str(), *count)).collect();
    items.sort_by_key(|(_, count)| Reverse(*count));
    items
}
