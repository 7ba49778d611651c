//! Values of one word: codes such as a SKU, e-mail addresses, names and @handles.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memchr;
use regex::Regex;

use crate::checklist::kind::{CodeShape, Kind};
use crate::reading::find::{Finding, Found, How, Refused, Scene};
use crate::reading::label::{Label, Strength, named};
use crate::reading::passage::{Passage, VALUES_MAX};
use crate::reading::quoted::Voice;
use crate::reading::sentence::{clause, trimmed};
use crate::reading::vocabulary::ItemId;
use crate::report::ProblemKind;

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)[a-z0-9][a-z0-9._%+\-]*@[a-z0-9\-]+(?:\.[a-z0-9\-]+)*\.[a-z]{2,}")
        .expect("a valid expression")
});
static HANDLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?:^|[^\w@.])(@[A-Za-z0-9_][\w.]{1,40}\w)").expect("a valid expression"));

/// "name [at] shop [dot] com", "name at shop dot com".
static SPELT_EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b[a-z0-9_+\-]+(?:\s*(?:[\[(]\s*(?:dot|punto|ponto)\s*[\])]|\s(?:dot|punto|ponto)\s|\.)\s*[a-z0-9_+\-]+)*\s*(?:[\[(]\s*(?:at|arroba)\s*[\])]|\s(?:at|arroba)\s|@)\s*[a-z0-9\-]+(?:\s*(?:[\[(]\s*(?:dot|punto|ponto)\s*[\])]|\s(?:dot|punto|ponto)\s)\s*[a-z0-9\-]+)+",
    )
    .expect("a valid expression")
});
/// What every match of `SPELT_EMAIL` holds.
static SPELT_DOT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i-u:dot|punto|ponto)").expect("a valid expression"));
static SPELT_MARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\s*(?:[\[(]\s*|\s)(?P<mark>dot|punto|ponto|at|arroba)(?:\s*[\])]|\s)\s*")
        .expect("a valid expression")
});

/// The fewest digits of a telephone number.
const PHONE_DIGITS_MIN: usize = 7;
/// The longest name that is taken from behind its label, in words.
pub const NAME_WORDS_MAX: usize = 8;
/// A shorter word is none: "the name on it".
pub const NAME_CHARS_MIN: usize = 3;

pub fn find(scene: &Scene, found: &mut Found) {
    for &item in scene.items {
        match &scene.spec(item).kind {
            Kind::Code(shape) => find_code(scene, item, shape, found),
            Kind::Email(shape) => find_email(scene, item, shape.taken_unlabelled, found),
            Kind::Name(shape) => find_name(scene, item, shape.handle, found),
            _ => {}
        }
    }
}

fn find_code(scene: &Scene, item: ItemId, shape: &CodeShape, found: &mut Found) {
    for (index, passage, label) in scene.fields_of(item) {
        if scene.no_value_here(item, index, label, found) {
            continue;
        }
        let code = code_in(&passage.text, &label.region, shape, label.strength)
            .filter(|range| !scene.says_only(passage, range, scene.lists.placeholders, 0))
            .filter(|range| !only_a_part(scene, passage, &label.region, range));
        if let Some(range) = code {
            let how = if label.strength == Strength::Field { How::Labelled } else { How::Near };
            push(item, how, index, passage, range, found);
        } else if label.strength == Strength::Field && label.items.len() == 1 {
            let kind = ProblemKind::WrongShape;
            found.refused.push(Refused { item, kind, passage: index, range: label.region.clone() });
        }
    }
    let known = found.findings.iter().any(|finding| finding.item == item);
    if known || !shape.taken_unlabelled {
        return;
    }
    for (index, passage, _) in scene.own() {
        for range in codes(&passage.text, shape) {
            let is_day = || {
                let mut days = scene.dates(index).iter();
                days.any(|date| date.range.start < range.end && range.start < date.range.end)
            };
            if passage.counts(range.start) && !is_day() {
                push(item, How::Shape, index, passage, range, found);
            }
        }
    }
}

/// The words of the text that look like codes of this shape.
pub fn codes(text: &str, shape: &CodeShape) -> Vec<Range<usize>> {
    let tokens = tokens(text).into_iter().map(|(start, end)| start..end);
    tokens.filter(|range| looks_like_code(&text[range.clone()], shape)).collect()
}

/// "It starts with SNB": not the whole code.
fn only_a_part(scene: &Scene, passage: &Passage, region: &Range<usize>, code: &Range<usize>) -> bool {
    scene
        .lists
        .cut_off
        .is_some_and(|list| passage.mentions_in(list, &(region.start..code.start)).next().is_some())
}

