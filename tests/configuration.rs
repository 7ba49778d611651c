//! The configuration as a whole: from a directory, from a file, from the program itself, with the environment on top.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use preflight::checklist::model::Verdict;
use preflight::checklist::uses::OWN_LISTS;
use preflight::config::embedded;
use preflight::config::files::SETTINGS_PATH;
use preflight::config::load::{Origin, from_files, load};
use preflight::config::secrets::{SecretError, resolve, resolve_tokens};
use preflight::config::settings::{Api, SecretSource, Settings};
use preflight::config::write::write_out;
use preflight::reply::policy::{Action, Policy};
use preflight::reply::render::Replies;
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
    heard(&said)
}

/// What is said, behind the kinds that it is of.
fn heard(said: &[Diagnostic]) -> String {
    let mut kinds: Vec<&str> = said.iter().map(|one| one.mistake.name()).collect();
    kinds.dedup();
    format!("{}\n\n{}", kinds.join(", "), render_all(said, false))
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

/// A start goes by it, and does not try them again.
#[test]
fn the_replies_that_are_compiled_in_are_in_order() {
    let config = load(None, &nothing).expect("no mistakes");
    assert!(config.replies.len() > 10, "{}", config.replies.len());
    Replies::new(config.replies).expect("each fills all samples");
}

#[test]
fn a_change_of_the_replies_that_are_compiled_in_is_tried() {
    let mut files = embedded::files();
    let reply = files.iter_mut().find(|file| file.path == "replies/en/ready.html.j2").expect("it is shipped");
    reply.text.push_str("{{ nobody_knows_it }}");
    let said = from_files(files, Origin::Shipped, &nothing).expect_err("an unknown name");
    assert!(heard(&said).contains("nobody_knows_it"), "{}", heard(&said));
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
        .filter(|one| one.is_error())
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
        ("no collector", "  # endpoint: http://127.0.0.1:4318", "  endpoint: ftp://collector"),
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
        (
            "a token with blanks",
            "  tokens: {}",
            "  tokens: {night shift: {role: read, secrets: [{env: TOKEN}]}}",
        ),
        ("two tags of one name", "skip: preflight_skip", "skip: preflight_hold"),
        (
            "a loopback address that is none",
            "url: https://your-account.zendesk.com",
            "url: http://127.0.0.1.evil.example",
        ),
        (
            "an address with a path",
            "url: https://your-account.zendesk.com",
            "url: https://your-account.zendesk.com/agent",
        ),
        ("more than a day", "lease_secs: 60", "lease_secs: 100000"),
        ("more than certain", "category_confidence_min: 0.3", "category_confidence_min: 3"),
        ("nowhere to store", "path: preflight.sqlite", "path: \"\""),
        ("a helpdesk with blanks", "helpdesks:\n  zendesk:", "helpdesks:\n  my desk:"),
        ("a status unheard of", "hand_over: {tags: [preflight_handed_over]}", "hand_over: {status: done}"),
        ("a value for what takes none", "format: text", "format: {text: 1}"),
    ];
    let text: String =
        cases.iter().map(|(title, from, to)| format!("## {title}: {}\n", told(from, to, nothing))).collect();
    assert!(!text.contains("hunter2"), "a secret that was put into the file is not repeated");
    insta::assert_snapshot!(text);
}

/// What is said of a copy of the sample that something was done to.
fn told_of(title: &str, broken: impl Fn(&Path)) -> String {
    let dir = copy();
    broken(dir.path());
    let said = match load(Some(dir.path()), &nothing) {
        Ok(config) => config.warnings,
        Err(said) => said,
    };
    assert!(!said.is_empty(), "{title}: it is taken for right");
    let here = dir.path().display().to_string();
    format!("## {title}: {}\n", heard(&said).replace(&here, "DIR"))
}

#[test]
fn files_that_cannot_be_read() {
    let write = |name: &'static str, bytes: Vec<u8>| {
        move |dir: &Path| fs::write(dir.join(name), &bytes).expect("written")
    };
    let loop_ = |dir: &Path| {
        fs::remove_file(dir.join("phrases.yaml")).expect("it was there");
        std::os::unix::fs::symlink("phrases.yaml", dir.join("phrases.yaml")).expect("made");
    };
    let mut text = told_of("another encoding", write("items.yaml", b"items:\n  caf\xe9: {}\n".to_vec()));
    text += &told_of("too long", write("phrases.yaml", vec![b'#'; 1024 * 1024 + 1]));
    text += &told_of("a link to itself", loop_);
    text +=
        &told_of("a checklist in another encoding", write("checklists/fine.yaml", b"\xff\xfec\0".to_vec()));
    text += &told_of("another ending", |dir| {
        fs::rename(dir.join("items.yaml"), dir.join("items.yml")).expect("renamed");
    });
    text += &told_of("another folder", |dir| {
        fs::rename(dir.join("checklists"), dir.join("checklist")).expect("renamed");
        fs::remove_file(dir.join("items.yaml")).expect("it was there");
        fs::remove_file(dir.join("phrases.yaml")).expect("it was there");
        fs::remove_dir_all(dir.join("examples")).expect("it was there");
    });
    text += &told_of("no checklist", |dir| {
        fs::remove_dir_all(dir.join("checklists")).expect("it was there");
    });
    text += &told_of("a ticket that is none", write("examples/fine.json", b"{\"name\": 1}".to_vec()));
    text += &told_of("a settings file that is none", write("preflight.yaml", b"helpdesks: [\n".to_vec()));
    insta::assert_snapshot!(text);
    let many = told_of("too many files", |dir| {
        (0..1_000)
            .for_each(|at| fs::write(dir.join(format!("examples/{at:04}.json")), "{}").expect("written"));
    });
    insta::assert_snapshot!(many);
}

