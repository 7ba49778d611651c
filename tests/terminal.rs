//! What a ticket holds moves, colours, hides or turns round nothing on a terminal, whatever command shows it.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use jiff::{SignedDuration, Timestamp};
use preflight::store::sqlite::SqliteStore;
use preflight::store::{Claim, NewDelivery, Store, TicketKey, Trouble};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Colours, clears the screen, sets the title, goes back over the line, turns the text round, hides it, begins a line.
const HARM: &str =
    "\u{1b}[31m\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}1A\u{8}\r\u{202e}\u{2066}\u{200b}\u{85}\u{2028}";

/// Harm in whatever a customer or a helpdesk can fill in, and beside what is read and shown.
fn ticket() -> Value {
    let order = format!("57796087{HARM}5603559534");
    json!({
        "id": format!("4711{HARM}\n4712: ready"),
        "subject": format!("TikTok order missing{HARM}"),
        "created_at": "2026-03-02T15:04:00Z",
        "checked_at": "2026-03-02T15:04:05Z",
        "channel": format!("web{HARM}"),
        "locale": format!("en{HARM}"),
        "time_zone": format!("Nowhere{HARM}"),
        "tags": [format!("vip{HARM}")],
        "fields": {format!("note{HARM}"): format!("x{HARM}"), "category": format!("orders{HARM}")},
        "messages": [
            {
                "author": "customer",
                "at": "2026-03-02T15:04:00Z",
                "body": format!("An order from TikTok never came over.\nSeller ID: 74950{HARM}\n\
                    TikTok Order ID: {order}\nCS Order ID: {HARM}\nOrder date: last {HARM}week\n\
                    I will send the {HARM} screenshot of CommentSold tomorrow.\n-- \nAnn{HARM}"),
                "attachments": [{
                    "file_name": format!("seller center order{HARM}.png"),
                    "content_type": format!("image/png{HARM}"),
                    "size": 90_000,
                }],
            },
            {
                "author": "customer",
                "at": "2026-03-02T16:04:00Z",
                "format": "html",
                "body": format!("<p>Product name: &#27;[31m{HARM}<b>&#x9b;2J&#8238;</b></p><pre>a&#10;b{HARM}</pre>\
                    <blockquote>On Monday {HARM} wrote:<br>{HARM}</blockquote>"),
            },
        ],
    })
}

struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().expect("a directory for the test") };
        let ticket = ticket();
        desk.write("ticket.json", &ticket.to_string());
        desk.write("line.jsonl", &json!({"id": format!("dev-1{HARM}"), "ticket": ticket}).to_string());
        let plain = format!("Subject: TikTok order {HARM}\n\nTikTok Order ID: 5779{HARM}\n{HARM}");
        desk.write("ticket.txt", &plain);
        let mail = format!("From: Ann{HARM} <a@b.example>\r\nSubject: Order {HARM} missing");
        desk.write("ticket.eml", &format!("{}\r\n\r\nTikTok {HARM}", mail.replace('\r', " ")));
        desk.write("broken.json", &format!("{{\"{HARM}\": {HARM}"));
        let author = format!("boss{HARM}");
        desk.write("wrong.json", &json!({"messages": [{"author": author, "body": ""}]}).to_string());
        desk
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).expect("written");
    }

    /// What the command prints, to both streams.
    fn shows(&self, arguments: &[&str]) -> String {
        let mut command = Command::cargo_bin("preflight").expect("cargo builds it for the test");
        for name in ["PREFLIGHT_CONFIG", "PREFLIGHT_TIME_ZONE", "PREFLIGHT_LOG", "RUST_LOG"] {
            command.env_remove(name);
        }
        let output = command.current_dir(self.folder.path()).args(arguments).output().expect("it starts");
        assert!(!output.stdout.is_empty() || !output.stderr.is_empty(), "{arguments:?}");
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    }
}

#[track_caller]
fn is_harmless(what: &str, shown: &str) {
    let harm = |letter: char| letter.is_control() || (!letter.is_ascii() && HARM.contains(letter));
    let line = shown.split('\n').find(|line| line.contains(harm));
    assert_eq!(line, None, "{what}");
}

#[test]
fn a_hostile_ticket_is_checked_and_moves_no_terminal() {
    let desk = Desk::new();
    for arguments in [
        &["check", "ticket.json"][..],
        &["check", "--explain", "ticket.json"],
        &["check", "--format", "json", "ticket.json"],
        &["check", "--explain", "--format", "json", "ticket.json"],
        &["check", "ticket.txt"],
        &["check", "--explain", "ticket.txt"],
        &["check", "ticket.eml"],
        &["check", "--explain", "ticket.eml"],
        &["check", "--jsonl", "line.jsonl"],
    ] {
        let shown = desk.shows(arguments);
        is_harmless(&arguments.join(" "), &shown);
        assert!(!shown.lines().any(|line| line.starts_with("4712")), "a line of its own: {shown}");
    }
}

#[test]
fn a_file_that_is_no_ticket_is_refused_and_moves_no_terminal() {
    let desk = Desk::new();
    for arguments in [
        &["check", "broken.json"][..],
        &["check", "wrong.json"],
        &["check", "--jsonl", "broken.json"],
        &["check", "--jsonl", "wrong.json"],
        &["demo", "--once", "--folder", "data", "wrong.json"],
        &["learn", "broken.json", "--out", "learned.json"],
    ] {
        is_harmless(&arguments.join(" "), &desk.shows(arguments));
    }
    let named = format!("no such file{HARM}.json");
    for arguments in [&["check", &named][..], &["demo", "--once", &named]] {
        is_harmless(&arguments.join(" "), &desk.shows(arguments));
    }
}

#[test]
fn a_hostile_ticket_goes_the_whole_way_and_moves_no_terminal() {
    let desk = Desk::new();
    let shown =
        desk.shows(&["demo", "--once", "--folder", "data", "line.jsonl", "ticket.json", "ticket.txt"]);
    is_harmless("demo --once", &shown);
    assert!(shown.contains("3 tickets"), "{shown}");
}

#[tokio::test]
async fn the_reason_why_a_ticket_was_set_aside_moves_no_terminal() {
    let desk = Desk::new();
    let path = desk.folder.path().join("store.sqlite");
    set_aside(&path, &format!("4711{HARM}"), &format!("refused{HARM}\nacme/1  since yesterday")).await;
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/preflight.yaml");
    let settings = fs::read_to_string(shipped).expect("it is shipped");
    desk.write("preflight.yaml", &settings.replace("path: preflight.sqlite", "path: store.sqlite"));
    let shown = desk.shows(&["parked", "--config", "."]);
    is_harmless("parked", &shown);
    assert_eq!(shown.lines().count(), 1, "{shown}");
    assert!(shown.contains("refused\\u{1b}[31m"), "{shown}");
}

async fn set_aside(path: &Path, id: &str, reason: &str) {
    let store = SqliteStore::open(path).expect("the store opens");
    let now = Timestamp::now();
    let ticket = TicketKey { helpdesk: "acme".into(), id: id.into() };
    let delivery = NewDelivery {
        ticket,
        key: "d1".into(),
        event: "ticket_created".into(),
        received_at: now,
        trace: None,
    };
    store.accept(delivery).await.expect("stored");
    let lease_until = now + SignedDuration::from_secs(60);
    let claim =
        Claim { now, lease_until, limit: 1, except: Vec::new(), after: None, per_helpdesk_max: u32::MAX };
    let lease = store.claim(claim).await.expect("claimed").remove(0);
    store.park(&lease, Trouble::Ticket, reason, now).await.expect("parked");
}
