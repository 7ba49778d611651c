//! From labels, cues and shapes to findings: which value belongs to which item.

mod answered;
pub mod choice;
pub mod date;
pub mod hour;
pub mod id;
pub mod number;
mod referring;
pub mod text;
pub mod token;
pub mod told;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::reading::label::{Label, Strength};
use crate::reading::passage::{Document, Passage, VALUES_MAX};
use crate::reading::value::date::{Anchor, FoundDate, dates_of};
use crate::reading::vocabulary::{ItemId, ListId, Spec, Vocabulary};
use crate::report::{ProblemKind, SaidKind};

/// A value that was read for an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    pub item: ItemId,
    pub value: String,
    pub how: How,
    /// How far its cue stands, in words; 0 beside a label.
    pub distance: usize,
    /// The passage's index and the bytes within it.
    pub passage: usize,
    pub range: Range<usize>,
}

/// How surely a value belongs to its item, from the least sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// By its shape, nothing else claiming it.
    Shape,
    /// By words in the same sentence, or by the way in which such values are told.
    Told,
    /// By a label in the same sentence.
    Near,
    /// By a label with a separator, a column, or the number of the question.
    Labelled,
    /// By a field of the helpdesk's form.
    Field,
}

/// Something that stands in an item's place and does not answer it.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    pub item: ItemId,
    pub kind: ProblemKind,
    pub passage: usize,
    pub range: Range<usize>,
}

/// A promise, a refusal, or a "does not apply" in an item's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    pub item: ItemId,
    pub kind: AnsweredKind,
    pub passage: usize,
    pub range: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnsweredKind {
    Said(SaidKind),
    NotApplicable,
}

/// What was found for the items of one checklist.
#[derive(Debug, Default)]
pub struct Found {
    pub findings: Vec<Finding>,
    pub refused: Vec<Refused>,
    pub answered: Vec<Answered>,
    pub doubts: Vec<Doubt>,
    /// Days of which no word says what they are of: where, and their passage.
    pub strays: Vec<(usize, Range<usize>)>,
}

/// Something that may be an item's value: a careful reader would look twice before asking for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    pub item: ItemId,
    pub passage: usize,
    pub range: Range<usize>,
}

/// In a longer text than this a promise or a refusal is only a part of what is told.
pub const SAID_WORDS_MAX: usize = 9;

/// What all finders look at.
pub struct Scene<'a> {
    pub vocabulary: &'a Vocabulary,
    pub document: &'a Document,
    /// By passage; empty for passages that are not the customer's.
    pub labels: Vec<Cow<'a, [Label]>>,
    /// The items of the checklist.
    pub items: &'a [ItemId],
    pub zone: TimeZone,
    pub day_first: bool,
    pub lists: Lists,
    /// By passage; read when they are first asked for.
    pub dates: Vec<OnceLock<Vec<FoundDate>>>,
}

/// One of the customer's passages, as the finders go through it.
pub struct Place<'a> {
    pub index: usize,
    pub passage: &'a Passage,
    pub labels: &'a [Label],
    misfilled: RefCell<BTreeMap<ItemId, bool>>,
}

impl<'a> Place<'a> {
    pub fn new(index: usize, passage: &'a Passage, labels: &'a [Label]) -> Self {
        Self { index, passage, labels, misfilled: RefCell::default() }
    }

    /// Whether the item has fields here and each holds a number that is no value of the item; found out once.
    pub fn is_misfilled(&self, item: ItemId, is_value: impl Fn(&str) -> bool) -> bool {
        *self.misfilled.borrow_mut().entry(item).or_insert_with(|| {
            let fields = self
                .labels
                .iter()
                .filter(|label| label.strength == Strength::Field && label.items.contains(&item))
                .map(|label| &self.passage.text[label.region.clone()]);
            let mut fields = fields.peekable();
            fields.peek().is_some()
                && fields.all(|text| text.contains(|c: char| c.is_ascii_digit()) && !is_value(text))
        })
    }
}

