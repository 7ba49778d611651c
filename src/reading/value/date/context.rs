//! What the words around a date say: that it is a date at all, that it is a count, that it points forward.

use crate::reading::value::words::{Gap, Kind, Words, back};

/// Words after "9/10" or "2-3" that make it a fraction, a size or a count: "cups", "stars", "business days".
#[rustfmt::skip]
const UNITS: &[&str] = &[
    "of", "cup", "cups", "inch", "inches", "off", "price", "yards", "yard", "stars", "star", "sizes", "size", "pcs",
    "times", "day", "days", "weeks", "hours", "hrs", "minutes", "mins", "months", "years", "business", "people", "pairs",
    "percent", "am", "pm", "dias", "horas", "semanas", "jours", "left", "sleeve", "zip", "length", "oz", "lb", "lbs",
    "ml", "mm", "cm", "pieces", "points", "units",
];

/// Words that are counted as well as dated: "3/12 orders" is a share, "the 3/12 orders" are of a day.
#[rustfmt::skip]
const THINGS: &[&str] = &[
    "orders", "products", "items", "packages", "images", "pages", "dresses", "shirts", "skus", "photos", "pics",
    "screenshots", "videos", "labels", "pedidos", "commandes", "produtos", "productos", "customers", "accounts",
    "listings", "done",
];

/// Words before a number pair that make it a part of something: "page 2/3", "sizes 6/8".
#[rustfmt::skip]
const PARTS: &[&str] = &[
    "page", "part", "step", "size", "sizes", "photo", "image", "pic", "screenshot", "ticket", "item", "line", "rated",
    "rating", "score", "gave", "about", "only", "pagina", "parte", "suite", "unit", "apt", "ratio", "women", "womens",
    "mens", "kids", "version", "v",
];

/// Words before a number pair that make it a date: "on 9/1", "placed 7-20".
#[rustfmt::skip]
const DATING: &[&str] = &[
    "on", "from", "since", "until", "till", "by", "before", "after", "dated", "date", "placed", "ordered", "bought",
    "purchased", "created", "appealed", "applied", "submitted", "filed", "sent", "denied", "rejected", "approved",
    "upheld", "opened", "returned", "refunded", "shipped", "delivered", "received", "sold", "live", "yes", "el", "del",
    "fecha", "le", "du", "em", "no", "dia", "data", "desde", "was", "is", "stuck", "sat", "sun", "mon", "tue", "tues",
    "wed", "thu", "thurs", "fri", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "dinged", "flagged", "hit", "banned", "pulled", "fined", "penalized", "docked", "disputed", "contested", "lodged",
    "reapplied", "resubmitted", "won", "lost", "overturned", "declined", "refused", "started", "happened", "notified",
    "cancelled", "canceled", "suspended", "removed", "issued", "listed", "uploaded", "time", "again",
    "appeal", "penalty", "notice", "violation", "strike", "application", "dt", "opened", "dropped", "ended",
];

/// Words before "5-4" that nothing but a day follows.
#[rustfmt::skip]
const SURELY_DATING: &[&str] = &[
    "on", "dated", "date", "placed", "ordered", "bought", "purchased", "created", "appealed", "applied", "submitted",
    "filed", "denied", "rejected", "approved", "shipped", "delivered", "issued", "suspended", "lodged", "notified",
    "cancelled", "canceled", "yes",
];

pub(super) fn is_counted(words: &Words, end: usize) -> bool {
    if words.glued(end) && matches!(words.sign(end), Some('%' | '"' | '”' | '+' | 'x')) {
        return words.sign(end) != Some('"') || !words.starts_line(end + 1);
    }
    !words.starts_line(end) && UNITS.contains(&words.word(end))
}

/// Whether a number pair is a share of the things named after it.
pub(super) fn is_share(words: &Words, start: usize, end: usize) -> bool {
    let pointed = matches!(
        words.word(back(start, 1)),
        "the" | "our" | "my" | "that" | "this" | "these" | "those" | "on" | "from" | "her" | "his" | "placed"
    );
    !words.starts_line(end) && !pointed && THINGS.contains(&words.word(end))
}

pub(super) fn is_part(words: &Words, start: usize) -> bool {
    !words.starts_line(start) && PARTS.contains(&words.word(back(start, 1)))
}

pub(super) fn is_dated(words: &Words, start: usize) -> bool {
    if words.starts_line(start) {
        return true;
    }
    let before = back(start, 1);
    match words.sign(before) {
        Some(':' | '|' | '(' | '=' | '>' | '-' | '~' | '/' | '@') => true,
        Some(',') => {
            matches!(words.word(back(before, 1)), "yes" | "si" | "sim" | "oui") || is_weekday(words, before)
        }
        _ => DATING.contains(&words.word(before)),
    }
}

