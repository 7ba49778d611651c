//! The fields of the helpdesk's form: what they give an item, and what they don't.

use crate::checklist::kind::Kind;
use crate::reading::facts::Fact;
use crate::reading::find::{How, Scene, date};
use crate::reading::value::date::{Anchor, find_dates};
use crate::reading::value::number::find_numbers;
use crate::reading::vocabulary::{ItemId, ListId, Meaning};
use crate::reading::words::{Words, folded};
use crate::report::{Evidence, Problem, ProblemKind, Source};
use crate::ticket::Ticket;

/// A field of the helpdesk's form, unless the customer's words give something else.
pub fn apply(scene: &Scene, ticket: &Ticket, item: ItemId, fact: &mut Fact) {
    let spec = scene.spec(item);
    let Some(text) = ticket.field(&spec.name) else { return };
    let source = Source::Field(spec.name.clone());
    let whole = Evidence { source, range: 0..text.len(), quote: text.clone() };
    let words = Words::of(&text);
    let hits = scene.vocabulary.lexicon.find(&words);
    let only = |list: Option<ListId>| {
        list.is_some_and(|list| {
            hits.iter().any(|hit| hit.meaning == Meaning::List(list) && hit.end - hit.first == words.len())
        })
    };
    if only(scene.lists.declines) {
        fact.declined = true;
        return;
    }
    if only(scene.lists.placeholders) && !matches!(spec.kind, Kind::Choice(_)) {
        if !fact.given() {
            fact.problem.get_or_insert(Problem { kind: ProblemKind::Placeholder, evidence: whole });
        }
        return;
    }
    match field_value(scene, item, &text) {
        Some(value) => {
            // The later word wins: a labelled value in the text stands against the field.
            let surely = match spec.kind {
                Kind::Choice(_) => How::Told,
                Kind::Id(_) if corrects(scene) => How::Shape,
                Kind::Number(_) | Kind::Date(_) | Kind::DateTime(_) if corrects(scene) => How::Told,
                _ => How::Near,
            };
            let spoken = fact.how >= Some(surely) && fact.values.iter().any(|other| *other != value);
            if !spoken {
                *fact = Fact {
                    values: vec![value],
                    evidence: vec![whole],
                    how: Some(How::Field),
                    ..Fact::default()
                };
            }
        }
        None if !fact.given() => {
            if let Some((value, evidence)) = swapped(scene, ticket, item) {
                *fact = Fact {
                    values: vec![value],
                    evidence: vec![evidence],
                    how: Some(How::Field),
                    ..Fact::default()
                };
                return;
            }
            let words = Words::of(&text);
            let blank = words.is_empty() || words.len() <= 2 && text.len() <= 4;
            let kind = if blank { ProblemKind::Placeholder } else { ProblemKind::WrongShape };
            fact.problem.get_or_insert(Problem { kind, evidence: whole });
        }
        None => {}
    }
}

/// The customer takes something back that stands elsewhere.
fn corrects(scene: &Scene) -> bool {
    scene
        .lists
        .corrections
        .is_some_and(|list| scene.own().any(|(_, passage, _)| passage.mentions(list).next().is_some()))
}

/// Two fields of the form were filled in each other's place: another item's field holds what has this one's shape.
fn swapped(scene: &Scene, ticket: &Ticket, item: ItemId) -> Option<(String, Evidence)> {
    if !matches!(scene.spec(item).kind, Kind::Id(_) | Kind::Code(_)) {
        return None;
    }
    scene.items.iter().filter(|&&other| other != item).find_map(|&other| {
        let name = &scene.spec(other).name;
        let text = ticket.field(name)?;
        let misfilled = matches!(scene.spec(other).kind, Kind::Id(_) | Kind::Code(_))
            && field_value(scene, other, &text).is_none();
        let value = field_value(scene, item, &text).filter(|_| misfilled)?;
        Some((value, Evidence { source: Source::Field(name.clone()), range: 0..text.len(), quote: text }))
    })
}

fn field_value(scene: &Scene, item: ItemId, text: &str) -> Option<String> {
    let spec = scene.spec(item);
    match &spec.kind {
        Kind::Id(shape) => {
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            let (min, max) = shape.digits;
            let plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '-' | '#'));
            let patterned = || {
                spec.id_patterns
                    .iter()
                    .find_map(|pattern| pattern.find(text))
                    .map(|found| text[found].to_owned())
            };
            let begins = shape.starts_with.is_empty()
                || shape.starts_with.iter().any(|start| digits.starts_with(start));
            (plain && begins && (usize::from(min)..=usize::from(max)).contains(&digits.len()))
                .then_some(digits)
                .or_else(patterned)
        }
        Kind::Choice(shape) => {
            let wanted = folded(text);
            let said = |words: &Vec<String>| words.iter().any(|word| folded(word) == wanted);
            let whole = shape.choices.iter().find(|(name, words)| **name == wanted || said(&words.label));
            let within = || {
                let hits = scene.vocabulary.lexicon.find(&Words::of(text));
                hits.iter().find_map(|hit| match hit.meaning {
                    Meaning::Choice { item: other, choice, .. } if other == item => {
                        shape.choices.get_index(usize::from(choice))
                    }
                    _ => None,
                })
            };
            whole.or_else(within).map(|(name, _)| name.clone())
        }
        Kind::Date(_) | Kind::DateTime(_) => {
            let anchor = Anchor {
                at: scene.document.passages.last().map_or(jiff::Timestamp::UNIX_EPOCH, |passage| passage.at),
                zone: scene.zone.clone(),
                day_first: scene.day_first,
            };
            find_dates(text, &anchor).first().map(|day| date::value_of(scene, item, day))
        }
        Kind::Email(_) => text.contains('@').then(|| text.trim().to_lowercase()),
        Kind::Number(_) => {
            let counts = find_numbers(text);
            let [count] = counts.as_slice() else { return None };
            Some(count.value.to_string())
        }
        Kind::Code(shape) => {
            let value = text.trim();
            let long_number = value.len() >= 12 && value.bytes().all(|c| c.is_ascii_digit());
            let fits =
                (usize::from(shape.length.0)..=usize::from(shape.length.1)).contains(&value.chars().count());
            (fits
                && !long_number
                && !value.starts_with(['$', '€', '£'])
                && value.contains(char::is_alphanumeric))
            .then(|| value.to_owned())
        }
        Kind::Text(_) | Kind::Time(_) | Kind::Name(_) => {
            text.contains(char::is_alphanumeric).then(|| text.trim().to_owned())
        }
        Kind::Screenshot(_) | Kind::Sheet(_) | Kind::Document(_) => None,
    }
}
