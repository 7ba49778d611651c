//! The house keeps its order: a room uses only rooms below it, and every file says what it is for.

use std::fs;
use std::path::{Path, PathBuf};

/// From the ground up, as `src/lib.rs` has them.
const ROOMS: [&str; 18] = [
    "clock",
    "metric",
    "trace",
    "ticket",
    "yaml",
    "checklist",
    "report",
    "reading",
    "verdict",
    "reply",
    "config",
    "helpdesk",
    "store",
    "service",
    "http",
    "app",
    "sandbox",
    "cli",
];

/// All source files, as paths below `src/`, with their texts.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).expect("it is within").display().to_string();
                sources.push((name, fs::read_to_string(&path).expect("a source file")));
            }
        }
    }
    sources.sort();
    sources
}

/// How high the room stands that a path such as `report::Report` leads into.
fn storey(path: &str) -> Option<usize> {
    let within = |room: &str| path == room || path.starts_with(&format!("{room}::"));
    (0..ROOMS.len()).filter(|at| within(ROOMS[*at])).max_by_key(|at| ROOMS[*at].len())
}

#[test]
fn the_rooms_are_those_of_the_library() {
    let library =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("it is there");
    let declared: Vec<&str> =
        library.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    let rooms: Vec<&str> = ROOMS.into_iter().filter(|room| !room.contains("::")).collect();
    assert_eq!(declared, rooms);
}

#[test]
fn a_room_uses_only_rooms_below_it() {
    let mut upwards = Vec::new();
    for (file, text) in sources() {
        let here = file.trim_end_matches(".rs").replace('/', "::");
        let Some(here) = storey(&here) else { continue };
        for (at, line) in text.lines().enumerate() {
            for path in line.split("crate::").skip(1) {
                let end = path.find(|letter: char| !(letter.is_alphanumeric() || "_:".contains(letter)));
                let path = path[..end.unwrap_or(path.len())].trim_end_matches(':');
                if storey(path).is_some_and(|there| there > here) {
                    upwards.push(format!("{file}:{}: {} uses {path}", at + 1, ROOMS[here]));
                }
            }
        }
    }
    assert!(upwards.is_empty(), "{}", upwards.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|(file, text)| {
            !text.starts_with("//! ") && !file.ends_with("tests.rs") && !file.contains("/tests/")
        })
        .map(|(file, _)| file)
        .collect();
    assert!(silent.is_empty(), "{silent:?}");
}
