//! Free text: what stands behind a label, and what the customer's sentences tell.

use std::ops::Range;

use crate::checklist::kind::Kind;
use crate::reading::find::token::{NAME_CHARS_MIN, NAME_WORDS_MAX};
use crate::reading::find::{Doubt, Finding, Found, How, SAID_WORDS_MAX, Scene, answered, told};
use crate::reading::label::{Label, Strength};
use crate::reading::passage::Passage;
use crate::reading::sentence::{clause, trimmed};
use crate::reading::vocabulary::{ItemId, ListId, Shown, Tale};
use crate::reading::words::folded;
use crate::report::Source;

/// What is left of a value that is cut has so many words.
const LEFT_WORDS_MIN: usize = 3;
/// A sentence of so many words tells many things, whatever else it holds.
const RUN_ON_WORDS_MIN: usize = 20;
/// A sentence that tells has at least so many words in small letters.
const RUNNING_WORDS_MIN: usize = 3;
/// A sentence without small letters (one in capitals, or in Chinese) has at least so many letters: "2 MAY, 10:02 AM" tells
/// nothing.
const SHOUTED_LETTERS_MIN: usize = 10;
/// A question of so many words may tell what happened.
const QUESTION_WORDS_MIN: usize = 14;
/// A clause that tells little has this part of its words' weight.
const LIGHT: usize = 4;
/// A told value's rank, where a lower one goes first: the way in which it shows, then how much speaks for it; and far
/// behind those that have none of the phrases that the best one has.
const WORSE: usize = 10_000;
const WAY: usize = 100;
const WEIGHT_MAX: usize = 20;
/// Behind all that is told is what stands in another item's field.
const FIELD: usize = WORSE / 2;
/// A button's name stands within so many words of what is done to it.
const BUTTON_WORDS: usize = 3;
/// The longest free text that is kept, in bytes.
const TEXT_BYTES_MAX: usize = 2_000;

pub fn find(scene: &Scene, found: &mut Found) {
    for &item in scene.items {
        let spec = scene.spec(item);
        // In a subject "Item oversold - the shop's name" a dash announces nothing, unless nothing else is found.
        let mut subjects = Vec::new();
        if let Kind::Text(shape) = &spec.kind {
            labelled(scene, item, usize::from(shape.words_min), found);
            subjects = dashed_subjects(scene, item, found);
        }
        if matches!(spec.kind, Kind::Text(_) | Kind::Name(_))
            && !found.findings.iter().any(|finding| finding.item == item)
        {
            answered::find(scene, item, found);
        }
        // Names and codes can be told in a sentence, too; then a label still goes first.
        if !spec.showings.is_empty() {
            shown(scene, item, found);
        }
        if matches!(spec.kind, Kind::Name(_)) && !found.findings.iter().any(|finding| finding.item == item) {
            answered::in_row(scene, item, found);
        }
        if let Kind::Text(shape) = &spec.kind
            && let Some(list) = shape.answered_with.as_ref().and_then(|name| scene.vocabulary.list(name))
            && !found.findings.iter().any(|finding| finding.item == item)
        {
            answered::said(scene, item, list, found);
        }
        if !found.findings.iter().any(|finding| finding.item == item) {
            found.findings.extend(subjects);
            doubt(scene, item, found);
        }
    }
}

/// Takes out what only the subject's dash announces.
fn dashed_subjects(scene: &Scene, item: ItemId, found: &mut Found) -> Vec<Finding> {
    let is_dashed = |finding: &mut Finding| {
        let passage = scene.passage(finding.passage);
        let before = passage.text[..finding.range.start].trim_end_matches([' ', '"', '“', '*']);
        finding.item == item && passage.source == Source::Subject && before.ends_with(['-', '–', '—'])
    };
    found.findings.extract_if(.., is_dashed).collect()
}

