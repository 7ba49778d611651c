//! What sentences tell: texts without a label, in the words of many people, by the shipped checklists.

use preflight::config::load::load;
use preflight::report::State;
use preflight::ticket::Ticket;
use preflight::verdict::Checker;
use serde_json::json;

/// What is read for one item of a ticket that says nothing but this.
fn told(checker: &Checker, category: &str, item: &str, body: &str) -> Option<String> {
    let ticket: Ticket = serde_json::from_value(json!({
        "id": "1",
        "subject": "hello",
        "created_at": "2026-03-02T15:04:00Z",
        "fields": {"category": category},
        "messages": [{"author": "customer", "at": "2026-03-02T15:04:00Z", "format": "text", "body": body}],
    }))
    .expect("it is a ticket");
    let report = checker.check(&ticket, ticket.created_at);
    let report = report.items.get(item).expect("the item is on the checklist");
    (report.state == State::Present).then(|| report.value.clone().unwrap_or_default())
}

/// Category, item, what the customer writes, and what the value must hold; `None` where nothing is told.
type Case = (&'static str, &'static str, &'static str, Option<&'static str>);

fn all(cases: &[Case]) {
    let config = load(None, &|_| None).expect("the shipped configuration is valid");
    let checker = Checker::new(config.checklists, jiff::tz::TimeZone::UTC).expect("it can be used");
    for (category, item, body, expect) in cases {
        let value = told(&checker, category, item, body);
        match expect {
            Some(words) => {
                assert!(
                    value.as_ref().is_some_and(|value| value.contains(words)),
                    "{item}: {value:?} in {body}"
                );
            }
            None => assert_eq!(value, None, "{item} in {body}"),
        }
    }
}

#[test]
fn a_charge_is_what_is_quoted_or_given_as_a_reason() {
    let reason = "violation_reason";
    all(&[
        (
            "violation",
            reason,
            "We were cited under the 'Deceptive pricing' policy after our sale.",
            Some("Deceptive pricing"),
        ),
        (
            "violation",
            reason,
            "So we got a strike. It reads: \"Seller shipped an empty package.\"",
            Some("empty package"),
        ),
        (
            "violation",
            reason,
            "My show got killed, says i was smoking. It was the diffuser",
            Some("was smoking"),
        ),
        ("violation", reason, "TikTok a retiré notre annonce au motif de contrefaçon.", Some("contrefaçon")),
        (
            "violation",
            reason,
            "O TikTok suspendeu nossa loja alegando que vendemos produto sem certificação.",
            Some("sem certificação"),
        ),
        ("violation", reason, "I got a violation. What do I do?", None),
        (
            "violation",
            reason,
            "Woke up to a restricted shop. It just says my shop is restricted for 30 days.",
            None,
        ),
    ]);
}

#[test]
fn a_penalty_is_told_in_any_words_with_all_its_parts() {
    let penalty = "enforcement_type";
    all(&[
        (
            "violation",
            penalty,
            "They have hidden 22 listings and capped us at 30 orders daily.",
            Some("22 listings and capped us"),
        ),
        (
            "violation",
            penalty,
            "they zapped 12 points off of us and put our payouts on ice",
            Some("payouts on ice"),
        ),
        (
            "violation",
            penalty,
            "Nos quitaron el permiso de hacer lives por 2 semanas.",
            Some("permiso de hacer lives"),
        ),
        ("violation", penalty, "Please escalate record 7601234567890123456.", None),
    ]);
}

#[test]
fn a_story_is_more_than_the_announcement_and_the_papers() {
    let story = "violation_details";
    all(&[
        (
            "violation",
            story,
            "I got a violation. It was the humidifier behind me that steamed.",
            Some("the humidifier behind me"),
        ),
        (
            "violation",
            story,
            "Fuimos sancionados. La faja sí es colombiana, ahí está la etiqueta.",
            Some("La faja"),
        ),
        ("violation", story, "We got a violation on our shop and they want us to appeal it.", None),
        ("violation", story, "Please escalate record 7601234567890123456, screenshots are attached.", None),
    ]);
}

#[test]
fn a_product_is_the_noun_with_what_belongs_to_it() {
    let name = "product_name";
    all(&[
        (
            "products",
            name,
            "the photos for the buffalo plaid shacket come out sideways",
            Some("buffalo plaid shacket"),
        ),
        ("products", name, "O macacão Serena tá dando erro de novo", Some("macacão Serena")),
        (
            "products",
            name,
            "We have a pair of bell bottoms called Stevie that only shows size S",
            Some("Stevie"),
        ),
        ("products", name, "我有一个商品不能同步，商品名是“茉莉连衣裙”。", Some("茉莉连衣裙")),
        ("products", name, "It says \"Package weight is invalid\" and will not sync.", None),
        ("products", name, "Nothing I add shows up on TikTok anymore.", None),
    ]);
}

