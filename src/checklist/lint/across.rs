//! Mistakes between files: what two categories claim, and what none of them uses.

use std::collections::{BTreeMap, BTreeSet};

use crate::checklist::lint::names::Names;
use crate::checklist::lint::note::Note;
use crate::checklist::model::{Checklist, Checklists, Item, ItemsFile, PhrasesFile, Required};
use crate::checklist::uses::{self, OWN_LISTS, Use};
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;
use crate::yaml::read::Reading;
use crate::yaml::suggest;
use crate::yaml::tree::Tree;

/// A sign of so much weight settles the category by itself.
const SETTLES: f32 = 6.0;

/// A checklist's file, as far as it could be read.
pub type Read<'a> = (&'a SourceFile, Reading<Checklist>);

/// Categories that two files define, and signs of one that are signs of another.
pub fn between(files: &[Read<'_>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut phrases: BTreeMap<String, (&str, f32)> = BTreeMap::new();
    let mut fields: BTreeMap<String, &str> = BTreeMap::new();
    let mut categories: BTreeMap<&str, &str> = BTreeMap::new();
    for (file, reading) in files {
        let Some(category) = reading.tree.get("category").and_then(Tree::text) else { continue };
        let names = Names::default();
        let mut note = Note::new(file, &reading.tree, &names);
        if let Some(first) = categories.insert(category, &file.path) {
            let message = format!("the category `{category}` is defined twice");
            let help = format!("the other stands in {first}");
            note.say(Mistake::CategoryTwice, &Path::ROOT.key("category"), message, help);
        } else if let Some(checklist) = &reading.value {
            shared_fields(&mut note, checklist, category, &mut fields);
            shared_phrases(&mut note, checklist, category, &mut phrases);
        }
        found.append(&mut note.found);
    }
    found
}

fn shared_fields<'a>(
    note: &mut Note<'_>,
    checklist: &Checklist,
    category: &'a str,
    fields: &mut BTreeMap<String, &'a str>,
) {
    let recognise = Path::ROOT.key("recognise");
    let path = recognise.key("field");
    for (at, value) in checklist.recognise.field.iter().enumerate() {
        match fields.insert(value.to_lowercase(), category) {
            Some(other) if other != category => {
                let message = format!("`{value}` in the category field means `{other}` as well");
                let help = "only one category can be meant; leave it out of the other".to_owned();
                note.say(Mistake::FieldShared, &path.index(at), message, help);
            }
            Some(_) | None => {}
        }
    }
}

/// A phrase that speaks for both alike tells nothing, and one that settles both settles neither.
fn shared_phrases<'a>(
    note: &mut Note<'_>,
    checklist: &Checklist,
    category: &'a str,
    phrases: &mut BTreeMap<String, (&'a str, f32)>,
) {
    let recognise = Path::ROOT.key("recognise");
    let signs = recognise.key("signs");
    for (at, sign) in checklist.recognise.signs.iter().enumerate().filter(|(_, sign)| sign.weight > 0.0) {
        let sign_path = signs.index(at);
        let path = sign_path.key("any");
        for (at, phrase) in sign.any.iter().enumerate() {
            let plain = phrase.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
            let Some((other, weight)) = phrases.insert(plain, (category, sign.weight)) else { continue };
            if other != category && (weight == sign.weight || weight.min(sign.weight) >= SETTLES) {
                let message = format!("`{phrase}` speaks for `{other}` as well, and can't tell them apart");
                let help = "leave it out of one of them, or give it the greater weight where it says more"
                    .to_owned();
                note.say(Mistake::PhraseShared, &path.index(at), message, help);
            }
        }
    }
}

/// Items that no checklist has, and that nothing on a checklist needs.
pub fn unused_items(
    file: &SourceFile,
    tree: &Tree,
    value: &ItemsFile,
    lists: &Checklists,
) -> Vec<Diagnostic> {
    let names = Names::default();
    let mut note = Note::new(file, tree, &names);
    let items = Path::ROOT.key("items");
    let used = used_items(lists);
    for name in value.items.keys().filter(|name| !used.contains(name.as_str())) {
        let message = format!("no checklist has `{name}`: it is never asked for and never read");
        let help = format!("put `{{item: {name}, required: always}}` on a checklist, or leave it out");
        note.say(Mistake::ItemUnused, &items.key_only(name), message, help);
    }
    note.found
}

/// Lists of phrases that nothing names and the program does not know.
pub fn unused_lists(
    file: &SourceFile,
    tree: &Tree,
    value: &PhrasesFile,
    lists: &Checklists,
) -> Vec<Diagnostic> {
    let names = Names::default();
    let mut note = Note::new(file, tree, &names);
    let phrases = Path::ROOT.key("phrases");
    let used = used_lists(lists);
    for name in value.phrases.keys() {
        if !used.contains(name.as_str()) && !OWN_LISTS.contains(&name.as_str()) {
            let help = suggest::nearest(name, OWN_LISTS).map_or_else(
                || "name it in a condition or in an item, or leave it out".to_owned(),
                |near| format!("did you mean `{near}`, which the program looks for?"),
            );
            let message = format!("nothing uses the list `{name}`");
            note.say(Mistake::ListUnused, &phrases.key_only(name), message, help);
        }
    }
    note.found
}

fn used_items(lists: &Checklists) -> BTreeSet<String> {
    let entries = lists.categories.values().flat_map(|checklist| &checklist.items);
    let mut used: BTreeSet<String> = entries.map(|entry| entry.item.clone()).collect();
    let mut rest: Vec<String> = used.iter().cloned().collect();
    while let Some(name) = rest.pop() {
        let Some(item) = lists.items.get(&name) else { continue };
        uses::of_item(&Path::ROOT, item, &mut |_, named| match named {
            Use::Item(other) if used.insert(other.to_owned()) => rest.push(other.to_owned()),
            Use::Item(_) | Use::List(_) => {}
        });
    }
    used
}

fn used_lists(lists: &Checklists) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    let mut take = |_: &Path<'_>, named: Use<'_>| match named {
        Use::List(list) => {
            used.insert(list.to_owned());
        }
        Use::Item(_) => {}
    };
    let items = lists.items.values();
    items.for_each(|item: &Item| uses::of_item(&Path::ROOT, item, &mut take));
    for checklist in lists.categories.values() {
        let recognise = [&checklist.recognise.settled_by, &checklist.recognise.otherwise];
        let entries = checklist.items.iter().flat_map(|entry| {
            let required = match &entry.required {
                Required::When(condition) | Required::Unless(condition) => Some(condition),
                Required::Always | Required::Never => None,
            };
            [required, entry.doubt_when.as_ref()]
        });
        let gates = checklist.gates.iter().map(|gate| Some(&gate.when));
        let all = recognise.into_iter().map(Option::as_ref).chain(entries).chain(gates).flatten();
        all.for_each(|condition| uses::of_condition(&Path::ROOT, condition, &mut take));
    }
    used
}
