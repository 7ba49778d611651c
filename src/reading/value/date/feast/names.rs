//! The names of holidays in English, Spanish, Portuguese and French.

use jiff::civil::Weekday::{Monday, Sunday};

use super::calendar::Feast;
use crate::reading::value::initials::{ByInitial, Lazy};
use crate::reading::value::words::Words;

/// How much a holiday's name says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// The day, whatever stands beside it.
    Sure,
    /// Hardly anything but the day: "Boxing Day".
    Day,
    /// Also a season, and what is sold for it: "Christmas", "Halloween".
    Season,
    /// Not English, so other words lead to it.
    Romance,
}

/// A `~` stands for the endings of a possessive. Longer names stand before those they begin with.
#[rustfmt::skip]
const NAMES: &[(&str, Feast, Sense)] = &[
    ("black friday", Feast::Thanksgiving(1), Sense::Sure),
    ("cyber monday", Feast::Thanksgiving(4), Sense::Sure),
    ("thanksgiving day", Feast::Thanksgiving(0), Sense::Day),
    ("thanksgiving", Feast::Thanksgiving(0), Sense::Season),
    ("halloween", Feast::Fixed(10, 31), Sense::Season),
    ("hallowe ' en", Feast::Fixed(10, 31), Sense::Season),
    ("valentine~ day", Feast::Fixed(2, 14), Sense::Day),
    ("valentine ' s", Feast::Fixed(2, 14), Sense::Season),
    ("valentines", Feast::Fixed(2, 14), Sense::Season),
    ("christmas day", Feast::Fixed(12, 25), Sense::Day),
    ("christmas", Feast::Fixed(12, 25), Sense::Season),
    ("xmas day", Feast::Fixed(12, 25), Sense::Day),
    ("xmas", Feast::Fixed(12, 25), Sense::Season),
    ("boxing day", Feast::Fixed(12, 26), Sense::Day),
    ("new year~ eve", Feast::Fixed(12, 31), Sense::Day),
    ("new year~ day", Feast::Fixed(1, 1), Sense::Day),
    ("martin luther king jr . day", Feast::Nth(1, 3, Monday), Sense::Day),
    ("martin luther king jr day", Feast::Nth(1, 3, Monday), Sense::Day),
    ("martin luther king day", Feast::Nth(1, 3, Monday), Sense::Day),
    ("mlk day", Feast::Nth(1, 3, Monday), Sense::Day),
    ("president~ day", Feast::Nth(2, 3, Monday), Sense::Day),
    ("st . patrick~ day", Feast::Fixed(3, 17), Sense::Day),
    ("st patrick~ day", Feast::Fixed(3, 17), Sense::Day),
    ("saint patrick~ day", Feast::Fixed(3, 17), Sense::Day),
    ("good friday", Feast::Easter(-2), Sense::Day),
    ("easter sunday", Feast::Easter(0), Sense::Day),
    ("easter monday", Feast::Easter(1), Sense::Day),
    ("easter", Feast::Easter(0), Sense::Season),
    ("cinco de mayo", Feast::Fixed(5, 5), Sense::Season),
    ("mother~ day", Feast::Nth(5, 2, Sunday), Sense::Day),
    ("memorial day", Feast::Nth(5, -1, Monday), Sense::Day),
    ("father~ day", Feast::Nth(6, 3, Sunday), Sense::Day),
    ("juneteenth", Feast::Fixed(6, 19), Sense::Season),
    ("canada day", Feast::Fixed(7, 1), Sense::Day),
    ("labor day", Feast::Nth(9, 1, Monday), Sense::Day),
    ("labour day", Feast::Nth(9, 1, Monday), Sense::Day),
    ("columbus day", Feast::Nth(10, 2, Monday), Sense::Day),
    ("veteran~ day", Feast::Fixed(11, 11), Sense::Day),
    ("navidad", Feast::Fixed(12, 25), Sense::Romance),
    ("nochebuena", Feast::Fixed(12, 24), Sense::Romance),
    ("noche buena", Feast::Fixed(12, 24), Sense::Romance),
    ("ano nuevo", Feast::Fixed(1, 1), Sense::Romance),
    ("natal", Feast::Fixed(12, 25), Sense::Romance),
    ("noel", Feast::Fixed(12, 25), Sense::Romance),
];

static BY_INITIAL: Lazy<(&str, Feast, Sense)> = Lazy::new(|| ByInitial::of(NAMES, |(name, _, _)| name));

/// Read as written dates where nothing is counted from them.
const INDEPENDENCE: &[&str] = &["fourth of july", "4 th of july", "july fourth", "july 4 th", "july 4"];

pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().map(|(name, _, _)| *name)
}

/// A holiday's name and where it ends, with an "eve" after it as the day before.
pub(super) fn read(words: &Words, at: usize) -> Option<(Feast, i32, Sense, usize)> {
    let (feast, sense, end) = BY_INITIAL
        .like(words.piece(at))
        .find_map(|(name, feast, sense)| spells(words, at, name).map(|end| (*feast, *sense, end)))?;
    if words.word(end) == "eve" && matches!(sense, Sense::Day | Sense::Season) {
        return Some((feast, -1, Sense::Day, end + 1));
    }
    Some((feast, 0, sense, end))
}

pub(super) fn independence(words: &Words, at: usize) -> Option<(Feast, i32, Sense, usize)> {
    let end = INDEPENDENCE.iter().find_map(|name| words.reads(at, name))?;
    Some((Feast::Fixed(7, 4), 0, Sense::Day, end))
}

fn spells(words: &Words, at: usize, name: &str) -> Option<usize> {
    let mut end = at;
    for piece in name.split(' ') {
        end = match piece.strip_suffix('~') {
            Some(stem) => possessive(words, end, stem)?,
            None => (words.piece(end) == piece).then_some(end + 1)?,
        };
    }
    Some(end)
}

/// "Mother", "mothers", "mother's" or "mothers'".
fn possessive(words: &Words, at: usize, stem: &str) -> Option<usize> {
    let rest = words.word(at).strip_prefix(stem)?;
    let marked = words.sign(at + 1) == Some('\'') && words.glued(at + 1);
    match (rest, marked) {
        ("", true) => (words.word(at + 2) == "s").then_some(at + 3),
        ("s", true) => Some(at + 2),
        ("" | "s", false) => Some(at + 1),
        _ => None,
    }
}
