//! The pure part of a pass: from a ticket and what was said before to a report and a plan.

use jiff::Timestamp;

use crate::reply::plan::{History, Plan, Policy, plan};
use crate::reply::render::Replies;
use crate::report::Report;
use crate::ticket::Ticket;
use crate::verdict::Checker;

/// Knows neither network nor store; runs beside the passes, on a thread of its own.
pub trait Judge: Send + Sync {
    fn judge(&self, ticket: &Ticket, history: &History, now: Timestamp) -> (Report, Plan);
}

/// The judge of the service: the checklists, the policy and the replies of the configuration.
pub struct Rules {
    pub checker: Checker,
    pub policy: Policy,
    pub replies: Replies,
}

impl Judge for Rules {
    fn judge(&self, ticket: &Ticket, history: &History, now: Timestamp) -> (Report, Plan) {
        let report = self.checker.check(ticket, now);
        let plan =
            plan(&report, ticket, history, &self.policy, &self.replies, self.checker.checklists(), now);
        (report, plan)
    }
}
