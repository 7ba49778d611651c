//! A text as words: folded to lower case without accents, each with the bytes that it stands at.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::reading::byteset::ByteSet;

/// Whatever is no ASCII letter or digit.
const WORD_ENDS: ByteSet =
    ByteSet::of(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ").others();
/// Behind these a word may go on.
const GOES_ON: ByteSet = ByteSet::of(b"'`").and_beyond_ascii();
/// Marks that always end a phrase, and those that do before a blank.
const BREAKS: ByteSet = ByteSet::of(b"\n\r\t|()");
const BREAKS_BEFORE_BLANK: ByteSet = ByteSet::of(b".!?:;,");

/// The words of a text, in order.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// The text in lower case, in which plain words stand where they stand in the text; behind it the other ones.
    folded: String,
    words: Vec<Word>,
}

#[derive(Clone, Copy, Debug)]
struct Word {
    start: u32,
    end: u32,
    folded_start: u32,
    folded_end: u32,
    /// Whether a phrase may go on from the word before to this one.
    joined: bool,
    /// It ends in an apostrophe and an s: "the shop's".
    possessive: bool,
}

impl Word {
    fn starting(start: usize, folded_start: usize, joined: bool) -> Self {
        let (start, folded_start) = (start as u32, folded_start as u32);
        Self { start, end: start, folded_start, folded_end: 0, joined, possessive: false }
    }

    /// Of ASCII letters and digits alone: its folded form stands at the same bytes.
    fn plain(start: usize, end: usize, joined: bool, possessive: bool) -> Self {
        let (start, end) = (start as u32, end as u32);
        Self { start, end, folded_start: start, folded_end: end, joined, possessive }
    }
}

impl Words {
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut folded = String::with_capacity(text.len() + text.len() / 16);
        folded.push_str(text);
        folded.make_ascii_lowercase();
        let mut out = Self { folded, words: Vec::with_capacity(text.len() / 5) };
        let mut open: Option<Word> = None;
        let mut joined = false;
        let mut apostrophe = false;
        let mut end = 0;
        while end < text.len() {
            let at = end;
            let run = WORD_ENDS.next(bytes, at) - at;
            if run > 0 {
                // ASCII letters and digits, which most of a text is.
                end = at + run;
                if open.is_none() && bytes.get(end).is_none_or(|next| !GOES_ON.has(*next)) {
                    let possessive = run == 1 && apostrophe && bytes[at].eq_ignore_ascii_case(&b's');
                    out.words.push(Word::plain(at, end, joined, possessive));
                    (apostrophe, joined) = (false, true);
                    continue;
                }
                let word = open.get_or_insert(Word::starting(at, out.folded.len(), joined));
                word.end = end as u32;
                word.possessive = run == 1 && apostrophe && bytes[at].eq_ignore_ascii_case(&b's');
                apostrophe = false;
                let start = out.folded.len();
                out.folded.push_str(&text[at..end]);
                out.folded[start..].make_ascii_lowercase();
                joined = true;
                continue;
            }
            if bytes[at].is_ascii() && !GOES_ON.has(bytes[at]) {
                end = at + 1;
                out.close(&mut open);
                let breaks =
                    BREAKS.has(bytes[at]) || BREAKS_BEFORE_BLANK.has(bytes[at]) && blank_at(text, end);
                joined &= !breaks;
                continue;
            }
            let Some(c) = text[at..].chars().next() else { break };
            end = at + c.len_utf8();
            if is_ideograph(c) {
                out.close(&mut open);
                let folded_start = out.folded.len() as u32;
                out.folded.push(c);
                let word = Word {
                    start: at as u32,
                    end: end as u32,
                    folded_start,
                    folded_end: out.folded.len() as u32,
                    joined,
                    possessive: false,
                };
                out.words.push(word);
                joined = true;
            } else if c.is_alphanumeric() || is_combining_mark(c) {
                let word = open.get_or_insert(Word::starting(at, out.folded.len(), joined));
                word.end = end as u32;
                word.possessive = false;
                apostrophe = false;
                fold_into(c, &mut out.folded);
                joined = true;
            } else if is_apostrophe(c)
                && open.is_some()
                && text[end..].chars().next().is_some_and(char::is_alphabetic)
            {
                // "can't" and "cant" are the same word.
                apostrophe = true;
            } else {
                out.close(&mut open);
                joined &= !breaks_phrase(c);
            }
        }
        out.close(&mut open);
        out
    }

    fn close(&mut self, open: &mut Option<Word>) {
        if let Some(mut word) = open.take() {
            word.folded_end = self.folded.len() as u32;
            if word.folded_end > word.folded_start {
                self.words.push(word);
            }
        }
    }

    pub fn len(&self) -> usize {
        self.words.len()
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    pub fn folded(&self, index: usize) -> &str {
        let word = self.words[index];
        &self.folded[word.folded_start as usize..word.folded_end as usize]
    }

    /// "shop" of "shop's".
    pub fn possessor(&self, index: usize) -> Option<&str> {
        self.words[index].possessive.then(|| self.folded(index).trim_end_matches('s'))
    }

    /// The bytes that the word stands at.
    pub fn range(&self, index: usize) -> Range<usize> {
        let word = self.words[index];
        word.start as usize..word.end as usize
    }

    /// Whether a phrase may go on from the word before to this one: no line, cell or sentence ends between them.
    pub fn joined(&self, index: usize) -> bool {
        self.words[index].joined
    }

    /// The index of the first word that starts at or after this byte.
    pub fn from(&self, byte: usize) -> usize {
        self.words.partition_point(|word| (word.start as usize) < byte)
    }

    /// The indices of the words that stand within these bytes.
    pub fn within(&self, bytes: Range<usize>) -> Range<usize> {
        let first = self.from(bytes.start);
        first..self.from(bytes.end).max(first)
    }

    /// The words that stand within these bytes, with single blanks between them.
    pub fn folded_within(&self, bytes: Range<usize>) -> String {
        let mut folded = String::with_capacity(bytes.len());
        for index in self.within(bytes) {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(self.folded(index));
        }
        folded
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|index| self.folded(index))
    }
}

