//! The configuration that a draft is for: its items are used again where an article asks for them.

use std::path::Path;

use crate::checklist::kind::Kind;
use crate::checklist::load::{CHECKLISTS_DIR, ITEMS_PATH, PHRASES_PATH};
use crate::checklist::model::{Checklist, Item, ItemsFile, PhrasesFile};
use crate::checklist::uses::{self, OWN_LISTS, Use};
use crate::cli::config::import::words::telling;
use crate::config::files::{Folder, read_dir};
use crate::config::fingerprint::directory;
use crate::yaml;
use crate::yaml::diagnostic::SourceFile;
use crate::yaml::read::{Reading, read};
use crate::yaml::tree::{Entry, Tree};

/// What there is already.
#[derive(Default)]
pub struct Stock {
    items: Option<(SourceFile, Reading<ItemsFile>)>,
    phrases: Option<(SourceFile, Reading<PhrasesFile>)>,
    categories: Vec<String>,
}

impl Stock {
    /// Mistakes of the configuration are not told here; `config check` tells them.
    pub fn read(path: &Path) -> Self {
        let (files, _) = read_dir(&directory(path), Folder::Whole);
        let file = |wanted: &str| files.iter().find(|file| file.path == wanted).cloned();
        let category = |file: &SourceFile| {
            let tree = read::<Checklist>(file).tree;
            tree.get("category").and_then(Tree::text).map(str::to_owned)
        };
        let checklists = files.iter().filter(|file| file.path.starts_with(CHECKLISTS_DIR));
        Self {
            items: file(ITEMS_PATH).map(|file| (file.clone(), read(&file))),
            phrases: file(PHRASES_PATH).map(|file| (file.clone(), read(&file))),
            categories: checklists.filter_map(category).collect(),
        }
    }

    pub fn has_category(&self, name: &str) -> bool {
        self.categories.iter().any(|category| category == name)
    }

    pub fn has_list(&self, name: &str) -> bool {
        self.lists().is_some_and(|lists| lists.phrases.contains_key(name))
    }

    pub fn item(&self, name: &str) -> Option<&Item> {
        self.all()?.items.get(name)
    }

    /// The item that is called so: by its label, by one that customers use, or by the same telling words.
    pub fn called(&self, label: &str) -> Option<&str> {
        let wanted = telling(label);
        let is_called = |item: &Item| {
            let labels = item.label.values().chain(&item.labels);
            labels.into_iter().any(|one| telling(one) == wanted)
        };
        let all = &self.all()?.items;
        all.iter().find(|(_, item)| is_called(item)).map(|(name, _)| name.as_str())
    }

    /// The choices of an item, if it has some.
    pub fn choices(&self, name: &str) -> Vec<String> {
        match self.item(name).map(|item| &item.kind) {
            Some(Kind::Choice(shape)) => shape.choices.keys().cloned().collect(),
            Some(_) | None => Vec::new(),
        }
    }

    /// These items and lists, and what they need, as they stand in the files: the items, and the lists of phrases.
    pub fn copied(&self, mut items: Vec<String>, mut lists: Vec<String>) -> (String, String) {
        let mut at = 0;
        while at < items.len() {
            if let Some(item) = self.item(&items[at].clone()) {
                uses::of_item(&yaml::path::Path::ROOT, item, &mut |_, named| {
                    let (all, name) = match named {
                        Use::List(name) => (&mut lists, name),
                        Use::Item(name) => (&mut items, name),
                    };
                    if !all.iter().any(|one| one == name) {
                        all.push(name.to_owned());
                    }
                });
            }
            at += 1;
        }
        lists.extend(OWN_LISTS.iter().map(|name| (*name).to_owned()));
        let items = self.items.as_ref().map(|(file, reading)| cut(file, &reading.tree, "items", &items));
        let lists = self.phrases.as_ref().map(|(file, reading)| cut(file, &reading.tree, "phrases", &lists));
        (items.unwrap_or_default(), lists.unwrap_or_default())
    }

    fn all(&self) -> Option<&ItemsFile> {
        self.items.as_ref()?.1.value.as_ref()
    }

    fn lists(&self) -> Option<&PhrasesFile> {
        self.phrases.as_ref()?.1.value.as_ref()
    }
}

/// The lines of these entries in the order of the file, indented by two.
fn cut(file: &SourceFile, tree: &Tree, key: &str, names: &[String]) -> String {
    let Some(all) = tree.get(key).map(Tree::entries) else { return String::new() };
    let lines: Vec<&str> = file.text.lines().collect();
    let starts: Vec<usize> = all.iter().map(|entry: &Entry| entry.key_place.line).collect();
    let mut text = String::new();
    for (at, entry) in all.iter().enumerate().filter(|(_, entry)| names.contains(&entry.key)) {
        let end = starts.get(at + 1).map_or(lines.len(), |next| next - 1);
        let own = lines.get(entry.key_place.line - 1..end).unwrap_or_default();
        // Comments before the next entry are the next one's.
        let is_own = |line: &&&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
        let length = own.iter().rposition(|line| is_own(&line)).map_or(0, |last| last + 1);
        let indent = entry.key_place.column - 1;
        for line in &own[..length] {
            text.push_str("  ");
            text.push_str(line.get(indent..).unwrap_or_else(|| line.trim_start()));
            text.push('\n');
        }
    }
    text
}