#[test]
fn replies_that_make_no_sense() {
    let shipped = |dir: &Path, languages: &[&str]| {
        for file in embedded::files() {
            let is_wanted =
                languages.iter().any(|language| file.path.starts_with(&format!("replies/{language}/")));
            if is_wanted && !file.path.contains("gates/appeal_") {
                fs::create_dir_all(dir.join(&file.path).parent().expect("it has one")).expect("made");
                fs::write(dir.join(&file.path), &file.text).expect("written");
            }
        }
    };
    let with = |title: &str, name: &str, text: &str| {
        told_of(title, |dir| {
            shipped(dir, &["en", "es"]);
            fs::write(dir.join("replies/en").join(name), text).expect("written");
        })
    };
    let mut text = with("a bracket left open", "ready.html.j2", "<p>\n  {% if asked %}\n</p>\n");
    text += &with("a name", "ready.html.j2", "<p>{{ catgory }}</p>\n");
    text += &with(
        "names in branches that no sample takes",
        "ready.html.j2",
        "{% if category == 'x' %}\n  {{ colour }} {{ wait_until.hour }}\n{% elif category is nice %}\n  {{ category | uper }}\n  {{ shout(category) }}\n{% endif %}\n",
    );
    text += &with(
        "a template without end",
        "ready.html.j2",
        "{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}\n",
    );
    text += &with("an include of nothing", "ready.html.j2", "{% include 'nothing.html.j2' %}\n");
    text += &with("words of a gate misspelt", "gates/bring_it_bak.html.j2", "<p>Bring it back.</p>\n");
    text +=
        &with("words of a gate in one language", "gates/bring_it_back.html.j2", "<p>Bring it back.</p>\n");
    text += &told_of("labels in a language without replies", |dir| shipped(dir, &["en"]));
    text += &told_of("a template that is missing", |dir| {
        shipped(dir, &["en", "es"]);
        fs::remove_file(dir.join("replies/es/unclear.html.j2")).expect("it was there");
    });
    text += &format!(
        "## notes in a language without replies: {}\n",
        told("  # notes_in: en", "  notes_in: fr", nothing)
    );
    insta::assert_snapshot!(text);
}

/// What is said of a secret that can't be had. The `match` is the register: a new kind does not compile without a name here.
#[test]
fn secrets_that_cannot_be_had() {
    let dir = tempfile::tempdir().expect("a directory for the test");
    fs::write(dir.path().join("empty.txt"), "\n").expect("written");
    let file = |name: &str| SecretSource::File(dir.path().join(name));
    let sources = [
        SecretSource::Env("ZENDESK_CLIENT_SECRET".into()),
        SecretSource::Env("hunter2".into()),
        SecretSource::File("hunter2".into()),
        file("nothing.txt"),
        file("empty.txt"),
    ];
    let tokens = r#"{"tokens": {"console": {"role": "read", "secrets": [{"env": "LONG"}]},
        "night": {"role": "operate", "secrets": [{"env": "LONG"}, {"env": "SHORT"}]}}}"#;
    let tokens: Api = serde_json::from_str(tokens).expect("settings");
    let values = |name: &str| Some(if name == "LONG" { "hunter2".repeat(9) } else { "hunter2".to_owned() });
    let of_tokens = resolve_tokens(&tokens, &values).expect_err("they can't be used");
    let errors = sources
        .iter()
        .map(|source| resolve("helpdesks.main.zendesk.auth", source, &nothing).expect_err("it can't be had"))
        .chain(of_tokens);
    let mut kinds = BTreeSet::new();
    let mut text = String::new();
    for error in errors {
        let kind = match &error {
            SecretError::NotSet { .. } => "not set",
            SecretError::NoName { .. } => "no name of a variable",
            SecretError::NoPath { .. } => "no path",
            SecretError::Unreadable { .. } => "unreadable",
            SecretError::Empty { .. } => "empty",
            SecretError::TooShort { .. } => "too short",
            SecretError::Shared { .. } => "shared",
        };
        kinds.insert(kind);
        text += &format!(
            "## {kind}\n\n{}\n\n",
            error.to_string().replace(&dir.path().display().to_string(), "DIR")
        );
    }
    assert_eq!(kinds.len(), 7, "each kind once");
    assert!(!text.contains("hunter2"), "what may be a secret is not repeated");
    insta::assert_snapshot!(text);
}

#[test]
fn the_lists_that_the_program_looks_for_are_registered() {
    let mut names = BTreeSet::new();
    let mut folders = vec![
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/reading"),
        Path::new(env!("CARGO_MANIFEST_DIR")).join("src/verdict"),
    ];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(path).unwrap_or_default();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for start in [".list(\"", "const LIST: &str = \""] {
                let found = code.split(start).skip(1).filter_map(|rest| rest.split('"').next());
                names.extend(found.map(str::to_owned));
            }
        }
    }
    assert_eq!(names.into_iter().collect::<Vec<_>>(), OWN_LISTS);
}

#[test]
fn a_mistake_of_the_environment_is_told_as_such() {
    let zone = |name: &str| (name == "PREFLIGHT_TIME_ZONE").then(|| "Mars".to_owned());
    let workers = |name: &str| (name == "PREFLIGHT_WORKERS").then(|| "many".to_owned());
    insta::assert_snapshot!(format!("## a word for a number: {}", told("workers: 4", "workers: 3", workers)));
    insta::assert_snapshot!(format!("## a zone and a number: {}", told("workers: 4", "workers: 0", zone)));
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
    insta::assert_snapshot!(format!("## nowhere: {}", heard(&said)));
}
