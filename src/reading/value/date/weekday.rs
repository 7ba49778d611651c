//! Days of the week: `Friday`, `last Friday`, `Friday of last week`, `on sat`, `na sexta`, `Monday the 6th`.

use std::ops::Range;

use jiff::civil::Weekday;

use super::names::{self, DayName};
use super::{DateForm, Mention, Said, Week, context};
use crate::reading::value::words::{Kind, Words, back};

/// Before a short name that is a day.
#[rustfmt::skip]
const LEADS: &[&str] = &[
    "on", "last", "since", "this", "next", "from", "by", "until", "till", "past", "late", "early",
    "el", "before", "after",
];

/// After "segunda" ... "sexta" where they are ordinals.
#[rustfmt::skip]
const ORDERED: &[&str] = &[
    "vez", "tentativa", "parte", "compra", "conta", "loja", "live", "etapa", "linha", "foto", "imagem",
    "opcao", "via", "pagina", "apelacao", "mensagem",
];

pub(super) fn read(words: &Words, at: usize) -> Option<Mention> {
    let (day, name) = names::weekday(words.word(at))?;
    let mut end = at + 1;
    let feira = words.sign(end) == Some('-') && words.word(end + 1) == "feira" || words.word(end) == "feira";
    if feira {
        end = if words.word(end) == "feira" { end + 1 } else { end + 2 };
    }
    if repeats(words, at)
        || greets(words, at)
        || spans_days(words, at, end)
        || !stands(words, at, end, name, feira)
    {
        return None;
    }
    if let Some((number, after)) = numbered(words, end) {
        let said = Said::DayOfMonth { day: number, weekday: Some(day) };
        let ahead = context::points_ahead(words, at, after);
        return Some(Mention { words: at..after, said, form: DateForm::Ordinal, ahead });
    }
    let this = matches!(words.word(back(at, 1)), "this" | "este" | "ce" | "esta") && !past(words, end);
    let ahead = this || context::points_ahead(words, at, end);
    let (week, start, end) = week(words, at, end);
    Some(Mention { words: start..end, said: Said::Weekday { day, week }, form: DateForm::Weekday, ahead })
}

/// A date's tokens with the weekday beside it: "Thursday, Jan 15", "3/16 (Monday)".
pub(super) fn absorb(words: &Words, date: &Range<usize>) -> Range<usize> {
    let mut tokens = date.clone();
    let before = back(date.start, 1);
    let before = if matches!(words.sign(before), Some(',' | '(' | '.')) { back(before, 1) } else { before };
    if names::weekday(words.word(before)).is_some()
        && (before + 1..=date.start).all(|at| !words.starts_line(at))
    {
        tokens.start = before;
    }
    let after = if matches!(words.sign(date.end), Some(',' | '(')) { date.end + 1 } else { date.end };
    if names::weekday(words.word(after)).is_some_and(|(_, name)| name == DayName::Full)
        && (date.end..=after).all(|at| !words.starts_line(at))
        && (after > date.end && words.sign(after + 1) == Some(')'))
    {
        tokens.end = after + 2;
    }
    tokens
}

/// "Happy Wednesday", "have a blessed Sunday", "Feliz viernes", but not "I was happy Friday".
pub(super) fn greets(words: &Words, at: usize) -> bool {
    let wish = back(at, 1);
    if words.starts_line(at) {
        return false;
    }
    match words.word(wish) {
        "happy" | "blessed" | "feliz" | "bon" | "buen" | "bom" | "boa" | "joyeux" => {
            let before = back(wish, 1);
            let spelled = words.spelled(wish);
            words.starts_line(wish)
                || words.is(before, Kind::Sign)
                || matches!(words.word(before), "a" | "un" | "um" | "uma")
                || spelled.starts_with(char::is_uppercase) && spelled.contains(char::is_lowercase)
        }
        "great" | "nice" | "wonderful" | "lovely" => words.reads(back(at, 3), "have a").is_some(),
        _ => false,
    }
}

/// "Every Saturday", "los lunes".
pub(super) fn repeats(words: &Words, at: usize) -> bool {
    let before = words.word(back(at, 1));
    matches!(
        before,
        "every"
            | "each"
            | "los"
            | "cada"
            | "todo"
            | "toda"
            | "chaque"
            | "most"
            | "ruby"
            | "good"
            | "any"
            | "easter"
    ) || before == "other" && words.word(back(at, 2)) == "every"
        || words.glued(at) && matches!(words.sign(back(at, 1)), Some('@' | '.' | '_' | '/' | '-' | '#'))
}