/// A value that was not found, although there are words that may well be it: a name that no list knows, beside what
/// customers call the item, or, where the value is a noun with what belongs to it, such a noun alone.
fn doubt(scene: &Scene, item: ItemId, found: &mut Found) {
    let spec = scene.spec(item);
    let nouns = spec.showings.iter().find_map(|shown| match shown {
        Shown::Noun { last, first, .. } => Some([*last, *first]),
        _ => None,
    });
    if nouns.is_none() && !matches!(spec.kind, Kind::Name(_)) {
        return;
    }
    for (index, passage, labels) in scene.own() {
        let named = || {
            let labels = labels.iter().filter(|label| label.items.contains(&item));
            let mut names = labels.filter_map(|label| told::name_beside(passage, &label.place));
            let is_day = |name: &Range<usize>| {
                scene.dates(index).iter().any(|day| day.range.start < name.end && name.start < day.range.end)
            };
            names.find(|name| !is_day(name))
        };
        let noun = || {
            let mut mentions = nouns?.into_iter().flat_map(|list| passage.mentions(list));
            mentions.find(|noun| passage.surely_counts(noun.start))
        };
        if let Some(range) = named().or_else(noun) {
            found.doubts.push(Doubt { item, passage: index, range });
            return;
        }
    }
}

fn labelled(scene: &Scene, item: ItemId, words_min: usize, found: &mut Found) {
    for (index, passage, label) in scene.fields_of(item) {
        let label = &within_quotes(passage, &up_to_wanted(scene, index, label));
        let label = &up_to_sentence_of_else(scene, item, index, label);
        let sure = match label.strength {
            Strength::Field => true,
            Strength::LineStart => passage.words.within(label.place.clone()).len() >= 2,
            Strength::Prose => false,
        };
        if !sure || scene.absent(passage, label) || scene.no_value(item, index, &label.region, found) {
            continue;
        }
        let words = passage.words.within(label.region.clone()).len();
        let bare = scene.says_only(passage, &label.region, scene.lists.bare_answers, 0);
        let told = passage.text[label.region.clone()].contains(char::is_alphabetic)
            && !passage.text[label.region.clone()].starts_with("http")
            && !of_else(scene, item, passage, &label.region);
        if words >= words_min.max(1)
            && !bare
            && told
            && !only_any_label(scene, &passage.text[label.region.clone()])
            && !names_file(scene, index, &label.region)
        {
            let how = if label.strength == Strength::Field { How::Labelled } else { How::Near };
            push(item, how, 0, index, passage, label.region.clone(), found);
        }
    }
}

/// Whether what stands beside a label begins with the name of a file that is asked for.
fn names_file(scene: &Scene, index: usize, region: &Range<usize>) -> bool {
    let is_file = |item: &ItemId| scene.items.contains(item) && scene.spec(*item).kind.is_file();
    let mut here = scene.labels[index].iter().filter(|label| label.place.start == region.start);
    here.any(|label| label.items.iter().any(is_file))
}

/// Without a separator a value ends where another field begins; words that are fields of other checklists end none.
fn up_to_wanted(scene: &Scene, index: usize, label: &Label) -> Label {
    let passage = scene.passage(index);
    let sentence = passage.sentence_at(label.place.start);
    let end = label.region.end;
    let (cut, wanted) = {
        let mut behind = scene.labels[index].iter().filter(|other| other.place.start >= end);
        let cut = behind.clone().next().is_some_and(|next| {
            passage.text[end..next.place.start].chars().all(char::is_whitespace)
                && !next.items.iter().any(|item| scene.items.contains(item))
        });
        (cut, behind.find(|other| other.items.iter().any(|item| scene.items.contains(item))))
    };
    if label.strength != Strength::LineStart || label.region.is_empty() || !cut || sentence.end <= end {
        return label.clone();
    }
    let until = wanted.map_or(sentence.end, |other| other.place.start.min(sentence.end));
    let region = clause(&passage.text, &(label.region.start..until), label.region.start);
    Label { region: trimmed(&passage.text, label.region.start..region.end.max(end)), ..label.clone() }
}

/// "Reason: late dispatch. We were limited. Record ID 4711": a line that runs on over several sentences is the value up to
/// the first that has another item's label.
fn up_to_sentence_of_else(scene: &Scene, item: ItemId, index: usize, label: &Label) -> Label {
    let passage = scene.passage(index);
    let region = &label.region;
    let is_else = |other: &&Label| {
        region.contains(&other.place.start)
            && !other.items.contains(&item)
            && other.items.iter().any(|item| scene.items.contains(item))
    };
    let first = scene.labels[index].iter().filter(is_else).map(|other| other.place.start).min();
    let end = first.map(|at| passage.sentence_at(at).start).filter(|end| region.start < *end);
    match end {
        Some(end) => Label { region: trimmed(&passage.text, region.start..end), ..label.clone() },
        None => label.clone(),
    }
}

