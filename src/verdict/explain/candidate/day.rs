//! Days and times of day that come near to an item.

use crate::reading::value::time;
use crate::reading::vocabulary::ItemId;
use crate::verdict::explain::candidate::Candidate;
use crate::verdict::explain::candidate::refusal::{Refusal, field_of_another, not_theirs, speaks_of_another};
use crate::verdict::explain::inquiry::Inquiry;

pub fn days(inquiry: &Inquiry, item: ItemId) -> Vec<Candidate> {
    let scene = inquiry.scene;
    let mut found = Vec::new();
    for (index, passage, labels) in scene.own() {
        let written = scene.zone.to_datetime(passage.at).date();
        for day in scene.dates(index) {
            let today = day.relative && day.date == written;
            let why = (day.future.then_some(Refusal::Future))
                .or_else(|| not_theirs(passage, day.range.start))
                .or_else(|| field_of_another(scene, passage, labels, item, &day.range))
                .or_else(|| speaks_of_another(scene, passage, item, &day.range))
                .or_else(|| today.then_some(Refusal::Today));
            found.push(inquiry.candidate(passage.evidence(day.range.clone()), why));
        }
    }
    found
}

pub fn times(inquiry: &Inquiry, item: ItemId) -> Vec<Candidate> {
    let scene = inquiry.scene;
    let mut found = Vec::new();
    for (_, passage, labels) in scene.own() {
        for time in time::times_of(passage.scan()) {
            let why = not_theirs(passage, time.range.start)
                .or_else(|| field_of_another(scene, passage, labels, item, &time.range));
            found.push(inquiry.candidate(passage.evidence(time.range), why));
        }
    }
    found
}
