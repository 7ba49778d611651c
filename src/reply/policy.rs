//! What each verdict writes, for whom, and how far Preflight may speak; `policy` in `config/preflight.yaml`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::checklist::model::Verdict;
use crate::reply::sender::Senders;
use crate::verdict::control::AgentTags;

#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    /// How much Preflight does.
    pub mode: Mode,
    /// The share of tickets for which it does what `mode` says; the others are only observed. Which ones goes by the
    /// ticket's number.
    pub tickets_percent: u8,
    /// What each verdict writes. What is not named keeps its default: the table of the verdicts in docs/agents.md.
    pub verdicts: BTreeMap<Verdict, ActionSettings>,
    /// What is other for tickets of a category, by the category's name.
    pub categories: BTreeMap<String, CategoryPolicy>,
    /// The language of the internal notes; `en` if none is given.
    pub notes_in: Option<String>,
    /// What Preflight still does once an agent has answered publicly.
    pub after_agent: Manner,
    /// After so many answers of the customer with which the ticket is still not complete, an agent takes it over. Messages
    /// within ten minutes are one answer.
    pub rounds_max: u32,
    /// What is written when an agent takes over, beside the note to the agent.
    pub hand_over: Marks,
    /// What happens to tickets and messages that are not an ordinary customer's.
    pub exceptions: Exceptions,
    /// How senders that are no people are told.
    pub senders: Senders,
    /// What happens when the customer doesn't answer. None by default.
    pub reminders: Vec<Reminder>,
    /// The most that customers are told, whatever goes wrong.
    pub limits: Limits,
    /// The tags by which agents steer it.
    pub agent_tags: AgentTags,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Nothing is decided.
    Off,
    /// Decides and records, and writes nothing.
    Observe,
    /// Only internal notes, which show what the customer would be told; no tags, no status.
    Note,
    /// Everything: comments, notes, tags and whatever else `verdicts` says.
    #[default]
    Live,
}

/// How Preflight treats a ticket that is not like the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// Nothing is written.
    Leave,
    /// Internal notes, tags and other marks, but no word to the customer.
    Note,
    /// As any other ticket: with comments to the customer.
    Answer,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CategoryPolicy {
    /// How much Preflight does here; as everywhere else if left out.
    pub mode: Option<Mode>,
    /// What its verdicts write that is other than elsewhere.
    pub verdicts: BTreeMap<Verdict, ActionSettings>,
}

/// What of a verdict's writes is other than usual; what is not named stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ActionSettings {
    /// Whether the customer gets a public comment.
    pub comment: Option<bool>,
    /// When the agent gets an internal note.
    pub note: Option<Note>,
    /// Tags that the ticket carries as long as this is its verdict.
    pub tags: Option<Vec<String>>,
    /// The status that the ticket is set to, such as `pending`; if none is given it stays as it is.
    pub status: Option<String>,
    /// The priority, such as `high`.
    pub priority: Option<String>,
    /// The number of the group that gets the ticket.
    pub group: Option<u64>,
    /// The number of the agent who gets the ticket.
    pub assignee: Option<u64>,
    /// Custom fields by the names under `fields` of the helpdesk, with the values that they get.
    #[schemars(extend("examples" = [{"stage": "missing_facts"}]))]
    pub fields: Option<BTreeMap<String, Value>>,
}

/// What one verdict writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    pub comment: bool,
    pub note: Note,
    pub marks: Marks,
}

/// What is set in a ticket beside a comment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Marks {
    /// Tags that are added.
    pub tags: Vec<String>,
    /// The status, such as `pending`; if none is given it stays as it is.
    pub status: Option<String>,
    /// The priority, such as `high`.
    pub priority: Option<String>,
    /// The number of the group that gets the ticket.
    pub group: Option<u64>,
    /// The number of the agent who gets the ticket.
    pub assignee: Option<u64>,
    /// Custom fields by the names under `fields` of the helpdesk, with the values that they get.
    pub fields: BTreeMap<String, Value>,
}

/// When the agent gets an internal note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// No note.
    #[default]
    Never,
    /// Only if something is uncertain, in conflict, or refused.
    WhenUncertain,
    /// With every verdict of this kind.
    Always,
}

/// Tickets that are closed, deleted or merged into another can't be written to, and are always left.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Exceptions {
    /// Tickets that are solved; a customer's reply opens them again.
    pub solved: Manner,
    /// The customer's side has sent nothing but automatic messages since the last answer: out-of-office notes,
    /// delivery reports.
    pub automatic_mail: Manner,
    /// The requester's address takes no answers.
    pub no_reply_sender: Manner,
    /// The requester is a mailing list.
    pub mailing_list: Manner,
    /// The helpdesk takes nothing from the requester any more, as from a sender of spam.
    pub suspended_requester: Manner,
    /// The first message is an agent's.
    pub made_by_agent: Manner,
    /// The first message is a program's, or the ticket came by one of `senders.system_channels`.
    pub made_by_system: Manner,
}

