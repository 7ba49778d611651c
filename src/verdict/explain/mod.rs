//! Why a report is what it is: the texts that it points into, what was looked for, and what each rule came to.

pub mod candidate;
pub mod inquiry;
pub mod recognition;
pub mod rule;
pub mod sought;
pub mod text;
pub mod trace;

use indexmap::IndexMap;
use serde::Serialize;

use crate::reading::find::How;
use crate::report::Report;
use crate::verdict::explain::candidate::Candidate;
use crate::verdict::explain::recognition::Recognition;
use crate::verdict::explain::rule::{GateReason, Rule};
use crate::verdict::explain::sought::Sought;
use crate::verdict::explain::text::Text;
use crate::verdict::explain::trace::Trace;

/// A report with its reasons. The same ticket, checklists and `now` give byte for byte the same explanation.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    pub report: Report,
    /// Every text of the ticket that evidence can point into, in the ticket's order.
    pub texts: Vec<Text>,
    pub recognition: Recognition,
    /// By item, in the order of the checklist.
    pub items: IndexMap<String, ItemReasons>,
    /// In the order of the checklist.
    pub gates: Vec<GateReason>,
}

/// Why an item is in its state.
#[derive(Clone, Debug, Serialize)]
pub struct ItemReasons {
    /// When the checklist asks for the item.
    pub rule: Rule,
    /// What its condition came to here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condition: Option<Trace>,
    /// What the condition came to under which an agent looks before the customer is asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doubt: Option<Trace>,
    /// How surely the value belongs to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<How>,
    /// For an item without a value that could have one: what was looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sought: Option<Sought>,
    /// What comes nearest to it, and why that was not taken; the nearest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
}
