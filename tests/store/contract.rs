//! What every store promises. Each story gets a fresh, empty store.

use std::sync::atomic::{AtomicBool, Ordering};

use jiff::Timestamp;
use preflight::checklist::model::Verdict;
use preflight::helpdesk::Change;
use preflight::reply::history::PastWrite;
use preflight::reply::policy::Limits;
use preflight::reply::stance::Why;
use preflight::store::{
    Accepted, Cause, Claim, Decision, Erase, Fuse, Intent, Lease, NewDelivery, Outcome, Release, Speech,
    Store, StoreError, Trouble,
};
use preflight::trace::Place;

use crate::words::{
    accept, again_at, at, change, claim, claim_at_most, claim_one, comment, delivery, found, nothing_left,
    report, speech, ticket,
};

/// Hands all stories to the macro of a backend.
macro_rules! stories {
    ($holds:ident) => {
        $holds!(
            contract:
            a_known_delivery_is_kept_once_and_its_ticket_looked_at_again,
            deliveries_of_a_ticket_coalesce,
            a_mark_during_the_pass_makes_one_more,
            the_oldest_go_first_and_the_limit_holds,
            a_lease_that_ran_out_is_given_to_another,
            a_lease_that_is_extended_goes_on,
            a_failed_pass_comes_back_and_deliveries_do_not_hurry_it,
            a_parked_ticket_waits_for_a_delivery,
            a_timer_is_kept_and_a_delivery_comes_before_it,
            what_is_due_next_counts_leases_too,
            a_ticket_on_its_way_is_never_out_of_sight,
            a_write_is_intended_tried_and_written,
            a_later_write_closes_those_that_were_only_tried,
            that_a_write_arrived_is_kept_whoever_holds_the_ticket,
            the_latest_report_is_kept,
            a_store_that_works_says_so,
            what_somebody_wrote_goes_before_timers_and_findings,
            a_helpdesk_can_be_left_out,
            each_helpdesk_has_its_turn,
            comments_are_counted_for_ticket_requester_and_helpdesk,
            what_is_too_much_in_one_helpdesk_is_nothing_to_another,
            parked_tickets_are_listed_and_released,
            only_what_was_missed_is_taken_up,
            what_is_old_is_forgotten_and_what_waits_is_not,
            a_requester_is_erased_with_all_tickets,
            a_clock_that_was_set_back_makes_nothing_wait,
            what_there_is_to_do_is_counted,
            what_a_clock_dated_that_ran_ahead_is_not_counted,
            the_decision_stands_beside_the_report,
            a_lease_tells_since_when_the_ticket_waits_and_whose_traces_go_on,
        );
    };
}
pub(crate) use stories;

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
        store.extend(&first, at(90), at(62)).await,
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
    store.extend(&lease, at(200), at(10)).await.expect("extended");
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

