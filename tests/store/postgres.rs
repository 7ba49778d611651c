//! The contract over PostgreSQL, and what is special to a database that several replicas share: its death, their races, its
//! clock, its partitions.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use preflight::reply::policy::Limits;
use preflight::store::postgres::{PostgresStore, Target, Timekeeping};
use preflight::store::{Accepted, Claim, Fuse, Intent, Speech, Store, StoreError};
use secrecy::SecretString;
use tokio_util::sync::CancellationToken;

use crate::cluster::{self, Cluster};
use crate::words::{accept, at, claim_at_most, claim_one, comment, delivery, nothing_left, speech};
use crate::{contract, history};

/// Nothing that a test waits for takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

macro_rules! holds_for_postgres {
    ($contract:ident: $($story:ident),* $(,)?) => {
        $(
            #[tokio::test]
            async fn $story() {
                let Some(cluster) = cluster::shared() else { return };
                let store = open(&cluster.database().await).await;
                $contract::$story(&store).await;
            }
        )*
    };
}

crate::contract::stories!(holds_for_postgres);
crate::history::stories!(holds_for_postgres);

/// All time is set by hand.
pub async fn open(url: &str) -> PostgresStore {
    open_by(url, Timekeeping::Caller).await
}

async fn open_by(url: &str, timekeeping: Timekeeping) -> PostgresStore {
    let target = Target { url, password: None, connections_max: 8, timekeeping };
    PostgresStore::open(&target).await.expect("the store opens")
}

#[tokio::test]
async fn the_index_of_the_version_before_stays_where_that_version_ran() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let database = url.rsplit('/').next().expect("its name");
    let demand =
        async |what: &str| cluster.execute(database, &format!("DO $$ BEGIN ASSERT {what}; END $$")).await;
    accept(&open(&url).await, "d1", "1", 0).await;
    demand("to_regclass('delivery_by_key') IS NULL").await;
    let as_before = "
        DROP INDEX delivery_by_name;
        CREATE INDEX delivery_by_key ON delivery (helpdesk, key);
        CREATE INDEX delivery_by_ticket ON delivery (helpdesk, ticket_id);
        DELETE FROM migration WHERE version = 3";
    cluster.execute(database, as_before).await;
    let store = open(&url).await;
    demand("to_regclass('delivery_by_key') IS NOT NULL").await;
    demand("to_regclass('delivery_by_name') IS NOT NULL AND to_regclass('delivery_by_ticket') IS NULL").await;
    assert_eq!(store.accept(delivery("d1", "1", 1)).await.expect("stored"), Accepted::Known);
}

