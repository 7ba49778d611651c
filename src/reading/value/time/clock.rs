//! One reading of a clock: `7`, `7pm`, `7:30`, `19:00:05`, `20h15`, `half past eight`, `noon`.

use jiff::civil::Time;

use super::half::{self, Half};
use super::ideographic;
use crate::reading::value::initials::{ByInitial, Lazy};
use crate::reading::value::number;
use crate::reading::value::words::{Kind, Words, back};

/// Before "at 3" where 3 is a quantity.
#[rustfmt::skip]
const QUANTITIES: &[&str] = &[
    "stuck", "set", "price", "priced", "sold", "stays", "sits", "still", "stock", "count", "number",
    "quantity", "qty", "inventory", "level", "remains", "capped", "starting", "limited", "it",
    "its", "been",
];

/// After a bare hour.
#[rustfmt::skip]
const AFTER_HOUR: &[&str] = &[
    "tonight", "today", "yesterday", "on", "last", "this", "sharp", "ish", "and", "but", "to", "until",
    "till", "til", "in", "est", "edt", "et", "cst", "cdt", "ct", "mst", "pst", "pdt", "pt", "eastern",
    "central", "mountain", "pacific", "when", "or", "so", "we", "with", "for", "oclock", "monday",
    "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "like", "as", "every", "each", "then",
    "because", "our", "my", "local", "here", "just", "the", "they", "she", "he", "before", "after",
];

/// Before "20h" where it is a duration.
#[rustfmt::skip]
const BEFORE_DURATION: &[&str] = &[
    "in", "for", "after", "within", "every", "last", "past", "over", "em", "ha", "durante", "pendant",
    "dans", "en", "cada", "hace", "de", "ultimas", "than",
];

/// Before "noon" and "midnight" where they are times.
#[rustfmt::skip]
const BEFORE_NOON: &[&str] = &[
    "at", "around", "about", "by", "until", "till", "til", "before", "after", "since", "from", "past", "to",
    "12", "@", "vers", "al", "ao",
];

/// Before numbers of things.
const COUNTED: &[&str] = &["order", "orders", "id", "number", "no", "item", "sku", "invoice", "ticket", "cs"];

/// Hours with a name of their own.
const HOURS: &[(&str, i8)] = &[
    ("noon", 12),
    ("midday", 12),
    ("mediodia", 12),
    ("meio dia", 12),
    ("meio - dia", 12),
    ("midi", 12),
    ("midnight", 0),
    ("medianoche", 0),
    ("meia noite", 0),
    ("meia - noite", 0),
    ("minuit", 0),
];

static HOURS_BY_INITIAL: Lazy<(&str, i8)> = Lazy::new(|| ByInitial::of(HOURS, |(name, _)| name));

pub(super) struct Clock {
    pub(super) end: usize,
    pub(super) hour: i8,
    pub(super) minute: i8,
    pub(super) second: i8,
    pub(super) half: Option<Half>,
    /// Nothing but a time is written so; a bare hour needs a preposition before it.
    pub(super) sure: bool,
}

impl Clock {
    pub(super) fn time(&self, half: Option<Half>) -> Option<Time> {
        let hour = match (half, self.hour) {
            (Some(Half::Am | Half::Night), 12) => 0,
            (Some(Half::Pm), hour @ 1..=11) | (Some(Half::Night), hour @ 5..=11) => hour + 12,
            (_, 24) => 0,
            (_, hour) => hour,
        };
        Time::new(hour, self.minute, self.second, 0).ok()
    }
}

/// The phrases and words that a clock's reading begins with, beside numbers.
pub(super) fn openers() -> Vec<&'static str> {
    HOURS.iter().map(|(name, _)| *name).chain(["half", "quarter"]).collect()
}

pub(super) fn read(words: &Words, at: usize) -> Option<Clock> {
    if let Some(clock) = ideographic::read(words, at) {
        return Some(clock);
    }
    if words.is(at, Kind::Number) {
        compact(words, at).or_else(|| military(words, at)).or_else(|| numeric(words, at))
    } else {
        named(words, at).or_else(|| spoken(words, at))
    }
}

