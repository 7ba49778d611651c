//! What people do: customers who open tickets and reply, agents who write, tag, solve, close and delete.

use jiff::{SignedDuration, Timestamp};

use crate::stage::Stage;

const TICKETS_MIN: usize = 3;
const TICKETS_MAX: usize = 6;
const LINES_MAX: usize = 50;

/// What an agent may set to steer Preflight, or for reasons of their own.
const TAGS: [&str; 7] = [
    "preflight_hold",
    "preflight_skip",
    "preflight_fine_shop",
    "preflight_not_needed_sent_on",
    "preflight_not_needed_asked_shop",
    "preflight_category_lost",
    "vip",
];

/// One thing that somebody does, so long after the one before it.
#[derive(Clone, Debug)]
pub struct Line {
    pub after_secs: i64,
    pub ticket: String,
    pub act: Act,
}

#[derive(Clone, Debug)]
pub enum Act {
    Open {
        requester: String,
        body: String,
        messaging: bool,
    },
    Reply {
        body: String,
    },
    AgentWrites {
        public: bool,
        body: String,
    },
    Tag(&'static str),
    Untag(&'static str),
    Status(&'static str),
    /// For good: the helpdesk knows it no more.
    Delete,
    /// Nobody does anything.
    Wait,
}

/// A script that makes sense: nobody replies to a ticket that is not there or is closed.
pub fn write(stage: &Stage, start: Timestamp) -> Vec<Line> {
    let count = TICKETS_MIN + stage.pick(TICKETS_MAX - TICKETS_MIN + 1);
    let mut lines = Vec::new();
    let (mut now, mut opened, mut over) = (start, 0, vec![false; count]);
    for _ in 0..2 * count + stage.pick(LINES_MAX - 2 * TICKETS_MAX + 1) {
        let after_secs = pause(stage);
        now += SignedDuration::from_secs(after_secs);
        let open = opened < count && (opened == 0 || stage.pick(3) == 0);
        let index = if open { opened } else { stage.pick(opened) };
        opened += usize::from(open);
        let act = match (open, over[index]) {
            (true, _) => opening(stage, now),
            (false, true) => Act::Wait,
            (false, false) => doing(stage, now),
        };
        over[index] |= matches!(act, Act::Status("closed" | "deleted") | Act::Delete);
        lines.push(Line { after_secs, ticket: (index + 1).to_string(), act });
    }
    lines
}

fn pause(stage: &Stage) -> i64 {
    match stage.pick(12) {
        0..=4 => 1 + stage.pick(20) as i64,
        5..=7 => 30 + stage.pick(300) as i64,
        8..=9 => 1_000 + stage.pick(20_000) as i64,
        10 => 60_000 + stage.pick(60_000) as i64,
        _ => 100_000 + stage.pick(200_000) as i64,
    }
}

fn opening(stage: &Stage, now: Timestamp) -> Act {
    let messaging = stage.pick(8) == 0;
    let body = match stage.pick(10) {
        _ if messaging => String::new(),
        0 => "How are your opening hours?".to_owned(),
        1 => "I left my umbrella with you.".to_owned(),
        _ => format!("My parcel never came.\n{}", facts(stage, now, 50)),
    };
    Act::Open { requester: format!("r{}", stage.pick(2)), body, messaging }
}

fn doing(stage: &Stage, now: Timestamp) -> Act {
    match stage.pick(20) {
        0..=10 => Act::Reply { body: reply(stage, now) },
        11 => Act::AgentWrites { public: true, body: "We are looking into your parcel.".into() },
        12 => Act::AgentWrites { public: false, body: "Seen that one before.".into() },
        13..=15 => Act::Tag(TAGS[stage.pick(TAGS.len())]),
        16 => Act::Untag(TAGS[stage.pick(TAGS.len())]),
        17 => Act::Status("solved"),
        18 => [Act::Status("closed"), Act::Status("deleted"), Act::Delete][stage.pick(3)].clone(),
        _ => Act::Wait,
    }
}

fn reply(stage: &Stage, now: Timestamp) -> String {
    match stage.pick(12) {
        0 => "Thanks!".into(),
        1 => "I will send the parcel number later.".into(),
        2 => "I don't have the parcel number.".into(),
        3 => "Automatic reply: I am out of office.".into(),
        4 => "Arrived: yes".into(),
        5 => "Parcel number: 2134".into(),
        6 => "Asked the shop: no".into(),
        7 => format!("My parcel.\n{}", facts(stage, now, 100)),
        _ => format!("Here you are.\n{}", facts(stage, now, 40)),
    }
}

/// Lines of a form, each there with this probability.
fn facts(stage: &Stage, now: Timestamp, percent: usize) -> String {
    let day = (now - SignedDuration::from_hours(24 * (stage.pick(5) as i64))).strftime("%Y-%m-%d");
    let asked = if stage.pick(4) == 0 { "no" } else { "yes" };
    let lines = [
        format!("Parcel number: 21{:08}", stage.pick(3)),
        "Shop: Lamp House".to_owned(),
        format!("Asked the shop: {asked}"),
        format!("Sent on: {day}"),
    ];
    let said: Vec<String> = lines.into_iter().filter(|_| stage.pick(100) < percent).collect();
    said.join("\n")
}
