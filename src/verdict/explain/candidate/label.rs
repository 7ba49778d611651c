//! Places where an item's label stands without its value.

use crate::reading::label::Strength;
use crate::reading::vocabulary::ItemId;
use crate::verdict::explain::candidate::Candidate;
use crate::verdict::explain::candidate::refusal::{Refusal, not_theirs};
use crate::verdict::explain::inquiry::Inquiry;

pub fn candidates(inquiry: &Inquiry, item: ItemId) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (_, passage, label) in inquiry.scene.fields_of(item) {
        if label.strength != Strength::Field {
            continue;
        }
        let blank = passage.text[label.region.clone()].trim().is_empty();
        let at = if blank { label.place.start } else { label.region.start };
        let unread = not_theirs(passage, at);
        if blank && unread.is_some() {
            // An agent's question in the quoted history is no answer to it.
            continue;
        }
        let range = if blank || label.region.start < label.place.end {
            label.place.clone()
        } else {
            label.place.start..label.region.end
        };
        let why = unread.unwrap_or(if blank { Refusal::NothingBehind } else { Refusal::NotIt });
        if passage.text.get(range.clone()).is_some_and(|text| !text.is_empty()) {
            found.push(inquiry.candidate(passage.evidence(range), Some(why)));
        }
    }
    found
}
