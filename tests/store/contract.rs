//! What every store promises. Each story gets a fresh, empty store.

use preflight::checklist::model::Verdict;
use preflight::reply::history::PastWrite;
use preflight::store::{Accepted, Intent, Outcome, Store, StoreError, Trouble};

use crate::words::{
    accept, again_at, at, claim, claim_at_most, claim_one, comment, delivery, nothing_left, report, speech,
    ticket,
};

pub async fn a_known_delivery_is_kept_once_and_its_ticket_looked_at_again(store: &dyn Store) {
    assert_eq!(store.accept(delivery("d1", "1", 0)).await.expect("stored"), Accepted::New);
    let lease = claim_one(store, 1).await;
    store.finish(&lease, nothing_left(), at(2)).await.expect("finished");
    assert_eq!(store.accept(delivery("d1", "1", 3)).await.expect("stored"), Accepted::Known);
    let lease = claim_one(store, 4).await;
    store.finish(&lease, nothing_left(), at(4)).await.expect("finished");
    let mut elsewhere = delivery("d1", "1", 5);
    elsewhere.ticket.helpdesk = "other".into();
    assert_eq!(store.accept(elsewhere).await.expect("stored"), Accepted::New);
}

pub async fn deliveries_of_a_ticket_coalesce(store: &dyn Store) {
    for key in ["d1", "d2", "d3"] {
        accept(store, key, "1", 0).await;
    }
    let lease = claim_one(store, 1).await;
    store.finish(&lease, nothing_left(), at(2)).await.expect("finished");
    assert_eq!(claim(store, 3).await, []);
}

pub async fn a_mark_during_the_pass_makes_one_more(store: &dyn Store) {
    accept(store, "d1", "1", 0).await;
    let lease = claim_one(store, 1).await;
    accept(store, "d2", "1", 2).await;
    assert_eq!(claim(store, 3).await, [], "nobody else gets a ticket that is held");
    store.finish(&lease, again_at(1_000), at(4)).await.expect("finished");
    let lease = claim_one(store, 4).await;
    store.finish(&lease, nothing_left(), at(5)).await.expect("finished");
    assert_eq!(claim(store, 2_000).await, []);
}

pub async fn the_oldest_go_first_and_the_limit_holds(store: &dyn Store) {
    accept(store, "d1", "late", 9).await;
    accept(store, "d2", "early", 3).await;
    accept(store, "d3", "later", 10).await;
    let leases = claim_at_most(store, 20, 2).await;
    let ids: Vec<_> = leases.iter().map(|lease| lease.ticket.id.as_str()).collect();
    assert_eq!(ids, ["early", "late"]);
}

pub async fn a_lease_that_ran_out_is_given_to_another(store: &dyn Store) {
    accept(store, "d1", "1", 0).await;
    let first = claim_one(store, 1).await;
    assert_eq!(claim(store, 60).await, []);
    let second = claim_one(store, 61).await;
    for lost in [
        store.finish(&first, nothing_left(), at(62)).await,
        store.retry(&first, at(70), "x").await,
        store.postpone(&first, at(70), "x").await,
        store.park(&first, Trouble::Ticket, "x", at(62)).await,
        store.extend(&first, at(90)).await,
        store.intend(&first, &comment("w"), &speech(), at(62)).await.map(|_| ()),
    ] {
        assert!(matches!(lost, Err(StoreError::LeaseLost)), "{lost:?}");
    }
    store.finish(&second, nothing_left(), at(63)).await.expect("the second holds it");
    let lost = store.finish(&second, nothing_left(), at(64)).await;
    assert!(matches!(lost, Err(StoreError::LeaseLost)), "a lease ends with its pass: {lost:?}");
}

pub async fn a_lease_that_is_extended_goes_on(store: &dyn Store) {
    accept(store, "d1", "1", 0).await;
    let lease = claim_one(store, 1).await;
    store.extend(&lease, at(200)).await.expect("extended");
    assert_eq!(claim(store, 199).await, []);
    claim_one(store, 200).await;
}

pub async fn a_failed_pass_comes_back_and_deliveries_do_not_hurry_it(store: &dyn Store) {
    accept(store, "d1", "1", 0).await;
    let lease = claim_one(store, 1).await;
    assert_eq!(lease.failures, 0);
    store.retry(&lease, at(100), "the helpdesk is away").await.expect("remembered");
    accept(store, "d2", "1", 2).await;
    assert_eq!(claim(store, 99).await, []);
    let lease = claim_one(store, 100).await;
    assert_eq!(lease.failures, 1);
    store.postpone(&lease, at(200), "asked to wait").await.expect("remembered");
    assert_eq!(claim(store, 199).await, []);
    let lease = claim_one(store, 200).await;
    assert_eq!(lease.failures, 1, "being asked to wait is no failure");
    store.finish(&lease, nothing_left(), at(201)).await.expect("finished");
    accept(store, "d3", "1", 202).await;
    assert_eq!(claim_one(store, 202).await.failures, 0);
}

