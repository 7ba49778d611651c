//! Dates in a customer's words, written, named or relative, in English, Spanish, Portuguese and French.
//!
//! The words are first read without a calendar (`Mention`: "a Friday", "3/4", "the 27th"), then held against the
//! moment and the zone in which they were written (`resolve`).

mod context;
mod feast;
mod monthly;
mod named;
mod names;
mod numeric;
mod ordinal;
mod relative;
mod resolve;
mod vague;
mod weekday;

use std::ops::Range;

use jiff::civil::{Date, Time, Weekday};
use jiff::{Timestamp, tz::TimeZone};

use self::feast::FeastDay;
use self::monthly::DayOf;
pub use self::vague::vague;
use super::opening::Openings;
use super::scan::Scan;
use super::time::{Moment, WrittenZone};
use super::words::{Words, back};

/// What may stand between a date and its time.
#[rustfmt::skip]
const CONNECTORS: &[&str] = &[
    "at", "@", ",", "t", "-", "(", "|", "around", "about", "on", "a", "as", "las", "la", "el", "le", "vers",
    "um", "~", "from", "started", "starting", "s", "'", "night", "morning", "evening", "afternoon", "por",
    "noche", "manana", "soir", "noite", "de", "em", "no", "na", "approx", "like", "right", "was", "live", "luc", "）",
];

/// When and where the words were written: relative words and missing years are resolved against it.
#[derive(Clone, Debug)]
pub struct Anchor {
    pub at: Timestamp,
    pub zone: TimeZone,
    /// The locale writes 3/4 for 3 April.
    pub day_first: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundDate {
    /// Bytes of the text, with the weekday and the time that belong to the date.
    pub range: Range<usize>,
    pub date: Date,
    pub time: Option<Time>,
    pub zone: Option<WrittenZone>,
    /// Resolved against the anchor's day: "yesterday", "Friday", "2 days ago".
    pub relative: bool,
    /// What is said points forward ("by Friday", "until 10/3", "tomorrow"), so it says nothing of what happened.
    pub future: bool,
    pub form: DateForm,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateForm {
    /// "3/15/2026", "2026-03-15", "7月3日".
    Numeric,
    /// "March 3rd", "3 de marzo".
    Named,
    /// "Friday", "last Friday".
    Weekday,
    /// "yesterday", "hace 3 días".
    Relative,
    /// "the 27th", "Monday the 6th".
    Ordinal,
}

/// The dates of the text, in order, not overlapping.
pub fn find_dates(text: &str, anchor: &Anchor) -> Vec<FoundDate> {
    dates_of(&Scan::of(text), anchor)
}

/// The same, of a text that was gone through already.
pub fn dates_of(scan: &Scan, anchor: &Anchor) -> Vec<FoundDate> {
    let Scan { words, .. } = scan;
    let mut moments = scan.moments.iter().peekable();
    let mut found: Vec<FoundDate> = Vec::new();
    let mut named: Option<Date> = None;
    let mut before = 0..0;
    let mut end = 0;
    let mut mentions = scan.mentions.iter().peekable();
    while let Some(mention) = mentions.next() {
        let Some(resolved) = resolve::resolve(mention, anchor, named) else { continue };
        let mut tokens = mention.words.start.max(end)..mention.words.end;
        let bound = mentions.peek().map_or(words.len(), |next| next.words.start);
        let mut moment = None;
        while let Some(next) = moments.next_if(|moment| moment.words.start < bound) {
            let joined = joins(words, next, &tokens) && next.words.start >= end;
            if joined && moment.is_none() {
                tokens = tokens.start.min(next.words.start)..tokens.end.max(next.words.end);
                moment = Some(next);
            } else if next.words.start >= tokens.end && mentions.peek().is_some() {
                // It may belong to the next date ("at 8pm on Nov 11"); that date alone may still take it.
                break;
            }
        }
        end = tokens.end;
        if matches!(mention.said, Said::Written { .. } | Said::Slashed { .. } | Said::Feast(_)) {
            named = Some(resolved.date);
        }
        let date = FoundDate {
            range: words.bytes(&tokens),
            date: resolved.date,
            time: moment.as_ref().map(|moment| moment.time).or(resolved.time),
            zone: moment.and_then(|moment| moment.zone),
            relative: resolved.relative,
            future: resolved.future,
            form: mention.form,
        };
        match found.last_mut().filter(|last| {
            last.date == date.date && last.relative != date.relative && adjoin(words, &before, &tokens)
        }) {
            // "Yesterday, August 12 at 11:20": one day, said twice.
            Some(last) => {
                last.range.end = date.range.end;
                (last.time, last.zone) = (last.time.or(date.time), last.zone.or(date.zone));
                last.relative &= date.relative;
                last.future &= date.future;
                before.end = tokens.end;
            }
            None => {
                found.push(date);
                before = tokens;
            }
        }
    }
    found
}

/// Whether nothing but a comma or a small word stands between two dates.
fn adjoin(words: &Words, first: &Range<usize>, second: &Range<usize>) -> bool {
    let between = first.end..second.start;
    between.len() <= 2
        && first.end > first.start
        && (between.start..=between.end).all(|at| !words.starts_line(at))
        && between
            .clone()
            .all(|at| matches!(words.piece(at), "," | "(" | "-" | "the" | "el" | "le" | "o" | "dia" | "on"))
}

pub(super) fn is_month(word: &str) -> bool {
    names::month(word).is_some_and(|(_, sense)| sense == names::Sense::Month)
}

/// The phrases and words that dates begin with, beside numbers.
pub(super) fn openers() -> Vec<&'static str> {
    [
        names::openers(),
        relative::openers(),
        feast::openers(),
        ordinal::OPENERS.to_vec(),
        monthly::OPENERS.to_vec(),
    ]
    .concat()
}

/// The words for days of the month.
pub(super) fn ordinals() -> Vec<&'static str> {
    names::ordinals()
}

