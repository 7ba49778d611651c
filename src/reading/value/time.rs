//! Clock times in a customer's words: `7:30 PM CST`, `8-10pm`, `a las 8 de la noche`, `9h20 da manhã`, `noon`.

mod clock;
mod half;
mod ideographic;
mod zone;

use std::ops::Range;

use jiff::civil::Time;

use self::clock::Clock;
use self::half::Half;
pub use self::zone::WrittenZone;
use super::opening::Openings;
use super::scan::Scan;
use super::words::{Kind, Words, back};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundTime {
    /// Bytes of the text, without the preposition before the time.
    pub range: Range<usize>,
    /// Where a stretch is given ("8-10pm"), its start.
    pub time: Time,
    pub zone: Option<WrittenZone>,
    /// The half of the day is known: am or pm, a part of the day, or a 24-hour clock. Where it is not ("we went on at
    /// 7:30"), `time` is as written.
    pub explicit_half: bool,
    /// The end of a stretch.
    pub range_end: Option<Time>,
}

/// The times of the text, in order, not overlapping. Prices, ratios, versions, IDs and durations are none.
pub fn find_times(text: &str) -> Vec<FoundTime> {
    times_of(&Scan::of(text))
}

/// The same, of a text that was gone through already.
pub fn times_of(scan: &Scan) -> Vec<FoundTime> {
    scan.moments
        .iter()
        .map(|moment| FoundTime {
            range: scan.words.bytes(&moment.words),
            time: moment.time,
            zone: moment.zone,
            explicit_half: moment.explicit_half,
            range_end: moment.range_end,
        })
        .collect()
}

/// The phrases and words that times begin with, beside numbers.
pub(super) fn openers() -> Vec<&'static str> {
    [clock::openers(), ideographic::openers()].concat()
}

/// A time over the tokens of a text.
pub(super) struct Moment {
    pub(super) words: Range<usize>,
    pub(super) time: Time,
    pub(super) zone: Option<WrittenZone>,
    pub(super) explicit_half: bool,
    pub(super) range_end: Option<Time>,
}

pub(super) fn scan(words: &Words) -> Vec<Moment> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let may_begin = words.opens(at, Openings::TIME);
        match Some(at).filter(|_| may_begin).and_then(|at| moment(words, at)) {
            Some(moment) => {
                at = moment.words.end;
                found.push(moment);
            }
            None => {
                debug_assert!(may_begin || moment(words, at).is_none(), "{} begins a time", words.piece(at));
                at += 1;
            }
        }
    }
    found
}

fn moment(words: &Words, at: usize) -> Option<Moment> {
    if !begins_freely(words, at) {
        return None;
    }
    let mut first = clock::read(words, at)?;
    let second = stretch(words, at, &first);
    let end = second.as_ref().map_or(first.end, |second| second.end);
    // "8 to 10 central": two hours of a day before a zone are times.
    let zoned =
        || second.is_some() && (1..=12).contains(&first.hour) && zone::read(words, end, true).is_some();
    let sure = first.sure || second.as_ref().is_some_and(|second| second.sure) || zoned();
    // "At 0" is a stock.
    let counts = first.hour == 0
        || matches!(words.word(back(at, 1)), "at" | "around" | "about" | "round")
            && !clock::leaves_an_hour(words, end);
    if !sure && (counts || !clock::preposition(words, at) || !ends_freely(words, end)) {
        return None;
    }
    let second_half = second.as_ref().and_then(|second| second.half);
    if first.half.is_none() {
        first.half = match (&second, second_half) {
            (Some(second), Some(half)) => Some(shared_half(&first, second, half)),
            _ => half::before(words, at).or_else(|| half::nearby_after(words, end)),
        };
    }
    let (zone, end) = match zone::read(words, end, first.half.is_some()) {
        Some((zone, end)) => (Some(zone), end),
        None => (None, end),
    };
    let explicit_half = first.half.is_some();
    let range_end = second.and_then(|second| {
        let half = second.half.or_else(|| first.half.map(|half| later_half(&first, &second, half)));
        second.time(half)
    });
    let time = first.time(first.half)?;
    Some(Moment { words: at..end, time, zone, explicit_half, range_end })
}

