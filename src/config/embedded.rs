//! The configuration that is compiled in, so that the program alone runs anywhere.

use rust_embed::RustEmbed;

use crate::yaml::diagnostic::SourceFile;

/// `config/` as it stood when the program was built.
#[derive(RustEmbed)]
#[folder = "config/"]
struct Shipped;

/// All files, sorted by path.
#[must_use]
pub fn files() -> Vec<SourceFile> {
    let mut files: Vec<SourceFile> = Shipped::iter()
        .filter(|path| !path.split('/').any(|part| part.starts_with('.')))
        .filter_map(|path| {
            let text = String::from_utf8(Shipped::get(&path)?.data.into_owned()).ok()?;
            Some(SourceFile { path: path.into_owned(), text })
        })
        .collect();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use schemars::JsonSchema;
    use serde::de::DeserializeOwned;

    use super::*;
    use crate::checklist::model::{Checklist, ItemsFile, PhrasesFile};
    use crate::config::settings::Settings;
    use crate::yaml::read::{read, value_of_text};
    use crate::yaml::typed::from_tree;

    /// The files that their trees tell.
    fn told<T: DeserializeOwned + JsonSchema + Debug>(path: &str) -> Vec<String> {
        let files = files();
        let files = files.iter().filter(|file| file.path.starts_with(path) && file.path.ends_with(".yaml"));
        let told = files.filter_map(|file| {
            let typed: T = from_tree(&read::<T>(file).tree, &file.text).ok()?;
            let parsed: T = value_of_text(file).expect("it is in order");
            assert_eq!(format!("{typed:?}"), format!("{parsed:?}"), "{}", file.path);
            Some(file.path.clone())
        });
        told.collect()
    }

    #[test]
    fn a_tree_tells_what_its_text_tells() {
        assert_eq!(told::<Settings>("preflight.yaml"), ["preflight.yaml"]);
        assert_eq!(told::<ItemsFile>("items.yaml"), ["items.yaml"]);
        assert_eq!(told::<PhrasesFile>("phrases.yaml"), ["phrases.yaml"]);
        let mut checklists: Vec<String> = files().into_iter().map(|file| file.path).collect();
        checklists.retain(|path| path.starts_with("checklists/") && path.ends_with(".yaml"));
        // It has a bare number among its words.
        checklists.retain(|path| path != "checklists/other.yaml");
        assert_eq!(told::<Checklist>("checklists/"), checklists);
    }
}
