//! Past tickets from the account: fetched politely, kept for whoever runs it, and never written to.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use preflight::sandbox::fault::{Fault, Op};
use preflight::sandbox::record::Role;
use preflight::sandbox::settings::Settings;
use preflight::ticket::Ticket;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::site::{Ended, Site};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus/dev.jsonl");
const TICKETS: usize = 12;

#[derive(Deserialize)]
struct Line {
    ticket: Ticket,
}

/// An account with tickets of the past.
struct Shelf {
    site: Site,
    ids: Vec<u64>,
}

impl Shelf {
    fn new(settings: Settings) -> Self {
        let site = Site::with(settings);
        let text = fs::read_to_string(CORPUS).expect("the corpus is there");
        let import = |line: &str| {
            let line: Line = serde_json::from_str(line).expect("a ticket");
            site.sandbox.import(&Ticket { id: String::new(), ..line.ticket })
        };
        let ids = text.lines().take(TICKETS).map(import).collect();
        let settings = format!(
            "helpdesks: {{main: {{zendesk: {{url: {}, webhook_secrets: [{{env: ZENDESK_CLIENT_SECRET}}], \
             auth: {{oauth: {{client_id: preflight, client_secret: {{env: ZENDESK_CLIENT_SECRET}}}}}}}}}}}}\n",
            site.sandbox.url()
        );
        fs::create_dir(site.dir()).expect("a folder");
        fs::write(site.dir().join("preflight.yaml"), settings).expect("written");
        Self { site, ids }
    }

    fn backtest(&self, more: &[&str]) -> Ended {
        let (dir, file) = (self.site.dir(), self.file());
        let given = [
            "backtest",
            "--from",
            "zendesk",
            "--since",
            "2025-01-01",
            "--config",
            dir.to_str().expect("a plain path"),
            "--resume",
            file.to_str().expect("a plain path"),
        ];
        self.site.run(&[&given, more].concat())
    }

    fn file(&self) -> PathBuf {
        self.site.dir().join("past.jsonl")
    }

    /// The identifiers of the kept tickets.
    fn kept(&self) -> Vec<String> {
        let text = fs::read_to_string(self.file()).expect("it is kept");
        let id = |line: &str| {
            let line: Value = serde_json::from_str(line).expect("a line of JSON");
            line["id"].as_str().expect("a text").to_owned()
        };
        text.lines().map(id).collect()
    }

