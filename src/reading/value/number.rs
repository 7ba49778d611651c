//! Counts in a customer's words: `12`, `-2`, `1,204`, `zero`, `twenty three`, `veintitrés`, `vinte e três`.

mod digits;
mod names;

use std::ops::Range;

use super::scan::Scan;
use super::words::{Kind, Words, back};

/// Before a "one" that stands for a thing.
#[rustfmt::skip]
const BEFORE_PRONOUN: &[&str] = &[
    "this", "that", "the", "no", "which", "any", "each", "every", "last", "another", "other", "first",
    "new", "old", "same", "right", "wrong", "second", "next", "my", "your", "single", "given", "get",
    "give", "nd", "st", "rd", "th",
];

/// After a "one" that stands for a thing.
#[rustfmt::skip]
const AFTER_PRONOUN: &[&str] = &[
    "is", "was", "that", "until", "either", "below", "above", "so", "reads", "just", "won", "i", "we", "on",
    "from", "in", "for",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundNumber {
    /// Bytes of the text.
    pub range: Range<usize>,
    pub value: i64,
    pub in_words: bool,
}

/// The numbers of the text that count something, in order. Digits within IDs, dates, times, prices, percentages,
/// ordinals, sizes, versions, telephone numbers and list markers are none, nor are the two ends of "2 or 3".
pub fn find_numbers(text: &str) -> Vec<FoundNumber> {
    numbers_of(&Scan::of(text))
}

/// The same, of a text that was gone through already.
pub fn numbers_of(scan: &Scan) -> Vec<FoundNumber> {
    let Scan { words, .. } = scan;
    let mut taken: Vec<Range<usize>> = scan.mentions.iter().map(|mention| mention.words.clone()).collect();
    taken.extend(scan.moments.iter().map(|moment| moment.words.clone()));
    taken.sort_by_key(|span| span.start);
    let mut taken = taken.into_iter().peekable();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        while taken.peek().is_some_and(|span| span.end <= at) {
            taken.next();
        }
        if let Some(span) = taken.peek().filter(|span| span.contains(&at)) {
            at = span.end;
            continue;
        }
        let Some((tokens, value, in_words)) = number(words, at) else {
            at += 1;
            continue;
        };
        at = tokens.end.max(at + 1);
        if !vague(words, &tokens) {
            found.push(FoundNumber { range: words.bytes(&tokens), value, in_words });
        }
    }
    found
}

/// The words that numbers in words begin with.
pub(super) fn openers() -> Vec<&'static str> {
    names::openers()
}

/// A number in words (see `names`), for the readers of times and dates.
pub(super) fn spelled(words: &Words, at: usize) -> Option<(i64, usize)> {
    names::read(words, at)
}

/// A number in digits or in words that says "how many of something", for "3 days ago" and "three days ago".
pub(super) fn counted(words: &Words, at: usize) -> Option<(i64, usize)> {
    match words.number(at) {
        Some(value) => Some((i64::from(value), at + 1)),
        None => names::read(words, at),
    }
}

fn number(words: &Words, at: usize) -> Option<(Range<usize>, i64, bool)> {
    if words.is(at, Kind::Number) {
        let (tokens, value) = digits::read(words, at)?;
        return Some((tokens, value, false));
    }
    let (value, end) = names::read(words, at)?;
    let part_before =
        words.glued(at) && matches!(words.sign(back(at, 1)), Some('_' | '@' | '/' | '.' | '#' | '-'));
    let part_after = words.glued(end) && matches!(words.sign(end), Some('_' | '@' | '/' | '-'));
    let touches = words.glued(at) && words.is(back(at, 1), Kind::Number);
    if touches || part_before || part_after || words.glued(end) && words.is(end, Kind::Number) {
        return None;
    }
    let single = end == at + 1;
    if single && doubtful(words, at) || is_name(words, at, end) || dictated(words, at, end) {
        return None;
    }
    let minus = matches!(words.word(back(at, 1)), "minus" | "negative" | "menos" | "negativo" | "moins");
    let start = if minus { at - 1 } else { at };
    Some((start..end, if minus { -value } else { value }, true))
}

/// "Two Chicks & A Rack": a name, unless the next word is written as brands are, with a capital within.
fn is_name(words: &Words, at: usize, end: usize) -> bool {
    let capital = |at: usize| words.spelled(at).starts_with(char::is_uppercase);
    let lower = |at: usize| words.spelled(at).chars().skip(1).all(char::is_lowercase);
    let next = if words.starts_line(end) { usize::MAX } else { end };
    capital(at) && lower(at) && capital(next) && lower(next) && words.spelled(next).len() > 1
}

/// One of many digits spoken one after the other: "five seven seven two".
fn dictated(words: &Words, at: usize, end: usize) -> bool {
    let digit = |at: usize| names::read(words, at).is_some_and(|(value, _)| value < 10);
    digit(at) && (!words.starts_line(end) && digit(end) || !words.starts_line(at) && digit(back(at, 1)))
}

/// Either end of "2 or 3", "two to three", "10-12".
fn vague(words: &Words, tokens: &Range<usize>) -> bool {
    let joins =
        |at: usize| matches!(words.piece(at), "or" | "o" | "ou" | "to" | "-" | "a") && !words.starts_line(at);
    let number = |at: usize| {
        (words.is(at, Kind::Number) || names::read(words, at).is_some()) && !words.starts_line(at)
    };
    let before = back(tokens.start, 1);
    joins(tokens.end) && number(tokens.end + 1)
        || joins(before)
            && !words.starts_line(tokens.start)
            && (words.is(back(before, 1), Kind::Number) || names::read(words, back(before, 1)).is_some())
}

/// Number words that mostly are other words: "this one", English "once", French "neuf" (new), "sept" (September).
fn doubtful(words: &Words, at: usize) -> bool {
    let alone = (words.starts_line(at) || words.is(back(at, 1), Kind::Sign))
        && (words.starts_line(at + 1) || words.is(at + 1, Kind::Sign) && words.starts_line(at + 2));
    match words.word(at) {
        _ if alone => false,
        "one" => {
            let pronoun = BEFORE_PRONOUN.contains(&words.word(back(at, 1)));
            pronoun
                || words.word(at + 1) == "of"
                || !words.is(at + 1, Kind::Word)
                || words.starts_line(at + 1)
                || AFTER_PRONOUN.contains(&words.word(at + 1))
        }
        "once" => !matches!(
            words.word(back(at, 1)),
            "los" | "las" | "son" | "tengo" | "hay" | "quedan" | "marca" | "dice" | "tenemos" | "aparecen"
        ),
        "neuf" | "sept" => true,
        "ten" => !words.spelled(at).is_ascii(),
        "dos" => words.spelled(at) == "DOS",
        _ => false,
    }
}

#[cfg(test)]
mod tests;
