//! Writes into the helpdesk: what became of each try, and what customers were asked for.

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::registry::Registry;

use crate::helpdesk::HelpdeskError;
use crate::metric::{Bounded, Labels, labels};
use crate::reply::write::Write;

const ITEMS_MAX: usize = 1_000;
const KINDS: [&str; 3] = ["comment", "note", "marks"];

/// What became of a write that was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is in the helpdesk.
    Made,
    /// It is there, although its answer was lost.
    Found,
    /// The ticket had changed: planned afresh.
    Stale,
    /// A limit on comments forbids it for now.
    Limited,
    /// The fuse is open.
    Fused,
    /// The helpdesk asks to wait.
    Delayed,
    Refused,
    Failed,
    /// Whether it arrived is asked for in the next pass.
    Unknown,
}

impl Fate {
    const ALL: [Fate; 9] = [
        Fate::Made,
        Fate::Found,
        Fate::Stale,
        Fate::Limited,
        Fate::Fused,
        Fate::Delayed,
        Fate::Refused,
        Fate::Failed,
        Fate::Unknown,
    ];

    pub fn after(error: &HelpdeskError) -> Self {
        match error {
            HelpdeskError::Conflict => Fate::Stale,
            HelpdeskError::RateLimited { .. } => Fate::Delayed,
            HelpdeskError::Closed
            | HelpdeskError::NotFound
            | HelpdeskError::Unauthorized { .. }
            | HelpdeskError::Refused { .. } => Fate::Refused,
            HelpdeskError::Unavailable { .. } => Fate::Failed,
            HelpdeskError::Unknown { .. } => Fate::Unknown,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Fate::Made => "made",
            Fate::Found => "found",
            Fate::Stale => "stale",
            Fate::Limited => "limited",
            Fate::Fused => "fused",
            Fate::Delayed => "delayed",
            Fate::Refused => "refused",
            Fate::Failed => "failed",
            Fate::Unknown => "unknown",
        }
    }

    fn has_arrived(self) -> bool {
        matches!(self, Fate::Made | Fate::Found)
    }
}

#[derive(Debug)]
pub struct Writes {
    fates: Family<Labels, Counter>,
    asked: Bounded,
}

impl Default for Writes {
    fn default() -> Self {
        let fates: Family<Labels, Counter> = Family::default();
        for (kind, fate) in KINDS.iter().flat_map(|kind| Fate::ALL.map(|fate| (*kind, fate))) {
            drop(fates.get_or_create(&labels([("kind", kind), ("result", fate.name())])));
        }
        Self { fates, asked: Bounded::new(ITEMS_MAX) }
    }
}

impl Writes {
    /// One that has arrived is counted when that is on disk, so that it is counted once.
    pub fn count(&self, write: &Write, fate: Fate) {
        self.fates.get_or_create(&labels([("kind", kind(write)), ("result", fate.name())])).inc();
        if fate.has_arrived() && write.is_public() {
            let asked = write.told.iter().flat_map(|told| &told.asked);
            asked.for_each(|asked| self.asked.add([("item", &asked.item)]));
        }
    }

    pub fn register(&self, registry: &mut Registry) {
        let help = "Tries to write into the helpdesk: a comment to the customer, a note to the agent or marks alone, \
                    by what became of it";
        registry.register("writes", help, self.fates.clone());
        let help = "How often a comment asked a customer for this item";
        registry.register("items_asked", help, self.asked.family.clone());
    }
}

fn kind(write: &Write) -> &'static str {
    match &write.comment {
        Some(comment) if comment.public => KINDS[0],
        Some(_) => KINDS[1],
        None => KINDS[2],
    }
}
