//! Reads the checklists from their files and tells every mistake in them at once.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use sha2::{Digest, Sha256};

use crate::checklist::learned::Learned;
use crate::checklist::lint;
use crate::checklist::lint::names::Names;
use crate::checklist::model::{Checklist, Checklists, ItemsFile, PhrasesFile};
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::read::{Reading, read};

/// The files by their paths in the configuration's directory.
pub const ITEMS_PATH: &str = "items.yaml";
pub const PHRASES_PATH: &str = "phrases.yaml";
pub const CHECKLISTS_DIR: &str = "checklists/";
pub const LEARNED_PATH: &str = "learned.json";

/// Hexadecimal digits of the version.
const VERSION_DIGITS: usize = 12;

/// Whether a path in the configuration's directory is one of a checklist's files.
pub fn concerns(path: &str) -> bool {
    path == ITEMS_PATH
        || path == PHRASES_PATH
        || path == LEARNED_PATH
        || (path.starts_with(CHECKLISTS_DIR) && (path.ends_with(".yaml") || path.ends_with(".yml")))
}

/// Read `items.yaml`, `phrases.yaml`, `checklists/*.yaml` and `learned.json`; other files are passed over.
///
/// # Errors
///
/// All mistakes in all files, in the order of the files, with the warnings among them.
pub fn load(files: &[SourceFile]) -> Result<Checklists, Vec<Diagnostic>> {
    let (checklists, found) = read_all(files, &[]);
    if found.iter().any(Diagnostic::is_error) { Err(found) } else { Ok(checklists) }
}

/// Read what can be read, and tell of everything that is wrong. `unreadable` names files that are there, but could not be
/// read: what they hold is not known, and nothing is said to be missing because of them.
pub fn read_all(files: &[SourceFile], unreadable: &[String]) -> (Checklists, Vec<Diagnostic>) {
    let files: BTreeMap<&str, &SourceFile> =
        files.iter().filter(|file| concerns(&file.path)).map(|file| (file.path.as_str(), file)).collect();
    let mut found = missing(&files, unreadable);

    let items = files.get(ITEMS_PATH).map(|file| (*file, read::<ItemsFile>(file)));
    let phrases = files.get(PHRASES_PATH).map(|file| (*file, read::<PhrasesFile>(file)));
    let categories: Vec<(&SourceFile, Reading<Checklist>)> = files
        .range(CHECKLISTS_DIR..)
        .filter(|(path, _)| path.starts_with(CHECKLISTS_DIR))
        .map(|(_, file)| (*file, read(file)))
        .collect();

    // Names are taken from the trees, so that a mistake in one file does not make every mention of it a mistake.
    let names = Names::of(
        items.as_ref().map(|(_, reading)| &reading.tree),
        phrases.as_ref().map(|(_, reading)| &reading.tree),
    );
    let mut checklists = Checklists { version: version(&files), ..Checklists::default() };
    if let Some((file, reading)) = &phrases {
        found.extend_from_slice(&reading.diagnostics);
        if let Some(value) = &reading.value {
            found.extend(lint::phrases::check(file, &reading.tree, value));
            checklists.phrases.clone_from(&value.phrases);
        }
    }
    if let Some((file, reading)) = &items {
        found.extend_from_slice(&reading.diagnostics);
        if let Some(value) = &reading.value {
            found.extend(lint::items::check(file, &reading.tree, value, &names));
            checklists.items.clone_from(&value.items);
        }
    }
    for (file, reading) in &categories {
        found.extend_from_slice(&reading.diagnostics);
        if let Some(value) = &reading.value {
            found.extend(lint::category::check(file, &reading.tree, value, &names, &checklists.items));
        }
    }
    found.extend(lint::across::between(&categories));
    let all_read = unreadable.is_empty()
        && !categories.is_empty()
        && categories.iter().all(|(_, reading)| reading.value.is_some());
    checklists.categories = by_category(categories);
    if all_read {
        found.extend(unused(&checklists, items.as_ref(), phrases.as_ref()));
    }
    if let Some(file) = files.get(LEARNED_PATH) {
        match Learned::read(file) {
            Ok(learned) => {
                found.extend(all_read.then(|| learned_otherwise(file, &learned, &checklists)).flatten());
                checklists.learned = Some(learned);
            }
            Err(diagnostic) => found.push(diagnostic),
        }
    }
    (checklists, in_order(found))
}

/// What nothing uses, where all is known that could use it.
fn unused(
    checklists: &Checklists,
    items: Option<&(&SourceFile, Reading<ItemsFile>)>,
    phrases: Option<&(&SourceFile, Reading<PhrasesFile>)>,
) -> Vec<Diagnostic> {
    let (Some((items_file, items)), Some((phrases_file, phrases))) = (items, phrases) else {
        return Vec::new();
    };
    let (Some(all), Some(lists)) = (&items.value, &phrases.value) else { return Vec::new() };
    let mut found = lint::across::unused_items(items_file, &items.tree, all, checklists);
    found.extend(lint::across::unused_lists(phrases_file, &phrases.tree, lists, checklists));
    found
}

fn learned_otherwise(file: &SourceFile, learned: &Learned, checklists: &Checklists) -> Option<Diagnostic> {
    let gone = learned.categories.iter().filter(|name| !checklists.categories.contains_key(*name));
    let gone: Vec<String> = gone.map(|name| format!("`{name}`")).collect();
    (!gone.is_empty()).then(|| {
        let message = format!("it knows categories that no checklist has: {}", gone.join(", "));
        let help = "learn anew from tickets of today's categories: `preflight learn`".to_owned();
        Diagnostic::of_file(Mistake::LearnedCategory, &file.path, message, Some(help))
    })
}

fn missing(files: &BTreeMap<&str, &SourceFile>, unreadable: &[String]) -> Vec<Diagnostic> {
    let is_there = |path: &str| files.contains_key(path) || unreadable.iter().any(|one| one == path);
    let file = |path: &str, what: &str| {
        (!is_there(path)).then(|| {
            let help = format!("it holds {what}; `preflight config init DIR` writes an example");
            Diagnostic::of_file(Mistake::NoSuchFile, path, "there is no such file", Some(help))
        })
    };
    let mut found: Vec<Diagnostic> =
        [file(ITEMS_PATH, "the items"), file(PHRASES_PATH, "the lists of phrases")]
            .into_iter()
            .flatten()
            .collect();
    let mut all = files.keys().copied().chain(unreadable.iter().map(String::as_str));
    if !all.any(|path| path.starts_with(CHECKLISTS_DIR)) {
        let help = "each category has a file there; `preflight config init DIR` writes examples";
        found.push(Diagnostic::of_file(
            Mistake::NoChecklist,
            CHECKLISTS_DIR,
            "there is no checklist",
            Some(help.into()),
        ));
    }
    found
}

fn by_category(readings: Vec<(&SourceFile, Reading<Checklist>)>) -> IndexMap<String, Checklist> {
    readings
        .into_iter()
        .filter_map(|(_, reading)| reading.value)
        .map(|checklist| (checklist.category.clone(), checklist))
        .collect()
}

/// By file, and by line within one.
fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    diagnostics
}

/// A hash of the sorted files' paths and texts, each with its length before it.
fn version(files: &BTreeMap<&str, &SourceFile>) -> String {
    let mut hash = Sha256::new();
    for part in files.values().flat_map(|file| [&file.path, &file.text]) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex::encode(hash.finalize())[..VERSION_DIGITS].to_owned()
}