/// A date as it is said, before it is held against a calendar.
pub(super) struct Mention {
    pub(super) words: Range<usize>,
    said: Said,
    form: DateForm,
    /// The words around it point forward.
    ahead: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// Month and day are known.
    Written {
        year: Option<i16>,
        month: i8,
        day: i8,
    },
    /// Which of the two is the month depends on the locale.
    Slashed {
        first: i8,
        second: i8,
        year: Option<i16>,
    },
    /// "The 27th", "Monday the 6th".
    DayOfMonth {
        day: i8,
        weekday: Option<Weekday>,
    },
    Weekday {
        day: Weekday,
        week: Week,
    },
    /// Negative in the future.
    DaysAgo(i32),
    MinutesAgo(i32),
    /// "Halloween", "the day after Thanksgiving".
    Feast(FeastDay),
    /// "The 22nd of last month".
    OfMonth {
        back: i8,
        day: DayOf,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Week {
    Latest,
    /// "Friday of last week".
    Previous,
    /// "The Friday before last", "a week ago Friday".
    BeforeLatest,
}

pub(super) fn scan(words: &Words) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let may_begin = words.opens(at, Openings::DATE) || named::may_be_misspelt(words, at);
        let Some(mut mention) = Some(at).filter(|_| may_begin).and_then(|at| mention(words, at)) else {
            debug_assert!(may_begin || mention(words, at).is_none(), "{} begins a date", words.piece(at));
            at += 1;
            continue;
        };
        if matches!(mention.said, Said::Written { .. } | Said::Slashed { .. } | Said::Feast(_)) {
            mention.words = weekday::absorb(words, &mention.words);
            if let Some(day) = found.pop_if(|day| day.words.end > mention.words.start) {
                mention.ahead |= day.ahead;
                mention.words.start = mention.words.start.min(day.words.start);
            }
        }
        at = mention.words.end.max(at + 1);
        found.push(mention);
    }
    found
}

fn mention(words: &Words, at: usize) -> Option<Mention> {
    numeric::read(words, at)
        .or_else(|| named::read(words, at))
        .or_else(|| relative::read(words, at))
        .or_else(|| feast::read(words, at))
        .or_else(|| monthly::read(words, at))
        .or_else(|| weekday::read(words, at))
        .or_else(|| ordinal::read(words, at))
}

/// Whether a time stands right beside a date: "3/12 at 4pm", "Nov 11, 8:02 PM", "2:40pm today".
fn joins(words: &Words, moment: &Moment, date: &Range<usize>) -> bool {
    let time = &moment.words;
    let between = if time.start >= date.end {
        date.end..time.start
    } else if time.end <= date.start {
        time.end..date.start
    } else {
        return false;
    };
    let after = if time.start >= date.end { time.start } else { date.start };
    // "The 18th at 3:40", "Friday night around 7": a handful of small words at most.
    between.len() <= 4
        && (between.start..=after).all(|at| !words.starts_line(at))
        && between.clone().all(|at| connects(words, at))
}

fn connects(words: &Words, at: usize) -> bool {
    if words.sign(at) == Some(',') && words.sign(back(at, 1)) == Some(',') {
        return false;
    }
    CONNECTORS.contains(&words.piece(at))
}

#[cfg(test)]
mod tests;
