//! What a backtest comes to. It grows with the configuration and not with the number of tickets.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use crate::cli::backtest::difference::{Difference, Kind};
use crate::cli::backtest::few::Few;
use crate::cli::backtest::replay::{Candidate, Replay, Seen};
use crate::cli::backtest::tally::Tally;

/// Differences that are kept to be listed.
const DIFFERENCES_MAX: usize = 500;

#[derive(Debug, Serialize)]
pub struct Outcomes {
    pub since: Option<Timestamp>,
    pub first_contact: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escalated_tag: Option<String>,
    pub tickets: u64,
    /// Left out because they were opened before `since`.
    pub too_old: u64,
    /// Lines that could not be read.
    pub unreadable: u64,
    pub config: Tried,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Tried>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differences: Option<Differences>,
}

#[derive(Debug, Serialize)]
pub struct Tried {
    pub name: String,
    /// The content hash of its checklists.
    pub checklists: String,
    #[serde(flatten)]
    pub tally: Tally,
}

#[derive(Debug, Default)]
pub struct Differences {
    /// Tickets with any.
    pub tickets: u64,
    pub kinds: BTreeMap<Kind, Few>,
    /// The first of them.
    pub listed: Vec<Difference>,
}

/// How many tickets have a difference of this kind.
#[derive(Serialize)]
pub struct Counted<'a> {
    #[serde(flatten)]
    pub kind: &'a Kind,
    #[serde(flatten)]
    pub tickets: &'a Few,
}

impl Outcomes {
    pub fn new(replay: &Replay) -> Self {
        Self {
            since: replay.since,
            first_contact: replay.first_contact,
            escalated_tag: replay.escalated_tag.clone(),
            tickets: 0,
            too_old: 0,
            unreadable: 0,
            config: Tried::new(&replay.config),
            against: replay.against.as_ref().map(Tried::new),
            differences: replay.against.as_ref().map(|_| Differences::default()),
        }
    }

    pub fn add(&mut self, seen: Seen) {
        self.tickets += 1;
        let escalated = self.escalated_tag.is_some().then_some(seen.escalated);
        self.config.tally.add(&seen.id, &seen.config, escalated);
        if let (Some(tried), Some(outcome)) = (&mut self.against, &seen.against) {
            tried.tally.add(&seen.id, outcome, escalated);
        }
        if let (Some(differences), Some(difference)) = (&mut self.differences, seen.difference) {
            differences.add(difference);
        }
    }
}

impl Tried {
    fn new(candidate: &Candidate) -> Self {
        Self {
            name: candidate.name.clone(),
            checklists: candidate.checker.checklists().version.clone(),
            tally: Tally::default(),
        }
    }
}

impl Differences {
    fn add(&mut self, difference: Difference) {
        self.tickets += 1;
        for kind in difference.kinds() {
            self.kinds.entry(kind).or_default().add(&difference.id);
        }
        if self.listed.len() < DIFFERENCES_MAX {
            self.listed.push(difference);
        }
    }

    /// The kinds in their order: what becomes of the tickets first, then what is asked for, then what is read; within each the most
    /// frequent first.
    pub fn counted(&self) -> Vec<Counted<'_>> {
        let mut counted: Vec<_> =
            self.kinds.iter().map(|(kind, tickets)| Counted { kind, tickets }).collect();
        counted.sort_by_key(|one| (one.kind.rank(), Reverse(one.tickets.count)));
        counted
    }
}

impl Serialize for Differences {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Shown<'a> {
            tickets: u64,
            kinds: Vec<Counted<'a>>,
        }
        Shown { tickets: self.tickets, kinds: self.counted() }.serialize(serializer)
    }
}
