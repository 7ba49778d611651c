//! What a condition came to, part by part, with the words that made it hold.

use serde::Serialize;

use crate::checklist::condition::{AttachedKind, Condition};
use crate::checklist::model::Checklists;
use crate::report::Evidence;
use crate::verdict::condition::Holds;

/// Phrases of a list that are told.
const SUCH_AS_MAX: usize = 5;

#[derive(Clone, Debug, Serialize)]
pub struct Trace {
    #[serde(flatten)]
    pub predicate: Predicate,
    pub held: bool,
    /// The words that made it hold; what holds because something is absent has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Evidence>,
    /// Of `any`, `all` and `not`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Trace>,
}

/// What is asked of the ticket.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Predicate {
    Any,
    All,
    Not,
    Mentions(Phrases),
    Present {
        item: String,
    },
    Missing {
        item: String,
    },
    Equals {
        item: String,
        value: String,
    },
    Counts {
        item: String,
        at_least: u32,
    },
    Quantity {
        at_least: u32,
        #[serde(flatten)]
        of: Phrases,
    },
    Attached {
        kind: AttachedKind,
    },
}

/// A named list with some of its phrases.
#[derive(Clone, Debug, Serialize)]
pub struct Phrases {
    pub list: String,
    pub such_as: Vec<String>,
    /// How many phrases and expressions it has.
    pub of: usize,
}

/// Hold each part of the condition against the ticket.
pub fn trace(condition: &Condition, holds: &Holds, checklists: &Checklists) -> Trace {
    let within = |condition: &Condition| trace(condition, holds, checklists);
    let because = holds.check(condition);
    let (predicate, parts) = match condition {
        Condition::Any(parts) => (Predicate::Any, parts.iter().map(within).collect()),
        Condition::All(parts) => (Predicate::All, parts.iter().map(within).collect()),
        Condition::Not(part) => (Predicate::Not, vec![within(part)]),
        Condition::Mentions(list) => (Predicate::Mentions(Phrases::of(list, checklists)), Vec::new()),
        Condition::Present(item) => (Predicate::Present { item: item.clone() }, Vec::new()),
        Condition::Missing(item) => (Predicate::Missing { item: item.clone() }, Vec::new()),
        Condition::Equals(equals) => {
            (Predicate::Equals { item: equals.item.clone(), value: equals.value.clone() }, Vec::new())
        }
        Condition::Counts(counts) => {
            (Predicate::Counts { item: counts.item.clone(), at_least: counts.at_least }, Vec::new())
        }
        Condition::Quantity(quantity) => {
            let of = Phrases::of(&quantity.of, checklists);
            (Predicate::Quantity { at_least: quantity.at_least, of }, Vec::new())
        }
        Condition::Attached(kind) => (Predicate::Attached { kind: *kind }, Vec::new()),
    };
    Trace { predicate, held: because.is_some(), because: because.unwrap_or_default(), parts }
}

impl Phrases {
    pub fn of(list: &str, checklists: &Checklists) -> Self {
        let phrases = checklists.phrases.get(list);
        Self {
            list: list.to_owned(),
            such_as: phrases
                .map(|phrases| phrases.any.iter().take(SUCH_AS_MAX).cloned().collect())
                .unwrap_or_default(),
            of: phrases.map_or(0, |phrases| phrases.any.len() + phrases.patterns.len()),
        }
    }
}
