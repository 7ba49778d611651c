//! Days of a month that is told by reference: `the 22nd of last month`, `the second Tuesday of this month`,
//! `el 22 del mes pasado`.

use jiff::civil::Weekday;

use super::{DateForm, Mention, Said, context, names};
use crate::reading::value::words::Words;

/// Which day of the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayOf {
    Day(i8),
    /// Negative from the month's end.
    Weekday(i8, Weekday),
}

/// How many months back each phrase goes.
#[rustfmt::skip]
const MONTHS_BACK: &[(&str, i8)] = &[
    ("of this month", 0), ("this month", 0), ("of the month", 0), ("of last month", 1), ("last month", 1),
    ("of the previous month", 1), ("of the month before last", 2),
    ("de este mes", 0), ("del mes pasado", 1), ("del mes anterior", 1), ("del presente mes", 0), ("del presente", 0),
    ("del corriente", 0), ("deste mes", 0), ("do mes passado", 1), ("desse mes", 0),
    ("de ce mois", 0), ("du mois dernier", 1), ("du mois passe", 1),
];

const RANKS: &[(&str, i8)] = &[
    ("first", 1),
    ("second", 2),
    ("third", 3),
    ("fourth", 4),
    ("last", -1),
    ("1st", 1),
    ("2nd", 2),
    ("3rd", 3),
];

/// The words that such a day begins with.
pub(super) const OPENERS: &[&str] = &["the", "el", "le", "dia", "o"];

pub(super) fn read(words: &Words, at: usize) -> Option<Mention> {
    let lead = matches!(words.word(at), "the" | "el" | "le" | "dia" | "o");
    let first = if lead { at + 1 } else { at };
    let (day, after) = ranked(words, first)
        .or_else(|| names::day(words, first).map(|(day, end, _)| (DayOf::Day(day), end)))
        .filter(|_| lead && !words.starts_line(first))?;
    let (back, end) =
        MONTHS_BACK.iter().find_map(|(phrase, back)| words.reads(after, phrase).map(|end| (*back, end)))?;
    let ahead = context::points_ahead(words, at, end);
    Some(Mention { words: at..end, said: Said::OfMonth { back, day }, form: DateForm::Ordinal, ahead })
}

/// "Second Tuesday".
fn ranked(words: &Words, at: usize) -> Option<(DayOf, usize)> {
    let (_, rank) = RANKS.iter().find(|(name, _)| *name == words.word(at))?;
    let (weekday, _) = names::weekday(words.word(at + 1))?;
    Some((DayOf::Weekday(*rank, weekday), at + 2))
}
