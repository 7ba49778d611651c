//! Holidays without a date, where they tell the day of something: `on Halloween`, `the day after Thanksgiving`,
//! `ordered Christmas Eve`, `en Navidad`.
//!
//! Greetings ("Merry Christmas"), seasons ("since Easter", "Memorial Day weekend") and wares ("Halloween orders")
//! are more frequent, so a name alone is no date.

mod calendar;
mod names;

use jiff::civil::{Date, Weekday};

use self::calendar::Feast;
use self::names::Sense;
use super::{DateForm, Mention, Said, context, named, resolve, weekday};
use crate::reading::value::initials::{ByInitial, Lazy};
use crate::reading::value::number;
use crate::reading::value::words::{Kind, Words, back};

/// What happened on the day that is named right after: "ordered halloween".
#[rustfmt::skip]
const HAPPENED: &[&str] = &[
    "ordered", "bought", "purchased", "placed", "applied", "appealed", "submitted", "filed", "denied", "rejected",
    "approved", "created", "cancelled", "canceled", "happened", "dated", "was",
];

/// Before a colon: "Order date: Halloween".
const LABELS: &[&str] = &["date", "placed", "ordered", "created", "submitted", "appealed", "applied", "when"];

/// What recurs on holidays, is planned for them, or is not of that day at all.
#[rustfmt::skip]
const STANDING: &[&str] = &[
    "closed", "close", "open", "off", "except", "working", "work", "focus", "focused", "based", "for", "to",
    "until", "till", "happy", "merry", "every", "each", "like", "para", "pour", "cerrado", "cerrados", "cerramos",
    "fechado", "fechados", "fechamos", "ferme", "fermes",
];

/// After a day that goes on for longer or is the occasion of something.
#[rustfmt::skip]
const OCCASIONS: &[&str] = &[
    "weekend", "week", "season", "break", "holiday", "holidays", "rush", "sale", "sales", "show", "shows", "live",
    "order", "orders", "collection", "collections", "sweater", "sweaters", "party", "special", "specials", "promo",
    "deal", "deals", "drop", "launch", "event", "item", "items", "products", "dress", "dresses", "shirt", "shirts",
    "tee", "tees", "gift", "gifts", "box", "boxes", "bundle", "bundles", "cards", "hours", "closure", "stuff",
    "is", "isn",
];

/// After a season's name that is meant as the day: the sentence goes on.
#[rustfmt::skip]
const GOES_ON: &[&str] = &[
    "and", "but", "at", "around", "about", "it", "they", "we", "i", "she", "he", "you", "because", "when", "which",
    "with", "so", "still", "then", "as", "that", "also", "no", "not", "my", "our", "his", "her", "their", "a", "an",
    "the", "this", "one", "someone", "via", "right", "just", "itself", "from", "lol",
];

/// How many days before or after the holiday.
#[rustfmt::skip]
const SHIFTS: &[(&str, i32)] = &[
    ("day after", 1), ("day before", -1), ("night before", -1), ("evening before", -1), ("morning after", 1),
    ("day right after", 1), ("day right before", -1), ("day following", 1), ("dia despues de", 1), ("dia antes de", -1), ("dia depois do", 1), ("dia antes do", -1),
    ("vespera de", -1), ("vispera de", -1), ("veille de", -1), ("lendemain de", 1),
];

static SHIFTS_BY_INITIAL: Lazy<(&str, i32)> = Lazy::new(|| ByInitial::of(SHIFTS, |(phrase, _)| phrase));

/// Counted days before a holiday are mostly still to come ("eight days till Christmas"), so none are read.
const DAYS_AFTER_MAX: i64 = 14;

/// A weekday before (-1) or after (1) another day.
type SideDay = (Weekday, i32);

/// A holiday, or a day that is counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FeastDay {
    feast: Feast,
    year: Option<i16>,
    /// Days since the holiday.
    days: i32,
    /// That weekday beside the day that is reached by then.
    weekday: Option<SideDay>,
}

impl FeastDay {
    /// The latest that is not after this day, unless the year is known.
    pub(super) fn latest(&self, today: Date) -> Option<Date> {
        if let Some(year) = self.year {
            return self.in_year(year);
        }
        (-1..=1).filter_map(|back| self.in_year(today.year() - back)).find(|date| *date <= today)
    }

    fn in_year(&self, year: i16) -> Option<Date> {
        let date = resolve::add(self.feast.in_year(year)?, self.days)?;
        self.weekday.map_or(Some(date), |(weekday, nth)| date.nth_weekday(nth, weekday).ok())
    }
}

/// The phrases that such a day begins with, beside numbers and weekdays.
pub(super) fn openers() -> Vec<&'static str> {
    names::names().chain(SHIFTS.iter().map(|(phrase, _)| *phrase)).collect()
}

pub(super) fn read(words: &Words, at: usize) -> Option<Mention> {
    let (day, end) = counted(words, at).or_else(|| alone(words, at))?;
    Some(Mention { words: at..end, said: Said::Feast(day), form: DateForm::Named, ahead: false })
}

/// "The day after Thanksgiving", "the Monday before Thanksgiving", "two days after Christmas".
fn counted(words: &Words, at: usize) -> Option<(FeastDay, usize)> {
    let (days, weekday, next) = shift(words, at)?;
    let next = if words.word(next) == "the" { next + 1 } else { next };
    let (feast, eve, _, end) = names::read(words, next).or_else(|| names::independence(words, next))?;
    let (year, end) = year(words, end)?;
    let told = !stands(words, back(at, 1)) && closes(words, end, Sense::Day);
    let ahead = context::points_ahead(words, at, end);
    (told && !ahead).then_some((FeastDay { feast, year, days: days + eve, weekday }, end))
}

