//! `kill -9` in the midst of the work: what was accepted is answered, and nothing is answered twice.

use preflight::sandbox::fault::{Fault, Op};
use preflight::sandbox::view::Writer;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::kills::deliver_again;
use crate::service::Site;

const TICKETS: u64 = 200;
const KILLS: u64 = 3;
const SEED: u64 = 20_260_303;
/// What is sent, and the tag that its ticket ends with. Each is answered by one comment or one note.
const KINDS: [(&str, &str); 4] = [
    ("incomplete", "preflight_incomplete"),
    ("ready", "ready_to_escalate"),
    ("blocked", "preflight_blocked"),
    ("not-needed", "preflight_not_needed"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_of_200_tickets_is_answered_exactly_once_whenever_the_process_is_killed() {
    let mut rng = StdRng::seed_from_u64(SEED);
    let mut site = Site::new();
    // So that a kill meets writes that are under way, and tags that are still to come.
    for _ in 0..TICKETS {
        site.sandbox.faults().next(Op::UpdateTicket, Fault::Slow(rng.random_range(0..20)));
        site.sandbox.faults().next(Op::AddTags, Fault::Slow(rng.random_range(0..20)));
    }
    site.start(&[]).await;
    let tickets: Vec<(u64, &str)> = (0..TICKETS)
        .map(|number| {
            let (name, tag) = KINDS[usize::try_from(number).expect("a small number") % KINDS.len()];
            let email = format!("customer-{number}@customer.example");
            (site.sandbox.customer_opens(site.example(name, email)), tag)
        })
        .collect();
    for kill in 1..=KILLS {
        let share = TICKETS / (KILLS + 1);
        let answered_min = kill * share - rng.random_range(0..share);
        site.until("enough are answered", async || {
            deliver_again(&site);
            answered(&site, &tickets) >= answered_min
        })
        .await;
        site.kill();
        site.start(&[]).await;
    }
    site.until("every delivery was accepted", async || deliver_again(&site)).await;
    site.until("nothing is left to do", async || site.left() == 0).await;
    assert_eq!(site.stop(), Some(0), "{}", site.log());
    for (id, tag) in tickets {
        let ticket = site.sandbox.ticket(id).expect("it is there");
        assert_eq!(ticket.comments_of(Writer::Preflight).count(), 1, "{ticket:#?}");
        assert_eq!(ticket.tags, [tag], "{ticket:#?}");
    }
}

fn answered(site: &Site, tickets: &[(u64, &str)]) -> u64 {
    let is_answered = |id: u64| {
        let ticket = site.sandbox.ticket(id);
        ticket.is_some_and(|ticket| ticket.comments_of(Writer::Preflight).next().is_some())
    };
    tickets.iter().filter(|(id, _)| is_answered(*id)).count() as u64
}
