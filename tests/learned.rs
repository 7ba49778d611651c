//! What `preflight learn` makes of the labelled tickets: it helps with tickets that it was not learned from, and the
//! weights that are shipped are those of these tickets.

use std::fs;

use assert_cmd::Command;
use jiff::tz::TimeZone;
use preflight::checklist::learned::Learned;
use preflight::checklist::model::Checklists;
use preflight::config::load::load;
use preflight::reading::learned::piece::Pieces;
use preflight::reading::learned::train::{BITS, Labelled, STRENGTH, learn};
use preflight::reading::passage::Document;
use preflight::reading::vocabulary::Vocabulary;
use preflight::ticket::Ticket;
use preflight::verdict::Checker;
use serde::Deserialize;

/// The files that the shipped weights were learned from, in this order.
const FILES: [&str; 15] = [
    "dev", "devb", "devc", "devd", "own-a", "own-b", "own-c", "own-d", "own-e", "own-f", "own-g", "own-h",
    "own-i", "own-j", "own-k",
];
/// The least that the shipped weights' likes must come to on tickets that were left out.
const LEFT_OUT_MIN: f64 = 0.96;

#[derive(Deserialize)]
struct Line {
    ticket: Ticket,
    gold: Gold,
}

#[derive(Deserialize)]
struct Gold {
    category: String,
    #[serde(default)]
    also_accept: Vec<String>,
}

fn path(name: &str) -> String {
    format!("{}/tests/corpus/{name}.jsonl", env!("CARGO_MANIFEST_DIR"))
}

fn lines(name: &str) -> Vec<Line> {
    let text = fs::read_to_string(path(name)).expect("a corpus file");
    text.lines().map(|line| serde_json::from_str(line).expect("a labelled ticket")).collect()
}

fn shipped() -> Checklists {
    load(None, &|_| None).expect("the shipped configuration is valid").checklists
}

fn learned_from(names: &[&str], checklists: &Checklists) -> Learned {
    let vocabulary = Vocabulary::new(checklists).expect("the shipped checklists can be used");
    let tickets: Vec<Labelled> = names
        .iter()
        .flat_map(|name| lines(name))
        .map(|line| Labelled {
            pieces: Pieces::of(&Document::of(&line.ticket, &vocabulary), BITS),
            category: checklists.categories.get_index_of(&line.gold.category).expect("a category"),
        })
        .collect();
    learn(&tickets, checklists.categories.keys().cloned().collect(), STRENGTH)
}

/// The share of the tickets whose category is told right.
fn share(checklists: Checklists, tickets: &[Line]) -> f64 {
    let checker = Checker::new(checklists, TimeZone::UTC).expect("the shipped checklists can be used");
    let right = tickets.iter().filter(|line| {
        let told = checker.check(&line.ticket, line.ticket.created_at).category;
        told == line.gold.category || line.gold.also_accept.contains(&told)
    });
    right.count() as f64 / tickets.len() as f64
}

#[test]
#[expect(clippy::print_stdout, reason = "the figures are worth seeing")]
fn it_helps_with_an_author_whom_it_never_read() {
    let signs = Checklists { learned: None, ..shipped() };
    for left_out in ["devc", "devd"] {
        let others: Vec<&str> = FILES.into_iter().filter(|name| *name != left_out).collect();
        let both = Checklists { learned: Some(learned_from(&others, &signs)), ..signs.clone() };
        let tickets = lines(left_out);
        let (alone, both) = (share(signs.clone(), &tickets), share(both, &tickets));
        println!("{left_out}: by signs {alone:.3}, with what was learned from the others {both:.3}");
        assert!(both >= alone && both >= LEFT_OUT_MIN, "{left_out}: {alone:.3}, {both:.3}");
    }
}

#[test]
fn the_shipped_weights_are_those_of_the_corpus() {
    let checklists = shipped();
    let shipped = checklists.learned.clone().expect("weights are shipped");
    let anew = learned_from(&FILES, &Checklists { learned: None, ..checklists });
    assert_eq!(
        (&anew.categories, anew.bits, anew.tickets),
        (&shipped.categories, shipped.bits, shipped.tickets)
    );
    // Another machine's exponential function may round its last bit otherwise.
    let furthest = anew.weights.iter().zip(&shipped.weights).map(|(a, b)| a.abs_diff(*b)).max();
    assert!(furthest <= Some(2), "run: preflight learn tests/corpus/*.jsonl --out config/learned.json");
}

#[test]
fn the_command_tells_what_it_did_and_what_is_wrong() {
    let dir = tempfile::tempdir().expect("a directory for the test");
    let out = dir.path().join("learned.json");
    let run = |arguments: &[&str]| {
        let mut command = Command::cargo_bin("preflight").expect("cargo builds it for the test");
        let output =
            command.env_remove("PREFLIGHT_CONFIG").arg("learn").args(arguments).output().expect("it starts");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let written = out.to_str().expect("a path of text");
    let (status, told, _) = run(&[&path("own-a"), "--out", written, "--try", &path("own-b")]);
    assert_eq!(status, Some(0));
    assert!(told.starts_with("Learned from 83 tickets.\n"), "{told}");
    assert!(told.contains("86 tickets; the category is right by signs "), "{told}");
    let text = fs::read_to_string(&out).expect("it was written");
    assert!(text.contains("\"tickets\": 83"), "{text:.100}");

    for strength in ["-1", "NaN", "inf", "much"] {
        let (status, _, told) = run(&[&path("own-a"), "--strength", strength, "--out", written]);
        assert_eq!(status, Some(2), "{strength}: {told}");
    }

    let bad = dir.path().join("bad.jsonl");
    let bad_path = bad.to_str().expect("a path of text");
    for (text, expect) in [
        ("", "0 tickets are too few"),
        ("{\"ticket\": {\"subject\": \"a secret\"}}\n", "bad.jsonl:1: column "),
        (
            "{\"ticket\": {\"subject\": \"\", \"messages\": []}, \"gold\": {\"category\": \"parcels\"}}\n",
            "no checklist has the category parcels",
        ),
    ] {
        fs::write(&bad, text).expect("written");
        let (status, _, told) = run(&[bad_path]);
        assert_eq!(status, Some(2), "{told}");
        assert!(told.contains(expect) && !told.contains("a secret"), "{told}");
    }
}
