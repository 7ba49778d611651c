//! Three replicas over one database: killed, cut off from it, its server dying and starting again, and another server taking
//! its place. No ticket is lost, and nothing is said twice.
//!
//! `PREFLIGHT_BLOWS=100 cargo test --test process replicas` is the long form.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::cluster::{self, Cluster};
use crate::farm::Farm;
use crate::kills::{Opened, answer, deliver_again, lost_and_doubled, open, trouble};

const BLOWS: u32 = 8;
const SEED: u64 = 20_261_129;
/// Tickets that are opened between two blows.
const TICKETS_A_BLOW: u32 = 3;
/// The longest time between two blows, once all listen.
const CALM_MILLIS_MAX: u64 = 400;
/// The longest time for which the way to the database is cut.
const CUT_MILLIS_MAX: u64 = 1_500;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::print_stdout, reason = "the counts are what the long form is run for")]
async fn whatever_dies_of_replicas_and_database_no_ticket_is_lost_and_nothing_is_said_twice() {
    let Some(bin) = cluster::shared().map(|shared| shared.bin.clone()) else { return };
    let blows =
        std::env::var("PREFLIGHT_BLOWS").map_or(BLOWS, |blows| blows.parse().expect("a number of blows"));
    let mut rng = StdRng::seed_from_u64(SEED);
    let mut farm = Farm::new(Cluster::start(bin)).await;
    let mut tickets: Vec<Opened> = Vec::new();
    for blow in 0..blows {
        trouble(&farm.site, &mut rng);
        farm.start().await;
        for number in 0..TICKETS_A_BLOW {
            tickets.push(open(&farm.site, blow * TICKETS_A_BLOW + number));
        }
        answer(&farm.site, &mut tickets, &mut rng);
        deliver_again(&farm.site);
        pause(&mut rng, CALM_MILLIS_MAX).await;
        // The last but one: the other server takes over, once and for all.
        if blow + 2 == blows {
            farm.fail_over();
            continue;
        }
        match blow % 4 {
            0 => farm.kill(rng.random_range(0..3)),
            1 => {
                farm.database.kill();
                farm.database.go();
            }
            2 => {
                farm.way.cut();
                pause(&mut rng, CUT_MILLIS_MAX).await;
                farm.way.heal();
            }
            _ => {
                farm.kill(0);
                farm.kill(1);
                farm.kill(2);
            }
        }
    }
    farm.site.sandbox.faults().clear();
    farm.start().await;
    farm.until("every delivery was accepted", async || deliver_again(&farm.site)).await;
    farm.until("nothing is left to do", async || farm.left().await == 0).await;
    let replicas = farm.count("replica").await;
    assert_eq!(farm.stop(), [Some(0); 3], "{}", farm.logs());
    assert_eq!(farm.count("replica").await, replicas - 3, "they have told of their end: {}", farm.logs());
    let (lost, doubled, comments) = lost_and_doubled(&farm.site, &tickets);
    println!("{blows} blows, {} tickets, {comments} comments: {lost} lost, {doubled} doubled", tickets.len());
    assert_eq!((lost, doubled), (0, 0), "of {} tickets", tickets.len());
}

async fn pause(rng: &mut StdRng, millis_max: u64) {
    tokio::time::sleep(Duration::from_millis(rng.random_range(0..millis_max))).await;
}
