//! Passes: one answer per ticket and state, whatever fails when.

use preflight::helpdesk::HelpdeskError;
use preflight::service::crew;
use tokio_util::sync::CancellationToken;

use crate::desk::{Fault, Op};
use crate::world::{START_SECS, World};

#[tokio::test]
async fn a_ticket_is_answered_and_remembered() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    assert_eq!(world.work().await, 1);
    assert_eq!(world.desk.comments("1"), ["<p>1:help:incomplete</p>"]);
    assert_eq!(world.desk.tags("1"), ["incomplete"]);
    assert_eq!(world.verdict("1").await, Some("incomplete"));
    assert_eq!(world.next_due_in_secs().await, None);
}

#[tokio::test]
async fn many_deliveries_make_one_pass() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.webhook("1").await;
    world.webhook("1").await;
    assert_eq!(world.work().await, 1);
    assert_eq!(world.desk.calls(Op::Fetch), 2, "before the answer, and after it because of its tags");
    assert_eq!(world.desk.comments("1").len(), 1);
}

#[tokio::test]
async fn its_own_writing_is_not_answered() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.work().await;
    world.webhook("1").await;
    assert_eq!(world.work().await, 1);
    assert_eq!(world.desk.calls(Op::Apply), 1);
}

#[tokio::test]
async fn a_reply_is_answered_anew() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.work().await;
    world.ticket("1", "here is more").await;
    world.work().await;
    assert_eq!(world.desk.comments("1").len(), 2);
}

#[tokio::test]
async fn a_crash_before_the_write_leads_to_one_comment() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.desk.next(Op::Apply, Fault::Hangs);
    let world = world.die_while_it_hangs().await;
    assert_eq!(world.work().await, 1);
    assert_eq!(world.desk.calls(Op::FindWrite), 1, "it asks before it writes again");
    assert_eq!(world.desk.comments("1").len(), 1);
}

#[tokio::test]
async fn a_crash_after_the_write_leads_to_one_comment() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.desk.next(Op::Apply, Fault::AppliesThenHangs);
    let world = world.die_while_it_hangs().await;
    world.work().await;
    assert_eq!(world.desk.calls(Op::Apply), 1);
    assert_eq!(world.desk.comments("1").len(), 1);
}

#[tokio::test]
async fn a_crash_after_the_write_is_known_even_if_the_customer_wrote_meanwhile() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.desk.next(Op::Apply, Fault::AppliesThenHangs);
    let mut world = world.die_while_it_hangs().await;
    world.ticket("1", "more").await;
    world.work().await;
    world.ticket("1", "help").await;
    world.work().await;
    assert_eq!(world.desk.comments("1"), ["<p>1:help:incomplete</p>", "<p>1:more:incomplete</p>"]);
}

#[tokio::test]
async fn a_crash_between_comment_and_tags_leads_to_both() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.desk.next(Op::Apply, Fault::CommentsThenHangs);
    let world = world.die_while_it_hangs().await;
    world.work().await;
    assert_eq!(world.desk.comments("1").len(), 1);
    assert_eq!(world.desk.tags("1"), ["incomplete"]);
}

#[tokio::test]
async fn a_second_crash_before_the_tags_still_leads_to_both() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.desk.next(Op::Apply, Fault::CommentsThenHangs);
    world.desk.next(Op::EnsureTags, Fault::Hangs);
    let world = world.die_while_it_hangs().await.die_while_it_hangs().await;
    world.work().await;
    assert_eq!(world.desk.comments("1").len(), 1);
    assert_eq!(world.desk.tags("1"), ["incomplete"]);
}

#[tokio::test]
async fn a_ticket_that_changed_is_read_afresh() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.desk.next(Op::Apply, Fault::SomeoneElse);
    world.work().await;
    assert_eq!(world.desk.calls(Op::Fetch), 3, "again for the change, and again after the answer");
    assert_eq!(world.desk.comments("1").len(), 1);
}

#[tokio::test]
async fn a_ticket_that_never_rests_is_left_for_later() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    for _ in 0..5 {
        world.desk.next(Op::Apply, Fault::SomeoneElse);
    }
    assert_eq!(world.work().await, 1);
    assert_eq!(world.desk.comments("1").len(), 0);
    world.advance(2);
    world.work().await;
    assert_eq!(world.desk.comments("1").len(), 1);
}

#[tokio::test]
async fn a_write_whose_answer_was_lost_is_not_made_twice() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.desk.next(Op::Apply, Fault::AppliesThenLost);
    world.work().await;
    assert_eq!(world.desk.calls(Op::Apply), 1);
    assert_eq!(world.desk.comments("1").len(), 1);
    assert_eq!(world.next_due_in_secs().await, None);
}

#[tokio::test]
async fn a_write_that_was_lost_is_made_later() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.desk.next(Op::Apply, Fault::Fails(HelpdeskError::Unknown { detail: "reset".into() }));
    world.work().await;
    assert_eq!(world.desk.comments("1").len(), 0);
    world.advance(2);
    world.work().await;
    assert_eq!(world.desk.comments("1").len(), 1);
}

