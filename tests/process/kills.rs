//! `kill -9` again and again, under load and with a helpdesk that fails in every way: no ticket lost, nothing said twice.
//!
//! `PREFLIGHT_KILLS=200 cargo test --test process kills` is the long form; its counts stand in docs/guarantees.md.

use std::collections::BTreeSet;
use std::time::Duration;

use preflight::sandbox::delivery::Outcome;
use preflight::sandbox::edit::Upload;
use preflight::sandbox::fault::{Fault, Op};
use preflight::sandbox::view::Writer;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::service::Site;

const KILLS: u32 = 8;
const SEED: u64 = 20_261_129;
/// Tickets that are opened in each life of the process.
const TICKETS_A_LIFE: u32 = 3;
/// The longest life, once the process listens.
const LIFE_MILLIS_MAX: u64 = 250;
/// What is sent, and the tag that its ticket ends with.
const KINDS: [(&str, &str); 4] = [
    ("incomplete", "preflight_incomplete"),
    ("ready", "ready_to_escalate"),
    ("blocked", "preflight_blocked"),
    ("not-needed", "preflight_not_needed"),
];
const ANSWER: &str = "The seller id is 7495823610447258113, and in CommentSold it's order 1482207.";

/// A ticket, the tag that it must end with, and whether its customer has still to answer.
pub struct Opened {
    id: u64,
    tag: &'static str,
    answers: bool,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "the counts are what the long form is run for")]
async fn no_kill_under_load_and_faults_loses_a_ticket_or_says_a_thing_twice() {
    let kills =
        std::env::var("PREFLIGHT_KILLS").map_or(KILLS, |kills| kills.parse().expect("a number of kills"));
    let mut rng = StdRng::seed_from_u64(SEED);
    let mut site = Site::new();
    let mut tickets: Vec<Opened> = Vec::new();
    for kill in 0..kills {
        trouble(&site, &mut rng);
        site.start(&[]).await;
        for number in 0..TICKETS_A_LIFE {
            tickets.push(open(&site, kill * TICKETS_A_LIFE + number));
        }
        answer(&site, &mut tickets, &mut rng);
        deliver_again(&site);
        tokio::time::sleep(Duration::from_millis(rng.random_range(0..LIFE_MILLIS_MAX))).await;
        site.kill();
    }
    site.sandbox.faults().clear();
    site.start(&[]).await;
    site.until("every delivery was accepted", async || deliver_again(&site)).await;
    site.until("nothing is left to do", async || site.left() == 0).await;
    assert_eq!(site.stop(), Some(0), "{}", site.log());
    let (lost, doubled, comments) = lost_and_doubled(&site, &tickets);
    println!("{kills} kills, {} tickets, {comments} comments: {lost} lost, {doubled} doubled", tickets.len());
    assert_eq!((lost, doubled), (0, 0), "of {} tickets", tickets.len());
}

/// How many tickets did not end as they must, how many were told a thing twice, and how many comments there are.
pub fn lost_and_doubled(site: &Site, tickets: &[Opened]) -> (u32, u32, usize) {
    let (mut lost, mut doubled, mut comments) = (0, 0, 0);
    for opened in tickets {
        let ticket = site.sandbox.ticket(opened.id).expect("it is there");
        let keys: Vec<String> = ticket
            .comments_of(Writer::Preflight)
            .map(|comment| comment.metadata["preflight_write"].to_string())
            .collect();
        let words: BTreeSet<&str> =
            ticket.comments_of(Writer::Preflight).map(|comment| comment.html.as_str()).collect();
        comments += keys.len();
        lost += u32::from(ticket.tags != [opened.tag] || keys.is_empty());
        doubled +=
            u32::from(keys.iter().collect::<BTreeSet<_>>().len() < keys.len() || words.len() < keys.len());
    }
    (lost, doubled, comments)
}

pub fn open(site: &Site, number: u32) -> Opened {
    let (name, tag) = KINDS[number as usize % KINDS.len()];
    let email = format!("customer-{number}@customer.example");
    let id = site.sandbox.customer_opens(site.example(name, email));
    Opened { id, tag, answers: name == "incomplete" }
}

/// Some of those who were asked send what is missing.
pub fn answer(site: &Site, tickets: &mut [Opened], rng: &mut StdRng) {
    for ticket in tickets.iter_mut().filter(|ticket| ticket.answers) {
        if rng.random_range(0..4) == 0 {
            let picture = Upload {
                file_name: "commentsold order.png".into(),
                content_type: "image/png".into(),
                size: 180_000,
                ..Upload::default()
            };
            site.sandbox.customer_replies(ticket.id, ANSWER, vec![picture]).expect("the ticket is open");
            (ticket.answers, ticket.tag) = (false, "ready_to_escalate");
        }
    }
}

/// What goes wrong with the next requests.
pub fn trouble(site: &Site, rng: &mut StdRng) {
    let faults = [
        Fault::ApplyThenDrop,
        Fault::ApplyThenStatus(500),
        Fault::TruncatedJson,
        Fault::WrongJson,
        Fault::Drop,
        Fault::Status(500),
        Fault::Status(503),
        Fault::TooManyRequests { retry_after_secs: 1 },
        Fault::Slow(30),
    ];
    let ops = [Op::UpdateTicket, Op::AddTags, Op::RemoveTags, Op::FetchTicket, Op::FetchComments, Op::Audits];
    for _ in 0..rng.random_range(1..6) {
        let (op, fault) = (ops[rng.random_range(0..ops.len())], faults[rng.random_range(0..faults.len())]);
        site.sandbox.faults().next(op, fault);
    }
}

/// Deliveries that met no process are sent once more, as Zendesk does after a timeout. True if all were accepted.
pub fn deliver_again(site: &Site) -> bool {
    let deliveries = site.sandbox.all_deliveries();
    for delivery in deliveries.iter().filter(|delivery| delivery.outcome == Outcome::Lost) {
        site.sandbox.redeliver(delivery);
    }
    deliveries.iter().all(|delivery| delivery.outcome == Outcome::Delivered)
}
