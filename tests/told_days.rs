//! Days, times and choices that are told and not filled in: what a careful reader takes from a story.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use preflight::config::load::load;
use preflight::ticket::{Author, Format, Message, Ticket};
use preflight::verdict::Checker;
use serde_json::json;

/// Friday, 10 o'clock in Chicago.
const WRITTEN: &str = "2026-03-20T15:00:00Z";

fn at() -> Timestamp {
    WRITTEN.parse().expect("a timestamp")
}

/// A ticket of this category; a message that begins with "? " is an agent's.
fn ticket(category: &str, messages: &[&str]) -> Ticket {
    let messages = messages.iter().map(|text| {
        let question = text.strip_prefix("? ");
        let author = if question.is_some() { Author::Agent } else { Author::Customer };
        let body = question.unwrap_or(text).to_string();
        Message {
            author,
            at: at(),
            format: Format::Text,
            body,
            attachments: Vec::new(),
            public: true,
            automatic: false,
        }
    });
    let mut ticket: Ticket = serde_json::from_value(json!({
        "id": "1", "subject": "TikTok", "created_at": WRITTEN, "time_zone": "America/Chicago",
        "locale": "en-US", "fields": {"category": category}, "messages": [],
    }))
    .expect("a ticket");
    ticket.messages = messages.collect();
    ticket
}

/// Each case: what was written, and `item=value` for each item that is looked at, `item=` where it has none.
#[track_caller]
fn check(category: &str, cases: &[(&[&str], &str)]) {
    let config = load(None, &|_| None).expect("the shipped configuration is valid");
    let checker = Checker::new(config.checklists, TimeZone::UTC).expect("the shipped checklists can be used");
    for (messages, expected) in cases {
        let report = checker.check(&ticket(category, messages), at());
        let shown = expected.split(' ').map(|pair| {
            let (item, _) = pair.split_once('=').expect("item=value");
            format!("{item}={}", report.items[item].value.as_deref().unwrap_or_default())
        });
        assert_eq!(shown.collect::<Vec<_>>().join(" "), *expected, "{messages:?}");
    }
}

#[test]
fn each_day_belongs_to_the_event_of_its_clause() {
    check(
        "violation",
        &[
            (
                &[
                    "TikTok pulled our jacket on Tuesday the 17th. I contested it that same evening and on Thursday they came back with a no.",
                ],
                "create_time=2026-03-17 appealed=yes appeal_date=2026-03-17 appeal_status=denied",
            ),
            (
                &["Got a violation email Mar 2. Appealed Mar 3 but they rejected my appeal on Mar 6."],
                "create_time=2026-03-02 appeal_date=2026-03-03 appeal_status=denied",
            ),
            (
                &[
                    "They denied my appeal on March 6. I'd sent it March 3rd. The listing was taken down on March 2.",
                ],
                "create_time=2026-03-02 appeal_date=2026-03-03 appeal_status=denied",
            ),
            (
                &[
                    "No dia 10 de março o TikTok removeu nosso anúncio. Entrei com recurso no dia 11 e foi negado no dia 15.",
                ],
                "create_time=2026-03-10 appeal_date=2026-03-11 appeal_status=denied",
            ),
            (
                &["TikTok hit us with a violation. We appealed a week ago."],
                "create_time= appeal_date= appealed=yes",
            ),
            (
                &["You can appeal this until March 28. We got it on March 18."],
                "create_time=2026-03-18 appeal_date=",
            ),
        ],
    );
}

#[test]
fn a_time_may_stand_apart_from_its_day() {
    check(
        "violation",
        &[
            (
                &["They took it down Dec 1. I put the appeal in right away, 10:45 am same day."],
                "appeal_date=2025-12-01T10:45",
            ),
            (
                &["The violation arrived on March 12 a little after lunch, 12:40 says the page."],
                "create_time=2026-03-12T12:40",
            ),
            (
                &["Appealed: Yes, 3/18/2026, still pending. I sent it at 7 in the morning."],
                "appeal_date=2026-03-18T07:00",
            ),
        ],
    );
}

