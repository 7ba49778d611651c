//! The marks and small words around a label: what leads up to it, what separates it from its value, and what goes on with it.

use std::ops::Range;

use crate::reading::sentence::trimmed;
use crate::reading::words::folded;

/// The words that may stand between a label and its separator.
const EXTENSION_WORDS_MAX: usize = 4;
const EXTENSION_BYTES_MAX: usize = 32;
/// How many bytes a bracket between a label and its separator may have.
const BRACKET_BYTES_MAX: usize = 61;
/// What may stand before a label that begins its line.
const LEAD_LETTERS_MAX: usize = 12;
const LEAD_BYTES_MAX: usize = 512;

pub struct Separator {
    pub bytes: usize,
    /// Whether it is the border of a table's cell.
    pub cell: bool,
}

/// What stands between a label and its value: a colon, an equals sign, a dash, dots, a cell's border.
pub fn separator(rest: &str) -> Option<Separator> {
    let mut at = 0;
    let mut found: Option<Separator> = None;
    loop {
        let tail = &rest[at..];
        let c = tail.chars().next()?;
        match c {
            // "https://" announces nothing.
            ':' if tail.starts_with("://") => return found,
            ':' | '=' | '：' | ';' => {
                at += c.len_utf8();
                found = Some(Separator { bytes: at, cell: false });
            }
            '\t' | '|' => {
                at += 1;
                return Some(Separator { bytes: at, cell: true });
            }
            '─' | '→' | '➔' | '➡' => {
                at += c.len_utf8();
                found = Some(Separator { bytes: at, cell: false });
            }
            '>' if found.is_some() => {
                at += 1;
                found = Some(Separator { bytes: at, cell: false });
            }
            '-' | '–' | '—' if found.is_none() => {
                let spaced = rest[..at].ends_with(' ') || tail[c.len_utf8()..].starts_with([' ', '>']);
                if !spaced {
                    return None;
                }
                at += c.len_utf8();
                found = Some(Separator { bytes: at, cell: false });
            }
            '.' | '…' | '_' if found.is_none() => {
                let dots = tail.chars().take_while(|c| *c == '.' || *c == '…' || *c == '_').count();
                if dots < 3 && c != '…' {
                    return None;
                }
                at += tail.chars().take(dots).map(char::len_utf8).sum::<usize>();
                found = Some(Separator { bytes: at, cell: false });
            }
            '(' if found.is_none() => {
                let close = tail.bytes().take(BRACKET_BYTES_MAX).position(|byte| byte == b')')?;
                // "Tracking number (if applicable): ..."; without a separator behind it the bracket is the value.
                separator(&tail[close + 1..])?;
                at += close + 1;
            }
            '?' | '#' | '*' | '"' | '”' | ']' if found.is_none() => {
                at += c.len_utf8();
                if c == '?' {
                    found = Some(Separator { bytes: at, cell: false });
                }
            }
            c if c.is_whitespace() => at += c.len_utf8(),
            _ => return found,
        }
        if at >= rest.len() {
            return found;
        }
    }
}

/// Only marks, numbers and small words stand before the label on its line.
pub fn leads(before: &str) -> bool {
    if before.is_empty() {
        return true;
    }
    // Each of them is a letter of a word, so there is no need to fold a long line for each of its labels.
    let mut letters = before.bytes().take(LEAD_BYTES_MAX).filter(u8::is_ascii_alphanumeric);
    if before.len() > LEAD_BYTES_MAX || letters.nth(LEAD_LETTERS_MAX).is_some() {
        return false;
    }
    if !before.contains(char::is_alphanumeric) {
        return true;
    }
    // In ASCII without apostrophes words are letters and digits in a row.
    if before.is_ascii() && !before.contains(['\'', '`']) {
        let words = || before.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let bytes = words().map(|word| word.len() + 1).sum::<usize>();
        return words().filter(|word| word.parse::<u32>().is_err()).count() <= 1
            && bytes <= LEAD_LETTERS_MAX + 1;
    }
    let words = folded(before);
    words.split(' ').filter(|word| !word.is_empty() && word.parse::<u32>().is_err()).count() <= 1
        && words.len() <= LEAD_LETTERS_MAX
}

