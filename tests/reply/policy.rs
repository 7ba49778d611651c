//! What the policy lets Preflight say, in which ticket, and what it sets beside it.

use jiff::SignedDuration;
use preflight::checklist::model::Verdict;
use preflight::reply::stance::Why;
use preflight::ticket::{Author, Message};
use serde_json::json;

use crate::world::Story;

fn order() -> Story {
    Story::new("orders", Verdict::Incomplete)
        .missing("tiktok_seller_id")
        .has("tiktok_order_id", "577960875603559534")
}

fn with_policy(policy: &str) -> Story {
    let mut story = order();
    story.policy = serde_saphyr::from_str(policy).expect("a policy");
    story
}

/// Somebody writes, this long after the story's now.
fn says(mut story: Story, author: Author, minutes: i64) -> Story {
    let at = story.now + SignedDuration::from_mins(minutes);
    let message = Message { author, at, ..story.ticket.messages[0].clone() };
    story.ticket.messages.push(message);
    story
}

/// Whether the customer and the agent get a word, whether tags are set, and why not.
fn outcome(story: &Story) -> (bool, bool, bool, Option<Why>) {
    let plan = story.plan();
    let (comment, note) = (
        plan.writes.iter().any(|write| write.is_public()),
        plan.writes.iter().any(|write| !write.is_public()),
    );
    (comment, note, plan.writes.iter().any(|write| !write.add_tags.is_empty()), plan.why)
}

#[test]
fn each_mode_says_as_much_as_it_should() {
    for (policy, expected) in [
        ("mode: live", (true, false, true, None)),
        ("mode: note", (false, true, false, Some(Why::NotesOnly))),
        ("mode: observe", (false, false, false, Some(Why::Observed))),
        ("mode: off", (false, false, false, Some(Why::Off))),
        ("tickets_percent: 0", (false, false, false, Some(Why::Observed))),
        ("{mode: off, categories: {orders: {mode: live}}}", (true, false, true, None)),
        ("{mode: live, categories: {orders: {mode: note}}}", (false, true, false, Some(Why::NotesOnly))),
        ("{mode: live, categories: {violation: {mode: off}}}", (true, false, true, None)),
    ] {
        assert_eq!(outcome(&with_policy(policy)), expected, "{policy}");
    }
}

#[test]
fn what_is_observed_is_told_as_withheld() {
    let plan = with_policy("mode: observe").plan();
    assert_eq!(plan.withheld.len(), 1);
    assert!(plan.withheld[0].is_public() && plan.withheld[0].add_tags == ["preflight_incomplete"]);
    assert!(with_policy("mode: off").plan().withheld.is_empty());
}

#[test]
fn a_verdict_sets_what_the_policy_says_for_the_category() {
    let mut story = with_policy(
        "{verdicts: {incomplete: {priority: low, group: 7}},
          categories: {orders: {verdicts: {incomplete: {assignee: 9, fields: {stage: asked}, tags: [asked]}}}}}",
    );
    let write = story.plan().writes.remove(0);
    assert_eq!((write.priority.as_deref(), write.group, write.assignee), (Some("low"), Some(7), Some(9)));
    assert_eq!((write.fields["stage"].clone(), write.add_tags), (json!("asked"), vec!["asked".to_owned()]));
    story.report.category = "products".to_owned();
    let write = story.plan().writes.remove(0);
    assert_eq!((write.group, write.assignee, write.fields.len()), (Some(7), None, 0));
}

#[test]
fn marks_without_words_are_a_write_of_their_own() {
    let story = with_policy(
        "verdicts: {incomplete: {comment: false, note: never, tags: [], fields: {stage: asked}}}",
    );
    let writes = story.plan().writes;
    assert_eq!((writes.len(), writes[0].comment.is_none(), writes[0].fields.len()), (1, true, 1));
    assert_eq!(story.written().page(), "nothing");
}

