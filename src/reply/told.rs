//! What a write tells its reader, kept with it so that the next one speaks only of what changed.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::checklist::model::Verdict;
use crate::reply::asking::is_refused;
use crate::report::{ItemReport, Problem, Report, SaidKind, Source, State};

/// Hexadecimal digits of a write's key.
const KEY_DIGITS: usize = 32;

/// No ticket text: a problem is kept as a hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Told {
    pub verdict: Verdict,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gate: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub wait_until: Option<Timestamp>,
    /// What a public comment asked for, in the order of the checklist.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<Asked>,
    /// The ticket was given to an agent, because the customer was asked often enough.
    #[serde(default, skip_serializing_if = "is_false")]
    pub handed_over: bool,
    /// It reminded of the request before it, for this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Asked {
    pub item: String,
    /// A hash of what was wrong with what had been sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// The customer had said before that they can't give it: it was asked for this once.
    #[serde(default, skip_serializing_if = "is_false")]
    pub refused: bool,
}

impl Told {
    pub fn of(report: &Report, asked: &[(&str, &ItemReport)]) -> Self {
        Self {
            verdict: report.verdict,
            gate: report.gate.clone(),
            wait_until: report.wait_until,
            asked: asked
                .iter()
                .map(|(item, found)| Asked {
                    item: (*item).to_owned(),
                    problem: found.problem.as_ref().map(fingerprint),
                    refused: is_refused(found),
                })
                .collect(),
            handed_over: false,
            reminder: None,
        }
    }

    /// Whether it is the customer's turn after it.
    pub fn wants_an_answer(&self) -> bool {
        match self.verdict {
            Verdict::Incomplete => !self.asked.is_empty(),
            Verdict::Blocked => true,
            Verdict::NotNeeded | Verdict::Waiting | Verdict::Ready | Verdict::Unclear | Verdict::Ignored => {
                false
            }
        }
    }

    /// Whether a reader who was told `earlier` learns nothing from this. That something wrong was withdrawn without
    /// being replaced is no news.
    pub fn adds_nothing_to(&self, earlier: &Told) -> bool {
        self.verdict == earlier.verdict
            && self.gate == earlier.gate
            && self.wait_until == earlier.wait_until
            && self.asked.len() == earlier.asked.len()
            && self.asked.iter().zip(&earlier.asked).all(|(now, before)| {
                now.item == before.item && (now.problem.is_none() || now.problem == before.problem)
            })
    }

    pub fn asked_for(&self, item: &str) -> bool {
        self.asked.iter().any(|asked| asked.item == item)
    }
}

/// The key of a write of this kind and content into this ticket.
pub fn key(ticket: &str, kind: &str, content: &str) -> String {
    // With lengths, so that no two different triples run into the same bytes.
    let whole = format!("{}:{ticket}{}:{kind}{content}", ticket.len(), kind.len());
    hash(&whole, KEY_DIGITS)
}

/// What a note for the agent comes to, as a text that changes only when there is news: not with the wording of a
/// template, nor with where a value was read. With `everything`, that is the whole report, else only what needs eyes.
pub fn substance(report: &Report, everything: bool) -> String {
    let items: Vec<_> = report
        .items
        .iter()
        .filter(|(_, found)| match found.state {
            State::Uncertain => true,
            State::Present | State::NotApplicable => everything,
            State::Missing | State::Invalid => everything || found.said.is_some(),
        })
        .map(|(item, found)| (item, found.state, &found.value, &found.values, saying(found), files(found)))
        .collect();
    let frame = everything.then_some((report.verdict, &report.gate, report.wait_until, &report.category));
    serde_json::to_string(&(frame, items, &report.conflicts)).expect("a report's parts are plain data")
}

fn saying(found: &ItemReport) -> Option<SaidKind> {
    found.said.as_ref().map(|said| said.kind)
}

/// Files stand for an item that has no value of its own.
fn files(found: &ItemReport) -> Vec<&Source> {
    let of_file = |source: &&Source| matches!(source, Source::Attachment(..));
    found.evidence.iter().map(|read| &read.source).filter(of_file).collect()
}

fn fingerprint(problem: &Problem) -> String {
    hash(&format!("{:?}{}", problem.kind, problem.evidence.quote), 12)
}

fn hash(text: &str, digits: usize) -> String {
    let mut hash = hex::encode(Sha256::digest(text.as_bytes()));
    hash.truncate(digits);
    hash
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands the field by reference")]
fn is_false(value: &bool) -> bool {
    !*value
}
