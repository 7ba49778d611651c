//! Counts that come near to an item of the kind `number`.

use crate::reading::find::number::COUNT_MAX;
use crate::reading::vocabulary::ItemId;
use crate::verdict::explain::candidate::Candidate;
use crate::verdict::explain::candidate::refusal::{field_of_another, speaks_of_another};
use crate::verdict::explain::inquiry::Inquiry;

/// In the customer's own words alone: signatures and history are full of numbers.
pub fn candidates(inquiry: &Inquiry, item: ItemId) -> Vec<Candidate> {
    let scene = inquiry.scene;
    let mut found = Vec::new();
    for (index, passage, labels) in scene.own() {
        for number in passage.numbers() {
            let overlaps = |range: &std::ops::Range<usize>| {
                range.start < number.range.end && number.range.start < range.end
            };
            // The 3 of "March 3" counts nothing, and no identifier does.
            let is_part = scene.dates(index).iter().any(|day| overlaps(&day.range))
                || passage.ids().iter().any(|id| overlaps(&id.range));
            if is_part || number.value.abs() > COUNT_MAX || !passage.surely_counts(number.range.start) {
                continue;
            }
            let why = field_of_another(scene, passage, labels, item, &number.range)
                .or_else(|| speaks_of_another(scene, passage, item, &number.range));
            found.push(inquiry.candidate(passage.evidence(number.range.clone()), why));
        }
    }
    found
}
