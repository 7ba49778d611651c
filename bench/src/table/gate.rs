//! Whether a figure is worse than it may be: than its goal by more than the noise, both of which `bench/noise.json` tells.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

use crate::table::row::{Goal, Row};

#[derive(Debug, Deserialize)]
pub struct Noise {
    rows: BTreeMap<String, Tolerance>,
}

/// A row that is not named is not held against anything.
#[derive(Debug, Deserialize)]
struct Tolerance {
    /// By what share two equal ones differ at most.
    noise: f64,
    /// What it stands at where it does not reach its goal yet: it must not get worse than this.
    stands_at: Option<f64>,
}

impl Noise {
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        serde_json::from_str(&text).with_context(|| path.display().to_string())
    }

    /// What is wrong with the row, if anything.
    pub fn fault(&self, row: &Row) -> Option<String> {
        let tolerance = self.rows.get(row.id)?;
        let bound = match row.goal? {
            Goal::AtLeast(goal) => {
                Goal::AtLeast(tolerance.stands_at.unwrap_or(goal) * (1.0 - tolerance.noise))
            }
            Goal::AtMost(goal) => Goal::AtMost(tolerance.stands_at.unwrap_or(goal) * (1.0 + tolerance.noise)),
        };
        let value = row.value.median;
        (!bound.is_met(value)).then(|| format!("{}: {value:.2} {}, wanted {bound:.2?}", row.id, row.unit))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numbers::Spread;

    fn row(value: f64, goal: Goal) -> Row {
        Row::new("a", "a", Spread::of([value]), "").goal(goal)
    }

    fn noise(text: &str) -> Noise {
        serde_json::from_str(text).expect("as it is written")
    }

    #[test]
    fn what_is_worse_by_less_than_the_noise_passes() {
        let noise = noise(r#"{"rows": {"a": {"noise": 0.1}}}"#);
        assert_eq!(noise.fault(&row(0.77, Goal::AtLeast(0.85))), None);
        assert!(noise.fault(&row(0.76, Goal::AtLeast(0.85))).is_some());
        assert_eq!(noise.fault(&row(1.42, Goal::AtMost(1.3))), None);
        assert!(noise.fault(&row(1.44, Goal::AtMost(1.3))).is_some());
    }

    #[test]
    fn what_does_not_reach_its_goal_must_not_get_worse() {
        let noise = noise(r#"{"rows": {"a": {"noise": 0.1, "stands_at": 0.5}}}"#);
        assert_eq!(noise.fault(&row(0.46, Goal::AtLeast(0.85))), None);
        assert!(noise.fault(&row(0.44, Goal::AtLeast(0.85))).is_some());
    }
}
