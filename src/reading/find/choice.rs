//! Choices and yes/no: by the words beside the label, in an answer to a question, or anywhere in the customer's words.

use std::ops::Range;

use crate::checklist::kind::{ChoiceShape, Kind};
use crate::reading::find::{Finding, Found, How, Scene, words_between};
use crate::reading::label::{Label, Strength, named};
use crate::reading::lexicon::Hit;
use crate::reading::passage::Passage;
use crate::reading::sentence::{clause, has_joint};
use crate::reading::vocabulary::{ItemId, ListId, Meaning, Where};

/// How far from the beginning of a field a bare word may say a choice, in words.
const BARE_WORDS_MAX: usize = 5;
/// A longer field tells a story, in which anything can be said.
const OTHER_FIELD_BYTES_MAX: usize = 60;
/// How close "if" must stand before what it supposes, in words.
const SUPPOSED_WORDS_MAX: usize = 3;
/// How many words of an answer are looked at for a bare "yes" or "no".
const ANSWER_WORDS_MAX: usize = 3;
/// How far before "accepted" that must stand which was accepted, in words.
const CLOSE_WORDS_MAX: usize = 8;
/// How far from a choice the words may stand that rule it out, in words.
const RULED_OUT_WORDS_MAX: usize = 2;
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
            if meant_for_another(scene, item, passage, labels, label) {
                continue;
            }
            let said = choices(scene, passage, labels, item, &label.region, Where::Label);
            let mut said = ticked(passage, &label.region, said);
            let meant: Vec<_> =
                said.iter().filter(|(_, range)| !ruled_out(scene, item, passage, range)).cloned().collect();
            if !meant.is_empty() {
                said = meant;
            }
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
                        0,
                        (index, range.clone()),
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
            let mut said = choices(scene, passage, labels, item, sentence, Where::Anywhere);
            said.retain(|(_, range)| passed(scene, item, passage, labels, sentence, range).is_none());
            let Some((choice, range)) = said.last() else { continue };
            let choice = pick(shape, &said, *choice);
            let told = near(scene, item, index, passage, at)
                || labels.iter().any(|label| in_matter(scene, item, label, range));
            let how = if told { How::Told } else { How::Shape };
            let claimed = how == How::Shape && claimed_by_another(scene, item, passage, range);
            if !claimed {
                // What only the sentence before speaks of is said less surely.
                let distance = usize::from(!close_to(scene, item, passage, sentence));
                push(item, shape, choice, how, distance, (index, range.clone()), found);
            }
        }
        if let Some(range) = answer(scene, item, index, passage) {
            let mut said = choices(scene, passage, labels, item, &range, Where::Label);
            said.retain(|(_, range)| !ruled_out(scene, item, passage, range));
            if let Some((choice, at)) = said.first() {
                push(item, shape, pick(shape, &said, *choice), How::Near, 0, (index, at.clone()), found);
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
    RuledOut,
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
        let said = choices(scene, passage, labels, item, sentence, Where::Anywhere);
        said.into_iter().map(move |(_, range)| (sentence, range))
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
    } else if of_other_field(scene, item, labels, said) {
        Some(Passed::OtherField)
    } else {
        ruled_out(scene, item, passage, said).then_some(Passed::RuledOut)
    }
}

/// A label such as "status" that several items of the checklist share belongs to the one that the line speaks of, or to
/// the matter of the field before it.
fn meant_for_another(
    scene: &Scene,
    item: ItemId,
    passage: &Passage,
    labels: &[Label],
    label: &Label,
) -> bool {
    let shared = label.items.iter().filter(|other| scene.items.contains(other)).count() > 1;
    if !shared {
        return false;
    }
    let line_start = passage.line_at(label.place.start).map_or(0, |line| passage.lines[line].range.start);
    let before = line_start..label.place.end;
    let said_here = |item: ItemId| {
        scene.spec(item).near.iter().any(|list| passage.mentions_within(*list, &before).is_some())
    };
    let mut said =
        scene.items.iter().copied().filter(|other| label.items.contains(other) && said_here(*other));
    match said.next() {
        Some(other) => other != item && said.all(|other| other != item),
        None => of_other_matter(scene, item, labels, label),
    }
}

fn of_other_matter(scene: &Scene, item: ItemId, labels: &[Label], label: &Label) -> bool {
    let is_choice = |item| matches!(scene.spec(item).kind, Kind::Choice(_));
    let owner = scene.owner(labels, label, is_choice);
    owner.is_some_and(|owner| scene.spec(owner).matter != scene.spec(item).matter)
}