#[test]
fn an_error_is_its_wording_and_no_word_for_it() {
    let error = "error_message";
    all(&[
        (
            "products",
            error,
            "It will not sync. It says price must be at least $1.",
            Some("price must be at least"),
        ),
        (
            "products",
            error,
            "Le chandail ne passe pas : « Attribut obligatoire manquant »",
            Some("Attribut obligatoire"),
        ),
        (
            "products",
            error,
            "La blusa no se sube, me marca que falta la tabla de tallas.",
            Some("falta la tabla"),
        ),
        ("products", error, "Every time I hit sync I get an error.", None),
        ("products", error, "It says error but it is gone before I can read it.", None),
    ]);
}

#[test]
fn a_refusal_has_its_reason_and_an_account_its_name() {
    let (reason, name) = ("application_reason", "tiktok_account_name");
    all(&[
        (
            "application",
            reason,
            "TikTok Shop application denied on account of a mismatch of the bank name.",
            Some("mismatch"),
        ),
        (
            "application",
            reason,
            "It was rejected, \"unable to verify legal representative\".",
            Some("unable to verify"),
        ),
        ("application", reason, "Our application got rejected, no reason given.", None),
        ("linked_accounts", name, "our handle on tiktok is thepinkpeony", Some("thepinkpeony")),
        (
            "linked_accounts",
            name,
            "No puedo vincular la cuenta de mi hija, se llama lupita_lives.",
            Some("lupita_lives"),
        ),
        ("linked_accounts", name, "The account is stuck and the email on her TikTok is a@b.co", None),
    ]);
}

#[test]
fn a_row_of_two_cells_names_its_value_wherever_the_label_stands() {
    all(&[
        ("inventory", "inventory_cs", "On hand (CommentSold)\t212\nOn hand (TikTok)\t187", Some("212")),
        ("inventory", "inventory_tiktok", "On hand (CommentSold)\t212\nOn hand (TikTok)\t187", Some("187")),
        ("orders", "cs_order_id", "Order(TikTok)\t577952183403748341\nOrder(CS)\t84413", Some("84413")),
    ]);
}

#[test]
fn a_heading_may_have_more_words_where_most_headings_are_known() {
    let table = "Record ID\tNotice Dt\tViolation\tReason TT gave\tPenalty\n\
        7423494321711838566\t2/16/2026\tListing quality\tImage does not match item\tListing frozen";
    all(&[
        ("violation", "violation_type", table, Some("Listing quality")),
        ("violation", "violation_reason", table, Some("Image does not match item")),
        ("violation", "create_time", table, Some("2026-02-16")),
    ]);
}

#[test]
fn a_wording_may_stand_behind_a_colon_or_on_the_next_line() {
    let error = "error_message";
    all(&[
        (
            "products",
            error,
            "It comes back with\n\n    Invalid category attribute\n\nHelp.",
            Some("Invalid category"),
        ),
        (
            "products",
            error,
            "The three fail. Same message on each: Image too small.",
            Some("Image too small"),
        ),
        (
            "products",
            error,
            "The sync log reads: weight must be greater than zero",
            Some("greater than zero"),
        ),
        ("linked_accounts", error, "I click \"Link\", the window closes, and no error appears.", None),
        ("products", error, "I get the same error on all of them.", None),
    ]);
}

#[test]
fn an_address_is_no_field() {
    let body = "We got a violation, see\nviolation https://example.com/a.png\nWhat do we do?";
    all(&[("violation", "violation_type", body, None)]);
}

#[test]
fn a_name_stands_right_behind_what_it_names() {
    let name = "tiktok_account_name";
    all(&[
        (
            "linked_accounts",
            name,
            "Our creator account, Prairie Smoke Goods, unlinks itself.",
            Some("Prairie Smoke Goods"),
        ),
        ("linked_accounts", name, "La cuenta Dulce Hogar no se vincula.", Some("Dulce Hogar")),
        ("linked_accounts", name, "my account lilybug_boutique wont link", Some("lilybug_boutique")),
        ("linked_accounts", name, "Our account got unlinked on Monday.", None),
        ("products", "product_name", "Product name is Snowy Day PJ Set", Some("Snowy Day PJ Set")),
    ]);
}

#[test]
fn a_code_may_begin_with_digits_and_is_no_day() {
    let sku = "cs_product_sku";
    all(&[
        ("products", sku, "88-BLK-OS is not over there yet.", Some("88-BLK-OS")),
        ("products", sku, "It broke on 14-MAY-26 and a 30-DAY wait is too long.", None),
        (
            "products",
            "product_name",
            "Our 'Washed Denim Jacket' (SKU WDJ-09) won't push.",
            Some("Washed Denim Jacket"),
        ),
        ("products", sku, "sku is just \"lavender\"", Some("lavender")),
    ]);
}

#[test]
fn a_count_of_something_else_beside_a_place_is_no_stock() {
    let body = "TikTok cancelled 12 orders. CommentSold has 40 and TikTok claims that the stock is 0.";
    all(&[
        ("inventory", "inventory_cs", body, Some("40")),
        ("inventory", "inventory_tiktok", body, Some("0")),
        ("inventory", "inventory_cs", "44 (CS) vs. 12 (TikTok)", Some("44")),
        ("inventory", "inventory_cs", "That's been at 0 in CS since Tuesday, sold as cs 99120.", Some("0")),
    ]);
}
