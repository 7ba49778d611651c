//! Mistakes in `checklists/*.yaml`.

use indexmap::IndexMap;
use jiff::Timestamp;

use crate::checklist::lint::conditions::{self, Scope, listed};
use crate::checklist::lint::names::Names;
use crate::checklist::lint::note::Note;
use crate::checklist::model::{Checklist, Entry, Gate, Item, Kind, Recognise, Required, Test, Verdict};
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::path::Path;
use crate::yaml::read::Reading;
use crate::yaml::tree::Tree;

pub fn check(
    file: &SourceFile,
    tree: &Tree,
    checklist: &Checklist,
    names: &Names<'_>,
    items: &IndexMap<String, Item>,
) -> Vec<Diagnostic> {
    let mut note = Note::new(file, tree, names);
    let scope = Scope { checklist, items };
    let root = Path::ROOT;
    note.identifier(&root.key("category"), &checklist.category);
    note.texts(&root.key("label"), &checklist.label);
    check_recognise(&mut note, &root.key("recognise"), &checklist.recognise, &scope);
    if checklist.always.is_some() && !(checklist.items.is_empty() && checklist.gates.is_empty()) {
        let help = "leave out `always`, or `items` and `gates`".to_owned();
        note.say(&root.key("always"), "with `always`, no item is ever asked for and no gate looked at", help);
    }
    for (at, entry) in checklist.items.iter().enumerate() {
        let list = root.key("items");
        let path = list.index(at);
        if let Some(first) = checklist.items[..at].iter().position(|earlier| earlier.item == entry.item) {
            let line = tree.place_of(&list.index(first).key("item")).line;
            let message = format!("`{}` is on this checklist twice", entry.item);
            note.say(&path.key("item"), message, format!("it stands in line {line} already"));
        }
        check_entry(&mut note, &path, entry, &scope);
    }
    for (at, gate) in checklist.gates.iter().enumerate() {
        check_gate(&mut note, &root.key("gates").index(at), gate, &scope);
    }
    for (at, test) in checklist.tests.iter().enumerate() {
        check_test(&mut note, &root.key("tests").index(at), test, &scope);
    }
    note.found
}

/// Categories that two files define.
pub fn twice(files: &[(&SourceFile, Reading<Checklist>)]) -> Vec<Diagnostic> {
    let category = |reading: &Reading<Checklist>| reading.tree.get("category")?.text().map(str::to_owned);
    let mut found = Vec::new();
    for (at, (file, reading)) in files.iter().enumerate() {
        let Some(name) = category(reading) else { continue };
        let first = files[..at].iter().find(|(_, earlier)| category(earlier).as_ref() == Some(&name));
        if let Some((first, _)) = first {
            let place = reading.tree.place_of(&Path::ROOT.key("category"));
            let message = format!("the category `{name}` is defined twice");
            found.push(Diagnostic::at(
                file,
                place,
                message,
                Some(format!("the other stands in {}", first.path)),
            ));
        }
    }
    found
}

fn check_recognise(note: &mut Note<'_>, path: &Path<'_>, recognise: &Recognise, scope: &Scope<'_>) {
    for (key, condition) in [("otherwise", &recognise.otherwise), ("settled_by", &recognise.settled_by)] {
        if let Some(condition) = condition {
            let here = path.key(key);
            conditions::check(note, &here, condition, scope);
            conditions::only_words(note, &here, condition);
        }
    }
    for (at, sign) in recognise.signs.iter().enumerate() {
        let signs = path.key("signs");
        let here = signs.index(at);
        if sign.weight == 0.0 || !sign.weight.is_finite() {
            let help = "1 is a hint, 3 a good sign, 6 settles it; below 0 speaks against it".to_owned();
            note.say(&here.key("weight"), "a sign of this weight says nothing", help);
        }
        if sign.any.is_empty() {
            note.say(&here.key("any"), "the sign has no phrases", None);
        }
        note.phrases(&here.key("any"), &sign.any);
    }
}

fn check_entry(note: &mut Note<'_>, path: &Path<'_>, entry: &Entry, scope: &Scope<'_>) {
    note.item(&path.key("item"), &entry.item);
    let required = path.key("required");
    match &entry.required {
        Required::Always | Required::Never => {}
        Required::When(condition) => conditions::check(note, &required.key("when"), condition, scope),
        Required::Unless(condition) => conditions::check(note, &required.key("unless"), condition, scope),
    }
    if let Some(condition) = &entry.doubt_when {
        conditions::check(note, &path.key("doubt_when"), condition, scope);
    }
    for (key, others) in [("answered_by", &entry.answered_by), ("same_as", &entry.same_as)] {
        for (at, other) in others.iter().enumerate() {
            let list = path.key(key);
            let here = list.index(at);
            if *other == entry.item {
                note.say(&here, format!("`{other}` is the item itself"), "name another item".to_owned());
            } else {
                listed(note, &here, other, scope);
            }
        }
    }
}

fn check_gate(note: &mut Note<'_>, path: &Path<'_>, gate: &Gate, scope: &Scope<'_>) {
    conditions::check(note, &path.key("when"), &gate.when, scope);
    let waits = match gate.verdict {
        Verdict::Waiting => true,
        Verdict::Blocked
        | Verdict::NotNeeded
        | Verdict::Incomplete
        | Verdict::Ready
        | Verdict::Unclear
        | Verdict::Ignored => false,
    };
    match &gate.wait {
        None if waits => {
            let help = "say how long and from when: `wait: {hours: 24, from: an_item}`".to_owned();
            note.say(&path.key("verdict"), "a gate that waits needs `wait`", help);
        }
        Some(_) if !waits => {
            let help = "leave it out, or make the verdict `waiting`".to_owned();
            let message = format!("`wait` does nothing with the verdict `{}`", gate.verdict.name());
            note.say(&path.key_only("wait"), message, help);
        }
        Some(_) | None => {}
    }
    if let Some(wait) = &gate.wait {
        let here = path.key("wait");
        if wait.hours == 0 {
            note.say(&here.key("hours"), "a wait of 0 hours never waits", None);
        }
        listed(note, &here.key("from"), &wait.from, scope);
        if scope.items.get(&wait.from).is_some_and(|item| !is_day(&item.kind)) {
            let help = "its kind must be `date` or `date_time`".to_owned();
            note.say(&here.key("from"), format!("`{}` holds no date to wait from", wait.from), help);
        }
    }
}

fn is_day(kind: &Kind) -> bool {
    match kind {
        Kind::Date(_) | Kind::DateTime(_) => true,
        Kind::Id(_)
        | Kind::Code(_)
        | Kind::Text(_)
        | Kind::Time(_)
        | Kind::Number(_)
        | Kind::Choice(_)
        | Kind::Email(_)
        | Kind::Name(_)
        | Kind::Screenshot(_)
        | Kind::Sheet(_)
        | Kind::Document(_) => false,
    }
}

fn check_test(note: &mut Note<'_>, path: &Path<'_>, test: &Test, scope: &Scope<'_>) {
    if let Some(at) = &test.at
        && at.parse::<Timestamp>().is_err()
    {
        let help = "write it so: `2026-03-02T15:04:00Z`".to_owned();
        note.say(&path.key("at"), format!("`{at}` is no time"), help);
    }
    for (at, item) in test.missing.iter().flatten().enumerate() {
        listed(note, &path.key("missing").index(at), item, scope);
    }
    for item in test.values.keys() {
        listed(note, &path.key("values").key_only(item), item, scope);
    }
}