pub(super) fn is_surely_dated(words: &Words, start: usize) -> bool {
    let before = back(start, 1);
    let before = if words.sign(before) == Some(':') { back(before, 1) } else { before };
    !words.starts_line(start) && SURELY_DATING.contains(&words.word(before))
}

fn is_weekday(words: &Words, comma: usize) -> bool {
    super::names::weekday(words.word(back(comma, 1))).is_some()
}

/// Whether a number pair or a date's first token is the tail of something longer: "$3/4", "A-3/12", "1/2/3/4".
pub(super) fn begins_freely(words: &Words, at: usize) -> bool {
    if !words.glued(at) {
        return true;
    }
    let before = back(at, 1);
    match words.sign(before) {
        Some(
            '(' | '[' | '{' | '"' | '\'' | '*' | '|' | '>' | '<' | '=' | ';' | ':' | '~' | '!' | '?' | '@',
        ) => words.sign(before) != Some(':') || !words.is(back(before, 1), Kind::Number),
        Some(',') => !words.is(back(before, 1), Kind::Number),
        Some('-') => !words.glued(before),
        Some('.' | '_') => words.sign(back(before, 1)) == words.sign(before),
        // 日期2026年: ideographs touch what they name.
        None => words.spelled(before).chars().all(|c| !c.is_ascii() && c >= '\u{3040}'),
        Some(c) => !c.is_ascii(),
    }
}

/// Nothing goes on after the date's last number.
pub(super) fn ends_freely(words: &Words, end: usize) -> bool {
    if !words.glued(end) {
        return true;
    }
    let digit_follows = words.is(end + 1, Kind::Number) && words.glued(end + 1);
    match words.sign(end) {
        Some('/' | '-' | '.' | ',' | ':' | '_') => {
            !digit_follows && (words.sign(end) != Some('_') || words.sign(end + 1) == Some('_'))
        }
        Some('%' | '$' | '#' | '=' | '&') => false,
        Some(_) => true,
        None => words.gap(end) != Gap::None || words.spelled(end).chars().all(|c| !c.is_ascii()),
    }
}

/// "By Friday", "until 10/3", "due Friday", "will ship Monday": the day is still to come.
pub(super) fn points_ahead(words: &Words, start: usize, end: usize) -> bool {
    if matches!(words.word(end), "prochain" | "prochaine" | "proximo" | "proxima" | "entrante")
        || words.reads(end, "que viene").is_some()
        || words.reads(end, "que vem").is_some()
    {
        return true;
    }
    let mut before = back(start, 1);
    while matches!(
        words.word(before),
        "the" | "our" | "el" | "le" | "a" | "o" | "on" | "my" | "al" | "au" | "la"
    ) {
        before = back(before, 1);
    }
    match words.word(before) {
        "until" | "till" | "til" => return !was(words, before),
        // "It went through Monday" is over.
        "through" | "thru"
            if matches!(words.word(back(before, 1)), "went" | "came" | "gone" | "got" | "goes" | "go") =>
        {
            return false;
        }
        "by" | "before" | "due" | "through" | "thru" | "upcoming" | "next" | "coming" | "hasta" | "antes"
        | "ate" | "avant" | "deadline" | "proximo" | "proxima" | "expires" | "next's" => return true,
        "jusqu" | "from" | "since" | "of" | "placed" | "ordered" | "last" | "past" | "bought" | "created"
        | "appealed" | "sent" | "submitted" | "applied" => return words.word(before) == "jusqu",
        _ => {}
    }
    if words.word(back(start, 1)) == "'" && words.word(back(start, 2)) == "jusqu" {
        return true;
    }
    for _ in 0..4 {
        if words.starts_line(before.saturating_add(1))
            || matches!(words.sign(before), Some('.' | '!' | '?' | ';' | ':'))
        {
            return false;
        }
        if matches!(
            words.word(before),
            "will" | "ll" | "gonna" | "won" | "lapses" | "expires" | "until" | "coming"
        ) {
            return true;
        }
        before = back(before, 1);
    }
    false
}

/// "They didn't scan them till Monday": what came before was over by then.
fn was(words: &Words, at: usize) -> bool {
    (1..=8)
        .map(|places| back(at, places))
        .take_while(|before| {
            *before < words.len() && !matches!(words.sign(*before), Some('.' | '!' | '?' | ';'))
        })
        .any(|before| {
            matches!(words.word(before), "didn" | "didnt" | "did" | "was" | "wasn" | "wasnt" | "were" | "had")
        })
}
