//! Conditions that can't hold, or always do, and the items that are never asked for because of them.

use crate::checklist::condition::{AttachedKind, Condition};
use crate::checklist::kind::Kind;
use crate::checklist::lint::conditions::Scope;
use crate::checklist::lint::logic::{always_holds, can_hold};
use crate::checklist::lint::note::Note;
use crate::checklist::model::{Entry, Required};
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;

/// Tells what in the condition can't hold, the innermost part that is to blame, and the parts that always hold. Returns
/// whether nothing was found. `so` says what comes of it.
pub fn check(
    note: &mut Note<'_>,
    path: &Path<'_>,
    condition: &Condition,
    scope: &Scope<'_>,
    so: &str,
) -> bool {
    let before = note.found.len();
    parts(note, path, condition, scope);
    if note.found.len() > before {
        return false;
    }
    if can_hold(condition, scope.items) {
        return true;
    }
    cannot_hold(note, path, condition, scope, so);
    false
}

/// When an item is asked for.
pub fn check_entry(note: &mut Note<'_>, path: &Path<'_>, entry: &Entry, scope: &Scope<'_>) {
    let required = path.key("required");
    let item = &entry.item;
    let always = "write `required: always` if that is meant".to_owned();
    match &entry.required {
        Required::Always | Required::Never => {}
        Required::When(condition) => {
            let when = required.key("when");
            let so = format!("so `{item}` is never asked for");
            if check(note, &when, condition, scope, &so) {
                if !holds_without(item, condition, scope) {
                    let message =
                        format!("`{item}` is never asked for: this holds only once it has been given");
                    let help = "name what makes it necessary, not the item itself".to_owned();
                    note.say(Mistake::NeverAsked, &when, message, help);
                } else if always_holds(condition, scope.items) {
                    note.say(Mistake::AlwaysHolds, &when, "this always holds", always);
                }
            }
        }
        Required::Unless(condition) => {
            let unless = required.key("unless");
            let so = format!("so `{item}` is always asked for");
            if check(note, &unless, condition, scope, &so) && always_holds(condition, scope.items) {
                let message = format!("`{item}` is never asked for: this always holds");
                let help = "write `required: never` if that is meant".to_owned();
                note.say(Mistake::NeverAsked, &unless, message, help);
            }
        }
    }
    if let Some(condition) = &entry.doubt_when {
        let here = path.key("doubt_when");
        if check(note, &here, condition, scope, "so there is never a doubt")
            && !holds_without(item, condition, scope)
        {
            let help = "it is looked at only where the item was not found".to_owned();
            let message = format!("this can't hold while `{item}` is missing");
            note.say(Mistake::CannotHold, &here, message, help);
        }
    }
}

/// How a category is told: one that takes all that is left may do so by a condition that always holds.
pub fn check_recognition(note: &mut Note<'_>, path: &Path<'_>, condition: &Condition, scope: &Scope<'_>) {
    if can_hold(condition, scope.items) {
        parts(note, path, condition, scope);
    } else {
        check(note, path, condition, scope, "so no ticket is told by it");
    }
}

fn holds_without(item: &str, condition: &Condition, scope: &Scope<'_>) -> bool {
    let missing = Condition::Missing(item.to_owned());
    can_hold(&Condition::All(vec![missing, condition.clone()]), scope.items)
}

/// The parts of a condition that make no difference in it.
fn parts(note: &mut Note<'_>, path: &Path<'_>, condition: &Condition, scope: &Scope<'_>) {
    let (list, inner) = match condition {
        Condition::Any(inner) => (path.key("any"), inner),
        Condition::All(inner) => (path.key("all"), inner),
        Condition::Not(inner) => return parts(note, &path.key("not"), inner, scope),
        Condition::Mentions(_)
        | Condition::Present(_)
        | Condition::Missing(_)
        | Condition::Equals(_)
        | Condition::Counts(_)
        | Condition::Quantity(_)
        | Condition::Attached(_) => return,
    };
    for (at, part) in inner.iter().enumerate() {
        let here = list.index(at);
        let before = note.found.len();
        parts(note, &here, part, scope);
        if note.found.len() > before {
            continue;
        }
        if !can_hold(part, scope.items) {
            cannot_hold(note, &here, part, scope, "so it makes no difference here");
        } else if always_holds(part, scope.items) && inner.len() > 1 {
            let help = "leave it out, or say what is meant".to_owned();
            note.say(Mistake::AlwaysHolds, &here, format!("{} always holds", told(part)), help);
        }
    }
}

