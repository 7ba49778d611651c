//! Labels in a text, and the bytes where the value of each is to be expected.

mod mark;
mod region;

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use crate::reading::label::region::place_regions;
use crate::reading::numbered;
use crate::reading::passage::{Passage, voice_counts};
use crate::reading::sentence::trimmed;
use crate::reading::table;
use crate::reading::vocabulary::{ItemId, Meaning, Vocabulary};
use crate::ticket::Author;

/// The longest text before a separator that may be a label spelt wrongly.
const FUZZY_WORDS_MAX: usize = 7;
/// The most lines of one text in which a misspelling is looked for.
const FUZZY_LINES_MAX: usize = 400;
/// The most labels of one text that are placed.
const LABELS_MAX: usize = 2_000;

/// A label with the place of its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The items that customers call by this label.
    pub items: Vec<ItemId>,
    pub place: Range<usize>,
    /// Where the value is expected: the rest of the line, a cell, or the next line. Empty if nothing stands there.
    pub region: Range<usize>,
    pub strength: Strength,
}

/// How surely a label announces a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Somewhere in a sentence.
    Prose,
    /// At the start of a line, without a separator.
    LineStart,
    /// With a separator, as a table's heading, alone on its line, or by the number of a question.
    Field,
}

/// All labels of the passage in order, and the numbered answers to the question before it.
pub fn find<'a>(
    passage: &'a Passage,
    question: Option<&Passage>,
    vocabulary: &Vocabulary,
) -> Cow<'a, [Label]> {
    let mut labels = Cow::Borrowed(of(passage, vocabulary));
    let answers = question.map(|question| numbered::answers(passage, question)).unwrap_or_default();
    if !answers.is_empty() {
        labels.to_mut().extend(answers);
    }
    labels
}

/// The labels that stand in the passage itself.
pub fn of<'a>(passage: &'a Passage, vocabulary: &Vocabulary) -> &'a [Label] {
    passage.labels_once(|| {
        let mut labels = exact(passage);
        labels.extend(misspelt(passage, &labels, vocabulary));
        labels.sort_by_key(|label| label.place.start);
        place_regions(passage, &mut labels);
        labels.extend(table::columns(passage, &labels));
        labels.truncate(2 * LABELS_MAX);
        labels
    })
}

/// The labels that an agent's text names, by the byte where each stands: what was asked for.
pub fn named(passage: &Passage) -> &[(Range<usize>, Vec<ItemId>)] {
    passage.named_once(|| outermost(passage, false))
}

fn exact(passage: &Passage) -> Vec<Label> {
    outermost(passage, true)
        .into_iter()
        .map(|(place, items)| Label { items, region: place.end..place.end, place, strength: Strength::Prose })
        .collect()
}

/// Label phrases that do not stand within a longer one.
fn outermost(passage: &Passage, quoted_too: bool) -> Vec<(Range<usize>, Vec<ItemId>)> {
    // Of those with the same first word the longest stands, and nothing that begins before an earlier one ends.
    let mut stands: Vec<(usize, usize, Vec<ItemId>)> = Vec::new();
    for hit in &passage.hits {
        let Meaning::Label(item) = hit.meaning else { continue };
        match stands.last_mut() {
            Some((first, end, items)) if *first == hit.first => {
                if *end != hit.end {
                    *end = hit.end;
                    items.clear();
                }
                items.push(item);
            }
            _ => stands.push((hit.first, hit.end, vec![item])),
        }
    }
    let mut reach = 0;
    stands
        .into_iter()
        .filter(|(first, end, _)| {
            let is_outer = reach <= *first;
            reach = reach.max(*end);
            is_outer
        })
        .map(|(first, end, items)| {
            (passage.words.range(first).start..passage.words.range(end - 1).end, items)
        })
        .filter(|(place, _)| quoted_too || passage.author != Author::Customer || passage.counts(place.start))
        .take(LABELS_MAX)
        .collect()
}

/// Labels that are spelt wrongly, before a separator at the start of a line.
fn misspelt(passage: &Passage, known: &[Label], vocabulary: &Vocabulary) -> Vec<Label> {
    let mut labels = Vec::new();
    let mut looked_at = 0;
    for line in passage.lines.iter().filter(|line| voice_counts(line.voice)) {
        let text = &passage.text[line.range.clone()];
        let mark = text.bytes().position(|byte| matches!(byte, b':' | b'=' | b';' | b'\t' | b'|'));
        let Some(at) = mark.or_else(|| memmem::find(text.as_bytes(), b" - ")) else { continue };
        let place = trimmed(&passage.text, line.range.start..line.range.start + at);
        if place.is_empty()
            || known[..starting_before(known, place.end)]
                .last()
                .is_some_and(|label| label.place.end > place.start)
        {
            continue;
        }
        let words = passage.words.folded_within(place.clone());
        if words.len() < 4 || words.split(' ').count() > FUZZY_WORDS_MAX {
            continue;
        }
        looked_at += 1;
        let items = vocabulary.labels.nearest(&words);
        if !items.is_empty() {
            labels.push(Label { items, region: place.end..place.end, place, strength: Strength::Prose });
        }
        if looked_at >= FUZZY_LINES_MAX {
            break;
        }
    }
    labels
}

/// The labels that stand within these bytes; the labels must be in the order of the text and must not overlap.
pub fn within<'a>(labels: &'a [Label], bytes: &Range<usize>) -> &'a [Label] {
    &labels[indices_within(labels, bytes)]
}

/// Searched by halves: a form of many lines with as many labels must not be looked through once a line.
fn indices_within(labels: &[Label], bytes: &Range<usize>) -> Range<usize> {
    let first = starting_before(labels, bytes.start);
    let end = labels.partition_point(|label| label.place.end <= bytes.end);
    first..end.max(first)
}

/// How many labels start before this byte.
fn starting_before(labels: &[Label], byte: usize) -> usize {
    labels.partition_point(|label| label.place.start < byte)
}
