//! The documentation says what is true: its examples work, its tables are whole, and its links lead somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use preflight::checklist;
use preflight::cli::input;
use preflight::helpdesk::zendesk::account::wanted;
use preflight::yaml::diagnostic::{SourceFile, render_all};
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(path)).expect("it is part of the project")
}

/// The fenced blocks of this language, in order.
fn blocks(markdown: &str, language: &str) -> Vec<String> {
    let opening = format!("```{language}\n");
    let after = markdown.split(&opening).skip(1);
    after.map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn the_example_of_a_checklist_is_in_order() {
    let files = blocks(&text("docs/configuration.md"), "yaml").into_iter().filter_map(|text| {
        let path = text.lines().next()?.strip_prefix("# ")?.to_owned();
        path.ends_with(".yaml").then_some(SourceFile { path, text })
    });
    let files: Vec<SourceFile> = files.collect();
    assert_eq!(files.len(), 3);
    if let Err(mistakes) = checklist::load::load(&files) {
        panic!("{}", render_all(&mistakes, false));
    }
}

#[test]
fn the_triggers_to_make_by_hand_are_those_that_setup_makes() {
    let triggers: Vec<Value> = blocks(&text("docs/zendesk-by-hand.md"), "json")
        .iter()
        .filter_map(|block| serde_json::from_str(block).ok())
        .collect();
    assert_eq!(triggers, [0, 1].map(|at| wanted::trigger(at, "WEBHOOK_ID")));
    for trigger in triggers {
        let body = trigger["trigger"]["actions"][0]["value"][1].as_str().expect("the webhook's body");
        let filled: String = body.replace("{{ticket.id}}", "35436").replace("{{current_user.id}}", "7");
        let filled: Value = serde_json::from_str(&filled).expect("it is JSON");
        assert_eq!(
            (filled["ticket_id"].as_str(), filled["current_user_id"].as_str()),
            (Some("35436"), Some("7"))
        );
    }
}

#[test]
fn the_ticket_as_json_can_be_read() {
    let page = text("docs/json.md");
    let tickets: Vec<&str> = page.split("## A ticket as JSON").collect();
    let block = blocks(tickets[1], "json").remove(0);
    let given = input::read(block.as_bytes(), Timestamp::UNIX_EPOCH).expect("a ticket");
    assert_eq!(given.ticket.messages[0].attachments[0].file_name, "error.png");
}

#[test]
fn every_problem_has_its_page_and_its_row() {
    let source = text("src/http/problem.rs");
    let ids: BTreeSet<&str> = source
        .lines()
        .filter_map(|line| {
            let (_, id) = line.trim().strip_prefix("Problem::")?.split_once("=> \"")?;
            id.strip_suffix("\",").filter(|id| !id.contains(' '))
        })
        .collect();
    let folder = fs::read_dir(Path::new(ROOT).join("docs/problems")).expect("a folder");
    let pages: BTreeSet<String> = folder
        .map(|entry| {
            entry.expect("an entry").file_name().to_string_lossy().trim_end_matches(".md").to_owned()
        })
        .collect();
    assert_eq!(ids, pages.iter().map(String::as_str).collect());
    let table = text("docs/api.md");
    for id in ids {
        let page = text(&format!("docs/problems/{id}.md"));
        let status =
            page.strip_prefix(&format!("# `{id}`\n\nStatus ")).and_then(|rest| rest.split('.').next());
        let status = status.unwrap_or_else(|| panic!("{id}: no heading, or no status"));
        assert!(page.contains("\nWhat to do:\n\n- "), "{id}");
        let row = table.lines().find(|row| row.contains(&format!("[`{id}`](problems/{id}.md)")));
        assert!(row.is_some_and(|row| row.starts_with(&format!("| {status} |"))), "{id} in docs/api.md");
    }
}

#[test]
fn the_lists_that_the_program_looks_for_are_told() {
    let guide = text("config/README.md");
    let mut count = 0;
    for source in sources(&Path::new(ROOT).join("src")) {
        for after in source.split(".list(\"").skip(1) {
            let name = after.split('"').next().unwrap_or_default();
            assert!(guide.contains(&format!("`{name}`")), "{name} is not told of");
            count += 1;
        }
    }
    assert!(count > 10, "they are looked for by their names");
}

/// The texts of all source files in a folder.
fn sources(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| {
            if path.is_dir() { sources(&path) } else { vec![fs::read_to_string(&path).unwrap_or_default()] }
        })
        .collect()
}

