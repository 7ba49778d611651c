//! `preflight config new`: a checklist to start from, with everything explained where it stands.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use crate::cli::console::{Console, Exit, Failure};

const SKELETON: &str = include_str!("skeleton.yaml");
/// What stands in the skeleton for the category's name.
const NAME: &str = "NEW_CATEGORY";
const NAME_CHARACTERS_MAX: usize = 64;

/// Into DIR/checklists, or to standard output without a directory. Nothing is overwritten.
pub fn run(category: &str, dir: Option<&Path>, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let is_plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    if category.is_empty() || category.len() > NAME_CHARACTERS_MAX || !category.chars().all(is_plain) {
        let message = format!(
            "`{category}` can't be a category: lower-case letters, digits and `_`, such as late_parcel"
        );
        return Err(Failure::Message(message));
    }
    let text = SKELETON.replace(NAME, category);
    let Some(dir) = dir else {
        write!(console.out, "{text}")?;
        return Ok(Exit::Fine);
    };
    let path = dir.join("checklists").join(format!("{category}.yaml"));
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| Failure::Message(format!("{}: {error}", path.display())))?;
    writeln!(
        console.out,
        "{}\n\nNext: fill it in, then\n  preflight config check {dir}\n  preflight config test {dir} --category {category}",
        path.display(),
        dir = dir.display()
    )?;
    Ok(Exit::Fine)
}