/// Words that ask for an hour: "at 7", "around 7", "a las 8", "às 8", "vers 20".
pub(super) fn preposition(words: &Words, at: usize) -> bool {
    let before = back(at, 1);
    match words.piece(before) {
        "@" | "~" | "las" | "vers" | "oclock" => true,
        "like" => matches!(words.word(back(at, 2)), "at" | "around" | "about"),
        "at" | "around" | "about" | "round" => !quantity(words, back(at, 2)),
        "as" => matches!(words.spelled(before), "às" | "Às" | "ás"),
        "a" => words.spelled(before) == "à",
        _ => false,
    }
}

/// "Stuck at 3", "the stock is at 3".
fn quantity(words: &Words, at: usize) -> bool {
    let noun = if matches!(words.word(at), "is" | "was" | "s") { back(at, 1) } else { at };
    let noun = if words.sign(noun) == Some('\'') { back(noun, 1) } else { noun };
    QUANTITIES.contains(&words.word(noun))
}

/// After a bare hour: the end of the words, or a word that goes on about the time.
pub(super) fn leaves_an_hour(words: &Words, after: usize) -> bool {
    if words.starts_line(after) || words.is(after, Kind::Sign) {
        return true;
    }
    AFTER_HOUR.contains(&words.word(after))
}

/// "730pm", "1130 AM".
fn compact(words: &Words, at: usize) -> Option<Clock> {
    let written = words.number(at).filter(|_| (3..=4).contains(&words.digits(at)))?;
    let (half, end) = half::after(words, at + 1)?;
    let hour = i8::try_from(written / 100).ok().filter(|hour| (1..=12).contains(hour))?;
    let minute = i8::try_from(written % 100).ok().filter(|minute| *minute < 60)?;
    // "Why on order 1130 am I not ..."
    let verb = words.word(at + 1) == "am"
        && !words.glued(at + 1)
        && (words.word(end) == "i" || COUNTED.contains(&words.word(back(at, 1))));
    let letters = matches!(words.word(at + 1), "am" | "pm") || words.sign(at + 2) == Some('.');
    (letters && !verb && !words.glued_word(end)).then_some(Clock {
        end,
        hour,
        minute,
        second: 0,
        half: Some(half),
        sure: true,
    })
}

/// "1900 hours", "0830 hrs", "1930 to 2100 hrs", "at 1930 EST", "at 0800".
fn military(words: &Words, at: usize) -> Option<Clock> {
    let written = words.number(at).filter(|_| words.digits(at) == 4)?;
    let hour = i8::try_from(written / 100).ok().filter(|hour| *hour < 24)?;
    let minute = i8::try_from(written % 100).ok().filter(|minute| *minute < 60)?;
    let unit = |at: usize| {
        !words.starts_line(at) && matches!(words.word(at), "hours" | "hrs" | "hr" | "h" | "hs" | "hour")
    };
    let stretch = words.digits(at + 2) == 4
        && matches!(words.piece(at + 1), "to" | "-" | "until" | "till" | "a" | "ate")
        && unit(at + 3);
    let lasts = BEFORE_DURATION.contains(&words.word(back(at, 1)));
    let year = (2010..2050).contains(&written);
    let asked = preposition(words, at);
    let zoned = || super::zone::read(words, at + 1, false).is_some();
    let end = match unit(at + 1) {
        true if !lasts => at + 2,
        false if stretch || asked && words.piece(at).starts_with('0') => at + 1,
        false if (asked || !year) && !lasts && zoned() => at + 1,
        _ => return None,
    };
    Some(Clock { end, hour, minute, second: 0, half: Some(Half::Written), sure: true })
}

/// "7 30 pm", as it is dictated.
fn apart(words: &Words, at: usize, hour: i8) -> Option<Clock> {
    let minute = small(words, at + 1, 59).filter(|_| words.digits(at + 1) == 2 && !words.glued(at + 1))?;
    let (half, end) = half::after(words, at + 2).filter(|_| (1..=12).contains(&hour))?;
    (!words.starts_line(at + 1)).then_some(Clock {
        end,
        hour,
        minute,
        second: 0,
        half: Some(half),
        sure: true,
    })
}

