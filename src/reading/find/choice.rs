//! Choices and yes/no: by the words beside the label, in an answer to a question, or anywhere in the customer's words.

use std::ops::Range;

use crate::checklist::kind::{ChoiceShape, Kind};
use crate::reading::find::{Finding, Found, How, Scene, words_between};
use crate::reading::label::{Label, Strength, named};
use crate::reading::lexicon::Hit;
use crate::reading::passage::Passage;
use crate::reading::vocabulary::{ItemId, Meaning};

/// How far from the beginning of a field a bare word may say a choice, in words.
const BARE_WORDS_MAX: usize = 5;
/// A longer field tells a story, in which anything can be said.
const OTHER_FIELD_BYTES_MAX: usize = 60;
/// How close "if" must stand before what it supposes, in words.
const SUPPOSED_WORDS_MAX: usize = 3;
/// How many words of an answer are looked at for a bare "yes" or "no".
const ANSWER_WORDS_MAX: usize = 3;

pub fn find(scene: &Scene, found: &mut Found) {
    for &item in scene.items {
        if let Kind::Choice(shape) = &scene.spec(item).kind {
            find_item(scene, item, shape, found);
        }
    }
}

fn find_item(scene: &Scene, item: ItemId, shape: &ChoiceShape, found: &mut Found) {
    for (index, passage, labels) in scene.own() {
        for label in
            labels.iter().filter(|label| label.items.contains(&item) && label.strength > Strength::Prose)
        {
            if meant_for_another(scene, item, passage, label) {
                continue;
            }
            let mut said = ticked(passage, &label.region, choices(passage, item, &label.region, true));
            let first = passage.words.from(label.region.start);
            // A bare word such as "no" must come at once; without a separator any choice must.
            said.retain(|(_, range)| {
                let bare = passage.words.within(range.clone()).len() == 1;
                let reach = match label.strength {
                    Strength::LineStart | Strength::Prose if bare => 0,
                    Strength::Field if bare => BARE_WORDS_MAX,
                    Strength::Field => usize::MAX - first,
                    Strength::LineStart | Strength::Prose => 1,
                };
                passage.words.from(range.start) <= first + reach
            });
            match said.first() {
                Some((choice, range)) => {
                    push(
                        item,
                        shape,
                        pick(shape, &said, *choice),
                        How::Labelled,
                        index,
                        range.clone(),
                        found,
                    );
                }
                None if label.strength == Strength::Field => {
                    scene.no_value(item, index, &label.region, found);
                }
                None => {}
            }
        }
        for (at, sentence) in passage.sentences.iter().enumerate() {
            if !passage.surely_counts(sentence.start) {
                continue;
            }
            let mut said = choices(passage, item, sentence, false);
            said.retain(|(_, range)| passed(scene, item, passage, labels, sentence, range).is_none());
            let Some((choice, range)) = said.last() else { continue };
            let choice = pick(shape, &said, *choice);
            let how = if near(scene, item, index, passage, at) { How::Told } else { How::Shape };
            let claimed = how == How::Shape && claimed_by_another(scene, item, passage, range);
            if !claimed {
                push(item, shape, choice, how, index, range.clone(), found);
            }
        }
        if let Some(range) = answer(scene, item, index, passage) {
            let said = choices(passage, item, &range, true);
            if let Some((choice, at)) = said.first() {
                push(item, shape, pick(shape, &said, *choice), How::Near, index, at.clone(), found);
            }
        }
    }
}

/// Why words that say a choice do not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passed {
    Elsewhere,
    Supposed,
    OtherField,
}

/// The words of a passage that say a choice of the item and yet do not count, in order.
pub fn passed_over(
    scene: &Scene,
    item: ItemId,
    passage: &Passage,
    labels: &[Label],
) -> Vec<(Range<usize>, Passed)> {
    let sentences = passage.sentences.iter().filter(|sentence| passage.surely_counts(sentence.start));
    let said = sentences.flat_map(|sentence| {
        choices(passage, item, sentence, false).into_iter().map(move |(_, range)| (sentence, range))
    });
    said.filter_map(|(sentence, range)| {
        let passed = passed(scene, item, passage, labels, sentence, &range)?;
        Some((range, passed))
    })
    .collect()
}

