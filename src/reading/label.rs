//! Labels in a text, and the bytes where the value of each is to be expected.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::reading::numbered;
use crate::reading::passage::{Passage, voice_counts};
use crate::reading::quoted::Voice;
use crate::reading::sentence::trimmed;
use crate::reading::table;
use crate::reading::vocabulary::{ItemId, Meaning, Vocabulary};
use crate::reading::words::folded;
use crate::ticket::Author;

/// How many blank lines may stand between a label and its value.
const BLANK_LINES_MAX: usize = 8;
/// The words that may stand between a label and its separator.
const EXTENSION_WORDS_MAX: usize = 4;
const EXTENSION_BYTES_MAX: usize = 32;
/// The longest text before a separator that may be a label spelt wrongly.
const FUZZY_WORDS_MAX: usize = 7;
/// How alike a label and its misspelling must be, 0 to 1.
const FUZZY_LIKENESS_MIN: f64 = 0.74;

/// A label with the place of its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The items that customers call by this label.
    pub items: Vec<ItemId>,
    pub place: Range<usize>,
    /// Where the value is expected: the rest of the line, a cell, or the next line. Empty if nothing stands there.
    pub region: Range<usize>,
    pub strength: Strength,
}

/// How surely a label announces a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Somewhere in a sentence.
    Prose,
    /// At the start of a line, without a separator.
    LineStart,
    /// With a separator, as a table's heading, alone on its line, or by the number of a question.
    Field,
}

/// All labels of the passage in order.
pub fn find(passage: &Passage, question: Option<&Passage>, vocabulary: &Vocabulary) -> Vec<Label> {
    let mut labels = exact(passage);
    labels.extend(misspelt(passage, &labels, vocabulary));
    labels.sort_by_key(|label| label.place.start);
    place_regions(passage, &mut labels);
    labels.extend(table::columns(passage, &labels));
    if let Some(question) = question {
        labels.extend(numbered::answers(passage, question));
    }
    labels
}

/// The labels that an agent's text names, by the byte where each stands: what was asked for.
pub fn named(passage: &Passage) -> Vec<(Range<usize>, Vec<ItemId>)> {
    outermost(passage, false)
}

fn exact(passage: &Passage) -> Vec<Label> {
    outermost(passage, true)
        .into_iter()
        .map(|(place, items)| Label { items, region: place.end..place.end, place, strength: Strength::Prose })
        .collect()
}

/// Label phrases that do not stand within a longer one.
fn outermost(passage: &Passage, quoted_too: bool) -> Vec<(Range<usize>, Vec<ItemId>)> {
    let mut by_words: BTreeMap<(usize, usize), Vec<ItemId>> = BTreeMap::new();
    for hit in &passage.hits {
        if let Meaning::Label(item) = hit.meaning {
            by_words.entry((hit.first, hit.end)).or_default().push(item);
        }
    }
    // Of those with the same first word the longest stands, and nothing that begins before an earlier one ends.
    let mut stands: BTreeMap<usize, (usize, Vec<ItemId>)> = BTreeMap::new();
    for ((first, end), items) in by_words {
        stands.insert(first, (end, items));
    }
    let mut reach = 0;
    stands
        .into_iter()
        .filter(|(first, (end, _))| {
            let is_outer = reach <= *first;
            reach = reach.max(*end);
            is_outer
        })
        .map(|(first, (end, items))| {
            (passage.words.range(first).start..passage.words.range(end - 1).end, items)
        })
        .filter(|(place, _)| quoted_too || passage.author != Author::Customer || passage.counts(place.start))
        .collect()
}

/// Labels that are spelt wrongly, before a separator at the start of a line.
fn misspelt(passage: &Passage, known: &[Label], vocabulary: &Vocabulary) -> Vec<Label> {
    let mut labels = Vec::new();
    for line in passage.lines.iter().filter(|line| voice_counts(line.voice)) {
        let text = &passage.text[line.range.clone()];
        let Some(at) = text.find([':', '=', ';', '\t', '|']).or_else(|| text.find(" - ")) else { continue };
        let place = trimmed(&passage.text, line.range.start..line.range.start + at);
        if place.is_empty()
            || known[..starting_before(known, place.end)]
                .last()
                .is_some_and(|label| label.place.end > place.start)
        {
            continue;
        }
        let words = folded(&passage.text[place.clone()]);
        if words.len() < 4 || words.split(' ').count() > FUZZY_WORDS_MAX {
            continue;
        }
        let likeness = |label: &str| strsim::normalized_damerau_levenshtein(&words, label);
        let comparable =
            |label: &str| label.len() >= 4 && label.len().abs_diff(words.len()) * 3 <= label.len();
        let best = vocabulary
            .labels
            .iter()
            .filter(|(label, _)| comparable(label))
            .map(|(label, item)| (likeness(label), *item))
            .filter(|(likeness, _)| *likeness >= FUZZY_LIKENESS_MIN)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        if let Some((likeness_best, item)) = best {
            let mut items: Vec<ItemId> = vocabulary
                .labels
                .iter()
                .filter(|(label, other)| {
                    *other != item && comparable(label) && likeness(label) >= likeness_best
                })
                .map(|(_, other)| *other)
                .collect();
            items.push(item);
            items.sort_unstable();
            items.dedup();
            labels.push(Label { items, region: place.end..place.end, place, strength: Strength::Prose });
        }
    }
    labels
}

