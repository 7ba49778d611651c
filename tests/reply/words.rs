//! What customers and agents get to read, and what is not said twice.

use crate::world::Story;
use preflight::checklist::model::Verdict;
use preflight::reply::policy::{ActionSettings, Note};
use preflight::report::{ProblemKind, SaidKind};

const SELLER: &str = "7496644858768889919";
const RECORD: &str = "7665079336120045571";

fn order() -> Story {
    Story::new("orders", Verdict::Incomplete)
        .missing("tiktok_seller_id")
        .has("tiktok_order_id", "577960875603559534")
        .missing("cs_order_id")
        .has("order_date", "2026-02-28")
        .not_needed("tracking_number")
        .missing("screenshot_order_cs")
        .has_file("screenshot_order_tiktok", "IMG_2031.png")
}

fn violation(verdict: Verdict) -> Story {
    Story::new("violation", verdict)
        .has("tiktok_seller_id", SELLER)
        .has("violation_type", "counterfeit goods")
        .missing("record_id")
        .missing("create_time")
}

fn pending() -> Story {
    violation(Verdict::Waiting)
        .has("appealed", "yes")
        .has("appeal_date", "2026-03-10")
        .missing("appeal_id")
        .has("appeal_status", "pending")
        .has_file("screenshot_violation", "violation.png")
        .gate("appeal_pending", Some("2026-03-14T04:59:59.999Z"))
}

fn ready() -> Story {
    order()
        .verdict(Verdict::Ready)
        .has("tiktok_seller_id", SELLER)
        .has("cs_order_id", "126560")
        .has_file("screenshot_order_cs", "CS order details.png")
}

#[test]
fn several_things_are_missing() {
    insta::assert_snapshot!(order().page());
}

#[test]
fn one_thing_is_missing() {
    let story = order().has("tiktok_seller_id", SELLER).has("cs_order_id", "126560");
    insta::assert_snapshot!(story.page());
}

#[test]
fn what_was_sent_does_not_do() {
    let story = violation(Verdict::Incomplete)
        .wrong("record_id", ProblemKind::CutOff, "7665079336")
        .missing("appeal_id")
        .wrong("create_time", ProblemKind::Vague, "last week")
        .wrong("tiktok_seller_id", ProblemKind::WrongShape, "blushandbramble.com")
        .wrong("appeal_date", ProblemKind::Placeholder, "TBD")
        .wrong("screenshot_violation", ProblemKind::EmptyFile, "IMG_2031.png");
    insta::assert_snapshot!(story.page());
}

#[test]
fn promises_and_refusals_are_heard() {
    let story = order()
        .said("screenshot_order_cs", SaidKind::Promise, "I'll send the screenshots tomorrow")
        .said("cs_order_id", SaidKind::Refusal, "I don't have a CommentSold order number");
    insta::assert_snapshot!(story.page());
}

#[test]
fn a_sheet_stands_in_for_the_orders_in_it() {
    let story = Story::new("orders", Verdict::Incomplete)
        .has("tiktok_seller_id", SELLER)
        .missing("tiktok_order_id")
        .missing("cs_order_id")
        .missing("order_date")
        .missing("orders_csv");
    insta::assert_snapshot!(story.page());
}

#[test]
fn the_seller_has_to_appeal_first() {
    let story = violation(Verdict::Blocked).has("appealed", "no").gate("appeal_first", None);
    insta::assert_snapshot!(story.page());
}

#[test]
fn the_appeal_is_young() {
    insta::assert_snapshot!(pending().page());
}

#[test]
fn the_appeal_is_young_and_all_is_there() {
    let story = pending()
        .has("record_id", RECORD)
        .has("create_time", "2026-03-08T14:30")
        .answered_by("appeal_id", "record_id");
    insta::assert_snapshot!(story.page());
}

#[test]
fn the_time_is_over_and_something_is_missing() {
    let story = pending().written().verdict(Verdict::Incomplete);
    let mut story = story;
    (story.report.gate, story.report.wait_until) = (None, None);
    insta::assert_snapshot!(story.page());
}

#[test]
fn an_answer_brought_part_of_it() {
    let story = order().written().has("tiktok_seller_id", SELLER).has("cs_order_id", "126560");
    insta::assert_snapshot!(story.page());
}

#[test]
fn still_not_appealed() {
    let blocked = || violation(Verdict::Blocked).has("appealed", "no").gate("appeal_first", None);
    let story = blocked().written().has("record_id", RECORD);
    insta::assert_snapshot!(story.page());
}

#[test]
fn still_waiting() {
    let story = pending().written().has("create_time", "2026-03-08T14:30");
    insta::assert_snapshot!(story.page());
}

#[test]
fn a_gate_without_words_of_its_own() {
    let story = pending().gate("another", Some("2027-01-02T15:30:00Z"));
    insta::assert_snapshot!(story.page());
}

