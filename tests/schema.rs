//! The JSON Schemas in `config/schema/` are those of the model, and editors find them; the API's description in `docs/` is
//! that of its code.
//!
//! After a change of the model or the API: `UPDATE_SCHEMAS=1 cargo test --test schema` writes them anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use actix_web::http::Method;
use preflight::checklist::model::{Checklist, ItemsFile, PhrasesFile};
use preflight::config::rules::RulesFile;
use preflight::config::settings::Settings;
use preflight::http::api::addresses;
use preflight::http::api::description::Description;
use schemars::{JsonSchema, schema_for};
use serde_json::{Value, json};
use utoipa::OpenApi;

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
        ("rules", text::<RulesFile>()),
        ("items", text::<ItemsFile>()),
        ("phrases", text::<PhrasesFile>()),
        ("checklist", text::<Checklist>()),
    ];
    for (name, wanted) in schemas {
        holds(&config().join(format!("schema/{name}.json")), &wanted);
    }
}

/// The file says this; or is made to, if that is asked for.
fn holds(path: &Path, wanted: &str) {
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("made");
        fs::write(path, wanted).expect("written");
    }
    let shipped = fs::read_to_string(path).unwrap_or_default();
    assert!(shipped == wanted, "{} is old: UPDATE_SCHEMAS=1 cargo test --test schema", path.display());
}

#[test]
fn the_description_is_that_of_the_api() {
    let description = Description::openapi().to_pretty_json().expect("it is JSON");
    holds(&Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/openapi.json"), &format!("{description}\n"));
}

#[test]
fn every_address_of_the_api_is_described() {
    let described: BTreeSet<String> =
        operations().into_iter().map(|(method, path, _)| method + &path).collect();
    let addresses = addresses();
    let served = addresses.iter().flat_map(|address| {
        address.methods().map(|method| method.as_str().to_lowercase() + address.path).collect::<Vec<_>>()
    });
    assert_eq!(described, served.collect());
    for address in &addresses {
        let methods: Vec<&str> = address.methods().map(Method::as_str).collect();
        assert_eq!(methods.join(", "), address.allow, "{}", address.path);
    }
}

#[test]
fn every_operation_needs_a_role_and_every_id_is_one_operations() {
    let mut ids = BTreeSet::new();
    for (method, path, operation) in operations() {
        let roles = &operation["security"][0]["token"];
        assert!(*roles == json!(["read"]) || *roles == json!(["operate"]), "{method} {path}");
        // What changes something is not for those who only look; trying a ticket out changes nothing.
        assert_eq!(method == "get" || path == "/api/v1/check", *roles == json!(["read"]), "{method} {path}");
        assert!(ids.insert(operation["operationId"].to_string()), "{method} {path}");
    }
}

#[test]
fn every_operation_has_its_example_in_the_documentation() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api.md")).expect("a page");
    let page = page.replace("\\\n", "");
    let shown: BTreeSet<String> = page.lines().filter(|line| line.starts_with("curl ")).map(shown).collect();
    let wanted = operations().into_iter().map(|(method, path, _)| {
        let path = path.replace("{helpdesk}", "zendesk").replace("{number}", "1");
        let id = if path.contains("requesters") { "3601" } else { "4711" };
        format!("{method} {}", path.replace("{id}", id))
    });
    assert_eq!(shown, wanted.collect());
}

/// Method and path of a curl command.
fn shown(command: &str) -> String {
    let method = match (command.split_once("-X "), command.contains(" -d ")) {
        (Some((_, rest)), _) => rest.split(' ').next().unwrap_or_default().to_lowercase(),
        (None, true) => "post".to_owned(),
        (None, false) => "get".to_owned(),
    };
    let (_, address) = command.split_once("$PREFLIGHT").expect("it asks the service");
    format!("{method} {}", address.split(['?', '"']).next().unwrap_or_default())
}

/// Method, path and what is said of it.
fn operations() -> Vec<(String, String, Value)> {
    let description = serde_json::to_value(Description::openapi()).expect("it is JSON");
    let paths = description["paths"].as_object().expect("there are some").clone();
    let operations = paths.into_iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().expect("methods").clone();
        methods.into_iter().map(move |(method, operation)| (method, path.clone(), operation))
    });
    operations.collect()
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
