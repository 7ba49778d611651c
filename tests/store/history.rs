//! What every store promises to those who look back. Each story gets a fresh, empty store.

use preflight::checklist::model::Verdict;
use preflight::reply::history::PastWrite;
use preflight::reply::stance::Why;
use preflight::report::Report;
use preflight::store::archive::{
    Archive, DeliveryFilter, PASSES_PER_TICKET_MAX, PageOf, PastPass, Span, TicketFilter,
};
use preflight::store::{Decision, Erase, Outcome, Standing, Store, Trouble};

use crate::words::{
    accept, again_at, at, claim_one, comment, delivery, item, nothing_left, report, speech, ticket,
};

/// Hands all stories to the macro of a backend.
macro_rules! stories {
    ($holds:ident) => {
        $holds!(
            history:
            each_pass_that_differs_is_remembered,
            a_pass_tells_what_was_asked_written_and_withheld,
            a_ticket_has_no_more_passes_than_the_maximum,
            the_history_goes_with_the_ticket_and_with_time,
            tickets_are_listed_by_what_was_found,
            tickets_that_were_set_aside_are_listed_checked_or_not,
            a_ticket_is_shown_with_all_that_is_known,
            what_agents_make_of_a_ticket_is_remembered,
            passes_of_a_time_are_read_in_their_order,
            deliveries_are_listed,
            a_pass_that_was_lost_leaves_no_history,
        );
    };
}
pub(crate) use stories;

pub async fn each_pass_that_differs_is_remembered<S: Store + Archive>(store: &S) {
    pass(store, "1", 0, checked(Verdict::Incomplete, 0, 1)).await;
    pass(store, "1", 10, checked(Verdict::Incomplete, 10, 1)).await;
    pass(store, "1", 20, checked(Verdict::Ready, 20, 2)).await;
    pass(store, "1", 30, nothing_left()).await;
    pass(store, "2", 40, checked(Verdict::Ready, 40, 1)).await;
    let passes = all_passes(store, "1").await;
    let seen: Vec<_> =
        passes.iter().map(|pass| (pass.number, pass.verdict, pass.times, pass.round)).collect();
    assert_eq!(seen, [(2, Verdict::Ready, 1, 2), (1, Verdict::Incomplete, 2, 1)]);
    assert_eq!((passes[1].first_at, passes[1].last_at), (at(0), at(10)));
    assert!(passes[1].is_first_contact() && !passes[0].is_first_contact());
    let (first, whole) = store.pass(&ticket("1"), 1).await.expect("read").expect("it is there");
    assert_eq!((&first, whole), (&passes[1], Report { checked_at: at(0), ..report(Verdict::Incomplete) }));
    assert_eq!(store.pass(&ticket("1"), 3).await.expect("read"), None);
}

pub async fn a_pass_tells_what_was_asked_written_and_withheld<S: Store + Archive>(store: &S) {
    let mut outcome = checked(Verdict::Incomplete, 0, 1);
    let whole = outcome.report.as_mut().expect("a report");
    whole.items = [item("order", "missing"), item("proof", "invalid"), item("name", "uncertain")].into();
    whole.items.extend([item("date", "present"), item("sheet", "not_applicable")]);
    outcome.decision = Decision {
        why: Some(Why::Observed),
        withheld: vec![PastWrite::of(&comment("w1"), 7)],
        written: vec![PastWrite::of(&comment("w2"), 8)],
    };
    pass(store, "1", 0, outcome.clone()).await;
    outcome.decision.withheld[0].at_ms = 9;
    pass(store, "1", 1, outcome.clone()).await;
    outcome.decision.why = None;
    pass(store, "1", 2, outcome.clone()).await;
    let passes = all_passes(store, "1").await;
    assert_eq!(passes.len(), 2, "another time of the same is no difference, another reason is one");
    assert_eq!(passes[0].decision, outcome.decision);
    let items = &passes[0].items;
    let names = [&items.missing, &items.invalid, &items.uncertain].map(|names| names.join(" "));
    assert_eq!(names, ["order", "proof", "name"]);
}

pub async fn a_ticket_has_no_more_passes_than_the_maximum<S: Store + Archive>(store: &S) {
    let verdicts = [Verdict::Incomplete, Verdict::Ready];
    for number in 0..PASSES_PER_TICKET_MAX + 3 {
        let secs = i64::from(number);
        pass(store, "1", secs, checked(verdicts[number as usize % 2], secs, 1)).await;
    }
    let passes = all_passes(store, "1").await;
    assert_eq!(passes.len(), PASSES_PER_TICKET_MAX as usize);
    let numbers = (passes[0].number, passes.last().expect("some").number);
    assert_eq!(numbers, (u64::from(PASSES_PER_TICKET_MAX) + 3, 4));
}