    /// How many requests of this kind there were.
    fn count(&self, op: Op) -> usize {
        self.site.sandbox.requests().iter().filter(|entry| entry.op == Some(op)).count()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn past_tickets_are_fetched_once_and_nothing_is_written() {
    let shelf = Shelf::new(Settings::default());
    let before = shelf.site.sandbox.requests().len();
    let (status, out, err) = shelf.backtest(&[]);
    assert_eq!(status, 0, "{err}");
    assert!(out.starts_with("12 tickets, each as it stood at its end"), "{out}");
    insta::assert_snapshot!("fetching", err);
    let requests = &shelf.site.sandbox.requests()[before..];
    let writes: Vec<_> = requests.iter().filter(|entry| entry.method != "GET").collect();
    assert!(writes.iter().all(|entry| entry.op == Some(Op::Token)), "{writes:?}");

    let fetched = shelf.count(Op::FetchTicket);
    let (status, again, err) = shelf.backtest(&[]);
    assert_eq!((status, again == out), (0, true), "{err}");
    assert_eq!(shelf.count(Op::FetchTicket), fetched, "what is there is not fetched again");
    for path in [shelf.file(), shelf.site.dir().join("past.jsonl.list")] {
        let mode = fs::metadata(&path).expect("it is kept").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", path.display());
    }
    let text = fs::read_to_string(shelf.file()).expect("it is kept");
    assert!(!text.contains("@customer.example"), "who asked is not needed");

    let file = shelf.file();
    let from_file = ["backtest", "--from", file.to_str().expect("a plain path")];
    assert_eq!(shelf.site.run(&from_file).0, 0, "the file can be read like any other");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_was_cut_short_goes_on_where_it_was() {
    let shelf = Shelf::new(Settings::default());
    let (_, whole, _) = shelf.backtest(&[]);
    // As though it had been killed while it wrote its sixth ticket.
    let text = fs::read_to_string(shelf.file()).expect("it is kept");
    let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at).collect();
    fs::write(shelf.file(), &text[..ends[4] + 40]).expect("written");
    let fetched = shelf.count(Op::FetchTicket);
    let (status, out, err) = shelf.backtest(&[]);
    assert_eq!((status, out), (0, whole), "{err}");
    assert_eq!(shelf.count(Op::FetchTicket) - fetched, TICKETS - 5);
    assert_eq!(shelf.kept().len(), TICKETS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_that_changed_is_fetched_anew_and_counted_once() {
    let shelf = Shelf::new(Settings::default());
    assert_eq!(shelf.backtest(&[]).0, 0);
    let (changed, gone) = (shelf.ids[3], shelf.ids[4]);
    let list = shelf.site.dir().join("past.jsonl.list");
    // The newest minute is not listed, so that the change is put into the list by hand.
    let text = fs::read_to_string(&list).expect("it is kept");
    let line = text.lines().nth(1).expect("a page");
    let mut page: Value = serde_json::from_str(line).expect("a page");
    let listed =
        |id: u64| json!({"id": id.to_string(), "revision": "later", "created_at": "2026-01-01T00:00:00Z"});
    page["tickets"] = json!([listed(changed), listed(gone)]);
    fs::write(&list, format!("{text}{page}\n")).expect("written");
    shelf.site.sandbox.faults().next(Op::FetchTicket, Fault::Status(404));
    let fetched = shelf.count(Op::FetchTicket);
    let (status, out, err) = shelf.backtest(&[]);
    assert_eq!(status, 0, "{err}");
    assert!(err.contains("1 ticket fetched; 1 gone since it was listed."), "{err}");
    assert_eq!(shelf.count(Op::FetchTicket) - fetched, 2);
    assert!(out.starts_with("12 tickets"), "{out}");
    let mut kept = shelf.kept();
    kept.sort();
    kept.dedup();
    assert_eq!(kept.len(), TICKETS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_waits_when_it_is_asked_to_and_tries_again() {
    let shelf = Shelf::new(Settings::default());
    let faults = shelf.site.sandbox.faults();
    faults.next(Op::ExportTickets, Fault::TooManyRequests { retry_after_secs: 1 });
    faults.next(Op::FetchTicket, Fault::TooManyRequests { retry_after_secs: 1 });
    faults.next(Op::FetchComments, Fault::Status(500));
    let (status, out, err) = shelf.backtest(&["--first-contact"]);
    assert_eq!(status, 0, "{err}");
    assert!(out.starts_with("12 tickets, each as it stood before anyone had answered"), "{out}");
    assert!(faults.are_spent());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_stands_in_the_way_is_told() {
    let shelf = Shelf::new(Settings::default());
    for _ in 0..TICKETS {
        // Once more than the token is renewed.
        shelf.site.sandbox.faults().next(Op::FetchComments, Fault::Status(401));
    }
    let (status, _, err) = shelf.backtest(&[]);
    assert_eq!(status, 2, "{err}");
    shelf.site.sandbox.faults().clear();
    assert!(
        err.contains("the tickets can't be fetched") && err.contains("say the same again to go on"),
        "{err}"
    );
    assert_eq!(shelf.backtest(&[]).0, 0);

    let (status, _, err) = shelf.backtest(&["--from", "tickets.jsonl"]);
    assert_eq!((status, err.contains("stand alone")), (2, true), "{err}");
    fs::write(shelf.site.dir().join("other.jsonl"), "{}\n").expect("written");
    let other = shelf.site.dir().join("other.jsonl");
    let dir = shelf.site.dir();
    let given =
        ["backtest", "--from", "zendesk", "--config", dir.to_str().expect("a plain path"), "--resume"];
    let (status, _, err) = shelf.site.run(&[&given[..], &[other.to_str().expect("a plain path")]].concat());
    assert_eq!((status, err.contains("is not from an earlier run")), (2, true), "{err}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_may_not_list_tickets_and_is_told_so() {
    let shelf = Shelf::new(Settings { api_user_role: Role::Agent, ..Settings::default() });
    let (status, _, err) = shelf.backtest(&[]);
    assert_eq!(status, 2, "{err}");
    assert!(err.contains("only the credentials of an administrator"), "{err}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tickets_are_rechecked_by_their_tag() {
    let shelf = Shelf::new(Settings::default());
    let _service = shelf.site.serve();
    let dir = shelf.site.dir();
    let recheck = |more: &[&str]| {
        let given = ["recheck", "--config", dir.to_str().expect("a plain path")];
        shelf.site.run(&[&given, more].concat())
    };
    assert_eq!(recheck(&["--tag", "vip"]).1, "No ticket bears the tag vip.\n");
    for id in &shelf.ids[..3] {
        let path = format!("/api/v2/tickets/{id}/tags.json");
        shelf.site.ask(Method::PUT, &path, json!({"tags": ["vip"]})).await;
    }
    assert_eq!(recheck(&["--tag", "vip"]), (0, "3 tickets are looked at again.\n".into(), String::new()));
    let (status, out, err) = recheck(&["--tag", "vip", "--limit", "2"]);
    assert_eq!((status, out.as_str()), (0, "2 tickets are looked at again.\n"));
    assert!(err.contains("more than 2 tickets"), "{err}");
    let (status, _, err) = recheck(&["--tag", "vip status:open"]);
    assert_eq!((status, err.contains("a tag has letters")), (2, true), "{err}");
}