#[tokio::test]
async fn a_fuse_that_an_earlier_version_opened_holds_for_all_until_it_is_closed() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let store = open(&url).await;
    accept(&store, "d1", "1", 0).await;
    let lease = claim_one(&store, 0).await;
    let database = url.rsplit('/').next().expect("its name");
    let opened = "INSERT INTO fuse (id, opened_at_ms, closed_at_ms, comments) VALUES (1, 1000, 0, 61)
        ON CONFLICT (id) DO UPDATE SET opened_at_ms = 1000, comments = 61";
    cluster.execute(database, opened).await;
    let fuses = store.fuses().await.expect("read");
    assert_eq!(
        fuses,
        [Fuse { helpdesk: None, opened_at: jiff::Timestamp::from_second(1).expect("a time"), comments: 61 }]
    );
    let intent = store.intend(&lease, &comment("w1"), &speech(), at(2)).await;
    assert_eq!(intent.expect("an answer"), Intent::Fused);
    accept(&store, "d2", "2", 2).await;
    assert_eq!(claim_at_most(&store, 2, 9).await, []);
    assert!(store.close_fuse(Some("acme"), at(3)).await.expect("closed"));
    assert_eq!(store.fuses().await.expect("read"), []);
    let intent = store.intend(&lease, &comment("w1"), &speech(), at(4)).await;
    assert_eq!(intent.expect("an answer"), Intent::New);
    claim_one(&store, 4).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_ticket_is_given_to_two_replicas_at_once() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let replicas = [open_by(&url, Timekeeping::Database).await, open_by(&url, Timekeeping::Database).await];
    let replicas = replicas.map(Arc::new);
    let tickets = 60;
    for id in 0..tickets {
        accept(replicas[id % 2].as_ref(), &format!("d{id}"), &format!("t{id}"), 0).await;
    }
    let (held, given) = (Arc::new(Mutex::new(HashSet::new())), Arc::new(AtomicUsize::new(0)));
    let workers = (0..12).map(|worker| {
        let (store, held, given) = (Arc::clone(&replicas[worker % 2]), Arc::clone(&held), Arc::clone(&given));
        tokio::spawn(async move {
            for round in 0..40 {
                let wanted = Claim {
                    now: at(10),
                    lease_until: at(70),
                    limit: 3,
                    except: Vec::new(),
                    after: None,
                    per_helpdesk_max: u32::MAX,
                };
                for lease in store.claim(wanted).await.expect("claimed") {
                    let id = lease.ticket.id.clone();
                    assert!(held.lock().expect("a set").insert(id.clone()), "{id} is held already");
                    given.fetch_add(1, Ordering::Relaxed);
                    // A delivery in the midst of it makes it due again.
                    accept(store.as_ref(), &format!("d{worker}-{round}"), &id, 5).await;
                    held.lock().expect("a set").remove(&id);
                    store.finish(&lease, nothing_left(), at(6)).await.expect("it was held");
                }
            }
        })
    });
    for worker in join_all(workers).await {
        worker.expect("nobody panics");
    }
    assert!(given.load(Ordering::Relaxed) > 200, "{given:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_replicas_keep_the_same_delivery_once() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let (one, other) = (open(&url).await, open(&url).await);
    for round in 0..50 {
        let key = format!("d{round}");
        let (first, second) =
            tokio::join!(one.accept(delivery(&key, "1", 0)), other.accept(delivery(&key, "1", 1)));
        let mut accepted = [first.expect("stored"), second.expect("stored")];
        accepted.sort_by_key(|accepted| *accepted == Accepted::Known);
        assert_eq!(accepted, [Accepted::New, Accepted::Known], "{key}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_replicas_do_not_both_have_the_last_comment() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let (one, other) = (open(&url).await, open(&url).await);
    let limits =
        Limits { comments_per_minute_max: 1_000, comments_per_requester_per_day_max: 1, ..Limits::default() };
    for round in 0..30 {
        let requester = Some(format!("r{round}"));
        let speech = Speech { requester, limits: limits.clone() };
        accept(&one, "a", &format!("a{round}"), 0).await;
        accept(&one, "b", &format!("b{round}"), 0).await;
        let leases = claim_at_most(&one, 1, 2).await;
        let (write, write_too) = (comment("a"), comment("b"));
        let (first, second) = tokio::join!(
            one.intend(&leases[0], &write, &speech, at(2)),
            other.intend(&leases[1], &write_too, &speech, at(2)),
        );
        let intents = [first.expect("an answer"), second.expect("an answer")];
        assert!(intents.contains(&Intent::New) && intents.contains(&Intent::Limited), "{intents:?}");
        for lease in &leases {
            one.finish(lease, nothing_left(), at(3)).await.expect("finished");
        }
    }
}

#[tokio::test]
async fn leases_run_by_the_databases_clock() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let store = open_by(&url, Timekeeping::Database).await;
    accept(&store, "d1", "1", 0).await;
    // Of this caller's clock, which stands in another year, only the span counts.
    let lease = claim_one(&store, 1).await;
    assert_eq!(claim_at_most(&store, 1_000_000, 1).await, [], "a minute has not gone by");
    store.extend(&lease, at(1), at(1)).await.expect("extended by nothing");
    claim_one(&store, 2).await;
    let lost = store.finish(&lease, nothing_left(), at(3)).await;
    assert!(matches!(lost, Err(StoreError::LeaseLost)), "{lost:?}");
}

#[tokio::test]
async fn another_replica_is_woken_and_oneself_is_not() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let (one, other) = (open(&url).await, open(&url).await);
    // Each hears once that it listens now.
    tokio::join!(one.woken(), other.woken());
    accept(&one, "d1", "1", 0).await;
    tokio::time::timeout(PATIENCE, other.woken()).await.expect("it hears of it");
    accept(&other, "d2", "2", 0).await;
    tokio::time::timeout(PATIENCE, one.woken()).await.expect("it hears of it");
    accept(&one, "d3", "3", 0).await;
    tokio::time::timeout(PATIENCE, other.woken()).await.expect("it hears of it");
    let own = one.woken();
    tokio::pin!(own);
    assert!(futures_util::poll!(&mut own).is_pending(), "it does not hear itself");
}

