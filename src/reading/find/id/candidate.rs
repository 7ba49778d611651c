//! The numbers and codes of a passage that may be values.

use std::ops::Range;

use crate::checklist::kind::IdShape;
use crate::reading::find::id::fits;
use crate::reading::find::{Scene, words_between};
use crate::reading::passage::{Passage, VALUES_MAX};
use crate::reading::value::id::FoundId;
use crate::reading::vocabulary::ItemId;

/// A number of at most so many digits may be the end of a longer one, where the words say so.
const CUT_OFF_DIGITS_MAX: usize = 8;

/// A number, or a code of letters and digits.
pub struct Candidate {
    pub id: FoundId,
    /// Items whose pattern with letters it matches.
    pub patterned: Vec<ItemId>,
}

/// In the order of the text, in words that count.
pub fn candidates(scene: &Scene, passage: &Passage, items: &[(ItemId, &IdShape)]) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for &(item, _) in items {
        for pattern in &scene.spec(item).id_patterns {
            if !pattern.may_match(passage.cues(scene.vocabulary)) {
                continue;
            }
            for range in pattern.find_all(&passage.text, VALUES_MAX) {
                let value = passage.text[range.clone()].chars().filter(|c| c.is_alphanumeric()).collect();
                let id = FoundId { range, digits: value, cut_off: false };
                match candidates.iter_mut().find(|candidate| candidate.id.range == id.range) {
                    Some(candidate) => candidate.patterned.push(item),
                    None => candidates.push(Candidate { id, patterned: vec![item] }),
                }
            }
        }
    }
    let overlaps = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let plain = passage.ids().iter();
    let plain = plain.filter(|id| !candidates.iter().any(|c| overlaps(&c.id.range, &id.range)));
    let plain: Vec<Candidate> = plain.map(|id| Candidate { id: id.clone(), patterned: Vec::new() }).collect();
    candidates.extend(plain);
    let is_meant = |range: &Range<usize>| {
        let sentence = passage.sentence_at(range.start);
        !scene.says(passage, &sentence, scene.lists.not_meant)
    };
    candidates.retain(|candidate| passage.counts(candidate.id.range.start) && is_meant(&candidate.id.range));
    for candidate in &mut candidates {
        // "It is 7496... thanks": with all its digits it is not cut off, whatever the dots say.
        let is_whole = |(_, shape): &(ItemId, &IdShape)| {
            !shape.starts_with.is_empty() && fits(shape, &candidate.id.digits)
        };
        candidate.id.cut_off &= !items.iter().any(is_whole);
        candidate.id.cut_off |= scene.lists.cut_off.is_some_and(|list| {
            passage.mentions_around(list, &candidate.id.range, 0).any(|cue| {
                cue.end <= candidate.id.range.start
                    && words_between(passage, &cue, &candidate.id.range) == 0
                    && candidate.id.digits.len() <= CUT_OFF_DIGITS_MAX
            })
        });
    }
    candidates.sort_by_key(|candidate| candidate.id.range.start);
    candidates
}
