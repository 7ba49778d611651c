//! Numbers in words, English, Spanish, Portuguese and French: `twenty three`, `veintitrés`, `vinte e três`.

use crate::reading::value::initials::{ByInitial, Lazy};
use crate::reading::value::opening::Openings;
use crate::reading::value::words::Words;

const UNITS: &[(&str, i64)] = &[
    ("zero", 0),
    ("cero", 0),
    ("one", 1),
    ("two", 2),
    ("dos", 2),
    ("dois", 2),
    ("duas", 2),
    ("deux", 2),
    ("three", 3),
    ("tres", 3),
    ("trois", 3),
    ("four", 4),
    ("cuatro", 4),
    ("quatro", 4),
    ("quatre", 4),
    ("five", 5),
    ("cinco", 5),
    ("cinq", 5),
    ("six", 6),
    ("seis", 6),
    ("seven", 7),
    ("siete", 7),
    ("sete", 7),
    ("sept", 7),
    ("eight", 8),
    ("ocho", 8),
    ("oito", 8),
    ("huit", 8),
    ("nine", 9),
    ("nueve", 9),
    ("nove", 9),
    ("neuf", 9),
    ("ten", 10),
    ("diez", 10),
    ("dez", 10),
    ("dix", 10),
    ("eleven", 11),
    ("once", 11),
    ("onze", 11),
    ("twelve", 12),
    ("doce", 12),
    ("doze", 12),
    ("douze", 12),
    ("dozen", 12),
    ("docena", 12),
    ("duzia", 12),
    ("thirteen", 13),
    ("trece", 13),
    ("treze", 13),
    ("treize", 13),
    ("fourteen", 14),
    ("catorce", 14),
    ("quatorze", 14),
    ("catorze", 14),
    ("fifteen", 15),
    ("quince", 15),
    ("quinze", 15),
    ("sixteen", 16),
    ("dieciseis", 16),
    ("dezesseis", 16),
    ("seize", 16),
    ("seventeen", 17),
    ("diecisiete", 17),
    ("dezessete", 17),
    ("eighteen", 18),
    ("dieciocho", 18),
    ("dezoito", 18),
    ("nineteen", 19),
    ("diecinueve", 19),
    ("dezenove", 19),
    ("veintiuno", 21),
    ("veintiun", 21),
    ("veintidos", 22),
    ("veintitres", 23),
    ("veinticuatro", 24),
    ("veinticinco", 25),
    ("veintiseis", 26),
    ("veintisiete", 27),
    ("veintiocho", 28),
    ("veintinueve", 29),
];

const TENS: &[(&str, i64)] = &[
    ("twenty", 20),
    ("veinte", 20),
    ("vinte", 20),
    ("vingt", 20),
    ("thirty", 30),
    ("treinta", 30),
    ("trinta", 30),
    ("trente", 30),
    ("forty", 40),
    ("fourty", 40),
    ("cuarenta", 40),
    ("quarenta", 40),
    ("quarante", 40),
    ("fifty", 50),
    ("cincuenta", 50),
    ("cinquenta", 50),
    ("cinquante", 50),
    ("sixty", 60),
    ("sesenta", 60),
    ("sessenta", 60),
    ("soixante", 60),
    ("seventy", 70),
    ("setenta", 70),
    ("eighty", 80),
    ("ochenta", 80),
    ("oitenta", 80),
    ("ninety", 90),
    ("noventa", 90),
];

const HUNDREDS: &[(&str, i64)] = &[
    ("cien", 100),
    ("ciento", 100),
    ("cem", 100),
    ("doscientos", 200),
    ("doscientas", 200),
    ("trescientos", 300),
    ("quinientos", 500),
    ("duzentos", 200),
    ("duzentas", 200),
    ("trezentos", 300),
    ("quinhentos", 500),
];

static UNITS_BY_INITIAL: Lazy<(&str, i64)> = Lazy::new(|| ByInitial::of(UNITS, |(name, _)| name));
static TENS_BY_INITIAL: Lazy<(&str, i64)> = Lazy::new(|| ByInitial::of(TENS, |(name, _)| name));
static HUNDREDS_BY_INITIAL: Lazy<(&str, i64)> = Lazy::new(|| ByInitial::of(HUNDREDS, |(name, _)| name));

const HALF_DOZEN: [&str; 5] =
    ["half a dozen", "half dozen", "media docena", "meia duzia", "une demi - douzaine"];

