//! The README says what is true: its examples work, and its tables are whole.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

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

/// The words between backticks in the first column of the table under this heading.
fn first_column(markdown: &str, heading: &str) -> Vec<String> {
    let section = markdown.split(heading).nth(1).unwrap_or_else(|| panic!("there is no {heading:?}"));
    let section = section.split("\n#").next().unwrap_or_default();
    let cells = section.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    cells.map(str::to_owned).collect()
}

#[test]
fn the_example_of_a_checklist_is_in_order() {
    let files = blocks(&text("README.md"), "yaml").into_iter().filter_map(|text| {
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
    let readme = text("README.md");
    let tickets: Vec<&str> = readme.split("### A ticket as JSON").collect();
    let block = blocks(tickets[1], "json").remove(0);
    let given = input::read(block.as_bytes(), Timestamp::UNIX_EPOCH).expect("a ticket");
    assert_eq!(given.ticket.messages[0].attachments[0].file_name, "error.png");
}

/// Words of the shipped settings that are explained there.
const SENTENCES: [&str; 11] = [
    "comment",
    "note",
    "tags",
    "status",
    "priority",
    "group",
    "assignee",
    "off",
    "observe",
    "live",
    "violation",
];

#[test]
fn every_setting_is_in_a_table() {
    let readme = text("README.md");
    let told: BTreeSet<String> = first_column(&readme, "### Settings")
        .iter()
        .filter_map(|name| name.rsplit('.').next().map(str::to_owned))
        .collect();
    let shipped = text("config/preflight.yaml");
    let verdicts = ["blocked", "not_needed", "waiting", "incomplete", "ready", "unclear", "ignored"];
    let rooms = ["service", "store", "helpdesks", "zendesk", "policy", "reading", "log", "auth"];
    let within = ["client_id", "client_secret", "scope", "email", "token", "category", "limits"];
    // What stands in one row with its room, in the last column.
    let lists =
        ["policy.verdicts", "policy.hand_over", "policy.exceptions", "policy.senders", "policy.agent_tags"];
    let listed = |name: &str| {
        let rows =
            readme.lines().filter(|row| lists.iter().any(|list| row.starts_with(&format!("| `{list}`"))));
        rows.into_iter().any(|row| row.contains(&format!("`{name}`")))
    };
    for line in shipped.lines().filter(|line| !line.starts_with("#")) {
        let line = line.trim_start().trim_start_matches("# ");
        let Some((name, _)) = line.split_once(':') else { continue };
        let is_name = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        let elsewhere = verdicts.iter().chain(&rooms).chain(&within).any(|known| *known == name);
        // Sentences of the comments have a colon, too.
        let is_setting = is_name && !SENTENCES.contains(&name);
        assert!(
            !is_setting || elsewhere || listed(name) || told.contains(name),
            "{name} is not in the README"
        );
    }
}

#[test]
fn every_variable_is_in_a_table() {
    let readme = text("README.md");
    for (name, _) in preflight::config::environment::VARIABLES {
        assert!(readme.contains(&format!("`{name}`")), "{name} is not in the README");
    }
}

#[test]
fn every_problem_is_in_the_table() {
    let source = text("src/http/problem.rs");
    let readme = text("README.md");
    let ids = source.lines().filter_map(|line| {
        let (_, id) = line.trim().strip_prefix("Problem::")?.split_once("=> \"")?;
        id.strip_suffix("\",").filter(|id| !id.contains(' '))
    });
    let ids: Vec<&str> = ids.collect();
    assert!(ids.len() > 10, "{ids:?}");
    for id in ids {
        assert!(readme.contains(&format!("`{id}`")), "{id} is not in the README");
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

#[test]
fn every_place_that_is_linked_to_is_there() {
    for page in [
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "config/README.md",
        "config/replies/README.md",
        "docs/zendesk-by-hand.md",
        "docs/backtest.md",
        "docs/write-a-checklist.md",
    ] {
        let markdown = text(page);
        let folder = Path::new(ROOT).join(page).parent().expect("it is in a folder").to_owned();
        for after in markdown.split("](").skip(1) {
            let target = after.split(')').next().unwrap_or_default();
            if let Some(heading) = target.strip_prefix('#') {
                let slug = |line: &str| line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
                let is_there = markdown.lines().any(|line| line.starts_with('#') && slug(line) == heading);
                assert!(is_there, "{page}: there is no heading for #{heading}");
            } else if !target.contains("://") {
                assert!(folder.join(target).exists(), "{page}: there is no {target}");
            }
        }
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
