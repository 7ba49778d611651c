//! Answers by the numbers of the questions that came before: "1. 7497... 2. there isn't one", "a 61409", "3) the 14th".

use std::collections::BTreeMap;
use std::ops::Range;

use crate::reading::label::{Label, Strength, named};
use crate::reading::passage::{Passage, voice_counts};
use crate::reading::sentence::trimmed;
use crate::reading::vocabulary::ItemId;

/// The highest number that a question can have.
const NUMBER_MAX: u32 = 40;
/// The most bytes of a mark with its numbers, such as "(12 & 13)".
const MARK_BYTES_MAX: usize = 16;
/// An answer in a row may leave out so many questions.
const SKIPPED_MAX: u32 = 2;
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
        let answered = |line: &Range<usize>| {
            let mut answers = answers_in(&passage.text[line.clone()], bare);
            answers.retain(|(numbers, ..)| numbers.iter().all(|number| asked.contains_key(number)));
            let start = line.start;
            answers.into_iter().map(move |(numbers, place, region)| {
                let at = |bytes: Range<usize>| start + bytes.start..start + bytes.end;
                (numbers, at(place), trimmed(&passage.text, at(region)))
            })
        };
        lines.iter().flat_map(|line| answered(line).collect::<Vec<_>>()).collect()
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

/// The numbered answers of one line, each with its mark and what stands behind it: the first at the line's start, others
/// in a row behind it, as their numbers go up.
fn answers_in(line: &str, bare: bool) -> Vec<(Vec<u32>, Range<usize>, Range<usize>)> {
    let mut starts: Vec<(Vec<u32>, Range<usize>)> = Vec::new();
    let Some((numbers, bytes)) = numbers_at_start(line, bare) else { return Vec::new() };
    // "a 61409 b 7/26": letters alone go on in a row where each is the next.
    let letters = bare && line.trim_start().starts_with(|c: char| c.is_ascii_alphabetic());
    starts.push((numbers, 0..bytes));
    let mut at = bytes;
    while at < line.len() {
        let Some(blank) = line[at..].find(char::is_whitespace) else { break };
        at += blank + line[at + blank..].chars().next().map_or(1, char::len_utf8);
        let last = starts.last().and_then(|(numbers, _)| numbers.last().copied()).unwrap_or_default();
        // A mark is short: blanks and brackets without end are not looked through at each of them.
        let rest = &line[at..line.ceil_char_boundary(line.len().min(at + MARK_BYTES_MAX))];
        let next = numbers_at_start(rest, false)
            .filter(|(numbers, bytes)| {
                // "3) yes 4) no 2) the green one": with brackets they may come in any order.
                let closed = rest[..*bytes].trim_end().ends_with(')');
                let given = || starts.iter().any(|(others, _)| others.iter().any(|n| numbers.contains(n)));
                numbers.first().is_some_and(|n| (last + 1..=last + SKIPPED_MAX).contains(n))
                    || closed && line[..starts[0].1.end].trim_end().ends_with(')') && !given()
            })
            .or_else(|| {
                let lettered = letters && rest.starts_with(|c: char| c.is_ascii_alphabetic());
                numbers_at_start(rest, true).filter(|(numbers, _)| lettered && numbers[..] == [last + 1])
            });
        if let Some((numbers, bytes)) = next {
            starts.push((numbers, at..at + bytes));
            at += bytes;
        }
    }
    let ends: Vec<usize> = starts.iter().skip(1).map(|(_, place)| place.start).chain([line.len()]).collect();
    starts
        .into_iter()
        .zip(ends)
        .map(|((numbers, place), end)| (numbers, place.clone(), place.end..end))
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
        .map(|((_, question), (place, answer))| Label {
            items: items(question),
            place,
            region: trimmed(&passage.text, answer),
            strength: Strength::Field,
        })
        .filter(|label| !label.items.is_empty())
        .collect()
}

/// Lines that begin with a dash, a dot or a star: the places of the marks and of what stands behind them.
fn bullets(passage: &Passage, own: bool) -> Vec<(Range<usize>, Range<usize>)> {
    let lines = passage.lines.iter().filter(|line| !own || voice_counts(line.voice));
    lines
        .filter_map(|line| {
            let text = passage.text[line.range.clone()].trim_start();
            let mark = text.chars().next().filter(|c| matches!(c, '-' | '•' | '*' | '·'))?;
            let start = line.range.end - text.len();
            let behind = start + mark.len_utf8();
            (text.len() > 1).then_some((start..behind, behind..line.range.end))
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
    let first = number(line, &mut at)?;
    let mut numbers = vec![first];
    loop {
        let rest = &line[at..];
        let joined = rest.trim_start_matches([' ', ')']);
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
        Some(c) if matches!(c, '.' | ')' | ':' | '-' | '–' | '/') => {
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
    use super::{answers_in, in_a_row, numbers_at_start};

    #[test]
    fn numbers_and_letters_begin_an_answer() {
        let cases = [
            ("1. yes", false, Some((vec![1], " yes"))),
            ("(b) no", false, Some((vec![2], " no"))),
            ("1 & 2: both", false, Some((vec![1, 2], " both"))),
            ("5) + 6) attached", false, Some((vec![5, 6], " attached"))),
            ("a 61409", true, Some((vec![1], "61409"))),
            ("2/ 576 7", false, Some((vec![2], " 576 7"))),
            // A count, a time, a day, a word and a number that no question has begin none.
            ("a 61409", false, None),
            ("1.5 hours", false, None),
            ("2/14", false, None),
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
    fn answers_may_stand_in_a_row() {
        let found = |line: &str, bare| {
            let answers = answers_in(line, bare).into_iter();
            answers
                .map(|(numbers, _, region)| (numbers[0], line[region].trim().to_owned()))
                .collect::<Vec<_>>()
        };
        let answers = found("1. 7569 2. Yes 3. november 3 4. 757 5. lost", false);
        let answers: Vec<(u32, &str)> =
            answers.iter().map(|(number, text)| (*number, text.as_str())).collect();
        assert_eq!(answers, [(1, "7569"), (2, "Yes"), (3, "november 3"), (4, "757"), (5, "lost")]);
        let letters = found("a 61409 b 7/26/26 c not shipped d 7499", true);
        assert_eq!(letters.len(), 4, "{letters:?}");
        assert_eq!(found("1. sold 12. of them 2. none", false).len(), 2);
        assert!(found("we sold 1. and 2.", false).is_empty());
    }

    #[test]
    fn questions_in_a_row_count_up_from_one() {
        let numbers = |text: &str| in_a_row(text).into_iter().map(|(_, number)| number).collect::<Vec<_>>();
        assert_eq!(numbers("Tell us 1) who 2) when 4) where 3) why…"), [1, 2, 3]);
        assert!(numbers("it took 2) days").is_empty());
    }
}
