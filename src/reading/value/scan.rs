//! A text gone through once for its dates and times, from which the finders of days, times and counts all read.

use super::words::Words;
use super::{date, time};

/// The tokens of a text, and which of them speak of days and times.
pub struct Scan {
    pub(super) words: Words<'static>,
    pub(super) mentions: Vec<date::Mention>,
    pub(super) moments: Vec<time::Moment>,
}

impl Scan {
    pub fn of(text: &str) -> Self {
        let words = Words::cut(text).into_owned();
        let mentions = date::scan(&words);
        let moments = time::scan(&words);
        Self { words, mentions, moments }
    }
}
