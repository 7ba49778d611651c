//! Counts that stand beside the name of a place: "12 in the shop, but the app says 9".

use std::ops::Range;

use crate::checklist::kind::Kind;
use crate::reading::find::{Finding, Found, How, Scene, words_between};
use crate::reading::label::{Label, Strength};
use crate::reading::passage::Passage;
use crate::reading::value::number::FoundNumber;
use crate::reading::vocabulary::ItemId;

/// A larger number in a sentence is no count.
pub const COUNT_MAX: i64 = 99_999;
/// How far a place's name may be from its count, in words.
const NEAR_WORDS_MAX: usize = 5;
/// How many words may stand between "the other one" and its count.
const OTHER_WORDS_MAX: usize = 2;
/// Digits that are written in one: counts of this size have a sign between thousands, or a word before them.
const ID_DIGITS_MIN: usize = 5;
/// What it costs to go over a joint to the place, in words.
const JOINT_COST: usize = 3;

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
        let mut answered: Vec<Range<usize>> = Vec::new();
        for label in
            labels.iter().filter(|label| label.strength > Strength::Prose && !is_behind(passage, label))
        {
            let Some(&item) = items.iter().find(|item| label.items.contains(item)) else { continue };
            let inside = |n: &FoundNumber| {
                label.region.start <= n.range.start
                    && n.range.end <= label.region.end
                    && (label.strength == Strength::Field
                        || n.value.abs() <= COUNT_MAX && !counts_else(scene, passage, &items, n))
            };
            if let Some(at) = numbers.iter().position(inside) {
                taken[at] = true;
                answered.push(label.place.clone());
                push(item, How::Labelled, 0, index, &numbers[at], found);
            } else if label.strength == Strength::Field {
                scene.no_value(item, index, &label.region, found);
            }
        }
        for sentence in &passage.sentences {
            pair(scene, index, passage, sentence, &numbers, &taken, &answered, &items, found);
        }
    }
    set_against(scene, &items, found);
}

/// "7 vs 3", and later "the 3 is yours"; "the shop: 42, the other one: 24": the other count is the other item's.
fn set_against(scene: &Scene, items: &[ItemId], found: &mut Found) {
    let told = |item: &ItemId, found: &Found| {
        found.findings.iter().rfind(|finding| finding.item == *item).map(|finding| finding.value.clone())
    };
    let (known, open): (Vec<ItemId>, Vec<ItemId>) =
        items.iter().partition(|item| told(item, found).is_some());
    let (&[known], &[open]) = (known.as_slice(), open.as_slice()) else { return };
    let Some(value) = told(&known, found) else { return };
    for (index, passage, _) in scene.own() {
        let numbers = passage.numbers();
        if let Some(count) = of_the_other(scene, passage, numbers) {
            return push(open, How::Told, 0, index, count, found);
        }
        for (a, b) in numbers.iter().zip(numbers.iter().skip(1)) {
            let between = &passage.text[a.range.end..b.range.start];
            let joined = matches!(between.trim().trim_end_matches('.'), "vs" | "versus" | "v" | "VS" | "Vs");
            if !joined || !passage.surely_counts(a.range.start) {
                continue;
            }
            let other = match (a.value.to_string() == value, b.value.to_string() == value) {
                (true, false) => b,
                (false, true) => a,
                _ => continue,
            };
            return push(open, How::Told, 0, index, other, found);
        }
    }
}

/// The count shortly behind "the other one".
fn of_the_other<'a>(scene: &Scene, passage: &Passage, numbers: &'a [FoundNumber]) -> Option<&'a FoundNumber> {
    let list = scene.lists.the_other?;
    passage.mentions(list).find_map(|cue| {
        let sentence = passage.sentence_at(cue.start);
        let count = numbers.iter().find(|number| number.range.start >= cue.end)?;
        let words = words_between(passage, &cue, &count.range);
        // "The other three" counts the others.
        let parted = words > 0 || passage.text[cue.end..count.range.start].contains([':', '=', ',', '-']);
        let close = words <= OTHER_WORDS_MAX && parted;
        let here = count.range.end <= sentence.end && count.value.abs() <= COUNT_MAX;
        (close && here && passage.surely_counts(count.range.start)).then_some(count)
    })
}

