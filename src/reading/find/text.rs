//! Free text: what stands behind a label, and what the customer's sentences tell.

use std::ops::Range;

use crate::checklist::model::Kind;
use crate::reading::find::{Finding, Found, How, Scene};
use crate::reading::label::{Strength, named};
use crate::reading::passage::Passage;
use crate::reading::sentence::{clause, trimmed};
use crate::reading::vocabulary::{ItemId, ListId, Shown};
use crate::reading::words::folded;
use crate::report::Source;

/// What is left of a value that is cut has so many words.
const LEFT_WORDS_MIN: usize = 3;
/// A sentence of so many words tells many things, whatever else it holds.
const RUN_ON_WORDS_MIN: usize = 40;
/// The longest name that is an answer, in words.
const ANSWER_WORDS_MAX: usize = 6;
/// The longest free text that is kept, in bytes.
const TEXT_BYTES_MAX: usize = 2_000;

pub fn find(scene: &Scene, found: &mut Found) {
    for &item in scene.items {
        let spec = scene.spec(item);
        if let Kind::Text(shape) = &spec.kind {
            labelled(scene, item, usize::from(shape.words_min), found);
        }
        if let Kind::Text(_) = &spec.kind
            && !found.findings.iter().any(|finding| finding.item == item)
        {
            answered(scene, item, found);
        }
        // Names and codes can be told in a sentence, too; then a label still goes first.
        if !spec.showings.is_empty() {
            shown(scene, item, found);
        }
    }
}

fn labelled(scene: &Scene, item: ItemId, words_min: usize, found: &mut Found) {
    for (index, passage, label) in scene.fields_of(item) {
        let sure = match label.strength {
            Strength::Field => true,
            Strength::LineStart => passage.words.within(label.place.clone()).len() >= 2,
            Strength::Prose => false,
        };
        if !sure || scene.absent(passage, label) || scene.no_value(item, index, &label.region, found) {
            continue;
        }
        let words = passage.words.within(label.region.clone()).len();
        let bare = scene.says_only(passage, &label.region, scene.lists.bare_answers, 0);
        let told = passage.text[label.region.clone()].contains(char::is_alphabetic);
        if words >= words_min.max(1)
            && !bare
            && told
            && !only_label(scene, item, &passage.text[label.region.clone()])
        {
            let how = if label.strength == Strength::Field { How::Labelled } else { How::Near };
            push(item, how, index, passage, label.region.clone(), found);
        }
    }
}

/// A short message that is nothing but a name, after a question for it.
fn answered(scene: &Scene, item: ItemId, found: &mut Found) {
    for (index, passage, labels) in scene.own() {
        let words = passage.words.len();
        let text = passage.text.trim();
        let name = (2..=ANSWER_WORDS_MAX).contains(&words)
            && labels.is_empty()
            && text.split_whitespace().filter(|word| word.starts_with(char::is_uppercase)).count() >= 2
            && !text.contains(['?', '\n', '@'])
            && !text.bytes().any(|c| c.is_ascii_digit());
        let asked = || {
            let question = scene.document.question_before(index)?;
            let items = named(question).into_iter().flat_map(|(_, items)| items);
            let mut texts = items
                .filter(|item| matches!(scene.spec(*item).kind, Kind::Text(_)) && scene.items.contains(item));
            texts.next()
        };
        if name && passage.surely_counts(0) && asked() == Some(item) {
            let range = trimmed(&passage.text, 0..passage.text.len());
            if !blank_value(scene, passage, &range) {
                push(item, How::Near, index, passage, range, found);
            }
        }
    }
}

fn shown(scene: &Scene, item: ItemId, found: &mut Found) {
    for showing in &scene.spec(item).showings {
        if found.findings.iter().any(|finding| finding.item == item) {
            return;
        }
        for (index, passage, _) in scene.own() {
            match showing {
                Shown::Pattern(pattern) => {
                    for captures in pattern.captures_iter(&passage.text) {
                        let Some(value) = captures.name("value") else { continue };
                        let range = before_else(scene, item, passage, trimmed(&passage.text, value.range()));
                        if passage.surely_counts(range.start)
                            && !range.is_empty()
                            && !blank_value(scene, passage, &range)
                            && !about_else(scene, item, passage, &range)
                            && !only_label(scene, item, &passage.text[range.clone()])
                        {
                            push(item, How::Told, index, passage, range, found);
                        }
                    }
                }
                Shown::ClauseWith(list) => {
                    for (sentence, mention) in sentences_with(passage, *list) {
                        let clause = clause(&passage.text, &sentence, mention.start);
                        if !about_else(scene, item, passage, &clause) {
                            push(item, How::Told, index, passage, clause, found);
                        }
                    }
                }
                Shown::SentenceWith(list) => {
                    for (sentence, _) in sentences_with(passage, *list) {
                        push(item, How::Told, index, passage, sentence, found);
                    }
                }
                Shown::Story(words_min) => {
                    if let Some(told) = story(scene, item, index, *words_min) {
                        push(item, How::Told, index, passage, told, found);
                    }
                }
            }
        }
    }
}

