//! What comes nearest to an item that was not found, and why it was not taken for it.

use serde::Serialize;

use crate::checklist::kind::{IdShape, Kind};
use crate::reading::label::Strength;
use crate::reading::passage::{Passage, voice_counts};
use crate::reading::quoted::Voice;
use crate::reading::value::id::FoundId;
use crate::reading::vocabulary::ItemId;
use crate::report::{Evidence, ItemReport, Source};
use crate::verdict::explain::inquiry::Inquiry;

/// Candidates of one item that are told.
const CANDIDATES_MAX: usize = 3;
/// A number with this many digits too few or too many is still near.
const DIGITS_OFF_MAX: usize = 4;

#[derive(Clone, Debug, Serialize)]
pub struct Candidate {
    pub evidence: Evidence,
    #[serde(flatten)]
    pub why: Refusal,
    /// The item that was read from there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_as: Option<String>,
}

/// Why a candidate was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Refusal {
    /// Only a part of it stands there.
    CutOff,
    /// The item's label stands there, and nothing behind it.
    NothingBehind,
    /// The item's label stands there, but what stands behind it is not what is needed.
    NotIt,
    /// It begins with something else.
    Start { needs: Vec<String> },
    /// Its shape is right, but the words there are not read as the customer's.
    NotTheirs { voice: Voice },
    /// Nothing beside it says that it is this item.
    NothingSaysSo,
    /// It lies ahead.
    Future,
    /// It is another item's.
    Taken,
    /// It has too few or too many digits.
    Digits { has: usize, needs: (u8, u8) },
    /// Nothing is in the file.
    Empty,
    /// A file of another kind.
    OtherKind,
    /// A logo or a signature's picture, or the same file again.
    Decoration,
}

impl Refusal {
    /// How far from the item a candidate is that was refused so; 0 is nearest.
    fn distance(&self) -> u8 {
        match self {
            Refusal::CutOff => 0,
            Refusal::Empty => 1,
            Refusal::NothingBehind => 2,
            Refusal::NotIt => 3,
            Refusal::Start { .. } => 4,
            Refusal::NotTheirs { .. } => 5,
            Refusal::NothingSaysSo => 6,
            Refusal::Future => 7,
            Refusal::Taken => 8,
            Refusal::Digits { .. } => 9,
            Refusal::OtherKind => 10,
            Refusal::Decoration => 11,
        }
    }
}

