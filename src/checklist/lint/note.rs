//! What all lints share: the file that they look at, and the mistakes found so far.

use crate::checklist::lint::names::{Names, is_identifier};
use crate::checklist::model::Texts;
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;
use crate::yaml::suggest;
use crate::yaml::tree::Tree;

/// A file under the lens.
pub struct Note<'a> {
    pub file: &'a SourceFile,
    pub tree: &'a Tree,
    pub names: &'a Names<'a>,
    pub found: Vec<Diagnostic>,
}

impl<'a> Note<'a> {
    pub fn new(file: &'a SourceFile, tree: &'a Tree, names: &'a Names<'a>) -> Self {
        Self { file, tree, names, found: Vec::new() }
    }

    /// A mistake at the place that the path leads to.
    pub fn say(
        &mut self,
        mistake: Mistake,
        path: &Path<'_>,
        message: impl Into<String>,
        help: impl Into<Option<String>>,
    ) {
        self.found.push(Diagnostic::at(mistake, self.file, self.tree.place_of(path), message, help.into()));
    }

    /// The name of an item in `items.yaml`.
    pub fn item(&mut self, path: &Path<'_>, name: &str) {
        let names = self.names;
        if let Some(items) = &names.items {
            self.known(Mistake::UnknownItem, path, "item", name, items);
        }
    }

    /// The name of a list in `phrases.yaml`.
    pub fn phrase_list(&mut self, path: &Path<'_>, name: &str) {
        let names = self.names;
        if let Some(phrases) = &names.phrases {
            self.known(Mistake::UnknownList, path, "list of phrases", name, phrases);
        }
    }

    pub fn known(&mut self, mistake: Mistake, path: &Path<'_>, what: &str, name: &str, known: &[&str]) {
        if !known.contains(&name) {
            let help = suggest::help(name, known.iter().copied());
            self.say(mistake, path, format!("there is no {what} `{name}`"), help);
        }
    }

    /// A text that comments use: English stands in for every language that it lacks.
    pub fn texts(&mut self, path: &Path<'_>, texts: &Texts) {
        if !texts.contains_key("en") {
            let help = "English (`en`) is the fallback for languages that have no text here".to_owned();
            self.say(Mistake::NoEnglish, path, "there is no English text", help);
        }
        for (language, text) in texts {
            if text.trim().is_empty() {
                self.say(Mistake::EmptyText, &path.key(language), "the text is empty", None);
            }
        }
    }

    /// Phrases as they stand in a list.
    pub fn phrases(&mut self, path: &Path<'_>, phrases: &[String]) {
        for (at, phrase) in phrases.iter().enumerate() {
            if phrase.trim().is_empty() {
                self.say(Mistake::EmptyPhrase, &path.index(at), "the phrase is empty", None);
            }
            let wild = |word: &str| word.trim_end_matches('*').contains('*') || word == "*";
            if phrase.split_whitespace().any(wild) {
                let help = "a `*` stands for any ending, at the end of a word: `refund*`".to_owned();
                self.say(Mistake::StarWithin, &path.index(at), "a `*` can't stand here", help);
            }
        }
    }

    pub fn identifier(&mut self, path: &Path<'_>, name: &str) {
        if !is_identifier(name) {
            let help = "small letters, digits and `_`, a letter first: `order_number`".to_owned();
            self.say(Mistake::NoIdentifier, path, format!("`{name}` is no identifier"), help);
        }
    }
}
