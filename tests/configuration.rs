//! The configuration as a whole: from a directory, from a file, from the program itself, with the environment on top.

use std::fs;
use std::path::{Path, PathBuf};

use preflight::checklist::model::Verdict;
use preflight::config::embedded;
use preflight::config::files::SETTINGS_PATH;
use preflight::config::load::{Origin, from_files, load};
use preflight::config::settings::Settings;
use preflight::config::write::write_out;
use preflight::reply::policy::{Action, Policy};
use preflight::yaml::diagnostic::{Diagnostic, SourceFile, render_all};
use preflight::yaml::read::read;
use tempfile::TempDir;

fn nothing(_: &str) -> Option<String> {
    None
}

fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/config")
}

/// A copy of the sample, to be changed.
fn copy() -> TempDir {
    let dir = tempfile::tempdir().expect("a directory for the test");
    for path in
        ["items.yaml", "phrases.yaml", "checklists/fine.yaml", "checklists/other.yaml", "examples/fine.json"]
    {
        let target = dir.path().join(path);
        fs::create_dir_all(target.parent().expect("it has one")).expect("made");
        fs::copy(sample().join(path), target).expect("the sample is in the repository");
    }
    dir
}

fn shipped_settings() -> SourceFile {
    embedded::files().into_iter().find(|file| file.path == SETTINGS_PATH).expect("it is compiled in")
}

/// What is said of the shipped settings with a change.
fn told(from: &str, to: &str, environment: impl Fn(&str) -> Option<String>) -> String {
    let mut settings = shipped_settings();
    assert!(settings.text.contains(from), "the shipped settings say {from:?}");
    settings.text = settings.text.replacen(from, to, 1);
    let Err(said) = from_files(vec![settings], Origin::Shipped, &environment) else {
        panic!("{from:?} became {to:?}, and that is taken for right");
    };
    // The checklists have tests of their own.
    let said: Vec<Diagnostic> =
        said.into_iter().filter(|one| [SETTINGS_PATH, "environment"].contains(&one.file.as_str())).collect();
    render_all(&said, false)
}

#[test]
fn a_directory_is_read_whole() {
    let dir = copy();
    fs::write(dir.path().join(SETTINGS_PATH), shipped_settings().text).expect("written");
    let config =
        load(Some(dir.path()), &nothing).unwrap_or_else(|said| panic!("{}", render_all(&said, false)));
    assert_eq!(config.checklists.categories.len(), 2);
    assert!(
        config.replies.iter().any(|(path, _)| path == "en/incomplete.html.j2"),
        "the shipped ones stand in"
    );
    assert_eq!(config.examples[0].title, "A fine, and nothing given");
    assert_eq!(config.origin, Origin::File(dir.path().join(SETTINGS_PATH)));
}

#[test]
fn a_directory_without_settings_takes_the_shipped_ones() {
    let config = load(Some(&sample()), &nothing).expect("the sample has no mistakes");
    assert_eq!(config.origin, Origin::Shipped);
    assert_eq!(config.settings.helpdesks.len(), 1);
}

#[test]
fn a_settings_file_may_have_any_name_and_the_environment_goes_before_it() {
    let dir = copy();
    let path = dir.path().join("ours.yaml");
    fs::write(&path, shipped_settings().text).expect("written");
    let listen = |name: &str| (name == "PREFLIGHT_LISTEN").then(|| "0.0.0.0:9000".to_owned());
    let config = load(Some(&path), &listen).expect("no mistakes");
    assert_eq!(config.settings.service.listen, "0.0.0.0:9000");
    assert_eq!(config.origin, Origin::File(path));
}

#[test]
fn mistakes_are_told_under_a_path_that_can_be_opened() {
    let dir = copy();
    let path = dir.path().join("ours.yaml");
    fs::write(&path, "helpdesks: {}\nextra: 1\n").expect("written");
    fs::write(dir.path().join("items.yaml"), "itms: {}\n").expect("written");
    let said = load(Some(&path), &nothing).expect_err("mistakes");
    let said: String = said.iter().map(|one| format!("{one}\n")).collect();
    assert!(said.contains(&format!("{}:2:1: unknown field `extra`", path.display())), "{said}");
    let items = dir.path().join("items.yaml");
    assert!(
        said.contains(&format!("{}:1:1: unknown field `itms` (did you mean `items`?)", items.display())),
        "{said}"
    );
}

#[test]
fn what_is_compiled_in_is_in_order() {
    let config = load(None, &nothing).unwrap_or_else(|said| panic!("{}", render_all(&said, false)));
    assert_eq!(config.origin, Origin::Shipped);
}

#[test]
fn a_mistake_in_a_template_is_told_in_its_line() {
    let dir = copy();
    let replies = dir.path().join("replies/en");
    fs::create_dir_all(&replies).expect("made");
    for file in embedded::files() {
        if let Some(name) = file.path.strip_prefix("replies/en/") {
            fs::create_dir_all(replies.join(name).parent().expect("it has one")).expect("made");
            fs::write(replies.join(name), &file.text).expect("written");
        }
    }
    fs::write(replies.join("ready.html.j2"), "<p>\n  {{ colour }}\n</p>\n").expect("written");
    fs::remove_file(replies.join("note.html.j2")).expect("it was there");
    let said = load(Some(dir.path()), &nothing).expect_err("mistakes");
    let said: String = said
        .iter()
        .map(|one| one.to_string().replace(&dir.path().display().to_string(), "DIR") + "\n")
        .collect();
    assert_eq!(said, "DIR/replies/en/note.html.j2: this template is missing: a language needs all of them\n");
    fs::copy(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("config/replies/en/note.html.j2"),
        replies.join("note.html.j2"),
    )
    .expect("copied");
    let said = load(Some(dir.path()), &nothing).expect_err("a mistake");
    insta::assert_snapshot!(render_all(&said, false).replace(&dir.path().display().to_string(), "DIR"));
}