fn place_regions(passage: &Passage, labels: &mut [Label]) {
    for index in 0..labels.len() {
        let next = labels.get(index + 1).map(|next| next.place.start);
        let (region, strength) = region(passage, labels, index, next);
        labels[index].region = region;
        labels[index].strength = strength;
    }
    // The headings of a table announce what stands below them, not beside them.
    for line in 0..passage.lines.len() {
        if table::is_heading_row(passage, labels, line) {
            let inside = indices_within(labels, &passage.lines[line].range);
            for label in &mut labels[inside] {
                label.region = label.place.end..label.place.end;
                label.strength = Strength::Prose;
            }
        }
    }
}

fn region(
    passage: &Passage,
    labels: &[Label],
    index: usize,
    next: Option<usize>,
) -> (Range<usize>, Strength) {
    let label = &labels[index];
    let empty = label.place.end..label.place.end;
    let Some(line_index) = passage.line_at(label.place.start) else { return (empty, Strength::Prose) };
    let line = &passage.lines[line_index];
    let text = &passage.text;
    let leads = leads(&text[line.range.start..label.place.start]);
    let line_end = line.range.end.max(label.place.end);
    // A question mark within a sentence ends the sentence; it announces nothing.
    let asks = text[label.place.end..line_end].trim_start().starts_with('?');
    let begins = passage.sentence_at(label.place.start).start == label.place.start;
    let separator = separator(&text[label.place.end..line_end]).filter(|_| leads || begins || !asks);
    let begin = label.place.end + separator.as_ref().map_or(0, |found| found.bytes);
    let until = match (&separator, next) {
        (Some(found), _) if found.cell => {
            text[begin..line_end].find(['\t', '|']).map_or(line_end, |at| begin + at)
        }
        (_, Some(next)) if next < line_end && starts_field(passage, labels, index + 1, line_end) => next,
        _ => line_end,
    };
    let here = trimmed(text, begin..until.max(begin));
    let counts = voice_counts(line.voice);
    let here = if only_bracket(&text[here.clone()]) { here.end..here.end } else { here };
    if !counts {
        // A question that came back quoted: the answer stands below it.
        let answer = below(passage, labels, line_index).unwrap_or(empty);
        return (answer, Strength::Field);
    }
    match separator {
        Some(_) if !here.is_empty() && counts => {
            (continued(passage, labels, line_index, here), Strength::Field)
        }
        Some(_) | None if here.is_empty() && leads => match below(passage, labels, line_index) {
            Some(region) => (region, Strength::Field),
            None => (empty, Strength::Field),
        },
        Some(_) => (empty, Strength::Field),
        None if leads && extended(&text[begin..until]).is_some() => {
            let skipped = extended(&text[begin..until]).unwrap_or_default();
            let here = trimmed(text, begin + skipped..until);
            (continued(passage, labels, line_index, here), Strength::Field)
        }
        None if leads && counts => {
            // Without a separator the value is what comes before the next label and before the sentence ends.
            let sentence_end = passage.sentence_at(label.place.start).end.max(begin);
            let end = next.unwrap_or(line_end).min(until).min(sentence_end).max(begin);
            (strip_copula(text, trimmed(text, begin..end)), Strength::LineStart)
        }
        None => (if counts { here } else { empty }, Strength::Prose),
    }
}

/// "(if applicable)" and nothing else: the value stands elsewhere.
fn only_bracket(rest: &str) -> bool {
    rest.starts_with('(') && rest.find(')') == Some(rest.len() - 1)
}

/// "SKU in the shop = ...": a few words more belong to the label. Answers the bytes up to the value.
fn extended(rest: &str) -> Option<usize> {
    let at = rest.find([':', '=']).filter(|at| *at <= EXTENSION_BYTES_MAX)?;
    let words = &rest[..at];
    let plain = words.split_whitespace().count() <= EXTENSION_WORDS_MAX
        && words.bytes().filter(u8::is_ascii_digit).count() <= 2
        && !words.contains(['.', ',', '@', '"', '“', '!', '?']);
    let found = separator(&rest[at..])?;
    (plain && !rest[at + found.bytes..].trim().is_empty()).then_some(at + found.bytes)
}

