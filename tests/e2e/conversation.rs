//! Conversations: each reply is read again, and nobody is asked for what was given.

use crate::desk::{Desk, comments, notes};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_brings_piece_by_piece_and_then_it_is_ready() {
    let desk = Desk::open();
    let mut order = desk.example("incomplete");
    order.tags = vec!["vip".into(), "wholesale".into()];
    let ticket = desk.opens(order).await;
    assert_eq!(ticket.tags, ["preflight_incomplete", "vip", "wholesale"], "others' tags stay");

    // Both replies come within one second, in words that make the same webhook body.
    let ticket = desk
        .replies(
            ticket.id,
            "Oh sure, the seller id is 7495823610447258113 and in CommentSold it's order 1482207.",
            &[],
        )
        .await;
    let second = &comments(&ticket)[1].body;
    assert!(second.contains("Thank you, we have received: TikTok Seller ID, CS Order ID."), "{second}");
    assert!(second.contains("One thing is left:"), "{second}");
    assert!(second.contains("Screenshot of the order details in CommentSold"), "{second}");
    assert!(!second.contains("Seller Center order"), "what was there is not asked for: {second}");

    let ticket = desk.replies(ticket.id, "Here it is!", &["commentsold order.png"]).await;
    assert_eq!(desk.verdict(ticket.id).await, Some("ready"));
    assert_eq!((comments(&ticket).len(), notes(&ticket).len()), (2, 1), "no more words to the customer");
    assert!(notes(&ticket)[0].html.contains("TikTok Seller ID: 7495823610447258113"));
    assert_eq!(ticket.tags, ["ready_to_escalate", "vip", "wholesale"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_that_brings_nothing_gets_no_second_lecture() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("incomplete")).await;
    let ticket = desk.replies(ticket.id, "Any news on this??", &[]).await;
    assert_eq!(comments(&ticket).len(), 1, "{:?}", comments(&ticket).last());
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_appeal_the_violation_goes_on() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("blocked")).await;
    desk.later(4 * 86_400);
    let reply = "I appealed it the same day you wrote, on March 3, and today the appeal was denied.";
    let ticket = desk.replies(ticket.id, reply, &["appeal denied.png"]).await;
    assert_eq!(desk.verdict(ticket.id).await, Some("ready"), "{:?}", comments(&ticket).last());
    assert_eq!(ticket.tags, ["ready_to_escalate"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spanish_customer_is_answered_in_spanish_to_the_end() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("spanish")).await;
    let first = &comments(&ticket)[0].body;
    assert!(first.starts_with("Hola:") && first.contains("ID de vendedor de TikTok"), "{first}");
    let ticket = desk.replies(ticket.id, "Claro, mi ID de vendedor es 7495660931284417702.", &[]).await;
    let second = &comments(&ticket)[1].body;
    assert!(second.contains("Gracias, ya recibimos: ID de vendedor de TikTok."), "{second}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_agent_sets_the_category_and_the_field_decides() {
    let desk = Desk::open();
    let mut question = desk.example("unclear");
    question.fields = [("category".to_owned(), serde_json::json!("orders"))].into();
    let ticket = desk.opens(question).await;
    assert_eq!(desk.verdict(ticket.id).await, Some("incomplete"));
    assert!(comments(&ticket)[0].body.contains("TikTok Order ID"));
    desk.close().await;
}
