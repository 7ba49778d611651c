//! Preflight's own writing comes back as webhooks, and is not answered.

use preflight::sandbox::delivery::Outcome;
use preflight::sandbox::webhook::Flavour;

use crate::desk::{Desk, comments, notes};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_careless_trigger_tells_of_our_own_comment_and_nothing_comes_of_it() {
    story(Flavour::CarelessTrigger).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_of_our_own_comment_are_ignored() {
    story(Flavour::Events).await;
}

async fn story(flavour: Flavour) {
    let desk = Desk::open_with(flavour);
    let ticket = desk.opens(desk.example("incomplete")).await;
    assert_eq!(comments(&ticket).len(), 1);
    let deliveries = desk.sandbox.deliveries(ticket.id);
    assert!(deliveries.len() >= 3, "the opening, the comment and the tag were all told of: {deliveries:?}");
    assert!(deliveries.iter().all(|delivery| delivery.outcome == Outcome::Delivered), "{deliveries:?}");
    let metrics = desk.page("/metrics").await;
    assert!(
        metrics.contains("preflight_deliveries_total{result=\"ignored\"} 2\n"),
        "comment and tag: {metrics}"
    );
    let ticket = desk
        .replies(ticket.id, "Seller id 7495823610447258113, CS order 1482207.", &["commentsold order.png"])
        .await;
    assert_eq!((comments(&ticket).len(), notes(&ticket).len()), (1, 1));
    assert_eq!(ticket.tags, ["ready_to_escalate"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_agent_takes_off_is_not_put_back() {
    let desk = Desk::open_with(Flavour::CarelessTrigger);
    let ticket = desk.opens(desk.example("incomplete")).await;
    desk.sandbox.agent_sets_tags(ticket.id, &["handled_by_alex"]).expect("it is open");
    let ticket = desk.quiet(ticket.id).await;
    assert_eq!(ticket.tags, ["handled_by_alex"]);
    assert_eq!(comments(&ticket).len(), 1);
    desk.close().await;
}
