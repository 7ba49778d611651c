//! What Preflight has written into a ticket before.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::reply::stance::Why;
use crate::reply::told::Told;
use crate::reply::write::Write;

/// Oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    pub writes: Vec<PastWrite>,
    /// The limit that forbids another public comment for now.
    pub limit: Option<Why>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastWrite {
    pub key: String,
    pub public: bool,
    /// Milliseconds since 1970.
    pub at_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
}

impl PastWrite {
    /// What is remembered of a write that was made.
    pub fn of(write: &Write, at_ms: i64) -> Self {
        Self { key: write.key.clone(), public: write.is_public(), at_ms, told: write.told.clone() }
    }

    /// When it was made, by Preflight's clock; helpdesks count whole seconds.
    pub fn at(&self) -> Timestamp {
        Timestamp::from_second(self.at_ms.div_euclid(1_000)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl History {
    pub fn holds(&self, key: &str) -> bool {
        self.writes.iter().any(|write| write.key == key)
    }

    pub fn last(&self) -> Option<&Told> {
        self.writes.iter().rev().find_map(|write| write.told.as_ref())
    }

    pub fn last_public(&self) -> Option<&Told> {
        self.public().rev().find_map(|write| write.told.as_ref())
    }

    pub fn last_public_at(&self) -> Option<Timestamp> {
        self.public().next_back().map(PastWrite::at)
    }

    pub fn has_asked_for(&self, item: &str) -> bool {
        self.told().any(|told| told.asked_for(item))
    }

    /// Every item that the customer was ever asked for, in the order of the asking.
    pub fn ever_asked(&self) -> Vec<&str> {
        let mut items: Vec<&str> = Vec::new();
        for asked in self.told().flat_map(|told| &told.asked) {
            if !items.contains(&asked.item.as_str()) {
                items.push(&asked.item);
            }
        }
        items
    }

    /// When the customer was first told to do something.
    pub fn first_asked_at(&self) -> Option<Timestamp> {
        self.requests().next().map(PastWrite::at)
    }

    /// The last public comment that waits for the customer, reminders aside.
    pub fn last_request(&self) -> Option<&PastWrite> {
        self.requests().rfind(|write| write.told.as_ref().is_some_and(|told| told.reminder.is_none()))
    }

    pub fn is_handed_over(&self) -> bool {
        self.told().any(|told| told.handed_over)
    }

    /// Reminders of this request, in the order in which they were given.
    pub fn reminders_since(&self, request: &PastWrite) -> Vec<&PastWrite> {
        let after = self.writes.iter().skip_while(|write| write.key != request.key).skip(1);
        after.filter(|write| write.told.as_ref().is_some_and(|told| told.reminder.is_some())).collect()
    }

    pub fn has_spoken_between(&self, from: Timestamp, to: Timestamp) -> bool {
        self.public().any(|write| from <= write.at() && write.at() <= to)
    }

    fn public(&self) -> impl DoubleEndedIterator<Item = &PastWrite> {
        self.writes.iter().filter(|write| write.public)
    }

    fn requests(&self) -> impl DoubleEndedIterator<Item = &PastWrite> {
        self.public().filter(|write| write.told.as_ref().is_some_and(Told::wants_an_answer))
    }

    fn told(&self) -> impl Iterator<Item = &Told> {
        self.writes.iter().filter_map(|write| write.told.as_ref())
    }
}