/// The choices that are said within the range, longest phrases only, in order.
fn choices(
    scene: &Scene,
    passage: &Passage,
    labels: &[Label],
    item: ItemId,
    range: &Range<usize>,
    place: Where,
) -> Vec<(u8, Range<usize>)> {
    let close = |hit: &Hit<Meaning>| {
        let bytes = passage.bytes(hit);
        place == Where::Label
            || spoken_of_before(scene, item, passage, &bytes)
            || labels.iter().any(|label| in_matter(scene, item, label, &bytes))
    };
    let of_item = |hit: &Hit<Meaning>| match hit.meaning {
        Meaning::Choice { item: other, choice, place: at } if other == item => match at {
            Where::Anywhere => Some(choice),
            Where::Label => (place == Where::Label).then_some(choice),
            Where::Close => close(hit).then_some(choice),
        },
        _ => None,
    };
    let inside = |hit: &&Hit<Meaning>| {
        // Nearly all speak of something else.
        if !matches!(hit.meaning, Meaning::Choice { item: other, .. } if other == item) {
            return false;
        }
        let bytes = passage.bytes(hit);
        range.start <= bytes.start
            && bytes.end <= range.end
            && passage.counts(bytes.start)
            && of_item(hit).is_some()
    };
    let within = passage.words.within(range.clone());
    let hits: Vec<&Hit<Meaning>> = passage.hits_from(&within).iter().filter(inside).collect();
    // "no answer yet" is no "no", whichever item it speaks of.
    let covered = |hit: &Hit<Meaning>| {
        passage.hits_over(&(hit.first..hit.end)).iter().any(|other| {
            let rival = match other.meaning {
                Meaning::Choice { item: rival, .. } => {
                    rival == item || hit.end - hit.first == 1 && scene.items.contains(&rival)
                }
                _ => false,
            };
            rival
                && (other.first, other.end) != (hit.first, hit.end)
                && other.first <= hit.first
                && hit.end <= other.end
        })
    };
    // "no appeal ID", "rejected reason": the words belong to another item's label.
    let of_label = |hit: &Hit<Meaning>| {
        passage.hits_over(&(hit.first..hit.end)).iter().any(|other| {
            let begins_within = hit.first < other.first && other.first < hit.end && hit.end < other.end;
            let holds = other.first <= hit.first
                && hit.end <= other.end
                && hit.end - hit.first < other.end - other.first;
            matches!(other.meaning, Meaning::Label(label) if label != item)
                && (begins_within
                    || holds && scene.items.iter().any(|item| other.meaning == Meaning::Label(*item)))
        })
    };
    let phrases = hits
        .iter()
        .filter(|hit| !covered(hit) && !of_label(hit))
        .filter_map(|hit| of_item(hit).map(|choice| (choice, passage.bytes(hit))));
    let mut said: Vec<(u8, Range<usize>)> = phrases.collect();
    if place == Where::Anywhere {
        said.extend(told(scene, item, passage, range));
        said = longest(said);
    }
    said
}

/// What several phrases that follow each other in one clause say: "have not" + "sent in" + "any request".
fn told(scene: &Scene, item: ItemId, passage: &Passage, sentence: &Range<usize>) -> Vec<(u8, Range<usize>)> {
    let mut said = Vec::new();
    for told in &scene.spec(item).told {
        let Some((first, rest)) = told.lists.split_first() else { continue };
        for start in passage.mentions_in(*first, sentence) {
            let clause_end = clause(&passage.text, sentence, start.start).end;
            let end = rest.iter().try_fold(start.clone(), |last, list| {
                let is_next = |next: &Range<usize>| {
                    last.end <= next.start
                        && next.end <= clause_end
                        && words_between(passage, &last, next) <= told.words_max
                };
                passage.mentions_around(*list, &last, told.words_max).find(is_next)
            });
            if let Some(end) = end.filter(|_| passage.counts(start.start)) {
                said.push((told.choice, start.start..end.end));
            }
        }
    }
    said
}

/// Of words that overlap the longest, in order.
fn longest(mut said: Vec<(u8, Range<usize>)>) -> Vec<(u8, Range<usize>)> {
    said.sort_by_key(|(_, range)| std::cmp::Reverse(range.len()));
    let mut kept: Vec<(u8, Range<usize>)> = Vec::new();
    for (choice, range) in said {
        if !kept.iter().any(|(_, other)| other.start < range.end && range.start < other.end) {
            kept.push((choice, range));
        }
    }
    kept.sort_by_key(|(_, range)| range.start);
    kept
}

/// A phrase that speaks of the item stands shortly before, in the same sentence.
fn spoken_of_before(scene: &Scene, item: ItemId, passage: &Passage, said: &Range<usize>) -> bool {
    let sentence = passage.sentence_at(said.start);
    scene.spec(item).near.iter().flat_map(|list| passage.mentions_around(*list, said, CLOSE_WORDS_MAX)).any(
        |cue| {
            sentence.start <= cue.start
                && cue.end <= said.start
                && words_between(passage, &cue, said) <= CLOSE_WORDS_MAX
        },
    )
}

/// The clause that holds this byte, or all that stands within brackets around it.
fn aside(passage: &Passage, byte: usize) -> Range<usize> {
    let sentence = passage.sentence_at(byte);
    let before = &passage.text[sentence.start..byte];
    let open = before.rfind('(').filter(|open| !before[*open..].contains(')'));
    match (open, passage.text[byte..sentence.end].find(')')) {
        (Some(open), Some(close)) => sentence.start + open..byte + close,
        _ => clause(&passage.text, &sentence, byte),
    }
}

