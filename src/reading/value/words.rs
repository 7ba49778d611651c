//! Text cut into words, numbers and signs, folded so that capitals and accents don't matter.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::opening::Openings;
use crate::reading::byteset::ByteSet;

const NO_DIGITS: ByteSet = ByteSet::of(b"0123456789").others();
const NO_LETTERS: ByteSet = ByteSet::of(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ").others();

/// A text's tokens. Every question about a token that doesn't exist has a harmless answer, so that a reader may look
/// before the first and past the last.
pub(super) struct Words<'t> {
    text: Cow<'t, str>,
    /// The text in lower case, in which plain tokens stand where they stand in the text; behind it the other ones.
    folded: String,
    tokens: Vec<Token>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Sign,
}

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    None,
    Blank,
    Line,
}

struct Token {
    kind: Kind,
    gap: Gap,
    opens: Openings,
    start: u32,
    end: u32,
    folded_start: u32,
    folded_end: u32,
}

impl Token {
    fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    fn folded(&self) -> Range<usize> {
        self.folded_start as usize..self.folded_end as usize
    }
}

impl<'t> Words<'t> {
    pub(super) fn cut(text: &'t str) -> Self {
        let mut folded = String::with_capacity(text.len() + text.len() / 16);
        folded.push_str(text);
        folded.make_ascii_lowercase();
        let mut words =
            Self { text: Cow::Borrowed(text), folded, tokens: Vec::with_capacity(text.len() / 5) };
        let bytes = text.as_bytes();
        let mut gap = Gap::Line;
        let mut open = None;
        let mut at = 0;
        while at < text.len() {
            let ascii = ascii_run(bytes, at);
            if let Some((kind, length)) = ascii {
                // A run of ASCII letters or digits, which most of a text is.
                if open != Some(kind) && bytes.get(at + length).is_none_or(u8::is_ascii) {
                    words.plain(kind, gap, at..at + length);
                    at += length;
                    (open, gap) = (Some(kind), Gap::None);
                    continue;
                }
                if open != Some(kind) {
                    words.open(kind, gap, at);
                }
                let start = words.folded.len();
                words.folded.push_str(&text[at..at + length]);
                words.folded[start..].make_ascii_lowercase();
                at += length;
                words.extend(at);
                (open, gap) = (Some(kind), Gap::None);
                continue;
            }
            match bytes[at] {
                b' ' => {
                    gap = if gap == Gap::None { Gap::Blank } else { gap };
                    (open, at) = (None, at + 1);
                    continue;
                }
                b'!'..=b'_' | b'{'..=b'~' => {
                    words.plain(Kind::Sign, gap, at..at + 1);
                    (open, gap, at) = (Some(Kind::Sign), Gap::None, at + 1);
                    continue;
                }
                _ => {}
            }
            let Some(c) = text[at..].chars().next() else { break };
            at += c.len_utf8();
            if c.is_whitespace() {
                if matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}') {
                    gap = Gap::Line;
                } else if gap == Gap::None {
                    gap = Gap::Blank;
                }
                open = None;
                continue;
            }
            let kind = kind(c);
            let joins = open == Some(kind) && kind != Kind::Sign && !is_ideograph(c);
            if !joins {
                words.open(kind, gap, at - c.len_utf8());
            }
            fold(c, &mut words.folded);
            words.extend(at);
            open = if is_ideograph(c) { None } else { Some(kind) };
            gap = Gap::None;
        }
        words.tokens.iter_mut().for_each(|token| {
            token.opens = match token.kind {
                Kind::Number => Openings::OF_DIGITS,
                Kind::Word | Kind::Sign => Openings::of(&words.folded[token.folded()]),
            };
        });
        words
    }

    /// A token of ASCII alone, which can't go on.
    fn plain(&mut self, kind: Kind, gap: Gap, bytes: Range<usize>) {
        let (start, end) = (bytes.start as u32, bytes.end as u32);
        let opens = Openings::NONE;
        self.tokens.push(Token { kind, gap, opens, start, end, folded_start: start, folded_end: end });
    }

    /// Begins a token at this byte.
    fn open(&mut self, kind: Kind, gap: Gap, start: usize) {
        let (start, folded) = (start as u32, self.folded.len() as u32);
        let opens = Openings::NONE;
        let token = Token { kind, gap, opens, start, end: start, folded_start: folded, folded_end: folded };
        self.tokens.push(token);
    }

    /// The last token goes up to this byte.
    fn extend(&mut self, end: usize) {
        let folded_end = self.folded.len() as u32;
        if let Some(token) = self.tokens.last_mut() {
            (token.end, token.folded_end) = (end as u32, folded_end);
        }
    }

    /// The same, with a copy of the text.
    pub(super) fn into_owned(self) -> Words<'static> {
        let Self { text, folded, tokens } = self;
        Words { text: Cow::Owned(text.into_owned()), folded, tokens }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether the token can begin one of these.
    pub(super) fn opens(&self, at: usize, what: Openings) -> bool {
        self.tokens.get(at).is_some_and(|token| token.opens.has(what))
    }

    /// The token in folded spelling, whatever it is.
    pub(super) fn piece(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.folded[token.folded()])
    }

    /// The word in folded spelling; empty for a number, a sign or nothing.
    pub(super) fn word(&self, at: usize) -> &str {
        if self.is(at, Kind::Word) { self.piece(at) } else { "" }
    }

    /// The token as the customer wrote it.
    pub(super) fn spelled(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| &self.text[token.range()])
    }

    /// The number's value, if it has at most nine digits.
    pub(super) fn number(&self, at: usize) -> Option<i32> {
        let digits = self.digits(at);
        if (1..=9).contains(&digits) { self.piece(at).parse().ok() } else { None }
    }

    /// How many digits the number has; none for a word, a sign or nothing.
    pub(super) fn digits(&self, at: usize) -> usize {
        if self.is(at, Kind::Number) { self.piece(at).len() } else { 0 }
    }

    pub(super) fn sign(&self, at: usize) -> Option<char> {
        if self.is(at, Kind::Sign) { self.piece(at).chars().next() } else { None }
    }

    pub(super) fn is(&self, at: usize, kind: Kind) -> bool {
        self.tokens.get(at).is_some_and(|token| token.kind == kind)
    }

    /// What stands before the token; a line's end before the first token and after the last.
    pub(super) fn gap(&self, at: usize) -> Gap {
        self.tokens.get(at).map_or(Gap::Line, |token| token.gap)
    }

    /// Whether the token touches the one before it.
    pub(super) fn glued(&self, at: usize) -> bool {
        self.gap(at) == Gap::None
    }

    /// Whether a word touches the token before it.
    pub(super) fn glued_word(&self, at: usize) -> bool {
        self.is(at, Kind::Word) && self.glued(at)
    }

    /// Whether just one blank (no tab, no more blanks) stands before the token.
    pub(super) fn one_blank(&self, at: usize) -> bool {
        let before = back(at, 1);
        let ends = (self.tokens.get(before), self.tokens.get(at));
        let (Some(before), Some(token)) = ends else { return false };
        matches!(&self.text[before.end as usize..token.start as usize], " " | "\u{a0}")
    }

    /// Whether the token begins a line (or there is none).
    pub(super) fn starts_line(&self, at: usize) -> bool {
        self.gap(at) == Gap::Line
    }

    /// The end of a phrase (folded pieces with blanks between) that begins at this token.
    pub(super) fn reads(&self, at: usize, phrase: &str) -> Option<usize> {
        if !phrase.starts_with(self.piece(at)) {
            return None;
        }
        let mut end = at;
        for piece in phrase.split(' ') {
            if end >= self.len() || self.piece(end) != piece {
                return None;
            }
            end += 1;
        }
        Some(end)
    }

    /// The bytes from the first of these tokens to the last.
    pub(super) fn bytes(&self, tokens: &Range<usize>) -> Range<usize> {
        let start = self.tokens.get(tokens.start).map_or(self.text.len(), |token| token.start as usize);
        let last = tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last));
        start..last.map_or(start, |token| (token.end as usize).max(start))
    }
}

