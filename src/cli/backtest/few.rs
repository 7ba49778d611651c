//! Tickets that are counted, with the names of the first few.

use serde::Serialize;

/// Names that are kept.
const NAMES_MAX: usize = 10;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Few {
    pub count: u64,
    /// The first of them.
    pub ids: Vec<String>,
}

impl Few {
    pub fn add(&mut self, id: &str) {
        self.count += 1;
        if self.ids.len() < NAMES_MAX {
            self.ids.push(id.to_owned());
        }
    }

    /// How many are not named.
    pub fn more(&self) -> u64 {
        self.count - self.ids.len() as u64
    }
}
