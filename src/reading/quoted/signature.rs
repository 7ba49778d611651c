//! Finds the signature below the writer's own words. What may be an answer stays theirs.

use crate::reading::quoted::answer;
use crate::reading::quoted::split::Row;
use crate::reading::quoted::{Line, Voice};

const SIGN_OFF_WORDS_MAX: usize = 6;
const LINES_MAX: usize = 7;
const LINE_LETTERS_MAX: usize = 90;
const LINE_WORDS_MAX: usize = 11;
/// A longer line is a sentence that someone wrote below their signature.
const SENTENCE_WORDS_MIN: usize = 12;

pub fn mark(rows: &[Row<'_>], lines: &mut [Line]) {
    let mut start = 0;
    while start < rows.len() {
        let in_part = |line: &Line| matches!(line.voice, Voice::Own | Voice::Notice) && line.depth == 0;
        let length = lines[start..].iter().take_while(|line| in_part(line)).count();
        part(&rows[start..start + length], &mut lines[start..start + length]);
        start += length.max(1);
    }
}

/// One uninterrupted part in the writer's own words.
fn part(rows: &[Row<'_>], lines: &mut [Line]) {
    for (row, line) in rows.iter().zip(lines.iter_mut()) {
        if row.signature && line.voice == Voice::Own && !may_be_answer(row.text) {
            line.voice = Voice::Signature;
        }
    }
    if let Some(dashes) =
        rows.iter().position(|row| matches!(row.text, "--" | "\u{2014}" | "\u{2013}" | "-- -"))
    {
        below_dashes(&rows[dashes..], &mut lines[dashes..]);
        return;
    }
    let sign_off = rows
        .iter()
        .zip(lines.iter())
        .rposition(|(row, line)| line.voice == Voice::Own && is_sign_off(row.text));
    if let Some(sign_off) = sign_off {
        below_sign_off(&rows[sign_off + 1..], &mut lines[sign_off + 1..]);
    }
}

/// `-- ` is the mail clients' own mark: only sentences, answers and a postscript below it are the writer's.
fn below_dashes(rows: &[Row<'_>], lines: &mut [Line]) {
    for (row, line) in rows.iter().zip(lines) {
        if is_postscript(row.text) {
            return;
        }
        let sentence = row.text.split_whitespace().count() >= SENTENCE_WORDS_MIN && !row.signature;
        if line.voice == Voice::Own && !sentence && !may_be_answer(row.text) {
            line.voice = Voice::Signature;
        }
    }
}

/// A signature only if nothing but short lines that look like names and addresses follows to the end.
fn below_sign_off(rows: &[Row<'_>], lines: &mut [Line]) {
    let end = rows.iter().position(|row| is_postscript(row.text)).unwrap_or(rows.len());
    let open = |line: &Line| line.voice == Voice::Own;
    let candidates = || {
        rows[..end]
            .iter()
            .zip(&lines[..end])
            .filter(|(row, line)| open(line) && !row.is_blank())
            .map(|(row, _)| row)
    };
    let fits = |row: &Row<'_>| may_be_answer(row.text) || is_contact(row.text);
    if candidates().count() > LINES_MAX || !candidates().all(fits) {
        return;
    }
    for (row, line) in rows[..end].iter().zip(&mut lines[..end]) {
        if line.voice == Voice::Own && !row.is_blank() && !may_be_answer(row.text) {
            line.voice = Voice::Signature;
        }
    }
}

/// Long numbers and filled labels, except those of a visiting card.
fn may_be_answer(text: &str) -> bool {
    const CARD: [&str; 17] = [
        "phone",
        "tel",
        "tel.",
        "telephone",
        "cell",
        "mobile",
        "fax",
        "office",
        "email",
        "e-mail",
        "web",
        "website",
        "address",
        "p",
        "m",
        "o",
        "c",
    ];
    if answer::has_long_number(text) {
        return true;
    }
    let label = text.split_once(':').map(|(label, _)| label.trim().to_lowercase());
    answer::has_value(text) && !label.is_some_and(|label| CARD.contains(&label.as_str()))
}

fn is_postscript(text: &str) -> bool {
    if !text.starts_with(['p', 'P']) {
        return false;
    }
    let lower = text.to_lowercase();
    ["ps ", "ps:", "p.s", "pd:", "p.d", "p.-s"].iter().any(|start| lower.starts_with(start))
}

fn is_sign_off(text: &str) -> bool {
    const PHRASES: [&str; 52] = [
        "thanks",
        "thank you",
        "thx",
        "ty",
        "many thanks",
        "thanks so much",
        "thanks again",
        "with thanks",
        "regards",
        "best",
        "best regards",
        "kind regards",
        "warm regards",
        "warmly",
        "sincerely",
        "cheers",
        "xo",
        "xoxo",
        "hugs",
        "love",
        "blessings",
        "take care",
        "respectfully",
        "talk soon",
        "yours",
        "yours truly",
        "ta",
        "gracias",
        "muchas gracias",
        "saludos",
        "saludos cordiales",
        "un saludo",
        "atentamente",
        "cordialmente",
        "obrigada",
        "obrigado",
        "abraço",
        "abraços",
        "att",
        "atenciosamente",
        "merci",
        "cordialement",
        "bien à vous",
        "danke",
        "vielen dank",
        "viele grüße",
        "mit freundlichen grüßen",
        "liebe grüße",
        "grazie",
        "cordiali saluti",
        "met vriendelijke groet",
        "groetjes",
    ];
    if text.contains('?') || text.split_whitespace().nth(SIGN_OFF_WORDS_MAX).is_some() {
        return false;
    }
    let initial = text.bytes().next().map(|byte| byte.to_ascii_lowercase());
    let may_begin = |phrase: &&str| phrase.bytes().next() == initial;
    // All phrases begin with a plain letter; `K` is one only in lower case.
    if text.is_ascii() && !PHRASES.iter().any(may_begin) {
        return false;
    }
    let lower = text.to_lowercase();
    PHRASES.iter().any(|phrase| {
        lower
            .strip_prefix(phrase)
            .is_some_and(|rest| !rest.starts_with(|letter: char| letter.is_alphanumeric()))
    })
}

/// A name, a shop, a post, a telephone number, a link.
fn is_contact(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    if text.chars().count() > LINE_LETTERS_MAX || words.len() > LINE_WORDS_MAX || text.ends_with([':', '?']) {
        return false;
    }
    let lower = text.to_lowercase();
    let card = text.contains(['@', '|', '\u{2022}', '\u{b7}'])
        || ["www.", "http", "po box", "p.o. box", ".com"].iter().any(|mark| lower.contains(mark))
        || is_telephone(text);
    let names = words.iter().filter(|word| word.starts_with(|letter: char| letter.is_alphabetic()));
    let (upper, all) = names.fold((0, 0), |(upper, all), word| {
        (upper + usize::from(word.starts_with(char::is_uppercase)), all + 1)
    });
    let digits = text.chars().any(|letter| letter.is_ascii_digit());
    card || all > 0 && upper * 3 >= all * 2 && (!digits || is_street(text))
}

/// Seven to eleven digits with the usual signs between and little else.
fn is_telephone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (7..=11).contains(&digits)
        && text.contains(['-', '.', '(', ' '])
        && text.chars().filter(|l| l.is_alphabetic()).count() <= 8
}

/// "218 W 3rd St, 82601": a house number first or a postal code last, with words and a comma.
fn is_street(text: &str) -> bool {
    let numeric = |word: &str| word.trim_matches(',').chars().all(|letter| letter.is_ascii_digit());
    let mut words = text.split_whitespace();
    let (first, last) = (words.next().unwrap_or_default(), words.next_back().unwrap_or_default());
    text.contains(',') && (numeric(first) && first.len() <= 5 || numeric(last) && last.len() == 5)
}
