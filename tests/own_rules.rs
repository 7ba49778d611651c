//! Accounts with rules of their own, as the configuration has them: what stands in for what, and what is said of mistakes.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use preflight::checklist::model::Verdict;
use preflight::config::account::directories;
use preflight::config::load::{Config, load};
use preflight::reply::policy::Mode;
use preflight::yaml::diagnostic::{Diagnostic, render_all};
use tempfile::TempDir;

const REPOSITORY: &str = env!("CARGO_MANIFEST_DIR");
const SETTINGS: &str = "\
policy: {mode: note}
reading: {time_zone: America/Chicago}
helpdesks:
  us:
    zendesk:
      url: https://us.zendesk.com
      auth: {oauth: {client_id: preflight, client_secret: {env: SECRET}}}
      webhook_secrets: [{env: SECRET}]
  eu:
    zendesk:
      url: https://eu.zendesk.com
      auth: {oauth: {client_id: preflight, client_secret: {env: SECRET}}}
      webhook_secrets: [{env: SECRET}]
      fields: {stage: 1}
      rules: accounts/eu
";

/// The sample for all, and for one account what stands in `tests/data/accounts/eu`.
fn sample() -> TempDir {
    let dir = tempfile::tempdir().expect("a directory for the test");
    let write = |name: &str, text: &str| write(dir.path(), name, text);
    for name in ["items.yaml", "phrases.yaml", "checklists/fine.yaml", "checklists/other.yaml"] {
        write(name, &stored("config", name));
    }
    for name in ["rules.yaml", "items.yaml", "phrases.yaml", "checklists/order.yaml"] {
        write(&format!("accounts/eu/{name}"), &stored("accounts/eu", name));
    }
    write("preflight.yaml", SETTINGS);
    dir
}

fn stored(folder: &str, name: &str) -> String {
    let path = Path::new(REPOSITORY).join("tests/data").join(folder).join(name);
    fs::read_to_string(path).expect("it is in the repository")
}

fn write(dir: &Path, name: &str, text: &str) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().expect("it has one")).expect("made");
    fs::write(path, text).expect("written");
}

fn change(dir: &Path, name: &str, from: &str, to: &str) {
    let text = fs::read_to_string(dir.join(name)).expect("it is there");
    assert!(text.contains(from), "{name} says {from:?}");
    write(dir, name, &text.replacen(from, to, 1));
}

fn remove(dir: &Path, name: &str) {
    let path = dir.join(name);
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("it was there");
}

fn loaded(dir: &Path) -> Config {
    load(Some(dir), &|_| None).unwrap_or_else(|said| panic!("{}", render_all(&said, false)))
}

#[test]
fn what_an_account_has_stands_in_for_what_all_others_go_by() {
    let dir = sample();
    let config = loaded(dir.path());
    let (us, eu) = (config.of("us"), config.of("eu"));
    assert_eq!(us.checklists.categories.keys().collect::<Vec<_>>(), ["fine", "other"]);
    assert_eq!(eu.checklists.categories.keys().collect::<Vec<_>>(), ["order"]);
    assert_ne!(us.checklists.version, eu.checklists.version);
    assert_eq!(us.settings.reading.time_zone, "America/Chicago");
    assert_eq!(eu.settings.reading.time_zone, "Europe/Berlin");
    // Of the policy it has what its verdicts write; how far Preflight goes it leaves out.
    let tags = |config: &Config| config.settings.policy.action("", Verdict::Incomplete).marks.tags;
    assert_eq!((tags(&us), tags(&eu)), (vec!["preflight_incomplete".into()], vec!["eu_incomplete".into()]));
    assert_eq!((us.settings.policy.mode, eu.settings.policy.mode), (Mode::Note, Mode::Note));
    assert_eq!(us.replies, eu.replies, "it has none of its own");
}

#[test]
fn what_an_account_leaves_out_is_as_for_all_others() {
    let dir = sample();
    for name in ["checklists", "items.yaml", "phrases.yaml"] {
        remove(dir.path(), &format!("accounts/eu/{name}"));
    }
    write(dir.path(), "accounts/eu/rules.yaml", "reading: {time_zone: Europe/Paris}\n");
    let config = loaded(dir.path());
    let eu = config.of("eu");
    assert_eq!(eu.checklists.version, config.checklists.version);
    assert!(!config.accounts["eu"].has_own_checklists);
    assert_eq!(eu.settings.policy.mode, Mode::Note);
    assert_eq!(eu.settings.reading.time_zone, "Europe/Paris");
    // The environment speaks for those who go by the settings file.
    let zone = |name: &str| (name == "PREFLIGHT_TIME_ZONE").then(|| "UTC".to_owned());
    let config = load(Some(dir.path()), &zone).expect("no mistakes");
    assert_eq!(config.settings.reading.time_zone, "UTC");
    assert_eq!(config.of("eu").settings.reading.time_zone, "Europe/Paris");
}