/// The part of the words before what the item's value must not hold.
fn before_else(scene: &Scene, item: ItemId, passage: &Passage, range: Range<usize>) -> Range<usize> {
    let lists = &scene.spec(item).not_near;
    let first =
        lists.iter().filter_map(|list| passage.mentions_within(*list, &range)).map(|cue| cue.start).min();
    match first {
        Some(at) if passage.words.within(range.start..at).len() >= LEFT_WORDS_MIN => {
            trimmed(&passage.text, range.start..at)
        }
        _ => range,
    }
}

/// The words hold what the item's value must not.
fn about_else(scene: &Scene, item: ItemId, passage: &Passage, range: &Range<usize>) -> bool {
    scene.spec(item).not_near.iter().any(|list| passage.mentions_within(*list, range).is_some())
}

fn blank_value(scene: &Scene, passage: &Passage, range: &Range<usize>) -> bool {
    scene.says_only(passage, range, scene.lists.placeholders, 0)
        || scene.says_only(passage, range, scene.lists.bare_answers, 0)
        || scene.says_only(passage, range, scene.lists.declines, 0)
        || scene.says(passage, range, scene.lists.promises)
        || scene.says(passage, range, scene.lists.refusals)
}

fn sentences_with(passage: &Passage, list: ListId) -> Vec<(Range<usize>, Range<usize>)> {
    let mut sentences: Vec<(Range<usize>, Range<usize>)> = passage
        .mentions(list)
        .map(|mention| (passage.sentence_at(mention.start), mention))
        .filter(|(sentence, _)| !sentence.is_empty())
        .collect();
    sentences.dedup_by(|b, a| a.0 == b.0);
    sentences
}

/// What the customer tells: from the first sentence that is long enough and no question to the end of the passage, or
/// to where a form begins.
fn story(scene: &Scene, item: ItemId, index: usize, words_min: usize) -> Option<Range<usize>> {
    let passage = scene.passage(index);
    if passage.source == Source::Subject {
        return None;
    }
    let of_form = |sentence: &Range<usize>| {
        scene.labels[index].iter().any(|label| {
            let id = label.items.iter().any(|item| matches!(scene.spec(*item).kind, Kind::Id(_)));
            let announces = label.strength == Strength::Field || label.strength == Strength::LineStart && id;
            announces && sentence.start <= label.place.start && label.place.start < sentence.end
        })
    };
    let tells = |sentence: &Range<usize>| {
        passage.surely_counts(sentence.start)
            && passage.words.within(sentence.clone()).len() >= words_min
            && !passage.text[sentence.clone()].ends_with('?')
            && !of_form(sentence)
            && (!about_else(scene, item, passage, sentence)
                || passage.words.within(sentence.clone()).len() >= RUN_ON_WORDS_MIN)
    };
    let first = passage.sentences.iter().position(tells)?;
    let rest = &passage.sentences[first..];
    let told = rest.iter().take_while(|sentence| passage.surely_counts(sentence.start) && !of_form(sentence));
    told.last().map(|last| passage.sentences[first].start..last.end)
}

/// The value is nothing but a label of the item: "it says ERROR".
fn only_label(scene: &Scene, item: ItemId, value: &str) -> bool {
    let value = folded(value);
    scene.vocabulary.labels.iter().any(|(label, other)| *other == item && *label == value)
}

fn push(item: ItemId, how: How, index: usize, passage: &Passage, range: Range<usize>, found: &mut Found) {
    let quotes = |c: char| matches!(c, '"' | '“' | '”' | '«' | '»' | '*') || c.is_whitespace();
    let text = &passage.text[range.clone()];
    let text = &text[..text.floor_char_boundary(TEXT_BYTES_MAX)];
    let start = range.start + (text.len() - text.trim_start_matches(quotes).len());
    let inner = text.trim_matches(quotes);
    if inner.is_empty() {
        return;
    }
    let range = start..start + inner.len();
    found.findings.push(Finding { item, value: inner.to_owned(), how, distance: 0, passage: index, range });
}
