//! What is counted and measured, for Prometheus: labels that are few and well-formed, and families that stay bounded.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use prometheus_client::encoding::{EncodeMetric, MetricEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::{MetricType, TypedMetric};

/// Names and values, the values ready to be written.
pub type Labels = Vec<(&'static str, String)>;

/// What stands in the place of a label's value when there are too many of them.
pub const OTHERS: &str = "(others)";

/// The values may come from the configuration, and the library writes them as they are: quotes would end them.
pub fn labels<const N: usize>(pairs: [(&'static str, &str); N]) -> Labels {
    let escaped = |value: &str| value.replace('\\', r"\\").replace('"', r#"\""#).replace('\n', r"\n");
    pairs.into_iter().map(|(name, value)| (name, escaped(value))).collect()
}

/// Several series of one metric.
#[derive(Debug)]
pub struct Series<M>(pub Vec<(Labels, M)>);

impl<M: EncodeMetric + TypedMetric> EncodeMetric for Series<M> {
    fn encode(&self, mut encoder: MetricEncoder<'_>) -> Result<(), fmt::Error> {
        self.0.iter().try_for_each(|(labels, metric)| metric.encode(encoder.encode_family(labels)?))
    }

    fn metric_type(&self) -> MetricType {
        M::TYPE
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A counter whose labels' values come from the configuration. Each change of that may bring new ones, so that there is
/// a bound: what is beyond it is counted together.
#[derive(Clone, Debug)]
pub struct Bounded {
    pub family: Family<Labels, Counter>,
    series: Arc<AtomicUsize>,
    series_max: usize,
}

impl Bounded {
    pub fn new(series_max: usize) -> Self {
        Self { family: Family::default(), series: Arc::default(), series_max }
    }

    pub fn add<const N: usize>(&self, pairs: [(&'static str, &str); N]) {
        let known = labels(pairs);
        if let Some(counter) = self.family.get(&known) {
            counter.inc();
            return;
        }
        // Two that come at once may bring the same series: the bound is then reached one too early.
        let labels = match self.series.fetch_add(1, Ordering::Relaxed) < self.series_max {
            true => known,
            false => labels(pairs.map(|(name, _)| (name, OTHERS))),
        };
        self.family.get_or_create(&labels).inc();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beyond_the_bound_is_counted_together() {
        let bounded = Bounded::new(2);
        for item in ["a", "b", "c", "d", "a"] {
            bounded.add([("item", item)]);
        }
        let count = |item: &str| bounded.family.get(&labels([("item", item)])).map(|counter| counter.get());
        assert_eq!(["a", "b", "c", "d", OTHERS].map(count), [Some(2), Some(1), None, None, Some(2)]);
    }

    #[test]
    fn a_value_cannot_end_its_quotes() {
        assert_eq!(labels([("name", "a\"b\\c\nd")])[0].1, r#"a\"b\\c\nd"#);
    }
}
