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
