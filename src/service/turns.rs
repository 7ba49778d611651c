//! Whose turn it is among several helpdesks, and how many workers each may have: one stays free for the others.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What each helpdesk's passes take now, and which had its turn last.
#[derive(Clone, Debug, Default)]
pub struct Turns {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    last: Option<String>,
    under_way: BTreeMap<String, u32>,
}

/// A pass that is under way; it ends when this is dropped.
pub struct Turn {
    turns: Turns,
    helpdesk: String,
}

impl Turns {
    pub fn last(&self) -> Option<String> {
        self.lock().last.clone()
    }

    /// These were claimed, in this order.
    pub fn taken<'a>(&self, helpdesks: impl Iterator<Item = &'a str>) {
        if let Some(last) = helpdesks.last() {
            self.lock().last = Some(last.to_owned());
        }
    }

    /// A pass over one of this helpdesk's tickets begins.
    pub fn begin(&self, helpdesk: &str) -> Turn {
        *self.lock().under_way.entry(helpdesk.to_owned()).or_default() += 1;
        Turn { turns: self.clone(), helpdesk: helpdesk.to_owned() }
    }

    /// How many passes of this helpdesk are under way.
    pub fn under_way(&self, helpdesk: &str) -> u32 {
        self.lock().under_way.get(helpdesk).copied().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.turns.lock();
        if let Some(count) = state.under_way.get_mut(&self.helpdesk) {
            *count = count.saturating_sub(1);
        }
    }
}