/// Where the value is quoted, the quotation alone: what comes behind it is the customer's.
fn within_quotes(passage: &Passage, label: &Label) -> Label {
    let region = label.region.clone();
    let opens = passage.text[region.clone()].chars().next().map_or(0, char::len_utf8);
    let quotes = passage.quotes();
    let first = quotes.partition_point(|quote| quote.start < region.start + opens);
    let quote = quotes.get(first).filter(|quote| {
        let before = passage.text[region.start..quote.start.min(region.end).max(region.start)].chars();
        // A label may stand within the quotation, and cut what stands beside this one.
        (quote.end <= region.end || label.strength == Strength::LineStart && quote.start < region.end)
            && before.clone().count() > 0
            && !before.into_iter().any(char::is_alphanumeric)
    });
    Label { region: quote.cloned().unwrap_or(region), ..label.clone() }
}

/// What sentences tell. The ways are tried in their order, until one shows a value that nothing speaks against.
fn shown(scene: &Scene, item: ItemId, found: &mut Found) {
    if found.findings.iter().any(|finding| finding.item == item) {
        return;
    }
    let spec = scene.spec(item);
    for (way, showing) in spec.showings.iter().enumerate() {
        let told = found.findings.iter().filter(|finding| finding.item == item);
        if told
            .map(|finding| finding.distance)
            .min()
            .is_some_and(|rank| rank < WORSE || spec.best_with.is_empty())
        {
            return;
        }
        for (index, range, weight) in values_told(scene, item, showing) {
            let passage = scene.passage(index);
            // A pattern names the item; other words may be about something else.
            let best = spec.best_with.is_empty()
                || matches!(showing, Shown::Pattern(_))
                || spec.best_with.iter().any(|list| passage.mentions_within(*list, &range).is_some());
            let subject = passage.source == Source::Subject;
            let asks = passage.text[passage.sentence_at(range.start)].ends_with('?');
            let field = field_of_else(scene, item, index, &range);
            let rank = if best { 0 } else { WORSE }
                + usize::from(field) * FIELD
                + way * WAY
                + usize::from(subject) * WAY / 2
                + usize::from(asks) * WAY / 4
                + WEIGHT_MAX.saturating_sub(weight);
            push(item, How::Told, rank, index, passage, range, found);
        }
    }
}

/// The values that one way shows, each with its passage, and with how much speaks for it.
fn values_told(scene: &Scene, item: ItemId, showing: &Shown) -> Vec<(usize, Range<usize>, usize)> {
    if let Shown::Story(tale) = showing {
        let passages = scene.own().map(|(index, passage, _)| (index, passage));
        let told = told::story(passages, |index, sentence| tells(scene, item, index, sentence, tale));
        return told.into_iter().map(|(index, range)| (index, range, 0)).collect();
    }
    let mut values = Vec::new();
    for (index, passage, _) in scene.own() {
        let light = |range: Range<usize>| (range, 0);
        let told: Vec<(Range<usize>, usize)> = match showing {
            Shown::Pattern(pattern) => {
                passage.shown(pattern, scene.vocabulary).iter().cloned().map(light).collect()
            }
            // The longer wording says more: "failed", and why.
            Shown::QuotedWith(list) => told::quoted_with(passage, *list)
                .into_iter()
                .map(|quote| (quote.clone(), passage.words.within(quote).len()))
                .collect(),
            Shown::Quoted(list) => told::quoted(passage, *list).into_iter().map(light).collect(),
            Shown::After(shape) => told::after(passage, shape).into_iter().map(light).collect(),
            Shown::ClauseWith(list) => told::clauses_with(passage, *list),
            Shown::SentenceWith(list) => told::clauses_with(passage, *list)
                .into_iter()
                .map(|(clause, count)| (passage.sentence_at(clause.start), count))
                .collect(),
            Shown::Noun { last, first, edges } => told::nouns(passage, *last, *first, edges)
                .into_iter()
                .map(|noun| (noun.clone(), passage.words.within(noun).len()))
                .collect(),
            Shown::Story(_) => Vec::new(),
        };
        for (range, weight) in told {
            let range = before_else(scene, item, passage, range);
            // No sentence goes over the border of a table's cells.
            let cells = matches!(showing, Shown::Pattern(_) | Shown::After(_))
                && passage.text[range.clone()].contains('\t');
            let is_day = || {
                let mut days = scene.dates(index).iter();
                days.any(|day| day.range.start <= range.start && range.end <= day.range.end)
            };
            if !cells
                && !is_day()
                && !is_button(scene, passage, &range)
                && passage.surely_counts(range.start)
                && !range.is_empty()
                && passage.text[range.clone()].contains(char::is_alphabetic)
                && !blank_value(scene, passage, &range)
                && !about_else(scene, item, passage, &range)
                && may_be(&scene.spec(item).kind, passage, &range)
                && !only_label(scene, item, &passage.text[range.clone()])
            {
                values.push((index, range, weight));
            }
        }
    }
    values
}

