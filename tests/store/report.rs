//! What `preflight report`, `deliveries` and `replay` make of what a store holds.

use std::path::Path;
use std::process::Command;

use preflight::checklist::model::Verdict;
use preflight::reply::history::PastWrite;
use preflight::reply::stance::Why;
use preflight::reply::told::{Asked, Told};
use preflight::report::Report;
use preflight::store::sqlite::SqliteStore;
use preflight::store::{Decision, Outcome, Standing, Store};
use serde_json::Value;

use crate::words::{accept, at, claim_one, item, nothing_left, report};

/// The status, standard output and standard error of a command beside this store.
fn says(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_preflight"))
        .args(arguments)
        .env_clear()
        .env("PREFLIGHT_STORE_PATH", folder.join("store.sqlite"))
        .current_dir(folder)
        .output()
        .expect("it starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().expect("it ends by itself"), text(&output.stdout), text(&output.stderr))
}

/// A pass that found this. `missing` are the items that are not there.
fn found(category: &str, verdict: Verdict, round: u32, missing: &[&str]) -> Outcome {
    let mut report = Report { category: category.into(), ..report(verdict) };
    report.items = missing.iter().map(|name| item(name, "missing")).collect();
    let standing = Standing { status: "open".into(), tags: Vec::new() };
    Outcome { report: Some(report), round, standing: Some(standing), ..Outcome::default() }
}

/// The comment that would ask for what is missing.
fn withheld(outcome: Outcome) -> Outcome {
    let report = outcome.report.as_ref().expect("a report");
    let asked: Vec<_> = report.asked().collect();
    let told = Told::of(report, &asked);
    let key = format!("{:?}", told.asked.iter().map(|Asked { item, .. }| item).collect::<Vec<_>>());
    let write = PastWrite { key, public: true, at_ms: 0, told: Some(told) };
    let decision = Decision { why: Some(Why::Observed), withheld: vec![write], written: Vec::new() };
    Outcome { decision, ..outcome }
}

async fn pass(store: &SqliteStore, id: &str, secs: i64, mut outcome: Outcome) {
    if let Some(report) = &mut outcome.report {
        report.checked_at = at(secs);
    }
    accept(store, &format!("{id} at {secs}"), id, secs).await;
    let lease = claim_one(store, secs).await;
    store.finish(&lease, outcome, at(secs)).await.expect("finished");
}

/// Somebody has worked on it, and it was read again.
async fn stands(store: &SqliteStore, id: &str, secs: i64, status: &str, tags: &[&str]) {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    let standing = Some(Standing { status: status.into(), tags });
    pass(store, id, secs, Outcome { standing, ..nothing_left() }).await;
}

/// A fortnight of observing.
async fn observed(store: &SqliteStore) {
    let parcel = |verdict, round, missing: &[&str]| found("parcel", verdict, round, missing);
    pass(store, "1", 0, parcel(Verdict::Ready, 1, &[])).await;
    stands(store, "1", 1, "solved", &["Escalated"]).await;
    stands(store, "1", 2, "open", &["escalated"]).await;
    stands(store, "1", 3, "solved", &["escalated"]).await;
    let asks = || withheld(parcel(Verdict::Incomplete, 1, &["number", "photo"]));
    pass(store, "2", 10, asks()).await;
    pass(store, "2", 11, asks()).await;
    pass(store, "2", 12, withheld(parcel(Verdict::Incomplete, 2, &["photo"]))).await;
    pass(store, "2", 13, parcel(Verdict::Ready, 3, &[])).await;
    pass(store, "3", 20, asks()).await;
    stands(store, "3", 21, "open", &["escalated"]).await;
    pass(store, "10", 30, found("letter", Verdict::Waiting, 1, &[])).await;
    pass(store, "11", 31, found("", Verdict::Ignored, 1, &[])).await;
    pass(store, "12", 100_000, parcel(Verdict::Ready, 1, &[])).await;
}

#[tokio::test]
async fn a_period_is_told_by_category_with_what_would_have_been_said() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("store.sqlite")).expect("the store opens");
    observed(&store).await;
    let (since, until) = (at(0).to_string(), at(1_000).to_string());
    let report = |more: &[&str]| {
        let given = ["report", "--since", &since, "--until", &until, "--escalated-tag", "escalated"];
        says(folder.path(), &[&given, more].concat())
    };
    let (status, out, err) = report(&["--html", "page.html"]);
    assert_eq!(status, 0, "{err}");
    insta::assert_snapshot!("report", out);
    let page = std::fs::read_to_string(folder.path().join("page.html")).expect("it is written");
    assert!(page.contains("<h1>What Preflight found</h1>") && !page.contains("&lt;svg"), "{page}");
    insta::assert_snapshot!("report_page", page[page.find("<body>").expect("a body")..].to_owned());
    let (_, out, _) = report(&["--format", "json"]);
    let json: Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(json["all"]["comments_withheld"], 3);
    assert_eq!(json["categories"]["parcel"]["asked_in_withheld"]["photo"], 3);
    assert_eq!(json["all"]["ready_in_round"], serde_json::json!({"1": 1, "3": 1}));

    let empty = ["report", "--until", "2001-01-01"];
    let (status, out, _) = says(folder.path(), &empty);
    assert_eq!((status, out.starts_with("Nothing was checked from 2000-12-02")), (1, true), "{out}");
    let (status, _, err) = says(folder.path(), &["report", "--since", "2026-01-02", "--until", "2026-01-02"]);
    assert_eq!((status, err.contains("is empty")), (2, true), "{err}");
}

#[tokio::test]
async fn deliveries_are_listed_and_replayed() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("store.sqlite")).expect("the store opens");
    let (status, out, _) = says(folder.path(), &["deliveries"]);
    assert_eq!((status, out.as_str()), (1, "Nothing was received.\n"));
    for (key, id, secs) in [("a", "1", 0), ("b", "2", 1), ("c", "1", 2)] {
        let mut delivery = crate::words::delivery(key, id, secs);
        delivery.ticket.helpdesk = "zendesk".into();
        store.accept(delivery).await.expect("stored");
    }
    let (status, out, err) = says(folder.path(), &["deliveries", "--ticket", "1"]);
    assert_eq!(status, 0, "{err}");
    insta::assert_snapshot!("deliveries", out);
    assert_eq!(says(folder.path(), &["deliveries", "--limit", "2"]).1.lines().count(), 2);
    let (status, out, err) = says(folder.path(), &["replay", "zendesk/a"]);
    assert_eq!((status, out.as_str()), (0, "zendesk/1 is looked at again.\n"), "{err}");
    let (_, out, _) = says(folder.path(), &["deliveries", "--ticket", "1", "--limit", "1"]);
    assert!(out.contains("  zendesk/1  replay  zendesk/replay:") && out.ends_with(":a\n"), "{out}");
    let (status, out, _) = says(folder.path(), &["replay", "nothing"]);
    assert_eq!((status, out.contains("There is no delivery nothing")), (1, true), "{out}");
}
