//! `docs/reference/` is made from the code: the schemas of settings, checklists, tickets and reports, what templates see,
//! and the command line.
//!
//! After a change of any of them: `UPDATE_REFERENCE=1 cargo test --test documentation reference` writes it anew.

mod checklists;
mod commands;
mod environment;
mod flow;
mod reports;
mod schema;
mod settings;
mod table;
mod templates;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const INDEX: &str = "# Reference

Everything that can be said to Preflight, made from the program itself; a test holds these pages against it.

| page | what it has |
|---|---|
| [Settings](settings.md) | `preflight.yaml`: every setting with its type, unit and default |
| [Checklists](checklists.md) | `items.yaml`, `phrases.yaml`, `checklists/*.yaml`: every kind of item, condition and gate, with examples |
| [Templates](templates.md) | what the templates of comments and notes can show, and by which filters |
| [Commands](commands.md) | every command with its options and exit statuses |
| [Environment](environment.md) | the variables that the program looks at |
| [Tickets and reports](reports.md) | every field of a ticket from a file, and of what `preflight check --format json` prints |
";

/// What every page begins with, behind its heading.
const NOTICE: &str =
    "<!-- Made from the program: UPDATE_REFERENCE=1 cargo test --test documentation reference -->";

fn page(title: &str, introduction: &str, sections: &str) -> String {
    format!("# {title}\n\n{NOTICE}\n\n{}\n{sections}", introduction.trim())
}

#[test]
fn the_reference_is_what_the_code_gives() {
    let pages = BTreeMap::from([
        ("README.md", INDEX.to_owned()),
        ("settings.md", settings::page()),
        ("checklists.md", checklists::page()),
        ("templates.md", templates::page()),
        ("commands.md", commands::page()),
        ("environment.md", environment::page()),
        ("reports.md", reports::page()),
    ]);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference");
    for (name, wanted) in &pages {
        let path = folder.join(name);
        if std::env::var_os("UPDATE_REFERENCE").is_some() {
            fs::create_dir_all(&folder).expect("made");
            fs::write(&path, wanted).expect("written");
        }
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            there == *wanted,
            "docs/reference/{name} is old: UPDATE_REFERENCE=1 cargo test --test documentation reference"
        );
    }
    let there = fs::read_dir(&folder).expect("a folder");
    for entry in there {
        let name = entry.expect("an entry").file_name();
        assert!(pages.contains_key(name.to_str().expect("a plain name")), "nothing makes {name:?}");
    }
}
