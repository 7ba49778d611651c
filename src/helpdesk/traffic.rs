//! What an account's requests came to, and how long they took.

use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::Histogram;

const DURATION_SECS: [f64; 10] = [0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
const METHODS: [&str; 2] = ["read", "write"];
/// By the answer's status; `no_answer` if there was none, or it broke off.
const RESULTS: [&str; 6] = ["2xx", "3xx", "4xx", "429", "5xx", "no_answer"];

#[derive(Clone, Debug)]
pub struct Traffic {
    requests: [[Counter; RESULTS.len()]; METHODS.len()],
    pub duration: Histogram,
}

impl Default for Traffic {
    fn default() -> Self {
        Self { requests: Default::default(), duration: Histogram::new(DURATION_SECS) }
    }
}

impl Traffic {
    /// `status` is none if no answer arrived whole.
    pub fn count(&self, is_write: bool, status: Option<u16>, took: Duration) {
        let result = match status {
            Some(200..=299) => 0,
            Some(300..=399) => 1,
            Some(429) => 3,
            Some(400..=499) => 2,
            Some(500..) => 4,
            Some(_) | None => 5,
        };
        self.requests[usize::from(is_write)][result].inc();
        self.duration.observe(took.as_secs_f64());
    }

    /// What was asked, what it came to, and how often.
    pub fn requests(&self) -> impl Iterator<Item = (&'static str, &'static str, &Counter)> {
        let by_method = METHODS.into_iter().zip(&self.requests);
        by_method.flat_map(|(method, counters)| {
            RESULTS.into_iter().zip(counters).map(move |(result, counter)| (method, result, counter))
        })
    }
}