/// The named lists that the program itself looks for; a configuration may leave any of them out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lists {
    /// "-", "TBD", "don't know": no value.
    pub placeholders: Option<ListId>,
    /// "yes", "no": an answer to a question, no text.
    pub bare_answers: Option<ListId>,
    /// "logo", "icon": files that are only decoration.
    pub decorations: Option<ListId>,
    /// "n/a", "none", "not yet": the item does not apply.
    pub declines: Option<ListId>,
    /// "will send", "to follow".
    pub promises: Option<ListId>,
    /// "I don't have that".
    pub refusals: Option<ListId>,
    /// "sorry, wrong number": what follows replaces what was given.
    pub corrections: Option<ListId>,
    /// "screenshot", "picture": words for files.
    pub pictures: Option<ListId>,
    /// "screenshot", "picture of the page": surely a file that is asked for.
    pub screenshots: Option<ListId>,
    /// "same as the Record ID".
    pub same: Option<ListId>,
    /// "ending in": what follows is only a part of the number.
    pub cut_off: Option<ListId>,
    /// "that same day": the day that was named before.
    pub same_day: Option<ListId>,
    /// "the next day": the day after the one that was named before.
    pub next_day: Option<ListId>,
    /// "Days later": behind a number, the day so long after the one that was named before.
    pub days_later: Option<ListId>,
    /// "The other one": of two places the one that was not named before.
    pub the_other: Option<ListId>,
    /// "if", "should": what follows is only supposed.
    pub suppositions: Option<ListId>,
    /// "the one in my signature": the address stands there.
    pub in_signature: Option<ListId>,
    /// "there is no": what follows does not exist.
    pub absences: Option<ListId>,
    /// "not ours, don't use it": the numbers of the sentence are no values.
    pub not_meant: Option<ListId>,
    /// "yes, that is the one": what the agent named is right.
    pub confirmations: Option<ListId>,
    /// "Not": the day that follows is the wrong one.
    pub negations: Option<ListId>,
    /// "Click", "press": what is quoted behind it is a button.
    pub buttons: Option<ListId>,
}

impl Lists {
    pub fn of(vocabulary: &Vocabulary) -> Self {
        Self {
            placeholders: vocabulary.list("placeholders"),
            bare_answers: vocabulary.list("bare_answers"),
            decorations: vocabulary.list("decorations"),
            declines: vocabulary.list("declines"),
            promises: vocabulary.list("promises"),
            refusals: vocabulary.list("refusals"),
            corrections: vocabulary.list("corrections"),
            pictures: vocabulary.list("pictures"),
            screenshots: vocabulary.list("screenshots"),
            same: vocabulary.list("same"),
            cut_off: vocabulary.list("cut_off"),
            same_day: vocabulary.list("same_day"),
            next_day: vocabulary.list("next_day"),
            days_later: vocabulary.list("days_later"),
            the_other: vocabulary.list("the_other"),
            suppositions: vocabulary.list("suppositions"),
            in_signature: vocabulary.list("in_signature"),
            absences: vocabulary.list("absences"),
            not_meant: vocabulary.list("not_meant"),
            confirmations: vocabulary.list("confirmations"),
            negations: vocabulary.list("negations"),
            buttons: vocabulary.list("buttons"),
        }
    }
}

