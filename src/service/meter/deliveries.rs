//! Webhook deliveries: what became of them, and how long they waited for their answer.

use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::metric::{Series, labels};

const DURATION_SECS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// A counter a field, so that nothing is looked up while a caller waits.
#[derive(Debug)]
pub struct Deliveries {
    pub accepted: Counter,
    pub known: Counter,
    pub not_stored: Counter,
    pub ignored: Counter,
    pub unverified: Counter,
    /// The body is no JSON, names no ticket, is too large or did not arrive.
    pub malformed: Counter,
    answered: Histogram,
}

impl Default for Deliveries {
    fn default() -> Self {
        Self {
            accepted: Counter::default(),
            known: Counter::default(),
            not_stored: Counter::default(),
            ignored: Counter::default(),
            unverified: Counter::default(),
            malformed: Counter::default(),
            answered: Histogram::new(DURATION_SECS),
        }
    }
}

impl Deliveries {
    /// From the head of the request until the delivery is on disk.
    pub fn stored_after(&self, duration: Duration) {
        self.answered.observe(duration.as_secs_f64());
    }

    pub fn register(&self, registry: &mut Registry) {
        let results = [
            ("accepted", &self.accepted),
            ("known", &self.known),
            ("not_stored", &self.not_stored),
            ("ignored", &self.ignored),
            ("unverified", &self.unverified),
            ("malformed", &self.malformed),
        ];
        let series = results.map(|(result, counter)| (labels([("result", result)]), counter.clone()));
        registry.register("deliveries", "Webhook deliveries by what became of them", Series(series.into()));
        let help = "From the head of a delivery's request until it is on disk and is answered";
        registry.register("delivery_duration_seconds", help, self.answered.clone());
    }
}
