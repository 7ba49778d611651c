//! Dates in digits: `2026-01-31`, `03/15/2026`, `3/12`, `14.03.2026`, `9-22-26`, `2026年7月3日`.

use super::{DateForm, Mention, Said, context};
use crate::reading::value::words::{Kind, Words, back};

/// Two-digit years, and four-digit years of this century, that a ticket may speak of.
const YEAR_MIN: i32 = 2010;
const YEAR_MAX: i32 = 2049;

pub(super) fn read(words: &Words, at: usize) -> Option<Mention> {
    if !words.is(at, Kind::Number) || words.digits(at) > 4 {
        return None;
    }
    if !context::begins_freely(words, at) && !is_pasted(words, at) {
        return None;
    }
    let (said, end) = ideographic(words, at)
        .or_else(|| vietnamese(words, at))
        .or_else(|| triple(words, at))
        .or_else(|| pair(words, at))?;
    let ahead = context::points_ahead(words, at, end);
    Some(Mention { words: at..end, said, form: DateForm::Numeric, ahead })
}

/// A year in two or four digits.
pub(super) fn year(words: &Words, at: usize) -> Option<i16> {
    let value = words.number(at)?;
    let year = match words.digits(at) {
        4 => value,
        2 => 2000 + value,
        _ => return None,
    };
    if (YEAR_MIN..=YEAR_MAX).contains(&year) { i16::try_from(year).ok() } else { None }
}

fn ideographic(words: &Words, at: usize) -> Option<(Said, usize)> {
    let (year, at) = match (words.digits(at), words.piece(at + 1)) {
        (4, "年") => (Some(year(words, at)?), at + 2),
        _ => (None, at),
    };
    if words.piece(at + 1) != "月" || !matches!(words.piece(at + 3), "日" | "号" | "號") {
        return None;
    }
    let said = Said::Written { year, month: small(words, at)?, day: small(words, at + 2)? };
    Some((said, at + 4))
}

/// "4 tháng 3", "4 tháng 3 năm 2026".
fn vietnamese(words: &Words, at: usize) -> Option<(Said, usize)> {
    if words.word(at + 1) != "thang" {
        return None;
    }
    let (day, month) = (small(words, at)?, small(words, at + 2).filter(|month| *month <= 12)?);
    let year = if words.word(at + 3) == "nam" { year(words, at + 4) } else { None };
    Some((Said::Written { year, month, day }, if year.is_some() { at + 5 } else { at + 3 }))
}

/// Three numbers with the same sign between them.
fn triple(words: &Words, at: usize) -> Option<(Said, usize)> {
    let sign = separator(words, at)?;
    if separator(words, at + 2)? != sign {
        return None;
    }
    let end = at + 5;
    if words.digits(at) == 4 {
        let said = Said::Written {
            year: Some(year(words, at)?),
            month: small(words, at + 2)?,
            day: small(words, at + 4)?,
        };
        let clock = words.word(end) == "t" && words.glued(end) && words.is(end + 1, Kind::Number);
        return (clock || context::ends_freely(words, end)).then_some((said, end));
    }
    let year = year(words, at + 4)?;
    let short = words.digits(at + 4) == 2;
    // "5.1.10" is a version, "14.03.26" a date.
    if sign == '.' && short && (words.digits(at) < 2 || words.digits(at + 2) < 2) {
        return None;
    }
    let pasted = is_full(words, at) && words.glued_word(end);
    if !context::ends_freely(words, end) && !pasted
        || short && (context::is_part(words, at) || context::is_counted(words, end))
    {
        return None;
    }
    Some((Said::Slashed { first: small(words, at)?, second: small(words, at + 2)?, year: Some(year) }, end))
}

/// Forms lose the blanks between their cells: "OrderDate06/18/2026Screenshots".
fn is_pasted(words: &Words, at: usize) -> bool {
    words.is(back(at, 1), Kind::Word) && words.word(back(at, 1)).len() >= 4 && is_full(words, at)
}

fn is_full(words: &Words, at: usize) -> bool {
    words.sign(at + 1) == Some('/') && words.digits(at + 4) == 4 && words.digits(at) <= 2
}

/// "3/12" is a date unless its neighbours say otherwise; "7-20" only if they say so.
fn pair(words: &Words, at: usize) -> Option<(Said, usize)> {
    let sign = separator(words, at)?;
    let end = at + 3;
    if sign == '.' || words.digits(at) > 2 || words.digits(at + 2) > 2 || !context::ends_freely(words, end) {
        return None;
    }
    if separator(words, at + 2).is_some()
        || context::is_counted(words, end)
        || context::is_part(words, at)
        || context::is_share(words, at, end)
    {
        return None;
    }
    let (first, second) = (small(words, at)?, small(words, at + 2)?);
    if (first, second) == (24, 7) || first > 12 && second > 12 {
        return None;
    }
    let dated = context::is_dated(words, at);
    let plausible = if sign == '/' {
        let alone = words.starts_line(end) || words.is(end, Kind::Sign);
        !is_fraction(first, second) || dated && (alone || !words.starts_line(at))
    } else {
        let sure =
            || context::is_surely_dated(words, at) && (words.starts_line(end) || words.is(end, Kind::Sign));
        let shaped = second > 12 || words.piece(at).starts_with('0');
        dated && !words.starts_line(at) && first <= 12 && (shaped || sure())
    };
    plausible.then_some((Said::Slashed { first, second, year: None }, end))
}

/// Parts and marks that people write so: "1/2", "3/4", "9/10", "5/5".
fn is_fraction(first: i8, second: i8) -> bool {
    first <= second && matches!(second, 2 | 3 | 4 | 5 | 8 | 10)
}

/// The sign between two numbers that touch it.
fn separator(words: &Words, at: usize) -> Option<char> {
    let glued = words.glued(at + 1) && words.glued(at + 2) && words.is(at + 2, Kind::Number);
    words.sign(at + 1).filter(|sign| glued && matches!(sign, '/' | '-' | '.'))
}

fn small(words: &Words, at: usize) -> Option<i8> {
    let value = words.number(at).filter(|value| (1..=31).contains(value) && words.digits(at) <= 2)?;
    i8::try_from(value).ok()
}
