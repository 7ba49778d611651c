//! Days and times of day: which of a ticket's dates is which item's.

use std::ops::Range;

use crate::checklist::kind::Kind;
use crate::reading::find::{Doubt, Finding, Found, How, Place, Refused, Scene, words_between};
use crate::reading::label::{Label, Strength};
use crate::reading::passage::{Passage, VALUES_MAX};
use crate::reading::sentence::{clause, has_joint};
use crate::reading::value::date::{self, DateForm, FoundDate};
use crate::reading::value::time::{self, FoundTime};
use crate::reading::vocabulary::{ItemId, ListId, Meaning};
use crate::report::ProblemKind;

/// What it costs to go from a date over a comma to the cue, in words.
const CLAUSE_COST: usize = 4;
/// What it costs to go over a word such as "and", in words.
const JOINT_COST: usize = 6;
/// Within so many words of its cue a day that something else claims may still be the item's.
const DOUBT_WORDS_MAX: usize = 6;
/// What it costs if the cue comes only behind the date, in words.
const BEHIND_COST: usize = 2;
/// How far a cue may be, in words.
const CUE_WORDS_MAX: usize = 24;
/// How far a cue for something else may be that claims a day, in words.
const CLAIM_WORDS_MAX: usize = 14;
/// How many words may stand between a thing's number and its day.
const BESIDE_WORDS_MAX: usize = 3;
/// How many words may stand between "not" and the day that is not meant.
const NEGATED_WORDS_MAX: usize = 1;
/// How far a time may stand behind its day, in words.
const TIME_WORDS_MAX: usize = 8;
/// How many sentences later a time may be told, and how close its cue must be, in words.
const TIME_SENTENCES_MAX: usize = 2;
const TIME_CUE_WORDS_MAX: usize = 4;

/// Find the values of all items of the kinds `date`, `date_time` and `time` together.
pub fn find(scene: &Scene, found: &mut Found) {
    let items = |wanted: fn(&Kind) -> bool| -> Vec<ItemId> {
        scene.items.iter().copied().filter(|&item| wanted(&scene.spec(item).kind)).collect()
    };
    let days = items(|kind| matches!(kind, Kind::Date(_) | Kind::DateTime(_)));
    let times = items(|kind| matches!(kind, Kind::Time(_)));
    if days.is_empty() && times.is_empty() {
        return;
    }
    for (index, passage, labels) in scene.own() {
        let place = Place::new(index, passage, labels);
        for day in scene.dates(index).iter().filter(|day| passage.counts(day.range.start)) {
            assign_day(scene, &place, day, &days, found);
        }
        reread_fields(scene, &place, &days, found);
        add_times(scene, index, passage, &days, found);
        if !times.is_empty() {
            let times_told = time::times_of(passage.scan()).into_iter().take(VALUES_MAX);
            // "The next one is on Thursday at 7" tells nothing of what happened.
            let ahead = |time: &FoundTime| {
                let mut days = scene.dates(index).iter().filter(|day| day.future);
                days.any(|day| day.range.start <= time.range.start && time.range.end <= day.range.end)
            };
            let times_told = times_told.filter(|time| passage.counts(time.range.start) && !ahead(time));
            for time in &times_told.collect::<Vec<_>>() {
                assign_time(scene, index, passage, labels, time, &times, found);
            }
        }
    }
    for &item in &days {
        add_today(scene, item, found);
    }
    for &item in days.iter().chain(&times) {
        not_a_day(scene, item, found);
    }
    doubt_strays(&days, found);
}

/// "It is happening right now": the day on which it is written, where none is told.
fn add_today(scene: &Scene, item: ItemId, found: &mut Found) {
    let (Kind::Date(shape) | Kind::DateTime(shape)) = &scene.spec(item).kind else { return };
    let Some(list) = shape.today.as_ref().and_then(|name| scene.vocabulary.list(name)) else { return };
    if found.findings.iter().any(|finding| finding.item == item) {
        return;
    }
    for (index, passage, _) in scene.own() {
        if let Some(range) = passage.mentions(list).find(|cue| passage.surely_counts(cue.start)) {
            let value = scene.zone.to_datetime(passage.at).date().to_string();
            let how = How::Told;
            found.findings.push(Finding { item, value, how, distance: 0, passage: index, range });
            return;
        }
    }
}

