//! Nothing lost and nothing too much: webhooks that never come, limits, and the fuse.

use preflight::cli::demo::stage::key;
use preflight::sandbox::fault::{DeliveryFault, Op};
use preflight::sandbox::people::NewTicket;
use preflight::store::Erase;

use crate::desk::{Desk, comments, notes};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ticket_whose_webhook_never_came_is_found() {
    let desk = Desk::set_to(|settings| settings.service.gap_fill_secs = 1);
    // The first look remembers where the list begins.
    desk.until("the list was asked for", async || {
        desk.store().progress("sandbox").await.expect("the store answers").is_some()
    })
    .await;
    desk.sandbox.faults().next_delivery(DeliveryFault::Lose);
    let id = desk.sandbox.customer_opens(desk.example("incomplete"));
    // Zendesk holds the newest minute back.
    desk.later(120);
    desk.until("it is found", async || {
        desk.sandbox.ticket(id).is_some_and(|ticket| !comments(&ticket).is_empty())
    })
    .await;
    let metrics = desk.page("/metrics").await;
    assert!(metrics.contains("preflight_gap_filled_total 1\n"), "{metrics}");
    desk.later(120);
    let looks = desk.requests(Op::ExportTickets).len();
    desk.until("it has looked again", async || desk.requests(Op::ExportTickets).len() > looks + 1).await;
    let ticket = desk.quiet(id).await;
    assert_eq!(comments(&ticket).len(), 1, "what Preflight itself changed is not taken up again");
    assert!(desk.page("/metrics").await.contains("preflight_gap_filled_total 1\n"));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_customer_who_keeps_opening_tickets_is_not_flooded() {
    let desk = Desk::set_to(|settings| settings.policy.limits.comments_per_requester_per_day_max = 2);
    for _ in 0..2 {
        let ticket = desk.opens(desk.example("incomplete")).await;
        assert_eq!((comments(&ticket).len(), notes(&ticket).len()), (1, 0));
    }
    let third = desk.opens(desk.example("incomplete")).await;
    assert_eq!((comments(&third).len(), notes(&third).len()), (0, 1));
    assert!(notes(&third)[0].body.contains("as many comments today as are allowed"));
    assert_eq!(desk.silence(third.id).await, Some("requester_limit"));
    let other = NewTicket { email: "other@shop.example".into(), ..desk.example("incomplete") };
    assert_eq!(comments(&desk.opens(other).await).len(), 1, "others are answered");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_ticket_gets_no_more_comments_a_day_than_are_allowed() {
    let desk = Desk::set_to(|settings| settings.policy.limits.comments_per_ticket_per_day_max = 1);
    let ticket = desk.opens(desk.example("incomplete")).await;
    let ticket = desk.replies(ticket.id, "The seller id is 7495823610447258113.", &[]).await;
    assert_eq!((comments(&ticket).len(), notes(&ticket).len()), (1, 1));
    assert_eq!(desk.silence(ticket.id).await, Some("ticket_limit"));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_many_comments_within_a_minute_blow_the_fuse_until_someone_closes_it() {
    let desk = Desk::set_to(|settings| settings.policy.limits.comments_per_minute_max = 2);
    let opens = |number: u32| {
        let email = format!("customer-{number}@shop.example");
        desk.sandbox.customer_opens(NewTicket { email, ..desk.example("incomplete") })
    };
    let ids: Vec<u64> = (0..4).map(opens).collect();
    desk.until("the fuse is open", async || desk.page("/readyz").await.contains(r#""fuse":"open""#)).await;
    assert!(desk.page("/metrics").await.contains("preflight_fuse_open{helpdesk=\"sandbox\"} 1.0\n"));
    let answered = || {
        let tickets = ids.iter().filter_map(|id| desk.sandbox.ticket(*id));
        tickets.filter(|ticket| !comments(ticket).is_empty()).count()
    };
    assert_eq!(answered(), 2);
    desk.later(3_600);
    let late = opens(5);
    desk.until("it is accepted", async || !desk.sandbox.deliveries(late).is_empty()).await;
    assert!(
        desk.sandbox.ticket(late).is_some_and(|ticket| comments(&ticket).is_empty()),
        "time alone does not close it"
    );
    let closed = desk.store().close_fuse(None, desk.now()).await.expect("the store answers");
    assert!(closed);
    desk.until("two more are answered, and it blows again", async || {
        answered() + usize::from(desk.sandbox.ticket(late).is_some_and(|one| !comments(&one).is_empty())) == 4
    })
    .await;
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_knows_nothing_any_more_does_not_repeat_what_stands_there() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("incomplete")).await;
    let erased = desk.store().erase(Erase::Ticket(key(ticket.id))).await.expect("the store answers");
    assert_eq!(erased, 1);
    let ticket = desk.replies(ticket.id, "Any news on this??", &[]).await;
    assert_eq!(comments(&ticket).len(), 1, "{:?}", comments(&ticket).last());
    let ticket = desk.replies(ticket.id, "The seller id is 7495823610447258113.", &[]).await;
    let second = &comments(&ticket)[1].body;
    assert!(
        second.contains("we have received: TikTok Seller ID"),
        "it knows again what it has asked: {second}"
    );
    desk.close().await;
}
