//! What a template sees: the contract with those who write `config/replies/`.
//!
//! All texts are cleaned and shortened already; the templates escape them for HTML. Undefined names are errors.

use serde::Serialize;

use crate::checklist::model::Verdict;
use crate::reply::moment::{ClockTime, Day, Moment};
use crate::reply::stance::Why;
use crate::report::{ProblemKind, SaidKind};

/// What the templates of public comments see: `<verdict>.html.j2`, and `update.html.j2` for `incomplete` when the
/// customer has been written to before.
#[derive(Clone, Debug, Serialize)]
pub struct CustomerContext {
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
#[derive(Clone, Debug, Serialize)]
pub struct AgentContext {
    pub verdict: Verdict,
    pub category: String,
    pub gate: Option<String>,
    pub wait_hours: Option<u32>,
    pub wait_until: Option<Moment>,
    /// Why nothing is written to the customer although something is due; docs/agents.md, "When Preflight says nothing".
    pub silence: Option<Why>,
    /// The ticket comes to an agent because the customer was asked often enough.
    pub handed_over: Option<HandedOver>,
    /// So many reminders were due and none was answered.
    pub unanswered: Option<u32>,
    pub reading: Reading,
    pub conflicts: Vec<Clash>,
    pub uncertain: Vec<Finding>,
    /// What the customer can't give or has promised, with the words.
    pub said: Vec<Finding>,
    pub missing: Vec<Finding>,
    /// In the order of the checklist: the packet.
    pub found: Vec<Finding>,
    /// Labels of what does not apply to this ticket.
    pub not_needed: Vec<String>,
    /// The comment that the customer would have got follows the note: the template ends with its heading.
    pub proposed: bool,
    /// Values or sources have been left out to keep the note below the helpdesk's limit.
    pub shortened: bool,
}

/// What was asked for, and what came of it.
#[derive(Clone, Debug, Serialize)]
pub struct HandedOver {
    /// How often the customer has answered.
    pub rounds: u32,
    /// Labels of everything that was ever asked for.
    pub asked: Vec<String>,
    /// Labels of those that are there now.
    pub received: Vec<String>,
}

/// Why the category is what it is.
#[derive(Clone, Debug, Serialize)]
pub struct Reading {
    pub by_field: bool,
    pub by_tag: bool,
    pub places: Vec<Place>,
    /// The label of the next best category.
    pub runner_up: Option<String>,
}

/// Something that the customer gave.
#[derive(Clone, Debug, Serialize)]
pub struct Given {
    pub item: String,
    pub label: String,
    /// Empty where the value is too long to be repeated.
    pub values: Vec<Shown>,
    /// How many more values there are.
    pub more: usize,
}

/// One bullet of a request.
#[derive(Clone, Debug, Serialize)]
pub struct Asking {
    pub item: String,
    pub label: String,
    /// Where to find it; may be empty.
    pub find_it: String,
    /// It is a file.
    pub file: bool,
    /// Labels of other missing items that are the same thing: either will do.
    pub same_as: Vec<String>,
    /// Labels of other missing items that this one answers as well.
    pub covers: Vec<String>,
    pub problem: Option<Trouble>,
    /// `promise` or `refusal`.
    pub said: Option<SaidKind>,
}

/// What is wrong with what was sent.
#[derive(Clone, Debug, Serialize)]
pub struct Trouble {
    /// `cut_off`, `wrong_shape`, `vague`, `empty_file` or `placeholder`.
    pub kind: ProblemKind,
    pub label: String,
    /// What stands there.
    pub quote: String,
    /// For numbers: how many digits are needed, and how many there are.
    pub digits: Option<Digits>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Digits {
    pub min: u8,
    pub max: u8,
    pub given: usize,
}

/// A value: `day`, `time` or both where it is one, else `text`.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// The value as the report has it.
    pub text: String,
    pub day: Option<Day>,
    pub time: Option<ClockTime>,
    /// `text` is the identifier of a choice, such as `yes`.
    pub choice: bool,
}

/// An item for the agent.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    pub item: String,
    pub label: String,
    pub values: Vec<Shown>,
    pub more: usize,
    pub places: Vec<Place>,
    /// The label of the item that answered in its place.
    pub answered_by: Option<String>,
    pub problem: Option<Trouble>,
    pub said: Option<SaidKind>,
}

/// Where something was read.
#[derive(Clone, Debug, Serialize)]
pub struct Place {
    pub kind: PlaceKind,
    /// For `message` and `file`: the message's number, from 1.
    pub number: usize,
    /// For `field` and `tag` its name, for `file` the file's.
    pub name: String,
    pub quote: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    Subject,
    Field,
    Tag,
    Message,
    File,
}

/// Two items that should agree, and don't.
#[derive(Clone, Debug, Serialize)]
pub struct Clash {
    pub first: Given,
    pub second: Given,
}
