//! A considerate colleague: whom Preflight does not talk over, when it gives up, and what agents can tell it.

use preflight::reply::policy::{Manner, Marks, Mode, Reminder};
use preflight::sandbox::people::NewTicket;

use crate::desk::{Desk, comments, notes};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_agent_who_has_answered_is_not_talked_over() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("incomplete")).await;
    desk.sandbox.agent_replies(ticket.id, "Hi, Kim here, I am looking into it.", true).expect("it is open");
    let ticket = desk.replies(ticket.id, "Thanks Kim! The seller id is 7495823610447258113.", &[]).await;
    assert_eq!(comments(&ticket).len(), 1, "{:?}", comments(&ticket).last());
    let note = &notes(&ticket)[0].body;
    assert!(note.contains("because an agent has answered"), "{note}");
    assert!(
        note.contains("What the customer would have been told") && note.contains("we have received"),
        "{note}"
    );
    assert_eq!(desk.silence(ticket.id).await, Some("agent_answered"));
    let ticket = desk
        .replies(ticket.id, "CommentSold order 1482207, screenshot attached.", &["commentsold order.png"])
        .await;
    assert_eq!(ticket.tags, ["ready_to_escalate"], "tags go on");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_three_answers_that_bring_nothing_an_agent_takes_over() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("incomplete")).await;
    desk.later(3_600);
    let ticket = desk.replies(ticket.id, "Thank you!", &[]).await;
    for words in ["Any news on this??", "Why does this take so long, we lose money"] {
        desk.later(3_600);
        let ticket = desk.replies(ticket.id, words, &[]).await;
        assert_eq!((comments(&ticket).len(), notes(&ticket).len()), (1, 0), "{words}");
    }
    desk.later(3_600);
    let ticket = desk.replies(ticket.id, "Hello? Is anybody there?", &[]).await;
    assert_eq!((comments(&ticket).len(), notes(&ticket).len()), (1, 1));
    let note = &notes(&ticket)[0].body;
    assert!(note.contains("has answered 3 times") && note.contains("Nothing of it has come"), "{note}");
    assert_eq!(ticket.tags, ["preflight_handed_over", "preflight_incomplete"]);
    desk.later(3_600);
    let ticket = desk.replies(ticket.id, "Ok then: seller id 7495823610447258113.", &[]).await;
    assert_eq!(comments(&ticket).len(), 1, "from now on it is the agent who speaks");
    assert!(notes(&ticket)[1].body.contains("not asked any further"), "{}", notes(&ticket)[1].body);
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_written_while_an_agent_holds_the_ticket() {
    let desk = Desk::told_of_events(|_| {});
    let held = NewTicket { tags: vec!["preflight_hold".into()], ..desk.example("incomplete") };
    let ticket = desk.opens(held).await;
    assert!(comments(&ticket).is_empty() && ticket.tags == ["preflight_hold"]);
    assert_eq!(desk.silence(ticket.id).await, Some("held"));
    desk.sandbox.agent_sets_tags(ticket.id, &["vip"]).expect("it is open");
    let ticket = desk.quiet(ticket.id).await;
    assert_eq!(comments(&ticket).len(), 1, "now it may");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn agents_settle_category_and_items_by_tags() {
    let desk = Desk::told_of_events(|_| {});
    let ticket = desk.opens(desk.example("incomplete")).await;
    let tags = [
        "preflight_incomplete",
        "preflight_fine_cs_order_id",
        "preflight_not_needed_screenshot_order_cs",
        "preflight_fine_tiktok_seller_id",
    ];
    desk.sandbox.agent_sets_tags(ticket.id, &tags).expect("it is open");
    let ticket = desk.quiet(ticket.id).await;
    assert_eq!(desk.verdict(ticket.id).await, Some("ready"), "{:?}", comments(&ticket).last());
    assert!(notes(&ticket)[0].body.contains("an agent’s tag"), "{}", notes(&ticket)[0].body);
    let ticket = desk.replies(ticket.id, "And when will you answer me?", &[]).await;
    assert_eq!(desk.verdict(ticket.id).await, Some("ready"), "it stays so");

    let unclear = desk.opens(desk.example("unclear")).await;
    desk.sandbox.agent_sets_tags(unclear.id, &["preflight_category_orders"]).expect("it is open");
    let unclear = desk.quiet(unclear.id).await;
    assert!(comments(&unclear)[0].body.contains("TikTok Order ID"));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_time_ends_at_its_minute_by_itself() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("waiting")).await;
    assert_eq!((desk.verdict(ticket.id).await, comments(&ticket).len()), (Some("waiting"), 1));
    let opens_at = desk.store().next_due(&[]).await.expect("the store answers").expect("a time is set");
    desk.clock.set(opens_at - jiff::SignedDuration::from_secs(1));
    let ticket = desk.quiet_but_for_timers(ticket.id).await;
    assert_eq!(comments(&ticket).len(), 1, "not a second too early");
    desk.clock.set(opens_at);
    desk.until("it is looked at again", async || desk.verdict(ticket.id).await != Some("waiting")).await;
    let ticket = desk.quiet(ticket.id).await;
    let second = &comments(&ticket)[1].body;
    assert!(second.contains("The waiting time is over"), "{second}");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn machines_get_no_answer() {
    let desk = Desk::open();
    let ticket = desk.opens(desk.example("incomplete")).await;
    let away = "I am on vacation until Monday. For anything urgent call the shop at 555 0100.";
    desk.sandbox.customer_is_away(ticket.id, away).expect("it is open");
    let ticket = desk.quiet(ticket.id).await;
    assert_eq!((comments(&ticket).len(), notes(&ticket).len()), (1, 0));
    assert_eq!(desk.silence(ticket.id).await, Some("automatic_mail"));

    let robot = NewTicket { email: "no-reply@shop.example".into(), ..desk.example("incomplete") };
    let robot = desk.opens(robot).await;
    assert_eq!((comments(&robot).len(), notes(&robot).len()), (0, 1));
    assert!(notes(&robot)[0].body.contains("takes no answers"));

    let spammer = NewTicket { email: "spam@shop.example".into(), ..desk.example("ignored") };
    desk.opens(spammer).await;
    desk.sandbox.agent_suspends("spam@shop.example");
    let spammer = NewTicket { email: "spam@shop.example".into(), ..desk.example("incomplete") };
    let spammer = desk.opens(spammer).await;
    assert!(comments(&spammer).is_empty() && notes(&spammer).is_empty() && spammer.tags.is_empty());
    assert_eq!(desk.silence(spammer.id).await, Some("suspended_requester"));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn observing_decides_and_writes_nothing() {
    let desk = Desk::set_to(|settings| settings.policy.mode = Mode::Observe);
    let ticket = desk.opens(desk.example("incomplete")).await;
    assert!(comments(&ticket).is_empty() && notes(&ticket).is_empty() && ticket.tags.is_empty());
    assert_eq!(desk.verdict(ticket.id).await, Some("incomplete"));
    assert_eq!(desk.silence(ticket.id).await, Some("observed"));
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn notes_only_shows_agents_what_would_be_said() {
    let desk = Desk::set_to(|settings| settings.policy.mode = Mode::Note);
    let ticket = desk.opens(desk.example("incomplete")).await;
    assert!(comments(&ticket).is_empty() && ticket.tags.is_empty(), "{:?}", ticket.tags);
    let note = &notes(&ticket)[0].body;
    assert!(
        note.contains("set to write notes only") && note.contains("Before we can escalate this"),
        "{note}"
    );
    let ticket = desk.replies(ticket.id, "Thanks!", &[]).await;
    assert_eq!(notes(&ticket).len(), 1, "nothing new");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reminders_come_at_their_times_and_a_reply_stops_them() {
    let reminder = |after_hours, comment, tag: &str| Reminder {
        after_hours,
        times: 1,
        comment,
        note: !comment,
        marks: Marks { tags: vec![tag.to_owned()], ..Marks::default() },
    };
    let rules = vec![reminder(48, true, "reminded"), reminder(72, false, "no_answer")];
    let desk = Desk::set_to(|settings| settings.policy.reminders = rules);
    let (quiet, talks) = (desk.opens(desk.example("incomplete")).await, desk.example("incomplete"));
    let talks = desk.opens(NewTicket { email: "talks@shop.example".into(), ..talks }).await;
    let talks = desk.replies(talks.id, "I will look for it", &[]).await;
    // Some seconds more: the helpdesk's clock is ahead.
    desk.later(48 * 3_600 + 60);
    desk.until("the reminder is there", async || {
        desk.sandbox.ticket(quiet.id).is_some_and(|ticket| ticket.tags.contains(&"reminded".to_owned()))
    })
    .await;
    let ticket = desk.quiet_but_for_timers(quiet.id).await;
    let words = &comments(&ticket)[1].body;
    assert!(words.contains("cannot go on without you") && words.contains("TikTok Seller ID"), "{words}");
    desk.later(72 * 3_600 + 60);
    desk.until("the agent knows", async || {
        desk.sandbox.ticket(quiet.id).is_some_and(|ticket| ticket.tags.contains(&"no_answer".to_owned()))
    })
    .await;
    let ticket = desk.quiet(quiet.id).await;
    assert!(
        notes(&ticket)[0].body.contains("has not answered, also not to 1 reminder"),
        "{:?}",
        notes(&ticket)
    );
    assert_eq!(comments(&ticket).len(), 2);
    let talks = desk.quiet(talks.id).await;
    assert_eq!((comments(&talks).len(), notes(&talks).len()), (1, 0), "who has answered is not reminded");
    desk.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_solved_ticket_is_answered_only_where_the_policy_says_so() {
    let desk = Desk::told_of_events(|settings| settings.policy.exceptions.solved = Manner::Answer);
    let ticket = desk.opens(desk.example("incomplete")).await;
    desk.sandbox
        .agent_sets_status(ticket.id, preflight::sandbox::record::Status::Solved)
        .expect("it is open");
    desk.sandbox.agent_sets_tags(ticket.id, &["preflight_fine_cs_order_id"]).expect("it is not closed");
    let ticket = desk.quiet(ticket.id).await;
    assert_eq!(comments(&ticket).len(), 2);
    desk.close().await;
}
