//! Which half of the day is meant: `pm`, `in the evening`, `de la noche`, `last night at`.

use crate::reading::value::initials::{ByInitial, Lazy};
use crate::reading::value::words::{Words, back};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Am,
    Pm,
    /// After dark: 9 is 21:00, 12 is midnight, 2 is 02:00.
    Night,
    /// The hour is on a 24-hour clock.
    Written,
}

const PHRASES: &[(&str, Half)] = &[
    ("a . m .", Half::Am),
    ("p . m .", Half::Pm),
    ("a . m", Half::Am),
    ("p . m", Half::Pm),
    ("a m", Half::Am),
    ("p m", Half::Pm),
    ("am", Half::Am),
    ("pm", Half::Pm),
    ("in the morning", Half::Am),
    ("in the afternoon", Half::Pm),
    ("in the evening", Half::Pm),
    ("in the arvo", Half::Pm),
    ("at night", Half::Night),
    ("de la manana", Half::Am),
    ("de la madrugada", Half::Am),
    ("de la tarde", Half::Pm),
    ("de la noche", Half::Night),
    ("da manha", Half::Am),
    ("da madrugada", Half::Am),
    ("da tarde", Half::Pm),
    ("da noite", Half::Night),
    ("du matin", Half::Am),
    ("du soir", Half::Pm),
    ("de l ' apres - midi", Half::Pm),
];

static BY_INITIAL: Lazy<(&str, Half)> = Lazy::new(|| ByInitial::of(PHRASES, |(phrase, _)| phrase));

/// The half that is written right after an hour, and where it ends.
pub(super) fn after(words: &Words, at: usize) -> Option<(Half, usize)> {
    if words.starts_line(at) {
        return None;
    }
    // "8 am" but not "8 ampoules" (one word) nor "7 a m" cut out of "7 a me".
    let phrase = BY_INITIAL
        .like(words.piece(at))
        .find_map(|(phrase, half)| words.reads(at, phrase).map(|end| (*half, end)));
    phrase.or_else(|| vietnamese(words, at).map(|half| (half, at + 1)))
}

/// "8 giờ tối". Without its accents each is a word elsewhere ("toi", "sang").
fn vietnamese(words: &Words, at: usize) -> Option<Half> {
    if words.spelled(at).is_ascii() {
        return None;
    }
    match words.word(at) {
        "sang" => Some(Half::Am),
        "trua" | "chieu" => Some(Half::Pm),
        "toi" | "đem" => Some(Half::Night),
        _ => None,
    }
}

/// The half that a part of the day tells right before an hour: "last night at 7:30", "this morning around 9".
pub(super) fn before(words: &Words, at: usize) -> Option<Half> {
    let mut before = back(at, 1);
    for _ in 0..3 {
        let skips = matches!(
            words.piece(before),
            "at" | "around" | "about" | "@" | "a" | "las" | "as" | "vers" | "~" | "," | "from"
        );
        if !skips {
            break;
        }
        before = back(before, 1);
    }
    if words.word(before) == "s" && words.sign(back(before, 1)) == Some('\'') {
        before = back(before, 2);
    }
    if words.word(back(before, 1)) == "good" {
        return None;
    }
    part_of_day(words.word(before))
}

/// The half that a part of the day tells right after a time: "7:30 tonight", "9:15 yesterday morning".
pub(super) fn nearby_after(words: &Words, end: usize) -> Option<Half> {
    (end..end + 3).take_while(|at| !words.starts_line(*at)).find_map(|at| part_of_day(words.word(at)))
}

fn part_of_day(word: &str) -> Option<Half> {
    match word {
        "tonight" | "tonights" | "night" | "anoche" | "noche" | "noite" => Some(Half::Night),
        "evening" | "evenings" | "afternoon" | "afternoons" | "tarde" | "soir" => Some(Half::Pm),
        "morning" | "mornings" | "manha" | "matin" => Some(Half::Am),
        _ => None,
    }
}
