//! A day without its month: `the 27th`, `on the 14th`, `el día 3`, `no dia 14`, `le 3`.

use super::{DateForm, Mention, Said, context, names, weekday};
use crate::reading::value::words::{Kind, Words, back};

/// Before a day of the month.
#[rustfmt::skip]
const LEADS: &[&str] = &[
    "on", "from", "since", "till", "until", "by", "before", "after", "for", "dated", "placed", "ordered",
    "appealed", "submitted", "filed", "sent", "applied", "denied", "created", "bought", "it", "rejected",
];

/// Before such a day without "the": "appealed 24th, denied 27th".
#[rustfmt::skip]
const BARE_LEADS: &[&str] = &[
    "on", "since", "from", "dated", "placed", "ordered", "appealed", "submitted", "filed", "sent", "applied",
    "denied", "created", "bought", "rejected", "issued", "received", "purchased",
];

/// After a day of the month, where a thing's rank has the thing.
#[rustfmt::skip]
const GOES_ON: &[&str] = &[
    "and", "but", "at", "around", "it", "they", "we", "i", "she", "he", "because", "when", "which", "for",
    "with", "so", "still", "then", "about", "to", "as", "through", "until", "in", "by", "that", "also",
    "worked", "came", "went", "got", "had", "were", "failed", "won", "passed",
    "no", "not", "or", "my", "our", "after", "before", "via", "right", "did", "was", "is", "has",
];

/// The same in Spanish, Portuguese and French.
#[rustfmt::skip]
const GOES_ON_ROMANCE: &[&str] = &[
    "y", "a", "me", "se", "no", "pero", "en", "por", "que", "et", "mais", "ils", "on", "e", "mas", "as",
    "ya", "sin", "con", "com", "nao", "ainda", "j", "je", "nous",
];

/// The words that such a day begins with.
pub(super) const OPENERS: &[&str] = &["the", "el", "le", "del", "dia"];

pub(super) fn read(words: &Words, at: usize) -> Option<Mention> {
    let (day, end) = english(words, at).or_else(|| romance(words, at)).or_else(|| ideographic(words, at))?;
    let ahead = context::points_ahead(words, at, end);
    let said = Said::DayOfMonth { day, weekday: None };
    Some(Mention { words: at..end, said, form: DateForm::Ordinal, ahead })
}

fn english(words: &Words, at: usize) -> Option<(i8, usize)> {
    let number = match words.word(at) {
        "the" => at + 1,
        _ if words.is(at, Kind::Number) && BARE_LEADS.contains(&words.word(back(at, 1))) => at,
        _ => return None,
    };
    // "Happy Friday the 13th"
    let greeting = names::weekday(words.word(back(at, 1))).is_some() && weekday::greets(words, back(at, 1));
    if greeting || words.starts_line(number) && number > at {
        return None;
    }
    let (day, end, ordinal) = names::day(words, number)?;
    if !ordinal || !context::ends_freely(words, end) {
        return None;
    }
    let digits = words.is(number, Kind::Number);
    let led = LEADS.contains(&words.word(back(at, 1)));
    let apart = words.starts_line(end) || words.is(end, Kind::Sign) && words.sign(end) != Some('-');
    let goes_on = GOES_ON.contains(&words.word(end));
    let counted = matches!(words.word(back(at, 1)), "is" | "s" | "was" | "this" | "for" | "be") && day <= 12;
    let dated =
        if digits { led && (apart || goes_on) || apart && !counted } else { led && apart && !counted };
    let unlike_rank = day > 5 || led;
    (dated && unlike_rank || digits && day > 12 && goes_on && !counted).then_some((day, end))
}

/// "13号", "13日", without a month.
fn ideographic(words: &Words, at: usize) -> Option<(i8, usize)> {
    let (day, end, ordinal) = names::day(words, at)?;
    let named = matches!(words.piece(end), "号" | "日" | "號") && words.glued(end);
    (!ordinal && words.is(at, Kind::Number) && named && words.piece(back(at, 1)) != "月")
        .then_some((day, end + 1))
}

fn romance(words: &Words, at: usize) -> Option<(i8, usize)> {
    let word = words.word(at);
    let (number, strong) = match word {
        "el" | "le" | "del" => {
            let dia = matches!(words.word(at + 1), "dia" | "jour");
            (if dia { at + 2 } else { at + 1 }, dia)
        }
        "dia" => (at + 1, !matches!(words.word(back(at, 1)), "un" | "um" | "por" | "cada")),
        _ => return None,
    };
    if !words.is(number, Kind::Number) || words.starts_line(number) {
        return None;
    }
    let (day, end, ordinal) = names::day(words, number)?;
    if words.glued_word(end) || !context::ends_freely(words, end) || ordinal && day > 1 {
        return None;
    }
    let apart = words.starts_line(end)
        || words.is(end, Kind::Sign) && !matches!(words.sign(end), Some('%' | '-' | '/' | '$' | '+'));
    let goes_on = GOES_ON_ROMANCE.contains(&words.word(end));
    (apart || goes_on || strong && words.word(end) != "de").then_some((day, end))
}
