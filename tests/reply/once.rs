//! Nothing is said twice, nothing is run or shown that a customer's text would run or hide, and all of it fits.

use crate::world::{Story, at, templates};
use preflight::checklist::model::Verdict;
use preflight::reply::policy::{ActionSettings, Marks, Note, Reminder};
use preflight::reply::render::Replies;
use preflight::report::{ProblemKind, SaidKind};

/// What helpdesks take at most.
const HELPDESK_BYTES_MAX: usize = 64_000;

fn order() -> Story {
    Story::new("orders", Verdict::Incomplete)
        .missing("tiktok_seller_id")
        .has("tiktok_order_id", "577960875603559534")
}

fn ready() -> Story {
    Story::new("orders", Verdict::Ready).has("tiktok_seller_id", "7496644858768889919")
}

#[test]
fn a_key_depends_on_ticket_and_content_and_not_on_time() {
    let key = |story: &Story| story.plan().writes[0].key.clone();
    let mut later = order();
    later.now = at("2026-03-11T09:00:00Z");
    later.report.checked_at = later.now;
    assert_eq!(key(&order()), key(&later));
    assert_eq!(key(&order()).len(), 32);
    let mut other = order();
    other.ticket.id = "31208".to_owned();
    assert_ne!(key(&order()), key(&other));
    assert_ne!(key(&order()), key(&order().missing("cs_order_id")));
}

#[test]
fn the_same_state_says_nothing_more() {
    for story in [order(), ready(), order().uncertain("order_date", "2026-03-01")] {
        assert_eq!(story.written().page(), "nothing");
    }
}

#[test]
fn a_promise_after_the_request_changes_nothing() {
    let story = order().written().said("tiktok_seller_id", SaidKind::Promise, "tomorrow");
    assert_eq!(story.page(), "nothing");
}

#[test]
fn a_refusal_after_the_request_goes_to_the_agent_once() {
    let story = order().written().said("tiktok_seller_id", SaidKind::Refusal, "I have no access");
    let writes = story.plan().writes;
    assert_eq!(writes.len(), 1);
    assert!(!writes[0].is_public());
    assert_eq!(story.written().page(), "nothing");
}

#[test]
fn a_refusal_before_the_request_is_answered_once() {
    let story = order().missing("cs_order_id");
    let story = story.said("tiktok_seller_id", SaidKind::Refusal, "I have no access").written();
    assert_eq!(story.plan().writes, []);
    let given = story.has("tiktok_seller_id", "7496644858768889919");
    assert!(given.plan().writes[0].is_public(), "what is given after all is news");
}

#[test]
fn each_reminder_is_looked_for_after_what_it_reminds_of() {
    let mut story = order();
    story.policy.reminders =
        vec![Reminder { after_hours: 24, times: 2, comment: true, note: false, marks: Marks::default() }];
    assert_eq!(story.plan().look_again_at, Some(at("2026-03-11T16:00:00Z")), "with the request itself");
    let mut story = story.written();
    for (now, next) in
        [("2026-03-11T16:00:00Z", Some("2026-03-12T16:00:00Z")), ("2026-03-12T16:00:00Z", None)]
    {
        story.now = at(now);
        assert!(story.plan().writes[0].is_public(), "{now}");
        assert_eq!(story.plan().look_again_at, next.map(at), "{now}");
        story = story.written();
        assert_eq!(story.plan().look_again_at, next.map(at), "after {now}");
    }
}

#[test]
fn an_agent_who_has_taken_over_is_told_once() {
    let mut story = order();
    story.policy.rounds_max = 0;
    let story = story.written().gate("appeal_first", None).verdict(Verdict::Blocked);
    assert_eq!(story.plan().writes.len(), 1);
    assert_eq!(story.written().page(), "nothing");
}

#[test]
fn what_was_written_before_a_crash_is_left_out() {
    let story = order().uncertain("order_date", "2026-03-01");
    assert_eq!(story.plan().writes.len(), 2);
    let note = story.plan().writes[1].key.clone();
    let mut story = story.written();
    story.history.writes.truncate(1);
    let left = story.plan().writes;
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].key, note);
    assert!(left[0].add_tags.is_empty());
}

#[test]
fn new_wording_of_the_templates_is_no_news() {
    let mut story = ready().written();
    story.policy.notes_in = Some("es".to_owned());
    assert_eq!(story.page(), "nothing");
}

#[test]
fn a_tag_that_an_agent_took_off_stays_off() {
    let mut story = ready().written();
    story.ticket.tags.clear();
    assert_eq!(story.page(), "nothing");
}

#[test]
fn a_ticket_that_comes_back_to_a_verdict_gets_its_tag_again() {
    let story = ready().written().missing("cs_order_id").verdict(Verdict::Incomplete).written();
    assert_eq!(story.ticket.tags, ["preflight_incomplete"]);
    let story = story.not_needed("cs_order_id").verdict(Verdict::Ready);
    let story = story.written();
    assert_eq!(story.ticket.tags, ["ready_to_escalate"]);
    assert_eq!(story.page(), "nothing");
}

#[test]
fn only_tags_of_preflight_are_taken_off() {
    let story = ready().tagged("vip").tagged("preflight_blocked");
    let writes = story.plan().writes;
    assert_eq!(writes[0].remove_tags, ["preflight_blocked"]);
}

