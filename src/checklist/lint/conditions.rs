//! Mistakes in conditions: names that nobody has, and values that nothing has. Whether they can hold is in `sense`.

use indexmap::IndexMap;

use crate::checklist::condition::Condition;
use crate::checklist::kind::Kind;
use crate::checklist::lint::note::Note;
use crate::checklist::lint::value;
use crate::checklist::model::{Checklist, Item};
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;
use crate::yaml::suggest;

/// What a condition may speak of.
pub struct Scope<'a> {
    pub checklist: &'a Checklist,
    pub items: &'a IndexMap<String, Item>,
}

pub fn check(note: &mut Note<'_>, path: &Path<'_>, condition: &Condition, scope: &Scope<'_>) {
    match condition {
        Condition::Any(all) => each(note, &path.key("any"), all, scope),
        Condition::All(all) => each(note, &path.key("all"), all, scope),
        Condition::Not(inner) => check(note, &path.key("not"), inner, scope),
        Condition::Mentions(list) => note.phrase_list(&path.key("mentions"), list),
        Condition::Present(item) => listed(note, &path.key("present"), item, scope),
        Condition::Missing(item) => listed(note, &path.key("missing"), item, scope),
        Condition::Equals(equals) => {
            let here = path.key("equals");
            listed(note, &here.key("item"), &equals.item, scope);
            has_value(note, &here.key("value"), &equals.item, &equals.value, scope);
        }
        Condition::Counts(counts) => {
            let here = path.key("counts");
            listed(note, &here.key("item"), &counts.item, scope);
            at_least(note, &here, counts.at_least);
        }
        Condition::Quantity(quantity) => {
            let here = path.key("quantity");
            note.phrase_list(&here.key("of"), &quantity.of);
            at_least(note, &here, quantity.at_least);
        }
        Condition::Attached(_) => {}
    }
}

/// While the category is being told, no item has been read yet.
pub fn only_words(note: &mut Note<'_>, path: &Path<'_>, condition: &Condition) {
    let predicate = match condition {
        Condition::Any(all) | Condition::All(all) => {
            let list = path.key(if matches!(condition, Condition::Any(_)) { "any" } else { "all" });
            all.iter().enumerate().for_each(|(at, inner)| only_words(note, &list.index(at), inner));
            return;
        }
        Condition::Not(inner) => return only_words(note, &path.key("not"), inner),
        Condition::Mentions(_) | Condition::Quantity(_) | Condition::Attached(_) => return,
        Condition::Present(_) => "present",
        Condition::Missing(_) => "missing",
        Condition::Equals(_) => "equals",
        Condition::Counts(_) => "counts",
    };
    let help = "`mentions`, `quantity` and `attached` can be used here".to_owned();
    let message = format!("`{predicate}` can't hold here: items are read after the category is told");
    note.say(Mistake::ReadTooSoon, &path.key_only(predicate), message, help);
}

/// An item that this checklist reads: of another, nothing is known.
pub fn listed(note: &mut Note<'_>, path: &Path<'_>, item: &str, scope: &Scope<'_>) {
    if scope.checklist.entry(item).is_some() {
        return;
    }
    let listed: Vec<&str> = scope.checklist.items.iter().map(|entry| entry.item.as_str()).collect();
    let exists = note.names.items.as_ref().is_some_and(|items| items.contains(&item));
    let help = if exists {
        Some(format!("add `- item: {item}` with `required: never` to its items if it is only to be read"))
    } else {
        suggest::help(item, listed.iter().copied())
    };
    note.say(Mistake::NotOnChecklist, path, format!("`{item}` is not on this checklist"), help);
}

/// A value that the item can have.
pub fn has_value(note: &mut Note<'_>, path: &Path<'_>, item: &str, value: &str, scope: &Scope<'_>) {
    let Some(item_of) = scope.items.get(item) else { return };
    if let Kind::Choice(shape) = &item_of.kind {
        let known: Vec<&str> = shape.choices.keys().map(String::as_str).collect();
        note.known(Mistake::UnknownChoice, path, "choice", value, &known);
    } else if let Some(why) = value::impossible(&item_of.kind, value) {
        note.say(Mistake::NoSuchValue, path, format!("`{item}` never has the value `{value}`"), why);
    }
}

fn each(note: &mut Note<'_>, path: &Path<'_>, conditions: &[Condition], scope: &Scope<'_>) {
    if conditions.is_empty() {
        note.say(Mistake::EmptyList, path, "the list is empty", None);
    }
    for (at, condition) in conditions.iter().enumerate() {
        check(note, &path.index(at), condition, scope);
    }
}

fn at_least(note: &mut Note<'_>, path: &Path<'_>, number: u32) {
    if number == 0 {
        note.say(Mistake::AlwaysHolds, &path.key("at_least"), "at least 0 always holds", None);
    }
}
