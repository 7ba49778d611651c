//! Long numbers and codes of letters and digits: told apart by shape, label and neighbourhood.

use std::ops::Range;

use crate::checklist::model::{IdShape, Kind};
use crate::reading::find::{Doubt, Finding, Found, How, Refused, Scene, words_between};
use crate::reading::label::{Label, Strength, named};
use crate::reading::passage::Passage;
use crate::reading::value::id::{self, FoundId};
use crate::reading::vocabulary::ItemId;
use crate::report::ProblemKind;

/// How many words may stand between a label in a sentence and its number.
const NEAR_WORDS_MAX: usize = 9;
/// Short numbers must stand right by their label or cue, in words.
const SHORT_NEAR_WORDS_MAX: usize = 3;
/// A number of fewer digits is short.
const SHORT_DIGITS_MAX: usize = 9;
/// The words that an answer may have beside the number.
const ANSWER_WORDS_MAX: usize = 3;
/// A label behind its number must be closer than one before it.
const BEHIND_WORDS_MAX: usize = 5;

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
        for candidate in candidates(scene, passage, &items) {
            assign(scene, index, passage, labels, &candidate, &items, found);
        }
    }
    next_in_rank(&items, found);
    doubt(&items, found);
    for &(item, _) in &items {
        same_as_another(scene, item, found);
        wrong_or_blank(scene, item, found);
    }
}

/// A number that was taken by its shape alone goes to the next item of that shape, where the first has its own already.
fn next_in_rank(items: &[(ItemId, &IdShape)], found: &mut Found) {
    let mut ranked: Vec<&(ItemId, &IdShape)> =
        items.iter().filter(|(_, shape)| shape.taken_unlabelled.is_some()).collect();
    ranked.sort_by_key(|(_, shape)| shape.taken_unlabelled);
    for index in 0..found.findings.len() {
        let finding = &found.findings[index];
        if finding.how != How::Shape {
            continue;
        }
        let owned = |item: ItemId| {
            found.findings.iter().any(|other| {
                let surer = other.how > How::Shape
                    || usual(items, item, &other.value) && !usual(items, item, &finding.value);
                other.item == item && surer && other.value != finding.value
            })
        };
        let repeated =
            found.findings.iter().any(|other| other.how > How::Shape && other.value == finding.value);
        if !owned(finding.item) || repeated {
            continue;
        }
        let next = ranked.iter().find(|(item, shape)| {
            !shape.starts_with.is_empty()
                && *item != finding.item
                && fits(shape, &finding.value)
                && !owned(*item)
        });
        if let Some((item, _)) = next {
            found.findings[index].item = *item;
        }
    }
}

/// A number that its shape alone gave to one item may as well be another's, unless it begins as most of the first do.
fn doubt(items: &[(ItemId, &IdShape)], found: &mut Found) {
    let known = |item: ItemId| found.findings.iter().any(|finding| finding.item == item);
    let doubts: Vec<Doubt> = found
        .findings
        .iter()
        .filter(|finding| finding.how == How::Shape)
        .filter(|finding| {
            let telling = items
                .iter()
                .any(|(item, shape)| *item == finding.item && !shape.often_starts_with.is_empty());
            telling && !usual(items, finding.item, &finding.value)
        })
        .flat_map(|finding| {
            items
                .iter()
                .filter(|(item, shape)| {
                    *item != finding.item
                        && !shape.starts_with.is_empty()
                        && fits(shape, &finding.value)
                        && !known(*item)
                })
                .map(|(item, _)| Doubt {
                    item: *item,
                    passage: finding.passage,
                    range: finding.range.clone(),
                })
        })
        .collect();
    found.doubts.extend(doubts);
}

/// The number begins as most of this item's do.
fn usual(items: &[(ItemId, &IdShape)], item: ItemId, value: &str) -> bool {
    items.iter().any(|(other, shape)| {
        *other == item && shape.often_starts_with.iter().any(|start| value.starts_with(start))
    })
}

struct Candidate {
    id: FoundId,
    /// Items whose pattern with letters it matches.
    patterned: Vec<ItemId>,
}