/// A text's words with single blanks between them: how phrases are compared.
pub fn folded(text: &str) -> String {
    Words::of(text).folded_within(0..text.len())
}

fn fold_into(c: char, out: &mut String) {
    if c.is_ascii() {
        out.push(c.to_ascii_lowercase());
    } else {
        out.extend(std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase));
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

/// Characters of scripts that write words without blanks between them: each counts as a word.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ac00}'..='\u{d7af}')
}

/// Of marks beyond ASCII.
fn breaks_phrase(c: char) -> bool {
    matches!(c, '。' | '，' | '：' | '！' | '？')
}

fn blank_at(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at) {
        None => true,
        Some(byte) if byte.is_ascii() => char::from(*byte).is_whitespace(),
        Some(_) => text[at..].starts_with(char::is_whitespace),
    }
}

#[cfg(test)]
mod tests {
    use super::{Words, folded};

    #[test]
    fn case_accents_and_apostrophes_do_not_matter() {
        assert_eq!(folded("Can’t RE-AUTHORISE: Devolución"), "cant re authorise devolucion");
    }

    #[test]
    fn words_point_at_their_bytes() {
        let text = "Año: 12 – “ok”";
        let words = Words::of(text);
        let quotes: Vec<_> = (0..words.len()).map(|i| &text[words.range(i)]).collect();
        assert_eq!(quotes, ["Año", "12", "ok"]);
    }

    #[test]
    fn a_phrase_does_not_go_on_over_the_end_of_a_sentence() {
        let words = Words::of("my order. id of v1.2");
        assert!(!words.joined(2));
        assert!(words.joined(5));
    }

    #[test]
    fn ideographs_are_words_of_their_own() {
        assert_eq!(folded("产品ID：5"), "产 品 id 5");
    }
}