pub async fn the_history_goes_with_the_ticket_and_with_time<S: Store + Archive>(store: &S) {
    for id in ["erased", "old", "new"] {
        let secs = if id == "new" { 100 } else { 0 };
        let outcome = Outcome { look_again_at: Some(at(9_000)), ..checked(Verdict::Ready, secs, 1) };
        pass(store, id, secs, outcome).await;
    }
    store.erase(Erase::Ticket(ticket("erased"))).await.expect("erased");
    assert_eq!(all_passes(store, "erased").await, []);
    assert_eq!(store.ticket(&ticket("erased")).await.expect("read"), None);
    store.forget(at(50), 100).await.expect("forgotten");
    assert_eq!(all_passes(store, "old").await, [], "although the ticket still waits");
    assert!(store.report(&ticket("old")).await.expect("read").is_some());
    assert_eq!(all_passes(store, "new").await.len(), 1);
}

pub async fn tickets_are_listed_by_what_was_found<S: Store + Archive>(store: &S) {
    for (id, verdict, secs) in
        [("1", Verdict::Ready, 1), ("2", Verdict::Incomplete, 2), ("3", Verdict::Ready, 3)]
    {
        pass(store, id, secs, checked(verdict, secs, 1)).await;
    }
    let mut other = checked(Verdict::Ready, 3, 1);
    other.report.as_mut().expect("a report").category = "letter".into();
    pass(store, "4", 3, other).await;
    accept(store, "due", "5", 4).await;
    assert_eq!(listed(store, TicketFilter::default()).await, ["4", "3", "2", "1"]);
    let ready = TicketFilter { verdict: Some(Verdict::Ready), ..TicketFilter::default() };
    assert_eq!(listed(store, ready.clone()).await, ["4", "3", "1"]);
    let parcels = TicketFilter { category: Some("parcel".into()), ..ready.clone() };
    assert_eq!(listed(store, parcels).await, ["3", "1"]);
    let span = Span { since: Some(at(2)), until: Some(at(3)) };
    assert_eq!(listed(store, TicketFilter { span, ..TicketFilter::default() }).await, ["2"]);
    let elsewhere = TicketFilter { helpdesk: Some("other".into()), ..TicketFilter::default() };
    assert_eq!(listed(store, elsewhere).await, [""; 0]);
}

pub async fn tickets_that_were_set_aside_are_listed_checked_or_not<S: Store + Archive>(store: &S) {
    pass(store, "1", 1, checked(Verdict::Ready, 1, 1)).await;
    for (id, secs) in [("1", 2), ("2", 3)] {
        accept(store, &format!("again {id}"), id, secs).await;
        let lease = claim_one(store, secs).await;
        store.park(&lease, Trouble::Helpdesk, "a reason", at(secs)).await.expect("parked");
    }
    let parked = TicketFilter { parked: true, ..TicketFilter::default() };
    assert_eq!(listed(store, parked.clone()).await, ["2", "1"]);
    let ready = TicketFilter { verdict: Some(Verdict::Ready), ..parked };
    assert_eq!(listed(store, ready).await, ["1"]);
    let state = store.ticket(&ticket("2")).await.expect("read").expect("it is known");
    assert_eq!(state.parked, Some((at(3), Trouble::Helpdesk)));
    assert_eq!((state.reason.as_deref(), state.failures, state.report), (Some("a reason"), 1, None));
}

pub async fn a_ticket_is_shown_with_all_that_is_known<S: Store + Archive>(store: &S) {
    assert_eq!(store.ticket(&ticket("1")).await.expect("read"), None);
    accept(store, "d1", "1", 0).await;
    let lease = claim_one(store, 1).await;
    store.intend(&lease, &comment("w"), &speech(), at(2)).await.expect("intended");
    store.written(&lease, "w", "audit", at(2)).await.expect("remembered");
    let state = store.ticket(&ticket("1")).await.expect("read").expect("it is known");
    assert_eq!((state.due_at, state.is_leased, state.report), (Some(at(0)), true, None));
    let outcome = Outcome { look_again_at: Some(at(90)), ..checked(Verdict::Waiting, 3, 1) };
    store.finish(&lease, outcome, at(3)).await.expect("finished");
    let state = store.ticket(&ticket("1")).await.expect("read").expect("it is known");
    assert_eq!((state.due_at, state.is_leased), (Some(at(90)), false));
    assert_eq!(state.written, [PastWrite::of(&comment("w"), at(2).as_millisecond())]);
    assert_eq!(state.report.map(|report| report.verdict), Some(Verdict::Waiting));
    assert_eq!(state.afterwards.status.as_deref(), Some("open"));
}

