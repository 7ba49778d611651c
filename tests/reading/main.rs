//! Whatever a ticket holds, it is read: without a panic, the same each time, and with evidence that stands in it.

mod bytes;
mod claims;
mod seed;

use std::sync::LazyLock;

use jiff::Timestamp;
use preflight::config::load::load;
use preflight::ticket::{Attachment, Author, Format, Message, Ticket};
use preflight::verdict::Checker;
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
use serde_json::{Value, json};

static CHECKER: LazyLock<Checker> = LazyLock::new(|| {
    let config = load(None, &|_| None).expect("the shipped configuration is valid");
    Checker::new(config.checklists, jiff::tz::TimeZone::UTC).expect("the shipped checklists can be used")
});

/// What texts are put together from: what the readers look for, and what is awkward beside it.
const PIECES: &[&str] = &[
    "order id",
    "Order ID:",
    "Record ID",
    "Appeal ID -",
    "appeal id: same as record id",
    "tracking number (if applicable):",
    "Seller SKU",
    "product id",
    "TikTok shop name",
    "email",
    "status:",
    "appealed",
    "appeal date",
    "appeal status: pending",
    "violation type:",
    "n/a",
    "not yet",
    "will send tomorrow",
    "I don't have that",
    "there is no",
    "sorry, wrong number",
    "screenshot",
    "see attached picture",
    "both",
    "ending in",
    "starts with",
    "that same day",
    "the next day",
    "if",
    "inventory",
    "in the shop",
    "the app says",
    "7497119208997368471",
    "577960875603559534",
    "5787 3262 1677 4336 35",
    "57796087\n5603559534",
    "749711920899736...",
    "…4471",
    "9 0 4 1 7",
    "five seven seven seven two",
    "576*****4471",
    "12565",
    "12",
    "1,204",
    "-2",
    "twenty three",
    "3/12",
    "2026-03-15",
    "3/15/2026 at 4pm",
    "Nov 11, 8:02 PM EST",
    "yesterday",
    "hace 3 días",
    "il y a 2 jours",
    "7月3日",
    "昨天",
    "the 27th",
    "last Friday night",
    "a week ago Friday",
    "Black Friday",
    "9h20 da manhã",
    "a@b.co",
    "name [at] shop dot com",
    "@shop.name_1",
    "HRT-0412",
    "https://prnt.sc/Ａé.png",
    "http",
    "1.",
    "2)",
    "(a)",
    "1 & 2",
    "\n- ",
    "\n• ",
    "\n* order id\n* sku\n",
    "c) ",
    "☑",
    "[x]",
    "[ ]",
    "From: Ann <a@b.co>\nSent: Monday\nTo: us\nSubject: order",
    "On Mon, Jan 5, 2026 at 3:04 PM Ann <a@b.co> wrote:",
    "> ",
    ">> > ",
    "-----Original Message-----",
    "-- \n",
    "Thanks,\nAnn",
    "Sent from my iPhone",
    "<div>",
    "</div>",
    "<table><tr><td>",
    "</td><td>",
    "</tr><tr>",
    "<blockquote>",
    "<br>",
    "<b>",
    "&nbsp;",
    "&#x1F600;",
    "<img src='https://i/x.png' width=3>",
    "<a href='https://x.y/z.jpg'>",
    "<style>",
    "<!--",
    "|",
    "| --- |",
    "\t",
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "  ",
    ":",
    " - ",
    "–",
    "—",
    "…",
    "...",
    ".",
    ",",
    "?",
    "!",
    "。",
    "：",
    "(",
    ")",
    "“",
    "”",
    "«",
    "\"",
    "'s",
    "’",
    "#",
    "*",
    "=",
    "@",
    "$",
    "º",
    "é",
    "e\u{301}",
    "\u{301}",
    "İ",
    "ß",
    "ẞ",
    "ǆ",
    "ﬁ",
    "①",
    "٣",
    "३",
    "１２３４５６７８９０１２３４５",
    "订单",
    "한국어",
    "عربى",
    "\u{200b}",
    "\u{200d}",
    "\u{feff}",
    "\u{a0}",
    "\u{202e}",
    "\u{2028}",
    "\0",
    "😀",
    "👩‍👩‍👧",
    "K",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES).prop_map(str::to_owned),
        2 => Just(" ".to_owned()),
        1 => any::<String>(),
        1 => "[a-zA-Z]{1,12}",
        1 => "[0-9]{1,20}",
        1 => "\\PC{1,4}",
    ];
    let glue = prop_oneof![4 => Just(" "), 1 => Just(""), 1 => Just("\n")];
    prop::collection::vec((piece, glue), 0..40)
        .prop_map(|parts| parts.into_iter().flat_map(|(piece, glue)| [piece, glue.to_owned()]).collect())
}

