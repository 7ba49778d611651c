//! The names that items and lists of phrases go by, also in files that have mistakes elsewhere.

use crate::yaml::tree::Tree;

/// In the order of the files.
#[derive(Debug, Default)]
pub struct Names<'a> {
    /// None if the file is not there or is no YAML: then nothing can be said of names.
    pub items: Option<Vec<&'a str>>,
    pub phrases: Option<Vec<&'a str>>,
}

impl<'a> Names<'a> {
    /// Take the names from the trees of `items.yaml` and `phrases.yaml`.
    pub fn of(items: Option<&'a Tree>, phrases: Option<&'a Tree>) -> Self {
        let under =
            |tree: Option<&'a Tree>, key| tree.and_then(|tree| tree.get(key)).map(|map| map.keys().collect());
        Self { items: under(items, "items"), phrases: under(phrases, "phrases") }
    }
}

/// Whether a name works everywhere: in files, tags, templates and JSON.
pub fn is_identifier(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_')
}
