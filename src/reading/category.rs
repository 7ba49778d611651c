//! What kind of problem a ticket is about: by the helpdesk's field, else by signs weighed by where they stand.

use std::ops::Range;

use crate::checklist::kind::{IdShape, Kind};
use crate::checklist::model::Checklists;
use crate::reading::find::number::COUNT_MAX;
use crate::reading::hash::FastMap;
use crate::reading::label::{self, Strength};
use crate::reading::lexicon::Hit;
use crate::reading::passage::{Document, Passage};
use crate::reading::vocabulary::{ItemId, Meaning, Vocabulary};
use crate::reading::words::folded;
use crate::report::{CategoryReading, Source};
use crate::ticket::{Author, Ticket};

/// The field of the helpdesk that holds the category.
pub const CATEGORY_FIELD: &str = "category";

/// What a category must weigh to be taken.
pub const WEIGHT_MIN: f32 = 2.4;
/// What a label of a form weighs for the one category that asks for it.
const LABEL_WEIGHT: f32 = 2.5;
/// How many pieces of evidence a report keeps.
const EVIDENCE_MAX: usize = 5;
/// What an item weighs, for the categories that ask for it, if an agent asked for it.
const ASKED_WEIGHT: f32 = 1.2;
/// What all of them weigh at most.
const ASKED_MAX: f32 = 2.4;
/// What an item weighs whose count is told beside the name of its place.
const COUNTED_WEIGHT: f32 = 2.0;
/// A sign that comes again counts less each time.
const AGAIN: f32 = 0.35;

/// A category's place in the checklists, with why; none if no category can be told.
pub struct Told {
    pub category: Option<usize>,
    pub reading: CategoryReading,
}

/// What speaks for one category.
#[derive(Clone, Debug, Default)]
pub struct Weight {
    pub total: f32,
    /// What each sign adds, with its passage and its bytes there, in the order of the text.
    pub signs: Vec<(f32, usize, Range<usize>)>,
    /// What labels and numbers of the items that it asks for add.
    pub labels: f32,
    /// What its example tickets add, which share words with this one.
    pub examples: f32,
    /// What labelled tickets taught of words such as its own adds, or takes away.
    pub learned: f32,
}

impl Weight {
    /// The signs that add the most, the strongest first.
    pub fn strongest(&self, most: usize) -> Vec<(f32, usize, Range<usize>)> {
        let mut signs = self.signs.clone();
        signs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.start.cmp(&b.2.start)));
        signs.truncate(most);
        signs
    }
}

pub fn tell(ticket: &Ticket, document: &Document, checklists: &Checklists, vocabulary: &Vocabulary) -> Told {
    if let Some(told) = by_field(ticket, checklists) {
        return told;
    }
    let weights = weigh(document, checklists, vocabulary);
    let order = ranked(&weights);
    let (Some(&best), runner_up) = (order.first(), order.get(1)) else {
        return Told { category: None, reading: CategoryReading::default() };
    };
    let total = weights[best].total;
    let second = runner_up.map_or(0.0, |index| weights[*index].total.max(0.0));
    let enough = total >= WEIGHT_MIN;
    let confidence = if total > 0.0 {
        let lead = total / (total + second);
        lead * (total / (total + 2.0))
    } else {
        0.0
    };
    let mut words = weights[best].strongest(EVIDENCE_MAX);
    if words.is_empty() {
        words = vocabulary.judge.telling(document, best);
        words.truncate(EVIDENCE_MAX);
    }
    let evidence =
        words.into_iter().map(|(_, index, range)| document.passages[index].evidence(range)).collect();
    let runner_up = runner_up
        .filter(|index| weights[**index].total > 0.0)
        .and_then(|index| checklists.categories.get_index(*index))
        .map(|(name, _)| name.clone());
    let reading = CategoryReading { confidence, evidence, runner_up, ..CategoryReading::default() };
    Told { category: enough.then_some(best), reading }
}