fn candidates(scene: &Scene, passage: &Passage, items: &[(ItemId, &IdShape)]) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = Vec::new();
    for &(item, _) in items {
        for pattern in &scene.spec(item).id_patterns {
            for matched in pattern.find_iter(&passage.text) {
                let value = matched.as_str().chars().filter(|c| c.is_alphanumeric()).collect();
                let id = FoundId { range: matched.range(), digits: value, cut_off: false };
                match candidates.iter_mut().find(|candidate| candidate.id.range == id.range) {
                    Some(candidate) => candidate.patterned.push(item),
                    None => candidates.push(Candidate { id, patterned: vec![item] }),
                }
            }
        }
    }
    let overlaps = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let plain = id::find(&passage.text);
    let plain = plain.into_iter().filter(|id| !candidates.iter().any(|c| overlaps(&c.id.range, &id.range)));
    let plain: Vec<Candidate> = plain.map(|id| Candidate { id, patterned: Vec::new() }).collect();
    candidates.extend(plain);
    candidates.retain(|candidate| passage.counts(candidate.id.range.start));
    for candidate in &mut candidates {
        candidate.id.cut_off |= scene.lists.cut_off.is_some_and(|list| {
            passage.mentions(list).any(|cue| {
                cue.end <= candidate.id.range.start
                    && words_between(passage, &cue, &candidate.id.range) == 0
                    && candidate.id.digits.len() <= 8
            })
        });
    }
    candidates.sort_by_key(|candidate| candidate.id.range.start);
    candidates
}

fn assign(
    scene: &Scene,
    index: usize,
    passage: &Passage,
    labels: &[Label],
    candidate: &Candidate,
    items: &[(ItemId, &IdShape)],
    found: &mut Found,
) {
    let range = &candidate.id.range;
    let seen = found.findings.clone();
    let seen = seen.as_slice();
    let fits = |item: ItemId, shape: &IdShape| {
        candidate.patterned.contains(&item) || fits(shape, &candidate.id.digits)
    };
    let mut push = |item: ItemId, how: How| {
        if candidate.id.cut_off {
            let kind = ProblemKind::CutOff;
            found.refused.push(Refused { item, kind, passage: index, range: range.clone() });
        } else {
            let value = candidate.id.digits.clone();
            found.findings.push(Finding {
                item,
                value,
                how,
                distance: 0,
                passage: index,
                range: range.clone(),
            });
        }
    };
    let short = candidate.id.digits.len() <= SHORT_DIGITS_MAX;
    let reach = if short { SHORT_NEAR_WORDS_MAX } else { NEAR_WORDS_MAX };
    let of_id = |label: &Label| label.items.iter().any(|item| matches!(scene.spec(*item).kind, Kind::Id(_)));
    let by_label = nearest_label(passage, labels, range, reach, &of_id);
    if let Some((label, how)) = by_label {
        let labelled: Vec<ItemId> = items
            .iter()
            .filter(|(item, shape)| {
                label.items.contains(item) && (fits(*item, shape) || candidate.id.cut_off)
            })
            .map(|(item, _)| *item)
            .collect();
        if let Some(&item) = labelled.first() {
            // In a sentence a number of a telling shape is what its shape says.
            let telling = items.iter().find(|(other, shape)| {
                !label.items.contains(other) && !shape.starts_with.is_empty() && fits(*other, shape)
            });
            let vague = items.iter().any(|(other, shape)| *other == item && shape.starts_with.is_empty())
                && !candidate.patterned.contains(&item)
                && !short;
            return match telling {
                Some((other, _)) if how == How::Near && vague => push(*other, How::Near),
                _ => push(item, how),
            };
        }
        // A label of something else claims the number, unless its shape says otherwise.
        let other_claims = label.items.iter().any(|item| match &scene.spec(*item).kind {
            Kind::Id(shape) => fits(*item, shape),
            _ => false,
        });
        if other_claims {
            return;
        }
    }
    if candidate.id.cut_off {
        return;
    }
    if by_label.is_some_and(|(_, how)| how == How::Labelled)
        && let Some((item, _)) =
            items.iter().find(|(item, shape)| fits(*item, shape) && misfilled(labels, passage, *item, shape))
    {
        return push(*item, How::Labelled);
    }
    if !passage.surely_counts(range.start) {
        return;
    }
    let near = |item: ItemId| -> bool {
        let sentence = passage.sentence_at(range.start);
        let lists = &scene.spec(item).near;
        lists.iter().any(|list| {
            passage.mentions(*list).any(|mention| {
                let words = words_between(passage, &mention, range);
                let close = if mention.end <= range.start { words <= 2 } else { words <= 1 };
                mention.start >= sentence.start && mention.end <= sentence.end && close
            })
        })
    };
    let told = items.iter().find(|(item, shape)| fits(*item, shape) && near(*item));
    let by_shape = || {
        items
            .iter()
            .filter(|(item, shape)| {
                let telling = scene.spec(*item).id_patterns.is_empty() || candidate.patterned.contains(item);
                shape.taken_unlabelled.is_some() && telling && fits(*item, shape)
            })
            .min_by_key(|(_, shape)| shape.taken_unlabelled)
    };
    let beside = || {
        let line = passage.line_at(range.start).map(|line| passage.lines[line].range.clone());
        line.and_then(|line| {
            items.iter().find(|(item, shape)| {
                fits(*item, shape)
                    && shape
                        .beside
                        .iter()
                        .filter_map(|name| scene.vocabulary.item(name))
                        .any(|other| found_on(&line, index, other, seen))
            })
        })
    };
    if let Some((item, _)) = told {
        push(*item, How::Told);
    } else if let Some((item, _)) =
        items.iter().find(|(item, shape)| fits(*item, shape) && answers(scene, index, passage, range, *item))
    {
        push(*item, How::Near);
    } else if let Some(item) = beside().map(|(item, _)| *item) {
        push(item, How::Shape);
    } else if let Some((item, _)) = by_shape() {
        push(*item, How::Shape);
    }
}

