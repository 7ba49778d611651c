//! Where sentences and clauses begin and end.

use std::ops::Range;

use crate::reading::byteset::ByteSet;
use crate::reading::quoted::Line;

/// What may end a sentence.
const ENDS: ByteSet = ByteSet::of(b".!?\t").and_beyond_ascii();

/// A line of at least so many bytes may have been broken by the mail program, so that its sentence goes on below.
const WRAPPED_BYTES_MIN: usize = 56;

/// What goes on for longer without an end is cut: it is no sentence.
const SENTENCE_BYTES_MAX: usize = 4 * 1024;

/// Words that begin another clause within a sentence.
const JOINTS: [&str; 14] =
    ["and", "but", "so", "because", "then", "while", "y", "pero", "porque", "e", "mas", "et", "mais", "donc"];

/// Whether a word within the text begins another clause.
pub fn has_joint(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || c == ',').any(|word| JOINTS.contains(&word))
}

/// The sentences of a text, in order, without the blanks around them. A line's end ends a sentence, unless the line
/// was broken by the mail program.
pub fn split(text: &str, lines: &[Line]) -> Vec<Range<usize>> {
    let mut sentences = Vec::with_capacity(lines.len());
    let mut start: Option<usize> = None;
    let mut ends = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let begin = *start.get_or_insert(line.range.start);
        let mut from = begin;
        let scan = line.range.start.max(begin);
        ends.clear();
        add_ends(&text[scan..line.range.end], &mut ends);
        for &end in &ends {
            push(text, from..scan + end, &mut sentences);
            from = scan + end;
        }
        let goes_on = line.range.len() >= WRAPPED_BYTES_MIN
            && from < line.range.end
            && lines.get(index + 1).is_some_and(|next| {
                next.voice == line.voice
                    && next.depth == line.depth
                    && text[next.range.clone()].starts_with(|c: char| c.is_lowercase() || c.is_numeric())
            });
        if goes_on {
            start = Some(from);
        } else {
            push(text, from..line.range.end, &mut sentences);
            start = None;
        }
    }
    sentences
}

/// The clause of a sentence that holds this byte: what stands between commas, dashes, semicolons and brackets.
pub fn clause(text: &str, sentence: &Range<usize>, byte: usize) -> Range<usize> {
    let is_break = |at: usize, c: char| match c {
        ',' => !text[..at].ends_with(|c: char| c.is_ascii_digit()) || text[at + 1..].starts_with(' '),
        ';' | '(' | ')' | '–' | '—' => true,
        '-' => text[..at].ends_with(' ') && text[at + 1..].starts_with(' '),
        _ => false,
    };
    let before = text[sentence.start..byte].char_indices().rev();
    let start = before
        .map(|(at, c)| (sentence.start + at, c))
        .find(|&(at, c)| is_break(at, c))
        .map_or(sentence.start, |(at, c)| at + c.len_utf8());
    let after = text[byte..sentence.end].char_indices();
    let end = after
        .map(|(at, c)| (byte + at, c))
        .find(|&(at, c)| is_break(at, c))
        .map_or(sentence.end, |(at, _)| at);
    trimmed(text, start..end)
}

/// The range without the blanks at its ends.
pub fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = start + part.trim().len();
    start..end
}

fn push(text: &str, range: Range<usize>, sentences: &mut Vec<Range<usize>>) {
    let mut range = trimmed(text, range);
    while range.len() > SENTENCE_BYTES_MAX {
        let cut = text.floor_char_boundary(range.start + SENTENCE_BYTES_MAX);
        sentences.push(trimmed(text, range.start..cut));
        range = trimmed(text, cut..range.end);
    }
    if !range.is_empty() {
        sentences.push(range);
    }
}