/// Whether the words hold another item's field with its label.
fn field_of_else(scene: &Scene, item: ItemId, index: usize, range: &Range<usize>) -> bool {
    scene.labels[index].iter().any(|label| {
        label.strength == Strength::Field
            && range.start <= label.place.start
            && label.place.end <= range.end
            && !label.items.contains(&item)
            && label.items.iter().any(|item| scene.items.contains(item))
    })
}

/// "Press 'Save'": what is quoted is the name of a button.
fn is_button(scene: &Scene, passage: &Passage, quote: &Range<usize>) -> bool {
    let Some(list) = scene.lists.buttons else { return false };
    let sentence = passage.sentence_at(quote.start);
    let first = passage.words.from(quote.start);
    is_quoted(passage, quote)
        && passage
            .nearest_mention(list, quote, &(sentence.start..quote.start))
            .is_some_and(|words| words < BUTTON_WORDS && first > 0)
}

/// The part of the words before what the item's value must not hold. A quotation is one wording: it is cut only if
/// what is left is what the item looks for.
fn before_else(scene: &Scene, item: ItemId, passage: &Passage, range: Range<usize>) -> Range<usize> {
    let spec = scene.spec(item);
    let first = spec
        .not_near
        .iter()
        .filter_map(|list| passage.mentions_within(*list, &range))
        .map(|cue| cue.start)
        .min();
    let Some(at) = first.filter(|at| passage.words.within(range.start..*at).len() >= LEFT_WORDS_MIN) else {
        return range;
    };
    let left = trimmed(&passage.text, range.start..at);
    let best = || spec.best_with.iter().any(|list| passage.mentions_within(*list, &left).is_some());
    if is_quoted(passage, &range) && !best() { range } else { left }
}

fn is_quoted(passage: &Passage, range: &Range<usize>) -> bool {
    passage.quotes().binary_search_by_key(&range.start, |quote| quote.start).is_ok()
}

/// The words hold what the item's value must not.
fn about_else(scene: &Scene, item: ItemId, passage: &Passage, range: &Range<usize>) -> bool {
    scene.spec(item).not_near.iter().any(|list| passage.mentions_within(*list, range).is_some())
}

/// A name is short and no address.
fn may_be(kind: &Kind, passage: &Passage, range: &Range<usize>) -> bool {
    let text = &passage.text[range.clone()];
    !matches!(kind, Kind::Name(_))
        || passage.words.within(range.clone()).len() <= NAME_WORDS_MAX
            && text.chars().count() >= NAME_CHARS_MIN
            && !text.trim_start_matches('@').contains('@')
}

/// Beside a label: the words hold nothing but what the value must not, or they begin with it.
fn of_else(scene: &Scene, item: ItemId, passage: &Passage, range: &Range<usize>) -> bool {
    let words = passage.words.within(range.clone()).len();
    let begins =
        || scene.spec(item).not_near.iter().any(|list| scene.begins_with(passage, range, Some(*list)));
    about_else(scene, item, passage, range)
        && (words <= LEFT_WORDS_MIN
            || passage.source == Source::Subject
            || words <= SAID_WORDS_MAX && begins())
}

pub fn blank_value(scene: &Scene, passage: &Passage, range: &Range<usize>) -> bool {
    // "Unable to verify the address" is a reason if it is quoted.
    let short = passage.words.within(range.clone()).len() <= SAID_WORDS_MAX && !is_quoted(passage, range);
    scene.says_only(passage, range, scene.lists.placeholders, 0)
        || scene.says_only(passage, range, scene.lists.bare_answers, 0)
        || scene.says_only(passage, range, scene.lists.declines, 0)
        || short
            && (scene.says(passage, range, scene.lists.promises)
                || scene.says(passage, range, scene.lists.refusals))
}

