//! The program as people run it: what it prints, and how it ends.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/config");

/// The program without any of the variables that it heeds.
fn preflight() -> Command {
    let mut command = Command::cargo_bin("preflight").expect("cargo builds it for the test");
    for name in ["PREFLIGHT_CONFIG", "PREFLIGHT_TIME_ZONE", "PREFLIGHT_LOG", "PREFLIGHT_LISTEN", "RUST_LOG"] {
        command.env_remove(name);
    }
    command.env_remove("ZENDESK_CLIENT_SECRET").env_remove("ZENDESK_WEBHOOK_SECRET");
    command
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    ended(preflight().args(arguments))
}

fn ended(command: &mut Command) -> (i32, String, String) {
    let output = command.output().expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("it ends by itself"), text(&output.stdout), text(&output.stderr))
}

/// A directory with the shipped settings and the sample's checklists.
fn complete() -> TempDir {
    let dir = tempfile::tempdir().expect("a directory for the test");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/preflight.yaml");
    fs::copy(shipped, dir.path().join("preflight.yaml")).expect("copied");
    fs::create_dir(dir.path().join("checklists")).expect("made");
    for file in ["items.yaml", "phrases.yaml", "checklists/fine.yaml", "checklists/other.yaml"] {
        fs::copy(Path::new(SAMPLE).join(file), dir.path().join(file)).expect("copied");
    }
    dir
}

#[test]
fn help_is_an_answer_and_goes_to_standard_output() {
    for command in [&["--help"][..], &["check", "--help"], &["demo", "--help"], &["config", "init", "--help"]]
    {
        let (status, out, err) = run(command);
        assert_eq!((status, err.as_str()), (0, ""), "{command:?}");
        assert!(out.contains("Usage: preflight"), "{out}");
    }
    insta::assert_snapshot!(run(&["--help"]).1);
}

#[test]
fn wrong_usage_ends_with_2() {
    for command in [
        &[][..],
        &["chekc"],
        &["check", "--format", "xml"],
        &["check", "--now", "soon"],
        &["check", "--explain", "--jsonl"],
        &["check", "--time-zone", "Mars"],
        &["demo", "ticket.json"],
        &["check", "--config", SAMPLE, "/nowhere/ticket.json"],
        &["check", "--config", SAMPLE, SAMPLE],
        &["check", "--config", "/nowhere"],
        &["serve", "--config", SAMPLE],
    ] {
        let (status, out, err) = run(command);
        assert_eq!((status, out.as_str()), (2, ""), "{command:?}: {err}");
        assert!(!err.is_empty(), "{command:?}");
    }
}

#[test]
fn a_configuration_in_order_is_summed_up_with_what_is_missing_here() {
    let dir = complete();
    let (status, out, err) =
        ended(preflight().args(["config", "check"]).arg(dir.path()).env("PREFLIGHT_LISTN", "x"));
    assert_eq!((status, err.as_str()), (0, ""));
    let out = out.replace(&dir.path().display().to_string(), "DIR");
    let out = out.lines().filter(|line| !line.contains(" templates") && !line.contains(" tickets"));
    insta::assert_snapshot!(out.collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_broken_configuration_is_refused_by_every_command() {
    let dir = complete();
    fs::write(dir.path().join("items.yaml"), "items:\n  a:\n    label: {en: A}\n    knd: {text: {}}\n")
        .expect("written");
    let path = dir.path().to_str().expect("a plain path");
    for command in
        [&["config", "check", path][..], &["check", "--config", path], &["serve", "--config", path]]
    {
        let (status, out, err) = run(command);
        assert_eq!((status, out.as_str()), (2, ""), "{command:?}");
        assert!(err.contains("items.yaml:4:5") && err.contains("did you mean `kind`?"), "{err}");
        assert!(!err.contains('\u{1b}'), "no colours where nobody sees them");
    }
}

#[test]
fn the_configuration_is_named_by_the_environment_too() {
    let (status, _, err) = ended(preflight().args(["config", "check"]).env("PREFLIGHT_CONFIG", "/nowhere"));
    assert_eq!(status, 2);
    assert!(err.contains("/nowhere: there is no such file"), "{err}");
}

#[test]
fn init_writes_once() {
    let dir = tempfile::tempdir().expect("a directory for the test");
    let path = dir.path().join("new");
    let path = path.to_str().expect("a plain path");
    let (status, out, _) = run(&["config", "init", path]);
    assert_eq!(status, 0);
    assert!(
        out.contains("preflight.yaml") && out.contains(&format!("preflight serve --config {path}")),
        "{out}"
    );
    let (status, _, err) = run(&["config", "init", path]);
    assert_eq!(status, 2);
    assert!(err.contains("nothing is ever overwritten"), "{err}");
}

const TICKET: &str = r#"{"id": "b-1", "ticket": {"id": "7", "subject": "Late fee", "checked_at": "2026-03-02T15:05:00Z",
"messages": [{"author": "customer", "at": "2026-03-02T15:04:00Z", "body": "You charged me a late fee! My card number is 2112345678."}]}}"#;

