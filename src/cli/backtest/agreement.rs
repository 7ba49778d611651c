//! How the verdict `ready` agrees with what agents did: with the tag of the tickets that they escalated.

use serde::Serialize;

use crate::cli::backtest::few::Few;

#[derive(Debug, Default, Serialize)]
pub struct Agreement {
    pub ready_and_escalated: u64,
    pub neither: u64,
    /// The agents saw a reason against it, or it was not their turn yet.
    pub ready_only: Few,
    /// The agents were content with less, or knew more.
    pub escalated_only: Few,
}

impl Agreement {
    pub fn add(&mut self, id: &str, is_ready: bool, is_escalated: bool) {
        match (is_ready, is_escalated) {
            (true, true) => self.ready_and_escalated += 1,
            (false, false) => self.neither += 1,
            (true, false) => self.ready_only.add(id),
            (false, true) => self.escalated_only.add(id),
        }
    }

    pub fn agreeing(&self) -> u64 {
        self.ready_and_escalated + self.neither
    }

    pub fn tickets(&self) -> u64 {
        self.agreeing() + self.ready_only.count + self.escalated_only.count
    }
}
