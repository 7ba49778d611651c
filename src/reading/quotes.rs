//! Words in quotation marks: what a notice, a screen or a person said.

use std::ops::Range;

use crate::reading::byteset::ByteSet;
use crate::reading::passage::VALUES_MAX;
use crate::reading::sentence::trimmed;

/// What may open a quotation.
const MARKS: ByteSet = ByteSet::of(b"\"'").and_beyond_ascii();
/// Longer than this is no wording that someone quotes.
const QUOTE_BYTES_MAX: usize = 400;

/// The insides of all quotations, in order. None goes over the end of a line, and none holds another.
pub fn of(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut quotes = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    let mut end = 0;
    loop {
        if open.is_none() {
            let next = MARKS.next(bytes, end);
            if next > end {
                // What stands between is ASCII.
                (before, end) = (char::from(bytes[next - 1]), next);
            }
        }
        let at = end;
        let Some(c) = text[at..].chars().next() else { break };
        end = at + c.len_utf8();
        let after = text[end..].chars().next().unwrap_or(' ');
        if let Some((start, mark)) = open {
            if c == '\n' || at - start > QUOTE_BYTES_MAX {
                open = None;
            } else if closes(mark, c) && (!is_single(c) || !after.is_alphanumeric()) {
                let inside = trimmed(text, start..at);
                if text[inside.clone()].contains(char::is_alphanumeric) {
                    quotes.push(inside);
                }
                open = None;
                before = c;
                continue;
            }
        }
        if open.is_none() && opens(c) && begins(c, after) && !within_word(c, before) {
            open = Some((end, c));
        }
        before = c;
        if quotes.len() >= VALUES_MAX {
            break;
        }
    }
    quotes
}

/// A quotation begins with its first word, or with a mark that belongs to it; only French marks stand apart from it.
fn begins(mark: char, c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '¡' | '¿' | '[' | '(' | '<' | '#' | '$' | '-' | '*')
        || mark == '«' && c.is_whitespace()
}

/// An apostrophe, or the sign for inches. Scripts without blanks have quotations right behind a word.
fn within_word(mark: char, before: char) -> bool {
    before.is_alphanumeric() && (is_single(mark) || mark == '"' && before.is_ascii())
}

fn is_single(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘')
}

fn opens(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '\'' | '‘' | '’' | '「' | '『')
}

/// Mail programs and phones mix the marks of one pair.
fn closes(mark: char, c: char) -> bool {
    match mark {
        '"' | '“' | '”' | '„' => matches!(c, '"' | '”' | '“'),
        '«' | '»' => matches!(c, '«' | '»'),
        '\'' | '‘' | '’' => matches!(c, '\'' | '’'),
        '「' => c == '」',
        '『' => c == '』',
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn quotations_are_found_in_any_marks() {
        let cases: [(&str, &[&str]); 10] = [
            ("it says \"Sync failed\" now", &["Sync failed"]),
            ("it says “Sync failed.”", &["Sync failed."]),
            ("la llaman «ropa usada», dicen", &["ropa usada"]),
            ("'Can't sync it', it says", &["Can't sync it"]),
            ("don't say 'no' to Ana's shop", &["no"]),
            ("the 5' board and a 6\" one", &[]),
            ("他们说「假货」", &["假货"]),
            ("商品名是“茉莉裙”。", &["茉莉裙"]),
            ("le compte « Chez Lou », absent", &["Chez Lou"]),
            ("one \"open\nand never closed\" end", &[]),
        ];
        for (text, expect) in cases {
            let found: Vec<&str> = of(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expect, "{text}");
        }
    }
}
