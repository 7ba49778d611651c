//! Long numbers in a text: with blanks, dashes or line breaks inside, and cut-off ones.

use std::borrow::Cow;
use std::ops::Range;

use crate::reading::byteset::ByteSet;

const DIGITS: ByteSet = ByteSet::of(b"0123456789");
/// Blanks, dashes and commas stand between words; letters beyond ASCII are looked at one by one.
const PARTS: ByteSet = ByteSet::of(b"\t\n\x0b\x0c\r -,").and_beyond_ascii();

/// A run of digits as the customer wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundId {
    pub range: Range<usize>,
    pub digits: String,
    /// Digits are missing: "5768...", "ending in 4471".
    pub cut_off: bool,
}

/// The fewest digits of one group that may be joined with its neighbours.
const GROUP_DIGITS_MIN: usize = 2;
/// The most digits of one group that may be joined with its neighbours.
const GROUP_DIGITS_MAX: usize = 14;
/// A number of so many digits or more is whole; it is not joined with others.
const WHOLE_DIGITS_MIN: usize = 15;
/// What joined groups must come to.
const JOINED_DIGITS: std::ops::RangeInclusive<usize> = 15..=24;
/// A number that a line break cuts in two has so many digits before it.
const BROKEN_DIGITS_MIN: usize = 8;
/// Fewer dictated digits are a count, not a number.
const SPOKEN_DIGITS_MIN: usize = 5;
/// Fewer digits one by one are no number.
const SPACED_DIGITS_MIN: usize = 4;
/// The longest group that digits one by one may follow.
const SPACED_HEAD_DIGITS_MAX: usize = 4;
/// Groups as carriers print them: three or more of four digits each.
const PRINTED_GROUPS_MIN: usize = 3;
const PRINTED_DIGITS: usize = 4;
/// The most groups that are joined.
const GROUPS_MAX: usize = 8;

/// All numbers of four digits or more that stand by themselves, in order. Letters may not touch them.
pub fn find(text: &str) -> Vec<FoundId> {
    let runs = runs(text);
    let mut found = Vec::new();
    let mut index = 0;
    while index < runs.len() {
        let joined = joined(text, &runs[index..]);
        let range = runs[index].start..runs[index + joined - 1].end;
        let mut digits = String::with_capacity(range.len());
        digits.extend(text[range.clone()].chars().filter(char::is_ascii_digit));
        index += joined;
        if digits.len() >= WHOLE_DIGITS_MIN || digits.len() >= 4 && !touches_letters(text, &range) {
            let cut_off = cut_off(text, &range, digits.len());
            found.push(FoundId { range, digits, cut_off });
        }
    }
    found.extend(spoken(text));
    found.sort_by_key(|id| id.range.start);
    found
}

/// "five seven seven ...": digits dictated one by one, in English, Spanish or Portuguese.
fn spoken(text: &str) -> Vec<FoundId> {
    let mut found = Vec::new();
    if !may_be_spoken(text.as_bytes()) {
        return found;
    }
    let mut digits = String::new();
    let mut range = 0..0;
    let mut close = |digits: &mut String, range: &Range<usize>| {
        if digits.len() >= SPOKEN_DIGITS_MIN {
            found.push(FoundId { range: range.clone(), digits: std::mem::take(digits), cut_off: false });
        }
        digits.clear();
    };
    let mut at = 0;
    while at < text.len() {
        let word = &text[at..word_end(text, at)];
        // Most words begin with another letter than those of digits.
        let other = begins_other(word.as_bytes());
        let bare = if other { word } else { word.trim_end_matches(|c: char| !c.is_alphanumeric()) };
        match digit(bare).filter(|_| !other) {
            Some(c) => {
                if digits.is_empty() {
                    range.start = at;
                }
                digits.push(c);
                range.end = at + bare.len();
            }
            None if bare.is_empty() => {}
            None => close(&mut digits, &range),
        }
        at += word.len();
    }
    close(&mut digits, &range);
    found
}

