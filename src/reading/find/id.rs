//! Long numbers and codes of letters and digits: told apart by shape, label and neighbourhood.

mod candidate;
mod neighbour;
mod rank;

use std::ops::Range;

use crate::checklist::kind::{IdShape, Kind};
use crate::reading::find::id::candidate::{Candidate, candidates};
use crate::reading::find::id::neighbour::nearest_label;
use crate::reading::find::id::rank::{doubt, next_in_rank};
use crate::reading::find::{Finding, Found, How, Place, Refused, Scene, words_between};
use crate::reading::label::{Label, Strength, named};
use crate::reading::passage::Passage;
use crate::reading::value::id::{self, FoundId};
use crate::reading::vocabulary::ItemId;
use crate::report::ProblemKind;
use crate::ticket::Author;

/// How many words may stand between a label in a sentence and its number.
const NEAR_WORDS_MAX: usize = 9;
/// Short numbers must stand right by their label or cue, in words.
const SHORT_NEAR_WORDS_MAX: usize = 3;
/// A number of fewer digits is short.
const SHORT_DIGITS_MAX: usize = 9;
/// The most words between a number and the words before or behind it that say what it is.
const CUE_WORDS_MAX: usize = 2;
const CUE_BEHIND_WORDS_MAX: usize = 1;
/// The words that an answer may have beside the number.
const ANSWER_WORDS_MAX: usize = 3;

/// Find the values of all items of the kind `id` together, since one number answers one item.
pub fn find(scene: &Scene, found: &mut Found) {
    let items: Vec<(ItemId, &IdShape)> = scene
        .items
        .iter()
        .filter_map(|&item| match &scene.spec(item).kind {
            Kind::Id(shape) => Some((item, shape)),
            _ => None,
        })
        .collect();
    if items.is_empty() {
        return;
    }
    for (index, passage, labels) in scene.own() {
        let place = Place::new(index, passage, labels);
        for candidate in candidates(scene, passage, &items) {
            Claim { scene, place: &place, candidate: &candidate, items: &items }.settle(found);
        }
    }
    confirmed(scene, &items, found);
    next_in_rank(&items, found);
    doubt(&items, found);
    for &(item, _) in &items {
        same_as_another(scene, item, found);
        wrong_or_blank(scene, item, found);
    }
}

/// One number, for which the items of the checklist are held side by side.
struct Claim<'a> {
    scene: &'a Scene<'a>,
    place: &'a Place<'a>,
    candidate: &'a Candidate,
    items: &'a [(ItemId, &'a IdShape)],
}

/// What a label says about a number.
enum Says {
    Is(ItemId, How),
    /// It is something else's.
    Not,
    Nothing,
}

