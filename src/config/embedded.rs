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

    /// How many files were told by their trees. One in which a bare number is meant as text is not.
    fn says_the_same_either_way<T: DeserializeOwned + JsonSchema + Debug>(path: &str) -> usize {
        let files = files();
        let files = files.iter().filter(|file| file.path.starts_with(path) && file.path.ends_with(".yaml"));
        let told = files.filter_map(|file| {
            let typed: T = from_tree(&read::<T>(file).tree).ok()?;
            let parsed: T = value_of_text(file).expect("it is in order");
            assert_eq!(format!("{typed:?}"), format!("{parsed:?}"), "{}", file.path);
            Some(())
        });
        told.count()
    }

    #[test]
    fn a_tree_says_what_its_text_says() {
        assert_eq!(says_the_same_either_way::<Settings>("preflight.yaml"), 1);
        assert_eq!(says_the_same_either_way::<ItemsFile>("items.yaml"), 1);
        assert_eq!(says_the_same_either_way::<PhrasesFile>("phrases.yaml"), 1);
        assert!(says_the_same_either_way::<Checklist>("checklists/") > 5);
    }
}