/// Whether so many words in a row begin like names of digits, which is soon seen; false is sure.
fn may_be_spoken(bytes: &[u8]) -> bool {
    let mut before = b' ';
    let mut row = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        if PARTS.has(before) && byte.is_ascii_alphanumeric() {
            if !byte.is_ascii_digit() && !begins_other(&bytes[at..]) {
                row += 1;
            } else if before.is_ascii() {
                // Behind a letter beyond ASCII the word may only go on.
                row = 0;
            }
            if row >= SPOKEN_DIGITS_MIN {
                return true;
            }
        }
        before = byte;
    }
    false
}

/// Where the word ends that begins at this byte, with the blank, dash or comma behind it.
fn word_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = PARTS.next(bytes, start);
    while at < bytes.len() {
        if bytes[at].is_ascii() {
            return at + 1;
        }
        let Some(c) = text[at..].chars().next() else { break };
        at += c.len_utf8();
        if c.is_whitespace() {
            return at;
        }
        at = PARTS.next(bytes, at);
    }
    text.len()
}

/// Whether the word begins with two letters, or one, that no name of a digit begins with.
fn begins_other(word: &[u8]) -> bool {
    let letter = |at: usize| word.get(at).map_or(0, u8::to_ascii_lowercase);
    letter(0).is_ascii_lowercase()
        && !matches!(
            [letter(0), letter(1)],
            [b'z', b'e']
                | [b'o', b'h' | b'n' | b'c' | b'i']
                | [b'c', b'e' | b'u' | b'i']
                | [b'u', b'n' | b'm']
                | [b't', b'w' | b'h' | b'r']
                | [b'd', b'o']
                | [b'f', b'o' | b'i']
                | [b'q', b'u']
                | [b's', b'i' | b'e']
                | [b'e', b'i']
                | [b'n', b'i' | b'u' | b'o']
        )
}

/// Whether the name of a digit begins with the letter.
fn begins_digit(letter: char) -> bool {
    matches!(letter.to_ascii_lowercase(), 'z' | 'o' | 'c' | 'u' | 't' | 'd' | 'f' | 'q' | 's' | 'e' | 'n')
}

fn digit(word: &str) -> Option<char> {
    // None of the words is shorter or longer, or begins with another letter.
    if !(2..=6).contains(&word.len()) || !word.starts_with(begins_digit) {
        return None;
    }
    let mut ascii = [0; 6];
    let lower = if word.is_ascii() {
        let ascii = &mut ascii[..word.len()];
        ascii.copy_from_slice(word.as_bytes());
        ascii.make_ascii_lowercase();
        std::str::from_utf8(ascii).map(Cow::Borrowed).unwrap_or_default()
    } else {
        Cow::Owned(word.to_lowercase())
    };
    let digit = match &*lower {
        "zero" | "oh" | "cero" => '0',
        "one" | "uno" | "um" => '1',
        "two" | "dos" | "dois" => '2',
        "three" | "tres" | "três" => '3',
        "four" | "cuatro" | "quatro" => '4',
        "five" | "cinco" => '5',
        "six" | "seis" => '6',
        "seven" | "siete" | "sete" => '7',
        "eight" | "ocho" | "oito" => '8',
        "nine" | "nueve" | "nove" => '9',
        _ => return None,
    };
    Some(digit)
}

fn runs(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut runs = Vec::new();
    let mut start = DIGITS.next(bytes, 0);
    while start < bytes.len() {
        let digits = bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        runs.push(start..start + digits);
        start = DIGITS.next(bytes, start + digits);
    }
    runs
}

/// How many of the runs, from the first, belong together.
fn joined(text: &str, runs: &[Range<usize>]) -> usize {
    let spaced = spaced_digits(text, runs);
    if runs[0].len() == 1 || spaced > 1 {
        return spaced;
    }
    let mut digits = runs[0].len();
    if !(GROUP_DIGITS_MIN..WHOLE_DIGITS_MIN).contains(&digits) {
        return 1;
    }
    let mut best = 1;
    let mut first_gap = "";
    for count in 2..=GROUPS_MAX.min(runs.len()) {
        let gap = &text[runs[count - 2].end..runs[count - 1].start];
        let group = runs[count - 1].len();
        let last_may_be_short = if count > 2 { 1 } else { GROUP_DIGITS_MIN };
        if count == 2 {
            first_gap = gap;
        }
        let broken_line = gap.contains('\n');
        if broken_line && digits < BROKEN_DIGITS_MIN || gap != first_gap && !broken_line {
            break;
        }
        if !is_gap(gap) || !(last_may_be_short..=GROUP_DIGITS_MAX).contains(&group) {
            break;
        }
        digits += group;
        if digits > *JOINED_DIGITS.end() {
            break;
        }
        let printed =
            count >= PRINTED_GROUPS_MIN && runs[..count].iter().all(|run| run.len() == PRINTED_DIGITS);
        if JOINED_DIGITS.contains(&digits) || printed {
            best = count;
        }
    }
    best
}