/// "Monday-Friday", "Mon to Fri", "Sat 9-5": opening hours.
fn spans_days(words: &Words, at: usize, end: usize) -> bool {
    let joins =
        |at: usize| matches!(words.piece(at), "-" | "to" | "through" | "thru" | "a" | "au" | "/" | "&");
    let day = |at: usize| names::weekday(words.word(at)).is_some();
    let hours = words.is(end, Kind::Number)
        && matches!(words.piece(end + 1), "-" | "am" | ":")
        && names::month(words.word(at)).is_none()
        && words.sign(end + 1) == Some('-')
        && words.is(end + 2, Kind::Number)
        && !words.starts_line(end);
    joins(end) && day(end + 1) || joins(back(at, 1)) && day(back(at, 2)) || hours
}

/// Whether the name is meant as a day at all.
fn stands(words: &Words, at: usize, end: usize, name: DayName, feira: bool) -> bool {
    let before = words.piece(back(at, 1));
    let after = words.word(end);
    let led = LEADS.contains(&before);
    let part_of_day =
        matches!(after, "night" | "morning" | "evening" | "afternoon" | "nite" | "am" | "pm" | "at");
    let apart = words.starts_line(end) || words.is(end, Kind::Sign);
    match name {
        DayName::Full => !words.glued_word(end),
        DayName::Short => {
            let numbered = numbered(words, end).is_some();
            let sure = led || part_of_day || numbered || before == ":" && apart;
            let sun = words.word(at) != "sun" || !led || part_of_day || numbered || apart;
            let sat = words.word(at) != "sat"
                || before != "on"
                || !words.is(end, Kind::Word)
                || after != "the"
                || numbered;
            sure && sun && sat
        }
        DayName::Counted => {
            let na = matches!(before, "na" | "nesta" | "nessa" | "ultima" | "desde");
            let noun = ORDERED.contains(&after);
            feira || na && !noun
        }
    }
}

/// "Monday the 6th", "lunes 6", "Mon 6th".
fn numbered(words: &Words, end: usize) -> Option<(i8, usize)> {
    let mut at = if words.sign(end) == Some(',') { end + 1 } else { end };
    let article = matches!(words.word(at), "the" | "dia");
    if article {
        at += 1;
    }
    if words.starts_line(at) {
        return None;
    }
    let (day, after, ordinal) = names::day(words, at)?;
    let month = matches!(words.word(after), "of" | "de") || names::month(words.word(after)).is_some();
    let named = words.is(at, Kind::Number) || article;
    // "El lunes 8", where no time and no count follows.
    let romance = !article
        && matches!(
            words.word(back(end, 1)),
            "lunes"
                | "martes"
                | "miercoles"
                | "jueves"
                | "viernes"
                | "sabado"
                | "domingo"
                | "lundi"
                | "mardi"
                | "mercredi"
                | "jeudi"
                | "vendredi"
                | "samedi"
                | "dimanche"
                | "feira"
        )
        && !matches!(
            words.piece(after),
            "am" | "pm" | "a" | "p" | "h" | "hs" | "hrs" | "horas" | "heures" | ":" | "-" | "/"
        )
        && !words.glued_word(after);
    ((ordinal || romance) && named && !month && context::ends_freely(words, after)).then_some((day, after))
}

fn past(words: &Words, end: usize) -> bool {
    matches!(words.word(end), "pasado" | "passado" | "passada" | "dernier" | "passe")
}

/// Which week's day it is, with the words that say so.
fn week(words: &Words, at: usize, end: usize) -> (Week, usize, usize) {
    let before = back(at, 1);
    if let Some(end) = words.reads(end, "before last") {
        return (Week::BeforeLatest, at, end);
    }
    if words.reads(back(at, 3), "a week ago").is_some() {
        return (Week::BeforeLatest, at - 3, end);
    }
    for phrase in
        ["of last week", "last week", "de la semana pasada", "da semana passada", "de la semaine derniere"]
    {
        if let Some(end) = words.reads(end, phrase) {
            return (Week::Previous, at, end);
        }
    }
    if words.reads(back(at, 2), "last week").is_some() {
        return (Week::Previous, at - 2, end);
    }
    let start = if matches!(words.word(before), "last" | "past" | "ultima") { before } else { at };
    let end = if past(words, end) { end + 1 } else { end };
    (Week::Latest, start, end)
}

/// For the calendar: how many days after Monday.
pub(super) fn days_after_monday(day: Weekday) -> i32 {
    i32::from(day.to_monday_zero_offset())
}