/// The nearest few, the nearest first.
pub fn candidates(inquiry: &Inquiry, item: ItemId, report: &ItemReport) -> Vec<Candidate> {
    let scene = inquiry.scene;
    let mut found = match &scene.spec(item).kind {
        Kind::Id(shape) => numbers(inquiry, item, shape),
        Kind::Date(_) | Kind::DateTime(_) => days(inquiry),
        Kind::Email(_) => addresses(inquiry),
        Kind::Screenshot(_) | Kind::Sheet(_) | Kind::Document(_) => inquiry.files(item),
        Kind::Code(_) | Kind::Text(_) | Kind::Time(_) | Kind::Number(_) | Kind::Choice(_) | Kind::Name(_) => {
            Vec::new()
        }
    };
    if !scene.spec(item).kind.is_file() {
        found.extend(labels(inquiry, item));
    }
    // What the report tells of itself is not told twice.
    let told = report.problem.iter().map(|problem| &problem.evidence);
    let told: Vec<&Evidence> = told.chain(report.said.iter().map(|said| &said.evidence)).collect();
    found.retain(|candidate| !told.iter().any(|told| overlap(told, &candidate.evidence)));
    // A label with a number behind is told by the number.
    let precise: Vec<Evidence> = found
        .iter()
        .filter(|one| matches!(one.why, Refusal::Start { .. } | Refusal::Digits { .. }))
        .map(|one| one.evidence.clone())
        .collect();
    found.retain(|one| one.why != Refusal::NotIt || !precise.iter().any(|more| overlap(more, &one.evidence)));
    // Of what stands in one place the first reason counts; of equal ones the latest word is nearest.
    found.sort_by(|a, b| {
        let place = |one: &Candidate| (one.evidence.source.clone(), one.evidence.range.start);
        (a.read_as.is_some(), a.why.distance())
            .cmp(&(b.read_as.is_some(), b.why.distance()))
            .then_with(|| place(b).cmp(&place(a)))
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

pub fn overlap(a: &Evidence, b: &Evidence) -> bool {
    a.source == b.source && a.range.start < b.range.end && b.range.start < a.range.end
}

fn numbers(inquiry: &Inquiry, item: ItemId, shape: &IdShape) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (_, passage, labels) in inquiry.scene.own() {
        for number in passage.ids() {
            let evidence = passage.evidence(number.range.clone());
            let own_label = labels.iter().any(|label| {
                label.items.contains(&item)
                    && label.strength == Strength::Field
                    && label.region.start <= number.range.start
                    && number.range.end <= label.region.end
            });
            let why = number_refused(passage, number, shape, own_label);
            found.extend(why.map(|why| inquiry.candidate(evidence, why)));
        }
    }
    found
}

/// None for a number that is nothing like the item's; no reason for one of its shape.
fn number_refused(
    passage: &Passage,
    number: &FoundId,
    shape: &IdShape,
    own_label: bool,
) -> Option<Option<Refusal>> {
    let (min, max) = (usize::from(shape.digits.0), usize::from(shape.digits.1));
    let has = number.digits.len();
    let near = (min.saturating_sub(DIGITS_OFF_MAX).max(1)..=max + DIGITS_OFF_MAX).contains(&has);
    if number.cut_off && own_label {
        return Some(Some(Refusal::CutOff));
    }
    if !(min..=max).contains(&has) {
        return (near || own_label).then_some(Some(Refusal::Digits { has, needs: shape.digits }));
    }
    let starts = &shape.starts_with;
    if !starts.is_empty() && !starts.iter().any(|start| number.digits.starts_with(start)) {
        return Some(Some(Refusal::Start { needs: starts.clone() }));
    }
    Some(voice_refused(passage, number.range.start))
}

fn days(inquiry: &Inquiry) -> Vec<Candidate> {
    let scene = inquiry.scene;
    let mut found = Vec::new();
    for (index, passage, _) in scene.own() {
        for day in scene.dates(index) {
            let evidence = passage.evidence(day.range.clone());
            let ahead = day.future.then_some(Refusal::Future);
            let why = ahead.or_else(|| voice_refused(passage, day.range.start));
            found.push(inquiry.candidate(evidence, why));
        }
    }
    found
}

fn addresses(inquiry: &Inquiry) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (_, passage, _) in inquiry.scene.own() {
        for (at, _) in passage.text.match_indices('@') {
            let breaks = |c: char| c.is_whitespace() || "<>()[],;:\"".contains(c);
            let start = passage.text[..at]
                .rfind(breaks)
                .map_or(0, |before| before + passage.text[before..].chars().next().map_or(1, char::len_utf8));
            let end = passage.text[at..].find(breaks).map_or(passage.text.len(), |after| at + after);
            if start == at || !passage.text[at..end].contains('.') {
                continue;
            }
            let evidence = passage.evidence(start..end);
            found.push(inquiry.candidate(evidence, voice_refused(passage, start)));
        }
    }
    found
}

/// Places where the item's label stands, in words that are read, without its value.
fn labels(inquiry: &Inquiry, item: ItemId) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (_, passage, label) in inquiry.scene.fields_of(item) {
        if label.strength != Strength::Field {
            continue;
        }
        let blank = passage.text[label.region.clone()].trim().is_empty();
        let range = if blank || label.region.start < label.place.end {
            label.place.clone()
        } else {
            label.place.start..label.region.end
        };
        let why = if blank { Refusal::NothingBehind } else { Refusal::NotIt };
        let at = if blank { label.place.start } else { label.region.start };
        let why = voice_refused(passage, at).unwrap_or(why);
        if passage.text.get(range.clone()).is_some_and(|text| !text.is_empty()) {
            found.push(inquiry.candidate(passage.evidence(range), Some(why)));
        }
    }
    found
}

fn voice_refused(passage: &Passage, byte: usize) -> Option<Refusal> {
    let counts = matches!(passage.source, Source::Subject) || passage.voice(byte).is_none_or(voice_counts);
    passage.voice(byte).filter(|_| !counts).map(|voice| Refusal::NotTheirs { voice })
}
