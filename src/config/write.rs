//! Writes the shipped configuration out, to be changed. Never over a file that is there.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::config::embedded;

/// Files that a message names at most.
const NAMED_MAX: usize = 5;

#[derive(Debug, Error)]
pub enum WriteError {
    #[error("{}", occupied(dir, files))]
    Occupied { dir: PathBuf, files: Vec<String> },
    #[error("{}: can't be written: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// Write the files into the directory, which is made if it is not there. Returns their paths below it.
///
/// # Errors
///
/// One of the files is there already, and then nothing is written; or the system refuses.
pub fn write_out(dir: &Path) -> Result<Vec<String>, WriteError> {
    let files = embedded::files();
    let there: Vec<String> = files
        .iter()
        .filter(|file| fs::symlink_metadata(dir.join(&file.path)).is_ok())
        .map(|file| file.path.clone())
        .collect();
    if !there.is_empty() {
        return Err(WriteError::Occupied { dir: dir.to_owned(), files: there });
    }
    for file in &files {
        let path = dir.join(&file.path);
        let io = |source| WriteError::Io { path: path.clone(), source };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(io)?;
        }
        // `create_new`: if somebody made the file in the meantime, it stays theirs.
        let mut handle = OpenOptions::new().write(true).create_new(true).open(&path).map_err(io)?;
        handle.write_all(file.text.as_bytes()).map_err(io)?;
    }
    Ok(files.into_iter().map(|file| file.path).collect())
}

fn occupied(dir: &Path, files: &[String]) -> String {
    let mut names = files.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ");
    if files.len() > NAMED_MAX {
        names.push_str(&format!(" and {} more", files.len() - NAMED_MAX));
    }
    let dir = dir.display();
    format!("{dir} has {names} already, and nothing is ever overwritten; choose a directory without them")
}
