//! Mistakes in `checklists/*.yaml`.

use indexmap::IndexMap;
use jiff::Timestamp;

use crate::checklist::lint::conditions::{self, Scope, listed};
use crate::checklist::lint::names::Names;
use crate::checklist::lint::note::Note;
use crate::checklist::lint::{apart, circles, gates, sense};
use crate::checklist::model::{Checklist, Entry, Item, Recognise, Required, Test, Verdict};
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;
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
        note.say(
            Mistake::AlwaysWithItems,
            &root.key("always"),
            "with `always`, no item is ever asked for and no gate looked at",
            help,
        );
    }
    for (at, entry) in checklist.items.iter().enumerate() {
        let list = root.key("items");
        let path = list.index(at);
        if let Some(first) = checklist.items[..at].iter().position(|earlier| earlier.item == entry.item) {
            let line = tree.place_of(&list.index(first).key("item")).line;
            let message = format!("`{}` is on this checklist twice", entry.item);
            note.say(
                Mistake::ItemTwice,
                &path.key("item"),
                message,
                format!("it stands in line {line} already"),
            );
        }
        check_entry(&mut note, &path, entry, &scope);
    }
    gates::check(&mut note, &root.key("gates"), &scope);
    for (at, test) in checklist.tests.iter().enumerate() {
        check_test(&mut note, &root.key("tests").index(at), test, &scope);
    }
    circles::check(&mut note, &root.key("items"), checklist);
    apart::check(&mut note, &root.key("items"), &scope);
    note.found
}

fn check_recognise(note: &mut Note<'_>, path: &Path<'_>, recognise: &Recognise, scope: &Scope<'_>) {
    for (key, condition) in [("otherwise", &recognise.otherwise), ("settled_by", &recognise.settled_by)] {
        if let Some(condition) = condition {
            let (here, before) = (path.key(key), note.found.len());
            conditions::check(note, &here, condition, scope);
            conditions::only_words(note, &here, condition);
            if note.found.len() == before {
                sense::check_recognition(note, &here, condition, scope);
            }
        }
    }
    for (at, sign) in recognise.signs.iter().enumerate() {
        let signs = path.key("signs");
        let here = signs.index(at);
        if sign.weight == 0.0 || !sign.weight.is_finite() {
            let help = "1 is a hint, 3 a good sign, 6 settles it; below 0 speaks against it".to_owned();
            note.say(
                Mistake::WeightOfNothing,
                &here.key("weight"),
                "a sign of this weight says nothing",
                help,
            );
        }
        if sign.any.is_empty() {
            note.say(Mistake::EmptyList, &here.key("any"), "the sign has no phrases", None);
        }
        note.phrases(&here.key("any"), &sign.any);
    }
}

fn check_entry(note: &mut Note<'_>, path: &Path<'_>, entry: &Entry, scope: &Scope<'_>) {
    note.item(&path.key("item"), &entry.item);
    let required = path.key("required");
    let before = note.found.len();
    match &entry.required {
        Required::Always | Required::Never => {}
        Required::When(condition) => conditions::check(note, &required.key("when"), condition, scope),
        Required::Unless(condition) => conditions::check(note, &required.key("unless"), condition, scope),
    }
    if let Some(condition) = &entry.doubt_when {
        conditions::check(note, &path.key("doubt_when"), condition, scope);
    }
    // Of names that are not there nothing more can be said.
    if note.found.len() == before {
        sense::check_entry(note, path, entry, scope);
    }
    for (key, others) in [("answered_by", &entry.answered_by), ("same_as", &entry.same_as)] {
        for (at, other) in others.iter().enumerate() {
            let list = path.key(key);
            let here = list.index(at);
            if *other == entry.item {
                note.say(
                    Mistake::NamesItself,
                    &here,
                    format!("`{other}` is the item itself"),
                    "name another item".to_owned(),
                );
            } else {
                listed(note, &here, other, scope);
            }
        }
    }
}

fn check_test(note: &mut Note<'_>, path: &Path<'_>, test: &Test, scope: &Scope<'_>) {
    if let Some(at) = &test.at
        && at.parse::<Timestamp>().is_err()
    {
        let help = "write it so: `2026-03-02T15:04:00Z`".to_owned();
        note.say(Mistake::NoTime, &path.key("at"), format!("`{at}` is no time"), help);
    }
    for (at, item) in test.missing.iter().flatten().enumerate() {
        listed(note, &path.key("missing").index(at), item, scope);
    }
    for (item, value) in &test.values {
        let values = path.key("values");
        listed(note, &values.key_only(item), item, scope);
        conditions::has_value(note, &values.key(item), item, value, scope);
    }
    if let Some(why) = contradiction(test, scope.checklist) {
        let message = format!("this test can't come to `{}`", test.verdict.name());
        note.say(Mistake::TestContradictory, &path.key("verdict"), message, why.to_owned());
    }
}

/// Why the verdict can't be, whatever the ticket says.
fn contradiction(test: &Test, checklist: &Checklist) -> Option<&'static str> {
    if let Some(always) = checklist.always {
        return (always != test.verdict).then_some("all tickets of this category come to what `always` says");
    }
    let asks = test.missing.as_ref().map(|missing| !missing.is_empty());
    let has_gate = checklist.gates.iter().any(|gate| gate.verdict == test.verdict);
    match test.verdict {
        Verdict::Incomplete if asks == Some(false) && !has_gate => {
            Some("it is incomplete if something is missing, and `missing` names nothing")
        }
        Verdict::Ready if asks == Some(true) => {
            Some("it is ready if nothing is missing, and `missing` names something")
        }
        Verdict::Blocked | Verdict::Waiting | Verdict::NotNeeded if !has_gate => {
            Some("no gate here has this verdict")
        }
        Verdict::Blocked
        | Verdict::Waiting
        | Verdict::NotNeeded
        | Verdict::Incomplete
        | Verdict::Ready
        | Verdict::Unclear
        | Verdict::Ignored => None,
    }
}