/// Whoever looks between two statements must not miss what was claimed, or given back, meanwhile.
pub async fn a_ticket_on_its_way_is_never_out_of_sight(store: &dyn Store) {
    const TURNS: i64 = 200;
    accept(store, "d0", "1", 0).await;
    let is_over = AtomicBool::new(false);
    let passes = async {
        for turn in 0..TURNS {
            let lease = claim_one(store, turn).await;
            accept(store, &format!("d{}", turn + 1), "1", turn).await;
            store.finish(&lease, nothing_left(), at(turn)).await.expect("finished");
        }
        is_over.store(true, Ordering::Relaxed);
    };
    let looks = async {
        while !is_over.load(Ordering::Relaxed) {
            assert!(store.next_due(&[]).await.expect("an answer").is_some());
        }
    };
    tokio::join!(passes, looks);
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

pub async fn what_somebody_wrote_goes_before_timers_and_findings(store: &dyn Store) {
    accept(store, "d1", "timer", 0).await;
    let lease = claim_one(store, 0).await;
    store.finish(&lease, again_at(1), at(0)).await.expect("finished");
    found(store, &["found"], 2).await;
    accept(store, "d2", "word", 9).await;
    let ids: Vec<String> = claim(store, 10).await.into_iter().map(|lease| lease.ticket.id).collect();
    assert_eq!(ids, ["word", "timer", "found"]);
}

pub async fn a_helpdesk_can_be_left_out(store: &dyn Store) {
    accept(store, "d1", "1", 0).await;
    let mut elsewhere = delivery("d2", "2", 5);
    elsewhere.ticket.helpdesk = "other".into();
    store.accept(elsewhere).await.expect("stored");
    let except = vec!["acme".to_owned()];
    assert_eq!(store.next_due(&except).await.expect("an answer"), Some(at(5)));
    let wanted =
        Claim { now: at(10), lease_until: at(70), limit: 9, except, after: None, per_helpdesk_max: u32::MAX };
    let leases = store.claim(wanted).await.expect("claimed");
    assert_eq!(leases.iter().map(|lease| lease.ticket.helpdesk.as_str()).collect::<Vec<_>>(), ["other"]);
}

pub async fn each_helpdesk_has_its_turn(store: &dyn Store) {
    for id in ["1", "2", "3", "4", "5"] {
        accept(store, id, id, 0).await;
    }
    for (key, id, secs) in [("b6", "6", 7), ("b7", "7", 8)] {
        let mut elsewhere = delivery(key, id, secs);
        elsewhere.ticket.helpdesk = "other".into();
        store.accept(elsewhere).await.expect("stored");
    }
    let claim = async |after: Option<&str>, limit, per_helpdesk_max| {
        let (now, lease_until) = (at(10), at(70));
        let after = after.map(str::to_owned);
        let wanted = Claim { now, lease_until, limit, except: Vec::new(), after, per_helpdesk_max };
        let leases = store.claim(wanted).await.expect("claimed");
        leases.into_iter().map(|lease| lease.ticket.id).collect::<Vec<_>>()
    };
    assert_eq!(claim(Some("acme"), 1, 9).await, ["6"], "a flood of one delays no other");
    assert_eq!(claim(Some("other"), 3, 9).await, ["1", "7", "2"]);
    assert_eq!(claim(None, 9, 2).await, ["3", "4"], "no more than its share");
    assert_eq!(claim(None, 9, 9).await, ["5"]);
}

pub async fn comments_are_counted_for_ticket_requester_and_helpdesk(store: &dyn Store) {
    let of = |requester: &str| Speech {
        requester: Some(requester.into()),
        limits: Limits {
            comments_per_ticket_per_day_max: 1,
            comments_per_requester_per_day_max: 2,
            comments_per_minute_max: 3,
        },
    };
    let speak = async |id: &str, key: &str, requester: &str, secs: i64| {
        accept(store, &format!("{id}-{secs}"), id, secs).await;
        let lease = claim_one(store, secs).await;
        let intent = store.intend(&lease, &comment(key), &of(requester), at(secs)).await.expect("an answer");
        store.finish(&lease, nothing_left(), at(secs)).await.expect("finished");
        intent
    };
    assert_eq!(speak("1", "w1", "ann", 0).await, Intent::New);
    assert_eq!(speak("1", "w1", "ann", 1).await, Intent::Tried, "the same comment is none more");
    assert_eq!(speak("1", "w2", "ann", 2).await, Intent::Limited);
    assert_eq!(speak("2", "w3", "ann", 3).await, Intent::New);
    assert_eq!(speak("3", "w4", "ann", 4).await, Intent::Limited);
    let limit = store.history(&ticket("3"), &of("ann"), at(4)).await.expect("read").limit;
    assert_eq!(limit, Some(Why::RequesterLimit));
    let limit = store.history(&ticket("1"), &of("ann"), at(4)).await.expect("read").limit;
    assert_eq!(limit, Some(Why::TicketLimit));
    assert_eq!(speak("4", "w5", "bob", 5).await, Intent::New);
    assert_eq!(speak("5", "w6", "eve", 6).await, Intent::Fused, "that is more than may be said");
    let day = 86_400;
    assert_eq!(claim(store, day + 10).await, [], "nothing is worked on while the fuse is open");
    assert_eq!(store.fuses().await.expect("read"), [fuse("acme", 6)]);
    assert!(store.close_fuse(None, at(day + 10)).await.expect("closed"));
    assert!(!store.close_fuse(None, at(day + 10)).await.expect("an answer"));
    assert_eq!(speak("1", "w2", "ann", day + 11).await, Intent::New, "the next day");
}

/// Open since then, after three comments.
fn fuse(helpdesk: &str, secs: i64) -> Fuse {
    Fuse { helpdesk: Some(helpdesk.into()), opened_at: at(secs), comments: 3 }
}

pub async fn what_is_too_much_in_one_helpdesk_is_nothing_to_another(store: &dyn Store) {
    let limits = Limits { comments_per_minute_max: 3, ..Limits::default() };
    let speech = Speech { requester: None, limits };
    let speak = async |helpdesk: &str, id: &str, secs: i64| {
        let mut told = delivery(&format!("{helpdesk}-{id}"), id, secs);
        told.ticket.helpdesk = helpdesk.into();
        store.accept(told).await.expect("stored");
        let lease = claim_one(store, secs).await;
        assert_eq!((lease.ticket.helpdesk.as_str(), lease.ticket.id.as_str()), (helpdesk, id));
        let intent = store.intend(&lease, &comment(id), &speech, at(secs)).await.expect("an answer");
        store.finish(&lease, nothing_left(), at(secs)).await.expect("finished");
        intent
    };
    for (id, secs) in [("1", 0), ("2", 1), ("3", 2)] {
        assert_eq!(speak("acme", id, secs).await, Intent::New);
        assert_eq!(speak("other", id, secs).await, Intent::New);
    }
    assert_eq!(speak("acme", "4", 3).await, Intent::Fused);
    assert_eq!(store.fuses().await.expect("read"), [fuse("acme", 3)]);
    // A minute later the other may go on, and what waits in the first does not keep it from being claimed.
    accept(store, "late", "5", 4).await;
    assert_eq!(speak("other", "4", 70).await, Intent::New);
    assert!(!store.close_fuse(Some("other"), at(71)).await.expect("an answer"), "it was not open");
    assert_eq!(claim(store, 72).await, []);
    assert!(store.close_fuse(Some("acme"), at(73)).await.expect("closed"));
    assert_eq!(store.fuses().await.expect("read"), []);
    assert_eq!(claim(store, 74).await.len(), 1, "and it goes on");
}

pub async fn parked_tickets_are_listed_and_released(store: &dyn Store) {
    for (id, trouble) in [("1", Trouble::Ticket), ("2", Trouble::Helpdesk), ("3", Trouble::Ticket)] {
        accept(store, id, id, 0).await;
        let lease = claim_one(store, 1).await;
        store.park(&lease, trouble, "a reason", at(2)).await.expect("parked");
    }
    let ids = async || {
        let parked = store.parked(9).await.expect("read");
        let mut ids: Vec<String> = parked.into_iter().map(|parked| parked.ticket.id).collect();
        ids.sort();
        ids
    };
    assert_eq!(ids().await, ["1", "2", "3"]);
    assert_eq!(store.release(Release::OfHelpdesk("acme".into()), at(3)).await.expect("released"), 1);
    assert_eq!(store.release(Release::Ticket(ticket("2")), at(3)).await.expect("an answer"), 0);
    assert_eq!(store.release(Release::Ticket(ticket("1")), at(3)).await.expect("released"), 1);
    assert_eq!(ids().await, ["3"]);
    assert_eq!(store.release(Release::All, at(4)).await.expect("released"), 1);
    assert_eq!(claim(store, 4).await.len(), 3);
}

pub async fn only_what_was_missed_is_taken_up(store: &dyn Store) {
    assert_eq!(store.progress("acme").await.expect("read"), None);
    assert_eq!(found(store, &[], 100).await, 0);
    accept(store, "d1", "seen", 101).await;
    let lease = claim_one(store, 102).await;
    let outcome = Outcome { seen: Some("revision of seen".into()), ..Outcome::default() };
    store.finish(&lease, outcome, at(103)).await.expect("finished");
    accept(store, "d2", "due", 104).await;
    assert_eq!(found(store, &["seen", "due", "missed"], 105).await, 1);
    assert_eq!(store.progress("acme").await.expect("read").as_deref(), Some("page 105"));
    let ids: Vec<String> = claim(store, 106).await.into_iter().map(|lease| lease.ticket.id).collect();
    assert_eq!(ids, ["due", "missed"]);
    assert_eq!(found(store, &["missed"], 107).await, 1, "it may have been read before the change");
    let old = Change { created_at: at(99), ..change("old") };
    assert_eq!(
        store.fill("acme", vec![old], "page", at(108)).await.expect("filled"),
        0,
        "from before our time"
    );
}

pub async fn what_is_old_is_forgotten_and_what_waits_is_not(store: &dyn Store) {
    for (id, outcome) in [("rests", nothing_left()), ("waits", again_at(9_000))] {
        accept(store, id, id, 0).await;
        let lease = claim_one(store, 1).await;
        store.intend(&lease, &comment(id), &speech(), at(2)).await.expect("intended");
        store.written(&lease, id, "audit", at(2)).await.expect("remembered");
        let outcome = Outcome { report: Some(report(Verdict::Ready)), ..outcome };
        store.finish(&lease, outcome, at(3)).await.expect("finished");
    }
    store.forget(at(3), 100).await.expect("forgotten");
    assert!(store.report(&ticket("rests")).await.expect("read").is_some());
    let rows = store.forget(at(4), 100).await.expect("forgotten");
    assert!((3..=4).contains(&rows), "ticket, report and write, and a pass where it was only hidden: {rows}");
    assert!(store.report(&ticket("rests")).await.expect("read").is_none());
    assert!(store.report(&ticket("waits")).await.expect("read").is_some());
    assert_eq!(store.next_due(&[]).await.expect("an answer"), Some(at(9_000)));
}

pub async fn a_requester_is_erased_with_all_tickets(store: &dyn Store) {
    for (id, requester) in [("1", "ann"), ("2", "ann"), ("3", "bob")] {
        accept(store, id, id, 0).await;
        let lease = claim_one(store, 1).await;
        let report = Some(report(Verdict::Ready));
        let outcome = Outcome { report, requester: Some(requester.into()), ..Outcome::default() };
        store.finish(&lease, outcome, at(2)).await.expect("finished");
    }
    let ann = Erase::Requester { helpdesk: "acme".into(), requester: "ann".into() };
    assert_eq!(store.erase(ann.clone()).await.expect("erased"), 2);
    assert_eq!(store.erase(ann).await.expect("an answer"), 0);
    assert!(store.report(&ticket("2")).await.expect("read").is_none());
    assert_eq!(store.erase(Erase::Ticket(ticket("3"))).await.expect("erased"), 1);
    assert_eq!(store.accept(delivery("3", "3", 9)).await.expect("stored"), Accepted::New);
}

pub async fn a_clock_that_was_set_back_makes_nothing_wait(store: &dyn Store) {
    accept(store, "d1", "early", 5_000).await;
    accept(store, "d2", "leased", 5_000).await;
    let leases = claim(store, 5_001).await;
    assert_eq!(store.latest().await.expect("read"), Some(at(5_000)));
    for lease in leases.iter().filter(|lease| lease.ticket.id == "early") {
        store.retry(lease, at(5_010), "x").await.expect("remembered");
    }
    store.rewind(at(5_001), 900, at(1_000)).await.expect("set back");
    let ids: Vec<String> = claim(store, 1_000).await.into_iter().map(|lease| lease.ticket.id).collect();
    assert_eq!(ids, ["early"]);
    let mut ids: Vec<String> = claim(store, 1_060).await.into_iter().map(|lease| lease.ticket.id).collect();
    ids.sort();
    assert_eq!(ids, ["early", "leased"], "a lease is over after its minute");
}

pub async fn what_there_is_to_do_is_counted(store: &dyn Store) {
    for (id, secs) in [("1", 3), ("2", 5), ("3", 500)] {
        accept(store, id, id, secs).await;
    }
    let counts = store.counts(at(10)).await.expect("read");
    assert_eq!((counts.due, counts.leased, counts.parked), (2, 0, 0));
    assert_eq!(counts.oldest_due_at, Some(at(3)));
    let lease = claim(store, 10).await.remove(0);
    store.park(&lease, Trouble::Ticket, "x", at(11)).await.expect("parked");
    let counts = store.counts(at(11)).await.expect("read");
    assert_eq!((counts.due, counts.leased, counts.parked), (1, 1, 1));
}

pub async fn the_decision_stands_beside_the_report(store: &dyn Store) {
    assert_eq!(store.decision(&ticket("1")).await.expect("read"), None);
    accept(store, "d1", "1", 0).await;
    let lease = claim_one(store, 1).await;
    let decision = Decision {
        why: Some(Why::Observed),
        withheld: vec![PastWrite::of(&comment("w"), 7)],
        ..Decision::default()
    };
    let report = Some(report(Verdict::Ready));
    let outcome = Outcome { report, decision: decision.clone(), ..Outcome::default() };
    store.finish(&lease, outcome, at(2)).await.expect("finished");
    assert_eq!(store.decision(&ticket("1")).await.expect("read"), Some(decision));
}

pub async fn what_a_clock_dated_that_ran_ahead_is_not_counted(store: &dyn Store) {
    let limits =
        Limits { comments_per_minute_max: 1, comments_per_ticket_per_day_max: 1, ..Limits::default() };
    let speech = Speech { requester: None, limits };
    let ahead = 200_000;
    accept(store, "d1", "1", 0).await;
    let lease = claim_one(store, 0).await;
    let intent = store.intend(&lease, &comment("w1"), &speech, at(ahead)).await.expect("an answer");
    assert_eq!(intent, Intent::New);
    let fused = store.intend(&lease, &comment("w2"), &Speech::default(), at(ahead)).await.expect("an answer");
    assert_eq!(fused, Intent::New, "others may say more");
    let intent = store.intend(&lease, &comment("w3"), &speech, at(0)).await.expect("an answer");
    assert_eq!(intent, Intent::New, "the clock was set back");
    assert_eq!(store.fuses().await.expect("read"), []);
}

pub async fn a_lease_tells_since_when_the_ticket_waits_and_whose_traces_go_on(store: &dyn Store) {
    let told = |lease: &Lease| -> (Cause, Timestamp, Vec<String>) {
        (lease.cause, lease.waits_since, lease.traces.iter().map(Place::to_string).collect())
    };
    for (key, secs) in [("d1", 10), ("d2", 20)] {
        store.accept(traced(key, secs)).await.expect("stored");
    }
    let lease = claim_one(store, 30).await;
    assert_eq!(told(&lease), (Cause::Delivery, at(10), vec![place(20), place(10)]), "the latest first");
    store.retry(&lease, at(40), "the helpdesk is down").await.expect("remembered");
    let lease = claim_one(store, 40).await;
    assert_eq!(told(&lease).1, at(10), "nobody has looked after it yet");
    store.accept(traced("d3", 45)).await.expect("stored");
    store.finish(&lease, nothing_left(), at(50)).await.expect("finished");
    let lease = claim_one(store, 50).await;
    assert_eq!(told(&lease), (Cause::Delivery, at(50), vec![place(45)]), "what came meanwhile is left");
    store.finish(&lease, again_at(100), at(60)).await.expect("finished");
    let lease = claim_one(store, 100).await;
    assert_eq!(told(&lease), (Cause::Timer, at(100), Vec::new()));
    store.finish(&lease, nothing_left(), at(100)).await.expect("finished");
    for secs in 200..220 {
        store.accept(traced(&format!("e{secs}"), secs)).await.expect("stored");
    }
    let traces = claim_one(store, 300).await.traces;
    assert_eq!((traces.len(), traces[0].to_string()), (8, place(219)), "of many only some are kept");
}

fn traced(key: &str, secs: i64) -> NewDelivery {
    NewDelivery { trace: Place::parse(&place(secs)), ..delivery(key, "1", secs) }
}

fn place(secs: i64) -> String {
    format!("00-{secs:032x}-{secs:016x}-01")
}
