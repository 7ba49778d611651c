//! How a pass ended: what is remembered of it, and its line in the log.

use std::time::Duration;

use tracing::Span;

use crate::helpdesk::HelpdeskError;
use crate::reply::stance::Why;
use crate::report::Report;
use crate::service::pass::Setback;
use crate::store::{Lease, Outcome, StoreError, Trouble};
use crate::trace;

/// How long a ticket waits that met the open fuse. Nothing of its helpdesk is claimed meanwhile.
const FUSED_SECS: u64 = 5;

/// What `End::name` can be.
pub const NAMES: [&str; 7] = ["done", "left_alone", "retry", "wait", "park", "released", LOST];
pub const LOST: &str = "lost";

/// How a pass ended, as it is remembered and logged.
pub enum End {
    Done(Box<Outcome>),
    /// The helpdesk or the ticket is in trouble: try again later, and set the ticket aside at last.
    Retry {
        reason: String,
        trouble: Trouble,
    },
    /// The helpdesk asked to wait.
    Wait {
        secs: u64,
        reason: String,
    },
    Park {
        reason: String,
    },
    /// The service stops: the ticket stays due.
    Released,
    /// Someone else has the ticket, or the store can't remember: the lease runs out by itself.
    Lost {
        reason: String,
    },
}

impl End {
    pub fn done(outcome: Outcome) -> Self {
        End::Done(Box::new(outcome))
    }

    pub fn after(setback: Setback) -> Self {
        let reason = setback.to_string();
        match setback {
            Setback::Store(StoreError::LeaseLost | StoreError::Unavailable { .. }) => End::Lost { reason },
            Setback::Store(StoreError::Unreadable { .. }) | Setback::Unjudged => End::Park { reason },
            Setback::Restless => End::Retry { reason, trouble: Trouble::Ticket },
            Setback::Fused => End::Wait { secs: FUSED_SECS, reason },
            Setback::Helpdesk(error) => match error {
                HelpdeskError::Conflict | HelpdeskError::Unknown { .. } => {
                    End::Retry { reason, trouble: Trouble::Ticket }
                }
                HelpdeskError::Unauthorized { .. } | HelpdeskError::Unavailable { .. } => {
                    End::Retry { reason, trouble: Trouble::Helpdesk }
                }
                HelpdeskError::RateLimited { after_secs } => End::Wait { secs: after_secs, reason },
                HelpdeskError::NotFound | HelpdeskError::Refused { .. } => End::Park { reason },
                HelpdeskError::Closed => End::done(Outcome::default()),
            },
        }
    }

    pub fn name(&self) -> &'static str {
        match self {
            End::Done(outcome) if outcome.report.is_some() => "done",
            End::Done(_) => "left_alone",
            End::Retry { .. } => "retry",
            End::Wait { .. } => "wait",
            End::Park { .. } => "park",
            End::Released => "released",
            End::Lost { .. } => LOST,
        }
    }

    /// The report, if the pass came to one.
    pub fn report(&self) -> Option<&Report> {
        match self {
            End::Done(outcome) => outcome.report.as_ref(),
            End::Retry { .. } | End::Wait { .. } | End::Park { .. } | End::Released | End::Lost { .. } => {
                None
            }
        }
    }

    fn reason(&self) -> Option<&str> {
        match self {
            End::Done(_) | End::Released => None,
            End::Retry { reason, .. }
            | End::Wait { reason, .. }
            | End::Park { reason }
            | End::Lost { reason } => Some(reason),
        }
    }
}

/// One line a pass. No words of the ticket.
pub fn log(lease: &Lease, end: &End, writes: u32, took: Duration, remembered: Result<(), StoreError>) {
    let report = end.report();
    let silent = match end {
        End::Done(outcome) => outcome.decision.why,
        End::Retry { .. } | End::Wait { .. } | End::Park { .. } | End::Released | End::Lost { .. } => None,
    };
    let troubled = match end {
        End::Retry { .. } | End::Park { .. } | End::Lost { .. } => true,
        End::Done(_) | End::Wait { .. } | End::Released => remembered.is_err(),
    };
    let not_remembered = remembered.err().map(|error| error.to_string());
    // The level is a part of the macro's name.
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                helpdesk = lease.ticket.helpdesk,
                ticket = lease.ticket.id,
                end = end.name(),
                verdict = report.map(|report| report.verdict.name()),
                category = report.map(|report| report.category.as_str()),
                silent = silent.map(Why::name),
                writes,
                failures = lease.failures,
                reason = end.reason(),
                not_remembered,
                trace_id = trace::id(&Span::current()),
                duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
                "pass ended"
            )
        };
    }
    if troubled { line!(warn) } else { line!(info) }
}
