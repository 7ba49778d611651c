//! Words that speak of a time without naming a day, so that a report can say why they are not enough.

use std::ops::Range;

use crate::reading::value::initials::{ByInitial, Lazy};
use crate::reading::value::number;
use crate::reading::value::words::{Words, back};

#[rustfmt::skip]
const PHRASES: &[&str] = &[
    "a while ago", "a while back", "awhile ago", "awhile back", "a little while ago", "a long time ago", "ages ago",
    "last week", "last month", "last year", "last weekend", "last summer", "last spring", "last fall", "last winter",
    "this week", "this weekend", "this month", "earlier this week", "over the weekend", "the weekend", "holiday weekend",
    "past weekend", "the other day", "the other night", "recently", "lately", "a few days", "few days ago",
    "couple days ago", "couple of days ago", "couple weeks ago", "couple of weeks ago", "couple months ago",
    "few weeks ago", "few months ago", "several days ago", "several weeks ago", "some days ago", "some time ago",
    "days ago", "weeks ago", "months ago", "week ago", "month ago", "year ago", "years ago", "hours ago",
    "past few days", "past few weeks", "last few days", "last couple days", "last couple of days", "around christmas",
    "beginning of the month", "end of the month", "middle of the month", "mid month", "the holidays",
    "semana pasada", "mes pasado", "ano pasado", "fin de semana", "esta semana", "este mes", "el otro dia",
    "hace unos dias", "hace varios dias", "hace poco", "hace dias", "hace tiempo", "hace semanas", "hace meses",
    "hace rato", "recientemente", "hace una semana", "hace un mes", "hace como",
    "semana passada", "mes passado", "ano passado", "fim de semana", "outro dia", "ha alguns dias", "faz alguns dias",
    "uns dias atras", "alguns dias atras", "ha uma semana", "ha um mes", "faz uma semana", "recentemente", "ha dias",
    "semaine derniere", "mois dernier", "l ' autre jour", "il y a quelques jours", "il y a une semaine",
    "il y a un mois", "il y a quelques semaines", "recemment", "dernierement", "week - end", "cette semaine",
    "上 周", "上 个 月", "最 近", "前 几 天", "几 天 前",
];

static BY_INITIAL: Lazy<&str> = Lazy::new(|| ByInitial::of(PHRASES, |phrase| phrase));

/// The first such words of the text. The text may name a day elsewhere: ask `find_dates` first.
pub fn vague(text: &str) -> Option<Range<usize>> {
    let words = Words::cut(text);
    (0..words.len()).find_map(|at| {
        let end = phrase(&words, at).or_else(|| duration(&words, at))?;
        let start = if counted(&words, back(at, 1)) { at - 1 } else { at };
        Some(words.bytes(&(start..end)))
    })
}

fn phrase(words: &Words, at: usize) -> Option<usize> {
    BY_INITIAL.like(words.piece(at)).find_map(|phrase| words.reads(at, phrase))
}

/// "For 16 days", "desde hace 3 semanas": how long, not when.
fn duration(words: &Words, at: usize) -> Option<usize> {
    if !matches!(
        words.word(at),
        "for" | "about" | "around" | "over" | "like" | "durante" | "depuis" | "pendant"
    ) {
        return None;
    }
    let (_, unit) = number::counted(words, at + 1)?;
    let is_unit = matches!(
        words.word(unit),
        "days" | "weeks" | "months" | "hours" | "dias" | "semanas" | "meses" | "jours" | "semaines" | "mois"
    );
    is_unit.then(|| if words.word(unit + 1) == "ago" { unit + 2 } else { unit + 1 })
}

fn counted(words: &Words, at: usize) -> bool {
    at < words.len()
        && (words.number(at).is_some()
            || matches!(words.word(at), "a" | "few" | "couple" | "the" | "several"))
}
