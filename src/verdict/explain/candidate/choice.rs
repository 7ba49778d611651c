//! Words that say one of an item's choices and yet do not count for it.

use crate::reading::find::choice::{Passed, passed_over};
use crate::reading::vocabulary::ItemId;
use crate::verdict::explain::candidate::Candidate;
use crate::verdict::explain::candidate::refusal::{Refusal, field_of_another, speaks_of_another};
use crate::verdict::explain::inquiry::Inquiry;

pub fn candidates(inquiry: &Inquiry, item: ItemId) -> Vec<Candidate> {
    let scene = inquiry.scene;
    let mut found = Vec::new();
    for (_, passage, labels) in scene.own() {
        for (range, passed) in passed_over(scene, item, passage, labels) {
            let why = match passed {
                Passed::Supposed => Some(Refusal::Supposed),
                Passed::RuledOut => Some(Refusal::RuledOut),
                Passed::Elsewhere => speaks_of_another(scene, passage, item, &range),
                Passed::OtherField => field_of_another(scene, passage, labels, item, &range),
            };
            found.push(inquiry.candidate(passage.evidence(range), why));
        }
    }
    found
}
