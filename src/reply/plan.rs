//! What to do about a report: the writes that bring the helpdesk to the state that the verdict calls for, or none.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::checklist::model::{Checklists, Verdict};
use crate::reply::comment::{Aside, Speaker, internal_note, public_comment, reminding_comment};
use crate::reply::conversation::Conversation;
use crate::reply::history::{History, PastWrite};
use crate::reply::news::{asked, has_news};
use crate::reply::packet::needs_eyes;
use crate::reply::policy::{Action, Marks, Note, Policy};
use crate::reply::reminder::{self, Next};
use crate::reply::render::{Replies, TemplateError};
use crate::reply::stance::{Stance, Why, stance};
use crate::reply::told::{Told, key, substance};
use crate::reply::write::{Comment, Write};
use crate::report::{ItemReport, Report};
use crate::ticket::Ticket;

/// In the key of the note with which an agent takes over: it is written even if another has said the same.
const HANDED_OVER: &str = "handed over";

/// What one pass writes into the ticket, in this order. Empty when everything has been said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    pub writes: Vec<Write>,
    /// What would be written if Preflight were allowed to.
    pub withheld: Vec<Write>,
    /// Why it says less than it could.
    pub why: Option<Why>,
    /// When the next reminder is due.
    pub look_again_at: Option<Timestamp>,
}

/// What a plan is made from.
#[derive(Clone, Copy)]
pub struct Situation<'a> {
    pub report: &'a Report,
    pub ticket: &'a Ticket,
    /// The ticket is solved; only a policy that answers such tickets gets here.
    pub solved: bool,
    pub history: &'a History,
    pub policy: &'a Policy,
    pub replies: &'a Replies,
    pub checklists: &'a Checklists,
    pub now: Timestamp,
}

/// What is left to be written, given what has been. The same situation gives the same plan; `now` decides no more than
/// whether a date is shown with its year, and whether a reminder is due.
pub fn plan(situation: Situation<'_>) -> Plan {
    let Situation { report, ticket, solved, history, policy, .. } = situation;
    let allowed = stance(ticket, report, history, policy, solved);
    if !allowed.is_silent() {
        let (writes, look_again_at) = situation.writes(allowed);
        return Plan { writes, withheld: Vec::new(), why: allowed.why, look_again_at };
    }
    let withheld = match allowed.why {
        Some(Why::Observed | Why::Held) => {
            situation.writes(Stance { comment: true, note: true, marks: true, why: None }).0
        }
        _ => Vec::new(),
    };
    Plan { writes: Vec::new(), withheld, why: allowed.why, look_again_at: None }
}

impl<'a> Situation<'a> {
    /// The writes, and when the next reminder is due.
    fn writes(self, allowed: Stance) -> (Vec<Write>, Option<Timestamp>) {
        let mut action = self.policy.action(&self.report.category, self.report.verdict);
        let asked = asked(self.report, self.history);
        let hands_over = self.hands_over(&asked);
        let mut spoken = self.spoken(&action, &asked, hands_over);
        if spoken.unsaid.is_some() {
            // A status such as `pending` would wait for the answer to a question that was not asked.
            action.marks.status = None;
        }
        let mut writes = Vec::new();
        let comment = spoken.comment.take();
        let withheld = comment.as_ref().filter(|_| !allowed.comment).and_then(|write| write.comment.clone());
        writes.extend(comment.filter(|_| allowed.comment));
        let aside = Aside {
            why: allowed.why.or(hands_over.then_some(Why::HandedOver)),
            proposed: withheld.as_ref().map(|comment| comment.html.as_str()),
            rounds: hands_over.then(|| self.conversation().rounds()),
            unsaid: spoken.unsaid.as_ref(),
            ..Aside::new(self.history)
        };
        if allowed.note && self.wants_note(&action, &aside) && !self.told_when_handed_over() {
            writes.extend(self.note(&action, &aside));
        }
        if hands_over {
            action.marks = self.handing_over(action.marks);
        }
        writes.retain(|write| !self.history.holds(&write.key));
        let reminds = allowed.comment && !hands_over;
        if writes.is_empty() && reminds {
            let next = reminder::next(&self.policy.reminders, self.conversation());
            if let Some(next) = next.filter(|next| self.still_waits() && next.at <= self.now) {
                writes = self.reminder(&next, &asked);
                let look_again_at = self.reminds_at(&writes);
                return (writes, look_again_at);
            }
        }
        if allowed.marks {
            self.mark(&mut writes, action, hands_over);
        }
        let limited = matches!(allowed.why, Some(Why::TicketLimit | Why::RequesterLimit));
        let look_again_at = match (reminds, limited && !hands_over) {
            (true, _) => self.reminds_at(&writes),
            // The limit passes; the reminder is not lost with it.
            (false, true) => self.reminds_at(&writes).map(|at| at.max(self.in_an_hour())),
            (false, false) => None,
        };
        (writes, look_again_at)
    }