impl Claim<'_> {
    fn settle(&self, found: &mut Found) {
        match self.by_label() {
            Says::Is(item, how) => self.give(item, how, found),
            Says::Not => {}
            Says::Nothing if self.candidate.id.cut_off => {}
            Says::Nothing => {
                if let Some((item, how)) = self.by_neighbourhood(&found.findings) {
                    self.give(item, how, found);
                }
            }
        }
    }

    fn give(&self, item: ItemId, how: How, found: &mut Found) {
        let FoundId { range, digits, cut_off } = self.candidate.id.clone();
        let passage = self.place.index;
        if cut_off {
            found.refused.push(Refused { item, kind: ProblemKind::CutOff, passage, range });
        } else {
            found.findings.push(Finding { item, value: digits, how, distance: 0, passage, range });
        }
    }

    fn by_label(&self) -> Says {
        let Self { scene, place, candidate, items } = *self;
        let short = candidate.id.digits.len() <= SHORT_DIGITS_MAX;
        let Some((label, how)) = label_of(scene, place.passage, place.labels, &candidate.id) else {
            return Says::Nothing;
        };
        let labelled = items.iter().find(|(item, shape)| {
            label.items.contains(item) && (self.fits(*item, shape) || candidate.id.cut_off)
        });
        if let Some(&(item, shape)) = labelled {
            // In a sentence a number of a telling shape is what its shape says.
            let telling = items.iter().find(|(other, shape)| {
                !label.items.contains(other) && !shape.starts_with.is_empty() && self.fits(*other, shape)
            });
            let vague = shape.starts_with.is_empty() && !candidate.patterned.contains(&item) && !short;
            return match telling {
                Some((other, _)) if how == How::Near && vague => Says::Is(*other, How::Near),
                _ => Says::Is(item, how),
            };
        }
        // A label of something else claims the number, unless its shape says otherwise.
        let other_claims = label
            .items
            .iter()
            .any(|item| matches!(&scene.spec(*item).kind, Kind::Id(shape) if self.fits(*item, shape)));
        if other_claims {
            return Says::Not;
        }
        if how != How::Labelled || candidate.id.cut_off {
            return Says::Nothing;
        }
        // Two fields were filled in each other's place: the item's own field holds something, but no such number.
        let exchanged = |item: ItemId, shape: &IdShape| {
            place.is_misfilled(item, |text| id::find(text).iter().any(|id| fits(shape, &id.digits)))
        };
        match items.iter().find(|(item, shape)| self.fits(*item, shape) && exchanged(*item, shape)) {
            Some(&(item, _)) => Says::Is(item, How::Labelled),
            None => Says::Nothing,
        }
    }

    fn by_neighbourhood(&self, seen: &[Finding]) -> Option<(ItemId, How)> {
        let Self { scene, place, candidate, .. } = *self;
        let range = &candidate.id.range;
        if !place.passage.surely_counts(range.start) {
            return None;
        }
        let fitting = || self.items.iter().filter(|(item, shape)| self.fits(*item, shape));
        let first = |holds: &dyn Fn(ItemId, &IdShape) -> bool| {
            fitting().find(|(item, shape)| holds(*item, shape)).map(|(item, _)| *item)
        };
        if let Some(item) = first(&|item, _| self.is_corrected(item, seen)) {
            return Some((item, How::Told));
        }
        if let Some(item) = first(&|item, _| self.is_told(item)) {
            return Some((item, How::Told));
        }
        if let Some(item) = first(&|item, _| answers(scene, place.index, place.passage, range, item)) {
            return Some((item, How::Near));
        }
        if let Some(item) = first(&|_, shape| self.is_beside(shape, seen)) {
            return Some((item, How::Shape));
        }
        let telling =
            |item: ItemId| scene.spec(item).id_patterns.is_empty() || candidate.patterned.contains(&item);
        fitting()
            .filter(|(item, shape)| shape.taken_unlabelled.is_some() && telling(*item))
            .min_by_key(|(_, shape)| shape.taken_unlabelled)
            .map(|(item, _)| (*item, How::Shape))
    }

    fn fits(&self, item: ItemId, shape: &IdShape) -> bool {
        self.candidate.patterned.contains(&item) || fits(shape, &self.candidate.id.digits)
    }

    /// Words close by, in the same sentence, say that it is this item.
    fn is_told(&self, item: ItemId) -> bool {
        let (passage, range) = (self.place.passage, &self.candidate.id.range);
        let sentence = passage.sentence_at(range.start);
        self.scene.spec(item).near.iter().any(|list| {
            passage.mentions_around(*list, range, CUE_WORDS_MAX).any(|mention| {
                let words = words_between(passage, &mention, range);
                let close = if mention.end <= range.start {
                    words <= CUE_WORDS_MAX
                } else {
                    words <= CUE_BEHIND_WORDS_MAX
                };
                mention.start >= sentence.start && mention.end <= sentence.end && close
            })
        })
    }

    /// "Ignore that record number. This is the right one: ...": the message takes back the value that was given earlier.
    fn is_corrected(&self, item: ItemId, seen: &[Finding]) -> bool {
        let Place { index, passage, labels, .. } = *self.place;
        let named = labels.iter().any(|label| label.items.contains(&item));
        named
            && self.scene.lists.corrections.is_some_and(|list| passage.mentions(list).next().is_some())
            && seen.iter().any(|finding| finding.item == item && finding.passage < index)
    }

    /// A value of an item that goes with this one stands on the same line.
    fn is_beside(&self, shape: &IdShape, seen: &[Finding]) -> bool {
        let Place { index, passage, .. } = *self.place;
        let Some(line) = passage.line_at(self.candidate.id.range.start) else { return false };
        let line = &passage.lines[line].range;
        let mut others = shape.beside.iter().filter_map(|name| self.scene.vocabulary.item(name));
        others.any(|other| found_on(line, index, other, seen))
    }
}

/// The label that most likely says what the number is.
pub fn label_of<'a>(
    scene: &Scene,
    passage: &Passage,
    labels: &'a [Label],
    id: &FoundId,
) -> Option<(&'a Label, How)> {
    let short = id.digits.len() <= SHORT_DIGITS_MAX;
    let reach = if short { SHORT_NEAR_WORDS_MAX } else { NEAR_WORDS_MAX };
    let of_id = |label: &Label| label.items.iter().any(|item| matches!(scene.spec(*item).kind, Kind::Id(_)));
    nearest_label(passage, labels, &id.range, reach, &of_id)
}

/// "Is it 5778...?" – "Yes, that is the one": the number that an agent asks about, where nothing else was given.
fn confirmed(scene: &Scene, items: &[(ItemId, &IdShape)], found: &mut Found) {
    let Some(list) = scene.lists.confirmations else { return };
    for (index, passage, _) in scene.own() {
        let first = passage.words.from(0);
        if !passage.mentions(list).any(|said| passage.words.from(said.start) == first) {
            continue;
        }
        let earlier = scene.document.passages[..index].iter().enumerate().rev();
        for (asked, question) in earlier.take_while(|(_, earlier)| earlier.author != Author::Customer) {
            for &(item, shape) in items {
                let known = found.findings.iter().any(|finding| finding.item == item);
                if let Some(id) = asked_about(question, item, shape, items).filter(|_| !known) {
                    let (value, range) = (id.digits.clone(), id.range.clone());
                    found.findings.push(Finding {
                        item,
                        value,
                        how: How::Told,
                        distance: 0,
                        passage: asked,
                        range,
                    });
                }
            }
        }
    }
}