#[test]
fn accounts_may_share_their_rules_and_the_settings_may_have_any_name() {
    let dir = sample();
    change(
        dir.path(),
        "preflight.yaml",
        "      webhook_secrets",
        "      rules: accounts/eu\n      webhook_secrets",
    );
    fs::rename(dir.path().join("preflight.yaml"), dir.path().join("ours.yaml")).expect("renamed");
    let path = dir.path().join("ours.yaml");
    let config = loaded(&path);
    assert_eq!(config.accounts.keys().collect::<Vec<_>>(), ["eu", "us"]);
    let accounts = directories(&path).expect("the settings can be read");
    assert_eq!(accounts, [dir.path().join("accounts/eu"), dir.path().join("accounts/eu")]);
}

#[test]
fn a_policy_is_held_against_the_accounts_that_go_by_it() {
    let dir = sample();
    // Only one of them has this field, and the other does not go by that policy.
    write(dir.path(), "accounts/eu/rules.yaml", "policy: {hand_over: {fields: {stage: late}}}\n");
    loaded(dir.path());
    change(dir.path(), "preflight.yaml", "fields: {stage: 1}", "fields: {}");
    change(
        dir.path(),
        "preflight.yaml",
        "https://us.zendesk.com",
        "https://us.zendesk.com\n      fields: {stage: 2}",
    );
    change(
        dir.path(),
        "preflight.yaml",
        "policy: {mode: note}",
        "policy: {hand_over: {fields: {stage: late}}}",
    );
    let said = load(Some(dir.path()), &|_| None).expect_err("one mistake");
    let said: Vec<String> = said.iter().filter(|one| one.is_error()).map(ToString::to_string).collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].contains("accounts/eu/rules.yaml:1:") && said[0].contains("no field `stage`"),
        "{said:?}"
    );
}

/// What is said of the sample that something was done to, behind the kinds that it is of.
fn told(title: &str, broken: impl Fn(&Path)) -> String {
    let dir = sample();
    broken(dir.path());
    let said: Vec<Diagnostic> = match load(Some(dir.path()), &|_| None) {
        Ok(config) => config.warnings,
        Err(said) => said,
    };
    // The sample has labels without replies; that is not what this is about.
    let said: Vec<Diagnostic> =
        said.into_iter().filter(|one| one.mistake.name() != "language_without_replies").collect();
    assert!(!said.is_empty(), "{title}: it is taken for right");
    let mut kinds: Vec<&str> = said.iter().map(|one| one.mistake.name()).collect();
    kinds.dedup();
    let here = dir.path().display().to_string();
    let text = render_all(&said, false).replace(&here, "DIR");
    format!("## {title}: {}\n\n{text}\n", kinds.join(", "))
}

#[test]
fn rules_of_an_account_that_make_no_sense() {
    const RULES: &str = "accounts/eu/rules.yaml";
    let named = |to: &'static str| move |dir: &Path| change(dir, "preflight.yaml", "rules: accounts/eu", to);
    let rules = |text: &'static str| move |dir: &Path| write(dir, RULES, text);
    let mut text = told("no directory", named("rules: accounts/europe"));
    text += &told("a file", named("rules: items.yaml"));
    text += &told("nothing in it", |dir| {
        remove(dir, "accounts/eu");
        write(dir, "accounts/eu/notes.txt", "to do");
    });
    text += &told("everyone's directory", named("rules: ."));
    text += &told("a part of everyone's", |dir| {
        write(dir, "examples/eu/rules.yaml", "policy: {}\n");
        change(dir, "preflight.yaml", "rules: accounts/eu", "rules: examples/eu");
    });
    text += &told("settings among them", |dir| {
        write(dir, "accounts/eu/preflight.yaml", "helpdesks: {}\n");
    });
    text += &told("a file misspelt", |dir| {
        fs::rename(dir.join(RULES), dir.join("accounts/eu/rule.yaml")).expect("renamed");
    });
    text += &told("rules beside the settings", |dir| write(dir, "rules.yaml", "policy: {mode: off}\n"));
    text += &told("what is no rule", rules("polcy: {mode: off}\nstore: {retention_days: 3}\n"));
    text += &told("no YAML", rules("policy: [\n"));
    text += &told(
        "a policy that makes no sense",
        rules(
            "policy:\n  tickets_percent: 120\n  categories: {fine: {mode: note}}\n  hand_over: {fields: {level: 2}}\n  \
             notes_in: fr\nreading: {time_zone: Berlin}\n",
        ),
    );
    text += &told("a checklist with a mistake", |dir| {
        change(dir, "accounts/eu/checklists/order.yaml", "item: courier,", "item: couriers,");
    });
    text += &told("a checklist without its items", |dir| remove(dir, "accounts/eu/items.yaml"));
    text += &told("a template with a mistake", |dir| {
        copy_replies(dir, "accounts/eu/replies", &["en", "es"]);
        write(dir, "accounts/eu/replies/en/ready.html.j2", "<p>{{ colour }}</p>\n");
    });
    text += &told("notes without replies", |dir| {
        copy_replies(dir, "accounts/eu/replies", &["en"]);
        write(dir, RULES, "reading: {}\n");
        change(dir, "preflight.yaml", "policy: {mode: note}", "policy: {notes_in: es}");
    });
    text += &told("mistakes of all and of one", |dir| {
        change(dir, "items.yaml", "labels:", "lables:");
        change(dir, "preflight.yaml", "policy: {mode: note}", "policy: {mode: loud}");
        change(dir, "accounts/eu/items.yaml", "labels:", "lables:");
    });
    text += &told("one mistake in both", |dir| {
        change(dir, "phrases.yaml", "phrases:", "phrase:");
        for name in ["items.yaml", "phrases.yaml", "checklists/fine.yaml"] {
            write(dir, &format!("accounts/eu/{name}"), &fs::read_to_string(dir.join(name)).expect("there"));
        }
        remove(dir, "accounts/eu/checklists/order.yaml");
    });
    insta::assert_snapshot!(text);
}

