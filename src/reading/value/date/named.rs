//! Dates with a month's name: `March 3rd, 2026`, `3 March`, `the 3rd of March`, `18 de junio de 2025`, `aug twelfth`.

use super::names::{self, Sense};
use super::{DateForm, Mention, Said, context, numeric};
use crate::reading::value::words::{Kind, Words, back};

pub(super) fn read(words: &Words, at: usize) -> Option<Mention> {
    let (said, start, end) = month_first(words, at).or_else(|| day_first(words, at))?;
    let week = matches!(words.word(back(start, 1)), "of" | "de" | "du")
        && matches!(words.word(back(start, 2)), "week" | "weeks" | "weekend" | "semana" | "semaine");
    if week {
        return None;
    }
    let ahead = context::points_ahead(words, start, end);
    Some(Mention { words: start..end, said, form: DateForm::Named, ahead })
}

fn month_first(words: &Words, at: usize) -> Option<(Said, usize, usize)> {
    if !numbered(words, at + 1) {
        return None;
    }
    let (month, sense) = names::month(words.word(at))?;
    if words.glued(at) && !words.sign(back(at, 1)).is_some_and(|sign| sign != '_' && sign != '#') {
        return None;
    }
    let mut next = skip(words, at + 1);
    if words.word(next) == "the" {
        next += 1;
    }
    let wraps = words.starts_line(next);
    let (day, after, ordinal) = names::day(words, next)?;
    if words.glued(next) && !matches!(words.sign(back(next, 1)), Some('.' | '-' | '/')) {
        return None;
    }
    // "mar", "set" and "out" begin a date only in languages that put the day first.
    let foreign = sense == Sense::Word && !matches!(words.word(at), "may" | "march" | "mar");
    let (year, end) = year(words, after);
    let verb = sense == Sense::Word
        && words.spelled(at).starts_with(char::is_lowercase)
        && is_verb(words, at, after);
    let list = wraps && !(ordinal || year.is_some());
    if foreign || verb && year.is_none() && !ordinal || list || !closes(words, end) {
        return None;
    }
    let spelled = !words.is(next, Kind::Number) && !ordinal;
    if spelled || context::is_counted(words, end) && year.is_none() && !ordinal && counts(words, end) {
        return None;
    }
    // "2026 March 3"
    let before = back(at, 1);
    let leading =
        if words.digits(before) == 4 && year.is_none() { numeric::year(words, before) } else { None };
    let start = if leading.is_some() { before } else { at };
    Some((Said::Written { year: year.or(leading), month, day }, start, end))
}

fn day_first(words: &Words, at: usize) -> Option<(Said, usize, usize)> {
    if !context::begins_freely(words, at) {
        return None;
    }
    let (day, after, ordinal) = names::day(words, at)?;
    let mut next = skip(words, after);
    let list_marker = next > after && words.starts_line(at) && !words.glued(next);
    if list_marker {
        return None;
    }
    let linked = matches!(words.word(next), "of" | "de" | "do");
    if linked {
        next += 1;
    }
    let (month, sense) = names::month(words.word(next))?;
    // "18MAR26"
    let stamped = words.spelled(next).len() == 3
        && words.spelled(next).chars().all(char::is_uppercase)
        && words.glued(next + 1)
        && numeric::year(words, next + 1).is_some();
    let glued = words.glued(next) && !matches!(words.sign(back(next, 1)), Some('.' | '-' | '/'));
    if glued && !stamped || words.starts_line(next) && !(linked || ordinal) {
        return None;
    }
    let (year, end) = year(words, next + 1);
    let unclear = sense == Sense::Word && !linked && !ordinal && year.is_none();
    let capital = words.spelled(next).starts_with(char::is_uppercase);
    let strong = matches!(words.word(next), "mars" | "mai")
        || matches!(words.word(next), "may" | "march" | "mar") && capital;
    if unclear && !strong || !words.is(at, Kind::Number) && !linked && !ordinal || !closes(words, end) {
        return None;
    }
    // "March 3 April 5": the number belongs to the month before it.
    if !linked && !ordinal && names::month(words.word(back(at, 1))).is_some() {
        return None;
    }
    let article = matches!(words.word(back(at, 1)), "the") && linked;
    Some((Said::Written { year, month, day }, if article { at - 1 } else { at }, end))
}

/// Whether a word that is no month's name may be one all the same, with a day behind it.
pub(super) fn may_be_misspelt(words: &Words, at: usize) -> bool {
    names::may_be_misspelt(words.word(at)) && numbered(words, at + 1)
}

/// A cheap look before the month's name is compared with all others.
fn numbered(words: &Words, at: usize) -> bool {
    (at..at + 3).any(|at| words.is(at, Kind::Number) || names::day(words, at).is_some())
}

/// Past the sign after an abbreviation or between the parts: "Mar. 3", "Feb-27-2026".
fn skip(words: &Words, at: usize) -> usize {
    let sign = matches!(words.sign(at), Some('.' | '-' | '/')) && words.glued(at);
    if sign { at + 1 } else { at }
}

/// The year after a date, if any, and where the date ends.
pub(super) fn year(words: &Words, after: usize) -> (Option<i16>, usize) {
    let mut at = after;
    if matches!(words.sign(at), Some(',' | '.' | '-' | '/')) {
        at += 1;
    }
    if matches!(words.word(at), "de" | "del" | "do") {
        at += 1;
    }
    let joined = at > after && words.glued(at) && matches!(words.sign(at - 1), Some('-' | '/'));
    let short = words.sign(at) == Some('\'');
    if short {
        at += 1;
    }
    let wanted = words.digits(at) == 4 || (joined || short) && words.digits(at) == 2;
    let goes_on = words.glued_word(at + 1) || words.sign(at + 1) == Some(':') && words.glued(at + 2);
    match numeric::year(words, at).filter(|_| wanted && !words.starts_line(at) && !goes_on) {
        Some(year) => (Some(year), at + 1),
        None => (None, after),
    }
}

/// "March 3" but not "March 3pm", "March 3.5", "March 3%", "May 3-5%".
fn closes(words: &Words, end: usize) -> bool {
    if words.glued_word(end) {
        return !words.spelled(end).is_ascii() || matches!(words.word(end), "t");
    }
    let glued_digit = words.glued(end) && words.glued(end + 1) && words.is(end + 1, Kind::Number);
    !(glued_digit && matches!(words.sign(end), Some('.' | ':' | ',' | '/'))
        || words.glued(end) && matches!(words.sign(end), Some('%' | '$')))
}

/// "You may 3", "may 5 orders be": a month in small letters amid a sentence.
fn is_verb(words: &Words, month: usize, after: usize) -> bool {
    let subject = matches!(
        words.word(back(month, 1)),
        "you"
            | "we"
            | "i"
            | "it"
            | "they"
            | "that"
            | "this"
            | "which"
            | "who"
            | "he"
            | "she"
            | "orders"
            | "there"
    );
    subject || context::is_counted(words, after)
}

/// "June 3 orders": still a date; "march 3 days": not.
fn counts(words: &Words, at: usize) -> bool {
    matches!(words.word(at), "days" | "weeks" | "hours" | "times" | "percent" | "minutes" | "business")
}
