//! What a ticket came to in the helpdesk, and whether that is what its verdict calls for.

use std::ops::AddAssign;

use crate::reply::policy::{Action, Note, Policy};
use crate::reply::stance::Why;
use crate::report::Report;
use crate::sandbox::delivery::{Delivery, Outcome as Fate};
use crate::sandbox::view::{TicketView, Writer};

/// One ticket after the service was told of it.
pub struct Outcome {
    /// The name that the ticket came under.
    pub name: String,
    pub tags_before: Vec<String>,
    pub ticket: TicketView,
    pub deliveries: Vec<Delivery>,
    /// As the service has stored it; none if the ticket was not worked on.
    pub report: Option<Report>,
    /// Why less was said than the verdict calls for.
    pub why: Option<Why>,
}

impl Outcome {
    /// Everything that is not as it should be, in words. Empty if all is well.
    pub fn faults(&self, policy: &Policy) -> Vec<String> {
        let refused = self.deliveries.iter().filter_map(refusal);
        let mut faults: Vec<String> = refused.collect();
        match &self.report {
            None => faults.push("the ticket was not worked on".to_owned()),
            Some(report) => {
                let action = policy.action(&report.category, report.verdict);
                faults.extend(match self.why {
                    None => self.differences(&action),
                    Some(_) => self.too_much(),
                });
            }
        }
        faults
    }

    /// Where the customer is not to be written to, what was written all the same.
    fn too_much(&self) -> Vec<String> {
        let public = self.ticket.comments_of(Writer::Preflight).filter(|comment| comment.public).count();
        let told = (public > 0).then(|| format!("the customer got {public} comments, although none was due"));
        told.into_iter().collect()
    }

    /// What the helpdesk holds against what the verdict writes.
    fn differences(&self, action: &Action) -> Vec<String> {
        let (mut public, mut notes) = (0, 0);
        for comment in self.ticket.comments_of(Writer::Preflight) {
            *(if comment.public { &mut public } else { &mut notes }) += 1;
        }
        let mut found = Vec::new();
        match (action.comment, public) {
            (true, 1) | (false, 0) => {}
            (true, 0) => found.push("the customer got no comment".to_owned()),
            (true, _) => found.push(format!("the customer got {public} comments")),
            (false, _) => {
                found.push("the customer got a comment that the verdict doesn't call for".to_owned())
            }
        }
        match (action.note, notes) {
            (Note::Always, 1) | (Note::WhenUncertain, 0 | 1) | (Note::Never, 0) => {}
            (Note::Always, 0) => found.push("the agent got no note".to_owned()),
            (Note::Never, _) => {
                found.push("the agent got a note that the verdict doesn't call for".to_owned())
            }
            (Note::Always | Note::WhenUncertain, _) => found.push(format!("the agent got {notes} notes")),
        }
        let has = |tags: &[String], tag: &str| tags.iter().any(|other| other.eq_ignore_ascii_case(tag));
        let missing = action.marks.tags.iter().filter(|tag| !has(&self.ticket.tags, tag));
        found.extend(missing.map(|tag| format!("the tag {tag} is missing")));
        let added = self.ticket.tags.iter().filter(|tag| !has(&self.tags_before, tag));
        let strange = added.filter(|tag| !has(&action.marks.tags, tag));
        found.extend(strange.map(|tag| format!("the tag {tag} is not one of the verdict's")));
        found
    }
}

/// How the deliveries fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deliveries {
    pub accepted: usize,
    pub refused: usize,
    pub unanswered: usize,
}

impl Deliveries {
    pub fn count<'a>(deliveries: impl IntoIterator<Item = &'a Delivery>) -> Self {
        let mut count = Self::default();
        for delivery in deliveries {
            *(match (delivery.outcome, status(delivery)) {
                (Fate::Delivered, _) => &mut count.accepted,
                (Fate::Lost | Fate::Pending, Some(_)) => &mut count.refused,
                (Fate::Lost | Fate::Pending, None) => &mut count.unanswered,
            }) += 1;
        }
        count
    }
}

impl AddAssign for Deliveries {
    fn add_assign(&mut self, more: Self) {
        self.accepted += more.accepted;
        self.refused += more.refused;
        self.unanswered += more.unanswered;
    }
}

fn refusal(delivery: &Delivery) -> Option<String> {
    match (delivery.outcome, status(delivery)) {
        (Fate::Delivered, _) => None,
        (Fate::Lost | Fate::Pending, Some(status)) => Some(format!("the webhook was refused with {status}")),
        (Fate::Lost | Fate::Pending, None) => Some("the webhook got no answer".to_owned()),
    }
}

fn status(delivery: &Delivery) -> Option<u16> {
    delivery.attempts.last().and_then(|attempt| attempt.status)
}