/// The code that stands behind the label.
fn code_in(text: &str, region: &Range<usize>, shape: &CodeShape, strength: Strength) -> Option<Range<usize>> {
    let part = &text[region.clone()];
    let fits = |token: &str| {
        let length = token.chars().count();
        (usize::from(shape.length.0)..=usize::from(shape.length.1)).contains(&length)
    };
    let mut candidates = tokens(part).into_iter().take(if strength == Strength::Field { 4 } else { 6 });
    candidates
        .find(|&(start, end)| {
            let token = &part[start..end];
            let digit = token.contains(|c: char| c.is_ascii_digit());
            let marked = token.contains(['-', '_', '/', '.']) && !token.contains('@');
            let upper = token.chars().all(|c| !c.is_lowercase()) && token.chars().any(char::is_alphabetic);
            let quoted = part[..start].ends_with(['"', '“', '\'', '‘']);
            let alone = strength == Strength::Field && part.split_whitespace().count() == 1 || quoted;
            let long_number = token.len() >= 15 && token.bytes().all(|c| c.is_ascii_digit());
            fits(token)
                && !long_number
                && (digit || upper && token.len() >= 3 || marked && token.len() >= 5 || alone)
        })
        .map(|(start, end)| region.start + start..region.start + end)
}

/// Capitals with a dash and more than a word: "LTM-SAGE-M", "HRT-0412".
fn looks_like_code(token: &str, shape: &CodeShape) -> bool {
    let length = token.chars().count();
    (usize::from(shape.length.0).max(5)..=usize::from(shape.length.1)).contains(&length)
        && token.contains(['-', '.', '/'])
        && token.chars().any(|c| c.is_ascii_uppercase())
        && token
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | '_'))
        && token.split(['-', '.', '/']).all(|part| !part.is_empty())
        && token.split(['-', '.', '/']).next().is_some_and(|part| {
            let digits = part.bytes().all(|c| c.is_ascii_digit());
            // "88-BLK-OS" is one, "30-DAY" is none.
            part.len() >= 2 && (!digits || token.split('-').count() >= 3)
        })
}

/// Runs without blanks, brackets and quotes, without the marks at their ends.
fn tokens(text: &str) -> Vec<(usize, usize)> {
    let mut tokens = Vec::new();
    let breaks =
        |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '“' | '”' | ',' | ';' | '|' | '#' | '*');
    let mut start = 0;
    for (at, c) in text.char_indices().filter(|&(_, c)| breaks(c)).chain(std::iter::once((text.len(), ' '))) {
        let token = &text[start..at];
        let inner = token.trim_matches(|c: char| !c.is_alphanumeric());
        if !inner.is_empty() {
            let from = start + (token.len() - token.trim_start_matches(|c: char| !c.is_alphanumeric()).len());
            tokens.push((from, from + inner.len()));
        }
        start = (at + c.len_utf8()).min(text.len());
    }
    tokens
}

fn find_email(scene: &Scene, item: ItemId, taken_unlabelled: bool, found: &mut Found) {
    let mut unlabelled: Vec<(usize, Range<usize>)> = Vec::new();
    let pointed_at = scene
        .lists
        .in_signature
        .is_some_and(|list| scene.own().any(|(_, passage, _)| passage.mentions(list).next().is_some()));
    for (index, passage, labels) in scene.own() {
        for range in addresses(&passage.text) {
            let asked = || was_asked(scene, item, index);
            if !passage.counts(range.start) || of_signature(passage, &range) && !asked() {
                if pointed_at && passage.voice(range.start) != Some(Voice::Quoted) {
                    push_lower(item, How::Near, index, passage, range, found);
                }
                continue;
            }
            let label = labels
                .iter()
                .filter(|label| claims(passage, label, &range) && of_email(scene, label))
                .max_by_key(|l| l.place.start);
            match label {
                Some(label)
                    if label.items.contains(&item)
                        && label.strength == Strength::Field
                        && found.findings.iter().any(|f| {
                            f.item == item
                                && f.passage == index
                                && label.region.start <= f.range.start
                                && f.range.end <= label.region.end
                        }) =>
                {
                    // "a@b (mine is c@d)": the first is the answer.
                }
                Some(label) if label.items.contains(&item) => {
                    let how = if label.strength == Strength::Field { How::Labelled } else { How::Near };
                    push_lower(item, how, index, passage, range, found);
                }
                Some(_) => {}
                None if !passage.own(range.start) => {}
                None => unlabelled.push((index, range)),
            }
        }
    }
    for (index, _, label) in scene.fields_of(item) {
        let inside = |f: &Finding| {
            f.item == item
                && f.passage == index
                && label.region.start <= f.range.start
                && f.range.end <= label.region.end
        };
        if label.strength == Strength::Field && !found.findings.iter().any(inside) {
            scene.no_value(item, index, &label.region, found);
        }
    }
    if taken_unlabelled && !found.findings.iter().any(|finding| finding.item == item) {
        for (index, range) in unlabelled {
            push_lower(item, How::Shape, index, scene.passage(index), range, found);
        }
    }
}

fn of_email(scene: &Scene, label: &Label) -> bool {
    label.items.iter().any(|item| matches!(scene.spec(*item).kind, Kind::Email(_)))
}

