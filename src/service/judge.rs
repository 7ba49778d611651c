//! The pure part of a pass: from a ticket and what was said before to a report and a plan.

use jiff::Timestamp;
use tracing::debug_span;

use crate::checklist::model::Checklists;
use crate::reply::history::History;
use crate::reply::plan::{Plan, Situation, plan};
use crate::reply::policy::Policy;
use crate::reply::render::Replies;
use crate::report::Report;
use crate::ticket::Ticket;
use crate::trace::TARGET;
use crate::verdict::Checker;

/// Knows neither network nor store; runs beside the passes, on a thread of its own.
pub trait Judge: Send + Sync {
    fn judge(&self, case: &Case, now: Timestamp) -> (Report, Plan);

    fn policy(&self) -> &Policy;

    fn checklists(&self) -> &Checklists;
}

/// A ticket with what matters beside its words.
#[derive(Clone, Debug)]
pub struct Case {
    pub ticket: Ticket,
    pub solved: bool,
    pub history: History,
}

/// The judge of the service: the checklists, the policy and the replies of the configuration.
pub struct Rules {
    pub checker: Checker,
    pub policy: Policy,
    pub replies: Replies,
}

impl Judge for Rules {
    fn judge(&self, case: &Case, now: Timestamp) -> (Report, Plan) {
        let check = debug_span!(target: TARGET, "check");
        let report = check.in_scope(|| self.checker.check(&case.ticket, now));
        let _planning = debug_span!(target: TARGET, "plan").entered();
        let plan = plan(Situation {
            report: &report,
            ticket: &case.ticket,
            solved: case.solved,
            history: &case.history,
            policy: &self.policy,
            replies: &self.replies,
            checklists: self.checker.checklists(),
            now,
        });
        (report, plan)
    }

    fn policy(&self) -> &Policy {
        &self.policy
    }

    fn checklists(&self) -> &Checklists {
        self.checker.checklists()
    }
}