/// What happens when nobody has answered Preflight's last request. Any reply stops it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("examples" = [
    {"after_hours": 48, "times": 2, "comment": true},
    {"after_hours": 72, "note": true, "marks": {"tags": ["preflight_no_answer"]}},
]))]
pub struct Reminder {
    /// How long after the request, or after the reminder before it.
    pub after_hours: u32,
    /// How often, each as long after the one before.
    #[serde(default = "once")]
    pub times: u32,
    /// The customer is reminded of what is missing.
    #[serde(default)]
    pub comment: bool,
    /// The agent is told that no answer has come.
    #[serde(default)]
    pub note: bool,
    /// What is set. Preflight solves a ticket only where a status here says so.
    #[serde(default)]
    pub marks: Marks,
}

/// The most that customers can be told, whatever goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Public comments in one ticket within 24 hours; what is more becomes an internal note.
    pub comments_per_ticket_per_day_max: u32,
    /// Public comments to one requester within 24 hours, in all tickets.
    pub comments_per_requester_per_day_max: u32,
    /// Public comments in one account within a minute. One more, and nothing at all is written there any more until
    /// someone says `preflight fuse close`.
    pub comments_per_minute_max: u32,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            mode: Mode::Live,
            tickets_percent: 100,
            verdicts: BTreeMap::new(),
            categories: BTreeMap::new(),
            notes_in: None,
            after_agent: Manner::Note,
            rounds_max: 3,
            hand_over: Marks { tags: vec!["preflight_handed_over".into()], ..Marks::default() },
            exceptions: Exceptions::default(),
            senders: Senders::default(),
            reminders: Vec::new(),
            limits: Limits::default(),
            agent_tags: AgentTags::default(),
        }
    }
}

impl Default for Exceptions {
    fn default() -> Self {
        Self {
            solved: Manner::Leave,
            automatic_mail: Manner::Leave,
            no_reply_sender: Manner::Note,
            mailing_list: Manner::Leave,
            suspended_requester: Manner::Leave,
            made_by_agent: Manner::Note,
            made_by_system: Manner::Leave,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            comments_per_ticket_per_day_max: 5,
            comments_per_requester_per_day_max: 20,
            comments_per_minute_max: 60,
        }
    }
}

impl Policy {
    /// What a verdict writes in tickets of this category, by this policy or by default.
    pub fn action(&self, category: &str, verdict: Verdict) -> Action {
        let mut action = Action::usual(verdict);
        let of_category = self.categories.get(category).and_then(|policy| policy.verdicts.get(&verdict));
        for settings in [self.verdicts.get(&verdict), of_category].into_iter().flatten() {
            action.take(settings);
        }
        action
    }

    pub fn mode(&self, category: &str) -> Mode {
        let of_category = self.categories.get(category).and_then(|policy| policy.mode);
        of_category.unwrap_or(self.mode)
    }

    pub fn language_of_notes(&self) -> &str {
        self.notes_in.as_deref().unwrap_or("en")
    }

    /// Whether no ticket at all is to be read.
    pub fn is_off(&self) -> bool {
        let is_off = |mode: &Mode| *mode == Mode::Off;
        is_off(&self.mode)
            && self.categories.values().all(|category| category.mode.as_ref().is_none_or(is_off))
    }
}

impl Action {
    /// The default of a verdict.
    pub fn usual(verdict: Verdict) -> Self {
        let (comment, note) = match verdict {
            Verdict::Blocked | Verdict::Waiting | Verdict::Incomplete => (true, Note::WhenUncertain),
            Verdict::NotNeeded | Verdict::Ready | Verdict::Unclear => (false, Note::Always),
            Verdict::Ignored => (false, Note::Never),
        };
        let tags = match verdict {
            Verdict::Ready => vec!["ready_to_escalate".to_owned()],
            Verdict::Blocked
            | Verdict::NotNeeded
            | Verdict::Waiting
            | Verdict::Incomplete
            | Verdict::Unclear => vec![format!("preflight_{}", verdict.name())],
            Verdict::Ignored => Vec::new(),
        };
        Self { comment, note, marks: Marks { tags, ..Marks::default() } }
    }

    fn take(&mut self, settings: &ActionSettings) {
        let ActionSettings { comment, note, tags, status, priority, group, assignee, fields } =
            settings.clone();
        let marks = std::mem::take(&mut self.marks);
        *self = Self {
            comment: comment.unwrap_or(self.comment),
            note: note.unwrap_or(self.note),
            marks: Marks {
                tags: tags.unwrap_or(marks.tags),
                status: status.or(marks.status),
                priority: priority.or(marks.priority),
                group: group.or(marks.group),
                assignee: assignee.or(marks.assignee),
                fields: fields.unwrap_or(marks.fields),
            },
        };
    }
}

impl Marks {
    /// Whether anything is set beside tags.
    pub fn sets_more_than_tags(&self) -> bool {
        *self != Marks { tags: self.tags.clone(), ..Marks::default() }
    }
}

fn once() -> u32 {
    1
}
