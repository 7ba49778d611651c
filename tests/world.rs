//! `src/` never names what `config/` is about: another company replaces `config/` and changes no line of Rust.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use preflight::config::load::{Config, load};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Words of the shipped world that its configuration uses without naming them anywhere.
const WORDS: [&str; 4] = ["tiktok", "commentsold", "comment sold", "seller center"];

/// A name, and whether it may stand in comments and unit tests: "order date" is no secret of anyone's.
struct Name {
    text: String,
    is_everyday: bool,
}

#[test]
fn no_source_file_names_the_customers_world() {
    let config = load(None, &|_| None).expect("what is compiled in is in order");
    let names = names(&config);
    assert!(names.len() > 60, "the names are read from the configuration");
    let mut found = Vec::new();
    for path in sources(&Path::new(ROOT).join("src")) {
        let text = fs::read_to_string(&path).expect("a source file");
        let is_test = path.components().any(|part| part.as_os_str().to_string_lossy().starts_with("tests"));
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for (at, line) in code.lines().enumerate() {
            let is_said = is_test || line.trim_start().starts_with("//");
            let line = line.to_lowercase();
            let named =
                names.iter().filter(|name| !(name.is_everyday && is_said) && holds(&line, &name.text));
            found.extend(named.map(|name| format!("{}:{}: {}", path.display(), at + 1, name.text)));
        }
    }
    for path in sources(&Path::new(ROOT).join("src")) {
        let text = fs::read_to_string(&path).expect("a source file").to_lowercase();
        let words = WORDS.iter().filter(|word| text.contains(**word));
        found.extend(words.map(|word| format!("{}: {word}", path.display())));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Identifiers and labels that are no words of programs: those of several words. Lists of phrases that no checklist and no
/// item names are the engine's own: it asks for them by their role.
fn names(config: &Config) -> Vec<Name> {
    let lists = &config.checklists;
    let used: Vec<String> = sources(&Path::new(ROOT).join("config"))
        .iter()
        .filter(|path| path.extension().is_some_and(|kind| kind == "yaml") && !path.ends_with("phrases.yaml"))
        .map(|path| fs::read_to_string(path).expect("a file of the configuration"))
        .collect();
    let gates = lists.categories.values().flat_map(|checklist| checklist.gates.iter().map(|gate| &gate.name));
    let phrases = lists.phrases.keys().filter(|name| used.iter().any(|text| holds(text, name)));
    let identifiers = lists.items.keys().chain(lists.categories.keys()).chain(phrases).chain(gates);
    let identifiers: BTreeSet<String> = identifiers.filter(|name| name.contains('_')).cloned().collect();
    let labels = lists.items.values().map(|item| &item.label);
    let labels = labels.chain(lists.categories.values().map(|checklist| &checklist.label));
    let labels = labels.flat_map(|label| label.values()).map(|label| label.to_lowercase());
    let labels: BTreeSet<String> = labels.filter(|label| label.contains(' ')).collect();
    let named = |is_everyday: bool| move |text: String| Name { text, is_everyday };
    identifiers.into_iter().map(named(false)).chain(labels.into_iter().map(named(true))).collect()
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