/// The one number of the item's shape that the text names and then asks about.
fn asked_about<'a>(
    question: &'a Passage,
    item: ItemId,
    shape: &IdShape,
    items: &[(ItemId, &IdShape)],
) -> Option<&'a FoundId> {
    let mut named = question.ids().iter().filter(|id| !id.cut_off && fits(shape, &id.digits));
    let (Some(id), None) = (named.next(), named.next()) else { return None };
    let labels = labels_of(question);
    let of_id = |label: &Label| items.iter().any(|(item, _)| label.items.contains(item));
    let label = nearest_label(question, &labels, &id.range, NEAR_WORDS_MAX, &of_id);
    let about = label.map_or(!shape.starts_with.is_empty(), |(label, _)| label.items.contains(&item));
    (about && question.text[id.range.end..].contains('?')).then_some(id)
}

/// What an agent's text names, as labels.
fn labels_of(question: &Passage) -> Vec<Label> {
    let named = named(question).iter().cloned();
    named
        .map(|(place, items)| Label { items, region: place.end..place.end, place, strength: Strength::Prose })
        .collect()
}

/// A value of the other item stands on the same line.
fn found_on(line: &Range<usize>, passage: usize, other: ItemId, seen: &[Finding]) -> bool {
    seen.iter().any(|finding| {
        finding.item == other
            && finding.passage == passage
            && line.start <= finding.range.start
            && finding.range.end <= line.end
    })
}

/// The passage is little more than this number, and answers a question that names the item.
fn answers(scene: &Scene, index: usize, passage: &Passage, range: &Range<usize>, item: ItemId) -> bool {
    let Some(question) = scene.document.question_before(index) else { return false };
    let asked = named(question);
    if !asked.iter().any(|(_, items)| items.contains(&item)) {
        return false;
    }
    // Little else is said, or nothing else that was asked could have this shape.
    let own = passage.words.within(range.clone()).len();
    let sentence = passage.words.within(passage.sentence_at(range.start)).len();
    let few = passage.words.len().min(sentence) <= own + ANSWER_WORDS_MAX;
    let digits = passage.text[range.clone()].chars().filter(char::is_ascii_digit).collect::<String>();
    let rivals = scene.items.iter().filter(|&&other| {
        matches!(&scene.spec(other).kind, Kind::Id(shape) if shape.taken_unlabelled.is_some() && fits(shape, &digits))
            && asked.iter().any(|(_, items)| items.contains(&other))
    });
    // "32803 and it was placed tuesday": the answer begins with it.
    let leads = passage.words.from(range.start) == 0;
    few || (leads || digits.len() > SHORT_DIGITS_MAX) && rivals.filter(|other| **other != item).count() == 0
}

fn fits(shape: &IdShape, digits: &str) -> bool {
    let (min, max) = shape.digits;
    (usize::from(min)..=usize::from(max)).contains(&digits.len())
        && (shape.starts_with.is_empty() || shape.starts_with.iter().any(|start| digits.starts_with(start)))
        && digits.bytes().all(|c| c.is_ascii_digit())
}

/// "Appeal ID: same as the Record ID".
fn same_as_another(scene: &Scene, item: ItemId, found: &mut Found) {
    for (index, passage, label) in scene.fields_of(item) {
        if label.strength == Strength::Prose || !scene.says(passage, &label.region, scene.lists.same) {
            continue;
        }
        // The checklist says which item is the same; here it is enough not to complain about the words.
        found.refused.retain(|refused| !(refused.item == item && refused.passage == index));
    }
}

/// What stands beside the item's label and is no value of it.
fn wrong_or_blank(scene: &Scene, item: ItemId, found: &mut Found) {
    for (index, passage, label) in scene.fields_of(item) {
        let inside = |at: &Range<usize>| label.region.start <= at.start && at.end <= label.region.end;
        let answered =
            found.findings.iter().any(|f| f.item == item && f.passage == index && inside(&f.range))
                || found.refused.iter().any(|r| r.item == item && r.passage == index && inside(&r.range));
        if answered
            || label.strength != Strength::Field
            || scene.says(passage, &label.region, scene.lists.same)
        {
            continue;
        }
        if scene.no_value(item, index, &label.region, found) || label.items.len() > 1 {
            continue;
        }
        let words = passage.words.within(label.region.clone()).len();
        let taken = found.findings.iter().any(|f| f.passage == index && inside(&f.range));
        if words <= 4 && !taken {
            let kind = ProblemKind::WrongShape;
            found.refused.push(Refused { item, kind, passage: index, range: label.region.clone() });
        }
    }
}
