//! Conditions as plain YAML, over a few predicates that each can say why they held.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What must hold for an item to be asked for, or for a gate to close.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// At least one of these holds.
    #[schemars(extend("examples" = [{"any": [{"mentions": "damage"}, {"attached": "image"}]}]))]
    Any(Vec<Condition>),
    /// All of these hold.
    #[schemars(extend("examples" = [{"all": [{"present": "photo"}, {"missing": "order_number"}]}]))]
    All(Vec<Condition>),
    /// This does not hold.
    #[schemars(extend("examples" = [{"not": {"mentions": "damage"}}]))]
    Not(Box<Condition>),
    /// The customer's own words mention one of this named list of phrases.
    #[schemars(extend("examples" = [{"mentions": "damage"}]))]
    Mentions(String),
    /// The item has been given.
    #[schemars(extend("examples" = [{"present": "photo"}]))]
    Present(String),
    /// The item has not been given.
    #[schemars(extend("examples" = [{"missing": "photo"}]))]
    Missing(String),
    /// The item has this value.
    #[schemars(extend("examples" = [{"equals": {"item": "opened", "value": "no"}}]))]
    Equals(Equals),
    /// So many values of the item have been given.
    #[schemars(extend("examples" = [{"counts": {"item": "order_number", "at_least": 2}}]))]
    Counts(Counts),
    /// A number of this size stands before one of this named list of phrases ("40 orders").
    #[schemars(extend("examples" = [{"quantity": {"of": "parcel_words", "at_least": 10}}]))]
    Quantity(Quantity),
    /// A file of this kind is attached.
    #[schemars(extend("examples" = [{"attached": "image"}]))]
    Attached(AttachedKind),
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Equals {
    /// The item.
    pub item: String,
    /// The value, as reports have it: a choice's name, digits, a day as `2026-02-28`.
    pub value: String,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// The item.
    pub item: String,
    /// The fewest values with which it holds.
    pub at_least: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// A named list: what is counted.
    pub of: String,
    /// The smallest number with which it holds.
    pub at_least: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AttachedKind {
    /// A picture.
    Image,
    /// A PDF.
    Pdf,
    /// A table of data, such as CSV or Excel.
    Sheet,
    /// Any file.
    Any,
}
