//! Answers without a label, after a question for them: a line that is nothing but a name, and what "it says" tells.

use std::ops::Range;

use crate::checklist::kind::Kind;
use crate::reading::find::text::{blank_value, push};
use crate::reading::find::token::NAME_CHARS_MIN;
use crate::reading::find::{Found, How, Scene};
use crate::reading::label::{Label, named};
use crate::reading::passage::Passage;
use crate::reading::quoted::Line;
use crate::reading::sentence::trimmed;
use crate::reading::vocabulary::{ItemId, ListId};

/// The longest name that is an answer, in words.
const ANSWER_WORDS_MAX: usize = 6;
/// So many words may stand before "it says", and behind it at least so many.
const SAID_LEAD_MAX: usize = 2;
const SAID_WORDS_MIN: usize = 2;
/// So many other answers make a row.
const OTHERS_MIN: usize = 2;
/// The most lines of an answer that are looked at.
const LINES_MAX: usize = 40;

pub fn find(scene: &Scene, item: ItemId, found: &mut Found) {
    for (index, passage, labels) in scene.own() {
        // What stands behind all answers is mostly who wrote them.
        let last = found.findings.iter().filter(|finding| finding.passage == index);
        let last = last.map(|finding| finding.range.start).max().unwrap_or_default();
        let alone = lines_of(passage).count() == 1;
        for line in lines_of(passage) {
            let may_answer =
                alone || line.range.end <= last && matches!(scene.spec(item).kind, Kind::Name(_));
            let named = || is_name(passage, labels, line) || is_handle(scene, item, passage, line);
            if !may_answer || !named() || asked(scene, item, index) != Some(item) {
                continue;
            }
            let range = trimmed(&passage.text, line.range.clone());
            if !blank_value(scene, passage, &range) && !is_else(scene, item, passage, &line.range) {
                push(item, How::Near, 0, index, passage, range, found);
                return;
            }
        }
    }
}

/// "rosewood, mail@rosewood.example, 7495...": a word in a row of answers whose others are known, after a question for a name.
pub fn in_row(scene: &Scene, item: ItemId, found: &mut Found) {
    for (index, passage, _) in scene.own() {
        let line = match lines_of(passage).collect::<Vec<_>>()[..] {
            [line] => &line.range,
            _ => continue,
        };
        let known = |piece: &Range<usize>| {
            let mut values = found.findings.iter().filter(|finding| finding.passage == index);
            values.any(|value| piece.start <= value.range.start && value.range.end <= piece.end)
        };
        let mut start = line.start;
        let pieces = passage.text[line.clone()].split(',').map(|piece| {
            let range = trimmed(&passage.text, start..start + piece.len());
            start += piece.len() + 1;
            range
        });
        let (others, open): (Vec<_>, Vec<_>) = pieces.take(LINES_MAX).partition(known);
        let [piece] = open.as_slice() else { continue };
        let words = passage.words.within(piece.clone()).len();
        let word = passage.text[piece.clone()].rsplit(char::is_whitespace).next().unwrap_or_default();
        let range = piece.end - word.len()..piece.end;
        if others.len() >= OTHERS_MIN
            && words <= 1 + SAID_LEAD_MAX
            && word.chars().count() >= NAME_CHARS_MIN
            && word.contains(char::is_alphabetic)
            && asked(scene, item, index) == Some(item)
            && !blank_value(scene, passage, piece)
            && !is_else(scene, item, passage, piece)
        {
            push(item, How::Near, 0, index, passage, range, found);
            return;
        }
    }
}

/// "It says the picture is too small": what a line says behind such words, after a question for the item.
pub fn said(scene: &Scene, item: ItemId, list: ListId, found: &mut Found) {
    for (index, passage, _) in scene.own() {
        let asked = || {
            let question = scene.document.question_before(index)?;
            named(question).iter().any(|(_, items)| items.contains(&item)).then_some(())
        };
        for line in lines_of(passage) {
            let first = passage.words.from(line.range.start);
            let mut cues = passage.mentions_in(list, &line.range);
            let cue = cues.find(|cue| passage.words.from(cue.start) <= first + SAID_LEAD_MAX);
            let Some(cue) = cue else { continue };
            let range = trimmed(&passage.text, cue.end..passage.sentence_at(cue.start).end.max(cue.end));
            if asked().is_some()
                && passage.words.within(range.clone()).len() >= SAID_WORDS_MIN
                && !blank_value(scene, passage, &range)
                && !is_else(scene, item, passage, &range)
            {
                push(item, How::Told, 0, index, passage, range, found);
                return;
            }
        }
    }
}

fn lines_of(passage: &Passage) -> impl Iterator<Item = &Line> {
    let says_something = |line: &&Line| passage.text[line.range.clone()].contains(char::is_alphanumeric);
    let own = passage.lines.iter().filter(|line| passage.surely_counts(line.range.start));
    own.filter(says_something).take(LINES_MAX)
}

/// Two words or more with capitals, and nothing that names have not.
fn is_name(passage: &Passage, labels: &[Label], line: &Line) -> bool {
    let text = passage.text[line.range.clone()].trim();
    (2..=ANSWER_WORDS_MAX).contains(&passage.words.within(line.range.clone()).len())
        && text.split_whitespace().filter(|word| word.starts_with(char::is_uppercase)).count() >= 2
        && !text.ends_with([',', '!', ':'])
        && !text.contains(['?', '@'])
        && !text.bytes().any(|c| c.is_ascii_digit())
        && !labels.iter().any(|label| line.range.contains(&label.place.start))
}

/// One word with dots or underscores within, as accounts are called: "wild_rose.shop".
fn is_handle(scene: &Scene, item: ItemId, passage: &Passage, line: &Line) -> bool {
    let text = passage.text[line.range.clone()].trim();
    let parts = || text.split(['.', '_']);
    matches!(scene.spec(item).kind, Kind::Name(_))
        && parts().count() >= 2
        && parts().all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
        && text.contains(|c: char| c.is_ascii_lowercase())
        && !text.starts_with("www.")
        && parts().next_back().is_some_and(|end| !matches!(end, "com" | "net" | "org" | "co" | "example"))
}

/// The first item of the same kind that the question before names.
fn asked(scene: &Scene, item: ItemId, index: usize) -> Option<ItemId> {
    let question = scene.document.question_before(index)?;
    let is_name = matches!(scene.spec(item).kind, Kind::Name(_));
    let alike = |other: &ItemId| match scene.spec(*other).kind {
        Kind::Name(_) => is_name,
        Kind::Text(_) => !is_name,
        _ => false,
    };
    let mut items = named(question).iter().flat_map(|(_, items)| items.iter().copied());
    items.find(|other| scene.items.contains(other) && alike(other))
}

fn is_else(scene: &Scene, item: ItemId, passage: &Passage, range: &Range<usize>) -> bool {
    let mut lists = scene.spec(item).not_near.iter();
    lists.any(|list| passage.mentions_within(*list, range).is_some())
}
