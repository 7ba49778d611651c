//! `check --explain`: a report drawn over its ticket, with the reason for everything in it.

use std::fs;
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use preflight::checklist::load;
use preflight::cli::console::Page;
use preflight::cli::input::json;
use preflight::cli::{explain, report_json};
use preflight::config::load::load as load_config;
use preflight::report::Evidence;
use preflight::ticket::Ticket;
use preflight::verdict::Checker;
use preflight::verdict::explain::Explanation;
use preflight::verdict::explain::text::holds;
use preflight::yaml::diagnostic::SourceFile;
use regex::Regex;
use unicode_width::UnicodeWidthStr;

/// The checklists as they are shipped.
fn shipped() -> Checker {
    let config = load_config(None, &|_| None).expect("what is compiled in is in order");
    let zone = TimeZone::get("America/Chicago").expect("a time zone");
    Checker::new(config.checklists, zone).expect("the checklists fit together")
}

/// A library that lends books.
fn library() -> Checker {
    let file = |path: &str, text: &str| SourceFile { path: path.into(), text: text.into() };
    let checklists = load::load(&[
        file("items.yaml", include_str!("data/config/items.yaml")),
        file("phrases.yaml", include_str!("data/config/phrases.yaml")),
        file("checklists/fine.yaml", include_str!("data/config/checklists/fine.yaml")),
    ])
    .expect("the sample has no mistakes");
    Checker::new(checklists, TimeZone::UTC).expect("the checklists fit together")
}

/// All labelled tickets with their names.
fn corpus() -> Vec<(String, Ticket)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<_> = fs::read_dir(folder)
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "jsonl"))
        .collect();
    files.sort();
    let texts = files.into_iter().map(|path| fs::read_to_string(path).expect("a file of the corpus"));
    let lines: Vec<String> =
        texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()).collect();
    let given = lines.iter().map(|line| json::parse(line.as_bytes()).expect("a ticket"));
    given.map(|given| (given.id.unwrap_or_default(), given.ticket)).collect()
}

fn explained(checker: &Checker, name: &str, ticket: &Ticket) -> Explanation {
    let mut explanation = checker.explain(ticket, ticket.checked_at.unwrap_or(Timestamp::UNIX_EPOCH));
    explanation.report.id = name.to_owned();
    explanation
}

fn drawn(checker: &Checker, ticket: &Ticket, explanation: &Explanation, page: Page) -> String {
    let mut out = Vec::new();
    explain::write(&mut out, ticket, explanation, checker.checklists(), page).expect("memory takes it");
    String::from_utf8(out).expect("text")
}

#[test]
fn tickets_of_many_forms_are_drawn() {
    let checker = library();
    for (form, ticket) in [
        ("a_quoted_form", include_str!("data/explain/a_quoted_form.json")),
        ("spanish_and_a_gate_that_waits", include_str!("data/explain/spanish_and_a_gate_that_waits.json")),
        ("fields_and_a_gate_that_blocks", include_str!("data/explain/fields_and_a_gate_that_blocks.json")),
        ("a_forwarded_notification", include_str!("data/explain/a_forwarded_notification.json")),
        ("html_with_what_is_no_value", include_str!("data/explain/html_with_what_is_no_value.json")),
        ("nothing_of_the_lists", include_str!("data/explain/nothing_of_the_lists.json")),
    ] {
        let ticket = json::parse(ticket.as_bytes()).expect("a ticket").ticket;
        let text = drawn(&checker, &ticket, &explained(&checker, form, &ticket), Page::PLAIN);
        insta::assert_snapshot!(form, text.replace(&checker.checklists().version, "VERSION"));
    }
}

#[test]
fn every_piece_of_evidence_stands_in_a_text_that_is_told() {
    let checker = shipped();
    for (name, ticket) in corpus() {
        let explanation = explained(&checker, &name, &ticket);
        let report = &explanation.report;
        let items = report.items.values().flat_map(|item| {
            let problem = item.problem.iter().map(|problem| &problem.evidence);
            let said = item.said.iter().map(|said| &said.evidence);
            item.evidence.iter().chain(&item.because).chain(problem).chain(said)
        });
        let candidates = explanation.items.values().flat_map(|item| &item.candidates);
        let category = &report.category_reading.evidence;
        let all =
            items.chain(candidates.map(|one| &one.evidence)).chain(category).chain(&report.gate_because);
        let lost: Vec<&Evidence> =
            all.filter(|one| !explanation.texts.iter().any(|text| holds(text, one))).collect();
        assert!(lost.is_empty(), "{name}: {lost:?}");
    }
}

#[test]
fn what_is_drawn_fits_the_page_and_moves_no_terminal() {
    let checker = shipped();
    for (name, ticket) in corpus().into_iter().step_by(4) {
        let explanation = explained(&checker, &name, &ticket);
        for page in [Page::PLAIN, Page::terminal(40, false)] {
            let text = drawn(&checker, &ticket, &explanation, page);
            assert!(text.chars().all(|letter| letter == '\n' || !letter.is_control()), "{name}");
            let wide = text.lines().find(|line| line.width() > page.columns);
            assert_eq!(wide, None, "{name}");
        }
    }
}