/// The index of the token so many places before; past every end where there is none.
pub(super) fn back(at: usize, places: usize) -> usize {
    at.checked_sub(places).unwrap_or(usize::MAX)
}

/// The ASCII letters or digits that begin at this byte, if any do, and how many.
fn ascii_run(bytes: &[u8], at: usize) -> Option<(Kind, usize)> {
    match bytes.get(at) {
        Some(b'0'..=b'9') => Some((Kind::Number, NO_DIGITS.next(bytes, at) - at)),
        Some(b'a'..=b'z' | b'A'..=b'Z') => Some((Kind::Word, NO_LETTERS.next(bytes, at) - at)),
        _ => None,
    }
}

fn kind(c: char) -> Kind {
    if c.is_ascii_digit() {
        Kind::Number
    } else if c.is_alphabetic() || is_combining_mark(c) {
        Kind::Word
    } else {
        Kind::Sign
    }
}

/// Written without blanks between words, so each character is a token.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}')
}

fn fold(c: char, folded: &mut String) {
    match c {
        '\u{2018}' | '\u{2019}' | '`' | '\u{b4}' => folded.push('\''),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => folded.push('-'),
        '\u{ff1a}' => folded.push(':'),
        _ if c.is_ascii() => folded.push(c.to_ascii_lowercase()),
        _ => decompose_canonical(c, |part| {
            if !is_combining_mark(part) {
                folded.extend(part.to_lowercase());
            }
        }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::{Gap, Words, back};

    #[test]
    fn text_is_cut_where_its_kind_changes() {
        let words = Words::cut("Às 9h20 da manhã,\n7月3日 l\u{2019}été");
        let pieces: Vec<&str> = (0..words.len()).map(|at| words.piece(at)).collect();
        let expected = ["as", "9", "h", "20", "da", "manha", ",", "7", "月", "3", "日", "l", "'", "ete"];
        assert_eq!(pieces, expected);
        assert_eq!((words.gap(0), words.gap(1), words.gap(7)), (Gap::Line, Gap::Blank, Gap::Line));
        assert_eq!(words.spelled(5), "manhã");
        assert_eq!(words.reads(1, "9 h 20"), Some(4));
    }

    #[test]
    fn beyond_the_text_there_is_nothing() {
        let words = Words::cut("a");
        assert_eq!((words.word(back(0, 1)), words.number(9), words.sign(usize::MAX)), ("", None, None));
        assert_eq!(words.bytes(&(5..9)), 1..1);
    }

    proptest! {
        #[test]
        fn every_token_lies_within_the_text(text in any::<String>()) {
            let words = Words::cut(&text);
            for at in 0..words.len() {
                assert!(text.get(words.bytes(&(at..at + 1))).is_some_and(|token| !token.is_empty()));
            }
        }
    }
}
