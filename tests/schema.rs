//! The JSON Schemas in `config/schema/` are those of the model, and editors find them.
//!
//! After a change of the model: `UPDATE_SCHEMAS=1 cargo test --test schema` writes them anew.

use std::fs;
use std::path::{Path, PathBuf};

use preflight::checklist::model::{Checklist, ItemsFile, PhrasesFile};
use preflight::config::settings::Settings;
use schemars::{JsonSchema, schema_for};

fn config() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("config")
}

fn text<T: JsonSchema>() -> String {
    let schema = serde_json::to_string_pretty(&schema_for!(T)).expect("a schema is JSON");
    format!("{schema}\n")
}

#[test]
fn the_schemas_are_those_of_the_model() {
    let schemas = [
        ("settings", text::<Settings>()),
        ("items", text::<ItemsFile>()),
        ("phrases", text::<PhrasesFile>()),
        ("checklist", text::<Checklist>()),
    ];
    for (name, wanted) in schemas {
        let path = config().join(format!("schema/{name}.json"));
        if std::env::var_os("UPDATE_SCHEMAS").is_some() {
            fs::create_dir_all(path.parent().expect("it is in a folder")).expect("made");
            fs::write(&path, &wanted).expect("written");
        }
        let shipped = fs::read_to_string(&path).unwrap_or_default();
        assert!(shipped == wanted, "{name}.json is old: UPDATE_SCHEMAS=1 cargo test --test schema");
    }
}

#[test]
fn every_file_names_its_schema() {
    let mut paths = vec!["preflight.yaml".into(), "items.yaml".into(), "phrases.yaml".into()];
    let checklists = fs::read_dir(config().join("checklists")).expect("a folder");
    paths.extend(checklists.map(|entry| Path::new("checklists").join(entry.expect("an entry").file_name())));
    for path in paths {
        let path = config().join(path);
        let text = fs::read_to_string(&path).expect("it is there");
        let first =
            text.lines().next().and_then(|line| line.strip_prefix("# yaml-language-server: $schema="));
        let schema = path.parent().expect("it is in a folder").join(first.unwrap_or("nowhere"));
        assert!(schema.exists(), "{}: {first:?}", path.display());
    }
}
