//! Whether a condition holds for a ticket, and why.

use std::borrow::Cow;
use std::ops::Range;

use crate::checklist::condition::{Condition, Quantity};
use crate::reading::attachment::{File, attached};
use crate::reading::facts::Facts;
use crate::reading::find::{Scene, words_between};
use crate::reading::label::{Label, Strength};
use crate::reading::passage::{Document, Passage};
use crate::reading::vocabulary::{ListId, Vocabulary};
use crate::report::Evidence;
use crate::ticket::Author;

/// A larger number counts nothing: it is an identifier.
const QUANTITY_MAX: i64 = 9_999;
/// How many words may stand between a number and what it counts ("40 of the new orders").
const QUANTITY_WORDS_MAX: usize = 4;

/// How many words may stand between a denial and what it denies.
const DENIED_WORDS_MAX: usize = 2;

/// What conditions are held against.
pub struct Holds<'a> {
    document: &'a Document,
    vocabulary: &'a Vocabulary,
    facts: Option<&'a Facts>,
    files: &'a [File],
    /// By passage; the words of a form are not the customer's.
    labels: &'a [Cow<'a, [Label]>],
}

impl<'a> Holds<'a> {
    pub fn new(scene: &'a Scene<'a>, facts: &'a Facts, files: &'a [File]) -> Self {
        Self {
            document: scene.document,
            vocabulary: scene.vocabulary,
            facts: Some(facts),
            files,
            labels: &scene.labels,
        }
    }

    /// Against the words alone, before anything is read.
    pub fn over_words(document: &'a Document, vocabulary: &'a Vocabulary) -> Self {
        Self { document, vocabulary, facts: None, files: &[], labels: &[] }
    }

    /// The words that made it hold; none if it does not.
    pub fn check(&self, condition: &Condition) -> Option<Vec<Evidence>> {
        match condition {
            Condition::Any(conditions) => conditions.iter().find_map(|condition| self.check(condition)),
            Condition::All(conditions) => {
                let mut evidence = Vec::new();
                for condition in conditions {
                    evidence.extend(self.check(condition)?);
                }
                Some(evidence)
            }
            Condition::Not(condition) => self.check(condition).is_none().then(Vec::new),
            Condition::Mentions(list) => self.mentions(self.vocabulary.list(list)?),
            Condition::Present(item) => self.fact(item, |values| !values.is_empty()),
            Condition::Missing(item) => self.fact(item, |values| !values.is_empty()).is_none().then(Vec::new),
            Condition::Equals(equals) => self.fact(&equals.item, |values| values == [equals.value.as_str()]),
            Condition::Counts(counts) => {
                self.fact(&counts.item, |values| values.len() >= counts.at_least as usize)
            }
            Condition::Quantity(quantity) => self.quantity(quantity),
            Condition::Attached(kind) => attached(self.files, *kind).then(Vec::new),
        }
    }

    fn fact(&self, item: &str, holds: impl Fn(&[String]) -> bool) -> Option<Vec<Evidence>> {
        let fact = self.facts?.get(&self.vocabulary.item(item)?)?;
        holds(&fact.values).then(|| fact.evidence.clone())
    }

    fn mentions(&self, list: ListId) -> Option<Vec<Evidence>> {
        self.document.own().find_map(|(index, passage)| {
            let of_form = |range: &Range<usize>| {
                self.labels.get(index).is_some_and(|labels| {
                    labels.iter().any(|label| {
                        label.strength == Strength::Field
                            && label.place.start <= range.start
                            && range.end <= label.place.end
                    })
                })
            };
            let deniable = self.vocabulary.deniable[usize::from(list)];
            let denials = self.vocabulary.list("denials").filter(|_| deniable);
            let denied = |range: &Range<usize>| denials.is_some_and(|list| is_denied(passage, range, list));
            let current = self.vocabulary.current[usize::from(list)];
            let earlier = self.vocabulary.list("earlier").filter(|_| current);
            let is_past = |range: &Range<usize>| {
                let sentence = || passage.sentence_at(range.start);
                earlier.is_some_and(|list| passage.mentions_within(list, &sentence()).is_some())
            };
            let counts = |range: &Range<usize>| !of_form(range) && !denied(range) && !is_past(range);
            let range = passage.mentions(list).find(counts).or_else(|| {
                self.vocabulary.list_patterns[usize::from(list)].iter().find_map(|pattern| {
                    // Lower case may move bytes; the whole line is evidence then.
                    let may_match = pattern.may_match(passage.cues(self.vocabulary));
                    let found = may_match.then(|| pattern.find(passage.lower_case())).flatten()?;
                    let start = passage.text.floor_char_boundary(found.start.min(passage.text.len()));
                    let line = passage.line_at(start)?;
                    passage.counts(passage.lines[line].range.start).then(|| passage.lines[line].range.clone())
                })
            })?;
            Some(vec![passage.evidence(range)])
        })
    }

    fn quantity(&self, quantity: &Quantity) -> Option<Vec<Evidence>> {
        let list = self.vocabulary.list(&quantity.of)?;
        self.document.passages.iter().filter(|passage| passage.author == Author::Customer).find_map(
            |passage| {
                passage.numbers().iter().find_map(|number| {
                    let is_enough = (i64::from(quantity.at_least)..=QUANTITY_MAX).contains(&number.value)
                        && passage.counts(number.range.start);
                    if !is_enough {
                        return None;
                    }
                    let first = passage.words.from(number.range.end);
                    let mut near = passage.mentions_around(list, &number.range, QUANTITY_WORDS_MAX);
                    let counted = near.find(|mention| {
                        let word = passage.words.from(mention.start);
                        mention.start >= number.range.end && word <= first + QUANTITY_WORDS_MAX
                    })?;
                    let joined =
                        !passage.text[number.range.end..counted.start].contains(['.', '\n', ':', ';']);
                    joined.then(|| vec![passage.evidence(number.range.start..counted.end)])
                })
            },
        )
    }
}

/// A denial stands shortly before the mention, or right behind it: "nothing has been sold", "sold: none".
fn is_denied(passage: &Passage, mention: &Range<usize>, denials: ListId) -> bool {
    let sentence = passage.sentence_at(mention.start);
    passage.mentions_around(denials, mention, DENIED_WORDS_MAX).any(|denial| {
        let within = sentence.start <= denial.start && denial.end <= sentence.end;
        let reach = if denial.end <= mention.start { DENIED_WORDS_MAX } else { 0 };
        let apart = denial.end <= mention.start || mention.end <= denial.start;
        within && apart && words_between(passage, &denial, mention) <= reach
    })
}
