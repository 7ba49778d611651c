//! Answers by the numbers of the questions that came before: "1. 7497... 2. there isn't one", "a 61409", "3) the 14th".

use std::collections::BTreeMap;
use std::ops::Range;

use crate::reading::label::{Label, Strength, named};
use crate::reading::passage::{Passage, voice_counts};
use crate::reading::sentence::trimmed;
use crate::reading::vocabulary::ItemId;

/// The highest number that a question can have.
const NUMBER_MAX: u32 = 40;
/// Fewer numbered questions or answers are no numbering.
const NUMBERED_MIN: usize = 2;

/// The customer's numbered answers as labels of the items that the numbered questions name.
pub fn answers(passage: &Passage, question: &Passage) -> Vec<Label> {
    let asked = questions(question);
    if asked.len() < NUMBERED_MIN {
        return by_position(passage, question);
    }
    let lines: Vec<&Range<usize>> =
        passage.lines.iter().filter(|line| voice_counts(line.voice)).map(|line| &line.range).collect();
    let marked = |bare: bool| -> Vec<(Vec<u32>, Range<usize>, Range<usize>)> {
        lines
            .iter()
            .filter_map(|line| {
                let (numbers, bytes) = numbers_at_start(&passage.text[(*line).clone()], bare)?;
                let place = line.start..line.start + bytes;
                Some((numbers, place.clone(), trimmed(&passage.text, place.end..line.end)))
            })
            .filter(|(numbers, _, _)| numbers.iter().all(|number| asked.contains_key(number)))
            .collect()
    };
    let mut found = marked(false);
    if found.is_empty() {
        // Numbers without a mark count only where several lines begin with one.
        found = marked(true);
        if found.len() < NUMBERED_MIN {
            return Vec::new();
        }
    }
    found
        .into_iter()
        .map(|(numbers, place, region)| {
            let items = numbers.iter().flat_map(|number| asked[number].clone()).collect();
            Label { items, place, region, strength: Strength::Field }
        })
        .collect()
}

/// Answers in bullets, as many as the question had: each answers the one at its place.
fn by_position(passage: &Passage, question: &Passage) -> Vec<Label> {
    let asked = bullets(question, false);
    let answered = bullets(passage, true);
    if asked.len() < NUMBERED_MIN || asked.len() != answered.len() {
        return Vec::new();
    }
    let named = named(question);
    let items = |bullet: &Range<usize>| -> Vec<ItemId> {
        let inside = named.iter().filter(|(place, _)| bullet.start <= place.start && place.end <= bullet.end);
        inside.flat_map(|(_, items)| items.clone()).collect()
    };
    asked
        .iter()
        .zip(answered)
        .map(|(question, answer)| Label {
            items: items(question),
            place: answer.start..answer.start + 1,
            region: trimmed(&passage.text, answer.start + 1..answer.end),
            strength: Strength::Field,
        })
        .filter(|label| !label.items.is_empty())
        .collect()
}

/// Lines that begin with a dash, a dot or a star.
fn bullets(passage: &Passage, own: bool) -> Vec<Range<usize>> {
    passage
        .lines
        .iter()
        .filter(|line| !own || voice_counts(line.voice))
        .filter(|line| {
            let text = passage.text[line.range.clone()].trim_start();
            text.len() > 1 && text.starts_with(['-', '•', '*', '·'])
        })
        .map(|line| line.range.end - passage.text[line.range.clone()].trim_start().len()..line.range.end)
        .map(|range| {
            // A bullet may take more than one byte.
            let mark = passage.text[range.clone()].chars().next().map_or(1, char::len_utf8);
            range.start + mark - 1..range.end
        })
        .collect()
}

/// The items that each numbered question names, whether the questions stand in lines or in a row.
fn questions(question: &Passage) -> BTreeMap<u32, Vec<ItemId>> {
    let mut starts: Vec<(usize, u32)> = Vec::new();
    for line in &question.lines {
        if let Some((numbers, _)) = numbers_at_start(&question.text[line.range.clone()], true) {
            starts.extend(numbers.first().map(|number| (line.range.start, *number)));
        }
    }
    if starts.len() < NUMBERED_MIN {
        starts = in_a_row(&question.text);
    }
    let named = named(question);
    let mut asked = BTreeMap::new();
    for (index, (start, number)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(question.text.len(), |(next, _)| *next);
        let line_end = question.line_at(*start).map_or(end, |line| question.lines[line].range.end);
        // The last question ends with its line.
        let end = if index + 1 == starts.len() { end.min(line_end) } else { end };
        let items: Vec<ItemId> = named
            .iter()
            .filter(|(place, _)| *start <= place.start && place.end <= end)
            .flat_map(|(_, items)| items.clone())
            .collect();
        if !items.is_empty() {
            asked.entry(*number).or_insert(items);
        }
    }
    asked
}

