//! The names of months, weekdays and days of the month, in four languages and with a customer's misspellings.

use jiff::civil::Weekday;

use crate::reading::value::initials::{ByInitial, Lazy};
use crate::reading::value::opening::Openings;
use crate::reading::value::words::Words;

/// How much a month's name says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// Hardly anything but a month: "February", "junio", "sept".
    Month,
    /// Also another word: "may", "march", "mar", "out", "set", "ago".
    Word,
}

#[rustfmt::skip]
const MONTHS: &[(&str, i8)] = &[
    ("january", 1), ("jan", 1), ("enero", 1), ("ene", 1), ("janeiro", 1), ("janvier", 1), ("janv", 1),
    ("gennaio", 1), ("januar", 1),
    ("february", 2), ("feb", 2), ("febrero", 2), ("fevereiro", 2), ("fev", 2), ("fevrier", 2), ("fevr", 2),
    ("febbraio", 2), ("februar", 2),
    ("march", 3), ("mar", 3), ("marzo", 3), ("marco", 3), ("mars", 3), ("marz", 3),
    ("april", 4), ("apr", 4), ("abril", 4), ("abr", 4), ("avril", 4), ("avr", 4), ("apirl", 4), ("aprl", 4),
    ("arpil", 4), ("aprile", 4),
    ("may", 5), ("mayo", 5), ("maio", 5), ("mai", 5), ("maggio", 5),
    ("june", 6), ("jun", 6), ("junio", 6), ("junho", 6), ("juin", 6), ("giugno", 6), ("juni", 6),
    ("july", 7), ("jul", 7), ("julio", 7), ("julho", 7), ("juillet", 7), ("juil", 7), ("jully", 7),
    ("luglio", 7), ("juli", 7),
    ("august", 8), ("aug", 8), ("agosto", 8), ("ago", 8), ("aout", 8),
    ("september", 9), ("sept", 9), ("sep", 9), ("septiembre", 9), ("setiembre", 9), ("setembro", 9), ("set", 9),
    ("septembre", 9), ("settembre", 9),
    ("october", 10), ("oct", 10), ("octubre", 10), ("outubro", 10), ("out", 10), ("octobre", 10),
    ("ottobre", 10), ("oktober", 10),
    ("november", 11), ("nov", 11), ("noviembre", 11), ("novembro", 11), ("novembre", 11),
    ("december", 12), ("dec", 12), ("diciembre", 12), ("dic", 12), ("dezembro", 12), ("dez", 12), ("decembre", 12),
    ("dicembre", 12), ("dezember", 12),
];

static BY_INITIAL: Lazy<(&str, i8)> = Lazy::new(|| ByInitial::of(MONTHS, |(name, _)| name));

const ALSO_WORDS: [&str; 8] = ["may", "march", "mar", "out", "set", "ago", "mai", "mars"];

/// Shorter words turn into other words by one letter ("match", "just").
const MISSPELT_BYTES_MIN: usize = 6;

/// The month's number and how sure its name is.
pub(super) fn month(word: &str) -> Option<(i8, Sense)> {
    if word.len() < 3 {
        return None;
    }
    let sense = if ALSO_WORDS.contains(&word) { Sense::Word } else { Sense::Month };
    let exact = BY_INITIAL.like(word).find(|(name, _)| *name == word).map(|(_, month)| (*month, sense));
    exact.or_else(|| misspelt_month(word).map(|month| (month, Sense::Month)))
}

/// A first look at a word that is no month's name: whether it may be one with a misspelling.
pub(super) fn may_be_misspelt(word: &str) -> bool {
    (MISSPELT_BYTES_MIN..=12).contains(&word.len()) && BY_INITIAL.same_initial(word).next().is_some()
}

fn misspelt_month(word: &str) -> Option<i8> {
    if !may_be_misspelt(word) {
        return None;
    }
    let near = |name: &str| {
        name.len() >= MISSPELT_BYTES_MIN
            && (!word.is_ascii() || name.len().abs_diff(word.len()) <= 1)
            && strsim::osa_distance(name, word) == 1
    };
    BY_INITIAL.same_initial(word).find(|(name, _)| near(name)).map(|(_, month)| *month)
}

/// How much a weekday's name says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayName {
    Full,
    /// "mon", "sat", "sun": needs words around it that make it a day.
    Short,
    /// Portuguese "segunda" ... "sexta": ordinals as well.
    Counted,
}