    /// When the next reminder is due once these writes are made: nothing else brings the ticket up again after them.
    fn reminds_at(self, writes: &[Write]) -> Option<Timestamp> {
        // They are dated by the helpdesk's clock, which may be ahead of ours: in any case after what was read.
        let read = self.ticket.messages.iter().map(|message| message.at).max();
        let at_ms = read.map_or(self.now, |read| read.max(self.now)).as_millisecond();
        let made = writes.iter().map(|write| PastWrite::of(write, at_ms));
        let history =
            History { writes: self.history.writes.iter().cloned().chain(made).collect(), limit: None };
        let then = Situation { history: &history, ..self };
        then.still_waits()
            .then(|| reminder::next(&self.policy.reminders, then.conversation()))
            .flatten()
            .map(|next| next.at)
    }

    fn in_an_hour(self) -> Timestamp {
        self.now.checked_add(SignedDuration::from_hours(1)).unwrap_or(self.now)
    }

    fn conversation(self) -> Conversation<'a> {
        Conversation { ticket: self.ticket, report: self.report, history: self.history }
    }

    fn speaker(self) -> Speaker<'a> {
        let Self { report, ticket, checklists, replies, now, .. } = self;
        Speaker { report, ticket, checklists, replies, now }
    }

    /// The customer was asked for something, and it is still not there.
    fn still_waits(self) -> bool {
        self.history
            .last_public()
            .is_some_and(|told| told.verdict == self.report.verdict && told.wants_an_answer())
    }

    /// The customer was asked often enough: from now on an agent does it.
    fn hands_over(self, asked: &[(&str, &ItemReport)]) -> bool {
        let open = match self.report.verdict {
            Verdict::Incomplete => !asked.is_empty(),
            Verdict::Blocked => true,
            Verdict::NotNeeded | Verdict::Waiting | Verdict::Ready | Verdict::Unclear | Verdict::Ignored => {
                false
            }
        };
        open && !self.history.is_handed_over() && self.conversation().rounds() >= self.policy.rounds_max
    }

    /// The comment to the customer, or why it can't be written although one is due.
    fn spoken(self, action: &Action, asked: &[(&str, &ItemReport)], hands_over: bool) -> Spoken {
        if hands_over || !action.comment || !has_news(self.report, asked, self.history) {
            return Spoken::default();
        }
        match public_comment(self.speaker(), asked, self.history.last_public()) {
            Ok(html) => {
                let told = Told::of(self.report, asked);
                let key = key(&self.ticket.id, "comment", &html);
                let comment = Write::new(key, Some(Comment { html, public: true }), told);
                Spoken { comment: Some(comment), unsaid: None }
            }
            Err(error) => Spoken { comment: None, unsaid: Some(error) },
        }
    }

    fn wants_note(self, action: &Action, aside: &Aside<'_>) -> bool {
        let by_policy = match action.note {
            Note::Never => false,
            Note::WhenUncertain => needs_eyes(self.report),
            Note::Always => true,
        };
        by_policy || aside.unsaid.is_some() || aside.proposed.is_some() || aside.rounds.is_some()
    }

    /// The note with which an agent took over has said all of this. The customer is told no more from then on, so what
    /// would be told is no reason for another note.
    fn told_when_handed_over(self) -> bool {
        let content = substance(self.report, true) + HANDED_OVER;
        self.history.holds(&key(&self.ticket.id, "note", &content))
    }

    /// None if it was written before: each pass looks at its ticket once more after its writes.
    fn note(self, action: &Action, aside: &Aside<'_>) -> Option<Write> {
        // What stands in for a comment says all that there is to say.
        let everything = action.note == Note::Always || aside.proposed.is_some() || aside.rounds.is_some();
        let mut content = substance(self.report, everything);
        content.extend(aside.unsaid.iter().map(ToString::to_string));
        content.extend(aside.rounds.map(|_| HANDED_OVER));
        let key = key(&self.ticket.id, "note", &content);
        if self.history.holds(&key) {
            return None;
        }
        let html = internal_note(self.speaker(), self.policy.language_of_notes(), aside);
        let mut told = Told::of(self.report, &[]);
        told.handed_over = aside.rounds.is_some();
        Some(Write::new(key, Some(Comment { html, public: false }), told))
    }

    fn reminder(self, next: &Next<'_>, asked: &[(&str, &ItemReport)]) -> Vec<Write> {
        let mut told = Told::of(self.report, asked);
        told.reminder = Some(next.number);
        let aside = Aside { silent_since: Some(next.number), ..Aside::new(self.history) };
        let comment = next.rule.comment.then(|| reminding_comment(self.speaker(), asked, next.number));
        let mut unsaid = None;
        let comment = comment.and_then(|made| made.map_err(|error| unsaid = Some(error)).ok());
        let public = comment.is_some();
        let html = comment.or_else(|| {
            let aside = Aside { unsaid: unsaid.as_ref(), ..aside };
            (next.rule.note || unsaid.is_some())
                .then(|| internal_note(self.speaker(), self.policy.language_of_notes(), &aside))
        });
        let content = format!("{} {}", next.request, next.number);
        let comment = html.map(|html| Comment { html, public });
        let mut write = Write::new(key(&self.ticket.id, "reminder", &content), comment, told);
        write.set(&next.rule.marks);
        write.add_tags = missing_tags(self.ticket, &next.rule.marks.tags);
        vec![write]
    }

    fn handing_over(self, verdict: Marks) -> Marks {
        let over = self.policy.hand_over.clone();
        let mut tags = verdict.tags;
        tags.extend(over.tags);
        let mut fields = verdict.fields;
        fields.extend(over.fields);
        Marks {
            tags,
            status: over.status,
            priority: over.priority.or(verdict.priority),
            group: over.group.or(verdict.group),
            assignee: over.assignee.or(verdict.assignee),
            fields,
        }
    }

    /// Puts tags and the like on the first write, or on one of their own. They go with a change of the verdict: what an
    /// agent has changed since is not changed back. The status goes with every public comment as well, because the
    /// customer's answer to the one before has reopened the ticket.
    fn mark(self, writes: &mut Vec<Write>, action: Action, hands_over: bool) {
        let marks = action.marks;
        for write in writes.iter_mut().filter(|write| write.is_public()) {
            write.status = marks.status.clone();
        }
        let last = self.history.last();
        let untouched = last.is_none() && self.report.verdict == Verdict::Ignored;
        let same = last.is_some_and(|told| told.verdict == self.report.verdict);
        if untouched || same && !hands_over {
            return;
        }
        let others = self.other_tags(&marks.tags);
        let add = missing_tags(self.ticket, &marks.tags);
        let remove: Vec<String> =
            self.ticket.tags.iter().filter(|tag| others.contains(*tag)).cloned().collect();
        let told = Told { handed_over: hands_over, ..Told::of(self.report, &[]) };
        if writes.is_empty() && !(add.is_empty() && remove.is_empty() && !marks.sets_more_than_tags()) {
            // The number of writes before it lets a ticket come back to a verdict.
            let content = format!("{} {add:?} {remove:?} {marks:?}", self.history.writes.len());
            writes.push(Write::new(key(&self.ticket.id, "tags", &content), None, told));
        }
        if let Some(first) = writes.first_mut() {
            first.set(&marks);
            (first.add_tags, first.remove_tags) = (add, remove);
        }
    }

    /// The tags of the other verdicts, which go when this one comes.
    fn other_tags(self, own: &[String]) -> BTreeSet<String> {
        let tags = |verdict| self.policy.action(&self.report.category, verdict).marks.tags;
        let all = Verdict::ALL.into_iter().flat_map(tags);
        all.filter(|tag| !own.contains(tag)).collect()
    }
}

/// A comment that is due, or the reason why it could not be made.
#[derive(Default)]
struct Spoken {
    comment: Option<Write>,
    unsaid: Option<TemplateError>,
}

fn missing_tags(ticket: &Ticket, tags: &[String]) -> Vec<String> {
    tags.iter().filter(|tag| !ticket.has_tag(tag)).cloned().collect()
}
