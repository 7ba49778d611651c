//! Reminders: what happens when the customer does not answer, and when the next is due.

use jiff::{SignedDuration, Timestamp};

use crate::reply::conversation::Conversation;
use crate::reply::history::PastWrite;
use crate::reply::policy::Reminder;

/// The reminder that comes next.
#[derive(Clone, Debug, PartialEq)]
pub struct Next<'a> {
    pub rule: &'a Reminder,
    pub at: Timestamp,
    /// Counted from 1 since the request.
    pub number: u32,
    /// The key of the request that waits for its answer.
    pub request: &'a str,
}

/// None where nothing was asked, somebody has spoken since, or all reminders were given.
pub fn next<'a>(rules: &'a [Reminder], conversation: Conversation<'a>) -> Option<Next<'a>> {
    let request = conversation.history.last_request()?;
    if conversation.has_gone_on_since(request.at()) {
        return None;
    }
    let given = conversation.history.reminders_since(request);
    let rule = rule_after(rules, given.len())?;
    let from = given.last().map_or(request.at(), |last: &&PastWrite| last.at());
    let at = from.checked_add(SignedDuration::from_hours(rule.after_hours.into())).ok()?;
    let number = u32::try_from(given.len() + 1).unwrap_or(u32::MAX);
    Some(Next { rule, at, number, request: &request.key })
}

/// The rule of the reminder that comes after so many.
fn rule_after(rules: &[Reminder], given: usize) -> Option<&Reminder> {
    let mut before = 0;
    rules.iter().find(|rule| {
        before += rule.times as usize;
        given < before
    })
}