/// The bytes after each end of a sentence within a line.
fn add_ends(line: &str, ends: &mut Vec<usize>) {
    let bytes = line.as_bytes();
    let blank_at = |at: usize| match bytes.get(at) {
        None => true,
        Some(byte) if byte.is_ascii() => char::from(*byte).is_whitespace(),
        Some(_) => line[at..].starts_with(char::is_whitespace),
    };
    // The word before this byte. It is looked for only before a blank, so never over the same bytes twice.
    let word = |end: usize| line[..end].rsplit(char::is_whitespace).next().unwrap_or_default();
    let mut at = ENDS.next(bytes, 0);
    while let Some(&byte) = bytes.get(at) {
        let closes = match byte {
            b'!' | b'?' => blank_at(at + 1),
            b'.' => blank_at(at + 1) && !is_abbreviation(word(at)) && !is_half(word(at), &line[at + 1..]),
            b'\t' => true,
            _ => {
                let Some(c) = line[at..].chars().next() else { break };
                if matches!(c, '。' | '！' | '？') {
                    ends.push(at + c.len_utf8());
                }
                at = ENDS.next(bytes, at + c.len_utf8());
                continue;
            }
        };
        if closes {
            ends.push(at + 1);
        }
        at = ENDS.next(bytes, at + 1);
    }
}

/// "At 3:52 p.m. Eastern": the half of a day, and the sentence goes on.
fn is_half(word: &str, rest: &str) -> bool {
    let half = word.ends_with("a.m") || word.ends_with("p.m");
    let rest = rest.trim_start();
    let zone = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    half && (rest.starts_with(|c: char| c.is_lowercase() || c == ',')
        || ["Eastern", "Central", "Mountain", "Pacific", "ET", "CT", "MT", "PT"].contains(&zone)
        || zone.len() == 3 && zone.ends_with('T') && zone.chars().all(|c| c.is_ascii_uppercase()))
}

fn is_abbreviation(word: &str) -> bool {
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
        || [
            "mr", "mrs", "ms", "dr", "st", "no", "nr", "approx", "vs", "sr", "sra", "ud", "jan", "feb",
            "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
        ]
        .contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::{clause, split, trimmed};
    use crate::reading::quoted::{Line, Voice};

    /// The sentences of a text whose lines are all the customer's own.
    fn sentences(text: &str) -> Vec<&str> {
        let mut start = 0;
        let lines: Vec<Line> = text
            .split_inclusive('\n')
            .map(|line| {
                let range = start..start + line.trim_end_matches('\n').len();
                start += line.len();
                Line { range, voice: Voice::Own, depth: 0 }
            })
            .collect();
        split(text, &lines).into_iter().map(|sentence| &text[sentence]).collect()
    }

    #[test]
    fn marks_and_lines_end_sentences() {
        let cases: [(&str, &[&str]); 6] = [
            ("It broke. Why? Now!", &["It broke.", "Why?", "Now!"]),
            ("Version 1.2 of Mr. Óscar", &["Version 1.2 of Mr. Óscar"]),
            (
                "At 3 p.m. Eastern it broke. At 4 p.m. We left",
                &["At 3 p.m. Eastern it broke.", "At 4 p.m.", "We left"],
            ),
            ("first\n\nsecond", &["first", "second"]),
            ("坏了。为什么？", &["坏了。", "为什么？"]),
            ("", &[]),
        ];
        for (text, expect) in cases {
            assert_eq!(sentences(text), expect, "{text}");
        }
    }

    #[test]
    fn a_wrapped_line_goes_on_below() {
        let text = "this line is as long as a mail program lets a line become and\ngoes on. Done";
        assert_eq!(sentences(text).len(), 2);
    }

    #[test]
    fn clauses_stand_between_commas_dashes_and_brackets() {
        let cases = [
            ("it came, ñandú went", "went", "ñandú went"),
            ("1,000 of them – gone", "of", "1,000 of them"),
            ("a well-known one (broken) here", "broken", "broken"),
        ];
        for (text, word, expect) in cases {
            let at = text.find(word).expect("it stands there");
            assert_eq!(&text[clause(text, &(0..text.len()), at)], expect, "{text}");
        }
    }

    #[test]
    fn blanks_alone_leave_nothing() {
        assert!(trimmed(" \u{a0} ", 0..4).is_empty());
    }
}