fn message() -> impl Strategy<Value = Message> {
    let attachment = (text(), any::<bool>(), 0..200_000_u64).prop_map(|(name, inline, size)| Attachment {
        file_name: name.chars().take(60).collect(),
        content_type: if size % 2 == 0 { "image/png".to_owned() } else { String::new() },
        size,
        inline,
    });
    let author = prop_oneof![3 => Just(Author::Customer), 1 => Just(Author::Agent), 1 => Just(Author::Bot)];
    let format = prop_oneof![Just(Format::Text), Just(Format::Html)];
    (author, format, text(), prop::collection::vec(attachment, 0..3), 0..4_000_000_000_i64).prop_map(
        |(author, format, body, attachments, at)| Message {
            author,
            at: Timestamp::from_second(at).expect("within the calendar"),
            format,
            body,
            attachments,
            public: true,
            automatic: false,
        },
    )
}

fn ticket() -> impl Strategy<Value = Ticket> {
    let names: Vec<String> = CHECKER.checklists().items.keys().cloned().collect();
    let categories: Vec<String> = CHECKER.checklists().categories.keys().cloned().collect();
    let fields = prop::collection::btree_map(prop::sample::select(names), text(), 0..4);
    let category = prop::option::of(prop::sample::select(categories));
    let locale = prop::option::of(prop::sample::select(vec!["en-US", "es", "pt-BR", "", "é"]));
    (text(), fields, category, locale, prop::collection::vec(message(), 0..4)).prop_map(
        |(subject, fields, category, locale, messages)| Ticket {
            id: "1".to_owned(),
            subject,
            created_at: Timestamp::UNIX_EPOCH,
            checked_at: None,
            channel: "email".to_owned(),
            locale: locale.map(str::to_owned),
            time_zone: None,
            tags: Vec::new(),
            fields: fields
                .into_iter()
                .chain(category.map(|name| ("category".to_owned(), name)))
                .map(|(name, value)| (name, Value::String(value)))
                .collect(),
            messages,
            ..Ticket::default()
        },
    )
}

proptest! {
    #[test]
    fn any_ticket_is_read_and_every_claim_stands_in_it(ticket in ticket()) {
        claims::hold(&CHECKER, &ticket);
    }
}

/// The smallest inputs that the fuzzer found (`fuzz/`), each a way through the reading that no other takes.
#[test]
fn what_the_fuzzer_found_is_read_as_well() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/reading");
    let entries = std::fs::read_dir(folder).expect("the inputs are there");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    assert!(paths.len() > 100, "{} inputs", paths.len());
    for path in paths {
        let input = std::fs::read(&path).expect("it can be read");
        claims::hold(&CHECKER, &bytes::ticket(&input));
    }
}

/// `cargo test --test reading seeds -- --ignored`, before the fuzzer's first run.
#[test]
#[ignore = "writes files"]
fn seeds_for_the_fuzzer_are_the_labelled_tickets() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("fuzz/seeds");
    std::fs::create_dir_all(&folder).expect("it can be made");
    for entry in std::fs::read_dir(root.join("tests/corpus")).expect("it is there") {
        let path = entry.expect("it can be listed").path();
        let text = std::fs::read_to_string(&path).expect("it can be read");
        for (number, line) in text.lines().filter(|line| !line.trim().is_empty()).enumerate() {
            let mut line: Value = serde_json::from_str(line).expect("it is JSON");
            let ticket: Ticket = serde_json::from_value(line["ticket"].take()).expect("it is a ticket");
            let seed = seed::of(&ticket);
            assert_eq!(bytes::ticket(&seed).messages.len(), ticket.messages.len());
            let name = path.file_stem().expect("it has a name").to_string_lossy();
            std::fs::write(folder.join(format!("{name}-{number}")), seed).expect("it can be written");
        }
    }
}

/// Nobody writes so who means well. Steps that grow with the square of the text take minutes for it, not seconds.
#[test]
fn a_megabyte_of_one_thing_is_read_in_bounded_time() {
    let pieces = [
        "SKU\t",
        "order id ",
        "order id: ",
        "order id:\n",
        "|order id|sku|\n",
        "577960875603559534\n",
        "appealed yesterday\n",
        "appeal status denied if ",
        "a dot b at c dot d ",
        "> a\n",
        "( ",
        "1. ",
    ];
    for piece in pieces {
        let ticket: Ticket = serde_json::from_value(json!({
            "id": "1",
            "created_at": "2026-03-02T10:00:00Z",
            "fields": {"category": "violation"},
            "messages": [
                {"author": "agent", "at": "2026-03-02T09:00:00Z", "body": "1. Record ID\n2. Appeal ID\n3. Date"},
                {
                    "author": "customer",
                    "at": "2026-03-02T10:00:00Z",
                    "body": format!("1. {}", piece.repeat((1 << 20) / piece.len())),
                },
            ],
        }))
        .expect("it is a ticket");
        let started = std::time::Instant::now();
        let report = CHECKER.check(&ticket, Timestamp::UNIX_EPOCH);
        assert_eq!(report.category, "violation");
        assert!(started.elapsed().as_secs() < 20, "{piece:?} took {:?}", started.elapsed());
    }
}
