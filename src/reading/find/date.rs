//! Days and times of day: which of a ticket's dates is which item's.

use std::ops::Range;

use jiff::ToSpan;

use crate::checklist::model::Kind;
use crate::reading::find::{Doubt, Finding, Found, How, Refused, Scene, words_between};
use crate::reading::label::{Label, Strength};
use crate::reading::passage::Passage;
use crate::reading::sentence::clause;
use crate::reading::value::date::{self, Anchor, FoundDate};
use crate::reading::value::time::{self, FoundTime};
use crate::reading::vocabulary::{ItemId, ListId};
use crate::report::ProblemKind;

/// What it costs to go from a date over a comma to the cue, in words.
const CLAUSE_COST: usize = 4;
/// What it costs if the cue comes only behind the date, in words.
const BEHIND_COST: usize = 2;
/// How far a cue may be, in words.
const CUE_WORDS_MAX: usize = 24;

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
        let anchor = Anchor { at: passage.at, zone: scene.zone.clone(), day_first: scene.day_first };
        let mut dates = date::find_dates(&passage.text, &anchor);
        referring(scene, passage, &mut dates);
        for day in dates.iter().filter(|day| passage.counts(day.range.start)) {
            assign_day(scene, index, passage, labels, day, &days, found);
        }
        if !times.is_empty() {
            for time in time::find_times(&passage.text).iter().filter(|time| passage.counts(time.range.start))
            {
                assign_time(scene, index, passage, labels, time, &times, found);
            }
        }
    }
    for &item in days.iter().chain(&times) {
        not_a_day(scene, item, found);
    }
}

/// "That same evening", "the next day": days that refer to the one named before.
fn referring(scene: &Scene, passage: &Passage, dates: &mut Vec<FoundDate>) {
    for (list, days) in [(scene.lists.same_day, 0), (scene.lists.next_day, 1)] {
        let Some(list) = list else { continue };
        let cues: Vec<Range<usize>> = passage.mentions(list).collect();
        for cue in cues {
            let overlaps = dates.iter().any(|day| day.range.start < cue.end && cue.start < day.range.end);
            let before = dates
                .iter()
                .filter(|day| day.range.end <= cue.start && !day.future)
                .max_by_key(|day| day.range.end);
            let Some(named) = before.filter(|_| !overlaps) else { continue };
            let Ok(date) = named.date.checked_add(days.days()) else { continue };
            let range = cue.clone();
            dates.push(FoundDate { range, date, time: None, relative: true, ..named.clone() });
        }
    }
    dates.sort_by_key(|day| day.range.start);
}

