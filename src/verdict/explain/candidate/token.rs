//! Codes and addresses that come near to an item.

use std::ops::Range;

use crate::checklist::kind::CodeShape;
use crate::reading::find::token;
use crate::reading::label::Label;
use crate::reading::passage::{Passage, VALUES_MAX};
use crate::reading::vocabulary::ItemId;
use crate::verdict::explain::candidate::Candidate;
use crate::verdict::explain::candidate::refusal::{field_of_another, not_theirs};
use crate::verdict::explain::inquiry::Inquiry;

pub fn codes(inquiry: &Inquiry, item: ItemId, shape: &CodeShape) -> Vec<Candidate> {
    places(inquiry, item, |passage| token::codes(&passage.text, shape))
}

pub fn addresses(inquiry: &Inquiry, item: ItemId) -> Vec<Candidate> {
    places(inquiry, item, |passage| token::addresses(&passage.text))
}

fn places(inquiry: &Inquiry, item: ItemId, find: impl Fn(&Passage) -> Vec<Range<usize>>) -> Vec<Candidate> {
    let why = |passage: &Passage, labels: &[Label], range: &Range<usize>| {
        not_theirs(passage, range.start)
            .or_else(|| field_of_another(inquiry.scene, passage, labels, item, range))
    };
    let mut found = Vec::new();
    for (_, passage, labels) in inquiry.scene.own() {
        for range in find(passage).into_iter().take(VALUES_MAX) {
            let why = why(passage, labels, &range);
            found.push(inquiry.candidate(passage.evidence(range), why));
        }
    }
    found
}