#[test]
fn a_field_of_the_matter_holds_what_belongs_to_it() {
    check(
        "violation",
        &[
            (
                &["Appeal: yes, 3/4/2026 8:00 AM, denied 3/6"],
                "appealed=yes appeal_date=2026-03-04T08:00 appeal_status=denied",
            ),
            (
                &[
                    "Record ID: 7382648180285812250\nDate: 3/3/2026\nAppealed: Y\nDate: 3/5/2026\nResult: still open",
                ],
                "create_time=2026-03-03 appealed=yes appeal_date=2026-03-05 appeal_status=pending",
            ),
            (
                &["got a strike", "? Did you appeal it? If so on which date?", "yes, yesterday"],
                "appealed=yes appeal_date=2026-03-19",
            ),
        ],
    );
    check(
        "application",
        &[(
            &[
                "Date applied: 3/1/2026\nStatus: Rejected\nAppealed? Y\nDate: 3/7/2026\nOutcome: still under review",
            ],
            "application_date=2026-03-01 application_status=rejected appeal_date=2026-03-07 appeal_status=pending",
        )],
    );
}

#[test]
fn what_ends_a_matter_stands() {
    check(
        "violation",
        &[
            (&["My appeal was turned down. I've emailed TikTok since and no reply."], "appeal_status=denied"),
            (&["Appealed on 3/9, it's pending.", "They just overturned it!"], "appeal_status=approved"),
            (&["My appeal is denied, please get this overturned."], "appeal_status=denied"),
            (
                &["My earlier violation was overturned. I appealed this one too, no answer yet."],
                "appeal_status=pending",
            ),
        ],
    );
}

#[test]
fn what_is_named_may_not_be_meant() {
    check(
        "account_authorization",
        &[
            (&["The shop account works fine, it's our creator account."], "account_type=creator"),
            (&["It's the shop one not the creator thing."], "account_type=shop"),
            (&["It was ann@rosebarn.com, no wait, it's sue@rosebarn.com"], "account_email=sue@rosebarn.com"),
        ],
    );
    check(
        "live",
        &[(
            &[
                "No bag on our TikTok live on Wednesday, not Thursday. It started at 6:30pm and ended 8pm. Next one is Sunday at 5.",
            ],
            "live_date=2026-03-18 live_time=18:30",
        )],
    );
}

#[test]
fn counts_go_to_the_closest_place() {
    check(
        "inventory",
        &[
            (
                &["CS says eleven and TikTok says twenty three, I physically have eleven."],
                "inventory_cs=11 inventory_tiktok=23",
            ),
            (
                &["It is at 0 in CommentSold and TikTok says there are 3."],
                "inventory_cs=0 inventory_tiktok=3",
            ),
            (
                &["CS shows 17 and TikTok 31.", "Scratch that, CS says 15 now."],
                "inventory_cs=15 inventory_tiktok=31",
            ),
        ],
    );
}

#[test]
fn what_was_not_done_is_told_in_many_ways() {
    let no = [
        "To date, our client has not lodged any appeal with the platform.",
        "I have not sent in any appeal, my grandson told me y'all do that part.",
        "Nobody told us one could appeal.",
        "The thirty days for appealing have run out.",
        "Se me pasó el tiempo para apelar.",
        "Nous n'avons déposé aucun appel.",
    ];
    for text in no {
        check("violation", &[(&[text], "appealed=no")]);
    }
    let yes = [
        "They have not responded to the appeal.",
        "It's not fair, I appealed 3/9 and they denied it.",
        "We couldn't wait so we appealed on 3/9.",
        "No idea why my appeal failed.",
    ];
    for text in yes {
        check("violation", &[(&[text], "appealed=yes")]);
    }
}

#[test]
fn days_and_hours_are_written_by_soldiers_britons_and_texters() {
    check(
        "live",
        &[
            (&["LIVE on 18MAR26 from 1930 to 2100 hrs"], "live_date=2026-03-18 live_time=19:30"),
            (&["Hosted a live on 3/18 beginning 1900 EST"], "live_date=2026-03-18 live_time=19:00"),
            (&["my live last nite at like 8ish"], "live_date=2026-03-19 live_time=20:00"),
            (&["The bag was gone my WHOLE live tn. started at 8"], "live_date=2026-03-20 live_time=20:00"),
        ],
    );
    check("orders", &[(&["ordered 3-4"], "order_date=2026-03-04")]);
    check("violation", &[(&["We appealed on 9 March. TikTok would not budge."], "appeal_date=2026-03-09")]);
}