/// Whether the label at this place of the list announces a value of its own within the line.
fn starts_field(passage: &Passage, labels: &[Label], index: usize, line_end: usize) -> bool {
    labels.get(index).is_some_and(|label| {
        label.place.end <= line_end && separator(&passage.text[label.place.end..line_end]).is_some()
    })
}

/// Only marks, numbers and small words stand before the label on its line.
fn leads(before: &str) -> bool {
    let words = folded(before);
    words.split(' ').filter(|word| !word.is_empty() && word.parse::<u32>().is_err()).count() <= 1
        && words.len() <= 12
}

struct Separator {
    bytes: usize,
    cell: bool,
}

/// What stands between a label and its value: a colon, an equals sign, a dash, dots, a cell's border.
fn separator(rest: &str) -> Option<Separator> {
    let mut at = 0;
    let mut found: Option<Separator> = None;
    loop {
        let tail = &rest[at..];
        let c = tail.chars().next()?;
        match c {
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
                let close = tail.find(')').filter(|close| *close <= 60)?;
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

/// The next lines that are not blank, if they are a value and not the next label of a blank form.
fn below(passage: &Passage, labels: &[Label], line_index: usize) -> Option<Range<usize>> {
    let lines = passage.lines.get(line_index + 1..)?;
    let ahead = lines.iter().take(BLANK_LINES_MAX + 1).position(|line| !blank(passage, &line.range))?;
    let index = line_index + 1 + ahead;
    let line = &passage.lines[index];
    if !voice_counts(line.voice) || begins_with_label(passage, labels, index) {
        return None;
    }
    Some(continued(passage, labels, index, trimmed(&passage.text, line.range.clone())))
}

/// A value that goes on over the next lines, as long as no blank line and no label comes.
fn continued(passage: &Passage, labels: &[Label], line_index: usize, here: Range<usize>) -> Range<usize> {
    let mut end = here.end;
    if end < passage.lines[line_index].range.end.saturating_sub(1) {
        return here;
    }
    for index in line_index + 1..passage.lines.len() {
        let line = &passage.lines[index];
        let wrapped = passage.lines[index - 1].range.len() >= 56;
        if !wrapped
            || blank(passage, &line.range)
            || line.voice == Voice::Signature
            || !voice_counts(line.voice)
            || begins_with_label(passage, labels, index)
        {
            break;
        }
        end = line.range.end;
    }
    trimmed(&passage.text, here.start..end)
}

/// The labels that stand within these bytes; the labels must be in the order of the text and must not overlap.
pub fn within<'a>(labels: &'a [Label], bytes: &Range<usize>) -> &'a [Label] {
    &labels[indices_within(labels, bytes)]
}

/// Searched by halves: a form of many lines with as many labels must not be looked through once a line.
fn indices_within(labels: &[Label], bytes: &Range<usize>) -> Range<usize> {
    let first = starting_before(labels, bytes.start);
    let end = labels.partition_point(|label| label.place.end <= bytes.end);
    first..end.max(first)
}

/// How many labels start before this byte.
fn starting_before(labels: &[Label], byte: usize) -> usize {
    labels.partition_point(|label| label.place.start < byte)
}

fn blank(passage: &Passage, range: &Range<usize>) -> bool {
    !passage.text[range.clone()].contains(|c: char| !c.is_whitespace())
}

fn begins_with_label(passage: &Passage, labels: &[Label], line_index: usize) -> bool {
    let line = &passage.lines[line_index].range;
    within(labels, line).iter().any(|label| {
        leads(&passage.text[line.start..label.place.start])
            && (label.place.end == line.end
                || separator(&passage.text[label.place.end..line.end]).is_some()
                || passage.text[label.place.end..line.end].trim().is_empty())
    })
}

/// "Type is Listing violation": the value begins after the small word.
fn strip_copula(text: &str, region: Range<usize>) -> Range<usize> {
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
        ];
        for (rest, expect) in cases {
            assert_eq!(separator(rest).map(|found| found.bytes), expect, "{rest:?}");
        }
    }

    #[test]
    fn a_few_words_more_may_belong_to_a_label() {
        assert_eq!(extended(" in the shop = 5"), Some(" in the shop =".len()));
        for rest in [" is broken, see: 5", " a b c d e: 5", " in the shop:"] {
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
