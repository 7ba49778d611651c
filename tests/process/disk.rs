//! A store in trouble: a full disk, a lock that stays, a file that is taken away, damage. Webhooks are answered so that they
//! come again, health turns, and nothing that was accepted is lost.

use std::fs;

use preflight::sandbox::delivery::Outcome;
use preflight::sandbox::view::Writer;

use crate::kills::deliver_again;
use crate::service::Site;

/// Kilobytes that the store's files may grow to: enough for its tables, and for some tickets.
const ROOM_KB: u32 = 400;

fn customer(number: u32) -> String {
    format!("customer-{number}@customer.example")
}

/// The last answer to the webhook of this ticket.
fn answered(site: &Site, ticket: u64) -> Option<u16> {
    site.sandbox.deliveries(ticket).last()?.attempts.last()?.status
}

fn written(site: &Site, ticket: u64) -> usize {
    site.sandbox.ticket(ticket).map_or(0, |ticket| ticket.comments_of(Writer::Preflight).count())
}

async fn ready(site: &Site) -> u16 {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let answer = client.get(format!("http://{}/readyz", site.address)).send().await;
    answer.expect("an answer").status().as_u16()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_loses_nothing_that_was_accepted() {
    let mut site = Site::new();
    site.start_with_room(ROOM_KB).await;
    let (mut tickets, mut is_full) = (Vec::new(), false);
    for number in 0..400 {
        let id = site.sandbox.customer_opens(site.example("incomplete", customer(number)));
        site.until("it met its fate", async || {
            site.sandbox.deliveries(id).iter().any(|delivery| delivery.outcome != Outcome::Pending)
        })
        .await;
        tickets.push(id);
        // A delivery takes more room than the probe of its health.
        is_full = answered(&site, id) == Some(409) && ready(&site).await == 503;
        if is_full {
            break;
        }
    }
    assert!(is_full, "the disk was never full: {}", site.log());
    site.kill();
    site.start(&[]).await;
    assert_eq!(ready(&site).await, 200);
    site.until("every delivery was accepted", async || deliver_again(&site)).await;
    site.until("nothing is left to do", async || site.left() == 0).await;
    for id in tickets {
        assert_eq!(written(&site, id), 1, "{id}");
    }
    assert_eq!(site.stop(), Some(0), "{}", site.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_locked_asks_for_the_webhook_again() {
    let mut site = Site::new();
    site.start(&[]).await;
    assert_eq!(ready(&site).await, 200);
    let lock = rusqlite::Connection::open(site.store_path()).expect("the store opens");
    lock.execute_batch("BEGIN IMMEDIATE").expect("nobody else holds it");
    let id = site.sandbox.customer_opens(site.example("incomplete", customer(1)));
    assert_eq!(ready(&site).await, 503);
    site.until("it is refused", async || answered(&site, id) == Some(409)).await;
    lock.execute_batch("COMMIT").expect("it is ours");
    site.until("every delivery was accepted", async || deliver_again(&site)).await;
    site.until("it is answered", async || written(&site, id) == 1).await;
    assert_eq!(ready(&site).await, 200);
    assert_eq!(site.stop(), Some(0), "{}", site.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_is_taken_away_is_not_written_into_the_void() {
    let mut site = Site::new();
    site.start(&[]).await;
    let first = site.sandbox.customer_opens(site.example("incomplete", customer(1)));
    site.until("it is answered", async || written(&site, first) == 1 && site.left() == 0).await;
    let (path, away) = (site.store_path(), site.store_path().with_extension("away"));
    fs::rename(&path, &away).expect("it can be moved");
    let second = site.sandbox.customer_opens(site.example("incomplete", customer(2)));
    site.until("it is refused", async || answered(&site, second) == Some(409)).await;
    assert_eq!(ready(&site).await, 503);
    fs::rename(&away, &path).expect("it can be moved back");
    site.until("every delivery was accepted", async || deliver_again(&site)).await;
    site.until("it is answered", async || written(&site, second) == 1).await;
    assert_eq!(written(&site, first), 1);
    assert_eq!(site.stop(), Some(0), "{}", site.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_damaged_store_stops_the_start_with_a_reason() {
    let site = Site::new();
    fs::write(site.store_path(), "this is no database at all, ".repeat(200)).expect("written");
    let (status, log) = site.fails_to_start();
    assert_eq!(status, Some(2), "{log}");
    assert!(log.contains("can't be opened") && log.contains("not a database"), "{log}");
    let text = fs::read_to_string(site.store_path()).expect("it is still there");
    assert!(text.starts_with("this is no database"), "it is left as it is");
}
