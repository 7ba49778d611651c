//! Reads the checklists from their files and tells every mistake in them at once.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use sha2::{Digest, Sha256};

use crate::checklist::learned::Learned;
use crate::checklist::lint;
use crate::checklist::lint::names::Names;
use crate::checklist::model::{Checklist, Checklists, ItemsFile, PhrasesFile};
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
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
/// All mistakes in all files, in the order of the files.
pub fn load(files: &[SourceFile]) -> Result<Checklists, Vec<Diagnostic>> {
    let files: BTreeMap<&str, &SourceFile> =
        files.iter().filter(|file| concerns(&file.path)).map(|file| (file.path.as_str(), file)).collect();
    let mut diagnostics = missing(&files);

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
        diagnostics.extend_from_slice(&reading.diagnostics);
        if let Some(value) = &reading.value {
            diagnostics.extend(lint::phrases::check(file, &reading.tree, value));
            checklists.phrases.clone_from(&value.phrases);
        }
    }
    if let Some((file, reading)) = &items {
        diagnostics.extend_from_slice(&reading.diagnostics);
        if let Some(value) = &reading.value {
            diagnostics.extend(lint::items::check(file, &reading.tree, value, &names));
            checklists.items.clone_from(&value.items);
        }
    }
    match files.get(LEARNED_PATH).map(|file| Learned::read(file)).transpose() {
        Ok(learned) => checklists.learned = learned,
        Err(diagnostic) => diagnostics.push(diagnostic),
    }
    for (file, reading) in &categories {
        diagnostics.extend_from_slice(&reading.diagnostics);
        if let Some(value) = &reading.value {
            diagnostics.extend(lint::category::check(file, &reading.tree, value, &names, &checklists.items));
        }
    }
    diagnostics.extend(lint::category::twice(&categories));
    checklists.categories = by_category(categories);
    if diagnostics.is_empty() { Ok(checklists) } else { Err(in_order(diagnostics)) }
}

fn missing(files: &BTreeMap<&str, &SourceFile>) -> Vec<Diagnostic> {
    let file = |path: &str, what: &str| {
        (!files.contains_key(path)).then(|| {
            let help = format!("it holds {what}; `preflight config init DIR` writes an example");
            Diagnostic::of_file(path, "there is no such file", Some(help))
        })
    };
    let mut found: Vec<Diagnostic> =
        [file(ITEMS_PATH, "the items"), file(PHRASES_PATH, "the lists of phrases")]
            .into_iter()
            .flatten()
            .collect();
    if !files.keys().any(|path| path.starts_with(CHECKLISTS_DIR)) {
        let help = "each category has a file there; `preflight config init DIR` writes examples";
        found.push(Diagnostic::of_file(CHECKLISTS_DIR, "there is no checklist", Some(help.into())));
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