fn numeric(words: &Words, at: usize) -> Option<Clock> {
    let hour = small(words, at, 24)?;
    let digits = words.digits(at);
    let clock = |end, minute, second, half, sure| Clock { end, hour, minute, second, half, sure };
    let written =
        if hour > 12 || hour == 0 || words.piece(at).starts_with('0') { Some(Half::Written) } else { None };

    let separator = words.piece(at + 1);
    let minute =
        if words.digits(at + 2) == 2 && words.glued(at + 2) { small(words, at + 2, 59) } else { None };
    if let (":" | ".", Some(minute), true) = (separator, minute, words.glued(at + 1)) {
        let mut end = at + 3;
        let mut second = 0;
        if separator == ":"
            && words.sign(end) == Some(':')
            && words.digits(end + 1) == 2
            && words.glued(end + 1)
        {
            second = small(words, end + 1, 59)?;
            end += 2;
            if words.sign(end) == Some('.')
                && words.glued(end)
                && words.is(end + 1, Kind::Number)
                && words.glued(end + 1)
            {
                end += 2;
            }
        }
        if let Some((half, end)) = half::after(words, end) {
            return (hour <= 12).then(|| clock(end, minute, second, Some(half), true));
        }
        let elapsed = hour == 0 && digits == 1 || words.word(end) == "mark" || words.sign(end) == Some(':');
        let glued_word = words.is(end, Kind::Word) && words.glued(end) && words.word(end) != "z";
        let fraction = words.sign(end) == Some('.') && words.glued(end) && words.is(end + 1, Kind::Number);
        if separator == "." || elapsed || glued_word || fraction || words.sign(end) == Some('%') {
            return None;
        }
        return Some(clock(end, minute, second, written, true));
    }
    if words.starts_line(at + 1) {
        return Some(clock(at + 1, 0, 0, written, false));
    }
    if let Some(clock) = apart(words, at, hour) {
        return Some(clock);
    }
    if let Some((half, end)) = half::after(words, at + 1) {
        return (1..=12).contains(&hour).then(|| clock(end, 0, 0, Some(half), true));
    }
    if matches!(separator, "a" | "p") && words.glued(at + 1) && preposition(words, at) {
        let half = if separator == "a" { Half::Am } else { Half::Pm };
        return Some(clock(at + 2, 0, 0, Some(half), true));
    }
    // "8ish"
    if words.word(at + 1) == "ish" && (1..=12).contains(&hour) {
        return Some(clock(at + 2, 0, 0, written, false));
    }
    hours(words, at, hour).or_else(|| {
        let glued_word = words.is(at + 1, Kind::Word) && words.glued(at + 1);
        (!glued_word).then(|| clock(at + 1, 0, 0, written, false))
    })
}

/// "20h", "9h20", "14 h 20", "8 heures", "7 o'clock".
fn hours(words: &Words, at: usize, hour: i8) -> Option<Clock> {
    let clock = |end, minute, half, sure| Some(Clock { end, hour, minute, second: 0, half, sure });
    if let Some(end) = words.reads(at + 1, "o ' clock").or_else(|| words.reads(at + 1, "oclock")) {
        let (half, end) = half::after(words, end).map_or((None, end), |(half, end)| (Some(half), end));
        return clock(end, 0, half, true);
    }
    let asked = preposition(words, at);
    match words.word(at + 1) {
        "h" | "hs" | "hrs" if hour < 24 => {
            let minute = if words.digits(at + 2) == 2 { small(words, at + 2, 59) } else { None };
            let duration = BEFORE_DURATION.contains(&words.word(back(at, 1)));
            let end = if minute.is_some() { at + 3 } else { at + 2 };
            if minute.is_none() && (duration || words.word(at + 1) != "h" && !asked) {
                return None;
            }
            let (half, end) = half::after(words, end).map_or((Half::Written, end), |(half, end)| (half, end));
            clock(end, minute.unwrap_or(0), Some(half), true)
        }
        "gio" => vietnamese(words, at, hour),
        "heures" | "heure" | "horas" if asked => {
            let (half, end) =
                half::after(words, at + 2).map_or((None, at + 2), |(half, end)| (Some(half), end));
            clock(end, 0, half.or((hour > 12).then_some(Half::Written)), true)
        }
        _ => None,
    }
}

