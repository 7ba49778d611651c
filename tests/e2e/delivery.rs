//! Deliveries as they really come: twice, late, lost, and from someone else.

use preflight::sandbox::delivery::Outcome;
use preflight::sandbox::fault::DeliveryFault;

use crate::desk::{Desk, comments, notes, picture};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_delivered_twice_is_answered_once() {
    let desk = Desk::open();
    desk.sandbox.faults().next_delivery(DeliveryFault::Duplicate);
    let ticket = desk.opens(desk.example("incomplete")).await;
    let delivery = &desk.sandbox.deliveries(ticket.id)[0];
    assert_eq!(
        delivery.attempts.iter().map(|attempt| attempt.status).collect::<Vec<_>>(),
        [Some(200), Some(200)]
    );
    desk.sandbox.redeliver(delivery);
    let ticket = desk.quiet(ticket.id).await;
    assert_eq!(comments(&ticket).len(), 1);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_that_overtakes_the_opening_is_answered_with_it() {
    let desk = Desk::open();
    desk.sandbox.faults().next_delivery(DeliveryFault::Delay(300));
    let id = desk.sandbox.customer_opens(desk.example("incomplete"));
    let words = "PS: seller id 7495823610447258113, and CS order 1482207.";
    desk.sandbox.customer_replies(id, words, vec![picture("commentsold.png")]).expect("the ticket is open");
    let ticket = desk.quiet(id).await;
    assert_eq!(desk.sandbox.deliveries(id).len(), 2);
    assert_eq!(
        (comments(&ticket).len(), notes(&ticket).len()),
        (0, 1),
        "nothing is missing, and that is noted once"
    );
    assert_eq!(ticket.tags, ["ready_to_escalate"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_signature_is_refused_and_nothing_is_stored() {
    let desk = Desk::open();
    desk.sandbox.faults().next_delivery(DeliveryFault::WrongSignature);
    let ticket = desk.opens(desk.example("incomplete")).await;
    let delivery = desk.sandbox.deliveries(ticket.id).remove(0);
    assert_eq!((delivery.outcome, delivery.attempts[0].status), (Outcome::Lost, Some(401)));
    assert_eq!(desk.verdict(ticket.id).await, None);
    assert!(desk.sandbox.requests().is_empty(), "the helpdesk was not asked for anything");
    let stored = rusqlite::Connection::open(desk.store_path()).expect("the store opens");
    for table in ["delivery", "due", "report", "write"] {
        let count: i64 = stored
            .query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0))
            .expect("the table can be counted");
        assert_eq!(count, 0, "{table}");
    }
    desk.sandbox.redeliver(&delivery);
    let ticket = desk.quiet(ticket.id).await;
    assert_eq!(comments(&ticket).len(), 1, "the same one, rightly signed");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_delivery_is_made_up_for_by_the_next() {
    let desk = Desk::open();
    desk.sandbox.faults().next_delivery(DeliveryFault::Lose);
    let ticket = desk.opens(desk.example("incomplete")).await;
    assert!(comments(&ticket).is_empty());
    let ticket = desk.replies(ticket.id, "Hello?? Is anyone there?", &[]).await;
    assert_eq!(comments(&ticket).len(), 1);
    assert!(comments(&ticket)[0].body.contains("TikTok Seller ID"));
    desk.close().await;
}