#[test]
fn a_note_in_spanish() {
    let mut story = violation(Verdict::Incomplete).uncertain("create_time", "2026-03-04");
    story.policy.notes_in = Some("es".to_owned());
    insta::assert_snapshot!(story.page());
}

#[test]
fn a_policy_that_tells_the_customer_everything() {
    let pages = Verdict::ALL.map(|verdict| {
        let mut story = order().verdict(verdict);
        let action = ActionSettings {
            comment: Some(true),
            note: Some(Note::Never),
            tags: Some(Vec::new()),
            ..ActionSettings::default()
        };
        story.policy.verdicts = Verdict::ALL
            .into_iter()
            .filter(|one| *one != Verdict::Ignored)
            .map(|one| (one, action.clone()))
            .collect();
        story.page()
    });
    insta::assert_snapshot!(pages.join("\n\n====\n\n"));
}

#[test]
fn what_came_for_it_does_not_do() {
    let story = order().written().wrong("cs_order_id", ProblemKind::CutOff, "126");
    insta::assert_snapshot!(story.page());
}

#[test]
fn what_cannot_be_given_is_not_asked_for_again() {
    let story = order().written().has("tiktok_seller_id", SELLER).said(
        "cs_order_id",
        SaidKind::Refusal,
        "we never got one",
    );
    insta::assert_snapshot!(story.page());
}

#[test]
fn ready_to_escalate() {
    insta::assert_snapshot!(ready().page());
}

#[test]
fn ready_with_an_answer_in_place_of_another() {
    let story = violation(Verdict::Ready)
        .has("record_id", RECORD)
        .has("create_time", "2026-03-08T14:30")
        .has("appealed", "yes")
        .answered_by("appeal_id", "record_id");
    insta::assert_snapshot!(story.page());
}

#[test]
fn the_last_thing_arrived() {
    let story = order().written();
    let tags = story.ticket.tags.clone();
    let mut story = ready();
    story.history = order().written().history;
    story.ticket.tags = tags;
    let writes = story.plan().writes;
    assert_eq!(writes.len(), 1);
    assert_eq!(writes[0].add_tags, ["ready_to_escalate"]);
    assert_eq!(writes[0].remove_tags, ["preflight_incomplete"]);
}

#[test]
fn uncertain_and_conflicting_things_go_to_the_agent() {
    let story = violation(Verdict::Incomplete)
        .uncertain("create_time", "2026-03-04")
        .has("record_id", RECORD)
        .has("appeal_id", "7665079336120045572")
        .conflict(("record_id", "appeal_id"), (RECORD, "7665079336120045572"))
        .missing("screenshot_violation");
    insta::assert_snapshot!(story.page());
}

#[test]
fn only_the_agent_is_asked() {
    let story = Story::new("orders", Verdict::Incomplete)
        .has("tiktok_seller_id", SELLER)
        .uncertain("cs_order_id", "126560");
    let writes = story.plan().writes;
    assert_eq!(writes.len(), 1);
    assert!(!writes[0].is_public());
}

#[test]
fn nothing_to_escalate() {
    let story = violation(Verdict::NotNeeded).has("appeal_status", "approved").gate("appeal_approved", None);
    insta::assert_snapshot!(story.page());
}

#[test]
fn unclear() {
    let mut story = Story::new("other", Verdict::Unclear);
    story.report.category_reading.runner_up = Some("orders".to_owned());
    insta::assert_snapshot!(story.page());
}

#[test]
fn left_alone() {
    let story = Story::new("other", Verdict::Ignored).tagged("ready_to_escalate");
    assert_eq!(story.page(), "nothing");
}

#[test]
fn en_espanol() {
    let spanish = |story: Story| story.in_language("es", "es-MX", "America/Mexico_City").page();
    insta::assert_snapshot!("es_incomplete", spanish(order()));
    insta::assert_snapshot!(
        "es_update",
        spanish(order().written().has("tiktok_seller_id", SELLER).has("cs_order_id", "126560"))
    );
    insta::assert_snapshot!(
        "es_problems",
        spanish(
            violation(Verdict::Incomplete)
                .wrong("record_id", ProblemKind::CutOff, "7665079336")
                .missing("appeal_id")
                .wrong("create_time", ProblemKind::Vague, "la semana pasada")
                .wrong("tiktok_seller_id", ProblemKind::WrongShape, "miboutique.com")
                .wrong("screenshot_violation", ProblemKind::EmptyFile, "IMG_2031.png")
                .missing("screenshot_appeal")
                .said("screenshot_appeal", SaidKind::Promise, "mañana la mando")
        )
    );
    insta::assert_snapshot!(
        "es_blocked",
        spanish(violation(Verdict::Blocked).has("appealed", "no").gate("appeal_first", None))
    );
    insta::assert_snapshot!("es_waiting", spanish(pending()));
}
