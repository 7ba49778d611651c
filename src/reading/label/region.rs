//! Where the value of each label is to be expected: the rest of its line, a cell, or the lines below.

use std::ops::Range;

use crate::reading::label::mark::{extended, leads, only_bracket, separator, strip_copula};
use crate::reading::label::{Label, Strength, indices_within, within};
use crate::reading::passage::{Passage, voice_counts};
use crate::reading::quoted::Voice;
use crate::reading::sentence::trimmed;
use crate::reading::table;

/// How many blank lines may stand between a label and its value.
const BLANK_LINES_MAX: usize = 8;
/// A value is not followed over more lines than these.
const CONTINUED_LINES_MAX: usize = 40;

/// Gives each label its region and its strength.
pub fn place_regions(passage: &Passage, labels: &mut [Label]) {
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
    let names_row = table::names_row(passage, line_index, &label.place);
    let leads = names_row || leads(&text[line.range.start..label.place.start]);
    let line_end = line.range.end.max(label.place.end);
    // A question mark within a sentence ends the sentence; it announces nothing.
    let asks = text[label.place.end..line_end].trim_start().starts_with('?');
    let begins = passage.sentence_at(label.place.start).start == label.place.start;
    let from = if names_row { table::first_border(passage, line_index) } else { label.place.end };
    let separator = separator(&text[from..line_end]).filter(|_| leads || begins || !asks);
    let begin = from + separator.as_ref().map_or(0, |found| found.bytes);
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
        None if (leads || begins_sentence(passage, label))
            && extended(&text[begin..until.max(begin)]).is_some() =>
        {
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

/// "The parcel is late. Message on each: ...": only small words stand between the label and its sentence's beginning.
fn begins_sentence(passage: &Passage, label: &Label) -> bool {
    let sentence = passage.sentence_at(label.place.start);
    sentence.start <= label.place.start && leads(&passage.text[sentence.start..label.place.start])
}

/// Whether the label at this place of the list announces a value of its own within the line.
fn starts_field(passage: &Passage, labels: &[Label], index: usize, line_end: usize) -> bool {
    labels.get(index).is_some_and(|label| {
        label.place.end <= line_end && separator(&passage.text[label.place.end..line_end]).is_some()
    })
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
    for index in line_index + 1..passage.lines.len().min(line_index + 1 + CONTINUED_LINES_MAX) {
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

fn begins_with_label(passage: &Passage, labels: &[Label], line_index: usize) -> bool {
    let line = &passage.lines[line_index].range;
    within(labels, line).iter().any(|label| {
        leads(&passage.text[line.start..label.place.start])
            && (label.place.end == line.end
                || separator(&passage.text[label.place.end..line.end]).is_some()
                || passage.text[label.place.end..line.end].trim().is_empty())
    })
}

fn blank(passage: &Passage, range: &Range<usize>) -> bool {
    !passage.text[range.clone()].contains(|c: char| !c.is_whitespace())
}