/// "Not the shop", "the shop is fine": the choice is named and not meant.
fn ruled_out(scene: &Scene, item: ItemId, passage: &Passage, said: &Range<usize>) -> bool {
    let spec = scene.spec(item);
    if spec.not_behind.is_empty() && spec.not_before.is_empty() {
        return false;
    }
    let here = aside(passage, said.start);
    let close = |list: &ListId, wanted: &dyn Fn(&Range<usize>) -> bool| {
        passage.mentions_around(*list, said, RULED_OUT_WORDS_MAX).any(|cue| {
            here.start <= cue.start
                && cue.end <= here.end
                && wanted(&cue)
                && words_between(passage, &cue, said) <= RULED_OUT_WORDS_MAX
        })
    };
    spec.not_behind.iter().any(|list| close(list, &|cue| cue.end <= said.start))
        || spec.not_before.iter().any(|list| close(list, &|cue| said.end <= cue.start))
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

/// The words stand in the field of the question that this item's presence answers.
fn in_matter(scene: &Scene, item: ItemId, label: &Label, said: &Range<usize>) -> bool {
    label.strength == Strength::Field
        && scene.of_matter(label, item)
        && label.region.start <= said.start
        && said.end <= label.region.end
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

/// The sentence itself speaks of the item.
fn close_to(scene: &Scene, item: ItemId, passage: &Passage, sentence: &Range<usize>) -> bool {
    let lists = &scene.spec(item).near;
    lists.is_empty() || lists.iter().any(|list| passage.mentions_within(*list, sentence).is_some())
}

/// The words stand in a field of something else.
fn of_other_field(scene: &Scene, item: ItemId, labels: &[Label], said: &Range<usize>) -> bool {
    let mut fields = labels.iter().filter(|label| {
        label.strength == Strength::Field && label.region.start <= said.start && said.end <= label.region.end
    });
    // What the checklist doesn't know is no field of it: "an email: unsuccessful".
    let short = |label: &Label| {
        label.region.len() <= OTHER_FIELD_BYTES_MAX
            && label.items.iter().any(|item| scene.items.contains(item))
    };
    // "Appealed:" with nothing behind it says nothing.
    let of_form = labels.iter().any(|label| {
        label.strength == Strength::Field && label.place.start <= said.start && said.end <= label.place.end
    });
    if of_form {
        return true;
    }
    if labels.iter().any(|label| in_matter(scene, item, label, said)) {
        return false;
    }
    fields.any(|label| {
        let own = label.items.contains(&item) && !of_other_matter(scene, item, labels, label);
        !own && !scene.of_matter(label, item) && short(label)
    })
}

/// "If I appealed ...": nothing of it has happened.
fn supposed(scene: &Scene, passage: &Passage, sentence: &Range<usize>, said: &Range<usize>) -> bool {
    scene.lists.suppositions.is_some_and(|list| {
        passage.mentions_around(list, said, SUPPOSED_WORDS_MAX).any(|cue| {
            cue.start >= sentence.start
                && cue.end <= said.start
                && words_between(passage, &cue, said) <= SUPPOSED_WORDS_MAX
                && !has_joint(&passage.text[cue.end..said.start])
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
        Meaning::Choice { item: other, place: Where::Anywhere, .. } if earlier.contains(&other) => {
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
    // "Is it the shop or the page?"
    let offered: std::collections::BTreeSet<u8> = question
        .hits
        .iter()
        .filter_map(|hit| match hit.meaning {
            Meaning::Choice { item: of, choice, .. } if of == item => Some(choice),
            _ => None,
        })
        .collect();
    let is_offered = offered.len() >= 2 && scene.spec(item).matter.is_none();
    if !is_offered && !asked.iter().any(|(_, items)| items.contains(&item)) {
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
    // "A couple of weeks ago. No.": a sentence that is nothing but a yes or no answers the one question of that kind.
    if most < words.len() && scene.spec(item).matter == Some(item) {
        let bare = passage.sentences.iter().find(|sentence| {
            passage.surely_counts(sentence.start)
                && scene.says_only(passage, sentence, scene.lists.bare_answers, 0)
        });
        if let Some(bare) = bare {
            return Some(bare.clone());
        }
    }
    let last = (words.start + most.min(words.len())).checked_sub(1)?;
    (last >= words.start).then(|| passage.words.range(words.start).start..passage.words.range(last).end)
}

fn push(
    item: ItemId,
    shape: &ChoiceShape,
    choice: u8,
    how: How,
    distance: usize,
    (passage, range): (usize, Range<usize>),
    found: &mut Found,
) {
    if let Some((name, _)) = shape.choices.get_index(usize::from(choice)) {
        found.findings.push(Finding { item, value: name.clone(), how, distance, passage, range });
    }
}
