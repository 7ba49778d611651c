//! Numbers that come near to an item of the kind `id`.

use crate::checklist::kind::IdShape;
use crate::reading::find::id::label_of;
use crate::reading::label::{Label, Strength};
use crate::reading::passage::Passage;
use crate::reading::value::id::FoundId;
use crate::reading::vocabulary::ItemId;
use crate::ticket::Author;
use crate::verdict::explain::candidate::Candidate;
use crate::verdict::explain::candidate::refusal::{Refusal, label_of_another, not_theirs};
use crate::verdict::explain::inquiry::Inquiry;

/// A number with this many digits too few or too many is still near.
const DIGITS_OFF_MAX: usize = 4;

pub fn candidates(inquiry: &Inquiry, item: ItemId, shape: &IdShape) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (_, passage, labels) in inquiry.scene.own() {
        for number in passage.ids() {
            let unread = not_theirs(passage, number.range.start);
            let why = match misshapen(number, shape, is_own(labels, item, number)) {
                Fit::Far => continue,
                // Signatures and headers are full of numbers.
                Fit::Near(_) if unread.is_some() => continue,
                Fit::Near(why) => Some(why),
                Fit::Right => unread.or_else(|| named_another(inquiry, passage, labels, item, number)),
            };
            found.push(inquiry.candidate(passage.evidence(number.range.clone()), why));
        }
    }
    found.extend(by_others(inquiry, shape));
    found
}

/// How well a number has the item's shape.
enum Fit {
    Right,
    Near(Refusal),
    /// It is nothing like the item's.
    Far,
}

fn misshapen(number: &FoundId, shape: &IdShape, own_label: bool) -> Fit {
    let (min, max) = (usize::from(shape.digits.0), usize::from(shape.digits.1));
    let has = number.digits.len();
    let near = (min.saturating_sub(DIGITS_OFF_MAX).max(1)..=max + DIGITS_OFF_MAX).contains(&has);
    if number.cut_off && own_label {
        return Fit::Near(Refusal::CutOff);
    }
    if !(min..=max).contains(&has) {
        let why = Refusal::Digits { has, needs: shape.digits };
        return if near || own_label { Fit::Near(why) } else { Fit::Far };
    }
    let starts = &shape.starts_with;
    if !starts.is_empty() && !starts.iter().any(|start| number.digits.starts_with(start)) {
        return Fit::Near(Refusal::Start { needs: starts.clone() });
    }
    Fit::Right
}

/// The number stands in the item's own field.
fn is_own(labels: &[Label], item: ItemId, number: &FoundId) -> bool {
    labels.iter().any(|label| {
        label.items.contains(&item)
            && label.strength == Strength::Field
            && label.region.start <= number.range.start
            && number.range.end <= label.region.end
    })
}

fn named_another(
    inquiry: &Inquiry,
    passage: &Passage,
    labels: &[Label],
    item: ItemId,
    number: &FoundId,
) -> Option<Refusal> {
    let (label, _) = label_of(inquiry.scene, passage, labels, number)?;
    label_of_another(inquiry.scene, passage, label, item)
}

/// Numbers of the right shape that an agent or a bot wrote, and that no item has as its value.
fn by_others(inquiry: &Inquiry, shape: &IdShape) -> Vec<Candidate> {
    let known = |digits: &str| inquiry.report.items.values().any(|item| item.has(digits));
    let others = inquiry.scene.document.passages.iter().filter(|passage| passage.author != Author::Customer);
    let numbers = others.flat_map(|passage| passage.ids().iter().map(move |number| (passage, number)));
    numbers
        .filter(|(_, number)| !known(&number.digits) && matches!(misshapen(number, shape, false), Fit::Right))
        .map(|(passage, number)| {
            let why = Refusal::ByAnother { author: passage.author };
            inquiry.candidate(passage.evidence(number.range.clone()), Some(why))
        })
        .collect()
}