/// A day that nothing claims may be that of an item of which none was found.
fn doubt_strays(items: &[ItemId], found: &mut Found) {
    let Some((passage, range)) = found.strays.first().cloned() else { return };
    for &item in items {
        let known = found.findings.iter().any(|finding| finding.item == item)
            || found.refused.iter().any(|refused| refused.item == item)
            || found.answered.iter().any(|answered| answered.item == item);
        if !known {
            found.doubts.push(Doubt { item, passage, range: range.clone() });
        }
    }
}

fn assign_day(scene: &Scene, place: &Place, day: &FoundDate, items: &[ItemId], found: &mut Found) {
    let Place { index, passage, labels, .. } = *place;
    if negated(scene, passage, &day.range) {
        return;
    }
    let mut push = |item: ItemId, how: How, distance: usize| {
        let (value, range) = (value_of(scene, item, day), day.range.clone());
        found.findings.push(Finding { item, value, how, distance, passage: index, range });
    };
    if let Some(label) = field_with(labels, &day.range).filter(|label| !has_its_day(scene, place, label, day))
    {
        let elsewhere = |item: ItemId| {
            let spec = scene.spec(item);
            let said = |list: &ListId| passage.mentions_within(*list, &label.region).is_some();
            label.strength == Strength::Field
                && spec.not_near.iter().any(said)
                && !spec.near.iter().any(said)
                && passage.words.within(label.region.clone()).len() <= 5
        };
        if let Some(item) = scene.owner(labels, label, |item| items.contains(&item)) {
            let own_clause = clause(&passage.text, &label.region, day.range.start);
            let of_else = || {
                let cue = by_cue(scene, passage, labels, day, items, &own_clause);
                own_clause.start > label.region.start && matches!(cue, Some((_, None)))
            };
            if elsewhere(item) || label.strength == Strength::LineStart && of_else() {
                return;
            }
            // "Ordered the 4th, shipped the 6th": of several the first.
            let far = words_between(passage, &label.place, &day.range);
            return match label.strength {
                Strength::Field => push(item, How::Labelled, 0),
                Strength::LineStart | Strength::Prose => push(item, How::Near, far),
            };
        }
        // The item's field holds a long number instead of a day, and that number's field holds the day.
        let names_a_day = |text: &str| !date::find_dates(text, &scene.anchor(passage)).is_empty();
        let of_number = label.items.iter().any(|item| matches!(scene.spec(*item).kind, Kind::Id(_)));
        let misfilled = || items.iter().find(|&&item| place.is_misfilled(item, names_a_day));
        if let Some(&item) = of_number.then(misfilled).flatten() {
            return push(item, How::Labelled, 0);
        }
        // "Was there a request? Yes, on 9/28": the day is the request's, unless the words say something else.
        let of_matter = items.iter().find(|item| in_matter(scene, passage, label, **item));
        if let Some(&item) = of_matter.filter(|_| label.strength == Strength::Field && !day.future) {
            // "Yes on January 21, it was denied": what the other clauses say is of another day.
            let within = clause(&passage.text, &label.region, day.range.start);
            return match by_cue(scene, passage, labels, day, &[item], &within) {
                Some((cost, None)) if cost < CLAUSE_COST => {
                    found.doubts.push(Doubt { item, passage: index, range: day.range.clone() });
                }
                _ => push(item, How::Near, words_between(passage, &label.place, &day.range)),
            };
        }
        // Another item's field: a date within a text is no date of ours, unless the words say so.
    }
    // What is still to come has not happened.
    if !passage.surely_counts(day.range.start) || day.future {
        return;
    }
    let sentence = passage.sentence_at(day.range.start);
    let context = passage.sentence_index(day.range.start);
    let before = context.and_then(|at| at.checked_sub(1)).map(|at| passage.sentences[at].clone());
    let cue = by_cue(scene, passage, labels, day, items, &sentence).or_else(|| {
        let before = before?;
        let short = passage.words.within(sentence.clone()).len() <= 8;
        let wider = before.start..sentence.end;
        // The sentence before may say what the day is, not that it is something else.
        short
            .then(|| by_cue(scene, passage, labels, day, items, &wider))
            .flatten()
            .filter(|(_, what)| what.is_some())
    });
    match cue {
        Some((cost, Some((item, how)))) => return push(item, how, cost),
        Some((_, None)) => {
            if let Some((item, words)) = beside_value(scene, index, day, items, found) {
                let (value, range) = (value_of(scene, item, day), day.range.clone());
                let how = How::Told;
                found.findings.push(Finding { item, value, how, distance: words, passage: index, range });
                return;
            }
            doubt(scene, index, passage, day, items, &sentence, found);
            return;
        }
        None => {}
    }
    if let Some(item) = asked_before(scene, index, items) {
        return push(item, How::Near, CUE_WORDS_MAX);
    }
    let written = scene.zone.to_datetime(passage.at).date();
    if day.relative && day.date == written {
        // "Can it be done today?" names no day of what happened.
        return;
    }
    let unlabelled = items.iter().find(|&&item| match &scene.spec(item).kind {
        Kind::Date(shape) | Kind::DateTime(shape) => shape.taken_unlabelled,
        _ => false,
    });
    match unlabelled {
        Some(&item) => push(item, How::Shape, CUE_WORDS_MAX),
        // "Payday is Friday": days of the week are told of much else.
        None if matches!(day.form, DateForm::Weekday | DateForm::Relative) => {}
        None => found.strays.push((index, day.range.clone())),
    }
}