#[tokio::test]
async fn nothing_is_written_while_the_fate_of_a_write_is_not_known() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.desk.next(Op::Apply, Fault::AppliesThenLost);
    let away = HelpdeskError::Unavailable { detail: "503".into() };
    world.desk.next(Op::FindWrite, Fault::Fails(away.clone()));
    world.desk.next(Op::FindWrite, Fault::Fails(away));
    for _ in 0..4 {
        world.work().await;
        world.advance(10);
    }
    assert_eq!(world.desk.calls(Op::Apply), 1);
    assert_eq!(world.desk.comments("1").len(), 1);
    assert_eq!(world.verdict("1").await, Some("incomplete"));
}

#[tokio::test]
async fn a_helpdesk_that_asks_to_wait_is_given_the_time() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.desk.next(Op::Fetch, Fault::Fails(HelpdeskError::RateLimited { after_secs: 60 }));
    world.work().await;
    world.webhook("1").await;
    world.advance(59);
    assert_eq!(world.work().await, 0);
    world.advance(8);
    assert_eq!(world.work().await, 1);
    assert_eq!(world.desk.comments("1").len(), 1);
}

#[tokio::test]
async fn an_outage_of_the_helpdesk_is_waited_out() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    for _ in 0..40 {
        world.desk.next(Op::Fetch, Fault::Fails(HelpdeskError::Unavailable { detail: "503".into() }));
    }
    for _ in 0..40 {
        assert_eq!(world.work().await, 1);
        world.advance(900);
    }
    world.work().await;
    assert_eq!(world.desk.comments("1").len(), 1);
}

#[tokio::test]
async fn a_ticket_whose_writes_keep_getting_lost_is_set_aside_at_last() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    for _ in 0..12 {
        world.desk.next(Op::Apply, Fault::Fails(HelpdeskError::Unknown { detail: "reset".into() }));
        world.work().await;
        world.advance(900);
    }
    assert_eq!(world.next_due_in_secs().await, None);
    world.webhook("1").await;
    world.work().await;
    assert_eq!(world.desk.comments("1").len(), 1);
}

#[tokio::test]
async fn a_ticket_that_is_gone_is_set_aside_until_it_is_heard_of_again() {
    let mut world = World::new();
    world.webhook("1").await;
    assert_eq!(world.work().await, 1);
    assert_eq!(world.next_due_in_secs().await, None);
    world.ticket("1", "help").await;
    world.work().await;
    assert_eq!(world.desk.comments("1").len(), 1);
}

#[tokio::test]
async fn finished_tickets_are_left_alone() {
    for status in ["closed", "deleted"] {
        let mut world = World::new();
        world.ticket("1", "help").await;
        world.desk.set_status("1", status);
        world.work().await;
        assert_eq!(world.desk.calls(Op::Apply), 0, "{status}");
        assert_eq!(world.next_due_in_secs().await, None, "{status}");
    }
}

#[tokio::test]
async fn a_check_that_panics_sets_only_its_ticket_aside() {
    let mut world = World::new();
    world.ticket("1", "panic").await;
    world.ticket("2", "help").await;
    assert_eq!(world.work().await, 2);
    assert_eq!(world.desk.comments("2").len(), 1);
    assert_eq!(world.next_due_in_secs().await, None);
}

#[tokio::test]
async fn a_gate_opens_at_its_time() {
    let mut world = World::new();
    world.ticket("1", &format!("wait {}", START_SECS + 259_200)).await;
    world.work().await;
    assert_eq!(world.tags_and_verdict("1").await, (vec!["waiting".into()], Some("waiting")));
    assert_eq!(world.next_due_in_secs().await, Some(259_200));
    let world = world.restart();
    world.advance(259_200);
    world.work().await;
    assert_eq!(world.verdict("1").await, Some("incomplete"));
    assert_eq!(world.desk.comments("1").len(), 2);
}

#[tokio::test]
async fn two_workers_on_one_ticket_make_one_comment() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.desk.next(Op::Apply, Fault::AppliesThenHangs);
    let lease = world.worker.claim(1).await.expect("the store answers").remove(0);
    let worker = world.worker.clone();
    let slow = tokio::spawn(async move { worker.pass(lease, CancellationToken::new()).await });
    world.desk.hangs().await;
    // The slow one's lease runs out while it waits for the helpdesk's answer.
    world.advance(61);
    world.work().await;
    slow.abort();
    assert_eq!(world.desk.comments("1").len(), 1);
    assert_eq!(world.desk.calls(Op::Apply), 1);
}

#[tokio::test]
async fn a_stop_gives_a_hanging_ticket_back() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.desk.next(Op::Apply, Fault::Hangs);
    let stop = CancellationToken::new();
    let crew = tokio::spawn(crew::work(world.worker.clone(), world.waking.clone(), stop.clone()));
    world.desk.hangs().await;
    stop.cancel();
    crew.await.expect("it ends");
    assert_eq!(world.next_due_in_secs().await, Some(0));
    world.work().await;
    assert_eq!(world.desk.comments("1").len(), 1);
}

impl World {
    async fn tags_and_verdict(&self, id: &str) -> (Vec<String>, Option<&'static str>) {
        (self.desk.tags(id), self.verdict(id).await)
    }
}
