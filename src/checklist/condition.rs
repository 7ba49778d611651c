//! Conditions as plain YAML, over a few predicates that each can say why they held.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What must hold for an item to be asked for, or for a gate to close.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    Any(Vec<Condition>),
    All(Vec<Condition>),
    Not(Box<Condition>),
    /// The customer's own words mention one of this named list of phrases.
    Mentions(String),
    /// The item has been given.
    Present(String),
    /// The item has not been given.
    Missing(String),
    /// The item has this value.
    Equals(Equals),
    /// So many values of the item have been given.
    Counts(Counts),
    /// A number of this size stands before one of this named list of phrases ("40 orders").
    Quantity(Quantity),
    /// A file of this kind is attached.
    Attached(AttachedKind),
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Equals {
    pub item: String,
    pub value: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    pub item: String,
    pub at_least: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    pub of: String,
    pub at_least: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttachedKind {
    Image,
    Pdf,
    Sheet,
    Any,
}
