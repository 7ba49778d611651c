//! The example tickets that are shipped: each yields its verdict, on whatever day it is tried out.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use preflight::checklist::model::Verdict;
use preflight::config::load::load;
use preflight::ticket::Ticket;
use preflight::verdict::Checker;

const EXPECTED: [(&str, &str, &str); 10] = [
    ("incomplete", "incomplete", "orders"),
    ("ready", "ready", "orders"),
    ("blocked", "blocked", "violation"),
    ("waiting", "waiting", "violation"),
    ("not-needed", "not_needed", "violation"),
    ("unclear", "unclear", "other"),
    ("ignored", "ignored", "none"),
    ("spanish", "incomplete", "products"),
    ("mail", "incomplete", "orders"),
    ("conversation", "ready", "live"),
];
/// A prime, so that every time of day and weekday comes up.
const STEP_HOURS: i64 = 37;
const STEPS: i64 = 60;

#[test]
fn each_example_yields_its_verdict_whenever_it_is_tried_out() {
    let config = load(None, &|_| None).expect("what is compiled in is in order");
    let names: Vec<&str> = config.examples.iter().map(|example| example.name.as_str()).collect();
    assert_eq!(names, EXPECTED.map(|(name, _, _)| name));
    let shown: BTreeSet<&str> = EXPECTED.iter().map(|(_, verdict, _)| *verdict).collect();
    assert_eq!(shown, Verdict::ALL.iter().map(|verdict| verdict.name()).collect(), "each verdict has one");
    let zone = TimeZone::get(&config.settings.reading.time_zone).expect("a time zone");
    let checker = Checker::new(config.checklists.clone(), zone).expect("the checklists are in order");
    let start: Timestamp = "2026-02-27T03:10:00Z".parse().expect("a time");
    for step in 0..STEPS {
        let now = start + SignedDuration::from_hours(step * STEP_HOURS);
        for (example, (name, verdict, category)) in config.examples.iter().zip(EXPECTED) {
            let report = checker.check(&at(&example.ticket, now), now);
            assert_eq!(
                (report.verdict.name(), report.category.as_str()),
                (verdict, category),
                "{name} at {now}"
            );
        }
    }
}

/// The ticket as if it were sent now.
fn at(ticket: &Ticket, now: Timestamp) -> Ticket {
    let mut ticket = ticket.clone();
    ticket.created_at = now;
    for message in &mut ticket.messages {
        message.at = now;
    }
    ticket
}
