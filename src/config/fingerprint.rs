//! Whether the files of a configuration's directory, and of its accounts' own, have changed, without reading them.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::config::files::{DEPTH_MAX, leads_on, names, part};

/// The directory that a configuration's path stands for: itself, or that of the settings file.
#[must_use]
pub fn directory(path: &Path) -> PathBuf {
    if path.is_dir() {
        return path.to_owned();
    }
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        Some(_) | None => PathBuf::from("."),
    }
}

/// A number that changes with names, sizes and times of the files that count, in the configuration and in the directories
/// of `accounts`. Links are followed, as mounted volumes have them.
#[must_use]
pub fn fingerprint(path: &Path, accounts: &[PathBuf]) -> u64 {
    let mut hash = DefaultHasher::new();
    for dir in std::iter::once(&directory(path)).chain(accounts) {
        dir.hash(&mut hash);
        take(dir, "", 1, &mut hash);
    }
    if !path.is_dir() {
        of_file(path, &mut hash);
    }
    hash.finish()
}

fn take(dir: &Path, prefix: &str, depth: usize, hash: &mut DefaultHasher) {
    // What can't be read now is told of when it is loaded.
    for name in names(dir).unwrap_or_default() {
        let (at, path) = (dir.join(&name), format!("{prefix}{name}"));
        if at.is_dir() {
            let path = format!("{path}/");
            if depth < DEPTH_MAX && leads_on(&path) {
                take(&at, &path, depth + 1, hash);
            }
        } else if part(&path).is_some() {
            path.hash(hash);
            of_file(&at, hash);
        }
    }
}

fn of_file(path: &Path, hash: &mut DefaultHasher) {
    if let Ok(metadata) = std::fs::metadata(path) {
        metadata.len().hash(hash);
        metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH).hash(hash);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::fingerprint;

    #[test]
    fn what_counts_changes_it_and_what_does_not_count_does_not() {
        let dir = tempfile::tempdir().expect("a directory");
        let write = |name: &str, text: &str| {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().expect("it has one")).expect("made");
            fs::write(path, text).expect("written");
        };
        write("items.yaml", "items: {}");
        let first = fingerprint(dir.path(), &[]);
        write("notes.txt", "not read");
        assert_eq!(fingerprint(dir.path(), &[]), first);
        write("checklists/new.yaml", "category: new");
        let second = fingerprint(dir.path(), &[]);
        assert_ne!(second, first);
        write("items.yaml", "items: {}  # longer");
        assert_ne!(fingerprint(dir.path(), &[]), second);
    }

    #[test]
    fn an_accounts_own_rules_count_as_well() {
        let (dir, own) = (tempfile::tempdir().expect("made"), tempfile::tempdir().expect("made"));
        let accounts = [own.path().to_owned()];
        let first = fingerprint(dir.path(), &accounts);
        assert_ne!(fingerprint(dir.path(), &[]), first, "that there is an account counts, too");
        fs::write(own.path().join("rules.yaml"), "policy: {mode: note}").expect("written");
        assert_ne!(fingerprint(dir.path(), &accounts), first);
    }
}
