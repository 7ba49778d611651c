//! Trouble at the helpdesk: conflicts, lost answers, limits, tokens that end, tickets that are closed.

use std::time::{Duration, Instant};

use preflight::sandbox::fault::{DeliveryFault, Fault, Op};

use crate::desk::{Desk, comments, notes, picture};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_that_changes_under_the_pass_is_checked_afresh() {
    let desk = Desk::open();
    desk.sandbox.faults().next(Op::UpdateTicket, Fault::Slow(500));
    let id = desk.sandbox.customer_opens(desk.example("incomplete"));
    desk.until("the comment is on its way", async || desk.sandbox.faults().are_spent()).await;
    let words = "Forgot: seller id 7495823610447258113, CS order 1482207.";
    desk.sandbox.customer_replies(id, words, vec![picture("commentsold.png")]).expect("the ticket is open");
    let ticket = desk.quiet(id).await;
    assert_eq!(desk.requests(Op::UpdateTicket), [Some(409), Some(200)]);
    assert_eq!(
        (comments(&ticket).len(), notes(&ticket).len()),
        (0, 1),
        "the question that was out of date is not asked"
    );
    assert_eq!(ticket.tags, ["ready_to_escalate"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_lost_answer_the_audits_are_asked_and_nothing_is_said_twice() {
    for fault in [Fault::ApplyThenDrop, Fault::ApplyThenStatus(500), Fault::TruncatedJson, Fault::WrongJson] {
        let desk = Desk::open();
        desk.sandbox.faults().next(Op::UpdateTicket, fault);
        let ticket = desk.opens(desk.example("incomplete")).await;
        assert_eq!(comments(&ticket).len(), 1, "{fault:?}");
        assert_eq!(ticket.tags, ["preflight_incomplete"], "{fault:?}");
        assert!(!desk.requests(Op::Audits).is_empty(), "{fault:?}");
        assert_eq!(desk.requests(Op::UpdateTicket).len(), 1, "{fault:?}");
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_that_never_arrived_is_made_again() {
    let desk = Desk::open();
    desk.sandbox.faults().next(Op::UpdateTicket, Fault::Drop);
    let id = desk.sandbox.customer_opens(desk.example("incomplete"));
    desk.until("the audits were asked", async || !desk.requests(Op::Audits).is_empty()).await;
    // The next try may be due later; the clock stands still otherwise.
    desk.until("it is answered", async || {
        desk.later(1);
        desk.sandbox.ticket(id).is_some_and(|ticket| !comments(&ticket).is_empty())
    })
    .await;
    let ticket = desk.quiet(id).await;
    assert_eq!(comments(&ticket).len(), 1);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_to_wait_is_heeded() {
    let desk = Desk::open();
    desk.sandbox.faults().next(Op::UpdateTicket, Fault::TooManyRequests { retry_after_secs: 1 });
    let began = Instant::now();
    let ticket = desk.opens(desk.example("incomplete")).await;
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert_eq!(desk.requests(Op::UpdateTicket), [Some(429), Some(200)]);
    assert_eq!(comments(&ticket).len(), 1);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_ended_is_renewed() {
    let desk = Desk::open();
    desk.opens(desk.example("incomplete")).await;
    desk.sandbox.revoke_tokens();
    let ticket = desk.opens(desk.example("ready")).await;
    assert_eq!(ticket.tags, ["ready_to_escalate"]);
    assert_eq!(desk.requests(Op::Token).len(), 2);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_ticket_is_left_alone() {
    let desk = Desk::open();
    desk.sandbox.faults().next_delivery(DeliveryFault::Delay(200));
    let id = desk.sandbox.customer_opens(desk.example("incomplete"));
    desk.sandbox.agent_closes(id).expect("it is open");
    let ticket = desk.quiet(id).await;
    assert!(comments(&ticket).is_empty() && ticket.tags.is_empty());
    assert!(desk.requests(Op::UpdateTicket).is_empty());
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_that_is_closed_under_the_pass_is_left_alone() {
    let desk = Desk::open();
    desk.sandbox.faults().next(Op::UpdateTicket, Fault::Slow(500));
    let id = desk.sandbox.customer_opens(desk.example("incomplete"));
    desk.until("the comment is on its way", async || desk.sandbox.faults().are_spent()).await;
    desk.sandbox.agent_closes(id).expect("it is open");
    let ticket = desk.quiet(id).await;
    assert!(comments(&ticket).is_empty() && ticket.tags.is_empty());
    desk.close().await;
}
