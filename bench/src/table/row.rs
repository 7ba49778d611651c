//! A row: what was measured, what is wanted of it, and what it came to.

use serde::Serialize;

use crate::numbers::Spread;

#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// Its name for machines.
    pub id: &'static str,
    pub what: String,
    pub goal: Option<Goal>,
    /// What the goal is about: a ratio, or a figure with its unit.
    pub value: Spread,
    pub unit: &'static str,
    /// What both sides of a ratio are, in words.
    pub beside: String,
    /// What two equal ones came to: the ratio of the second to the first.
    pub noise: Option<Spread>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    AtLeast(f64),
    AtMost(f64),
}

impl Goal {
    pub fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtLeast(goal) => value >= goal,
            Self::AtMost(goal) => value <= goal,
        }
    }
}

impl Row {
    pub fn new(id: &'static str, what: impl Into<String>, value: Spread, unit: &'static str) -> Self {
        Self { id, what: what.into(), goal: None, value, unit, beside: String::new(), noise: None }
    }

    pub fn goal(self, goal: Goal) -> Self {
        Self { goal: Some(goal), ..self }
    }

    pub fn beside(self, beside: impl Into<String>) -> Self {
        Self { beside: beside.into(), ..self }
    }

    pub fn noise(self, noise: Spread) -> Self {
        Self { noise: Some(noise), ..self }
    }

    pub fn is_met(&self) -> Option<bool> {
        self.goal.map(|goal| goal.is_met(self.value.median))
    }
}
