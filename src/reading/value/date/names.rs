//! The names of months, weekdays and days of the month, in four languages and with a customer's misspellings.

use jiff::civil::Weekday;

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
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "enero", "ene", "janeiro", "janvier", "janv"],
    &["february", "feb", "febrero", "fevereiro", "fev", "fevrier", "fevr"],
    &["march", "mar", "marzo", "marco", "mars"],
    &["april", "apr", "abril", "abr", "avril", "avr", "apirl", "aprl", "arpil"],
    &["may", "mayo", "maio", "mai"],
    &["june", "jun", "junio", "junho", "juin"],
    &["july", "jul", "julio", "julho", "juillet", "juil", "jully"],
    &["august", "aug", "agosto", "ago", "aout"],
    &["september", "sept", "sep", "septiembre", "setiembre", "setembro", "set", "septembre"],
    &["october", "oct", "octubre", "outubro", "out", "octobre"],
    &["november", "nov", "noviembre", "novembro", "novembre"],
    &["december", "dec", "diciembre", "dic", "dezembro", "dez", "decembre"],
];

const ALSO_WORDS: [&str; 8] = ["may", "march", "mar", "out", "set", "ago", "mai", "mars"];

/// Shorter words turn into other words by one letter ("match", "just").
const MISSPELT_BYTES_MIN: usize = 6;

/// The month's number and how sure its name is.
pub(super) fn month(word: &str) -> Option<(i8, Sense)> {
    if word.len() < 3 {
        return None;
    }
    let sense = if ALSO_WORDS.contains(&word) { Sense::Word } else { Sense::Month };
    let exact = (1..).zip(MONTHS).find(|(_, names)| names.contains(&word)).map(|(month, _)| (month, sense));
    exact.or_else(|| misspelt_month(word).map(|month| (month, Sense::Month)))
}

fn misspelt_month(word: &str) -> Option<i8> {
    if !(MISSPELT_BYTES_MIN..=12).contains(&word.len()) {
        return None;
    }
    let near = |name: &str| {
        name.len() >= MISSPELT_BYTES_MIN
            && name.as_bytes().first() == word.as_bytes().first()
            && strsim::osa_distance(name, word) == 1
    };
    (1..).zip(MONTHS).find(|(_, names)| names.iter().any(|name| near(name))).map(|(month, _)| month)
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

#[rustfmt::skip]
const ORDINALS: [&str; 20] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
];

/// A day of the month, its end, and whether it is written as an ordinal: "3", "3rd", "1er", "twelfth", "twenty first".
pub(super) fn day(words: &Words, at: usize) -> Option<(i8, usize, bool)> {
    if let Some(number) = words.number(at).filter(|day| (1..=31).contains(day) && words.digits(at) <= 2) {
        let day = i8::try_from(number).ok()?;
        let suffixed = words.glued(at + 1) && is_suffix(words.word(at + 1), day) && !words.glued_word(at + 2);
        return Some((day, if suffixed { at + 2 } else { at + 1 }, suffixed));
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