/// The categories' places, heaviest first.
pub fn ranked(weights: &[Weight]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|a, b| weights[*b].total.total_cmp(&weights[*a].total).then(a.cmp(b)));
    order
}

/// What each category weighs, in the order of the checklists.
pub fn weigh(document: &Document, checklists: &Checklists, vocabulary: &Vocabulary) -> Vec<Weight> {
    let count = checklists.categories.len();
    let mut weights = vec![Weight::default(); count];
    let mut seen = FastMap::<(u16, u16), i32>::default();
    let mut first = true;
    for (index, passage) in document.own() {
        let subject = passage.source == Source::Subject;
        for (hit, category, sign) in signs(passage) {
            let range = passage.bytes(hit);
            if !passage.counts(range.start) {
                continue;
            }
            let checklist = &checklists.categories[usize::from(category)];
            let weight = checklist.recognise.signs[usize::from(sign)].weight;
            let times = seen.entry((category, sign)).or_insert(0);
            let place = if subject {
                1.4
            } else if first && early(passage.words.from(range.start), passage.words.len()) {
                1.2
            } else if first {
                0.9
            } else {
                0.7
            };
            let gain = weight * place * AGAIN.powi(*times);
            *times += 1;
            weights[usize::from(category)].total += gain;
            weights[usize::from(category)].signs.push((gain, index, range));
        }
        if !subject {
            first = false;
        }
    }
    for (category, gain) in by_labels(document, checklists, vocabulary) {
        weights[category].total += gain;
        weights[category].labels = gain;
    }
    for (category, gain) in vocabulary.examples.weigh(document) {
        weights[category].total += gain;
        weights[category].examples = gain;
    }
    for (category, gain) in vocabulary.judge.weigh(document) {
        weights[category].total += gain;
        weights[category].learned = gain;
    }
    weights
}

/// The signs of the passage, in order. They may stand within longer ones; then the longest counts.
fn signs(passage: &Passage) -> Vec<(&Hit<Meaning>, u16, u16)> {
    let all: Vec<(&Hit<Meaning>, u16, u16)> = passage
        .hits
        .iter()
        .filter_map(|hit| match hit.meaning {
            Meaning::Sign { category, sign } => Some((hit, category, sign)),
            _ => None,
        })
        .collect();
    let mut longest = Vec::with_capacity(all.len());
    // Where the furthest of those ends that begin before.
    let mut reach = 0;
    for alike in all.chunk_by(|(a, ..), (b, ..)| a.first == b.first) {
        let end = alike.iter().map(|(hit, ..)| hit.end).max().unwrap_or_default();
        longest.extend(alike.iter().filter(|(hit, ..)| hit.end == end && end > reach));
        reach = reach.max(end);
    }
    longest
}

/// A form's labels speak for the categories that ask for these items, the more the fewer they are.
fn by_labels(document: &Document, checklists: &Checklists, vocabulary: &Vocabulary) -> Vec<(usize, f32)> {
    let mut named: std::collections::BTreeSet<ItemId> = std::collections::BTreeSet::new();
    for (_, passage) in document.own().filter(|(_, passage)| passage.source != Source::Subject) {
        for label in label::of(passage, vocabulary) {
            // A label that several items share says little of each.
            if let ([item], Strength::Field) = (label.items.as_slice(), label.strength)
                && passage.counts(label.place.start)
            {
                named.insert(*item);
            }
        }
        for id in passage.ids().iter().filter(|id| passage.counts(id.range.start)) {
            let telling = |shape: &IdShape| {
                shape.starts_with.iter().any(|start| start.len() > 1 && id.digits.starts_with(start))
            };
            for (item, spec) in vocabulary.specs.iter().enumerate() {
                if let Kind::Id(shape) = &spec.kind
                    && telling(shape)
                    && (usize::from(shape.digits.0)..=usize::from(shape.digits.1)).contains(&id.digits.len())
                {
                    named.insert(item as ItemId);
                }
            }
        }
    }
    let counted = counted(document, vocabulary).into_iter().map(|item| (item, COUNTED_WEIGHT));
    let named = named.into_iter().map(|item| (item, LABEL_WEIGHT));
    let mut gains = shared(named.chain(counted), checklists, vocabulary);
    let asked = asked_for(document).into_iter().map(|item| (item, ASKED_WEIGHT));
    for (gain, asked) in gains.iter_mut().zip(shared(asked, checklists, vocabulary)) {
        *gain += asked.min(ASKED_MAX);
    }
    gains.into_iter().enumerate().collect()
}