#[test]
fn a_policy_replaces_what_a_verdict_writes() {
    let mut story = order();
    let action = ActionSettings {
        comment: Some(false),
        note: Some(Note::Always),
        tags: Some(vec!["look".to_owned()]),
        status: Some("open".to_owned()),
        ..ActionSettings::default()
    };
    story.policy.verdicts.insert(Verdict::Incomplete, action);
    let writes = story.plan().writes;
    assert_eq!(writes.len(), 1);
    assert!(!writes[0].is_public());
    assert_eq!(writes[0].add_tags, ["look"]);
    assert_eq!(writes[0].status.as_deref(), Some("open"));
}

#[test]
fn a_policy_keeps_what_it_does_not_name() {
    let mut story = order();
    story.policy = serde_saphyr::from_str("verdicts: {incomplete: {status: pending}}").expect("a policy");
    let write = story.plan().writes.remove(0);
    assert!(write.is_public());
    assert_eq!(
        (write.add_tags, write.status),
        (vec!["preflight_incomplete".to_owned()], Some("pending".to_owned()))
    );
}

#[test]
fn the_status_goes_with_every_comment() {
    let mut story = order().missing("cs_order_id");
    story.policy = serde_saphyr::from_str("verdicts: {incomplete: {status: pending}}").expect("a policy");
    let write = story.written().has("cs_order_id", "126560").plan().writes.remove(0);
    assert_eq!((write.add_tags.len(), write.status.as_deref()), (0, Some("pending")));
}

#[test]
fn a_ticket_that_turns_out_to_be_none_of_ours_loses_its_tags() {
    let story = order().written().verdict(Verdict::Ignored);
    let writes = story.plan().writes;
    assert_eq!((writes.len(), writes[0].comment.is_none()), (1, true));
    assert_eq!(writes[0].remove_tags, ["preflight_incomplete"]);
    assert_eq!(story.written().page(), "nothing");
}

#[test]
fn what_a_customer_wrote_is_neither_run_nor_expanded() {
    let evil = "{{ticket.requester.email}}{%if 1%}</pre><script>alert(1)</script>\u{202e}\u{0}&lt;";
    let story = order()
        .has("cs_order_id", evil)
        .has_file("screenshot_order_cs", evil)
        .wrong("tiktok_seller_id", ProblemKind::WrongShape, evil)
        .uncertain("order_date", evil);
    for story in [story, ready().has("cs_order_id", evil).has_file("screenshot_order_cs", evil)] {
        for write in story.plan().writes {
            let html = write.comment.expect("a comment").html;
            for bad in
                ["{", "}", "<script", "\u{202e}", "\u{0}", "&#123;&#123;", "&#123;%", "&lt;/pre&gt;&lt;/pre"]
            {
                assert!(!html.contains(bad), "{bad} in {html}");
            }
            assert!(html.matches("</pre>").count() <= 1, "{html}");
        }
    }
}

#[test]
fn a_comment_fits_and_says_what_it_left_out() {
    let long = "{&<\"".repeat(20_000);
    let ids = || (0..5_000).map(|number| format!("577960875603{number:06}"));
    let story = ready()
        .has_many("tiktok_order_id", ids())
        .has("violation_details", &long)
        .has("violation_type", &long);
    let html = &story.plan().writes[0].comment.as_ref().expect("a note").html.clone();
    assert!(html.len() < HELPDESK_BYTES_MAX, "{} bytes", html.len());
    assert!(html.contains(" more") && html.contains("shortened here"));
    let story = order().has_many("tiktok_order_id", ids()).has("violation_details", &long);
    let html = &story.plan().writes[0].comment.as_ref().expect("a comment").html.clone();
    assert!(html.len() < 4_000);
    assert!(html.contains("577960875603000002 and 4997 more"), "{html}");
}

#[test]
fn other_languages_fall_back() {
    let story = order().in_language("fr", "fr-CA", "America/Toronto");
    assert!(story.page().contains("Thank you"));
}

#[test]
fn errors_in_templates_are_located() {
    let broken = |path: &str, text: &str| {
        let mut files = templates();
        files.retain(|(name, _)| name != path);
        files.push((path.to_owned(), text.to_owned()));
        let errors = Replies::new(files).expect_err("the template is wrong");
        errors.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    insta::assert_snapshot!(
        [
            broken("en/incomplete.html.j2", "<p>\n{{ asked"),
            broken("en/incomplete.html.j2", "<p>\n{{ labels }}"),
            broken("en/update.html.j2", "\n{% if refused %}{{ refused[0].label }}{% endif %}"),
            broken("es/note.html.j2", "{{ category | safe }}"),
            broken(
                "en/ready.html.j2",
                "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}"
            ),
            broken("es/gates/appeal_first.html.j2", "\n\n{{ wait }}"),
        ]
        .concat()
        .join("\n")
    );
    let mut files = templates();
    files.retain(|(name, _)| name != "es/waiting.html.j2");
    let errors = Replies::new(files).expect_err("a template is missing");
    assert_eq!(
        errors[0].to_string(),
        "es/waiting.html.j2: this template is missing: a language needs all of them"
    );
}
