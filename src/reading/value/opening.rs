//! The words with which a date, a time or a number can begin, so that all other words are passed over at once.
//!
//! Each reader names its own; a debug build asks it at every other word as well whether that is true.

use std::sync::LazyLock;

use super::{date, number, time};
use crate::reading::hash::WordMap;

/// What a token can begin, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Openings(u8);

impl Openings {
    pub(super) const NONE: Self = Self(0);
    /// A day, in any way of saying it.
    pub(super) const DATE: Self = Self(1);
    /// A clock time.
    pub(super) const TIME: Self = Self(2);
    /// A number in words.
    pub(super) const NUMBER: Self = Self(4);
    /// The day of a month in words.
    pub(super) const ORDINAL: Self = Self(8);
    /// What digits can begin.
    pub(super) const OF_DIGITS: Self = Self(1 | 2);

    pub(super) fn of(word: &str) -> Self {
        WORDS.get(word).copied().unwrap_or_default()
    }

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

static WORDS: LazyLock<WordMap<Openings>> = LazyLock::new(|| {
    let mut words = WordMap::default();
    let mut add = |openers: Vec<&'static str>, opens: Openings| {
        for opener in openers {
            let first = opener.split(' ').next().unwrap_or_default();
            let stem = first.trim_end_matches('~');
            // `~` stands for the endings of a possessive.
            for word in [stem.to_owned(), format!("{stem}s")].into_iter().take(1 + first.len() - stem.len()) {
                words.or_insert(&word, Openings::NONE).0 |= opens.0;
            }
        }
    };
    add(number::openers(), Openings(Openings::NUMBER.0 | Openings::DATE.0 | Openings::TIME.0));
    add(date::ordinals(), Openings(Openings::ORDINAL.0 | Openings::DATE.0));
    add(date::openers(), Openings::DATE);
    add(time::openers(), Openings::TIME);
    words
});

#[cfg(test)]
mod tests {
    use super::Openings;

    #[test]
    fn words_open_what_can_begin_with_them() {
        for (word, date, time) in [
            ("yesterday", true, false),
            ("noon", false, true),
            ("seven", true, true),
            ("mothers", true, false),
            ("please", false, false),
        ] {
            let opens = Openings::of(word);
            assert_eq!((opens.has(Openings::DATE), opens.has(Openings::TIME)), (date, time), "{word}");
        }
    }
}