#[test]
fn the_shipped_settings_show_the_defaults() {
    let shipped = shipped_settings();
    let bare = SourceFile {
        path: SETTINGS_PATH.into(),
        text: "helpdesks: {zendesk: {zendesk: {url: 'https://your-account.zendesk.com', \
               auth: {oauth: {client_id: preflight, client_secret: {env: ZENDESK_CLIENT_SECRET}}}, \
               webhook_secrets: [{env: ZENDESK_WEBHOOK_SECRET}]}}}"
            .into(),
    };
    let settings = |file| {
        let reading = read::<Settings>(file);
        assert!(reading.diagnostics.is_empty(), "{}", render_all(&reading.diagnostics, false));
        let mut settings = reading.value.expect("no mistakes");
        for verdict in Verdict::ALL {
            assert_eq!(settings.policy.action("", verdict), Action::usual(verdict), "{}", verdict.name());
        }
        settings.policy = Policy::default();
        format!("{settings:#?}")
    };
    assert_eq!(settings(&shipped), settings(&bare));
}

#[test]
fn every_setting_stands_in_the_shipped_file() {
    let schema = schemars::schema_for!(Settings).to_value().to_string();
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("a schema is JSON");
    let text = shipped_settings().text;
    let types = schema["$defs"].as_object().expect("types").values().chain([&schema]);
    for name in types.filter_map(|of| of["properties"].as_object()).flat_map(|fields| fields.keys()) {
        assert!(text.contains(&format!("{name}:")), "config/preflight.yaml does not mention {name}");
    }
}

#[test]
fn settings_that_make_no_sense() {
    let cases = [
        ("a setting misspelt", "  listen:", "  listn:"),
        ("nothing where settings belong", "hand_over: {tags: [preflight_handed_over]}", "hand_over:"),
        ("no address", "listen: 127.0.0.1:8080", "listen: 127.0.0.1"),
        ("no workers", "workers: 4", "workers: 0"),
        ("a unit where a number belongs", "lease_secs: 60", "lease_secs: 60s"),
        ("no time zone", "time_zone: America/New_York", "time_zone: New York"),
        ("no level", "level: info", "level: loud=very"),
        ("a format unheard of", "format: text", "format: xml"),
        ("no https", "url: https://your", "url: your"),
        (
            "no signing secret",
            "webhook_secrets:\n        - {env: ZENDESK_WEBHOOK_SECRET}",
            "webhook_secrets: []",
        ),
        ("a secret in the file", "client_secret: {env: ZENDESK_CLIENT_SECRET}", "client_secret: hunter2"),
        (
            "a secret under a misspelt name",
            "client_secret: {env: ZENDESK_CLIENT_SECRET}",
            "client_secrt: hunter2",
        ),
        ("a helpdesk unheard of", "  zendesk:\n    zendesk:", "  zendesk:\n    zendisk:"),
        ("a verdict unheard of", "    incomplete:", "    incomplet:"),
        ("closing tickets", "hand_over: {tags: [preflight_handed_over]}", "hand_over: {status: closed}"),
        ("a tag with blanks", "tags: [preflight_unclear]", "tags: [look at me]"),
        (
            "a reminder that does nothing",
            "reminders: []",
            "reminders: [{after_hours: 0}, {after_hours: 9, marks: {fields: {stage: late}}}]",
        ),
        ("more than all tickets", "tickets_percent: 100", "tickets_percent: 120"),
        ("a category unheard of", "  # notes_in: en", "  categories: {violations: {mode: note}}"),
        ("a token without a secret", "  tokens: {}", "  tokens: {console: {role: read, secrets: []}}"),
        ("a role unheard of", "  tokens: {}", "  tokens: {console: {role: admin, secrets: [{env: TOKEN}]}}"),
        ("a token in the file", "  tokens: {}", "  tokens: {console: {role: read, secrets: [hunter2]}}"),
        ("one address twice", "  # listen: 127.0.0.1:8081", "  listen: 127.0.0.1:8080"),
        ("two tags of one name", "skip: preflight_skip", "skip: preflight_hold"),
    ];
    let text: String = cases
        .iter()
        .map(|(title, from, to)| format!("## {title}\n\n{}\n", told(from, to, nothing)))
        .collect();
    assert!(!text.contains("hunter2"), "a secret that was put into the file is not repeated");
    insta::assert_snapshot!(text);
}

#[test]
fn a_mistake_of_the_environment_is_told_as_such() {
    let zone = |name: &str| (name == "PREFLIGHT_TIME_ZONE").then(|| "Mars".to_owned());
    insta::assert_snapshot!(told("workers: 4", "workers: 0", zone));
}

#[test]
fn the_configuration_is_written_out_once_and_never_over_another() {
    let dir = tempfile::tempdir().expect("a directory for the test");
    let target = dir.path().join("new");
    assert!(write_out(&target).expect("an empty place").contains(&SETTINGS_PATH.to_owned()));
    fs::write(target.join(SETTINGS_PATH), "mine").expect("written");
    let error = write_out(&target).expect_err("it is there").to_string();
    assert!(error.contains("already, and nothing is ever overwritten"), "{error}");
    assert_eq!(fs::read_to_string(target.join(SETTINGS_PATH)).expect("there"), "mine");
}

#[test]
fn what_is_not_there_is_told() {
    let said = load(Some(Path::new("/nowhere/at/all")), &nothing).expect_err("not there");
    insta::assert_snapshot!(render_all(&said, false));
}
