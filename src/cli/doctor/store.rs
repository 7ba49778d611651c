//! Checks of the store: that it can be written to, that nobody else holds it, and that the disk has room.

use std::path::Path;

use rustix::fs::{Access, access, statvfs};

use crate::app::open;
use crate::cli::doctor::finding::Finding;
use crate::config::environment::Lookup;
use crate::config::place::Place;
use crate::config::settings::StoreSettings;
use crate::store::Store;
use crate::store::sqlite::SqliteStore;

const CHECK: &str = "store";
const MEGABYTE: u64 = 1024 * 1024;
/// Below this the service may soon have to refuse deliveries.
const ROOM_MEGABYTES_MIN: u64 = 100;
const ROOM_MEGABYTES_FEW: u64 = 1024;

/// `is_running`: whether the service answers at its address.
pub async fn check(settings: &StoreSettings, lookup: Lookup<'_>, is_running: bool) -> Vec<Finding> {
    match settings.place() {
        Some(Place::File(path)) => file(&path, is_running).await,
        // One that can't be read as an address was told of with the settings.
        Some(place @ Place::Database(_)) => database(&place, settings, lookup).await,
        None => Vec::new(),
    }
}

async fn database(place: &Place, settings: &StoreSettings, lookup: Lookup<'_>) -> Vec<Finding> {
    let tried = match open::beside(settings, lookup).await {
        Ok(store) => store.ping().await.map_err(anyhow::Error::from),
        Err(error) => Err(error),
    };
    vec![match tried {
        Ok(()) => Finding::fine(CHECK, format!("{place} can be written to")),
        Err(error) => Finding::wrong(
            CHECK,
            format!("{error:#}"),
            "see that the database is there, that its user may use it, and store.url and store.password; \
             before the first start its tables are not there yet",
        ),
    }]
}

async fn file(path: &Path, is_running: bool) -> Vec<Finding> {
    let mut findings = vec![if path.exists() { written(path).await } else { possible(path) }];
    findings.extend(holder(path, is_running));
    findings.extend(room(path));
    findings
}

async fn written(path: &Path) -> Finding {
    let shown = path.display();
    let tried = match SqliteStore::beside(path) {
        Ok(store) => store.ping().await,
        Err(error) => Err(error),
    };
    match tried {
        Ok(()) => Finding::fine(CHECK, format!("{shown} can be written to")),
        Err(error) => Finding::wrong(
            CHECK,
            format!("{shown}: {error}"),
            "run this as the service's user; see its rights and its disk",
        ),
    }
}

fn possible(path: &Path) -> Finding {
    let folder = folder(path);
    match access(folder, Access::WRITE_OK) {
        Ok(()) => Finding::fine(CHECK, format!("{} will be made at the first start", path.display())),
        Err(error) => {
            let what = format!("{} can't be made: {}: {error}", path.display(), folder.display());
            Finding::wrong(CHECK, what, "make the folder, and give it to the service's user")
        }
    }
}

fn holder(path: &Path, is_running: bool) -> Option<Finding> {
    let what = match (SqliteStore::is_in_use(path), is_running) {
        (true, true) => return Some(Finding::fine("lock", "the service holds the store")),
        (false, false) => return Some(Finding::fine("lock", "nobody holds the store")),
        (true, false) => "a process holds the store, and does not answer at service.listen",
        (false, true) => "the service answers, and does not hold this store: it uses another",
    };
    Some(Finding::warning(
        "lock",
        what,
        "run this with the service's --config and environment, in its directory",
    ))
}

fn room(path: &Path) -> Option<Finding> {
    let disk = statvfs(folder(path)).ok()?;
    let left = disk.f_bavail.saturating_mul(disk.f_frsize) / MEGABYTE;
    let what = format!("{left} MB are left for the store");
    Some(match left {
        ..ROOM_MEGABYTES_MIN => {
            Finding::wrong("disk", what, "make room: deliveries that can't be stored are refused")
        }
        ROOM_MEGABYTES_MIN..ROOM_MEGABYTES_FEW => Finding::warning("disk", what, "make room"),
        _ => Finding::fine("disk", "there is room for the store"),
    })
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
