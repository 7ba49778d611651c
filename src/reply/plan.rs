//! What to do about a report: the writes that bring the helpdesk to the state that the verdict calls for, or none.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::checklist::model::Verdict;

/// What one pass writes into the ticket, in this order. Empty when everything has been said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub writes: Vec<Write>,
}

/// One update of a ticket: at most one comment, with the tags that go with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Write {
    /// Derived from the ticket and the content: the same words are never written twice.
    pub key: String,
    pub comment: Option<Comment>,
    #[serde(default)]
    pub add_tags: Vec<String>,
    #[serde(default)]
    pub remove_tags: Vec<String>,
    /// The helpdesk's name for the status, such as `pending`; none leaves it as it is.
    #[serde(default)]
    pub status: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// Simple HTML (p, br, strong, ul, ol, li, pre, code), everything from the ticket escaped.
    pub html: String,
    /// The customer sees it and gets it by mail; otherwise it is an internal note.
    pub public: bool,
}

/// What Preflight has written into the ticket before, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    pub writes: Vec<PastWrite>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PastWrite {
    pub key: String,
    pub public: bool,
    /// Milliseconds since 1970.
    pub at_ms: i64,
}

/// What each verdict writes; `policy` in `config/preflight.yaml`. A verdict that is not named keeps its default.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    pub verdicts: BTreeMap<Verdict, Action>,
}

/// What one verdict writes.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Action {
    /// A public comment to the customer.
    pub comment: bool,
    pub note: Note,
    /// Tags that the ticket carries as long as this is its verdict.
    pub tags: Vec<String>,
    /// The status that the ticket is set to, such as `pending`.
    pub status: Option<String>,
}

/// When the agent gets an internal note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    #[default]
    Never,
    /// Only if something is uncertain or in conflict.
    WhenUncertain,
    Always,
}