/// The label names the question that the item's matter answers; or another part of it, and what stands there begins with
/// the answer to the question: "yes, May 2, refused yesterday".
fn in_matter(scene: &Scene, passage: &Passage, label: &Label, item: ItemId) -> bool {
    let matter = scene.spec(item).matter;
    let part = || label.items.iter().any(|other| *other != item && scene.spec(*other).matter == matter);
    scene.of_matter(label, item)
        || matter.is_some() && part() && scene.begins_with(passage, &label.region, scene.lists.bare_answers)
}

/// "Order 4471, April 2, came back": the day right behind a number is that of the thing that has the number.
fn beside_value(
    scene: &Scene,
    index: usize,
    day: &FoundDate,
    items: &[ItemId],
    found: &Found,
) -> Option<(ItemId, usize)> {
    let passage = scene.passage(index);
    let of = |item: ItemId| -> &[String] {
        match &scene.spec(item).kind {
            Kind::Date(shape) | Kind::DateTime(shape) => &shape.beside,
            _ => &[],
        }
    };
    items.iter().find_map(|&item| {
        let others: Vec<ItemId> = of(item).iter().filter_map(|name| scene.vocabulary.item(name)).collect();
        let before = |finding: &&Finding| {
            finding.passage == index && others.contains(&finding.item) && finding.range.end <= day.range.start
        };
        let nearest = found.findings.iter().filter(before).max_by_key(|finding| finding.range.end)?;
        let words = words_between(passage, &nearest.range, &day.range);
        let between = nearest.range.end..day.range.start;
        let said_else =
            scene.spec(item).not_near.iter().any(|list| passage.mentions_within(*list, &between).is_some());
        let joined = !passage.text[between.clone()].contains(['.', ';', '\n', '?', '!']);
        (words <= BESIDE_WORDS_MAX && joined && !said_else).then_some((item, words))
    })
}

/// The day as the item's value, with its time where the item has one.
pub fn value_of(scene: &Scene, item: ItemId, day: &FoundDate) -> String {
    let timed = matches!(scene.spec(item).kind, Kind::DateTime(_));
    match day.time.filter(|_| timed) {
        Some(time) => at_time(&day.date.to_string(), time),
        None => day.date.to_string(),
    }
}