#[test]
fn an_agents_answer_ends_the_talking_and_not_the_work() {
    let story = says(order().written(), Author::Agent, 5).has("cs_order_id", "126560").missing("order_date");
    assert_eq!(outcome(&story), (false, true, false, Some(Why::AgentAnswered)));
    assert_eq!(story.written().page(), "nothing", "the same is not noted twice");
    let private = says(order().written(), Author::Agent, 5);
    let mut private = private.missing("order_date");
    private.ticket.messages[1].public = false;
    assert_eq!(outcome(&private).3, None, "a note is no answer");
}

#[test]
fn whom_the_policy_does_not_want_answered_gets_no_answer() {
    let from = |address: &str| {
        let mut story = order();
        story.ticket.requester.address = Some(address.to_owned());
        story
    };
    assert_eq!(outcome(&from("kim@shop.example")), (true, false, true, None));
    assert_eq!(outcome(&from("noreply@shop.example")), (false, true, true, Some(Why::NoReplySender)));
    assert_eq!(outcome(&from("all@lists.shop.example")), (false, false, false, Some(Why::MailingList)));
    let mut by_agent = order();
    by_agent.ticket.messages[0].author = Author::Agent;
    assert_eq!(outcome(&by_agent), (false, true, true, Some(Why::MadeByAgent)));
    by_agent.ticket.messages[0].author = Author::Bot;
    assert_eq!(outcome(&by_agent), (false, false, false, Some(Why::MadeBySystem)));
    let mut by_channel = order();
    by_channel.ticket.channel = "monitor_event".to_owned();
    assert_eq!(outcome(&by_channel).3, Some(Why::MadeBySystem));
    let mut suspended = order();
    suspended.ticket.requester.suspended = true;
    assert_eq!(outcome(&suspended), (false, false, false, Some(Why::SuspendedRequester)));
    let mut solved = order();
    solved.solved = true;
    assert_eq!(outcome(&solved), (false, false, false, Some(Why::Solved)));
    let mut answered = with_policy("exceptions: {no_reply_sender: answer}");
    answered.ticket.requester.address = Some("noreply@shop.example".to_owned());
    assert_eq!(outcome(&answered), (true, false, true, None));
}

#[test]
fn rounds_are_answers_and_neither_thanks_nor_pictures_that_follow_each_other() {
    let mut story = with_policy("rounds_max: 2").written();
    story = says(story, Author::Customer, 60);
    for minutes in [61, 65] {
        story = says(story, Author::Customer, minutes);
    }
    story = says(story, Author::Customer, 200);
    story.report.courtesies = vec![4];
    assert_eq!(outcome(&story), (false, false, false, None), "one answer so far");
    let story = says(story, Author::Customer, 300);
    let write = story.plan().writes.remove(0);
    assert_eq!(write.add_tags, ["preflight_handed_over"]);
    assert!(write.told.as_ref().is_some_and(|told| told.handed_over));
    let story = story.written();
    assert_eq!(story.page(), "nothing");
    assert!(outcome(&story.has("tiktok_seller_id", "7495").verdict(Verdict::Ready)).1, "the packet comes");
}

#[test]
fn a_held_ticket_gets_nothing_whatever_else_holds() {
    let story = with_policy("mode: note").tagged("preflight_hold");
    assert_eq!(outcome(&story), (false, false, false, Some(Why::Held)));
}

#[test]
fn a_limit_that_passes_does_not_cost_the_reminder() {
    let mut story = with_policy("reminders: [{after_hours: 48, comment: true}]").written();
    story.history.limit = Some(Why::TicketLimit);
    let plan = story.plan();
    assert_eq!(
        (plan.writes.len(), plan.look_again_at),
        (0, Some(story.now + SignedDuration::from_hours(48)))
    );
    story.now += SignedDuration::from_hours(50);
    let plan = story.plan();
    assert_eq!((plan.writes.len(), plan.look_again_at), (0, Some(story.now + SignedDuration::from_hours(1))));
    story.history.limit = None;
    assert!(story.plan().writes[0].is_public(), "when the limit has passed, it comes");
}
