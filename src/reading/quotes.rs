//! Words in quotation marks: what a notice, a screen or a person said.

use std::ops::Range;

use crate::reading::passage::VALUES_MAX;

/// Longer than this is no wording that someone quotes.
const QUOTE_BYTES_MAX: usize = 400;

/// The insides of all quotations, in order. None goes over the end of a line, and none holds another.
pub fn of(text: &str) -> Vec<Range<usize>> {
    let mut quotes = Vec::new();
    let mut open: Option<(usize, char)> = None;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map_or(' ', |(_, next)| *next);
        let end = at + c.len_utf8();
        if let Some((start, mark)) = open {
            if c == '\n' || at - start > QUOTE_BYTES_MAX {
                open = None;
            } else if closes(mark, c) && (!is_single(c) || !after.is_alphanumeric()) {
                if text[start..at].contains(char::is_alphanumeric) {
                    quotes.push(start..at);
                }
                open = None;
                before = c;
                continue;
            }
        }
        if open.is_none() && opens(c) && begins(after) && !before.is_alphanumeric() {
            open = Some((end, c));
        }
        before = c;
        if quotes.len() >= VALUES_MAX {
            break;
        }
    }
    quotes
}

/// A quotation begins with its first word, or with a mark that belongs to it; never with a blank.
fn begins(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '¡' | '¿' | '[' | '(' | '<' | '#' | '$' | '-' | '*')
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
        let cases: [(&str, &[&str]); 8] = [
            ("it says \"Sync failed\" now", &["Sync failed"]),
            ("it says “Sync failed.”", &["Sync failed."]),
            ("la llaman «ropa usada», dicen", &["ropa usada"]),
            ("'Can't sync it', it says", &["Can't sync it"]),
            ("don't say 'no' to Ana's shop", &["no"]),
            ("the 5' board and a 6\" one", &[]),
            ("他们说「假货」", &["假货"]),
            ("one \"open\nand never closed\" end", &[]),
        ];
        for (text, expect) in cases {
            let found: Vec<&str> = of(text).into_iter().map(|range| &text[range]).collect();
            assert_eq!(found, expect, "{text}");
        }
    }
}
