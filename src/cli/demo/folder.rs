//! Where a demonstration's data lies: a folder of its own, and in it a store that no other demonstration has used.

use std::fs::{self, DirBuilder};
use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// Stores that one folder may hold.
const STORES_MAX: u32 = 10_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    pub path: PathBuf,
    pub store: PathBuf,
}

impl Folder {
    /// The named folder, which is made where it is not there, or a new one among the system's temporary files.
    ///
    /// The sandbox forgets its tickets and gives their numbers anew, so a store of an earlier demonstration would know
    /// tickets that are none of these: each gets a new one.
    pub fn prepare(named: Option<&Path>) -> anyhow::Result<Self> {
        let path = match named {
            Some(path) => {
                fs::create_dir_all(path)
                    .with_context(|| format!("the folder {} can't be made", path.display()))?;
                path.to_owned()
            }
            None => new_folder(&std::env::temp_dir())?,
        };
        let store = (1..=STORES_MAX).map(|number| path.join(name(number))).find(|store| !store.exists());
        match store {
            Some(store) => Ok(Self { path, store }),
            None => bail!("the folder {} is full of demonstrations; name another", path.display()),
        }
    }
}

fn name(number: u32) -> String {
    if number == 1 { "preflight.sqlite".to_owned() } else { format!("preflight-{number}.sqlite") }
}

/// For this user alone: what is tried out may be real.
fn new_folder(within: &Path) -> anyhow::Result<PathBuf> {
    let path = within.join(format!("preflight-demo-{:016x}", rand::random::<u64>()));
    make(&path).with_context(|| format!("the folder {} can't be made", path.display()))?;
    Ok(path)
}

#[cfg(unix)]
fn make(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;

    DirBuilder::new().mode(0o700).create(path)
}

#[cfg(not(unix))]
fn make(path: &Path) -> io::Result<()> {
    DirBuilder::new().create(path)
}

#[cfg(test)]
mod tests {
    use super::Folder;

    #[test]
    fn each_demonstration_has_a_store_of_its_own() {
        let dir = tempfile::tempdir().expect("a directory for the test");
        let folder = dir.path().join("a/b");
        let first = Folder::prepare(Some(&folder)).expect("it can be made");
        std::fs::write(&first.store, "").expect("written");
        let second = Folder::prepare(Some(&folder)).expect("it is there");
        assert_eq!((first.path.as_path(), second.path.as_path()), (folder.as_path(), folder.as_path()));
        assert_ne!(first.store, second.store);
    }
}