/// The shipped replies in these languages.
fn copy_replies(dir: &Path, target: &str, languages: &[&str]) {
    for file in preflight::config::embedded::files() {
        let path = file.path.strip_prefix("replies/");
        if let Some(path) =
            path.filter(|path| languages.iter().any(|one| path.starts_with(&format!("{one}/"))))
            && !path.contains("gates/appeal_")
        {
            write(dir, &format!("{target}/{path}"), &file.text);
        }
    }
}

/// Status and standard output of the program; it must say nothing else.
fn run(dir: &Path, arguments: &[&str], input: &str) -> (i32, String) {
    let mut command = Command::cargo_bin("preflight").expect("cargo builds it for the test");
    for name in ["PREFLIGHT_CONFIG", "PREFLIGHT_TIME_ZONE", "PREFLIGHT_LOG", "RUST_LOG"] {
        command.env_remove(name);
    }
    let output = command.current_dir(dir).env("SECRET", "x".repeat(40)).args(arguments).write_stdin(input);
    let output = output.output().expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("it ends by itself"), text(&output.stdout) + &text(&output.stderr))
}

#[test]
fn the_commands_know_whose_rules_are_meant() {
    let dir = sample();
    // The sample's own test does not pass by itself.
    change(
        dir.path(),
        "checklists/fine.yaml",
        "[card_number]",
        "[card_number, book_title, returned, due_date]",
    );
    let (status, said) = run(dir.path(), &["config", "check", "."], "");
    assert_eq!(status, 0, "{said}");
    assert!(
        said.contains("Rules of its own for eu:\n  directory   accounts/eu\n  checklists  1 categories"),
        "{said}"
    );

    let (status, said) = run(dir.path(), &["config", "test", "."], "");
    assert_eq!(status, 0, "{said}");
    change(
        dir.path(),
        "accounts/eu/checklists/order.yaml",
        "verdict: incomplete\n    missing: [courier]",
        "verdict: ready",
    );
    let (status, said) = run(dir.path(), &["config", "test", "."], "");
    assert_eq!(status, 1, "{said}");
    assert!(said.contains("eu: order: a parcel without its courier\n"), "{said}");
    assert_eq!(run(dir.path(), &["config", "test", ".", "--helpdesk", "us"], "").0, 0);
    assert_eq!(run(dir.path(), &["config", "test", ".", "--helpdesk", "eu", "--category", "order"], "").0, 1);

    let parcel = "My parcel never came.\n";
    let (_, said) = run(dir.path(), &["check", "--config", ".", "--helpdesk", "eu"], parcel);
    assert!(said.contains("Courier"), "{said}");
    let (_, said) = run(dir.path(), &["check", "--config", "."], parcel);
    assert!(!said.contains("Courier"), "{said}");
    let (status, said) = run(dir.path(), &["check", "--config", ".", "--helpdesk", "asia"], parcel);
    assert_eq!((status, said.as_str()), (2, "preflight: the configuration has no helpdesk `asia`\n"));

    let line = r#"{"ticket": {"subject": "s", "messages": [{"author": "customer", "at": "2026-03-02T10:00:00Z", "body": "My parcel never came."}]}}"#;
    let backtest = ["backtest", "--from", "-", "--config", ".", "--against", ".", "--format", "json"];
    let (status, said) = run(dir.path(), &[&backtest[..], &["--helpdesk", "eu"]].concat(), line);
    assert!(status == 0 && said.contains("\"order\""), "{said}");
    let (status, said) = run(dir.path(), &backtest, line);
    assert!(status == 0 && !said.contains("\"order\""), "{said}");
}