/// The days, or the weekday and its side, and where the holiday's name begins.
fn shift(words: &Words, at: usize) -> Option<(i32, Option<SideDay>, usize)> {
    if let Some(shift) = SHIFTS_BY_INITIAL
        .like(words.piece(at))
        .find_map(|(phrase, days)| words.reads(at, phrase).map(|end| (*days, None, end)))
    {
        return Some(shift);
    }
    if let Some((day, _)) = super::names::weekday(words.word(at)).filter(|_| !weekday::repeats(words, at)) {
        let side = if matches!(words.word(at + 1), "right" | "just") { at + 2 } else { at + 1 };
        let nth = match words.word(side) {
            "before" => -1,
            "after" | "following" => 1,
            _ => return None,
        };
        return Some((0, Some((day, nth)), side + 1));
    }
    let (days, unit) = number::counted(words, at).filter(|(days, _)| (1..=DAYS_AFTER_MAX).contains(days))?;
    let after = matches!(words.word(unit), "day" | "days") && words.word(unit + 1) == "after";
    after.then_some((i32::try_from(days).ok()?, None, unit + 2))
}

/// The holiday itself, where it is said of something: "on Halloween", "ordered Christmas Eve".
fn alone(words: &Words, at: usize) -> Option<(FeastDay, usize)> {
    let (feast, days, sense, end) = names::read(words, at)?;
    if sense == Sense::Sure {
        return Some((FeastDay { feast, year: None, days, weekday: None }, end));
    }
    let (year, end) = year(words, end)?;
    let start = match sense {
        Sense::Sure | Sense::Day | Sense::Season => lead(words, at, end, sense),
        Sense::Romance => romance_lead(words, at),
    }?;
    let told = !stands(words, back(start, 1)) && closes(words, end, sense);
    let ahead = context::points_ahead(words, start, end);
    (told && !ahead).then_some((FeastDay { feast, year, days, weekday: None }, end))
}

/// The year after the name; None if it is said to be another than the latest.
fn year(words: &Words, end: usize) -> Option<(Option<i16>, usize)> {
    let of = if words.word(end) == "of" { end + 1 } else { end };
    if words.reads(of, "last year").is_some() {
        return None;
    }
    Some(match named::year(words, of) {
        (Some(year), end) => (Some(year), end),
        (None, _) => (None, end),
    })
}

/// Where the words begin that say it of something, if they do.
fn lead(words: &Words, at: usize, end: usize, sense: Sense) -> Option<usize> {
    let mut before = back(at, 1);
    while matches!(words.word(before), "last" | "past" | "late" | "early" | "the")
        || words.word(before) == "this" && words.word(before + 1) == "past"
    {
        before = back(before, 1);
    }
    let same_line = !words.starts_line(at);
    let apart = words.starts_line(end) || words.is(end, Kind::Sign);
    let label = words.sign(before) == Some(':') && LABELS.contains(&words.word(back(before, 1)));
    let evening = matches!(words.word(end), "night" | "morning" | "evening" | "afternoon");
    let told = match words.word(before) {
        "on" => true,
        "it" | "them" | "from" => {
            sense == Sense::Day
                && same_line
                && !matches!(words.word(end), "to" | "through" | "until" | "till")
        }
        "before" | "since" | "by" | "until" | "till" | "for" | "after" | "over" | "around" | "about" => false,
        word if HAPPENED.contains(&word) => same_line,
        _ if evening => return Some(at),
        _ => label && apart,
    };
    // "Mother's Day eve, so the 9th" as the answer in a form.
    let answer = words.starts_line(at) && apart && words.word(back(end, 1)) == "eve";
    if told { Some(before) } else { answer.then_some(at) }
}

/// "En Navidad", "no Natal", "à Noël", "el día de Navidad", "le jour de Noël".
fn romance_lead(words: &Words, at: usize) -> Option<usize> {
    let before = back(at, 1);
    let led = match words.word(before) {
        "en" => words.word(at) != "natal",
        "no" => words.word(at) == "natal",
        "a" => words.word(at) == "noel" && words.spelled(before) != "a",
        "de" => {
            return matches!(words.word(back(at, 2)), "dia" | "jour").then_some(at - 2);
        }
        _ => false,
    };
    led.then_some(before)
}

fn stands(words: &Words, before: usize) -> bool {
    let skips = matches!(words.word(before), "the" | "on" | "el" | "o" | "le" | "en" | "la");
    let before = if skips { back(before, 1) } else { before };
    STANDING.contains(&words.word(before))
}

/// The day isn't the beginning of something else: "on Halloween orders", "on Memorial Day weekend".
fn closes(words: &Words, end: usize, sense: Sense) -> bool {
    if words.starts_line(end) {
        return true;
    }
    if words.is(end, Kind::Sign) {
        return match words.sign(end) {
            Some('-' | '/' | '\'' | '_') => !words.glued(end),
            Some('&' | '+') => false,
            Some(_) | None => true,
        };
    }
    let word = words.word(end);
    match sense {
        Sense::Sure => true,
        Sense::Day => !OCCASIONS.contains(&word),
        Sense::Season => {
            GOES_ON.contains(&word) || matches!(word, "night" | "morning" | "evening" | "afternoon")
        }
        Sense::Romance => !matches!(word, "de" | "del" | "y" | "e" | "et"),
    }
}
