//! Past tickets against the checklists: what is counted, what is compared, and how it ends.

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::{Value, json};
use tempfile::TempDir;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/config");

/// A desk with two configurations and a shelf for tickets.
struct Desk {
    dir: TempDir,
}

impl Desk {
    /// In `old`, the book's title is not asked for; `new` is the sample.
    fn new() -> Self {
        let desk = Self { dir: tempfile::tempdir().expect("a directory for the test") };
        for name in ["old", "new"] {
            let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/preflight.yaml");
            fs::create_dir_all(desk.path(name).join("checklists")).expect("made");
            fs::copy(shipped, desk.path(name).join("preflight.yaml")).expect("copied");
            for file in ["items.yaml", "phrases.yaml", "checklists/fine.yaml", "checklists/other.yaml"] {
                fs::copy(Path::new(SAMPLE).join(file), desk.path(name).join(file)).expect("copied");
            }
        }
        let checklist = desk.path("old").join("checklists/fine.yaml");
        let text = fs::read_to_string(&checklist).expect("copied");
        let text = text.replace(
            "{item: book_title, required: always}",
            "{item: book_title, required: {when: {present: due_date}}}",
        );
        let text = text.replace("hours: 24", "hours: 48");
        fs::write(checklist, text).expect("written");
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn put(&self, name: &str, lines: &[Value]) -> String {
        let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
        fs::write(self.path(name), lines.join("\n")).expect("written");
        self.path(name).display().to_string()
    }

    /// Run it from within the desk: status, standard output, standard error.
    fn backtest(&self, arguments: &[&str], input: &str) -> (i32, String, String) {
        let mut command = Command::cargo_bin("preflight").expect("cargo builds it for the test");
        for name in ["PREFLIGHT_CONFIG", "PREFLIGHT_TIME_ZONE", "PREFLIGHT_LOG", "PREFLIGHT_LISTEN"] {
            command.env_remove(name);
        }
        command.current_dir(&self.dir).arg("backtest").args(arguments).write_stdin(input.to_owned());
        let output = command.output().expect("it starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().expect("it ends by itself"), text(&output.stdout), text(&output.stderr))
    }
}

fn said(author: &str, minute: u32, body: &str) -> Value {
    json!({"author": author, "at": format!("2026-03-02T15:{minute:02}:00Z"), "body": body})
}

fn ticket(id: &str, tags: &[&str], messages: Vec<Value>) -> Value {
    let created_at = messages[0]["at"].clone();
    json!({"id": id, "ticket": {"id": "7", "subject": "Late fee", "created_at": created_at, "tags": tags, "messages": messages}})
}

fn asks(id: &str) -> Value {
    ticket(id, &[], vec![said("customer", 1, "You charged me a late fee! My library card is 2112345678.")])
}

/// With everything, in the second message; the book is due on this day.
fn complete(id: &str, due: &str) -> Value {
    let first = said("customer", 1, "You charged me a late fee!");
    let answer = said("agent", 5, "What is your card number?");
    let words = format!("Card number: 2112345678\nTitle: Walden\nReturned: yes\nDue date: {due}");
    let mut last = said("customer", 9, &words);
    last["attachments"] = json!([{"file_name": "receipt.png", "content_type": "image/png", "size": 9000}]);
    ticket(id, &["sent_on"], vec![first, answer, last])
}

/// Tickets with every fate that there is.
fn shelf() -> Vec<Value> {
    let blocked = said("customer", 1, "A late fee? Card number: 2112345678\nReturned: no\nTitle: Walden");
    let mut nothing = ticket("nothing", &[], vec![said("customer", 1, "Good morning")]);
    nothing["ticket"]["subject"] = json!("Hello");
    let mut labelled = asks("labelled");
    labelled["gold"] = json!({"category": "fine", "verdict": "incomplete", "items": {
        "card_number": {"state": "present", "value": "2112345678"},
        "book_title": {"state": "missing"},
        "returned": {"state": "present", "value": "yes"},
    }});
    vec![
        ticket("blocked", &[], vec![blocked]),
        asks("asked"),
        complete("ready", "2026-02-01"),
        complete("ready-earlier", "2026-02-28"),
        complete("waiting", "2026-03-02"),
        nothing,
        ticket("too-soon", &["Sent_On"], vec![said("customer", 1, "The late fee is wrong.")]),
        labelled,
    ]
}

#[test]
fn what_the_checklists_would_do_is_counted() {
    let desk = Desk::new();
    desk.put("tickets.jsonl", &shelf());
    let run = |more: &[&str]| {
        let arguments = [&["--from", "tickets.jsonl", "--config", "new"], more].concat();
        desk.backtest(&arguments, "")
    };
    let (status, out, err) = run(&["--escalated-tag", "sent_on"]);
    assert_eq!((status, err.as_str()), (0, ""));
    insta::assert_snapshot!(stable(&out));
    let (status, out, _) = run(&["--format", "json"]);
    let result: Value = serde_json::from_str(&out).expect("one JSON object");
    assert_eq!((status, &result["summary"]["config"]["all"]["tickets"]), (0, &json!(8)));
    assert_eq!(
        result["summary"]["config"]["accuracy"]["verdict"],
        json!({"part": 1, "whole": 1, "rate": 1.0})
    );
    assert!(result.get("tickets_that_differ").is_none() && result["summary"].get("against").is_none());
}

#[test]
fn tickets_can_be_taken_as_they_stood_before_an_answer() {
    let desk = Desk::new();
    desk.put("tickets.jsonl", &shelf());
    let (status, out, _) =
        desk.backtest(&["--from", "tickets.jsonl", "--config", "new", "--first-contact"], "");
    assert_eq!(status, 0);
    insta::assert_snapshot!(stable(&out));
}

#[test]
fn two_configurations_are_compared_ticket_by_ticket() {
    let desk = Desk::new();
    desk.put("tickets.jsonl", &shelf());
    let arguments = ["--from", "tickets.jsonl", "--config", "new", "--against", "old"];
    let (status, out, err) = desk.backtest(&arguments, "");
    assert_eq!((status, err.as_str()), (0, ""));
    let (_, differences) = out.split_once("== What ").expect("the differences come last");
    insta::assert_snapshot!(differences);
    let (status, out, _) = desk.backtest(&[&arguments[..], &["--format", "json"]].concat(), "");
    let result: Value = serde_json::from_str(&out).expect("one JSON object");
    assert_eq!(status, 0);
    insta::assert_snapshot!(format!(
        "{:#}",
        json!([result["tickets_that_differ"], result["summary"]["differences"]])
    ));
    let (_, out, _) = desk.backtest(&["--from", "tickets.jsonl", "--config", "new", "--against", "new"], "");
    assert!(out.ends_with("== What new would do otherwise than new\n\n0 of 8 tickets (0.0 %)\n"), "{out}");
}

#[test]
fn the_page_can_be_handed_round() {
    let desk = Desk::new();
    desk.put("tickets.jsonl", &[shelf(), vec![asks("<script>alert(1)</script>")]].concat());
    let arguments =
        ["--from", "tickets.jsonl", "--config", "new", "--against", "old", "--escalated-tag", "sent_on"];
    let (status, _, err) = desk.backtest(&[&arguments[..], &["--html", "page.html"]].concat(), "");
    assert_eq!((status, err.as_str()), (0, ""));
    let page = fs::read_to_string(desk.path("page.html")).expect("the page");
    insta::assert_snapshot!(stable(&page));
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"), "everything is escaped");
    assert!(!page.contains("2112345678") && !page.contains("Walden"), "no words of the tickets");
    assert!(
        !page.contains("http:") && !page.contains("https:") && !page.contains("url("),
        "nothing is fetched"
    );
    let (status, out, err) = desk.backtest(&[&arguments[..], &["--html", "nowhere/page.html"]].concat(), "");
    assert_eq!((status, out.as_str()), (2, ""), "a wrong name is told before the work");
    assert!(err.contains("nowhere/page.html: "), "{err}");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_goes_on() {
    let desk = Desk::new();
    desk.put("one.jsonl", &[asks("a"), json!({"id": "x"}), asks("b")]);
    let (status, out, err) =
        desk.backtest(&["--from", "one.jsonl", "-", "--config", "new"], &format!("\n{{\n{}\n", asks("c")));
    assert_eq!(status, 1);
    assert!(out.starts_with("3 tickets, each as it stood at its end; 2 lines could not be read\n"), "{out}");
    let told: Vec<Value> = err.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let places: Vec<_> = told.iter().map(|bad| (bad["file"].as_str(), bad["line"].as_u64())).collect();
    assert_eq!(places, [(Some("one.jsonl"), Some(2)), (Some("-"), Some(2))]);
}

#[test]
fn older_tickets_can_be_left_out() {
    let desk = Desk::new();
    let mut old = asks("old");
    old["ticket"]["created_at"] = json!("2026-03-01T23:59:59Z");
    desk.put("tickets.jsonl", &[old, asks("young")]);
    let since =
        |date: &str| desk.backtest(&["--from", "tickets.jsonl", "--config", "new", "--since", date], "");
    let (status, out, _) = since("2026-03-02");
    assert_eq!(status, 0);
    assert!(
        out.starts_with(
            "1 ticket, each as it stood at its end; 1 from before 2026-03-02T00:00:00Z left out\n"
        ),
        "{out}"
    );
    assert!(since("2026-03-03T00:00:00+02:00").1.starts_with("0 tickets"));
    let (status, _, err) = since("yesterday");
    assert_eq!(status, 2);
    assert!(err.contains("write a day such as 2026-03-02"), "{err}");
}

#[test]
fn the_text_has_some_of_many_differences_and_the_json_all() {
    let desk = Desk::new();
    let many: Vec<Value> = (0..1_100).map(|at| asks(&format!("t-{at}"))).collect();
    desk.put("many.jsonl", &many);
    let run = |format: &str| {
        let arguments = ["--from", "many.jsonl", "--config", "new", "--against", "old", "--format", format];
        desk.backtest(&arguments, "")
    };
    let (status, out, err) = run("text");
    assert_eq!((status, err.as_str()), (0, ""));
    assert!(out.contains("1,100  newly asked for `book_title`: t-0, t-1, "), "{out}");
    assert!(out.ends_with("  and 1,050 more, which --format json lists\n"), "{out}");
    let (_, out, _) = run("json");
    let result: Value = serde_json::from_str(&out).expect("one JSON object");
    let listed = result["tickets_that_differ"].as_array().expect("a list");
    let ids: Vec<&str> = listed.iter().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!((ids.len(), ids[0], ids[1_099]), (1_100, "t-0", "t-1099"), "in the order of the file");
    assert_eq!(run("json").1, out, "always alike");
}

#[test]
fn what_cannot_be_read_from_is_told_before_the_work_begins() {
    let desk = Desk::new();
    for name in ["zendesk", "store"] {
        let (status, out, err) = desk.backtest(&["--from", name, "--config", "new"], "");
        assert_eq!((status, out.as_str()), (2, ""));
        assert!(err.contains("the environment variable ZENDESK_CLIENT_SECRET is not set"), "{err}");
        desk.put(name, &[asks("a")]);
        assert_eq!(
            desk.backtest(&["--from", name, "--config", "new"], "").0,
            0,
            "a file of this name is read"
        );
    }
    for wrong in [
        &["--from", "nowhere.jsonl"][..],
        &["--from", "-", "-"],
        &["--from", "-", "--against", "nowhere"],
        &["--from", "-", "--keep-nothing"],
        &[],
    ] {
        let (status, out, err) = desk.backtest(wrong, "");
        assert_eq!((status, out.as_str()), (2, ""), "{wrong:?}");
        assert!(!err.is_empty());
    }
}

/// Without the hashes of the checklists, which change with every word of the sample.
fn stable(text: &str) -> String {
    let mut parts = text.split("checklists ");
    let mut stable = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_hash = part.len() > 12 && part.as_bytes()[..12].iter().all(u8::is_ascii_hexdigit);
        let part = if is_hash { format!("HASH{}", &part[12..]) } else { part.to_owned() };
        stable.push_str("checklists ");
        stable.push_str(&part);
    }
    stable
}