/// Whether the question before names the item: then the address on a line of its own is the answer, unless others stand
/// in the message as well.
fn was_asked(scene: &Scene, item: ItemId, index: usize) -> bool {
    let Some(question) = scene.document.question_before(index) else { return false };
    named(question).iter().any(|(_, items)| items.contains(&item))
        && addresses(&scene.passage(index).text).len() == 1
}

/// An address alone on its line at the end of a longer message: a signature without its usual marks.
fn of_signature(passage: &Passage, range: &Range<usize>) -> bool {
    let filled = |line: &crate::reading::quoted::Line| {
        passage.text[line.range.clone()].contains(char::is_alphanumeric) && passage.counts(line.range.start)
    };
    let Some(line) = passage.line_at(range.start) else { return false };
    let here = &passage.lines[line];
    let text = passage.text[here.range.clone()].trim();
    let alone = text.len() <= range.len() + 4;
    // "ann@shop.com | +1 555 010 4417"
    let with_phone =
        text.contains('|') && text.bytes().filter(u8::is_ascii_digit).count() >= PHONE_DIGITS_MIN;
    let below = || passage.lines[line + 1..].iter().filter(|line| filled(line)).take(4).count();
    let above = || passage.lines[..line].iter().rev().filter(|line| filled(line)).take(3).count();
    let ends = |lines| filled(here) && below() < 4 && above() + below() >= lines;
    alone && ends(3) || with_phone && ends(2)
}

/// The places of all e-mail addresses, spelt-out ones too.
pub fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    if memchr(b'@', text.as_bytes()).is_some() {
        places.extend(EMAIL.find_iter(text).take(VALUES_MAX).map(|matched| matched.range()));
    }
    // Looked for only where there is a word that no spelt-out address can be without: most texts have none.
    if !SPELT_DOT.is_match(text) {
        return places;
    }
    for matched in SPELT_EMAIL.find_iter(text).take(VALUES_MAX) {
        let range = matched.range();
        if !places.iter().any(|place| place.start < range.end && range.start < place.end) {
            places.push(range);
        }
    }
    places.sort_by_key(|place| place.start);
    places
}

/// The label announces what stands at this place: it is its field, or stands before it in the same sentence.
fn claims(passage: &Passage, label: &Label, range: &Range<usize>) -> bool {
    let field = label.region.start <= range.start
        && range.end <= label.region.end
        && label.strength > Strength::Prose;
    let sentence = passage.sentence_at(range.start);
    field || (sentence.start <= label.place.start && label.place.end <= range.start)
}

fn find_name(scene: &Scene, item: ItemId, handle: bool, found: &mut Found) {
    for (index, passage, label) in scene.fields_of(item) {
        if label.strength == Strength::Prose || scene.no_value_here(item, index, label, found) {
            continue;
        }
        // "(name: the.shop) is gone": the name ends with its clause.
        let name = clause(&passage.text, &label.region, label.region.start);
        let text = &passage.text[name.clone()];
        let is_else = || {
            let mut lists = scene.spec(item).not_near.iter();
            lists.any(|list| passage.mentions_within(*list, &name).is_some())
        };
        if passage.words.within(name.clone()).len() <= NAME_WORDS_MAX
            && !EMAIL.is_match(text)
            && text.contains(char::is_alphabetic)
            && text.chars().count() >= NAME_CHARS_MIN
            && !is_else()
        {
            let how = if label.strength == Strength::Field { How::Labelled } else { How::Near };
            push(item, how, index, passage, name, found);
        }
    }
    if !handle || found.findings.iter().any(|finding| finding.item == item) {
        return;
    }
    for (index, passage, _) in scene.own() {
        for found_handle in HANDLE.captures_iter(&passage.text).filter_map(|captures| captures.get(1)) {
            if passage.counts(found_handle.start()) {
                push(item, How::Told, index, passage, found_handle.range(), found);
            }
        }
    }
}

fn push(item: ItemId, how: How, index: usize, passage: &Passage, range: Range<usize>, found: &mut Found) {
    let range = trimmed(&passage.text, range);
    let value = passage.text[range.clone()].trim_matches(['"', '“', '”']).to_owned();
    found.findings.push(Finding { item, value, how, distance: 0, passage: index, range });
}

fn push_lower(
    item: ItemId,
    how: How,
    index: usize,
    passage: &Passage,
    range: Range<usize>,
    found: &mut Found,
) {
    let value = SPELT_MARK.replace_all(&passage.text[range.clone()], |captures: &regex::Captures<'_>| {
        match captures["mark"].to_lowercase().as_str() {
            "at" | "arroba" => "@",
            _ => ".",
        }
    });
    let value = value.to_lowercase();
    found.findings.push(Finding { item, value, how, distance: 0, passage: index, range });
}

impl Scene<'_> {
    /// A field of the item that holds no value, with the finding that tells so.
    fn no_value_here(&self, item: ItemId, index: usize, label: &Label, found: &mut Found) -> bool {
        label.strength == Strength::Field && self.no_value(item, index, &label.region, found)
    }
}