fn at_time(date: &str, time: jiff::civil::Time) -> String {
    format!("{date}T{:02}:{:02}", time.hour(), time.minute())
}

/// "It was Thursday, not Wednesday."
fn negated(scene: &Scene, passage: &Passage, day: &Range<usize>) -> bool {
    scene.lists.negations.is_some_and(|list| {
        passage.mentions_around(list, day, NEGATED_WORDS_MAX).any(|cue| {
            cue.end <= day.start
                && words_between(passage, &cue, day) <= NEGATED_WORDS_MAX
                && !passage.text[cue.end..day.start].contains([',', '.', ';', ':', '\n'])
        })
    })
}

/// Fields of a day in which none was seen, as what stands before them was read as a part of it: "6 Nov 11 2025".
fn reread_fields(scene: &Scene, place: &Place, items: &[ItemId], found: &mut Found) {
    let Place { index, passage, labels, .. } = *place;
    for label in labels.iter().filter(|label| label.strength == Strength::Field) {
        let region = &label.region;
        let Some(item) = scene.owner(labels, label, |item| items.contains(&item)) else { continue };
        let dates = scene.dates(index);
        let cut = dates.iter().any(|day| day.range.start < region.start && region.start < day.range.end);
        if !cut || !passage.counts(region.start) {
            continue;
        }
        if let Some(day) = date::find_dates(&passage.text[region.clone()], &scene.anchor(passage)).first() {
            let range = region.start + day.range.start..region.start + day.range.end;
            let value = value_of(scene, item, day);
            found.findings.push(Finding {
                item,
                value,
                how: How::Labelled,
                distance: 0,
                passage: index,
                range,
            });
        }
    }
}

/// Times that are told apart from their day: "on May 12 after lunch, 12:40 says the page", "I sent it at 7 in the morning".
fn add_times(scene: &Scene, index: usize, passage: &Passage, items: &[ItemId], found: &mut Found) {
    let timed = |item: &ItemId| matches!(scene.spec(*item).kind, Kind::DateTime(_));
    let is_open = |finding: &Finding| {
        finding.passage == index
            && items.contains(&finding.item)
            && timed(&finding.item)
            && !finding.value.contains('T')
    };
    if !found.findings.iter().any(is_open) {
        return;
    }
    let dates = scene.dates(index);
    let times: Vec<FoundTime> = time::times_of(passage.scan())
        .into_iter()
        .take(VALUES_MAX)
        .filter(|time| time.explicit_half || time.time.minute() != 0)
        .filter(|time| passage.surely_counts(time.range.start))
        .filter(|time| {
            let first = dates.partition_point(|day| day.range.end <= time.range.start);
            dates.get(first).is_none_or(|day| time.range.end <= day.range.start)
        })
        .collect();
    for finding in found.findings.iter_mut().filter(|finding| is_open(finding)) {
        let Some(told_at) = passage.sentence_index(finding.range.start) else { continue };
        let first = times.partition_point(|time| time.range.start < finding.range.end);
        let time = times[first..]
            .iter()
            .take_while(|time| {
                passage.sentence_index(time.range.start).is_some_and(|at| at <= told_at + TIME_SENTENCES_MAX)
            })
            .find(|time| is_time_of(scene, passage, dates, finding, told_at, time));
        if let Some(time) = time {
            finding.value = at_time(&finding.value, time.time);
            if passage.sentence_index(time.range.start) == Some(told_at) {
                finding.range.end = time.range.end;
            }
        }
    }
}

