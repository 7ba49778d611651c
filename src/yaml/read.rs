//! Reads a file into a type: first its shape, so that all mistakes are told at once, then the type itself.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_saphyr::{DuplicateKeyPolicy, Error, Options};

use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::shape;
use crate::yaml::tree::{Node, Place, Tree};
use crate::yaml::typed::from_tree;

/// Bytes of a configuration file.
pub const FILE_BYTES_MAX: usize = 1024 * 1024;

/// What a file holds. The tree is there whenever the file is YAML, also if it has mistakes.
#[derive(Debug)]
pub struct Reading<T> {
    pub value: Option<T>,
    pub tree: Tree,
    pub diagnostics: Vec<Diagnostic>,
}

/// Read a file. Never fails: what can't be read is told in the diagnostics.
pub fn read<T: DeserializeOwned + JsonSchema>(file: &SourceFile) -> Reading<T> {
    let tree = match tree(file) {
        Ok(tree) => tree,
        Err(diagnostic) => {
            let tree = Tree { place: Place::default(), node: Node::Null };
            return Reading { value: None, tree, diagnostics: vec![diagnostic] };
        }
    };
    let mut diagnostics = shape::check(file, &tree, &schemars::schema_for!(T));
    let value = if diagnostics.is_empty() {
        // Whatever the tree can't tell, the text tells with its place.
        let value = from_tree(&tree, &file.text).or_else(|_| value_of_text(file));
        value.map_err(|error| diagnostics.push(diagnostic(file, &error))).ok()
    } else {
        None
    };
    Reading { value, tree, diagnostics }
}

pub(crate) fn value_of_text<T: DeserializeOwned>(file: &SourceFile) -> Result<T, Error> {
    serde_saphyr::from_str_with_options(&file.text, options(DuplicateKeyPolicy::Error))
}

fn tree(file: &SourceFile) -> Result<Tree, Diagnostic> {
    if file.text.len() > FILE_BYTES_MAX {
        let message = format!("the file has {} bytes, the most is {FILE_BYTES_MAX}", file.text.len());
        return Err(Diagnostic::of_file(Mistake::FileTooLong, &file.path, message, None));
    }
    // Keys that stand twice are let through here and told by `shape`, each with both places.
    serde_saphyr::from_str_with_options(&file.text, options(DuplicateKeyPolicy::PassThrough))
        .map_err(|error| diagnostic(file, &error))
}

fn options(duplicate_keys: DuplicateKeyPolicy) -> Options {
    serde_saphyr::options! {
        duplicate_keys: duplicate_keys,
        strict_booleans: true,
        with_snippet: false,
    }
}

fn diagnostic(file: &SourceFile, error: &Error) -> Diagnostic {
    let place = error.location().map(Place::from).unwrap_or_default();
    let whole = error.without_snippet().to_string();
    // The place has its own fields.
    let message = whole.split(" at line ").next().unwrap_or(&whole).trim_end_matches([',', ':', ' ']);
    let message = message.trim_end_matches(" rejected by the configured policy");
    let line = file.text.split('\n').nth(place.line.saturating_sub(1)).unwrap_or("");
    let indent = &line[..line.len() - line.trim_start().len()];
    let help = if matches!(error.without_snippet(), Error::NonFiniteFloat { .. }) {
        "write a number that is one, such as `0.3`, or put it into quotes if it is meant as text"
    } else if indent.contains('\t') {
        "YAML is indented with blanks, not with tabs"
    } else {
        "this is not YAML: look at the indentation, and put text with `: `, ` #`, or `*`, `&`, `[`, `{`, `@` at its \
         start, into quotes"
    };
    Diagnostic::at(Mistake::NotYaml, file, place, message, Some(help.to_owned()))
}
