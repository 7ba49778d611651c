//! What a template sees: the contract with those who write `config/replies/`.
//!
//! All texts are cleaned and shortened already; the templates escape them for HTML. Undefined names are errors.

use schemars::JsonSchema;
use serde::Serialize;

use crate::checklist::model::Verdict;
use crate::reply::moment::{ClockTime, Day, Moment};
use crate::reply::stance::Why;
use crate::report::{ProblemKind, SaidKind};

/// What the templates of public comments see: `<verdict>.html.j2`, and `update.html.j2` for `incomplete` when the
/// customer has been written to before.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CustomerContext {
    /// What the check came to.
    pub verdict: Verdict,
    /// The category's label in the customer's language.
    pub category: String,
    /// The name of the gate that decided, for words of its own in `gates/<name>.html.j2`.
    pub gate: Option<String>,
    /// How long the gate waits, or the checklist's first gate that does.
    pub wait_hours: Option<u32>,
    /// When Preflight looks again by itself.
    pub wait_until: Option<Moment>,
    /// The verdict of the last public comment; none if this is the first.
    pub previous: Option<Verdict>,
    /// How often the customer is reminded with this; none if it is no reminder.
    pub reminder: Option<u32>,
    /// What the last public comment asked for and has arrived.
    pub received: Vec<Given>,
    /// What is asked for now, one entry a bullet.
    pub asked: Vec<Asking>,
    /// What the ticket holds already.
    pub given: Vec<Given>,
    /// Labels of what the customer was asked for and can't give: not asked for again.
    pub refused: Vec<String>,
}

/// What the template of internal notes sees: `note.html.j2`, in the agents' language.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AgentContext {
    /// What the check came to.
    pub verdict: Verdict,
    /// The category's label in the agents' language.
    pub category: String,
    /// The name of the gate that decided.
    pub gate: Option<String>,
    /// How long the gate waits, or the checklist's first gate that does.
    pub wait_hours: Option<u32>,
    /// When Preflight looks again by itself.
    pub wait_until: Option<Moment>,
    /// Why nothing is written to the customer although something is due; docs/agents.md, "When Preflight says nothing".
    pub silence: Option<Why>,
    /// The ticket comes to an agent because the customer was asked often enough.
    pub handed_over: Option<HandedOver>,
    /// So many reminders were due and none was answered.
    pub unanswered: Option<u32>,
    /// Why the category is what it is.
    pub reading: Reading,
    /// Items that should have the same value and don't.
    pub conflicts: Vec<Clash>,
    /// What an agent must look at: it may be there, and may be something else.
    pub uncertain: Vec<Finding>,
    /// What the customer can't give or has promised, with the words.
    pub said: Vec<Finding>,
    /// What is missing, or is there and wrong.
    pub missing: Vec<Finding>,
    /// What is there, in the order of the checklist: the packet.
    pub found: Vec<Finding>,
    /// Labels of what does not apply to this ticket.
    pub not_needed: Vec<String>,
    /// The comment that the customer would have got follows the note: the template ends with its heading.
    pub proposed: bool,
    /// Values or sources have been left out to keep the note below the helpdesk's limit.
    pub shortened: bool,
}

/// What was asked for, and what came of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HandedOver {
    /// How often the customer has answered.
    pub rounds: u32,
    /// Labels of everything that was ever asked for.
    pub asked: Vec<String>,
    /// Labels of those that are there now.
    pub received: Vec<String>,
}

/// Why the category is what it is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reading {
    /// The helpdesk's category field says so.
    pub by_field: bool,
    /// An agent's tag says so.
    pub by_tag: bool,
    /// The words that spoke for it.
    pub places: Vec<Place>,
    /// The label of the next best category.
    pub runner_up: Option<String>,
}

/// Something that the customer gave.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Given {
    /// The item's name in `items.yaml`.
    pub item: String,
    /// The item's label.
    pub label: String,
    /// Its values; empty where the value is too long to be repeated.
    pub values: Vec<Shown>,
    /// How many more values there are.
    pub more: usize,
}

/// One bullet of a request.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Asking {
    /// The item's name in `items.yaml`.
    pub item: String,
    /// The item's label.
    pub label: String,
    /// Where to find it; may be empty.
    pub find_it: String,
    /// It is a file.
    pub file: bool,
    /// Labels of other missing items that are the same thing: either will do.
    pub same_as: Vec<String>,
    /// Labels of other missing items that this one answers as well.
    pub covers: Vec<String>,
    /// What is wrong with what was sent; none if nothing was.
    pub problem: Option<Trouble>,
    /// What the customer wrote in its place: `promise` or `refusal`.
    pub said: Option<SaidKind>,
}

/// What is wrong with what was sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Trouble {
    /// `cut_off`, `wrong_shape`, `vague`, `empty_file` or `placeholder`.
    pub kind: ProblemKind,
    /// The label of the item that it was sent for.
    pub label: String,
    /// What stands there.
    pub quote: String,
    /// For numbers: how many digits are needed, and how many there are.
    pub digits: Option<Digits>,
}

/// How many digits a number should have, and has.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Digits {
    /// The fewest that it can have.
    pub min: u8,
    /// The most.
    pub max: u8,
    /// Those that were sent.
    pub given: usize,
}

/// A value: `day`, `time` or both where it is one, else `text`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Shown {
    /// The value as the report has it.
    pub text: String,
    /// The day, if it is one.
    pub day: Option<Day>,
    /// The time of day, if it is one or has one.
    pub time: Option<ClockTime>,
    /// `text` is the identifier of a choice, such as `yes`.
    pub choice: bool,
}

/// An item for the agent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// The item's name in `items.yaml`.
    pub item: String,
    /// The item's label.
    pub label: String,
    /// Its values.
    pub values: Vec<Shown>,
    /// How many more values there are.
    pub more: usize,
    /// Where it was read.
    pub places: Vec<Place>,
    /// The label of the item that answered in its place.
    pub answered_by: Option<String>,
    /// What is wrong with what stands there.
    pub problem: Option<Trouble>,
    /// What the customer wrote in its place: `promise` or `refusal`.
    pub said: Option<SaidKind>,
}

/// Where something was read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Place {
    /// What it was read in: `subject`, `field`, `tag`, `message` or `file`.
    pub kind: PlaceKind,
    /// For `message` and `file`: the message's number, from 1.
    pub number: usize,
    /// For `field` and `tag` its name, for `file` the file's.
    pub name: String,
    /// The words.
    pub quote: String,
}

/// What something was read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    Subject,
    Field,
    Tag,
    Message,
    File,
}

/// Two items that should agree, and don't.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Clash {
    /// The one.
    pub first: Given,
    /// The other.
    pub second: Given,
}