fn passed(
    scene: &Scene,
    item: ItemId,
    passage: &Passage,
    labels: &[Label],
    sentence: &Range<usize>,
    said: &Range<usize>,
) -> Option<Passed> {
    if elsewhere(scene, item, passage, sentence, said) {
        Some(Passed::Elsewhere)
    } else if supposed(scene, passage, sentence, said) {
        Some(Passed::Supposed)
    } else {
        of_other_field(item, labels, said).then_some(Passed::OtherField)
    }
}

/// A label such as "status" that several items of the checklist share belongs to the first of them, unless the label
/// before it on the same line is this item's neighbour.
fn meant_for_another(scene: &Scene, item: ItemId, passage: &Passage, label: &Label) -> bool {
    let shared = label.items.iter().filter(|other| scene.items.contains(other)).count() > 1;
    if !shared {
        return false;
    }
    let line_start = passage.line_at(label.place.start).map_or(0, |line| passage.lines[line].range.start);
    let before = line_start..label.place.end;
    let said_here = |item: ItemId| {
        scene.spec(item).near.iter().any(|list| passage.mentions_within(*list, &before).is_some())
    };
    let first = scene.items.iter().find(|other| label.items.contains(other)) == Some(&item);
    if first {
        scene.items.iter().any(|&other| other != item && label.items.contains(&other) && said_here(other))
    } else {
        !said_here(item)
    }
}

/// The choices that are said within the range, longest phrases only, in order.
fn choices(passage: &Passage, item: ItemId, range: &Range<usize>, labelled: bool) -> Vec<(u8, Range<usize>)> {
    let of_item = |hit: &Hit<Meaning>| match hit.meaning {
        Meaning::Choice { item: other, choice, beside_label }
            if other == item && (labelled || !beside_label) =>
        {
            Some(choice)
        }
        _ => None,
    };
    let inside = |hit: &&Hit<Meaning>| {
        let bytes = passage.bytes(hit);
        of_item(hit).is_some()
            && range.start <= bytes.start
            && bytes.end <= range.end
            && passage.counts(bytes.start)
    };
    let within = passage.words.within(range.clone());
    let hits: Vec<&Hit<Meaning>> = passage.hits_from(&within).iter().filter(inside).collect();
    // "no answer yet" is no "no", whichever item it speaks of.
    let covered = |hit: &Hit<Meaning>| {
        passage.hits_over(&(hit.first..hit.end)).iter().any(|other| {
            let rival = match other.meaning {
                Meaning::Choice { item: rival, .. } => rival == item || hit.end - hit.first == 1,
                _ => false,
            };
            rival
                && (other.first, other.end) != (hit.first, hit.end)
                && other.first <= hit.first
                && hit.end <= other.end
        })
    };
    // "no appeal ID": the words belong to another item's label.
    let of_label = |hit: &Hit<Meaning>| {
        passage.hits_from(&(hit.first..hit.end)).iter().any(|other| {
            matches!(other.meaning, Meaning::Label(label) if label != item)
                && hit.first < other.first
                && other.first < hit.end
                && hit.end < other.end
        })
    };
    hits.iter()
        .filter(|hit| !covered(hit) && !of_label(hit))
        .filter_map(|hit| of_item(hit).map(|choice| (choice, passage.bytes(hit))))
        .collect()
}

/// Where there are boxes to tick, only what is ticked was said.
fn ticked(
    passage: &Passage,
    region: &Range<usize>,
    said: Vec<(u8, Range<usize>)>,
) -> Vec<(u8, Range<usize>)> {
    const TICKED: [&str; 8] = ["[x]", "(x)", "[X]", "(X)", "☑", "☒", "✓", "✔"];
    let text = &passage.text[region.clone()];
    if !TICKED.iter().any(|mark| text.contains(mark)) {
        return said;
    }
    said.into_iter()
        .filter(|(_, range)| TICKED.iter().any(|mark| passage.text[..range.start].trim_end().ends_with(mark)))
        .collect()
}

/// Where several choices are said together, the one that stands for all of them.
fn pick(shape: &ChoiceShape, said: &[(u8, Range<usize>)], one: u8) -> u8 {
    let several = said.iter().any(|(choice, _)| *choice != one);
    let together = shape.together.as_ref().filter(|_| several);
    together.and_then(|name| shape.choices.get_index_of(name)).map_or(one, |index| index as u8)
}