#[test]
fn a_ticket_is_checked_in_every_form() {
    let check = |format: &str, ticket: &str| {
        ended(preflight().args(["check", "--config", SAMPLE, "--format", format]).write_stdin(ticket))
    };
    let (status, out, err) = check("text", TICKET);
    assert_eq!((status, err.as_str()), (1, ""), "not ready");
    assert!(out.starts_with("b-1: ") && out.contains("2112345678"), "{out}");
    let (status, out, _) = check("json", TICKET);
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!((status, report["id"].as_str(), report["category"].as_str()), (1, Some("b-1"), Some("fine")));
    assert_eq!(report["checked_at"], "2026-03-02T15:05:00Z");
    let (status, out, _) = check("text", "Subject: Late fee\n\nYou charged me a late fee!\u{1b}[2J");
    assert_eq!(status, 1);
    assert!(out.contains("fine") && !out.contains('\u{1b}'), "{out}");
}

#[test]
fn the_time_of_the_check_can_be_said() {
    let now = ["--now", "2026-04-01T00:00:00Z"];
    let mut command = preflight();
    let command = command.args(["check", "--config", SAMPLE, "--format", "json"]).args(now);
    let (_, out, _) = ended(command.write_stdin(TICKET));
    let report: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(report["checked_at"], "2026-04-01T00:00:00Z");
}

#[test]
fn many_tickets_are_answered_line_by_line_and_always_alike() {
    let ticket = TICKET.replace('\n', "");
    let mut lines: Vec<String> = (0..3_000).map(|at| ticket.replace("b-1", &format!("b-{at}"))).collect();
    lines.insert(1, "{\"id\": \"x\"}".into());
    lines.insert(2, String::new());
    let input = lines.join("\n");
    let check =
        || ended(preflight().args(["check", "--config", SAMPLE, "--jsonl"]).write_stdin(input.clone()));
    let (status, out, err) = check();
    assert_eq!(status, 1, "a line could not be read");
    assert!(err.starts_with("{\"id\":null,\"line\":2,\"error\":\"there is no ticket: write"), "{err}");
    assert_eq!((out.lines().count(), err.lines().count()), (3_000, 1));
    for (at, line) in out.lines().enumerate() {
        assert!(line.starts_with(&format!("{{\"id\":\"b-{at}\",\"category\":\"fine\"")), "{line}");
    }
    assert_eq!(check(), (status, out, err));
}

#[test]
fn the_demonstration_takes_tickets_of_any_form_through_the_whole_way() {
    let dir = tempfile::tempdir().expect("a directory for the test");
    let folder = dir.path().join("data");
    let line = r#"{"id": "t-ID", "ticket": {"subject": "\u001b[2Jhello", "checked_at": "2026-03-03T15:00:00Z", "messages": [{"author": "customer", "body": "fine words"}]}}"#;
    fs::write(dir.path().join("two.jsonl"), ["1", "2"].map(|id| line.replace("ID", id)).join("\n"))
        .expect("written");
    fs::write(dir.path().join("plain.txt"), "Subject: Hi\n\nNobody knows.").expect("written");
    let config = complete();
    let mut command = preflight();
    command.args(["demo", "--once", "--config"]).arg(config.path()).arg("--folder").arg(&folder);
    command.arg(dir.path().join("two.jsonl")).arg(dir.path().join("plain.txt"));
    let (status, out, err) = ended(&mut command);
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    assert!(
        out.contains("3 tickets: 3 as their verdict calls for, 0 not; deliveries: 3 accepted, 0 refused"),
        "{out}"
    );
    assert!(out.contains("== t-1: \\u{1b}[2Jhello") && !out.contains('\u{1b}'), "{out}");
    assert!(folder.join("preflight.sqlite").is_file());
}

#[test]
fn the_demonstration_of_the_examples_needs_nothing() {
    let dir = tempfile::tempdir().expect("a directory for the test");
    let (status, out, err) = ended(preflight().args(["demo", "--once", "--folder"]).arg(dir.path()));
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    assert!(out.contains(" as their verdict calls for, 0 not; deliveries: "), "{out}");
    assert!(out.contains("0 refused, 0 unanswered."), "{out}");
    let (status, _, err) = ended(preflight().args(["demo", "--once", "/nowhere/ticket.json"]));
    assert_eq!(status, 2, "{err}");
}

#[test]
fn a_new_checklist_can_be_read_as_it_is_and_overwrites_nothing() {
    let dir = tempfile::tempdir().expect("a directory for the test");
    let (status, _, err) = ended(preflight().args(["config", "init"]).arg(dir.path()));
    assert_eq!((status, err.as_str()), (0, ""));
    let (status, out, err) = ended(preflight().args(["config", "new", "late_parcel"]).arg(dir.path()));
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    assert!(out.contains("checklists/late_parcel.yaml") && out.contains("--category late_parcel"), "{out}");
    let (status, out, err) = ended(preflight().args(["config", "check"]).arg(dir.path()));
    assert_eq!((status, err.as_str()), (0, ""), "{out}");
    assert_eq!(ended(preflight().args(["config", "new", "late_parcel"]).arg(dir.path())).0, 2);
    assert_eq!(ended(preflight().args(["config", "new", "Late Parcel"])).0, 2);
    let (status, out, _) = ended(preflight().args(["config", "schema", "checklist"]));
    assert!(status == 0 && out == fs::read_to_string("config/schema/checklist.json").expect("it is shipped"));
}