fn assign_day(
    scene: &Scene,
    index: usize,
    passage: &Passage,
    labels: &[Label],
    day: &FoundDate,
    items: &[ItemId],
    found: &mut Found,
) {
    let mut push = |item: ItemId, how: How, distance: usize| {
        let timed = matches!(scene.spec(item).kind, Kind::DateTime(_));
        let value = match day.time.filter(|_| timed) {
            Some(time) => format!("{}T{:02}:{:02}", day.date, time.hour(), time.minute()),
            None => day.date.to_string(),
        };
        found.findings.push(Finding { item, value, how, distance, passage: index, range: day.range.clone() });
    };
    if let Some(label) = field_with(labels, &day.range) {
        let elsewhere = |item: ItemId| {
            let spec = scene.spec(item);
            let said = |list: &ListId| passage.mentions_within(*list, &label.region).is_some();
            label.strength == Strength::Field
                && spec.not_near.iter().any(said)
                && !spec.near.iter().any(said)
                && passage.words.within(label.region.clone()).len() <= 5
        };
        if let Some(&item) = items.iter().find(|item| label.items.contains(item)) {
            if elsewhere(item) {
                return;
            }
            return push(item, if label.strength == Strength::Field { How::Labelled } else { How::Near }, 0);
        }
        if let Some(&item) = items.iter().find(|&&item| misfilled(scene, labels, passage, item)) {
            return push(item, How::Labelled, 0);
        }
        // Another item's field: a date within a text is no date of ours, unless the words say so.
    }
    if !passage.surely_counts(day.range.start) {
        return;
    }
    let sentence = passage.sentence_at(day.range.start);
    let context = passage.sentences.iter().position(|other| *other == sentence);
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
            doubt(scene, index, passage, day, items, &sentence, found);
            return;
        }
        None => {}
    }
    if day.future {
        return;
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
    if let Some(&item) = unlabelled {
        push(item, How::Shape, CUE_WORDS_MAX);
    }
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
        words_between(passage, &cue, &day.range) + behind + if outside { CLAUSE_COST } else { 0 }
    };
    let nearest = |lists: &[ListId]| {
        let cues = lists.iter().flat_map(|list| passage.mentions(*list));
        cues.filter(|cue| inside(cue) && !overlaps(cue))
            .map(distance)
            .filter(|cost| *cost <= CUE_WORDS_MAX)
            .min()
    };
    let mut best: Option<(usize, (ItemId, How))> = None;
    let mut claimed = None;
    for &item in items {
        let spec = scene.spec(item);
        let labelled = labels
            .iter()
            .filter(|label| label.items.contains(&item) && inside(&label.place) && !overlaps(&label.place))
            .map(|label| distance(label.place.clone()))
            .filter(|cost| *cost <= CUE_WORDS_MAX)
            .min();
        let told = nearest(&spec.near);
        let other = nearest(&spec.not_near);
        let own = match (labelled, told) {
            (Some(label), Some(cue)) if cue < label => Some((cue, How::Told)),
            (Some(label), _) => Some((label, How::Near)),
            (None, cue) => cue.map(|cue| (cue, How::Told)),
        };
        match (own, other) {
            (Some((cost, how)), other) if other.is_none_or(|other| cost <= other) => {
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, (item, how)));
                }
            }
            (_, Some(other)) => claimed = claimed.max(Some(other)),
            (_, None) => {}
        }
    }
    best.map(|(cost, what)| (cost, Some(what))).or_else(|| claimed.map(|cost| (cost, None)))
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
        let spoken =
            scene.spec(item).near.iter().any(|list| passage.mentions_within(*list, sentence).is_some());
        if spoken {
            found.doubts.push(Doubt { item, passage: index, range: day.range.clone() });
        }
    }
}

/// The one day that an agent asked for right before.
fn asked_before(scene: &Scene, index: usize, items: &[ItemId]) -> Option<ItemId> {
    let question = scene.document.question_before(index)?;
    let named = crate::reading::label::named(question);
    let mut asked = items.iter().filter(|item| {
        named.iter().any(|(_, items)| items.contains(item))
            || scene.spec(**item).near.iter().any(|list| {
                question
                    .hits
                    .iter()
                    .any(|hit| hit.meaning == crate::reading::vocabulary::Meaning::List(*list))
            })
    });
    let first = asked.next()?;
    asked.next().is_none().then_some(*first)
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

/// The item's field holds a long number instead of a day.
fn misfilled(scene: &Scene, labels: &[Label], passage: &Passage, item: ItemId) -> bool {
    let anchor = Anchor { at: passage.at, zone: scene.zone.clone(), day_first: scene.day_first };
    let mut fields = labels
        .iter()
        .filter(|label| label.strength == Strength::Field && label.items.contains(&item))
        .peekable();
    fields.peek().is_some()
        && fields.all(|label| {
            let text = &passage.text[label.region.clone()];
            !text.is_empty()
                && date::find_dates(text, &anchor).is_empty()
                && text.contains(|c: char| c.is_ascii_digit())
        })
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
    let cue = |item: &&ItemId| {
        scene.spec(**item).near.iter().any(|list| passage.mentions_within(*list, &sentence).is_some())
    };
    let taken = |item: &&ItemId| match &scene.spec(**item).kind {
        Kind::Time(shape) => shape.taken_unlabelled,
        _ => false,
    };
    let (item, how) = match labelled {
        Some(item) => (*item, How::Labelled),
        None => match items.iter().find(cue) {
            Some(item) => (*item, How::Told),
            None => match items.iter().find(taken) {
                Some(item) => (*item, How::Shape),
                None => return,
            },
        },
    };
    // A time without a half of the day is taken for the evening where morning is unlikely: shows run at night.
    let hour = at.time.hour();
    let hour = if !at.explicit_half && (1..=11).contains(&hour) { hour + 12 } else { hour };
    let value = format!("{hour:02}:{:02}", at.time.minute());
    found.findings.push(Finding { item, value, how, distance: 0, passage: index, range: at.range.clone() });
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
