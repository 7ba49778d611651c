//! Days counted from the message: `yesterday`, `last night`, `2 days ago`, `hace 3 días`, `il y a 2 jours`.

use super::{DateForm, Mention, Said, context};
use crate::reading::value::initials::{ByInitial, Lazy};
use crate::reading::value::number;
use crate::reading::value::words::{Words, back};

/// Before a number of days that is no more than a guess.
#[rustfmt::skip]
const HEDGES: &[&str] = &[
    "about", "around", "like", "maybe", "almost", "over", "than", "or", "to", "-", "~", "nearly", "roughly",
    "unos", "unas", "casi", "mas", "uns", "cerca", "environ", "or so", "approximately",
];

/// More days than anyone counts back by heart are vague.
const DAYS_MAX: i64 = 60;

/// Phrases and how many days before the message they speak of. Longer ones stand before those they begin with.
#[rustfmt::skip]
const PHRASES: &[(&str, i32)] = &[
    ("day before yesterday", 2), ("day before last", 2), ("yesterday", 1), ("yesterdays", 1), ("yest", 1),
    ("yesteday", 1), ("yesturday", 1), ("last night", 1), ("last nite", 1), ("last evening", 1), ("last nights", 1),
    ("earlier today", 0), ("today", 0), ("todays", 0), ("tonight", 0), ("tonights", 0), ("tonite", 0), ("2nite", 0), ("2 nite", 0), ("tn", 0), ("yday", 1), ("ystrday", 1), ("lastnight", 1), ("lastnite", 1),
    ("earlier tonight", 0), ("this am", 0), ("this pm", 0), ("yesternight", 1),
    ("this morning", 0), ("this mornings", 0), ("this afternoon", 0), ("this evening", 0), ("just now", 0),
    ("day after tomorrow", -2), ("tomorrow", -1),
    ("antes de ayer", 2), ("anteayer", 2), ("antier", 2), ("antes de anoche", 2), ("anteanoche", 2), ("antenoche", 2),
    ("ayer", 1), ("anoche", 1), ("hoy", 0), ("esta manana", 0), ("esta tarde", 0), ("esta noche", 0),
    ("antes de ontem", 2), ("anteontem", 2), ("ontem", 1), ("hoje", 0), ("esta manha", 0), ("hoje cedo", 0),
    ("esta noite", 0), ("amanha", -1),
    ("avant - hier", 2), ("avant hier", 2), ("hier", 1), ("aujourd ' hui", 0), ("aujourdhui", 0), ("ce matin", 0),
    ("cet apres - midi", 0), ("ce soir", 0), ("cette nuit", 0), ("demain", -1),
    ("hom qua", 1), ("toi qua", 1), ("dem qua", 1), ("toi nay", 0), ("sang nay", 0), ("hom nay", 0), ("前 天", 2), ("昨 天", 1), ("昨 晚", 1), ("昨 日", 1), ("今 天", 0), ("今 早", 0), ("今 晚", 0), ("今 日", 0), ("明 天", -1),
];

static BY_INITIAL: Lazy<(&str, i32)> = Lazy::new(|| ByInitial::of(PHRASES, |(phrase, _)| phrase));

/// The phrases and words that such a day begins with, beside numbers.
pub(super) fn openers() -> Vec<&'static str> {
    let counts = ["il", "hace", "ha", "faz", "a", "an", "un", "una", "um", "uma", "une", "one"];
    PHRASES.iter().map(|(phrase, _)| *phrase).chain(counts).collect()
}

pub(super) fn read(words: &Words, at: usize) -> Option<Mention> {
    let (said, end) = phrase(words, at).or_else(|| ago(words, at))?;
    let ahead =
        matches!(said, Said::DaysAgo(..0)) || deadline(words, at) || context::points_ahead(words, at, end);
    Some(Mention { words: at..end, said, form: DateForm::Relative, ahead })
}

fn phrase(words: &Words, at: usize) -> Option<(Said, usize)> {
    let (days, end) = BY_INITIAL
        .like(words.piece(at))
        .find_map(|(phrase, days)| words.reads(at, phrase).map(|end| (*days, end)))?;
    let word = words.word(at);
    let german =
        word == "hier" && matches!(words.word(end), "ist" | "sind" | "die" | "der" | "das" | "noch" | "mein");
    // Nashville, TN
    if word == "tn" && (words.spelled(at) != "tn" || words.sign(back(at, 1)) == Some(',') || words.glued(at))
    {
        return None;
    }
    let going = word == "just" && words.word(end).ends_with("ing");
    // 昨天 and the name right behind it touch.
    let ideographic = words.piece(back(end, 1)).chars().all(|c| c >= '\u{3040}');
    (!german && !going && (ideographic || !words.glued_word(end))).then_some((Said::DaysAgo(days), end))
}

/// "2 days ago", "an hour ago", "hace 3 días", "há 2 dias", "2 dias atrás", "il y a 2 jours".
fn ago(words: &Words, at: usize) -> Option<(Said, usize)> {
    let opened = words.reads(at, "il y a").or_else(|| match words.word(at) {
        "hace" | "ha" | "faz" => Some(at + 1),
        _ => None,
    });
    let (count, unit) = count(words, opened.unwrap_or(at))?;
    let closed = matches!(words.word(unit + 1), "ago" | "atras");
    let (hedge, end) = match (opened, closed) {
        (Some(opened), closed) => (opened, if closed { unit + 2 } else { unit + 1 }),
        (None, true) => (back(at, 1), unit + 2),
        (None, false) => return None,
    };
    let hedged = HEDGES.contains(&words.piece(hedge));
    let minutes =
        matches!(words.word(unit), "hour" | "hours" | "hrs" | "hr" | "minutes" | "mins" | "min" | "minute");
    if hedged && !minutes || !(0..=1440).contains(&count) {
        return None;
    }
    let count = i32::try_from(count).ok()?;
    let said = match words.word(unit) {
        "day" | "days" | "dias" | "dia" | "jours" | "jour" if i64::from(count) <= DAYS_MAX => {
            Said::DaysAgo(count)
        }
        "hour" | "hours" | "hrs" | "hr" | "horas" | "hora" | "heures" | "heure" => {
            Said::MinutesAgo(count * 60)
        }
        "minutes" | "mins" | "min" | "minute" | "minutos" => Said::MinutesAgo(count),
        _ => return None,
    };
    Some((said, end))
}

/// How many, and where their unit stands.
fn count(words: &Words, at: usize) -> Option<(i64, usize)> {
    if words.glued(at) && back(at, 1) != usize::MAX {
        return None;
    }
    match words.word(at) {
        "a" | "an" | "un" | "una" | "um" | "uma" | "une" | "one" => Some((1, at + 1)),
        _ => number::counted(words, at),
    }
}

/// "By today", "need it fixed today" is not told apart; only what has a preposition of its own.
fn deadline(words: &Words, at: usize) -> bool {
    matches!(words.word(back(at, 1)), "by" | "before" | "until" | "para")
}