/// "8 giờ tối", "lúc 8 giờ 30", but not "24 giờ", which may be how long.
fn vietnamese(words: &Words, at: usize, hour: i8) -> Option<Clock> {
    let minute = if words.word(at + 2) == "ruoi" { Some(30) } else { small(words, at + 2, 59) };
    let end = match (minute, words.word(at + 3)) {
        (Some(_), "phut") => at + 4,
        (Some(_), _) => at + 3,
        (None, _) => at + 2,
    };
    let half = half::after(words, end);
    if half.is_none() && words.word(back(at, 1)) != "luc" {
        return None;
    }
    let (half, end) = half.map_or((None, end), |(half, end)| (Some(half), end));
    let half = half.or((hour > 12).then_some(Half::Written));
    Some(Clock { end, hour, minute: minute.unwrap_or(0), second: 0, half, sure: true })
}

/// "Noon" and "midnight" as times, not as colours and styles.
fn named(words: &Words, at: usize) -> Option<Clock> {
    let (hour, end) = HOURS_BY_INITIAL
        .like(words.piece(at))
        .find_map(|(phrase, hour)| words.reads(at, phrase).map(|end| (*hour, end)))?;
    let before = back(at, 1);
    let asked = BEFORE_NOON.contains(&words.piece(before))
        || words.spelled(before) == "à"
        || (words.word(before) == "a" && words.word(at) != "midi");
    let zoned = super::zone::read(words, end, true).is_some();
    let alone = (words.starts_line(at) || words.sign(before).is_some())
        && (words.starts_line(end) || words.is(end, Kind::Sign))
        || zoned;
    (asked || alone).then_some(Clock {
        end,
        hour,
        minute: 0,
        second: 0,
        half: Some(Half::Written),
        sure: true,
    })
}

/// "Half past eight", "half nine" (British: 9:30), "quarter to 7", "seven pm".
fn spoken(words: &Words, at: usize) -> Option<Clock> {
    let hour_at = |at: usize| -> Option<(i8, usize)> {
        if words.is(at, Kind::Number) {
            return small(words, at, 12).filter(|hour| *hour > 0).map(|hour| (hour, at + 1));
        }
        let (value, end) = number::spelled(words, at)?;
        i8::try_from(value).ok().filter(|hour| (1..=12).contains(hour)).map(|hour| (hour, end))
    };
    let (minute, start) = [("half past", 30), ("quarter past", 15), ("quarter to", -15), ("half", 30)]
        .into_iter()
        .find_map(|(phrase, minute)| words.reads(at, phrase).map(|end| (minute, end)))
        .unwrap_or((0, at));
    let (hour, end) = hour_at(start)?;
    // "Seven thirty pm"
    let dictated = || {
        let (minute, end) = number::spelled(words, end).filter(|_| start == at)?;
        let minute = i8::try_from(minute).ok().filter(|minute| (10..60).contains(minute))?;
        half::after(words, end).map(|_| (minute, end))
    };
    let (minute, end) = dictated().unwrap_or((minute, end));
    let (hour, minute) = match (minute, hour) {
        (-15, 1) => (12, 45),
        (-15, hour) => (hour - 1, 45),
        (minute, hour) => (hour, minute),
    };
    let clock = words.reads(end, "o ' clock").or_else(|| words.reads(end, "oclock"));
    let end = clock.unwrap_or(end);
    let half = half::after(words, end);
    let named = start > at && words.word(start - 1) != "half";
    let sure = clock.is_some() || half.is_some() || named;
    let (half, end) = half.map_or((None, end), |(half, end)| (Some(half), end));
    Some(Clock { end, hour, minute, second: 0, half, sure })
}

pub(super) fn small(words: &Words, at: usize, max: i32) -> Option<i8> {
    let value = words.number(at).filter(|value| *value <= max && words.digits(at) <= 2)?;
    i8::try_from(value).ok()
}