/// "1) ... 2) ... 3) ..." within a line, in order.
fn in_a_row(text: &str) -> Vec<(usize, u32)> {
    let mut starts: Vec<(usize, u32)> = Vec::new();
    let mut word_start = true;
    for (at, c) in text.char_indices() {
        if word_start
            && let Some((numbers, _)) =
                numbers_at_start(&text[at..text.len().min(text.ceil_char_boundary(at + 8))], false)
            && let [number] = numbers.as_slice()
            && starts.last().map_or(*number == 1, |(_, last)| *number == last + 1)
        {
            starts.push((at, *number));
        }
        word_start = c.is_whitespace() || c == '(';
    }
    starts
}

/// "1.", "2)", "(a)", "1 & 2", "12/13" at the start of a line, with the bytes that it takes. Letters count from 1.
fn numbers_at_start(line: &str, bare: bool) -> Option<(Vec<u32>, usize)> {
    let mut at = line.len() - line.trim_start_matches([' ', '\t', '(', '#', '*', '-']).len();
    let mut numbers = vec![number(line, &mut at)?];
    loop {
        let rest = &line[at..];
        let joined = rest.trim_start_matches(' ');
        let Some(next) = ["&", "and ", "/", "+", ","].iter().find_map(|mark| joined.strip_prefix(mark))
        else {
            break;
        };
        let mut ahead = line.len() - next.trim_start_matches(' ').len();
        match number(line, &mut ahead) {
            Some(number) if numbers.last().is_some_and(|last| number == last + 1) => numbers.push(number),
            _ => break,
        }
        at = ahead;
    }
    let rest = &line[at..];
    let mark = rest.trim_start_matches(' ').chars().next();
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    match mark {
        None => None,
        Some(c) if matches!(c, '.' | ')' | ':' | '-' | '–') => {
            let bytes = at + blanks + c.len_utf8();
            let after = &line[bytes..];
            (!after.starts_with(|c: char| c.is_ascii_digit()) || c == ')').then_some((numbers, bytes))
        }
        Some(_) => (bare && blanks > 0).then_some((numbers, at + blanks)),
    }
}

/// A small number, or a letter that stands alone.
fn number(line: &str, at: &mut usize) -> Option<u32> {
    let rest = &line[*at..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let number = rest[..digits].parse().ok().filter(|number| (1..=NUMBER_MAX).contains(number))?;
        *at += digits;
        return Some(number);
    }
    let letter = rest.chars().next().filter(|c| ('a'..='h').contains(&c.to_ascii_lowercase()))?;
    let alone = rest[1..].starts_with(['.', ')', ':', ' ']);
    if !alone {
        return None;
    }
    *at += 1;
    Some(u32::from(letter.to_ascii_lowercase()) - u32::from('a') + 1)
}

#[cfg(test)]
mod tests {
    use super::{in_a_row, numbers_at_start};

    #[test]
    fn numbers_and_letters_begin_an_answer() {
        let cases = [
            ("1. yes", false, Some((vec![1], " yes"))),
            ("(b) no", false, Some((vec![2], " no"))),
            ("1 & 2: both", false, Some((vec![1, 2], " both"))),
            ("a 61409", true, Some((vec![1], "61409"))),
            // A count, a time, a word and a number that no question has begin none.
            ("a 61409", false, None),
            ("1.5 hours", false, None),
            ("éa) x", false, None),
            ("41) x", false, None),
            ("99999999999) x", false, None),
        ];
        for (line, bare, expect) in cases {
            let found = numbers_at_start(line, bare).map(|(numbers, bytes)| (numbers, &line[bytes..]));
            assert_eq!(found, expect, "{line}");
        }
    }

    #[test]
    fn questions_in_a_row_count_up_from_one() {
        let numbers = |text: &str| in_a_row(text).into_iter().map(|(_, number)| number).collect::<Vec<_>>();
        assert_eq!(numbers("Tell us 1) who 2) when 4) where 3) why…"), [1, 2, 3]);
        assert!(numbers("it took 2) days").is_empty());
    }
}