fn cannot_hold(note: &mut Note<'_>, path: &Path<'_>, condition: &Condition, scope: &Scope<'_>, so: &str) {
    let why = single(condition, scope).or_else(|| pair(condition, scope));
    let (why, help) = why.unwrap_or_else(|| ("this can't hold".to_owned(), None));
    note.say(Mistake::CannotHold, path, format!("{why}, {so}"), help);
}

/// Why a predicate alone can't hold.
fn single(condition: &Condition, scope: &Scope<'_>) -> Option<(String, Option<String>)> {
    let kind = |item: &str| scope.items.get(item).map(|item| &item.kind);
    match condition {
        Condition::Present(item) if kind(item).is_some_and(Kind::is_file) => {
            let help = "ask for a kind of file: `{attached: image}`".to_owned();
            Some((
                format!("`{item}` is a file and has no value to look at: `present` can't hold"),
                Some(help),
            ))
        }
        Condition::Counts(counts) => {
            Some((format!("`{}` never has {} values", counts.item, counts.at_least), None))
        }
        Condition::Quantity(quantity) => {
            let help = "numbers above 9999 are taken for identifiers".to_owned();
            Some((format!("no quantity is {} or more", quantity.at_least), Some(help)))
        }
        Condition::Not(inner) => Some((format!("{} always holds, and its `not` can't", told(inner)), None)),
        Condition::Any(_)
        | Condition::All(_)
        | Condition::Mentions(_)
        | Condition::Present(_)
        | Condition::Missing(_)
        | Condition::Equals(_)
        | Condition::Attached(_) => None,
    }
}

/// Two parts of a list that exclude each other.
fn pair(condition: &Condition, scope: &Scope<'_>) -> Option<(String, Option<String>)> {
    let Condition::All(all) = condition else { return None };
    let excluded = |first: &Condition, second: &Condition| {
        !can_hold(&Condition::All(vec![first.clone(), second.clone()]), scope.items)
    };
    let (first, second) = all.iter().enumerate().find_map(|(at, second)| {
        all[..at].iter().find(|first| excluded(first, second)).map(|first| (first, second))
    })?;
    let help = "`any` is for one or the other".to_owned();
    Some((format!("{} and {} never hold together", told(first), told(second)), Some(help)))
}

/// A condition in the words of its file.
fn told(condition: &Condition) -> String {
    match condition {
        Condition::Any(_) => "this `any`".to_owned(),
        Condition::All(_) => "this `all`".to_owned(),
        Condition::Not(inner) => format!("not {}", told(inner)),
        Condition::Mentions(list) => format!("`mentions: {list}`"),
        Condition::Present(item) => format!("`present: {item}`"),
        Condition::Missing(item) => format!("`missing: {item}`"),
        Condition::Equals(equals) => format!("`{} equals {}`", equals.item, equals.value),
        Condition::Counts(counts) => format!("`{} or more of {}`", counts.at_least, counts.item),
        Condition::Quantity(quantity) => format!("`{} or more {}`", quantity.at_least, quantity.of),
        Condition::Attached(kind) => {
            let kind = match kind {
                AttachedKind::Image => "image",
                AttachedKind::Pdf => "pdf",
                AttachedKind::Sheet => "sheet",
                AttachedKind::Any => "any",
            };
            format!("`attached: {kind}`")
        }
    }
}
