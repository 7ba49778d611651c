//! Where past tickets come from: files of JSON lines, and standard input.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Path, PathBuf};

use crate::cli::console::Failure;
use crate::cli::input::file;

/// What cannot be read from yet, so that nobody takes the name for a file's.
const NOT_YET: [&str; 2] = ["zendesk", "store"];

/// One place that lines are read from.
pub struct Source {
    /// As the command line has it.
    pub name: String,
    /// None is standard input.
    file: Option<File>,
    /// Bytes, where that is known beforehand.
    size: Option<u64>,
}

/// Open all, so that a wrong name is told before the work begins.
///
/// # Errors
///
/// A file that can't be opened, standard input twice, or a source that is not supported.
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
        if NOT_YET.contains(&name.as_str()) && !path.exists() {
            let message = format!(
                "--from {name} is not supported yet; supported are files with a ticket as JSON on each line, as \
                 `preflight check --jsonl` reads them, and `-`, standard input"
            );
            return Err(Failure::Message(message));
        }
        let file = file::open(path)?;
        let size = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len());
        Ok(Self { name, file: Some(file), size })
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
