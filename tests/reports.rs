//! How a report is shown: to a person, as JSON, and on one line.

use indexmap::IndexMap;
use jiff::Timestamp;
use preflight::checklist::load::load;
use preflight::checklist::model::{Checklists, Verdict};
use preflight::cli::{report_json, report_text};
use preflight::report::{
    CategoryReading, Conflict, Evidence, ItemReport, Problem, ProblemKind, Report, Said, SaidKind, Source,
    State,
};
use preflight::yaml::diagnostic::SourceFile;

fn evidence(source: Source, start: usize, quote: &str) -> Evidence {
    Evidence { source, range: start..start + quote.len(), quote: quote.to_owned() }
}

fn item(state: State) -> ItemReport {
    ItemReport {
        state,
        value: None,
        values: Vec::new(),
        required: true,
        because: Vec::new(),
        evidence: Vec::new(),
        answered_by: None,
        problem: None,
        said: None,
    }
}

/// A report with something of everything.
fn report() -> Report {
    let card = ItemReport {
        value: Some("2112345678".into()),
        evidence: vec![evidence(Source::Message(0), 12, "2112 345 678")],
        ..item(State::Present)
    };
    let title = ItemReport {
        values: vec!["Emma".into(), "Per\u{1b}[31msuasion".into()],
        required: false,
        evidence: vec![
            evidence(Source::Subject, 0, "Emma"),
            evidence(Source::Field("book".into()), 0, "Per\u{202e}suasion\n"),
        ],
        ..item(State::Present)
    };
    let due = ItemReport {
        problem: Some(Problem {
            kind: ProblemKind::Vague,
            evidence: evidence(Source::Message(1), 30, "last week"),
        }),
        ..item(State::Invalid)
    };
    let receipt = ItemReport {
        said: Some(Said {
            kind: SaidKind::Promise,
            evidence: evidence(Source::Message(1), 50, "will send it tomorrow"),
        }),
        ..item(State::Missing)
    };
    let returned = ItemReport {
        value: Some("yes".into()),
        answered_by: Some("receipt".into()),
        evidence: vec![evidence(Source::Attachment(0, 1), 0, "receipt.png")],
        ..item(State::Uncertain)
    };
    let items = [
        ("card_number", card),
        ("book_title", title),
        ("due_date", due),
        ("receipt", receipt),
        ("returned", returned),
        ("unheard_of", item(State::NotApplicable)),
    ];
    Report {
        id: "t-1".into(),
        category: "fine".into(),
        verdict: Verdict::Waiting,
        wait_until: Some(time("2026-03-05T05:00:00Z")),
        items: items.map(|(name, item)| (name.to_owned(), item)).into_iter().collect::<IndexMap<_, _>>(),
        gate: Some("a_day_to_book_it".into()),
        gate_because: Vec::new(),
        conflicts: vec![Conflict {
            items: ("card_number".into(), "receipt".into()),
            values: ("2112345678".into(), "2199999999".into()),
        }],
        category_reading: CategoryReading {
            confidence: 0.874,
            by_field: false,
            by_tag: false,
            evidence: vec![evidence(Source::Message(0), 3, "late fee")],
            runner_up: Some("other".into()),
        },
        courtesies: Vec::new(),
        automatic: Vec::new(),
        language: "en".into(),
        time_zone: "America/New_York".into(),
        checked_at: time("2026-03-02T15:05:00Z"),
        checklists: "0123456789ab".into(),
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().expect("a timestamp")
}

fn checklists() -> Checklists {
    let file = |path: &str, text: &str| SourceFile { path: path.into(), text: text.into() };
    load(&[
        file("items.yaml", include_str!("data/config/items.yaml")),
        file("phrases.yaml", include_str!("data/config/phrases.yaml")),
        file("checklists/fine.yaml", include_str!("data/config/checklists/fine.yaml")),
    ])
    .expect("the sample has no mistakes")
}

#[test]
fn for_a_person() {
    let mut out = Vec::new();
    report_text::write(&mut out, &report(), &checklists()).expect("memory takes it");
    let text = String::from_utf8(out).expect("text");
    assert!(text.chars().all(|letter| letter == '\n' || !letter.is_control()), "nothing moves the terminal");
    insta::assert_snapshot!(text);
}

#[test]
fn as_json_with_everything() {
    let text = report_json::full(&report()).expect("JSON");
    let back: Report = serde_json::from_str(&text).expect("it is a report, with `missing` besides");
    assert_eq!(back, report());
    insta::assert_snapshot!(text);
}

#[test]
fn on_one_line() {
    insta::assert_snapshot!(report_json::short(&report()).expect("JSON"));
}