/// The words that a number begins with.
pub(super) fn openers() -> Vec<&'static str> {
    let lists = [UNITS, TENS, HUNDREDS].into_iter().flatten().map(|(name, _)| *name);
    lists.chain(HALF_DOZEN).chain(["a hundred", "quatre - vingt"]).collect()
}

/// The number in words that begins at a token, and where it ends. Articles ("a", "un", "uma") are no numbers.
pub(super) fn read(words: &Words, at: usize) -> Option<(i64, usize)> {
    if !words.opens(at, Openings::NUMBER) {
        debug_assert!(first(words, at).is_none(), "{} begins a number", words.piece(at));
        return None;
    }
    let half = matches!(words.word(at), "half" | "media" | "meia" | "une");
    if let Some(end) = HALF_DOZEN.iter().filter(|_| half).find_map(|phrase| words.reads(at, phrase)) {
        return Some((6, end));
    }
    let (mut total, mut end) = first(words, at)?;
    while let Some(multiplier) = multiplier(words, end).filter(|_| total > 0 && total < 1000) {
        total *= multiplier;
        (total, end) = with_rest(words, total, end + 1);
    }
    Some(with_rest(words, total, end))
}

fn first(words: &Words, at: usize) -> Option<(i64, usize)> {
    below_hundred(words, at).or_else(|| hundred(words, at))
}

fn multiplier(words: &Words, at: usize) -> Option<i64> {
    match words.word(at) {
        _ if words.starts_line(at) => None,
        "hundred" | "cents" => Some(100),
        "thousand" | "mil" | "mille" => Some(1000),
        "dozen" => Some(12),
        _ => None,
    }
}

fn hundred(words: &Words, at: usize) -> Option<(i64, usize)> {
    let article = words.reads(at, "a hundred").map(|end| (100, end));
    article.or_else(|| Some((named(&HUNDREDS_BY_INITIAL, words.word(at))?, at + 1)))
}

/// "Two hundred and five", "duzentos e dez", "ciento veinte".
fn with_rest(words: &Words, total: i64, at: usize) -> (i64, usize) {
    let next = if matches!(words.word(at), "and" | "y" | "e" | "et") { at + 1 } else { at };
    if total < 100 || total % 100 != 0 || words.starts_line(at) || words.starts_line(next) {
        return (total, at);
    }
    let rest = below_hundred(words, next).filter(|(rest, _)| *rest > 0);
    // "Three thousand two hundred"
    match rest {
        Some((rest @ 1..=9, end)) if total % 1000 == 0 && matches!(words.word(end), "hundred" | "cents") => {
            with_rest(words, total + rest * 100, end + 1)
        }
        Some((rest, end)) => (total + rest, end),
        None => (total, at),
    }
}

fn below_hundred(words: &Words, at: usize) -> Option<(i64, usize)> {
    if let Some(end) = words.reads(at, "quatre - vingts").or_else(|| words.reads(at, "quatre - vingt"))
    // 4 × 20
    {
        return Some(with_unit(words, 80, end, 19));
    }
    let word = words.word(at);
    if let Some(value) = named(&TENS_BY_INITIAL, word) {
        return Some(with_unit(words, value, at + 1, if value == 60 { 19 } else { 9 }));
    }
    if matches!(words.word(at), "dix") && words.sign(at + 1) == Some('-') {
        return Some(with_unit(words, 10, at + 1, 9));
    }
    named(&UNITS_BY_INITIAL, word).map(|value| (value, at + 1))
}

/// "twenty three", "twenty-three", "treinta y dos", "vinte e três", "vingt et un".
fn with_unit(words: &Words, tens: i64, at: usize, unit_max: i64) -> (i64, usize) {
    let next = if words.sign(at) == Some('-') && words.glued(at) || matches!(words.word(at), "y" | "e" | "et")
    {
        at + 1
    } else {
        at
    };
    if words.starts_line(at) || words.starts_line(next) {
        return (tens, at);
    }
    let one = matches!(words.word(next), "un" | "uno" | "una" | "um" | "uma") && next > at;
    let unit = if one { Some(1) } else { named(&UNITS_BY_INITIAL, words.word(next)) };
    match unit {
        Some(unit) if (1..=unit_max).contains(&unit) => (tens + unit, next + 1),
        _ => (tens, at),
    }
}

fn named(names: &ByInitial<(&str, i64)>, word: &str) -> Option<i64> {
    if word.len() < 3 {
        return None;
    }
    names.like(word).find(|(name, _)| *name == word).map(|(_, value)| *value)
}
