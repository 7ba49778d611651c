//! What comes nearest to an item that was not found, and why it was not taken for it.

mod choice;
mod count;
mod day;
mod file;
mod id;
mod label;
pub mod refusal;
mod token;

use serde::Serialize;

use crate::checklist::kind::Kind;
use crate::reading::vocabulary::ItemId;
use crate::report::{Evidence, ItemReport};
use crate::verdict::explain::candidate::refusal::Refusal;
use crate::verdict::explain::inquiry::Inquiry;

/// Candidates of one item that are told.
const CANDIDATES_MAX: usize = 3;

#[derive(Clone, Debug, Serialize)]
pub struct Candidate {
    pub evidence: Evidence,
    #[serde(flatten)]
    pub why: Refusal,
    /// The item that was read from there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_as: Option<String>,
}

/// The nearest few, the nearest first.
pub fn candidates(inquiry: &Inquiry, item: ItemId, report: &ItemReport) -> Vec<Candidate> {
    let mut found = match &inquiry.scene.spec(item).kind {
        Kind::Id(shape) => id::candidates(inquiry, item, shape),
        Kind::Date(_) | Kind::DateTime(_) => day::days(inquiry, item),
        Kind::Time(_) => day::times(inquiry, item),
        Kind::Number(_) => count::candidates(inquiry, item),
        Kind::Choice(_) => choice::candidates(inquiry, item),
        Kind::Email(_) => token::addresses(inquiry, item),
        Kind::Code(shape) => token::codes(inquiry, item, shape),
        Kind::Screenshot(_) | Kind::Sheet(_) | Kind::Document(_) => file::candidates(inquiry, item),
        Kind::Text(_) | Kind::Name(_) => Vec::new(),
    };
    if !inquiry.scene.spec(item).kind.is_file() {
        found.extend(label::candidates(inquiry, item));
    }
    // What the report tells of itself is not told twice.
    let told = report.problem.iter().map(|problem| &problem.evidence);
    let told: Vec<&Evidence> = told.chain(report.said.iter().map(|said| &said.evidence)).collect();
    found.retain(|candidate| !told.iter().any(|told| overlap(told, &candidate.evidence)));
    nearest(found)
}

/// Of what stands in one place, or says the same, the nearest; of equally near ones the latest word.
fn nearest(mut found: Vec<Candidate>) -> Vec<Candidate> {
    // A label with a number behind is told by the number.
    let precise: Vec<Evidence> = found
        .iter()
        .filter(|one| matches!(one.why, Refusal::Start { .. } | Refusal::Digits { .. }))
        .map(|one| one.evidence.clone())
        .collect();
    found.retain(|one| one.why != Refusal::NotIt || !precise.iter().any(|more| overlap(more, &one.evidence)));
    found.sort_by(|a, b| {
        let place = |one: &Candidate| (one.evidence.source.clone(), one.evidence.range.start);
        rank(a).cmp(&rank(b)).then_with(|| place(b).cmp(&place(a)))
    });
    let mut nearest: Vec<Candidate> = Vec::new();
    for candidate in found {
        let known = nearest.iter().any(|other| {
            other.evidence.quote == candidate.evidence.quote || overlap(&other.evidence, &candidate.evidence)
        });
        if !known && nearest.len() < CANDIDATES_MAX {
            nearest.push(candidate);
        }
    }
    nearest
}

/// What no item was read from is nearer than what is taken already, but for logos.
fn rank(one: &Candidate) -> (bool, bool, u8) {
    (one.why == Refusal::Decoration, one.read_as.is_some(), one.why.distance())
}

pub fn overlap(a: &Evidence, b: &Evidence) -> bool {
    a.source == b.source && a.range.start < b.range.end && b.range.start < a.range.end
}
