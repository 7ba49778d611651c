//! The files of a configuration's directory that count, read from disk.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use crate::checklist::load::{CHECKLISTS_DIR, ITEMS_PATH, LEARNED_PATH, PHRASES_PATH, concerns};
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::read::FILE_BYTES_MAX;
use crate::yaml::suggest;

pub const SETTINGS_PATH: &str = "preflight.yaml";
/// `policy` and `reading` of an account that has its own.
pub const RULES_PATH: &str = "rules.yaml";
pub const REPLIES_DIR: &str = "replies/";
pub const EXAMPLES_DIR: &str = "examples/";

/// Files that are read from one directory.
const FILES_MAX: usize = 1_000;
/// Directories within each other.
pub(super) const DEPTH_MAX: usize = 4;

/// What a file is to the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Settings,
    Rules,
    Checklists,
    Replies,
    Examples,
}

/// What the file at this path is, if it counts.
#[must_use]
pub fn part(path: &str) -> Option<Part> {
    if path == SETTINGS_PATH {
        Some(Part::Settings)
    } else if path == RULES_PATH {
        Some(Part::Rules)
    } else if concerns(path) {
        Some(Part::Checklists)
    } else if path.starts_with(REPLIES_DIR) {
        Some(Part::Replies)
    } else if path.starts_with(EXAMPLES_DIR) && path.ends_with(".json") {
        Some(Part::Examples)
    } else {
        None
    }
}

/// Whose directory is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Folder {
    /// The configuration's.
    Whole,
    /// An account's, with rules of its own.
    Account,
}

/// Read the files that count, sorted by path, and tell of each that can't be read, with the reason, and of each that is
/// not read and whose name looks as if it should be. Hidden files are passed over, such as those that editors and
/// mounted volumes leave.
#[must_use]
pub fn read_dir(dir: &Path, folder: Folder) -> (Vec<SourceFile>, Vec<Diagnostic>) {
    let mut walk = Walk { folder, files: Vec::new(), found: Vec::new() };
    walk.dir(dir, "", 1);
    (walk.files, walk.found)
}

/// Read one file, whatever its name.
///
/// # Errors
///
/// The reason why it can't be read.
pub fn read_file(path: &Path, name: &str) -> Result<SourceFile, Diagnostic> {
    let fail = |mistake, message: String, help: Option<&str>| {
        Diagnostic::of_file(mistake, name, message, help.map(str::to_owned))
    };
    let refused = |error: std::io::Error| {
        let mistake = match error.kind() {
            ErrorKind::NotFound => Mistake::NoSuchFile,
            _ => Mistake::Unreadable,
        };
        fail(mistake, reason(&error), None)
    };
    let length = fs::metadata(path).map_err(refused)?.len();
    if length > FILE_BYTES_MAX as u64 {
        let message = format!("the file has {length} bytes, the most is {FILE_BYTES_MAX}");
        return Err(fail(Mistake::FileTooLong, message, None));
    }
    let bytes = fs::read(path).map_err(refused)?;
    match String::from_utf8(bytes) {
        // A byte order mark, as some editors write it, says nothing.
        Ok(text) => Ok(SourceFile {
            path: name.to_owned(),
            text: text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text),
        }),
        Err(error) => {
            let line = 1 + error.as_bytes()[..error.utf8_error().valid_up_to()]
                .iter()
                .filter(|b| **b == b'\n')
                .count();
            Err(fail(Mistake::NotUtf8, format!("line {line} is not UTF-8"), Some("save the file as UTF-8")))
        }
    }
}

/// Why the system refuses, in words for a person.
#[must_use]
pub fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file".into(),
        ErrorKind::PermissionDenied => "this user may not read it".into(),
        _ => format!("it can't be read: {error}"),
    }
}

struct Walk {
    folder: Folder,
    files: Vec<SourceFile>,
    found: Vec<Diagnostic>,
}

impl Walk {
    fn dir(&mut self, dir: &Path, prefix: &str, depth: usize) {
        let names = match names(dir) {
            Ok(names) => names,
            Err(error) => {
                self.found.push(Diagnostic::of_file(Mistake::Unreadable, prefix, reason(&error), None));
                return;
            }
        };
        for name in names {
            let (at, path) = (dir.join(&name), format!("{prefix}{name}"));
            if at.is_dir() {
                let path = format!("{path}/");
                if depth < DEPTH_MAX && leads_on(&path) {
                    self.dir(&at, &path, depth + 1);
                } else if prefix.is_empty() {
                    self.found.extend(self.folder.misnamed(&path));
                }
                continue;
            }
            match (part(&path), self.folder) {
                (Some(Part::Rules), Folder::Whole) | (Some(Part::Settings), Folder::Account) => {
                    self.found.push(self.folder.strange(&path));
                }
                (Some(_), _) => self.file(&at, &path),
                (None, _) => self.found.extend(self.folder.misnamed(&path)),
            }
        }
    }

    fn file(&mut self, at: &Path, path: &str) {
        if self.files.len() == FILES_MAX {
            let message = format!("there are more than {FILES_MAX} files");
            if !self.found.iter().any(|one| one.mistake == Mistake::TooManyFiles) {
                self.found.push(Diagnostic::of_file(Mistake::TooManyFiles, path, message, None));
            }
        } else {
            match read_file(at, path) {
                Ok(file) => self.files.push(file),
                Err(diagnostic) => self.found.push(diagnostic),
            }
        }
    }
}

impl Folder {
    /// The file that only this one has.
    fn first(self) -> &'static str {
        match self {
            Self::Whole => SETTINGS_PATH,
            Self::Account => RULES_PATH,
        }
    }

    /// A file or a directory that is not read, and has nearly the name of one that is.
    fn misnamed(self, path: &str) -> Option<Diagnostic> {
        let shared = [ITEMS_PATH, PHRASES_PATH, LEARNED_PATH, CHECKLISTS_DIR, REPLIES_DIR, EXAMPLES_DIR];
        let meant = suggest::nearest(path, [self.first()].into_iter().chain(shared))?;
        let help = Some(format!("did you mean `{meant}`?"));
        Some(Diagnostic::of_file(Mistake::FileNotRead, path, "this is not read", help))
    }

    /// A file that counts in a directory of the other kind.
    fn strange(self, path: &str) -> Diagnostic {
        let (mistake, message, help) = match self {
            Self::Whole => (
                Mistake::FileNotRead,
                "this is not read: it is for the directory that an account's `rules` names",
                format!("here `policy` and `reading` stand in `{SETTINGS_PATH}`"),
            ),
            Self::Account => (
                Mistake::SettingsInRules,
                "an account's rules have no settings: accounts, store and service are those of the whole",
                format!("put `policy` and `reading` into `{RULES_PATH}` beside it, and take this file away"),
            ),
        };
        Diagnostic::of_file(mistake, path, message, Some(help))
    }
}

/// Whether files that count can stand in this directory.
pub(super) fn leads_on(path: &str) -> bool {
    path == CHECKLISTS_DIR || path.starts_with(REPLIES_DIR) || path.starts_with(EXAMPLES_DIR)
}

/// The names in a directory, sorted, without hidden ones.
pub(super) fn names(dir: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        if let Ok(name) = entry?.file_name().into_string()
            && !name.starts_with('.')
            && !name.ends_with('~')
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