/// Whether a time that stands behind the day is of the same event.
fn is_time_of(
    scene: &Scene,
    passage: &Passage,
    dates: &[FoundDate],
    finding: &Finding,
    told_at: usize,
    time: &FoundTime,
) -> bool {
    let spec = scene.spec(finding.item);
    let sentence = passage.sentence_at(time.range.start);
    let near = |lists: &[ListId], within: &Range<usize>| {
        let cues = lists.iter().flat_map(|list| passage.mentions_in(*list, within));
        cues.map(|cue| words_between(passage, &cue, &time.range)).min()
    };
    if passage.sentence_index(time.range.start) == Some(told_at) {
        let between = finding.range.end..time.range.start;
        let clause_end = clause(&passage.text, &sentence, time.range.start).end;
        let other_day =
            dates.iter().any(|day| day.range.start >= between.start && day.range.end <= between.end);
        return passage.words.within(between.clone()).len() <= TIME_WORDS_MAX
            && !other_day
            && near(&spec.not_near, &(finding.range.end..clause_end)).is_none();
    }
    let has_day = dates.iter().any(|day| sentence.start <= day.range.start && day.range.end <= sentence.end);
    let own = near(&spec.near, &sentence).filter(|words| *words <= TIME_CUE_WORDS_MAX);
    let other = near(&spec.not_near, &sentence);
    !has_day && own.is_some_and(|own| other.is_none_or(|other| own < other))
}

/// The item whose cue stands closest in the sentence; a cue for something else claims the date.
fn by_cue(
    scene: &Scene,
    passage: &Passage,
    labels: &[Label],
    day: &FoundDate,
    items: &[ItemId],
    sentence: &Range<usize>,
) -> Option<(usize, Option<(ItemId, How)>)> {
    let own_clause = clause(&passage.text, sentence, day.range.start);
    let inside = |cue: &Range<usize>| cue.start >= sentence.start && cue.end <= sentence.end;
    let overlaps = |cue: &Range<usize>| cue.start < day.range.end && day.range.start < cue.end;
    let distance = |cue: Range<usize>| {
        let outside = cue.start < own_clause.start || cue.end > own_clause.end;
        let behind = if cue.start > day.range.start { BEHIND_COST } else { 0 };
        let between = cue.end.min(day.range.end)..cue.start.max(day.range.start);
        let joint = passage.text.get(between).is_some_and(has_joint);
        words_between(passage, &cue, &day.range)
            + behind
            + if outside { CLAUSE_COST } else { 0 }
            + if joint { JOINT_COST } else { 0 }
    };
    // "The answer came in" is no "came in": the longer phrase says what is meant.
    let covered = |cue: &Range<usize>, rivals: &[ListId]| {
        rivals
            .iter()
            .flat_map(|list| passage.mentions_around(*list, cue, 0))
            .any(|other| other.start < cue.end && cue.start < other.end && cue.len() < other.len())
    };
    // The costs of the closest cue, and of the next one if it stands before the day.
    let nearest = |lists: &[ListId], rivals: &[ListId]| {
        let cues = lists.iter().flat_map(|list| passage.mentions_around(*list, &day.range, CUE_WORDS_MAX));
        let mut costs = [usize::MAX; 2];
        for cue in cues.filter(|cue| inside(cue) && !overlaps(cue) && !covered(cue, rivals)) {
            let before = cue.start < day.range.start;
            let cost = distance(cue);
            if cost < costs[0] {
                costs = [cost, if before { costs[0] } else { costs[1] }];
            } else if before && cost > costs[0] && cost < costs[1] {
                costs[1] = cost;
            }
        }
        costs
    };
    let close = |costs: [usize; 2]| (costs[0] <= CUE_WORDS_MAX).then_some(costs[0]);
    let mut best: Option<((usize, usize), (ItemId, How))> = None;
    let mut claimed = None;
    for &item in items {
        let spec = scene.spec(item);
        // A word such as "date", or what several items are called by, is no cue within a sentence.
        let own_label = |label: &&Label| {
            let right_before =
                label.place.end <= day.range.start && words_between(passage, &label.place, &day.range) == 0;
            (right_before || passage.words.within(label.place.clone()).len() > 1)
                && (label.items.iter().filter(|of| scene.items.contains(of)).eq([&item])
                    || right_before
                        && spec.matter.is_some()
                        && scene.owner(labels, label, |of| items.contains(&of)) == Some(item))
        };
        // Most stand in other sentences, which is seen before any words are counted.
        let labelled = labels
            .iter()
            .filter(|label| inside(&label.place) && !overlaps(&label.place))
            .filter(own_label)
            .map(|label| {
                // "Applied" is as much a word as a label.
                let word = passage.words.within(label.place.clone()).len() == 1;
                (distance(label.place.clone()), if word { How::Told } else { How::Near })
            })
            .filter(|(cost, _)| *cost <= CUE_WORDS_MAX)
            .min_by_key(|(cost, _)| *cost);
        let told_costs = nearest(&spec.near, &spec.not_near);
        let told = close(told_costs);
        let other = close(nearest(&spec.not_near, &spec.near));
        let own = match (labelled, told) {
            (Some((label, _)), Some(cue)) if cue < label => Some((cue, How::Told)),
            (Some((label, how)), _) => Some((label, how)),
            (None, cue) => cue.map(|cue| (cue, How::Told)),
        };
        match (own, other) {
            (Some((cost, how)), other) if other.is_none_or(|other| cost <= other) => {
                // Of two that are told by the same words, such as "sent it", the one that is spoken of besides.
                let rank = (cost, told_costs[1]);
                if best.as_ref().is_none_or(|(least, _)| rank < *least) {
                    best = Some((rank, (item, how)));
                }
            }
            (_, Some(other)) if other <= CLAIM_WORDS_MAX => claimed = claimed.max(Some(other)),
            (_, Some(_)) => {}
            (_, None) => {}
        }
    }
    best.map(|((cost, _), what)| (cost, Some(what))).or_else(|| claimed.map(|cost| (cost, None)))
}