#[rustfmt::skip]
pub(super) fn weekday(word: &str) -> Option<(Weekday, DayName)> {
    let full = |day| Some((day, DayName::Full));
    match word {
        "monday" | "lunes" | "lundi" => full(Weekday::Monday),
        "tuesday" | "martes" | "mardi" | "teusday" | "tuseday" => full(Weekday::Tuesday),
        "wednesday" | "miercoles" | "mercredi" | "wensday" | "wednsday" | "wendsday" => full(Weekday::Wednesday),
        "thursday" | "jueves" | "jeudi" | "thrusday" | "thurday" => full(Weekday::Thursday),
        "friday" | "viernes" | "vendredi" | "firday" => full(Weekday::Friday),
        "saturday" | "sabado" | "samedi" | "saterday" | "satuday" => full(Weekday::Saturday),
        "sunday" | "domingo" | "dimanche" => full(Weekday::Sunday),
        "mon" => Some((Weekday::Monday, DayName::Short)),
        "tue" | "tues" => Some((Weekday::Tuesday, DayName::Short)),
        "wed" | "weds" => Some((Weekday::Wednesday, DayName::Short)),
        "thu" | "thur" | "thurs" => Some((Weekday::Thursday, DayName::Short)),
        "fri" => Some((Weekday::Friday, DayName::Short)),
        "sat" => Some((Weekday::Saturday, DayName::Short)),
        "sun" => Some((Weekday::Sunday, DayName::Short)),
        "segunda" => Some((Weekday::Monday, DayName::Counted)),
        "terca" => Some((Weekday::Tuesday, DayName::Counted)),
        "quarta" => Some((Weekday::Wednesday, DayName::Counted)),
        "quinta" => Some((Weekday::Thursday, DayName::Counted)),
        "sexta" => Some((Weekday::Friday, DayName::Counted)),
        _ => None,
    }
}

/// All names that `weekday` knows.
#[rustfmt::skip]
const WEEKDAYS: &[&str] = &[
    "monday", "lunes", "lundi", "tuesday", "martes", "mardi", "teusday", "tuseday", "wednesday", "miercoles",
    "mercredi", "wensday", "wednsday", "wendsday", "thursday", "jueves", "jeudi", "thrusday", "thurday",
    "friday", "viernes", "vendredi", "firday", "saturday", "sabado", "samedi", "saterday", "satuday",
    "sunday", "domingo", "dimanche", "mon", "tue", "tues", "wed", "weds", "thu", "thur", "thurs", "fri",
    "sat", "sun", "segunda", "terca", "quarta", "quinta", "sexta",
];

#[rustfmt::skip]
const ORDINALS: [&str; 20] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
];

/// The names of months and weekdays.
pub(super) fn openers() -> Vec<&'static str> {
    MONTHS.iter().map(|(name, _)| *name).chain(WEEKDAYS.iter().copied()).collect()
}

pub(super) fn ordinals() -> Vec<&'static str> {
    let others = ["primero", "primeiro", "premier", "thirtieth", "twenty", "thirty"];
    ORDINALS.into_iter().chain(others).collect()
}

/// A day of the month, its end, and whether it is written as an ordinal: "3", "3rd", "1er", "twelfth", "twenty first".
pub(super) fn day(words: &Words, at: usize) -> Option<(i8, usize, bool)> {
    if let Some(number) = words.number(at).filter(|day| (1..=31).contains(day) && words.digits(at) <= 2) {
        let day = i8::try_from(number).ok()?;
        let suffixed = words.glued(at + 1) && is_suffix(words.word(at + 1), day) && !words.glued_word(at + 2);
        return Some((day, if suffixed { at + 2 } else { at + 1 }, suffixed));
    }
    if !words.opens(at, Openings::ORDINAL) {
        return None;
    }
    let ordinal = |word: &str| (1..).zip(ORDINALS).find(|(_, name)| *name == word).map(|(day, _)| day);
    match words.word(at) {
        "" => None,
        "primero" | "primeiro" | "premier" => Some((1, at + 1, true)),
        "thirtieth" => Some((30, at + 1, true)),
        tens @ ("twenty" | "thirty") => {
            let next = if words.sign(at + 1) == Some('-') { at + 2 } else { at + 1 };
            let unit: i8 = ordinal(words.word(next)).filter(|unit| *unit < 10)?;
            let day = if tens == "twenty" { 20 + unit } else { 30 + unit };
            (day <= 31).then_some((day, next + 1, true))
        }
        word => ordinal(word).map(|day| (day, at + 1, true)),
    }
}

fn is_suffix(word: &str, day: i8) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "º" | "ª" | "°")
        || day == 1 && matches!(word, "er" | "o" | "ro")
}
