//! "That same evening", "the next day": days that refer to the one named before.

use jiff::ToSpan;

use crate::reading::find::{Lists, words_between};
use crate::reading::passage::Passage;
use crate::reading::value::date::FoundDate;
use crate::reading::value::time::{FoundTime, times_of};

/// How far a time may stand from such words, in words: "10:45 am that same day".
const TIME_WORDS_MAX: usize = 2;
/// The most days later that something is told to have happened.
const LATER_DAYS_MAX: i64 = 99;

/// Add the days that are told by reference to the dates of the passage, in order.
pub fn add(lists: &Lists, passage: &Passage, dates: &mut Vec<FoundDate>) {
    let mut times: Option<Vec<FoundTime>> = None;
    add_later(lists, passage, dates);
    for (list, days) in [(lists.same_day, 0), (lists.next_day, 1)] {
        let Some(list) = list else { continue };
        for cue in passage.mentions(list) {
            let overlaps = dates.iter().any(|day| day.range.start < cue.end && cue.start < day.range.end);
            let before = dates
                .iter()
                .filter(|day| day.range.end <= cue.start && !day.future)
                .max_by_key(|day| day.range.end);
            let Some(named) = before.filter(|_| !overlaps) else { continue };
            let Ok(date) = named.date.checked_add(days.days()) else { continue };
            let times = times.get_or_insert_with(|| times_of(passage.scan()));
            let beside = |time: &&FoundTime| {
                let (from, to) = if time.range.end <= cue.start {
                    (time.range.end, cue.start)
                } else {
                    (cue.end, time.range.start)
                };
                from <= to
                    && words_between(passage, &time.range, &cue) <= TIME_WORDS_MAX
                    && !passage.text[from..to].contains(['.', ';', '!', '?', '\n'])
                    && !dates
                        .iter()
                        .any(|day| day.range.start < time.range.end && time.range.start < day.range.end)
            };
            let time = times.iter().find(beside);
            let range = match time {
                Some(time) => cue.start.min(time.range.start)..cue.end.max(time.range.end),
                None => cue.clone(),
            };
            let (time, zone) = (time.map(|time| time.time), time.and_then(|time| time.zone));
            dates.push(FoundDate { range, date, time, zone, relative: true, ..named.clone() });
        }
    }
    dates.sort_by_key(|day| day.range.start);
}

/// "We applied on the 3rd and wrote again two days later."
fn add_later(lists: &Lists, passage: &Passage, dates: &mut Vec<FoundDate>) {
    let Some(list) = lists.days_later else { return };
    let named = dates.len();
    for cue in passage.mentions(list) {
        let number = passage.numbers().iter().rfind(|number| number.range.end <= cue.start);
        let Some(number) = number.filter(|number| {
            let apart = &passage.text[number.range.end..cue.start];
            apart.trim().is_empty() && (1..=LATER_DAYS_MAX).contains(&number.value)
        }) else {
            continue;
        };
        let before = dates[..named].iter().rfind(|day| day.range.end <= number.range.start && !day.future);
        let Some(named) = before else { continue };
        let Ok(date) = named.date.checked_add(number.value.days()) else { continue };
        let range = number.range.start..cue.end;
        dates.push(FoundDate { range, date, time: None, zone: None, relative: true, ..named.clone() });
    }
    dates.sort_by_key(|day| day.range.start);
}