pub async fn what_agents_make_of_a_ticket_is_remembered<S: Store + Archive>(store: &S) {
    let stands = |outcome: Outcome, status: &str, tags: &[&str]| {
        let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        Outcome { standing: Some(Standing { status: status.into(), tags }), ..outcome }
    };
    pass(store, "left alone", 0, stands(nothing_left(), "open", &["x"])).await;
    pass(store, "1", 0, stands(checked(Verdict::Ready, 0, 1), "open", &[])).await;
    for (secs, status) in [(1, "solved"), (2, "open"), (3, "pending"), (4, "solved"), (5, "closed")] {
        pass(store, "1", secs, stands(nothing_left(), status, &["escalated"])).await;
    }
    let page = store.passes_within(Span::default(), &PageOf::first(10)).await.expect("read");
    assert_eq!(
        (page.rows.len(), page.next),
        (1, None),
        "where nothing was found there is nothing to agree with"
    );
    let (pass, afterwards) = &page.rows[0];
    assert_eq!(pass.last_at, at(0));
    assert_eq!(afterwards.status.as_deref(), Some("closed"));
    assert_eq!((afterwards.tags.as_slice(), afterwards.reopened), (&["escalated".to_owned()][..], 1));
}

pub async fn passes_of_a_time_are_read_in_their_order<S: Store + Archive>(store: &S) {
    for (id, secs) in [("1", 0), ("2", 10), ("3", 10), ("1", 20), ("4", 30)] {
        pass(store, id, secs, checked(Verdict::Ready, secs, 1)).await;
    }
    let span = Span { since: Some(at(10)), until: Some(at(30)) };
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = store.passes_within(span, &PageOf { after, rows: 1 }).await.expect("read");
        seen.extend(page.rows.into_iter().map(|(pass, _)| (pass.ticket.id, pass.times)));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let seen: Vec<_> = seen.iter().map(|(id, times)| (id.as_str(), *times)).collect();
    assert_eq!(seen, [("2", 1), ("3", 1), ("1", 2)], "what began before and went on is within");
}

pub async fn deliveries_are_listed<S: Store + Archive>(store: &S) {
    for (key, id, secs) in [("a", "1", 0), ("b", "2", 1), ("c", "1", 1), ("d", "1", 2)] {
        accept(store, key, id, secs).await;
    }
    assert_eq!(received(store, DeliveryFilter::default()).await, ["d", "c", "b", "a"]);
    let of_one = DeliveryFilter { ticket: Some(ticket("1")), ..DeliveryFilter::default() };
    assert_eq!(received(store, of_one.clone()).await, ["d", "c", "a"]);
    let span = Span { since: Some(at(1)), until: Some(at(2)) };
    assert_eq!(received(store, DeliveryFilter { span, ..of_one }).await, ["c"]);
    let one = store.delivery("acme", "b").await.expect("read").expect("it is there");
    let delivery = delivery("b", "2", 1);
    assert_eq!((one.ticket, one.event, one.received_at), (delivery.ticket, delivery.event, at(1)));
    assert_eq!(store.delivery("other", "b").await.expect("read"), None);
}

pub async fn a_pass_that_was_lost_leaves_no_history<S: Store + Archive>(store: &S) {
    accept(store, "d1", "1", 0).await;
    let lost = claim_one(store, 1).await;
    let lease = claim_one(store, 100).await;
    store.finish(&lost, checked(Verdict::Ready, 1, 1), at(100)).await.expect_err("the lease was lost");
    assert_eq!(all_passes(store, "1").await, []);
    store.finish(&lease, again_at(500), at(101)).await.expect("finished");
    assert_eq!(all_passes(store, "1").await, [], "it was left alone");
}

fn checked(verdict: Verdict, secs: i64, round: u32) -> Outcome {
    let report = Report { checked_at: at(secs), ..report(verdict) };
    let standing = Standing { status: "open".into(), tags: Vec::new() };
    Outcome { report: Some(report), round, standing: Some(standing), ..Outcome::default() }
}

/// A delivery comes, and the pass after it comes to this.
async fn pass(store: &dyn Store, id: &str, secs: i64, outcome: Outcome) {
    accept(store, &format!("{id} at {secs}"), id, secs).await;
    let lease = claim_one(store, secs).await;
    store.finish(&lease, outcome, at(secs)).await.expect("finished");
}

async fn all_passes(store: &dyn Archive, id: &str) -> Vec<PastPass> {
    let (mut passes, mut after) = (Vec::new(), None);
    loop {
        let page = store.passes(&ticket(id), &PageOf { after, rows: 7 }).await.expect("read");
        passes.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return passes;
        }
    }
}

/// The tickets' numbers, over pages of two.
async fn listed(store: &dyn Archive, filter: TicketFilter) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), None);
    loop {
        let page = store.tickets(&filter, &PageOf { after, rows: 2 }).await.expect("read");
        ids.extend(page.rows.into_iter().map(|row| row.ticket.id));
        after = page.next;
        if after.is_none() {
            return ids;
        }
    }
}

/// The deliveries' keys, over pages of two.
async fn received(store: &dyn Archive, filter: DeliveryFilter) -> Vec<String> {
    let (mut keys, mut after) = (Vec::new(), None);
    loop {
        let page = store.deliveries(&filter, &PageOf { after, rows: 2 }).await.expect("read");
        keys.extend(page.rows.into_iter().map(|row| row.key));
        after = page.next;
        if after.is_none() {
            return keys;
        }
    }
}