/// What items weigh for each category: each shares its weight among those that ask for it.
fn shared(
    items: impl Iterator<Item = (ItemId, f32)>,
    checklists: &Checklists,
    vocabulary: &Vocabulary,
) -> Vec<f32> {
    let mut gains = vec![0.0_f32; checklists.categories.len()];
    for (item, weight) in items {
        let name = &vocabulary.spec(item).name;
        let asking: Vec<usize> =
            (0..gains.len()).filter(|&at| checklists.categories[at].entry(name).is_some()).collect();
        for &category in &asking {
            gains[category] += weight / asking.len() as f32;
        }
    }
    gains
}

/// The items whose counts are told: "the shop says 12".
fn counted(document: &Document, vocabulary: &Vocabulary) -> Vec<ItemId> {
    let mut counted = Vec::new();
    for (item, spec) in vocabulary.specs.iter().enumerate() {
        let Kind::Number(shape) = &spec.kind else { continue };
        let Some(verbs) = shape.told_by.as_ref().and_then(|name| vocabulary.list(name)) else { continue };
        let is_told = document.own().any(|(_, passage)| {
            passage.numbers().iter().any(|number| {
                let next = passage.words.from(number.range.end);
                let of_else = spec.not_near.iter().any(|list| {
                    let mut things = passage.mentions_around(*list, &number.range, 1);
                    things.any(|thing| {
                        thing.start >= number.range.end && passage.words.from(thing.start) <= next + 1
                    })
                });
                let first = passage.words.from(number.range.start);
                let verb = passage
                    .mentions_around(verbs, &number.range, 1)
                    .find(|verb| verb.end <= number.range.start && passage.words.from(verb.end) == first);
                let led = verb.is_some_and(|verb| {
                    let mut places =
                        spec.near.iter().flat_map(|list| passage.mentions_around(*list, &verb, 0));
                    places.any(|place| {
                        place.start < verb.start
                            && passage.words.from(place.end) >= passage.words.from(verb.start)
                    })
                });
                led && !of_else && number.value.abs() <= COUNT_MAX && passage.counts(number.range.start)
            })
        });
        if is_told {
            counted.push(item as ItemId);
        }
    }
    counted
}

/// The items that an agent's questions name: whoever asks has understood what it is about.
fn asked_for(document: &Document) -> std::collections::BTreeSet<ItemId> {
    let questions = document.passages.iter().filter(|passage| passage.author != Author::Customer);
    let labels = questions.flat_map(label::named);
    labels.filter(|(_, items)| items.len() == 1).flat_map(|(_, items)| items.iter().copied()).collect()
}

fn early(word: usize, words: usize) -> bool {
    word <= 40.max(words / 4)
}

fn by_field(ticket: &Ticket, checklists: &Checklists) -> Option<Told> {
    let value = ticket.field(CATEGORY_FIELD)?;
    let wanted = folded(&value);
    let category = checklists.categories.iter().position(|(name, checklist)| {
        folded(name) == wanted || checklist.recognise.field.iter().any(|field| folded(field) == wanted)
    })?;
    let reading = CategoryReading { confidence: 1.0, by_field: true, ..CategoryReading::default() };
    Some(Told { category: Some(category), reading })
}

/// Whether the customer said anything at all.
pub fn is_silent(ticket: &Ticket) -> bool {
    !ticket.messages.iter().any(|message| message.author == Author::Customer)
}
