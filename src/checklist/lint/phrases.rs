//! Mistakes in `phrases.yaml`.

use crate::checklist::lint::names::Names;
use crate::checklist::lint::note::Note;
use crate::checklist::lint::patterns;
use crate::checklist::model::{Phrases, PhrasesFile};
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;
use crate::yaml::tree::Tree;

pub fn check(file: &SourceFile, tree: &Tree, value: &PhrasesFile) -> Vec<Diagnostic> {
    let names = Names::default();
    let mut note = Note::new(file, tree, &names);
    let root = Path::ROOT.key("phrases");
    for (name, Phrases { any, except, patterns, examples, .. }) in &value.phrases {
        let path = root.key(name);
        if any.is_empty() && patterns.is_empty() {
            note.say(
                Mistake::EmptyList,
                &root.key_only(name),
                "the list is empty: nothing would ever be found by it",
                None,
            );
        }
        note.phrases(&path.key("any"), any);
        note.phrases(&path.key("except"), except);
        patterns::check_all(&mut note, &path.key("patterns"), patterns, &lowered(examples));
    }
    note.found
}

/// As the patterns of a list see a text.
fn lowered(examples: &[String]) -> Vec<String> {
    examples.iter().map(|example| example.to_lowercase()).collect()
}