/// How many words a sentence tells of what happened: none if it is a question, a part of a form, about something else,
/// or too short.
fn tells(scene: &Scene, item: ItemId, index: usize, sentence: &Range<usize>, tale: &Tale) -> Option<usize> {
    let passage = scene.passage(index);
    let words = passage.words.within(sentence.clone()).len();
    if words < tale.words_min || passage.source == Source::Subject || !passage.surely_counts(sentence.start) {
        return None;
    }
    let holds =
        |lists: &[ListId]| lists.iter().any(|list| passage.mentions_within(*list, sentence).is_some());
    // "You remember that they took it down because ...?" tells, for all that it asks.
    let asks = passage.text[sentence.clone()].ends_with('?');
    if asks && !(words >= QUESTION_WORDS_MIN && holds(&tale.heavier) && holds(&tale.lighter)) {
        return None;
    }
    let of_form = scene.labels[index].iter().any(|label| {
        let here = sentence.start <= label.place.start && label.place.start < sentence.end;
        let id = |item: &ItemId| matches!(scene.spec(*item).kind, Kind::Id(_));
        let numbered = || {
            label.items.iter().any(id)
                && passage.text[sentence.clone()].contains(|c: char| c.is_ascii_digit())
        };
        here && label.items.iter().any(|item| scene.items.contains(item))
            && (label.strength == Strength::Field || label.strength == Strength::LineStart && numbered())
    });
    // An address, a title: names and no words that tell.
    let running = passage.text[sentence.clone()].split_whitespace();
    let running =
        running.filter(|word| word.starts_with(|c: char| c.is_lowercase() || !c.is_ascii())).count();
    let text = &passage.text[sentence.clone()];
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let shouted = letters >= SHOUTED_LETTERS_MIN && !text.contains(char::is_lowercase);
    if running < RUNNING_WORDS_MIN && !shouted {
        return None;
    }
    let else_told = about_else(scene, item, passage, sentence) || holds(&tale.leave_out);
    let runs_on = words >= RUN_ON_WORDS_MIN && (tale.heavier.is_empty() || holds(&tale.heavier));
    if of_form || else_told && !runs_on {
        return None;
    }
    let mentions = tale.lighter.iter().flat_map(|list| passage.mentions_in(*list, sentence));
    let light = mentions.fold((sentence.start, 0), |(until, sum), mention| {
        let clause = clause(&passage.text, sentence, mention.start);
        let fresh = clause.start.max(until)..clause.end.max(until);
        (fresh.end, sum + passage.words.within(fresh).len())
    });
    let weight = words - light.1 * (LIGHT - 1) / LIGHT;
    Some(if holds(&tale.heavier) { 2 * weight } else { weight })
}

/// The value is nothing but a label of the item: "it says ERROR".
fn only_label(scene: &Scene, item: ItemId, value: &str) -> bool {
    scene.vocabulary.labels.has(&folded(value), item)
}

/// The words are nothing but a label of an item of the checklist: a form whose fields are empty.
fn only_any_label(scene: &Scene, value: &str) -> bool {
    let value = folded(value);
    scene.items.iter().any(|item| scene.vocabulary.labels.has(&value, *item))
}

pub fn push(
    item: ItemId,
    how: How,
    distance: usize,
    index: usize,
    passage: &Passage,
    range: Range<usize>,
    found: &mut Found,
) {
    let quotes = |c: char| matches!(c, '"' | '“' | '”' | '«' | '»' | '*') || c.is_whitespace();
    let text = &passage.text[range.clone()];
    let text = &text[..text.floor_char_boundary(TEXT_BYTES_MAX)];
    let start = range.start + (text.len() - text.trim_start_matches(quotes).len());
    let inner = text.trim_matches(quotes);
    if inner.is_empty() {
        return;
    }
    let inner = unquoted(inner, &passage.text[..start]);
    let range = start..start + inner.len();
    found.findings.push(Finding { item, value: inner.to_owned(), how, distance, passage: index, range });
}

/// Without the single quote at its end whose twin stands before it; elsewhere such a sign belongs to the words.
fn unquoted<'a>(value: &'a str, before: &str) -> &'a str {
    let is_single = |c: char| matches!(c, '\'' | '’' | '‘');
    match value.strip_suffix(is_single) {
        Some(inner) if before.ends_with(is_single) && !inner.is_empty() => inner,
        _ => value,
    }
}
