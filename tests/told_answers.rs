//! What short answers tell: names, counts and days without a label, after a question or beside what they belong to.

use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use preflight::config::load::load;
use preflight::report::{Report, State};
use preflight::ticket::{Author, Format, Message, Ticket};
use preflight::verdict::Checker;
use serde_json::json;

/// Friday, 10 o'clock in Chicago.
const WRITTEN: &str = "2026-03-20T15:00:00Z";

static CHECKER: LazyLock<Checker> = LazyLock::new(|| {
    let config = load(None, &|_| None).expect("the shipped configuration is valid");
    Checker::new(config.checklists, TimeZone::UTC).expect("the shipped checklists can be used")
});

/// What the shipped checklists say of these messages; one that begins with "? " is an agent's.
fn report(category: &str, messages: &[&str]) -> Report {
    let at: Timestamp = WRITTEN.parse().expect("a timestamp");
    let mut ticket: Ticket = serde_json::from_value(json!({
        "id": "1", "subject": "TikTok", "created_at": WRITTEN, "time_zone": "America/Chicago",
        "locale": "en-US", "fields": {"category": category}, "messages": [],
    }))
    .expect("a ticket");
    let messages = messages.iter().map(|text| {
        let question = text.strip_prefix("? ");
        let author = if question.is_some() { Author::Agent } else { Author::Customer };
        let body = question.unwrap_or(text).to_string();
        Message {
            author,
            at,
            format: Format::Text,
            body,
            attachments: Vec::new(),
            public: true,
            automatic: false,
        }
    });
    ticket.messages = messages.collect();
    CHECKER.check(&ticket, at)
}

#[track_caller]
fn tells(category: &str, messages: &[&str], item: &str, value: Option<&str>) {
    let report = report(category, messages);
    assert_eq!(report.items[item].value.as_deref(), value, "{item} of {messages:?}");
}

#[test]
fn a_line_that_is_a_name_answers_a_question_for_one() {
    let ask = "? Please send your TikTok Seller ID, TikTok Account Name and TikTok Account Email.";
    let name = "tiktok_account_name";
    let answer = "7495330027718846612\nBramble Bunny Boutique\nsophie@bramble.example";
    tells("linked_accounts", &["it won't link", ask, answer], name, Some("Bramble Bunny Boutique"));
    let handle = "7495330027718846612\nwild_rose.wool\nsophie@bramble.example";
    tells("linked_accounts", &["it won't link", ask, handle], name, Some("wild_rose.wool"));
    // Who wrote it stands behind all answers.
    let signed = "7495330027718846612\nsophie@bramble.example\n\nSophie Bramble";
    tells("linked_accounts", &["it won't link", ask, signed], name, None);
    tells("linked_accounts", &["it won't link", answer], name, None);
}

#[test]
fn numbered_answers_may_come_in_any_order() {
    let ask = "? I need 1) product name 2) TikTok product ID 3) CS SKU 4) Seller ID";
    let answer = "4) 7496440192837465018 1) Mermaid Scale Journal 3) MSJ-A5";
    tells("products", &["gone", ask, answer], "product_name", Some("Mermaid Scale Journal"));
    tells("products", &["gone", ask, answer], "cs_product_sku", Some("MSJ-A5"));
}

#[test]
fn a_bare_hour_answers_the_question_for_a_time() {
    let ask = "? Please send us: Live Date, Live Time, TikTok Seller ID";
    for (answer, time) in [
        ("7495330027718846612, yesterday, 7 to 9", Some("19:00")),
        ("7495330027718846612\n3/1\n7", Some("19:00")),
        ("Monday 8ish", Some("20:00")),
        ("it started around 14", Some("14:00")),
        ("7 products were not shown", None),
        ("not at all, 2 of us looked", None),
    ] {
        tells("live", &["products not shown in our live", ask, answer], "live_time", time);
    }
    tells("live", &["products not shown in our live", "7"], "live_time", None);
}

#[test]
fn a_word_in_a_row_of_known_answers_is_the_name() {
    let ask = "? Please send us the TikTok account name, the account email and the TikTok Seller ID";
    let name = "tiktok_account_name";
    let row = "its rosewood, mail@rosewood.example, 7495330027718846612";
    tells("linked_accounts", &["it won't link", ask, row], name, Some("rosewood"));
    let thanks = "mail@rosewood.example, 7495330027718846612, thanks";
    tells("linked_accounts", &["it won't link", ask, thanks], name, None);
}

#[test]
fn counts_that_are_set_against_each_other_are_told_apart_later() {
    let (ours, theirs) = ("inventory_cs", "inventory_tiktok");
    for (messages, cs, tiktok) in [
        (&["Wooden Rattle. 7 vs 3. The 3 is you guys."][..], "3", "7"),
        (&["7 vs. 3", "? Which is which?", "TikTok has the 3"], "7", "3"),
        (&["CommentSold: forty-two. The other one: twenty-four."], "42", "24"),
        (&["TikTok sold 3 mugs when we had 1. CS shows 0, TikTok shows 4."], "0", "4"),
    ] {
        tells("inventory", messages, ours, Some(cs));
        tells("inventory", messages, theirs, Some(tiktok));
    }
}

#[test]
fn a_day_right_behind_a_number_is_of_what_has_the_number() {
    let day = "order_date";
    let text = "Return of order 578401192837465501 (CS 4471, March 12) reached us, yet nothing shows.";
    tells("reverse_orders", &[text], day, Some("2026-03-12"));
}

#[test]
fn an_appeal_has_the_day_of_its_clause() {
    let day = "appeal_date";
    for (text, value) in [
        ("Did you appeal in Seller Center? Yes on March 10, it was denied", Some("2026-03-10")),
        ("Flagged March 9. Appealed 10th. Denied 12th.", Some("2026-03-10")),
        ("They took it down on March 9. I appealed two days later.", Some("2026-03-11")),
        ("Appealed: yes, denied on March 12", None),
    ] {
        tells("violation", &[text], day, value);
    }
}

#[test]
fn a_live_that_is_on_air_is_today() {
    tells("live", &["we are LIVE RIGHT NOW and the basket is gone"], "live_date", Some("2026-03-20"));
}

#[test]
fn what_is_told_of_an_earlier_matter_makes_nothing_due() {
    let state = |category, text: &str, item: &str| report(category, &[text]).items[item].state;
    let earlier = "Last year we were flagged for late shipment. This one says \"unoriginal content\".";
    assert_eq!(state("violation", earlier, "shipping_manifest"), State::NotApplicable);
    let now = "We were flagged for late shipment on Monday.";
    assert_eq!(state("violation", now, "shipping_manifest"), State::Missing);
    let passing = "61 in CS and 6 on TikTok, someone just cancelled.";
    assert_eq!(state("inventory", passing, "tiktok_order_id"), State::NotApplicable);
}

#[test]
fn what_it_says_answers_a_question_for_the_wording() {
    let ask = "? What is the product name and the exact error message?";
    let messages = ["my listing got rejected", ask, "Sunset Ombre Poncho", "it says image has a border"];
    tells("products", &messages, "error_message", Some("image has a border"));
}
