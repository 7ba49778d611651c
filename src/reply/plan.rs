//! What to do about a report: the writes that bring the helpdesk to the state that the verdict calls for, or none.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::checklist::model::{Checklists, Verdict};
use crate::reply::comment::{Speaker, internal_note, public_comment};
use crate::reply::news::{asked, has_news};
use crate::reply::packet::needs_eyes;
use crate::reply::render::Replies;
use crate::reply::told::{Told, key, substance};
use crate::report::Report;
use crate::ticket::Ticket;

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
    /// What it tells, for the plans that follow it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    /// Simple HTML (p, br, strong, ul, ol, li, pre), everything from the ticket escaped.
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Told>,
}

/// What each verdict writes; `policy` in `config/preflight.yaml`. A verdict that is not named keeps its default.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Policy {
    pub verdicts: BTreeMap<Verdict, ActionSettings>,
    /// The language of the internal notes; `en` if none is given.
    pub notes_in: Option<String>,
}

/// What of a verdict's writes is other than usual; what is not named stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ActionSettings {
    /// A public comment to the customer.
    pub comment: Option<bool>,
    /// An internal note to the agent.
    pub note: Option<Note>,
    /// Tags that the ticket carries as long as this is its verdict.
    pub tags: Option<Vec<String>>,
    /// The status that the ticket is set to, such as `pending`; if none is given it stays as it is.
    pub status: Option<String>,
}

/// What one verdict writes.
#[derive(Clone, Debug, PartialEq)]
pub struct Action {
    pub comment: bool,
    pub note: Note,
    pub tags: Vec<String>,
    pub status: Option<String>,
}

/// When the agent gets an internal note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    #[default]
    Never,
    /// Only if something is uncertain, in conflict, or refused.
    WhenUncertain,
    Always,
}

/// What is left to be written, given what has been. The same arguments give the same plan; `now` decides no more than
/// whether a date is shown with its year.
pub fn plan(
    report: &Report,
    ticket: &Ticket,
    history: &History,
    policy: &Policy,
    replies: &Replies,
    checklists: &Checklists,
    now: Timestamp,
) -> Plan {
    let mut action = policy.action(report.verdict);
    let speaker = Speaker { report, ticket, checklists, replies, now };
    let asked = asked(report, history);
    let mut writes = Vec::new();
    let mut unsaid = None;
    if action.comment && has_news(report, &asked, history) {
        match public_comment(speaker, &asked, history.last_public()) {
            Ok(html) => {
                let told = Told::of(report, &asked);
                writes.push(Write::new(
                    key(&ticket.id, "comment", &html),
                    Some(Comment { html, public: true }),
                    told,
                ));
            }
            // A status such as `pending` would wait for the answer to a question that was not asked.
            Err(error) => (unsaid, action.status) = (Some(error), None),
        }
    }
    let eyes = needs_eyes(report);
    let wanted = match action.note {
        Note::Never => false,
        Note::WhenUncertain => eyes,
        Note::Always => true,
    };
    if wanted || unsaid.is_some() {
        let mut content = substance(report, action.note == Note::Always);
        content.extend(unsaid.iter().map(ToString::to_string));
        let html = internal_note(speaker, policy.notes_in.as_deref().unwrap_or("en"), unsaid.as_ref());
        let note = Comment { html, public: false };
        writes.push(Write::new(key(&ticket.id, "note", &content), Some(note), Told::of(report, &[])));
    }
    writes.retain(|write| !history.holds(&write.key));
    label(&mut writes, report, ticket, history, policy.tags_besides(&action), action);
    Plan { writes }
}

impl Policy {
    /// What the verdict writes, by this policy or by default.
    pub fn action(&self, verdict: Verdict) -> Action {
        let usual = Action::usual(verdict);
        let Some(settings) = self.verdicts.get(&verdict).cloned() else { return usual };
        Action {
            comment: settings.comment.unwrap_or(usual.comment),
            note: settings.note.unwrap_or(usual.note),
            tags: settings.tags.unwrap_or(usual.tags),
            status: settings.status.or(usual.status),
        }
    }

    /// The tags of the other verdicts, which go when this one comes.
    fn tags_besides(&self, action: &Action) -> BTreeSet<String> {
        let all = Verdict::ALL.into_iter().flat_map(|verdict| self.action(verdict).tags);
        all.filter(|tag| !action.tags.contains(tag)).collect()
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
        Self { comment, note, tags, status: None }
    }
}

impl Write {
    fn new(key: String, comment: Option<Comment>, told: Told) -> Self {
        Self { key, comment, add_tags: Vec::new(), remove_tags: Vec::new(), status: None, told: Some(told) }
    }

    pub fn is_public(&self) -> bool {
        self.comment.as_ref().is_some_and(|comment| comment.public)
    }
}

impl PastWrite {
    /// What is remembered of a write that was made.
    pub fn of(write: &Write, at_ms: i64) -> Self {
        Self { key: write.key.clone(), public: write.is_public(), at_ms, told: write.told.clone() }
    }
}

impl History {
    fn holds(&self, key: &str) -> bool {
        self.writes.iter().any(|write| write.key == key)
    }

    fn last(&self) -> Option<&Told> {
        self.writes.iter().rev().find_map(|write| write.told.as_ref())
    }

    pub fn last_public(&self) -> Option<&Told> {
        self.writes.iter().rev().filter(|write| write.public).find_map(|write| write.told.as_ref())
    }

    pub fn has_asked_for(&self, item: &str) -> bool {
        self.writes.iter().filter_map(|write| write.told.as_ref()).any(|told| told.asked_for(item))
    }
}

/// Puts tags and status on the first write, or on one of their own. They go with a change of the verdict: what an
/// agent has taken off since is not put back. The status goes with every public comment as well, because the
/// customer's answer to the one before has reopened the ticket.
fn label(
    writes: &mut Vec<Write>,
    report: &Report,
    ticket: &Ticket,
    history: &History,
    others: BTreeSet<String>,
    action: Action,
) {
    for write in writes.iter_mut().filter(|write| write.is_public()) {
        write.status = action.status.clone();
    }
    let last = history.last();
    let untouched = last.is_none() && report.verdict == Verdict::Ignored;
    if untouched || last.is_some_and(|told| told.verdict == report.verdict) {
        return;
    }
    let add: Vec<String> = action.tags.iter().filter(|tag| !ticket.tags.contains(tag)).cloned().collect();
    let remove: Vec<String> = ticket.tags.iter().filter(|tag| others.contains(*tag)).cloned().collect();
    if writes.is_empty() && !(add.is_empty() && remove.is_empty() && action.status.is_none()) {
        // The number of writes before it lets a ticket come back to a verdict.
        let content = format!("{} {add:?} {remove:?} {:?}", history.writes.len(), action.status);
        writes.push(Write::new(key(&ticket.id, "tags", &content), None, Told::of(report, &[])));
    }
    if let Some(first) = writes.first_mut() {
        (first.add_tags, first.remove_tags, first.status) = (add, remove, action.status);
    }
}
