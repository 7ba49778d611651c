//! When the checklist asks for an item, and which gates come before it.

use jiff::Timestamp;
use serde::Serialize;

use crate::checklist::condition::Condition;
use crate::checklist::model::{Gate, Required, Verdict};
use crate::reading::find::Scene;
use crate::report::Report;
use crate::verdict::explain::trace::Trace;
use crate::verdict::gate;

/// When an item is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    Always,
    Never,
    When,
    Unless,
}

impl Rule {
    pub fn of(required: &Required) -> (Self, Option<&Condition>) {
        match required {
            Required::Always => (Rule::Always, None),
            Required::Never => (Rule::Never, None),
            Required::When(condition) => (Rule::When, Some(condition)),
            Required::Unless(condition) => (Rule::Unless, Some(condition)),
        }
    }
}

/// What a gate came to.
#[derive(Clone, Debug, Serialize)]
pub struct GateReason {
    pub name: String,
    pub verdict: Verdict,
    /// Whether it decided the verdict.
    pub decided: bool,
    pub condition: Trace,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait: Option<Waiting>,
}

/// The time that a gate leaves to others.
#[derive(Clone, Debug, Serialize)]
pub struct Waiting {
    pub hours: u32,
    /// The item whose date it counts from.
    pub from: String,
    /// When it opens or opened; none where the date was not found, so that the gate stays open.
    pub until: Option<Timestamp>,
}

pub fn gate(gate: &Gate, condition: Trace, report: &Report, scene: &Scene) -> GateReason {
    let wait = gate.wait.as_ref().map(|wait| Waiting {
        hours: wait.hours,
        from: wait.from.clone(),
        until: gate::opens(wait, report, scene, &scene.zone),
    });
    GateReason {
        name: gate.name.clone(),
        verdict: gate.verdict,
        decided: report.gate.as_deref() == Some(&gate.name),
        condition,
        wait,
    }
}
