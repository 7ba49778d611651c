//! Passes: how they ended, what they came to, how long they took, and how long the ticket waited for it.

use std::time::Duration;

use jiff::Timestamp;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::metric::{Bounded, Labels, labels};
use crate::report::Report;
use crate::service::end;
use crate::store::{Cause, Lease};

const DURATION_SECS: [f64; 13] = [0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 600.0];
const WAIT_SECS: [f64; 12] = [0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 1_800.0, 7_200.0, 86_400.0];
/// Categories by verdicts.
const VERDICTS_MAX: usize = 1_000;
/// The label of a report without a category.
const NO_CATEGORY: &str = "(none)";

#[derive(Debug)]
pub struct Passes {
    ends: Family<Labels, Counter>,
    verdicts: Bounded,
    duration: Histogram,
    waited: Family<Labels, Histogram, fn() -> Histogram>,
}

impl Default for Passes {
    fn default() -> Self {
        let ends: Family<Labels, Counter> = Family::default();
        for name in end::NAMES {
            drop(ends.get_or_create(&labels([("end", name)])));
        }
        let waited = Family::new_with_constructor((|| Histogram::new(WAIT_SECS)) as fn() -> Histogram);
        for cause in Cause::ALL {
            drop(waited.get_or_create(&labels([("cause", cause.name())])));
        }
        Self { ends, verdicts: Bounded::new(VERDICTS_MAX), duration: Histogram::new(DURATION_SECS), waited }
    }
}

impl Passes {
    pub fn ended(&self, end: &str, took: Duration) {
        self.ends.get_or_create(&labels([("end", end)])).inc();
        self.duration.observe(took.as_secs_f64());
    }

    /// The pass came to its end, and that is on disk.
    pub fn done(&self, lease: &Lease, report: Option<&Report>, now: Timestamp) {
        // The clock may have been set back meanwhile.
        let secs = now.duration_since(lease.waits_since).as_secs_f64().max(0.0);
        self.waited.get_or_create(&labels([("cause", lease.cause.name())])).observe(secs);
        if let Some(report) = report {
            self.verdicts.add([("category", category(report)), ("verdict", report.verdict.name())]);
        }
    }

    pub fn register(&self, registry: &mut Registry) {
        let help = "Passes over a ticket by how they ended, as the log has it";
        registry.register("passes", help, self.ends.clone());
        let help = "Passes that checked a ticket, by its category and verdict";
        registry.register("verdicts", help, self.verdicts.family.clone());
        registry.register("pass_duration_seconds", "How long a pass took", self.duration.clone());
        let help = "From the first delivery that nobody had looked after, or from the time that a ticket was due \
                    for, to the end of the pass that was done with it";
        registry.register("due_to_done_seconds", help, self.waited.clone());
    }
}

/// The label of the report's category.
pub fn category(report: &Report) -> &str {
    if report.category.is_empty() { NO_CATEGORY } else { &report.category }
}
