//! Items of one checklist whose values can't be told apart.

use crate::checklist::kind::{IdShape, Kind, Showing};
use crate::checklist::lint::conditions::Scope;
use crate::checklist::lint::note::Note;
use crate::checklist::lint::value::shows_id;
use crate::checklist::model::Item;
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;

pub fn check(note: &mut Note<'_>, path: &Path<'_>, scope: &Scope<'_>) {
    let entries = &scope.checklist.items;
    let item = |at: usize| scope.items.get(&entries[at].item);
    for at in 0..entries.len() {
        for earlier in 0..at {
            let (Some(one), Some(other)) = (item(earlier), item(at)) else { continue };
            let entry = path.index(at);
            let here = entry.key("item");
            let names = format!("`{}` and `{}`", entries[earlier].item, entries[at].item);
            if let Some(pattern) = shared_pattern(one, other) {
                let message = format!("{names} have the same pattern: what it finds is taken for both");
                note.say(Mistake::PatternShared, &here, message, format!("it is `{pattern}`"));
            } else if are_alike(one, other) {
                let message = format!("{names} can't be told apart where no label stands by the value");
                let help = "leave `taken_unlabelled` to one of them, or tell the numbers apart by `digits`, `starts_with`, \
                            `often_starts_with` or the rank of `taken_unlabelled`"
                    .to_owned();
                note.say(Mistake::LookAlikes, &here, message, help);
            }
        }
    }
}

fn shared_pattern<'a>(one: &'a Item, other: &Item) -> Option<&'a str> {
    let theirs = patterns(other);
    patterns(one).into_iter().find(|pattern| theirs.contains(pattern))
}

fn patterns(item: &Item) -> Vec<&str> {
    let shown = item.shown_by.iter().filter_map(|showing| match showing {
        Showing::Pattern(pattern) => Some(pattern.as_str()),
        Showing::Quoted(_)
        | Showing::QuotedWith(_)
        | Showing::After(_)
        | Showing::ClauseWith(_)
        | Showing::SentenceWith(_)
        | Showing::Noun(_)
        | Showing::Story(_) => None,
    });
    let own = match &item.kind {
        Kind::Id(shape) => shape.patterns.as_slice(),
        _ => &[],
    };
    shown.chain(own.iter().map(String::as_str)).collect()
}

/// Whether a value without a label would be taken for either.
fn are_alike(one: &Item, other: &Item) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::Id(first), Kind::Id(second)) => {
            first.taken_unlabelled.is_some()
                && first.taken_unlabelled == second.taken_unlabelled
                && have_one_shape(first, second)
                && examples_fit(one, second)
                && examples_fit(other, first)
        }
        (Kind::Date(first) | Kind::DateTime(first), Kind::Date(second) | Kind::DateTime(second)) => {
            first.taken_unlabelled && second.taken_unlabelled
        }
        (Kind::Time(first), Kind::Time(second)) => first.taken_unlabelled && second.taken_unlabelled,
        (Kind::Code(first), Kind::Code(second)) => first.taken_unlabelled && second.taken_unlabelled,
        (Kind::Email(first), Kind::Email(second)) => first.taken_unlabelled && second.taken_unlabelled,
        (Kind::Name(first), Kind::Name(second)) => first.handle && second.handle,
        _ => false,
    }
}

fn have_one_shape(first: &IdShape, second: &IdShape) -> bool {
    let overlap = first.digits.0 <= second.digits.1 && second.digits.0 <= first.digits.1;
    let starts = |one: &IdShape, other: &IdShape| {
        one.starts_with
            .iter()
            .any(|a| other.starts_with.iter().any(|b| a.starts_with(b.as_str()) || b.starts_with(a.as_str())))
    };
    let alike = first.starts_with.is_empty() || second.starts_with.is_empty() || starts(first, second);
    overlap && alike && first.often_starts_with.is_empty() && second.often_starts_with.is_empty()
}

/// Whether the item's examples, if it has any, would all do for the other shape.
fn examples_fit(item: &Item, shape: &IdShape) -> bool {
    item.examples.iter().all(|example| shows_id(shape, example))
}