/// The words that come nearest to the item, each with why it was not taken.
fn near(checker: &Checker, ticket: &str, item: &str) -> Vec<(String, String)> {
    let ticket = json::parse(ticket.as_bytes()).expect("a ticket").ticket;
    let explanation = explained(checker, "", &ticket);
    let reasons = explanation.items.get(item).expect("an item of the checklist");
    let why = |why| serde_json::to_value(why).expect("JSON")["why"].as_str().expect("a name").to_owned();
    reasons.candidates.iter().map(|one| (one.evidence.quote.clone(), why(&one.why))).collect()
}

const ORDER: &str = r#"{"subject": "TikTok order missing", "checked_at": "2026-03-04T15:05:00Z", "messages": [
{"author": "customer", "at": "2026-03-03T15:04:00Z",
"body": "TikTok order 577960875603559534 never came over. We shipped it last Friday. Our product ID starts with 1731.\n\n-- \nAna\nPO Box 17318",
"attachments": [{"file_name": "tiktok.png", "content_type": "image/png", "size": 90000},
{"file_name": "tiktok.png", "content_type": "image/png", "size": 90000},
{"file_name": "logo.png", "content_type": "image/png", "size": 900, "inline": true}]},
{"author": "agent", "at": "2026-03-03T16:04:00Z", "body": "Is your seller ID 7495012345678901234?"}]}"#;

const VIOLATION: &str = r#"{"subject": "TikTok violation", "checked_at": "2026-03-04T15:05:00Z", "messages": [
{"author": "customer", "at": "2026-03-03T15:04:00Z",
"body": "We got a violation on TikTok for late dispatch and appealed it. If denied again, who can help?\nAppeal ID:\n"}]}"#;

#[test]
fn what_comes_near_is_told_with_why_it_was_refused() {
    let checker = shipped();
    for (ticket, item, quote, why) in [
        (ORDER, "tiktok_seller_id", "577960875603559534", "start"),
        (ORDER, "tiktok_seller_id", "7495012345678901234", "by_another"),
        (ORDER, "order_date", "last Friday", "other"),
        (ORDER, "cs_order_id", "1731", "other"),
        (ORDER, "cs_order_id", "17318", "not_theirs"),
        (ORDER, "screenshot_order_cs", "logo.png", "decoration"),
        (ORDER, "screenshot_order_cs", "tiktok.png", "named_else"),
        (VIOLATION, "appeal_status", "denied again", "supposed"),
        (VIOLATION, "appeal_id", "Appeal ID", "nothing_behind"),
    ] {
        let near = near(&checker, ticket, item);
        assert!(near.contains(&(quote.to_owned(), why.to_owned())), "{item}: {near:?}");
    }
}

#[test]
fn checkers_built_anew_say_the_same_byte_for_byte() {
    let (one, other) = (shipped(), shipped());
    for (name, ticket) in corpus().into_iter().step_by(8) {
        let said = |checker: &Checker| {
            let explanation = explained(checker, &name, &ticket);
            let json = report_json::explained(&explanation).expect("JSON");
            (json, drawn(checker, &ticket, &explanation, Page::terminal(80, true)))
        };
        assert_eq!(said(&one), said(&other), "{name}");
    }
}

const HOSTILE: &str = r#"{"id": "h\u001b]0;x", "subject": "Late fee\u001b[2J", "checked_at": "2026-03-02T15:05:00Z",
"fields": {"book\u001b[1m": "Emma\u202e"}, "messages": [{"author": "customer", "at": "2026-03-02T15:04:00Z",
"body": "My card number is 3112345678.\u009b2J\nBook: Emma\nDue: last week",
"attachments": [{"file_name": "\u001b[31mreceipt.png", "content_type": "image/\u0007png", "size": 90000}]}]}"#;

#[test]
fn a_terminal_sees_colours_and_none_of_the_tickets_codes() {
    let checker = library();
    let ticket = json::parse(HOSTILE.as_bytes()).expect("a ticket").ticket;
    let explanation = explained(&checker, "h-1", &ticket);
    let narrow = drawn(&checker, &ticket, &explanation, Page::terminal(60, false));
    assert!(narrow.lines().all(|line| line.width() <= 60), "{narrow}");
    let coloured = drawn(&checker, &ticket, &explanation, Page::terminal(60, true));
    let codes = Regex::new("\u{1b}\\[[0-9]{1,2}m").expect("a valid expression");
    assert!(codes.is_match(&coloured));
    assert_eq!(codes.replace_all(&coloured, ""), narrow, "colours change nothing else");
    assert!(narrow.chars().all(|letter| letter == '\n' || !letter.is_control()), "{narrow}");
}

#[test]
fn as_json_it_is_the_report_and_more() {
    let checker = library();
    let ticket = json::parse(HOSTILE.as_bytes()).expect("a ticket").ticket;
    let explanation = explained(&checker, "h-1", &ticket);
    let text = report_json::explained(&explanation).expect("JSON");
    let all: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let report: serde_json::Value =
        serde_json::from_str(&report_json::full(&explanation.report).expect("JSON")).expect("JSON");
    let mut without = all.clone();
    without.as_object_mut().expect("an object").remove("explanation");
    assert_eq!(without, report);
    insta::assert_snapshot!(serde_json::to_string_pretty(&all["explanation"]).expect("JSON"));
}