impl Scene<'_> {
    pub fn passage(&self, index: usize) -> &Passage {
        &self.document.passages[index]
    }

    pub fn spec(&self, item: ItemId) -> &Spec {
        self.vocabulary.spec(item)
    }

    /// What the dates of a passage are held against.
    pub fn anchor(&self, passage: &Passage) -> Anchor {
        Anchor { at: passage.at, zone: self.zone.clone(), day_first: self.day_first }
    }

    /// The dates of a passage, whoever wrote them, those included that refer to another ("the next day").
    pub fn dates(&self, index: usize) -> &[FoundDate] {
        self.dates[index].get_or_init(|| {
            let passage = self.passage(index);
            let mut dates = dates_of(passage.scan(), &self.anchor(passage));
            dates.truncate(VALUES_MAX);
            referring::add(&self.lists, passage, &mut dates);
            dates
        })
    }

    /// The item whose field this is, of those that are wanted. A label such as "date" that several items share belongs
    /// to the matter of the field before it.
    pub fn owner(&self, labels: &[Label], label: &Label, wanted: impl Fn(ItemId) -> bool) -> Option<ItemId> {
        let sharing =
            || self.items.iter().copied().filter(|item| label.items.contains(item) && wanted(*item));
        let first = sharing().next()?;
        let asks = label.items.iter().copied().find(|item| self.spec(*item).matter == Some(*item));
        let matter = match sharing().nth(1) {
            Some(_) => asks.or_else(|| self.matter_before(labels, label)),
            None => self.spec(first).matter,
        };
        sharing().find(|item| self.spec(*item).matter == matter).or(Some(first))
    }

    /// What the last field before this one is a part of.
    fn matter_before(&self, labels: &[Label], label: &Label) -> Option<ItemId> {
        let matter_of = |other: &Label| {
            let mut items = other.items.iter().filter(|item| self.items.contains(item));
            let matter = self.spec(*items.next()?).matter;
            items.all(|item| self.spec(*item).matter == matter).then_some((other.place.start, matter))
        };
        labels
            .iter()
            .filter(|other| other.strength > Strength::Prose && other.place.end <= label.place.start)
            .filter_map(matter_of)
            .max_by_key(|(start, _)| *start)
            .and_then(|(_, matter)| matter)
    }

    /// Whether the label names the question that this item's presence answers: what stands in its field may be of it.
    pub fn of_matter(&self, label: &Label, item: ItemId) -> bool {
        let matter = self.spec(item).matter;
        matter.is_some_and(|head| head != item && label.items.contains(&head))
    }

    /// The customer's passages with their labels.
    pub fn own(&self) -> impl Iterator<Item = (usize, &Passage, &[Label])> {
        self.document.own().map(|(index, passage)| (index, passage, &*self.labels[index]))
    }

    /// Labels of the item that announce a value, in order.
    pub fn fields_of(&self, item: ItemId) -> impl Iterator<Item = (usize, &Passage, &Label)> {
        self.own().flat_map(move |(index, passage, labels)| {
            labels
                .iter()
                .filter(move |label| label.items.contains(&item))
                .map(move |label| (index, passage, label))
        })
    }

    /// "There is no ...": the label right behind names what does not exist.
    pub fn absent(&self, passage: &Passage, label: &Label) -> bool {
        let Some(list) = self.lists.absences else { return false };
        let first = passage.words.from(label.place.start);
        passage
            .mentions_around(list, &label.place, 0)
            .any(|cue| cue.end <= label.place.start && passage.words.from(cue.end) == first)
    }

    /// Whether the whole region says nothing but a phrase of this list, give or take a word.
    pub fn says_only(
        &self,
        passage: &Passage,
        region: &Range<usize>,
        list: Option<ListId>,
        slack: usize,
    ) -> bool {
        let Some(list) = list else { return false };
        let words = passage.words.within(region.clone()).len();
        passage.mentions_in(list, region).any(|found| passage.words.within(found).len() + slack >= words)
    }

    /// Whether the region begins with a phrase of this list.
    pub fn begins_with(&self, passage: &Passage, region: &Range<usize>, list: Option<ListId>) -> bool {
        let Some(list) = list else { return false };
        let first = passage.words.from(region.start);
        passage
            .mentions_in(list, region)
            .take_while(|found| passage.words.from(found.start) <= first + 1)
            .next()
            .is_some()
    }

    /// Whether the region holds a phrase of this list.
    pub fn says(&self, passage: &Passage, region: &Range<usize>, list: Option<ListId>) -> bool {
        list.is_some_and(|list| passage.mentions_within(list, region).is_some())
    }

    /// What stands in the place of a value, if it is no value: the finding that tells so.
    pub fn no_value(&self, item: ItemId, index: usize, region: &Range<usize>, found: &mut Found) -> bool {
        let passage = self.passage(index);
        let mut answer = |kind| {
            found.answered.push(Answered { item, kind, passage: index, range: region.clone() });
            true
        };
        if region.is_empty() {
            return true;
        }
        if self.says_only(passage, region, self.lists.declines, 1)
            || (self.begins_with(passage, region, self.lists.declines))
        {
            return answer(AnsweredKind::NotApplicable);
        }
        let text = &passage.text[region.clone()];
        let quoted = text.starts_with(['"', '“', '«', '‘', '\'']);
        let long = passage.words.within(region.clone()).len() > SAID_WORDS_MAX;
        let says =
            |list| self.begins_with(passage, region, list) || !long && self.says(passage, region, list);
        if !quoted && says(self.lists.promises) {
            return answer(AnsweredKind::Said(SaidKind::Promise));
        }
        if !quoted && says(self.lists.refusals) {
            return answer(AnsweredKind::Said(SaidKind::Refusal));
        }
        let bare = !text.contains(char::is_alphanumeric);
        if bare
            || text.starts_with('?')
            || self.says_only(passage, region, self.lists.placeholders, 1)
            || text.starts_with(['[', '<'])
                && text.ends_with([']', '>'])
                && !text.contains(|c: char| c.is_ascii_digit())
        {
            found.refused.push(Refused {
                item,
                kind: ProblemKind::Placeholder,
                passage: index,
                range: region.clone(),
            });
            return true;
        }
        false
    }
}

/// How many words stand between two places of a passage.
pub fn words_between(passage: &Passage, a: &Range<usize>, b: &Range<usize>) -> usize {
    let (from, to) = if a.end <= b.start { (a.end, b.start) } else { (b.end, a.start) };
    if from >= to { 0 } else { passage.words.within(from..to).len() }
}