/// All pages of the documentation, by their path within the project.
fn pages() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = ["", "docs", "config"].map(PathBuf::from).into();
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(Path::new(ROOT).join(&folder)).expect("a folder");
        for name in entries.map(|entry| entry.expect("an entry").file_name()) {
            let path = folder.join(name);
            let is_page = path.extension().is_some_and(|ending| ending == "md");
            if is_page {
                found.push(path.to_str().expect("a plain name").to_owned());
            } else if !folder.as_os_str().is_empty() && Path::new(ROOT).join(&path).is_dir() {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

/// What GitHub calls the headings of a page.
fn anchors(markdown: &str) -> Vec<String> {
    let mut is_code = false;
    let headings = markdown.lines().filter(|line| {
        is_code ^= line.trim_start().starts_with("```");
        !is_code && line.starts_with('#')
    });
    let slug = |line: &str| {
        let text = line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
        text.chars().filter(|letter| letter.is_alphanumeric() || "-_".contains(*letter)).collect()
    };
    headings.map(slug).collect()
}

#[test]
fn every_place_that_is_linked_to_is_there() {
    let pages = pages();
    assert!(pages.len() > 15, "{pages:?}");
    for page in pages {
        let markdown = text(&page);
        let folder = Path::new(ROOT).join(&page).parent().expect("it is in a folder").to_owned();
        for after in markdown.split("](").skip(1) {
            let target = after.split(')').next().unwrap_or_default();
            if target.contains("://") {
                continue;
            }
            let (path, heading) = target.split_once('#').unwrap_or((target, ""));
            let linked = if path.is_empty() { Path::new(ROOT).join(&page) } else { folder.join(path) };
            assert!(linked.exists(), "{page}: there is no {target}");
            if !heading.is_empty() {
                let linked = fs::read_to_string(linked).expect("a page");
                let is_there = anchors(&linked).iter().any(|anchor| anchor == heading);
                assert!(is_there, "{page}: there is no heading for {target}");
            }
        }
    }
}

#[test]
fn the_readme_stays_short_and_the_index_names_every_page() {
    assert!(text("README.md").lines().count() <= 200);
    let index = text("docs/README.md");
    let named = |name: &str| index.contains(&format!("({name}"));
    for page in pages().iter().filter_map(|page| page.strip_prefix("docs/")) {
        let name = page.split_once('/').map_or(page, |(folder, _)| folder);
        assert!(name == "README.md" || named(name), "docs/README.md does not name {page}");
    }
}

#[test]
fn every_test_that_is_named_is_there() {
    let tests =
        [sources(&Path::new(ROOT).join("tests")), sources(&Path::new(ROOT).join("src"))].concat().join("");
    for page in ["SECURITY.md", "ARCHITECTURE.md"] {
        let markdown = text(page);
        let named = markdown.split('`').skip(1).step_by(2);
        // No setting and no metric has so long a name.
        let is_name = |name: &&str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let named: Vec<&str> = named.filter(is_name).filter(|name| name.matches('_').count() > 3).collect();
        assert!(named.len() > 10, "{page}: {named:?}");
        for name in named {
            let is_there =
                tests.contains(&format!("fn {name}(")) || tests.contains(&format!("    {name},\n"));
            assert!(is_there, "{page}: there is no test {name}");
        }
    }
}