/// "8-10pm" is 8pm, "11-1pm" is 11am.
fn shared_half(first: &Clock, second: &Clock, half: Half) -> Half {
    let crosses = first.hour % 12 > second.hour % 12;
    match half {
        Half::Pm | Half::Night if crosses => Half::Am,
        half => half,
    }
}

/// "8pm until about 10" is 10pm, "11am to 1" is 1pm.
fn later_half(first: &Clock, second: &Clock, half: Half) -> Half {
    let crosses = first.hour % 12 > second.hour % 12;
    match half {
        Half::Am if crosses => Half::Pm,
        Half::Pm | Half::Night if crosses => Half::Am,
        half => half,
    }
}

/// The end of a stretch that begins with this time: "-10pm", "to 10 pm", "until about half nine".
fn stretch(words: &Words, start: usize, first: &Clock) -> Option<Clock> {
    let connector = first.end;
    let dash = words.sign(connector) == Some('-');
    let word = match words.word(connector) {
        "to" | "until" | "till" | "til" | "thru" | "through" | "hasta" | "ate" | "jusqu" => true,
        "a" => matches!(words.spelled(connector), "à") || !words.glued(connector),
        "and" | "y" | "e" | "et" => {
            matches!(words.word(back(start, 1)), "between" | "entre")
        }
        _ => false,
    };
    let offset = dash && words.word(back(start, 1)) == "t" && words.glued(start);
    if !(dash || word) || offset || words.starts_line(connector) {
        return None;
    }
    let mut at = connector + 1;
    while matches!(words.word(at), "about" | "around" | "like" | "las" | "as") || words.sign(at) == Some('~')
    {
        at += 1;
    }
    if words.starts_line(at) {
        return None;
    }
    let second = clock::read(words, at)?;
    let bare = !second.sure && dash && !words.glued(at);
    (!bare && ends_freely(words, second.end)).then_some(second)
}

/// Not the tail of a price, an ID, a version or a date.
fn begins_freely(words: &Words, at: usize) -> bool {
    if !words.glued(at) {
        return true;
    }
    let before = back(at, 1);
    if words.is(before, Kind::Word) {
        // 日11:20: ideographs touch what stands beside them.
        let ideograph = words.spelled(before).chars().all(|c| c >= '\u{3040}');
        return ideograph
            || words.word(before) == "t" && words.is(back(at, 2), Kind::Number) && words.glued(before);
    }
    match words.sign(before) {
        Some('(' | '[' | '{' | '~' | '@' | '"' | '\'' | '*' | '|' | '>' | '=' | ';' | ',' | '?' | '!') => {
            !(words.sign(before) == Some(',') && words.is(back(at, 2), Kind::Number))
        }
        // No blank follows a full-width sign.
        Some(':') if words.spelled(before) == "：" => !words.is(back(at, 2), Kind::Number),
        Some(':' | '-') => !words.is(back(at, 2), Kind::Number) && !words.glued(before),
        Some(sign) => {
            matches!(sign, '，' | '。' | '、' | '；' | '！' | '？' | '（' | '）' | '“' | '…')
        }
        None => false,
    }
}

/// Not the head of something longer: "at 7%", "at 3/12", "at 14.50".
fn ends_freely(words: &Words, end: usize) -> bool {
    if !words.glued(end) {
        return true;
    }
    match words.sign(end) {
        Some('.' | ',' | ':' | '-' | '/') => !words.is(end + 1, Kind::Number) || !words.glued(end + 1),
        Some('%' | '$' | '#' | '_' | '+' | '°' | '€' | '£') => false,
        Some(_) => true,
        None => false,
    }
}

#[cfg(test)]
mod tests;