/// "44 (shop)": the number stands before the place.
fn is_behind(passage: &Passage, label: &Label) -> bool {
    let line = passage.line_at(label.place.start).map_or(0, |line| passage.lines[line].range.start);
    let before = passage.text[line.min(label.place.start)..label.place.start].trim_end_matches([' ', '(']);
    label.strength == Strength::LineStart && before.ends_with(|c: char| c.is_ascii_digit())
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
    answered: &[Range<usize>],
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
    // A place that announces its count as a label has it.
    places.retain(|(range, _)| {
        !answered.iter().any(|label| label.start < range.end && range.start < label.end)
    });
    places.sort_by_key(|(range, _)| range.start);
    places.dedup_by(|b, a| a.1 == b.1);
    if places.is_empty() {
        return;
    }
    if counts.len() == places.len() && counts.len() > 1 {
        for (count, (_, item)) in counts.iter().zip(&places) {
            push(*item, How::Told, 0, index, count, found);
        }
        return;
    }
    // Of all pairs the closest first; each count and each item once.
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (at, (place, _)) in places.iter().enumerate() {
        let close = counts.iter().enumerate().filter_map(|(nth, count)| {
            let words = words_between(passage, place, &count.range);
            // "18 app orders" counts orders; "18 in the app" counts what the app has.
            let before = count.range.end <= place.start;
            let cost = words + joint_cost(passage, place, &count.range);
            let near = words <= NEAR_WORDS_MAX && (!before || (1..=4).contains(&words));
            (near && !is_its_number(passage, place, &count.range)).then_some((cost, at, nth))
        });
        pairs.extend(close);
    }
    pairs.sort_unstable();
    let (mut given, mut told) = (vec![false; counts.len()], Vec::new());
    for (cost, at, nth) in pairs {
        let item = places[at].1;
        if !given[nth] && !told.contains(&item) {
            given[nth] = true;
            told.push(item);
            push(item, How::Told, cost, index, counts[nth], found);
        }
    }
}

/// "The shop 99120": so many digits in one, right behind the place, are the number of something there.
fn is_its_number(passage: &Passage, place: &Range<usize>, count: &Range<usize>) -> bool {
    let digits = &passage.text[count.clone()];
    let close = passage.text.get(place.end..count.start).is_some_and(|between| between.trim().is_empty());
    close && digits.len() >= ID_DIGITS_MIN && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// What it costs to go over a comma, or over a word that begins another clause.
fn joint_cost(passage: &Passage, place: &Range<usize>, count: &Range<usize>) -> usize {
    let between = place.end.min(count.end)..place.start.max(count.start);
    let text = passage.text.get(between).unwrap_or_default();
    let joint =
        |word: &str| matches!(word, "and" | "but" | "y" | "pero" | "e" | "mas" | "et" | "mais" | "while");
    if text.contains([',', ';', '(', ')']) || text.split_whitespace().any(joint) { JOINT_COST } else { 0 }
}

/// "It says 0. Order ...": what comes behind is not what is counted.
fn ends_sentence(between: &str) -> bool {
    between.contains('\n') || between.contains(". ")
}

/// The word right before or right behind says that the number counts something else.
fn counts_else(scene: &Scene, passage: &Passage, items: &[ItemId], number: &FoundNumber) -> bool {
    let next = passage.words.from(number.range.end);
    let sold = |cue: &Range<usize>| {
        cue.end <= number.range.start
            && passage.words.from(cue.end) == passage.words.from(number.range.start)
            && passage.text[cue.end..number.range.start].trim().is_empty()
    };
    let mut behind = items.iter().flat_map(|item| &scene.spec(*item).not_behind);
    if behind.any(|list| passage.mentions_around(*list, &number.range, 0).any(|cue| sold(&cue))) {
        return true;
    }
    items.iter().flat_map(|item| &scene.spec(*item).not_near).any(|list| {
        passage.mentions_around(*list, &number.range, 1).any(|cue| {
            let word = passage.words.from(cue.start);
            cue.start >= number.range.end
                && word <= next + 1
                && !ends_sentence(&passage.text[number.range.end..cue.start])
        })
    })
}

fn push(item: ItemId, how: How, distance: usize, passage: usize, number: &FoundNumber, found: &mut Found) {
    let value = number.value.to_string();
    found.findings.push(Finding { item, value, how, distance, passage, range: number.range.clone() });
}