/// The label that this number most likely belongs to.
fn nearest_label<'a>(
    passage: &Passage,
    labels: &'a [Label],
    range: &Range<usize>,
    reach: usize,
    of_id: &dyn Fn(&Label) -> bool,
) -> Option<(&'a Label, How)> {
    let within = |label: &&Label| {
        label.strength > Strength::Prose && label.region.start <= range.start && range.end <= label.region.end
    };
    let field = labels.iter().filter(within).max_by_key(|label| label.place.start);
    let sentence = passage.sentence_at(range.start);
    let before = labels
        .iter()
        .filter(|label| label.place.end <= range.start && label.place.start >= sentence.start && of_id(label))
        .max_by_key(|label| label.place.end)
        .map(|label| (label, words_between(passage, &label.place, range)))
        .filter(|(_, words)| *words <= reach);
    let behind = labels
        .iter()
        .filter(|label| label.place.start >= range.end && label.place.end <= sentence.end && of_id(label))
        .min_by_key(|label| label.place.start)
        .map(|label| (label, words_between(passage, range, &label.place)))
        .filter(|(label, words)| {
            *words <= BEHIND_WORDS_MAX.min(reach)
                && !followed_by_number(passage, label)
                && !passage.text[range.end..label.place.start].contains([',', ';', '\n', ']', ')', '(', '|'])
        });
    match (field, before, behind) {
        (Some(field), Some((label, _)), _) if label.place.start > field.place.start => {
            Some((label, How::Near))
        }
        (Some(field), _, _) => {
            Some((field, if field.strength == Strength::Field { How::Labelled } else { How::Near }))
        }
        (None, Some((label, words)), Some((other, words_behind))) if words_behind + 2 < words => {
            let _ = label;
            Some((other, How::Near))
        }
        (None, Some((label, _)), _) => Some((label, How::Near)),
        (None, None, Some((label, _))) => Some((label, How::Near)),
        (None, None, None) => None,
    }
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
    few || digits.len() > SHORT_DIGITS_MAX && rivals.filter(|other| **other != item).count() == 0
}

/// Two fields were filled in each other's place: the item's own field holds something, but no number.
fn misfilled(labels: &[Label], passage: &Passage, item: ItemId, shape: &IdShape) -> bool {
    let mut fields = labels
        .iter()
        .filter(|label| label.strength == Strength::Field && label.items.contains(&item))
        .peekable();
    fields.peek().is_some()
        && fields.all(|label| {
            passage.text[label.region.clone()].contains(|c: char| c.is_ascii_digit())
                && id::find(&passage.text[label.region.clone()]).iter().all(|id| !fits(shape, &id.digits))
        })
}

/// "577... order id 576...": the label belongs to the number behind it.
fn followed_by_number(passage: &Passage, label: &Label) -> bool {
    let rest = &passage.text[label.place.end..];
    rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '\n')
        .starts_with(|c: char| c.is_ascii_digit())
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
