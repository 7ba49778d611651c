//! `src/` never names what `config/` is about: another company replaces `config/` and changes no line of Rust.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use preflight::config::load::{Config, load};

/// Words of the shipped world that its configuration uses without naming them anywhere.
const WORDS: [&str; 4] = ["tiktok", "commentsold", "comment sold", "seller center"];

#[test]
fn no_source_file_names_the_customers_world() {
    let config = load(None, &|_| None).expect("what is compiled in is in order");
    let names = names(&config);
    assert!(names.len() > 60, "the names are read from the configuration: {names:?}");
    let mut found = Vec::new();
    for path in sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))) {
        let text = fs::read_to_string(&path).expect("a source file").to_lowercase();
        for (at, line) in text.lines().enumerate() {
            let named = names.iter().filter(|name| holds(line, name));
            found.extend(named.map(|name| format!("{}:{}: {name}", path.display(), at + 1)));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Identifiers and labels that are no everyday words of programs: those of several words.
fn names(config: &Config) -> BTreeSet<String> {
    let lists = &config.checklists;
    let mut names: BTreeSet<String> = WORDS.into_iter().map(str::to_owned).collect();
    let gates = lists.categories.values().flat_map(|checklist| checklist.gates.iter().map(|gate| &gate.name));
    let identifiers =
        lists.items.keys().chain(lists.categories.keys()).chain(lists.phrases.keys()).chain(gates);
    names.extend(identifiers.filter(|name| name.contains('_')).cloned());
    let labels = lists.items.values().map(|item| &item.label);
    let labels = labels.chain(lists.categories.values().map(|checklist| &checklist.label));
    let labels = labels.flat_map(|label| label.values()).map(|label| label.to_lowercase());
    names.extend(labels.filter(|label| label.contains(' ')));
    names
}

/// Whether the name stands there as a word of its own.
fn holds(line: &str, name: &str) -> bool {
    let is_part =
        |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    line.match_indices(name).any(|(at, _)| {
        !is_part(line[..at].chars().next_back()) && !is_part(line[at + name.len()..].chars().next())
    })
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).expect("a directory of the sources");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] }).collect()
}
