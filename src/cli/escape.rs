//! Makes text from a ticket harmless for a terminal: what would move, colour, hide or turn it round is shown instead.

use std::borrow::Cow;
use std::fmt::Write;

/// On one line, with everything that is no plain character written out: `\n`, `\u{1b}`.
pub fn line(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '\n' => shown.push_str("\\n"),
            '\r' => shown.push_str("\\r"),
            '\t' => shown.push_str("\\t"),
            letter if is_harmful(letter) => shown.extend(letter.escape_unicode()),
            letter => shown.push(letter),
        }
    }
    Cow::Owned(shown)
}

/// The same for a text of several lines, which stay lines.
pub fn lines(text: &str) -> String {
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// The same for JSON that has been written already: it says the same to a program that reads it.
pub fn json(text: String) -> String {
    // serde_json writes control characters below U+0020 out by itself, and the line's own end is none of the text's.
    let harmful = |letter: char| letter > '\u{1f}' && is_harmful(letter);
    if !text.chars().any(harmful) {
        return text;
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        if harmful(letter) {
            let mut units = [0; 2];
            for unit in letter.encode_utf16(&mut units) {
                write!(shown, "\\u{unit:04x}").expect("a string takes everything");
            }
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// At most so many characters, with `…` where more was.
pub fn cut(text: &str, characters_max: usize) -> Cow<'_, str> {
    match text.char_indices().nth(characters_max) {
        None => Cow::Borrowed(text),
        Some((at, _)) => Cow::Owned(format!("{}…", &text[..at])),
    }
}

/// Control characters, and the invisible ones that change how the text around them is shown.
fn is_harmful(letter: char) -> bool {
    letter.is_control()
        || matches!(letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::{cut, json, line, lines};

    #[test]
    fn escape_sequences_are_shown_and_not_obeyed() {
        assert_eq!(line("a\u{1b}[31mred\u{9b}2J\nb"), "a\\u{1b}[31mred\\u{9b}2J\\nb");
        assert_eq!(line("abc\u{202e}fdp.exe"), "abc\\u{202e}fdp.exe");
        assert_eq!(lines("a\u{1b}[31m\n\nb\r"), "a\\u{1b}[31m\n\nb\\r");
        assert_eq!(line("¿Dónde está? 🙂"), "¿Dónde está? 🙂");
    }

    #[test]
    fn json_stays_the_same_json() {
        let value = "a\u{1b}\u{9b}\u{202e}\u{e0041}b";
        let shown = json(serde_json::to_string(value).expect("text is JSON"));
        assert!(shown.is_ascii(), "{shown}");
        assert_eq!(serde_json::from_str::<String>(&shown).expect("still JSON"), value);
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(cut("äöü", 2), "äö…");
        assert_eq!(cut("äöü", 3), "äöü");
    }
}