/// "(if applicable)" and nothing else: the value stands elsewhere.
pub fn only_bracket(rest: &str) -> bool {
    rest.starts_with('(') && rest.ends_with(')') && rest.find(')') == Some(rest.len() - 1)
}

/// "SKU in the shop = ...", "Was it sent in time? ...": a few words more belong to the label. Answers the bytes up to the value.
pub fn extended(rest: &str) -> Option<usize> {
    let at = rest.find([':', '=', '?']).filter(|at| *at <= EXTENSION_BYTES_MAX)?;
    let words = &rest[..at];
    let plain = words.split_whitespace().count() <= EXTENSION_WORDS_MAX
        && words.bytes().filter(u8::is_ascii_digit).count() <= 2
        && !words.contains(['.', ',', '@', '"', '“', '!', '?']);
    let found = separator(&rest[at..])?;
    // "When did you do it?" asks for something else than "When".
    let asks_else = rest[at..].starts_with('?') && !goes_on(words);
    // "at 6:30": the colon is the time's.
    let is_time = words.ends_with(|c: char| c.is_ascii_digit())
        && rest[at + 1..].starts_with(|c: char| c.is_ascii_digit());
    (plain && !is_time && !asks_else && !rest[at + found.bytes..].trim().is_empty())
        .then_some(at + found.bytes)
}

/// The words only say where or whether: "in the shop", "yet".
fn goes_on(words: &str) -> bool {
    let first = folded(words.split_whitespace().next().unwrap_or_default());
    matches!(
        first.as_str(),
        "in" | "on"
            | "at"
            | "with"
            | "to"
            | "through"
            | "via"
            | "yet"
            | "already"
            | "en"
            | "no"
            | "na"
            | "dans"
            | "sur"
    )
}

/// "Type is Listing violation": the value begins after the small word.
pub fn strip_copula(text: &str, region: Range<usize>) -> Range<usize> {
    let part = &text[region.clone()];
    let word_end = part.find(char::is_whitespace).unwrap_or(part.len());
    match folded(&part[..word_end]).as_str() {
        "is" | "was" | "are" | "es" | "era" | "fue" | "e" | "est" | "number" | "no" | "nr" | "num" => {
            trimmed(text, region.start + word_end..region.end)
        }
        _ => region,
    }
}

#[cfg(test)]
mod tests {
    use super::{extended, leads, only_bracket, separator, strip_copula};

    #[test]
    fn separators_of_all_kinds() {
        let cases = [
            (": 5", Some(1)),
            (" = 5", Some(2)),
            (" - 5", Some(2)),
            ("：5", Some(3)),
            (" -> 5", Some(3)),
            ("..... 5", Some(5)),
            (" (if any): 5", Some(10)),
            ("\t5", Some(1)),
            // None of these stands between a label and a value.
            ("-5", None),
            (". 5", None),
            (" (5)", None),
            (" is 5", None),
            (" (é", None),
            ("", None),
            ("://a.b/c", None),
        ];
        for (rest, expect) in cases {
            assert_eq!(separator(rest).map(|found| found.bytes), expect, "{rest:?}");
        }
    }

    #[test]
    fn a_few_words_more_may_belong_to_a_label() {
        assert_eq!(extended(" in the shop = 5"), Some(" in the shop =".len()));
        assert_eq!(extended(" in time? yes"), Some(" in time?".len()));
        for rest in [
            " is broken, see: 5",
            " a b c d e: 5",
            " in the shop:",
            " https://a.b/c",
            " at 6:30pm",
            " did you? x",
        ] {
            assert_eq!(extended(rest), None, "{rest:?}");
        }
    }

    #[test]
    fn only_marks_numbers_and_a_small_word_lead() {
        assert!(["", "1. ", "* ", "my ", "- 2) "].into_iter().all(leads));
        assert!(!["please send the ", "internationalisation "].into_iter().any(leads));
    }

    #[test]
    fn a_bracket_alone_is_no_value() {
        assert!(only_bracket("(if applicable)"));
        assert!(!only_bracket("(a) b"));
        assert!(!only_bracket("(é"));
    }

    #[test]
    fn small_words_before_the_value_are_left_out() {
        for (text, expect) in [("is Blue", "Blue"), ("ÉS Blue", "Blue"), ("island", "island"), ("is", "")] {
            assert_eq!(&text[strip_copula(text, 0..text.len())], expect, "{text}");
        }
    }
}
