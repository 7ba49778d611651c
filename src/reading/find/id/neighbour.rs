//! The label that a number most likely belongs to: the field around it, or the nearest one in its sentence.

use std::ops::Range;

use crate::reading::find::{How, words_between};
use crate::reading::label::{Label, Strength};
use crate::reading::passage::Passage;

/// A label behind its number must be closer than one before it.
const BEHIND_WORDS_MAX: usize = 5;

/// The label that this number most likely belongs to.
pub fn nearest_label<'a>(
    passage: &Passage,
    labels: &'a [Label],
    range: &Range<usize>,
    reach: usize,
    of_id: &dyn Fn(&Label) -> bool,
) -> Option<(&'a Label, How)> {
    let within = |label: &&Label| {
        label.strength > Strength::Prose && label.region.start <= range.start && range.end <= label.region.end
    };
    let field = labels.iter().filter(within).max_by_key(|label| label.place.start);
    let sentence = passage.sentence_at(range.start);
    let before = labels
        .iter()
        .filter(|label| label.place.end <= range.start && label.place.start >= sentence.start && of_id(label))
        .max_by_key(|label| label.place.end)
        .map(|label| (label, words_between(passage, &label.place, range)))
        .filter(|(_, words)| *words <= reach);
    let behind = labels
        .iter()
        .filter(|label| label.place.start >= range.end && label.place.end <= sentence.end && of_id(label))
        .min_by_key(|label| label.place.start)
        .map(|label| (label, words_between(passage, range, &label.place)))
        .filter(|(label, words)| {
            *words <= BEHIND_WORDS_MAX.min(reach)
                && !followed_by_number(passage, label)
                && !passage.text[range.end..label.place.start].contains([',', ';', '\n', ']', ')', '(', '|'])
        });
    match (field, before, behind) {
        (Some(field), Some((label, _)), _) if label.place.start > field.place.start => {
            Some((label, How::Near))
        }
        (Some(field), _, _) => {
            Some((field, if field.strength == Strength::Field { How::Labelled } else { How::Near }))
        }
        (None, Some((label, words)), Some((other, words_behind))) if words_behind + 2 < words => {
            let _ = label;
            Some((other, How::Near))
        }
        (None, Some((label, _)), _) => Some((label, How::Near)),
        (None, None, Some((label, _))) => Some((label, How::Near)),
        (None, None, None) => None,
    }
}

/// "577... order id 576...": the label belongs to the number behind it.
fn followed_by_number(passage: &Passage, label: &Label) -> bool {
    let rest = &passage.text[label.place.end..];
    rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '\n')
        .starts_with(|c: char| c.is_ascii_digit())
}