#[tokio::test]
async fn what_was_accepted_is_there_after_the_servers_death() {
    let Some(bin) = cluster::binaries() else { return };
    let mut cluster = Cluster::start(bin);
    let url = cluster.database().await;
    let store = Arc::new(open_by(&url, Timekeeping::Database).await);
    let accepted = Arc::new(Mutex::new(Vec::new()));
    let stop = CancellationToken::new();
    let senders = (0..8).map(|sender| {
        let (store, accepted, stop) = (Arc::clone(&store), Arc::clone(&accepted), stop.clone());
        tokio::spawn(async move {
            for number in 0.. {
                let key = format!("{sender}-{number}");
                if stop.is_cancelled() {
                    return;
                }
                if store.accept(delivery(&key, &key, 0)).await.is_ok() {
                    accepted.lock().expect("a list").push(key);
                } else {
                    tokio::task::yield_now().await;
                }
            }
        })
    });
    let senders: Vec<_> = senders.collect();
    for kill in 1..=3 {
        while accepted.lock().expect("a list").len() < kill * 200 {
            tokio::task::yield_now().await;
        }
        cluster.kill();
        cluster.go();
    }
    stop.cancel();
    for sender in senders {
        sender.await.expect("nobody panics");
    }
    let after = open_by(&url, Timekeeping::Database).await;
    let accepted = accepted.lock().expect("a list").clone();
    for key in &accepted {
        let again = after.accept(delivery(key, key, 1)).await.expect("stored");
        assert_eq!(again, Accepted::Known, "{key} of {}", accepted.len());
    }
}

#[tokio::test]
async fn a_caller_that_goes_away_loses_nothing_and_leaves_nothing_open() {
    let Some(cluster) = cluster::shared() else { return };
    let store = open(&cluster.database().await).await;
    for round in 0..40 {
        let id = format!("t{round}");
        accept(&store, "d", &id, 0).await;
        let lease = claim_one(&store, 1).await;
        {
            let (write, speech) = (comment("w"), speech());
            let intending = store.intend(&lease, &write, &speech, at(2));
            tokio::pin!(intending);
            // Polled a few times, which brings it into its transaction, and dropped, as on a reset connection.
            for _ in 0..round % 4 {
                assert!(futures_util::poll!(&mut intending).is_pending());
                tokio::task::yield_now().await;
            }
        }
        store.finish(&lease, nothing_left(), at(3)).await.expect("nobody holds the row");
        {
            let key = format!("late {round}");
            let accepting = store.accept(delivery(&key, &id, 4));
            tokio::pin!(accepting);
            assert!(futures_util::poll!(&mut accepting).is_pending());
        }
        store.accept(delivery(&format!("later {round}"), "other", 4)).await.expect("stored");
        let leases = claim_at_most(&store, 5, 9).await;
        assert!(leases.iter().any(|lease| lease.ticket.id == id), "what was queued is kept");
        for lease in &leases {
            store.finish(lease, nothing_left(), at(6)).await.expect("finished");
        }
    }
}

#[tokio::test]
async fn old_weeks_of_deliveries_go_as_a_whole() {
    let Some(cluster) = cluster::shared() else { return };
    let store = open(&cluster.database().await).await;
    let week = 7 * 86_400;
    for (key, secs) in [("old", 0), ("older", -week), ("new", 3 * week)] {
        store.accept(delivery(key, "1", secs)).await.expect("stored");
    }
    let gone = store.forget(at(2 * week), 100).await.expect("forgotten");
    assert_eq!(gone, 2, "the ticket itself waits");
    assert_eq!(store.accept(delivery("old", "1", 1)).await.expect("stored"), Accepted::New);
    assert_eq!(store.accept(delivery("new", "1", 3 * week + 1)).await.expect("stored"), Accepted::Known);
}

#[tokio::test]
async fn several_programs_may_bring_the_tables_up_to_date_at_once() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let opened = join_all((0..6).map(|_| open(&url))).await;
    accept(&opened[0], "d1", "1", 0).await;
    assert_eq!(opened[5].accept(delivery("d1", "1", 0)).await.expect("stored"), Accepted::Known);
}

#[tokio::test]
async fn a_database_that_is_not_there_is_told_without_its_password() {
    let password = SecretString::from("hush");
    let url = "postgres://preflight@127.0.0.1:9/preflight";
    let target =
        Target { url, password: Some(&password), connections_max: 1, timekeeping: Timekeeping::Database };
    let error = PostgresStore::open(&target).await.err().expect("nobody listens there");
    assert!(matches!(&error, StoreError::Unavailable { detail } if detail.contains("refused")), "{error}");
    assert!(!error.to_string().contains("hush"));
}

#[tokio::test]
async fn what_the_database_says_of_a_row_is_not_told() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let store = open(&url).await;
    let name = url.rsplit('/').next().expect("a name");
    cluster.execute(name, "ALTER TABLE delivery ADD CONSTRAINT no_mail CHECK (event NOT LIKE '%@%')").await;
    let mut refused = delivery("d1", "1", 0);
    refused.event = "ann@customer.example".into();
    let (refused, accepted) = tokio::join!(store.accept(refused), store.accept(delivery("d2", "2", 0)));
    let error = refused.expect_err("it is refused").to_string();
    assert!(error.contains("23514") && !error.contains("ann@"), "{error}");
    assert_eq!(accepted.expect("its neighbour is none the worse"), Accepted::New);
}
