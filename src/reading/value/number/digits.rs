//! Counts in digits, told from the digits of IDs, prices, telephone numbers, pages and lists.

use std::ops::Range;

use crate::reading::value::date;
use crate::reading::value::words::{Kind, Words, back};

/// Before or after a price.
#[rustfmt::skip]
const CURRENCIES: &[&str] = &[
    "$", "€", "£", "¥", "usd", "dollars", "dollar", "bucks", "cents", "mxn", "pesos", "reais", "euros",
    "eur", "cad", "gbp", "percent", "%", "r$",
];

/// Things that bear a number.
#[rustfmt::skip]
const NUMBERED: &[&str] = &[
    "#", "page", "step", "part", "no", "suite", "ste", "unit", "apt", "room", "box", "size", "sizes",
    "version", "v", "line", "row", "ticket", "case", "chapter", "windows", "ios", "iphone", "error", "code",
    "talla", "pagina", "order", "zip", "invoice", "tel", "whatsapp", "pg", "id", "treaty",
];

/// The tokens of a count in digits, a minus included, and its value.
pub(super) fn read(words: &Words, at: usize) -> Option<(Range<usize>, i64)> {
    let mut value = i64::from(words.number(at)?);
    let mut end = at + 1;
    if words.digits(at) <= 3 {
        while matches!(words.sign(end), Some(','))
            && words.glued(end)
            && words.digits(end + 1) == 3
            && words.glued(end + 1)
        {
            value = value.checked_mul(1000)?.checked_add(i64::from(words.number(end + 1)?))?;
            end += 2;
        }
    }
    let start = start(words, at)?;
    let led_by_zero = words.digits(at) > 1 && words.piece(at).starts_with('0');
    if led_by_zero
        || in_group(words, at)
        || !ends(words, end)
        || priced(words, start, end)
        || labelled(words, start, end)
    {
        return None;
    }
    let minus = start < at && words.sign(start) == Some('-') || minus_word(words, start);
    Some((start..end, if minus { -value } else { value }))
}

/// A part of a number that is written in groups: "5787 3262 1677", "55 5550 4417".
fn in_group(words: &Words, at: usize) -> bool {
    let group = |digits: usize| (2..=6).contains(&digits);
    let long = |other: usize| group(words.digits(other)) && words.digits(at).max(words.digits(other)) >= 3;
    words.one_blank(at) && long(back(at, 1)) || words.one_blank(at + 1) && long(at + 1)
}

fn minus_word(words: &Words, at: usize) -> bool {
    matches!(words.word(back(at, 1)), "minus" | "negative" | "menos" | "moins")
}

/// The number's first token, a minus included; none if it is the tail of something else.
fn start(words: &Words, at: usize) -> Option<usize> {
    if !words.glued(at) {
        return Some(at);
    }
    let before = back(at, 1);
    if words.spelled(before).starts_with(|c| c >= '\u{3040}') {
        return Some(at);
    }
    match words.sign(before)? {
        '-' if !words.glued(before)
            || matches!(words.sign(back(before, 1)), Some('(' | ':' | '=' | '"' | '[')) =>
        {
            Some(before)
        }
        '(' | '[' | '"' | '\'' | '~' | '>' | '<' | '=' | '|' | '*' | ';' | '!' | '?' | '…' => Some(at),
        ':' | ',' if !words.is(back(before, 1), Kind::Number) => Some(at),
        _ => None,
    }
}

fn ends(words: &Words, end: usize) -> bool {
    if !words.glued(end) {
        return true;
    }
    let digit_follows = words.is(end + 1, Kind::Number) && words.glued(end + 1);
    match words.sign(end) {
        Some('.' | ',' | ':' | '-' | '/' | ')' | '\'') => {
            let hyphened = words.sign(end) == Some('-') && words.glued_word(end + 1);
            let word_follows = hyphened && !matches!(words.word(end + 1), "odd" | "some" | "ish");
            !digit_follows && !word_follows
        }
        Some('+' | '!' | '?' | ';' | '"' | ']' | '|' | '*' | '<' | '…') => true,
        Some(_) => false,
        None => is_counter(words, end),
    }
}

/// "12件": a Chinese or Japanese counter may touch its number.
fn is_counter(words: &Words, at: usize) -> bool {
    matches!(words.word(at), "件" | "个" | "單" | "单" | "条" | "枚" | "点")
}

fn priced(words: &Words, start: usize, end: usize) -> bool {
    let currency = |at| CURRENCIES.contains(&words.piece(at));
    currency(back(start, 1)) || currency(end)
}

/// Numbers that name a thing or count a line: "page 2", "No. 3", "TX 75201", "(555) 010", "1." before an item.
fn labelled(words: &Words, start: usize, end: usize) -> bool {
    let before = back(start, 1);
    let before =
        if words.sign(before) == Some('.') && words.glued(before) { back(before, 1) } else { before };
    let noun = NUMBERED.contains(&words.piece(before));
    let year = (1990..2100).contains(&words.number(start).unwrap_or(0))
        && matches!(
            words.word(before),
            "in" | "since" | "of" | "en" | "em" | "desde" | "depuis" | "de" | "year" | "©"
        );
    let state = words.digits(start) == 5
        && words.is(before, Kind::Word)
        && words.spelled(before).len() == 2
        && words.spelled(before).bytes().all(|byte| byte.is_ascii_uppercase());
    let area = words.sign(before) == Some('(') && words.sign(end) == Some(')') && words.digits(start) == 3;
    let quoted = words.sign(back(start, 1)) == Some('>');
    let small = (1..=9).contains(&words.number(start).unwrap_or(0));
    let marker = (words.starts_line(start) || quoted)
        && matches!(words.sign(end), Some('.' | ')'))
        && words.glued(end)
        && (small || !words.starts_line(end + 1));
    let tail = matches!(words.word(before), "in" | "with")
        && matches!(
            words.word(back(before, 1)),
            "ending" | "ends" | "starts" | "starting" | "begins" | "start" | "end"
        );
    let day = date::is_month(words.word(before));
    noun || year || state || area || marker || tail || day
}
