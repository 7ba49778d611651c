//! From the facts of a ticket and a checklist to a report: each item's state, the verdict, and when to look again.

pub mod report;

use jiff::Timestamp;

use crate::checklist::model::Checklists;
use crate::ticket::Ticket;
use crate::verdict::report::Report;

/// The checklists made ready for use: built once, used for every ticket, by any number of threads.
pub struct Checker {
    checklists: Checklists,
    /// The time zone of customers whose own is not known.
    time_zone: jiff::tz::TimeZone,
}

impl Checker {
    pub fn new(checklists: Checklists, time_zone: jiff::tz::TimeZone) -> Result<Self, Vec<String>> {
        Ok(Self { checklists, time_zone })
    }

    pub fn checklists(&self) -> &Checklists {
        &self.checklists
    }

    /// Hold the ticket against its category's checklist. Never fails: odd input yields findings.
    pub fn check(&self, ticket: &Ticket, now: Timestamp) -> Report {
        let _ = (ticket, now, &self.time_zone);
        unreachable!("to come")
    }
}
