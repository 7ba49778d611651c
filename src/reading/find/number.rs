//! Counts that stand beside the name of a place: "12 in the shop, but the app says 9".

use std::ops::Range;

use crate::checklist::kind::Kind;
use crate::reading::find::{Finding, Found, How, Scene, words_between};
use crate::reading::label::Strength;
use crate::reading::passage::Passage;
use crate::reading::value::number::FoundNumber;
use crate::reading::vocabulary::ItemId;

/// A larger number in a sentence is no count.
pub const COUNT_MAX: i64 = 99_999;
/// How far a place's name may be from its count, in words.
const NEAR_WORDS_MAX: usize = 5;

/// Find the values of all items of the kind `number` together: counts and places are paired in their order.
pub fn find(scene: &Scene, found: &mut Found) {
    let items: Vec<ItemId> = scene
        .items
        .iter()
        .copied()
        .filter(|&item| matches!(scene.spec(item).kind, Kind::Number(_)))
        .collect();
    if items.is_empty() {
        return;
    }
    for (index, passage, labels) in scene.own() {
        let numbers: Vec<FoundNumber> =
            passage.numbers().iter().filter(|n| passage.counts(n.range.start)).cloned().collect();
        let mut taken = vec![false; numbers.len()];
        for label in labels.iter().filter(|label| label.strength > Strength::Prose) {
            let Some(&item) = items.iter().find(|item| label.items.contains(item)) else { continue };
            let inside = |n: &FoundNumber| {
                label.region.start <= n.range.start
                    && n.range.end <= label.region.end
                    && (n.value.abs() <= COUNT_MAX || label.strength == Strength::Field)
            };
            if let Some(at) = numbers.iter().position(inside) {
                taken[at] = true;
                push(item, How::Labelled, index, &numbers[at], found);
            } else if label.strength == Strength::Field {
                scene.no_value(item, index, &label.region, found);
            }
        }
        for sentence in &passage.sentences {
            pair(scene, index, passage, sentence, &numbers, &taken, &items, found);
        }
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one pass over a sentence, with what the passage is known to hold"
)]
fn pair(
    scene: &Scene,
    index: usize,
    passage: &Passage,
    sentence: &Range<usize>,
    numbers: &[FoundNumber],
    taken: &[bool],
    items: &[ItemId],
    found: &mut Found,
) {
    let inside = |range: &Range<usize>| sentence.start <= range.start && range.end <= sentence.end;
    let first = numbers.partition_point(|n| n.range.start < sentence.start);
    let counts: Vec<&FoundNumber> = numbers[first..]
        .iter()
        .zip(&taken[first..])
        .take_while(|(n, _)| n.range.start < sentence.end)
        .filter(|(n, taken)| inside(&n.range) && !**taken && passage.surely_counts(n.range.start))
        .map(|(n, _)| n)
        .filter(|n| n.value.abs() <= COUNT_MAX && !counts_else(scene, passage, items, n))
        .collect();
    if counts.is_empty() {
        return;
    }
    let mut places: Vec<(Range<usize>, ItemId)> = Vec::new();
    for &item in items {
        for list in &scene.spec(item).near {
            places.extend(passage.mentions_in(*list, sentence).map(|range| (range, item)));
        }
    }
    places.sort_by_key(|(range, _)| range.start);
    places.dedup_by(|b, a| a.1 == b.1);
    if places.is_empty() {
        return;
    }
    if counts.len() == places.len() && counts.len() > 1 {
        for (count, (_, item)) in counts.iter().zip(&places) {
            push(*item, How::Told, index, count, found);
        }
        return;
    }
    for (range, item) in &places {
        let near = counts
            .iter()
            .map(|count| (words_between(passage, range, &count.range), count))
            .filter(|(words, count)| {
                // "18 app orders" counts orders; "18 in the app" counts what the app has.
                let before = count.range.end <= range.start;
                *words <= NEAR_WORDS_MAX && (!before || (1..=4).contains(words))
            })
            .min_by_key(|(words, count)| (*words, count.range.start));
        if let Some((_, count)) = near {
            push(*item, How::Told, index, count, found);
        }
    }
}

/// The word right behind says that the number counts something else.
fn counts_else(scene: &Scene, passage: &Passage, items: &[ItemId], number: &FoundNumber) -> bool {
    let next = passage.words.from(number.range.end);
    items.iter().flat_map(|item| &scene.spec(*item).not_near).any(|list| {
        passage.mentions_around(*list, &number.range, 1).any(|cue| {
            let word = passage.words.from(cue.start);
            cue.start >= number.range.end && word <= next + 1
        })
    })
}

fn push(item: ItemId, how: How, passage: usize, number: &FoundNumber, found: &mut Found) {
    let value = number.value.to_string();
    found.findings.push(Finding { item, value, how, distance: 0, passage, range: number.range.clone() });
}