/// The sentence speaks of the item, yet something else stands closer to the day.
fn doubt(
    scene: &Scene,
    index: usize,
    passage: &Passage,
    day: &FoundDate,
    items: &[ItemId],
    sentence: &Range<usize>,
    found: &mut Found,
) {
    for &item in items {
        let spoken = scene
            .spec(item)
            .near
            .iter()
            .flat_map(|list| passage.mentions_in(*list, sentence))
            .any(|cue| words_between(passage, &cue, &day.range) <= DOUBT_WORDS_MAX);
        if spoken {
            found.doubts.push(Doubt { item, passage: index, range: day.range.clone() });
        }
    }
}

/// The one day that an agent asked for right before.
fn asked_before(scene: &Scene, index: usize, items: &[ItemId]) -> Option<ItemId> {
    let question = scene.document.question_before(index)?;
    let named = crate::reading::label::named(question);
    let of = |wanted: &dyn Fn(ItemId) -> bool| {
        let mut asked = items.iter().copied().filter(|item| wanted(*item));
        let first = asked.next();
        (first, asked.next().is_some())
    };
    // "The date" alone does not say which.
    let by_name = |item| {
        let of_one = |named: &[ItemId]| named.iter().filter(|of| items.contains(of)).eq([&item]);
        named.iter().any(|(_, named)| of_one(named))
    };
    // "Did you ask for it, and when?"
    let by_matter = |item| {
        let head = scene.spec(item).matter;
        head.is_some_and(|head| head != item && named.iter().any(|(_, items)| items.contains(&head)))
    };
    let by_words = |item| {
        let is_near = |hit: &crate::reading::lexicon::Hit<Meaning>| match hit.meaning {
            Meaning::List(list) => scene.spec(item).near.contains(&list),
            _ => false,
        };
        question.hits.iter().any(is_near)
    };
    match (of(&|item| by_name(item) || by_matter(item)), of(&by_words)) {
        ((Some(item), several), _) | ((None, _), (Some(item), several)) => (!several).then_some(item),
        ((None, _), (None, _)) => None,
    }
}

/// "3/3 - filed" and on the next line "3/6 - answered": the day before the label is its own, not the one below.
fn has_its_day(scene: &Scene, place: &Place, label: &Label, day: &FoundDate) -> bool {
    let line = place.passage.line_at(label.place.start);
    line != place.passage.line_at(day.range.start)
        && line.is_some_and(|line| {
            let start = place.passage.lines[line].range.start;
            let mut dates = scene.dates(place.index).iter();
            dates.any(|other| start <= other.range.start && other.range.end <= label.place.start)
        })
}