/// The neighbourhood speaks of the item: the sentence, the one before, or the question that this answers.
fn near(scene: &Scene, item: ItemId, index: usize, passage: &Passage, at: usize) -> bool {
    let lists = &scene.spec(item).near;
    let sentences = &passage.sentences[at.saturating_sub(1)..=at];
    let asked = || {
        let question = scene.document.question_before(index);
        question.is_some_and(|question| {
            lists.iter().any(|list| question.hits.iter().any(|hit| hit.meaning == Meaning::List(*list)))
        })
    };
    lists.is_empty()
        || sentences
            .iter()
            .any(|sentence| lists.iter().any(|list| passage.mentions_within(*list, sentence).is_some()))
        || (at < 3 && asked())
}

/// The words stand in a field of something else.
fn of_other_field(item: ItemId, labels: &[Label], said: &Range<usize>) -> bool {
    let mut fields = labels.iter().filter(|label| {
        label.strength == Strength::Field && label.region.start <= said.start && said.end <= label.region.end
    });
    let short = |label: &Label| label.region.len() <= OTHER_FIELD_BYTES_MAX;
    // "Appealed:" with nothing behind it says nothing.
    let of_form = labels.iter().any(|label| {
        label.strength == Strength::Field && label.place.start <= said.start && said.end <= label.place.end
    });
    if of_form {
        return true;
    }
    fields.any(|label| !label.items.contains(&item) && short(label))
}

/// "If I appealed ...": nothing of it has happened.
fn supposed(scene: &Scene, passage: &Passage, sentence: &Range<usize>, said: &Range<usize>) -> bool {
    scene.lists.suppositions.is_some_and(|list| {
        passage.mentions_around(list, said, SUPPOSED_WORDS_MAX).any(|cue| {
            cue.start >= sentence.start
                && cue.end <= said.start
                && words_between(passage, &cue, said) <= SUPPOSED_WORDS_MAX
        })
    })
}

/// Another matter stands closer to the words than this item's own does.
fn elsewhere(
    scene: &Scene,
    item: ItemId,
    passage: &Passage,
    sentence: &Range<usize>,
    said: &Range<usize>,
) -> bool {
    let nearest = |lists: &[crate::reading::vocabulary::ListId]| {
        lists.iter().filter_map(|list| passage.nearest_mention(*list, said, sentence)).min()
    };
    let spec = scene.spec(item);
    match (nearest(&spec.not_near), nearest(&spec.near)) {
        (Some(other), Some(own)) => other < own,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

/// The same words say a choice of an item that stands earlier on the checklist.
fn claimed_by_another(scene: &Scene, item: ItemId, passage: &Passage, said: &Range<usize>) -> bool {
    let earlier: Vec<ItemId> = scene.items.iter().copied().take_while(|other| *other != item).collect();
    let words = passage.words.within(said.clone());
    passage.hits_over(&words).iter().any(|hit| match hit.meaning {
        Meaning::Choice { item: other, beside_label: false, .. } if earlier.contains(&other) => {
            let bytes = passage.bytes(hit);
            bytes.start < said.end && said.start < bytes.end
        }
        _ => false,
    })
}

/// The words of an answer to an agent's question about this item, where they begin with the choice.
fn answer(scene: &Scene, item: ItemId, index: usize, passage: &Passage) -> Option<Range<usize>> {
    // Only what comes right after the question answers it.
    let right_after = scene.document.passages.get(index.checked_sub(1)?)?;
    let question =
        scene.document.question_before(index).filter(|question| question.source == right_after.source)?;
    let asked = named(question);
    if !asked.iter().any(|(_, items)| items.contains(&item)) {
        return None;
    }
    let first = passage.lines.iter().find(|line| {
        passage.counts(line.range.start) && passage.text[line.range.clone()].contains(char::is_alphanumeric)
    })?;
    // Only one thing was asked: any of the first line's words may answer. Else only its very first words.
    let words = passage.words.within(first.range.clone());
    let asked_items: std::collections::BTreeSet<ItemId> =
        asked.iter().flat_map(|(_, items)| items.clone()).collect();
    let most = if asked_items.len() <= 3 { words.len() } else { ANSWER_WORDS_MAX };
    let last = (words.start + most.min(words.len())).checked_sub(1)?;
    (last >= words.start).then(|| passage.words.range(words.start).start..passage.words.range(last).end)
}

fn push(
    item: ItemId,
    shape: &ChoiceShape,
    choice: u8,
    how: How,
    passage: usize,
    range: Range<usize>,
    found: &mut Found,
) {
    if let Some((name, _)) = shape.choices.get_index(usize::from(choice)) {
        found.findings.push(Finding { item, value: name.clone(), how, distance: 0, passage, range });
    }
}
