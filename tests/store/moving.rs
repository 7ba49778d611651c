//! A deployment moves from a SQLite file into PostgreSQL: all that the old store answers the new one answers, whenever the
//! move was cut short.

use std::path::Path;

use preflight::checklist::model::Verdict;
use preflight::reply::policy::Limits;
use preflight::report::Report;
use preflight::store::archive::{DeliveryFilter, PageOf, Span, TicketFilter};
use preflight::store::moving::Moving;
use preflight::store::postgres::{PostgresStore, Target, Timekeeping};
use preflight::store::sqlite::SqliteStore;
use preflight::store::{
    Accepted, Claim, Intent, Keeper, Outcome, Speech, Standing, Store, StoreError, Trouble,
};

use crate::cluster;
use crate::postgres::open;
use crate::words::{accept, again_at, at, claim_one, comment, delivery, found, report, speech, ticket};

/// More than one piece has.
const TICKETS: i64 = 2_500;

#[tokio::test]
async fn whatever_the_file_answers_the_database_answers() {
    let Some(cluster) = cluster::shared() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("store.sqlite");
    live(&file).await;
    let url = cluster.database().await;
    let mut steps = 0;
    // Cut short after each piece, and begun again.
    while begin(&file, &url).await.expect("it goes on").step().await.expect("moved").is_some() {
        steps += 1;
        let refused = PostgresStore::open(&target(&url)).await;
        assert!(matches!(refused, Err(StoreError::Unreadable { .. })), "half of it is not to be worked on");
    }
    assert!(steps >= 10, "{steps}");
    let moved = begin(&file, &url).await.expect("it goes on").finish().await.expect("finished");
    let rows = |name: &str| moved.rows.iter().find(|(table, _)| *table == name).map(|(_, rows)| *rows);
    assert_eq!(rows("due"), Some(TICKETS.unsigned_abs() + 5));
    let (old, new) = (SqliteStore::open(&file).expect("it opens"), open(&url).await);
    assert_eq!(answers(&old).await, answers(&new).await);
    for store in [&old as &dyn Keeper, &new] {
        goes_on(store).await;
    }
    assert_eq!(answers(&old).await, answers(&new).await, "after more work, too");
}

#[tokio::test]
async fn a_database_with_other_data_is_left_alone() {
    let Some(cluster) = cluster::shared() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let (file, other) = (folder.path().join("store.sqlite"), folder.path().join("other.sqlite"));
    for path in [&file, &other] {
        accept(&SqliteStore::open(path).expect("it opens"), "d1", "1", 0).await;
    }
    let url = cluster.database().await;
    accept(&open(&url).await, "d9", "9", 0).await;
    let why = async |file: &Path, url: &str| begin(file, url).await.err().expect("refused").to_string();
    assert!(why(&file, &url).await.contains("it holds other data"));
    let url = cluster.database().await;
    let mut moving = begin(&file, &url).await.expect("it is empty");
    assert!(why(&file, &cluster.database().await).await.contains("another process uses this store"));
    while moving.step().await.expect("moved").is_some() {}
    drop(moving);
    assert!(why(&other, &url).await.contains("from another file"));
    begin(&file, &url).await.expect("it goes on").finish().await.expect("finished");
    assert!(why(&file, &url).await.contains("has come to its end already"));
}

/// What a deployment has come to: tickets of every kind.
async fn live(file: &Path) {
    let store = SqliteStore::open(file).expect("it opens");
    found(&store, &[], 0).await;
    let speech = speech();
    for number in 0..TICKETS {
        let (id, secs) = (number.to_string(), number * 600);
        accept(&store, &format!("d{number}"), &id, secs).await;
        let lease = claim_one(&store, secs).await;
        if number % 3 == 0 {
            let key = format!("w{number}");
            store.intend(&lease, &comment(&key), &speech, at(secs)).await.expect("intended");
            if number % 2 == 0 {
                store.written(&lease, &key, "audit", at(secs)).await.expect("remembered");
            }
        }
        let verdict = if number % 2 == 0 { Verdict::Ready } else { Verdict::Incomplete };
        let again = if number % 5 == 0 { again_at(secs + 90_000_000) } else { Outcome::default() };
        let outcome = Outcome {
            report: Some(Report { checked_at: at(secs), ..report(verdict) }),
            seen: Some(format!("revision {number}")),
            requester: Some(format!("r{}", number % 100)),
            standing: Some(Standing { status: "open".into(), tags: vec!["vip".into()] }),
            round: 1,
            ..again
        };
        store.finish(&lease, outcome, at(secs)).await.expect("finished");
    }
    let end = TICKETS * 600;
    for (id, trouble) in [("parked", Trouble::Ticket), ("outage", Trouble::Helpdesk)] {
        accept(&store, id, id, end).await;
        store
            .park(&claim_one(&store, end).await, trouble, "a reason\u{0} of its own", at(end))
            .await
            .expect("parked");
    }
    accept(&store, "failed", "failed", end).await;
    store.retry(&claim_one(&store, end).await, at(end + 60), "away").await.expect("remembered");
    accept(&store, "leased", "leased", end).await;
    claim_one(&store, end).await;
    accept(&store, "due", "due", end).await;
    drop(store);
    let tool = rusqlite::Connection::open(file).expect("a connection");
    tool.execute_batch(
        "INSERT INTO account_fuse VALUES ('other', 5000, 3000, 60), ('closed', NULL, 4000, 61)",
    )
    .expect("changed");
}

