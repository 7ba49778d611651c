//! Choices and yes/no: by the words beside the label, in an answer to a question, or anywhere in the customer's words.

use std::ops::Range;

use crate::checklist::model::{ChoiceShape, Kind};
use crate::reading::find::{Finding, Found, How, Scene};
use crate::reading::label::{Strength, named};
use crate::reading::lexicon::Hit;
use crate::reading::passage::Passage;
use crate::reading::vocabulary::{ItemId, Meaning};

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
            let said = choices(passage, item, &label.region, true);
            match said.first() {
                Some((choice, range)) => {
                    push(
                        scene,
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
        for sentence in &passage.sentences {
            if !passage.counts(sentence.start) || !near(scene, item, passage, sentence) {
                continue;
            }
            let said = choices(passage, item, sentence, false);
            if let Some((choice, range)) = said.last() {
                push(scene, item, shape, pick(shape, &said, *choice), How::Told, index, range.clone(), found);
            }
        }
        if let Some(range) = answer(scene, item, index, passage) {
            let said = choices(passage, item, &range, true);
            if let Some((choice, at)) = said.first() {
                push(scene, item, shape, pick(shape, &said, *choice), How::Near, index, at.clone(), found);
            }
        }
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
    let hits: Vec<&Hit<Meaning>> = passage.hits.iter().filter(inside).collect();
    let covered = |hit: &Hit<Meaning>| {
        hits.iter().any(|other| {
            (other.first, other.end) != (hit.first, hit.end)
                && other.first <= hit.first
                && hit.end <= other.end
        })
    };
    hits.iter()
        .filter(|hit| !covered(hit))
        .filter_map(|hit| of_item(hit).map(|choice| (choice, passage.bytes(hit))))
        .collect()
}

/// Where several choices are said together, the one that stands for all of them.
fn pick(shape: &ChoiceShape, said: &[(u8, Range<usize>)], one: u8) -> u8 {
    let several = said.iter().any(|(choice, _)| *choice != one);
    let together = shape.together.as_ref().filter(|_| several);
    together.and_then(|name| shape.choices.get_index_of(name)).map_or(one, |index| index as u8)
}

fn near(scene: &Scene, item: ItemId, passage: &Passage, sentence: &Range<usize>) -> bool {
    let lists = &scene.spec(item).near;
    lists.is_empty() || lists.iter().any(|list| passage.mentions_within(*list, sentence).is_some())
}

/// The words of an answer to an agent's question about this item, where they begin with the choice.
fn answer(scene: &Scene, item: ItemId, index: usize, passage: &Passage) -> Option<Range<usize>> {
    let question = scene.document.question_before(index)?;
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

#[expect(clippy::too_many_arguments, reason = "a finding has as many parts")]
fn push(
    _scene: &Scene,
    item: ItemId,
    shape: &ChoiceShape,
    choice: u8,
    how: How,
    passage: usize,
    range: Range<usize>,
    found: &mut Found,
) {
    if let Some((name, _)) = shape.choices.get_index(usize::from(choice)) {
        found.findings.push(Finding { item, value: name.clone(), how, passage, range });
    }
}