fn field_with<'a>(labels: &'a [Label], range: &Range<usize>) -> Option<&'a Label> {
    labels
        .iter()
        .filter(|label| {
            label.strength > Strength::Prose
                && label.region.start <= range.start
                && range.start < label.region.end
        })
        .max_by_key(|label| label.place.start)
}

fn assign_time(
    scene: &Scene,
    index: usize,
    passage: &Passage,
    labels: &[Label],
    at: &FoundTime,
    items: &[ItemId],
    found: &mut Found,
) {
    let label = field_with(labels, &at.range);
    let labelled = label.and_then(|label| items.iter().find(|item| label.items.contains(item)));
    let sentence = passage.sentence_at(at.range.start);
    let taken = |item: &&ItemId| match &scene.spec(**item).kind {
        Kind::Time(shape) => shape.taken_unlabelled,
        _ => false,
    };
    let cost = |lists: &[ListId]| {
        let own_clause = clause(&passage.text, &sentence, at.range.start);
        let cues = lists.iter().flat_map(|list| passage.mentions_around(*list, &at.range, CUE_WORDS_MAX));
        cues.filter(|cue| cue.start >= sentence.start && cue.end <= sentence.end)
            .map(|cue| {
                let outside = cue.start < own_clause.start || cue.end > own_clause.end;
                let behind = if cue.start > at.range.start { BEHIND_COST } else { 0 };
                let between = cue.end.min(at.range.end)..cue.start.max(at.range.start);
                let joint = passage.text.get(between).is_some_and(has_joint);
                words_between(passage, &cue, &at.range)
                    + behind
                    + if outside { CLAUSE_COST } else { 0 }
                    + if joint { JOINT_COST } else { 0 }
            })
            .min()
    };
    let (item, how, distance) = match labelled {
        // Of several in one field the first: "started 7:30 and we quit at 10".
        Some(item) => {
            let far = label.map_or(0, |label| words_between(passage, &label.place, &at.range));
            (*item, How::Labelled, far)
        }
        None => {
            let told = items.iter().find_map(|item| Some((*item, cost(&scene.spec(*item).near)?)));
            let (item, own) = match told {
                Some((item, own)) => (item, Some(own)),
                None => match items.iter().find(taken) {
                    Some(item) => (*item, None),
                    None => return,
                },
            };
            // "We quit at 10": it is the time of something else.
            let other = cost(&scene.spec(item).not_near);
            if other.is_some_and(|other| own.is_none_or(|own| other <= own)) {
                return;
            }
            (item, if own.is_some() { How::Told } else { How::Shape }, own.unwrap_or_default())
        }
    };
    // A time without a half of the day is taken for the evening where morning is unlikely: shows run at night.
    let hour = at.time.hour();
    let hour = if !at.explicit_half && (1..=11).contains(&hour) { hour + 12 } else { hour };
    let value = format!("{hour:02}:{:02}", at.time.minute());
    found.findings.push(Finding { item, value, how, distance, passage: index, range: at.range.clone() });
}

/// What stands in the place of a day and names none.
fn not_a_day(scene: &Scene, item: ItemId, found: &mut Found) {
    for (index, passage, label) in scene.fields_of(item) {
        if label.strength != Strength::Field {
            continue;
        }
        let answered = found.findings.iter().any(|f| {
            f.item == item
                && f.passage == index
                && label.region.start <= f.range.start
                && f.range.start < label.region.end.max(label.region.start + 1)
        });
        if answered || scene.no_value(item, index, &label.region, found) || label.items.len() > 1 {
            continue;
        }
        let vague = date::vague(&passage.text[label.region.clone()]).is_some();
        let kind = if vague { ProblemKind::Vague } else { ProblemKind::WrongShape };
        if vague || passage.words.within(label.region.clone()).len() <= 4 {
            found.refused.push(Refused { item, kind, passage: index, range: label.region.clone() });
        }
    }
}
