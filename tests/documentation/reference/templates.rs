//! The page of what templates see, and of the filters that they are written with.

use std::fmt::Write;

use preflight::checklist::model::Verdict;
use preflight::config::load::load;
use preflight::reply::context::{AgentContext, CustomerContext};
use preflight::reply::render::{REMOVED_FILTERS, Replies};
use schemars::schema_for;

use super::schema::{given, sections};

const INTRODUCTION: &str = "
What stands in `replies/<language>/` is written in [Jinja](https://docs.rs/minijinja/latest/minijinja/syntax/index.html). Which
template is for what: [The words of the replies](../../config/replies/README.md). Every value is escaped; a name that does not exist is a
mistake that `preflight config check` tells.

`{{ asked | length }}` shows a value, `{% for a in asked %} ... {% endfor %}` repeats, `{% if gate %} ... {% endif %}` chooses.
What may be none, or an empty list, is checked by `if` first.
";

const TITLES: [(&str, &str); 19] = [
    ("AgentContext", "In the note for the agent"),
    ("Given", "Something that was given"),
    ("Asking", "Something that is asked for"),
    ("Trouble", "A problem"),
    ("Verdict", "Verdicts"),
    ("ProblemKind", "Kinds of problem"),
    ("SaidKind", "Promise and refusal"),
    ("Digits", "Digits"),
    ("Shown", "A value"),
    ("Day", "A day"),
    ("ClockTime", "A time of day"),
    ("Moment", "A moment"),
    ("Why", "Why nothing is written"),
    ("HandedOver", "What was asked for before an agent takes over"),
    ("Reading", "How the category was read"),
    ("Finding", "An item for the agent"),
    ("Place", "A place"),
    ("PlaceKind", "Kinds of place"),
    ("Clash", "Two that should agree"),
];

/// Each with what it gives; a test holds them against the program.
const FILTERS: [(&str, &str, &str); 16] = [
    ("capitalize", r#"{{ "one thing" | capitalize }}"#, "One thing"),
    ("default", r#"{{ {"yes": "sí"}["no"] | default("no") }}"#, "no"),
    ("first", r#"{{ ["a", "b"] | first }}"#, "a"),
    ("int", r#"{{ "12" | int + 1 }}"#, "13"),
    ("join", r#"{{ ["a", "b"] | join(", ") }}"#, "a, b"),
    ("last", r#"{{ ["a", "b"] | last }}"#, "b"),
    ("length", r#"{{ ["a", "b"] | length }}"#, "2"),
    ("list", r#"{{ "ab" | list | length }}"#, "2"),
    ("lower", r#"{{ "Order" | lower }}"#, "order"),
    ("map", r#"{{ [{"label": "a"}, {"label": "b"}] | map(attribute="label") | join(" ") }}"#, "a b"),
    ("rejectattr", r#"{{ [{"file": true}, {"file": false}] | rejectattr("file") | list | length }}"#, "1"),
    ("replace", r#"{{ "not_yet" | replace("_", " ") }}"#, "not yet"),
    ("reverse", r#"{{ ["a", "b"] | reverse | join }}"#, "ba"),
    ("selectattr", r#"{{ [{"file": true}, {"file": false}] | selectattr("file") | list | length }}"#, "1"),
    ("sort", r#"{{ ["b", "a"] | sort | join }}"#, "ab"),
    ("upper", r#"{{ "Order" | upper }}"#, "ORDER"),
];

pub fn page() -> String {
    let customer = schema_for!(CustomerContext);
    let agent = schema_for!(AgentContext);
    let mut filters = format!(
        "\n## Filters\n\nThe most useful ones. These of Jinja's are not there: `{}`.\n\n\
         | filter | for example | gives |\n|---|---|---|\n",
        REMOVED_FILTERS.join("`, `")
    );
    for (name, example, gives) in FILTERS {
        let _ = writeln!(filters, "| `{name}` | `{}` | `{gives}` |", example.replace('|', "\\|"));
    }
    let sections = [
        sections(customer.as_value(), "In a comment for the customer", given(&TITLES)),
        sections(agent.as_value(), "In the note for the agent", given(&TITLES)),
        filters,
    ];
    super::page("Templates", INTRODUCTION, &once(&sections.concat()))
}

/// Sections that both schemas have, once.
fn once(sections: &str) -> String {
    let mut seen = Vec::new();
    let parts = sections.split("\n## ").skip(1).filter(|part| {
        let is_new = !seen.contains(part);
        seen.push(part);
        is_new
    });
    parts.map(|part| format!("\n## {part}")).collect()
}

#[test]
fn every_filter_gives_what_is_told() {
    const PATH: &str = "en/ready.html.j2";
    let config = load(None, &|_| None).expect("what is compiled in is in order");
    let others = config.replies.into_iter().filter(|(path, _)| path != PATH);
    // All in one, because each set of templates is tried with many samples.
    let template = FILTERS.iter().map(|(_, example, _)| format!("<p>{example}</p>\n")).collect();
    let replies = Replies::new(others.chain([(PATH.to_owned(), template)])).expect("they are in order");
    let context = CustomerContext {
        verdict: Verdict::Ready,
        category: String::new(),
        gate: None,
        wait_hours: None,
        wait_until: None,
        previous: None,
        reminder: None,
        received: Vec::new(),
        asked: Vec::new(),
        given: Vec::new(),
        refused: Vec::new(),
    };
    let told: Vec<String> = FILTERS.iter().map(|(_, _, gives)| format!("<p>{gives}</p>")).collect();
    assert_eq!(replies.comment("en", &context).as_deref(), Ok(told.join("\n").as_str()));
}