/// All that can be asked of a store.
async fn answers(store: &dyn Keeper) -> Vec<String> {
    let mut all = Vec::new();
    let limits = Limits::default();
    let later = at(TICKETS * 600 + 10);
    for id in ["0", "1", "2", "3", "4", "5", "6", "2499", "parked", "outage", "failed", "due", "nobody"] {
        let (key, requester) = (ticket(id), Some("r3".to_owned()));
        let speech = Speech { requester, limits: limits.clone() };
        all.push(format!("{id} {:?}", store.report(&key).await));
        all.push(format!("{id} {:?}", store.decision(&key).await));
        all.push(format!("{id} {:?}", store.unsettled(&key).await));
        all.push(format!("{id} {:?}", store.history(&key, &speech, later).await));
        all.push(format!("{id} {:?}", store.ticket(&key).await).replace('\u{0}', "").replace("\\0", ""));
        all.push(format!("{id} {:?}", store.passes(&key, &PageOf::first(10)).await));
        all.push(format!("{id} {:?}", store.pass(&key, 1).await));
    }
    all.push(format!("{:?}", store.counts(later).await));
    all.push(format!("{:?}", store.next_due(&[]).await));
    all.push(format!("{:?}", store.fuses().await));
    all.push(format!("{:?}", store.progress("acme").await));
    all.push(format!("{:?}", store.parked(9).await).replace("\\0", ""));
    all.push(format!("{:?}", store.deliveries(&DeliveryFilter::default(), &PageOf::first(1_000)).await));
    all.push(format!("{:?}", store.tickets(&TicketFilter::default(), &PageOf::first(1_000)).await));
    let within = store.passes_within(Span::default(), &PageOf::first(1_000)).await.expect("read");
    all.push(format!("{:?}", within.rows));
    all
}

/// The work goes on where it was.
async fn goes_on(store: &dyn Keeper) {
    let end = TICKETS * 600 + 20;
    assert_eq!(store.accept(delivery("due", "due", end)).await.expect("stored"), Accepted::Known);
    let wanted = Claim {
        now: at(end),
        lease_until: at(end + 60),
        limit: 9,
        except: Vec::new(),
        after: None,
        per_helpdesk_max: u32::MAX,
    };
    let leases = store.claim(wanted).await.expect("claimed");
    assert_eq!(leases.len(), 2, "the one that was due, and the one that nobody holds any more: {leases:?}");
    for lease in &leases {
        let key = format!("new {}", lease.ticket.id);
        let intent = store.intend(lease, &comment(&key), &speech(), at(end)).await.expect("intended");
        assert_eq!(intent, Intent::New);
        store.written(lease, &key, "audit", at(end)).await.expect("remembered");
        let report = Report { checked_at: at(end), ..report(Verdict::Ready) };
        let outcome = Outcome { report: Some(report), round: 2, ..Outcome::default() };
        store.finish(lease, outcome, at(end)).await.expect("finished");
    }
    accept_one(store, "3", end).await;
}

/// A ticket with a history is looked at once more, and found as it was.
async fn accept_one(store: &dyn Keeper, id: &str, secs: i64) {
    store.accept(delivery("once more", id, secs)).await.expect("stored");
    let wanted = Claim {
        now: at(secs),
        lease_until: at(secs + 60),
        limit: 9,
        except: Vec::new(),
        after: None,
        per_helpdesk_max: u32::MAX,
    };
    let lease = store.claim(wanted).await.expect("claimed").remove(0);
    let report = Report { checked_at: at(secs), ..report(Verdict::Incomplete) };
    let outcome = Outcome { report: Some(report), round: 1, ..Outcome::default() };
    store.finish(&lease, outcome, at(secs)).await.expect("finished");
    let passes = store.passes(&ticket(id), &PageOf::first(10)).await.expect("read").rows;
    assert_eq!((passes.len(), passes[0].times), (1, 2), "{passes:?}");
}

fn target(url: &str) -> Target<'_> {
    Target { url, password: None, connections_max: 2, timekeeping: Timekeeping::Database }
}

async fn begin(file: &Path, url: &str) -> Result<Moving, StoreError> {
    Moving::begin(file, &target(url)).await
}