/// "9 0 4 1 7", "576 7 2 7 3 ...": digits one by one, perhaps after a first group.
fn spaced_digits(text: &str, runs: &[Range<usize>]) -> usize {
    let single = |pair: &[Range<usize>]| {
        pair[1].len() == 1 && matches!(&text[pair[0].end..pair[1].start], " " | "-" | ".")
    };
    let count = 1 + runs.windows(2).take_while(|pair| single(pair)).count();
    let enough = match runs[0].len() {
        1 => SPACED_DIGITS_MIN,
        2..=SPACED_HEAD_DIGITS_MAX => JOINED_DIGITS.start() - SPACED_HEAD_DIGITS_MAX,
        _ => return 1,
    };
    if count >= enough { count } else { 1 }
}

/// One blank, dash, dot or line break between two groups of one number.
fn is_gap(gap: &str) -> bool {
    matches!(gap, " " | "-" | "\u{a0}" | "\n" | "\r\n" | "." | "–" | " - " | "_" | "\u{2011}")
}

fn touches_letters(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_alphabetic() && (c as u32) < 0x2e80);
    // A price, a part of a date, of a code or of an address is no number of its own.
    let code = before.is_some_and(|c| matches!(c, '-' | '/' | '_' | '.'))
        && text[..range.start - 1].ends_with(|c: char| c.is_alphanumeric());
    let code_goes_on = after.is_some_and(|c| matches!(c, '-' | '/' | '_' | ':'))
        && text[range.end + 1..].starts_with(|c: char| c.is_alphanumeric());
    before.is_some_and(|c| matches!(c, '$' | '€' | '£' | '@'))
        || latin(before)
        || latin(after)
        || code
        || code_goes_on
}

fn cut_off(text: &str, range: &Range<usize>, digits: usize) -> bool {
    let after = text[range.end..].trim_start_matches(['*', '_']);
    let before = &text[..range.start];
    let dots_after = after.starts_with("...") || after.starts_with('…') || after.starts_with("..");
    let dots_before = before.ends_with("...") || before.ends_with('…') || before.ends_with("**");
    (dots_after && digits >= 4 && !text[range.end..].starts_with(".... "))
        || (dots_before && digits <= 8)
        || after.starts_with("xx")
}

#[cfg(test)]
mod tests {
    use super::find;

    fn check(text: &str, expect: &[&str]) {
        let found: Vec<String> =
            find(text).into_iter().map(|id| id.digits + if id.cut_off { "~" } else { "" }).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn numbers_in_sentences() {
        check("order 577960875603559534, CS #12565.", &["577960875603559534", "12565"]);
    }

    #[test]
    fn blanks_and_dashes_within() {
        check("5787 3262 1677 4336 35", &["578732621677433635"]);
        check("7549-0836-1152-7701-438", &["7549083611527701438"]);
        check("57796087\n5603559534", &["577960875603559534"]);
        check("576 7 2 7 3 3 2 1 1 2 9 8 7 0 2 7", &["576727332112987027"]);
        check("__FedEx 7712 8840 5931__", &["771288405931"]);
        check("call 555 0188 4471 or 2026 1 2", &["0188", "4471", "2026"]);
    }

    #[test]
    fn whole_numbers_are_not_joined() {
        check("577960875603559534 577960875603559535", &["577960875603559534", "577960875603559535"]);
    }

    #[test]
    fn cut_off_numbers() {
        check("749711920899736... on my phone", &["749711920899736~"]);
        check("…4471", &["4471~"]);
    }

    #[test]
    fn dictated_digits() {
        check("the number is five seven seven seven two, call me", &["57772"]);
        check("one or two of them", &[]);
    }

    #[test]
    fn codes_and_prices_are_no_numbers() {
        check("HRT0412 $3000 1ZR1F6EV0347815451", &[]);
    }
}