pub async fn a_parked_ticket_waits_for_a_delivery(store: &dyn Store) {
    accept(store, "d1", "1", 0).await;
    let lease = claim_one(store, 1).await;
    store.retry(&lease, at(2), "x").await.expect("remembered");
    let lease = claim_one(store, 2).await;
    store.park(&lease, Trouble::Ticket, "there is no such ticket", at(3)).await.expect("parked");
    assert_eq!(store.next_due(&[]).await.expect("an answer"), None);
    assert_eq!(claim(store, 1_000_000).await, []);
    accept(store, "d2", "1", 1_000_001).await;
    let lease = claim_one(store, 1_000_001).await;
    assert_eq!(lease.failures, 0);
    accept(store, "d3", "1", 1_000_002).await;
    store.park(&lease, Trouble::Ticket, "x", at(1_000_003)).await.expect("parked");
    claim_one(store, 1_000_003).await;
}

pub async fn a_timer_is_kept_and_a_delivery_comes_before_it(store: &dyn Store) {
    accept(store, "d1", "1", 0).await;
    let lease = claim_one(store, 1).await;
    store.finish(&lease, again_at(500), at(2)).await.expect("finished");
    assert_eq!(store.next_due(&[]).await.expect("an answer"), Some(at(500)));
    assert_eq!(claim(store, 499).await, []);
    accept(store, "d2", "1", 100).await;
    let lease = claim_one(store, 100).await;
    store.finish(&lease, again_at(500), at(101)).await.expect("finished");
    claim_one(store, 500).await;
}

pub async fn what_is_due_next_counts_leases_too(store: &dyn Store) {
    assert_eq!(store.next_due(&[]).await.expect("an answer"), None);
    accept(store, "d1", "1", 7).await;
    assert_eq!(store.next_due(&[]).await.expect("an answer"), Some(at(7)));
    claim_one(store, 10).await;
    assert_eq!(store.next_due(&[]).await.expect("an answer"), Some(at(70)));
    accept(store, "d2", "2", 20).await;
    assert_eq!(store.next_due(&[]).await.expect("an answer"), Some(at(20)));
}

pub async fn a_write_is_intended_tried_and_written(store: &dyn Store) {
    accept(store, "d1", "1", 0).await;
    let lease = claim_one(store, 1).await;
    let write = comment("w1");
    assert_eq!(store.intend(&lease, &write, &speech(), at(2)).await.expect("intended"), Intent::New);
    assert_eq!(store.intend(&lease, &write, &speech(), at(3)).await.expect("intended"), Intent::Tried);
    assert_eq!(store.unsettled(&ticket("1")).await.expect("read"), std::slice::from_ref(&write));
    assert_eq!(store.history(&ticket("1"), &speech(), at(6)).await.expect("read").writes, []);
    store.written(&lease, "w1", "audit-9", at(4)).await.expect("remembered");
    assert_eq!(store.intend(&lease, &write, &speech(), at(5)).await.expect("intended"), Intent::Written);
    assert_eq!(store.unsettled(&ticket("1")).await.expect("read"), []);
    let past = PastWrite::of(&write, at(4).as_millisecond());
    assert_eq!(store.history(&ticket("1"), &speech(), at(6)).await.expect("read").writes, [past]);
    assert_eq!(store.history(&ticket("2"), &speech(), at(6)).await.expect("read").writes, []);
}

pub async fn a_later_write_closes_those_that_were_only_tried(store: &dyn Store) {
    accept(store, "d1", "1", 0).await;
    let lease = claim_one(store, 1).await;
    for (key, secs) in [("w1", 2), ("w2", 3), ("w3", 4)] {
        store.intend(&lease, &comment(key), &speech(), at(secs)).await.expect("intended");
    }
    // The clock was set back meanwhile; the order of the intents counts.
    store.written(&lease, "w2", "audit", at(-100)).await.expect("remembered");
    assert_eq!(store.unsettled(&ticket("1")).await.expect("read"), [comment("w3")]);
    let intent = store.intend(&lease, &comment("w1"), &speech(), at(5)).await.expect("intended");
    assert_eq!(intent, Intent::Tried, "asking once more costs little");
}

pub async fn that_a_write_arrived_is_kept_whoever_holds_the_ticket(store: &dyn Store) {
    accept(store, "d1", "1", 0).await;
    let first = claim_one(store, 1).await;
    store.intend(&first, &comment("w1"), &speech(), at(2)).await.expect("intended");
    let second = claim_one(store, 100).await;
    store.written(&first, "w1", "audit", at(101)).await.expect("remembered");
    let intent = store.intend(&second, &comment("w1"), &speech(), at(102)).await.expect("intended");
    assert_eq!(intent, Intent::Written);
}

pub async fn the_latest_report_is_kept(store: &dyn Store) {
    assert_eq!(store.report(&ticket("1")).await.expect("read"), None);
    for (verdict, secs) in [(Verdict::Incomplete, 0), (Verdict::Ready, 10)] {
        accept(store, &format!("d{secs}"), "1", secs).await;
        let lease = claim_one(store, secs).await;
        let outcome = Outcome { report: Some(report(verdict)), ..Outcome::default() };
        store.finish(&lease, outcome, at(secs)).await.expect("finished");
    }
    accept(store, "closed", "1", 20).await;
    let lease = claim_one(store, 20).await;
    store.finish(&lease, nothing_left(), at(20)).await.expect("finished");
    assert_eq!(store.report(&ticket("1")).await.expect("read"), Some(report(Verdict::Ready)));
}

pub async fn a_store_that_works_says_so(store: &dyn Store) {
    store.ping().await.expect("it can be written to");
}
