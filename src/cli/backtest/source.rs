//! Where past tickets come from: files of JSON lines, standard input, a helpdesk, or what the store knows.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cli::console::Failure;
use crate::cli::input::file;

/// From where tickets are fetched that are in no file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// What the helpdesk lists.
    Zendesk,
    /// What the store knows, from the helpdesk.
    Store,
}

/// One place that lines are read from.
pub struct Source {
    /// As the command line has it.
    pub name: String,
    /// None is standard input.
    file: Option<File>,
    /// Bytes, where that is known beforehand.
    size: Option<u64>,
}

/// Whether the tickets are to be fetched. A file of that name goes before it.
///
/// # Errors
///
/// Files beside it: then it would not be plain what is counted.
pub fn origin(paths: &[PathBuf]) -> Result<Option<Origin>, Failure> {
    let of = |path: &PathBuf| match path.to_str() {
        Some("zendesk") if !path.exists() => Some(Origin::Zendesk),
        Some("store") if !path.exists() => Some(Origin::Store),
        _ => None,
    };
    match (paths, paths.iter().find_map(of)) {
        (_, None) | ([_], Some(_)) => Ok(paths.iter().find_map(of)),
        (_, Some(_)) => {
            Err(Failure::Message("--from zendesk and --from store stand alone, without files".into()))
        }
    }
}

/// Open all, so that a wrong name is told before the work begins.
///
/// # Errors
///
/// A file that can't be opened, or standard input twice.
pub fn open(paths: &[PathBuf]) -> Result<Vec<Source>, Failure> {
    if paths.iter().filter(|path| file::is_standard_input(path)).count() > 1 {
        return Err(Failure::Message("`-`, standard input, can be read only once".into()));
    }
    paths.iter().map(|path| Source::of(path)).collect()
}

/// Bytes of all together, if every one's are known.
pub fn size(sources: &[Source]) -> Option<u64> {
    sources.iter().map(|source| source.size).sum()
}

impl Source {
    fn of(path: &Path) -> Result<Self, Failure> {
        let name = path.display().to_string();
        if file::is_standard_input(path) {
            return Ok(Self { name, file: None, size: None });
        }
        Ok(Self::of_file(name, file::open(path)?))
    }

    /// Read from here on.
    pub fn of_file(name: String, file: File) -> Self {
        let size = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
        Self { name, file: Some(file), size }
    }

    /// What is read, and how far it has been read.
    pub fn reader<'a>(&'a self, input: &'a mut dyn Read) -> (Box<dyn Read + 'a>, impl Fn() -> u64 + 'a) {
        let reader: Box<dyn Read + 'a> = match &self.file {
            Some(file) => Box::new(file),
            None => Box::new(input),
        };
        let position = move || self.file.as_ref().and_then(|mut file| file.stream_position().ok());
        (reader, move || position().unwrap_or(0))
    }
}
