//! What one check of a ticket comes to. The same ticket, checklists and `now` give byte for byte the same report.

use std::ops::Range;

use indexmap::IndexMap;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::{Object, ObjectBuilder, Type};

use crate::checklist::model::Verdict;

/// What one check of a ticket comes to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
pub struct Report {
    /// The ticket's identifier.
    pub id: String,
    /// The category's name.
    pub category: String,
    /// What it came to.
    pub verdict: Verdict,
    /// For `waiting`: when the gate opens by itself, RFC 3339.
    #[schemars(with = "Option<String>")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub wait_until: Option<Timestamp>,
    /// By the item's name, in the order of the checklist.
    #[schema(value_type = BTreeMap<String, ItemReport>)]
    pub items: IndexMap<String, ItemReport>,
    /// The gate that decided the verdict, by its name in the checklist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
    /// The words that closed the gate; none where the absence of something did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gate_because: Vec<Evidence>,
    /// Items that should have the same value and don't.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflicts: Vec<Conflict>,
    /// Why the category is what it is.
    pub category_reading: CategoryReading,
    /// The messages of the customer that only thank, greet or confirm, counted from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub courtesies: Vec<usize>,
    /// The messages in which a machine answered in the customer's place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub automatic: Vec<usize>,
    /// The language of the customer's words, a BCP 47 primary tag.
    pub language: String,
    /// The customer's IANA time zone, as the ticket has it or as configured.
    pub time_zone: String,
    /// The "now" of the check, RFC 3339.
    #[schemars(with = "String")]
    #[schema(value_type = String, format = DateTime)]
    pub checked_at: Timestamp,
    /// The content hash of the checklists that made it.
    pub checklists: String,
}

/// Why the category is what it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
pub struct CategoryReading {
    /// How surely it is told, from 0 to 1.
    pub confidence: f32,
    /// Set by the helpdesk's category field.
    #[serde(default, skip_serializing_if = "is_false")]
    pub by_field: bool,
    /// Set by an agent's tag.
    #[serde(default, skip_serializing_if = "is_false")]
    pub by_tag: bool,
    /// The words that spoke for it, strongest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The next best category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<String>,
}

/// What was found of one item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
pub struct ItemReport {
    /// How it stands with it.
    pub state: State,
    /// The value in its plain form: digits, YYYY-MM-DD, a choice's identifier, words. None where several values were
    /// given or where it is a file.
    pub value: Option<String>,
    /// All values, where there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Whether the checklist asks for it in this ticket.
    pub required: bool,
    /// The words that made the condition hold under which it is asked for, or not asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Evidence>,
    /// Where it was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The item that answered in place of this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_by: Option<String>,
    /// For `invalid`: what stands there and why it does not do. For `missing`: the nearest candidate, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
    /// A promise or a refusal that the customer wrote in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<Said>,
}

/// How it stands with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is there.
    Present,
    /// It is not there.
    Missing,
    /// Something stands there, but not what is needed.
    Invalid,
    /// It is not asked for in this ticket, or the customer says that there is none.
    NotApplicable,
    /// It may be there, and may be something else. Goes to the agent, never to the customer.
    Uncertain,
}

/// What stands in an item's place and does not do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[schema(as = ItemProblem)]
pub struct Problem {
    /// What is wrong with it.
    pub kind: ProblemKind,
    /// Where it stands.
    pub evidence: Evidence,
}

/// What is wrong with what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// Digits are missing at its start or end.
    CutOff,
    /// It does not look like what the item is, for example an address where a number belongs.
    WrongShape,
    /// "last week": no day can be told.
    Vague,
    /// The file is empty or failed to upload.
    EmptyFile,
    /// "-", "n/a", "TBD", "?".
    Placeholder,
}

/// What the customer wrote in an item's place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
pub struct Said {
    /// Which of both it is.
    pub kind: SaidKind,
    /// Where it stands.
    pub evidence: Evidence,
}

/// What a customer writes in an item's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SaidKind {
    /// "Will send tomorrow."
    Promise,
    /// "I don't have that."
    Refusal,
}

/// Two items that should agree, and don't.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
pub struct Conflict {
    /// The items' identifiers.
    pub items: (String, String),
    /// Their values.
    pub values: (String, String),
}

/// The words that a claim was read from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, ToSchema)]
pub struct Evidence {
    /// What they were read in.
    pub source: Source,
    /// Bytes within the source's readable text (docs/json.md, "Evidence"), which is nearly the body where that is plain text,
    /// and the rendition as text where it is HTML.
    #[schema(schema_with = bytes)]
    pub range: Range<usize>,
    /// Exactly what stands there.
    pub quote: String,
}

/// What something was read in.
#[derive(
    Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The ticket's subject.
    Subject,
    /// The custom field with this name.
    Field(String),
    /// A tag that an agent set.
    Tag(String),
    /// The message with this index, from 0.
    Message(usize),
    /// The file name of an attachment: message index, attachment index.
    Attachment(usize, usize),
}

impl ItemReport {
    /// Whether this is one of its values.
    pub fn has(&self, value: &str) -> bool {
        self.value.as_deref() == Some(value) || self.values.iter().any(|one| one == value)
    }
}

impl Report {
    /// Without anything that stands in the ticket: verdict, states and places stay.
    #[must_use]
    pub fn without_words(mut self) -> Self {
        for item in self.items.values_mut() {
            item.value = None;
            item.values.clear();
        }
        for conflict in &mut self.conflicts {
            conflict.values = (String::new(), String::new());
        }
        self.evidence_mut().for_each(|evidence| evidence.quote.clear());
        self
    }

    /// All words that anything in it was read from.
    pub fn evidence_mut(&mut self) -> impl Iterator<Item = &mut Evidence> {
        let items = self.items.values_mut().flat_map(|item| {
            let problem = item.problem.iter_mut().map(|problem| &mut problem.evidence);
            let said = item.said.iter_mut().map(|said| &mut said.evidence);
            item.because.iter_mut().chain(&mut item.evidence).chain(problem).chain(said)
        });
        items.chain(&mut self.gate_because).chain(&mut self.category_reading.evidence)
    }

    /// The items that the customer is asked for: missing or invalid ones, in the order of the checklist.
    pub fn asked(&self) -> impl Iterator<Item = (&str, &ItemReport)> {
        self.in_state(|state| matches!(state, State::Missing | State::Invalid))
    }

    pub fn present(&self) -> impl Iterator<Item = (&str, &ItemReport)> {
        self.in_state(|state| state == State::Present)
    }

    pub fn uncertain(&self) -> impl Iterator<Item = (&str, &ItemReport)> {
        self.in_state(|state| state == State::Uncertain)
    }

    fn in_state(&self, wanted: impl Fn(State) -> bool) -> impl Iterator<Item = (&str, &ItemReport)> {
        self.items
            .iter()
            .filter(move |(_, item)| wanted(item.state))
            .map(|(name, item)| (name.as_str(), item))
    }
}

/// A range as serde writes it: from one byte up to another, which is no longer within.
fn bytes() -> Object {
    let place = || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).build();
    let range = ObjectBuilder::new().schema_type(Type::Object);
    range.property("start", place()).property("end", place()).required("start").required("end").build()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field by reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
