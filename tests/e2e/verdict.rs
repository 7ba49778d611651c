//! Each verdict's story: what a customer writes, and what the helpdesk holds afterwards.

use crate::desk::{Desk, comments, notes};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_violation_that_was_not_appealed_is_sent_back_with_what_to_do_first() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("blocked")).await;
    assert_eq!(desk.verdict(ticket.id).await, Some("blocked"));
    let comments = comments(&ticket);
    assert_eq!((comments.len(), notes(&ticket).len()), (1, 0));
    for words in
        ["Appeal the violation in TikTok Seller Center", "72 hours", "The date and the status of your appeal"]
    {
        assert!(comments[0].body.contains(words), "{words}: {}", comments[0].body);
    }
    assert_eq!(ticket.tags, ["preflight_blocked"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_appeal_that_was_approved_is_only_noted() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("not-needed")).await;
    assert_eq!(desk.verdict(ticket.id).await, Some("not_needed"));
    assert_eq!((comments(&ticket).len(), notes(&ticket).len()), (0, 1));
    assert!(notes(&ticket)[0].body.starts_with("Nothing to escalate"));
    assert_eq!(ticket.tags, ["preflight_not_needed"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_that_lacks_something_is_answered_with_exactly_that() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("incomplete")).await;
    assert_eq!(desk.verdict(ticket.id).await, Some("incomplete"));
    let comments = comments(&ticket);
    assert_eq!((comments.len(), notes(&ticket).len()), (1, 0));
    let (asked, given) = comments[0].body.split_once("We already have:").expect("it says what is there");
    for words in ["TikTok Seller ID", "CS Order ID", "Screenshot of the order details in CommentSold"] {
        assert!(asked.contains(words) && !given.contains(words), "{words}: {}", comments[0].body);
    }
    for words in ["577960875603559534", "March 1, 2026", "seller center order.png"] {
        assert!(given.contains(words) && !asked.contains(words), "{words}: {}", comments[0].body);
    }
    assert_eq!(ticket.tags, ["preflight_incomplete"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_complete_ticket_is_tagged_and_its_packet_can_be_copied() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("ready")).await;
    assert_eq!(desk.verdict(ticket.id).await, Some("ready"));
    assert_eq!((comments(&ticket).len(), notes(&ticket).len()), (0, 1));
    let note = &notes(&ticket)[0].html;
    let packet =
        note.split_once("<pre>").and_then(|(_, rest)| rest.split_once("</pre>")).map(|(packet, _)| packet);
    let packet: Vec<&str> = packet.expect("the note has a packet").trim().lines().collect();
    assert_eq!(
        packet,
        [
            "TikTok Seller ID: 7495823610447258113",
            "TikTok Order ID: 576934018275560317",
            "CS Order ID: 1482207",
            "Order Date: March 2, 2026",
            "Screenshot of the order details in CommentSold (CS): CS order details.png",
            "Screenshot of the order details in TikTok Seller Center: TikTok Seller Center order.png",
        ]
    );
    assert_eq!(ticket.tags, ["ready_to_escalate"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_told_apart_goes_to_the_agent_alone() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("unclear")).await;
    assert_eq!(desk.verdict(ticket.id).await, Some("unclear"));
    assert_eq!((comments(&ticket).len(), notes(&ticket).len()), (0, 1));
    assert_eq!(ticket.tags, ["preflight_unclear"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_none_of_our_business_is_left_alone() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("ignored")).await;
    assert_eq!(desk.verdict(ticket.id).await, Some("ignored"));
    assert_eq!((ticket.comments.len(), ticket.audits.len()), (1, 1), "nothing but the customer's own words");
    assert!(ticket.tags.is_empty());
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_young_appeal_waits_and_is_looked_at_again_by_itself() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("waiting")).await;
    assert_eq!(desk.verdict(ticket.id).await, Some("waiting"));
    let first = comments(&ticket)[0].body.clone();
    assert!(first.contains("Thursday, March 5 at 4:15 PM EST"), "{first}");
    assert_eq!(ticket.tags, ["preflight_waiting"]);
    // 72 hours after the appeal, with nobody having written anything.
    desk.clock.set("2026-03-05T21:15:00Z".parse().expect("a time"));
    desk.until("it is looked at again", async || desk.verdict(ticket.id).await == Some("incomplete")).await;
    let ticket = desk.quiet(ticket.id).await;
    let comments = comments(&ticket);
    assert_eq!(comments.len(), 2);
    assert!(comments[1].body.contains("The waiting time is over"), "{}", comments[1].body);
    assert!(comments[1].body.contains("Shipping Manifest"), "{}", comments[1].body);
    assert_eq!(ticket.tags, ["preflight_incomplete"]);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_in_a_mail_is_read_and_its_signature_is_not() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("mail")).await;
    let comments = comments(&ticket);
    let (asked, given) = comments[0].body.split_once("We already have:").expect("it says what is there");
    assert!(asked.contains("we need one more thing from you"), "{asked}");
    for words in
        ["577102846391204458", "90817", "1Z999AA10123456784", "cs order 90817.png", "tiktok order.png"]
    {
        assert!(given.contains(words), "{words}: {given}");
    }
    assert!(!given.contains("image001.png"), "a logo is no screenshot: {given}");
    desk.close().await;
}
