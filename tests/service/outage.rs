//! A helpdesk that does not work, clocks that are set, and what ops have set aside.

use preflight::helpdesk::HelpdeskError;
use preflight::service::gap;
use preflight::service::watch::Watch;
use preflight::store::{Release, Trouble};

use crate::desk::{Fault, Op};
use crate::world::World;

fn away() -> Fault {
    Fault::Fails(HelpdeskError::Unavailable { detail: "503".into() })
}

#[tokio::test]
async fn a_helpdesk_that_is_out_of_order_is_left_in_peace_and_then_tried_by_one() {
    let mut world = World::new();
    for id in 0..20 {
        world.ticket(&id.to_string(), "help").await;
    }
    for _ in 0..6 {
        world.desk.next(Op::Fetch, away());
    }
    assert_eq!(world.work().await, 5, "five failures in a row are enough");
    assert_eq!(world.worker.breakers.open(), ["acme"]);
    world.advance(16);
    assert_eq!(world.work().await, 1, "one tries");
    world.advance(16);
    assert_eq!(world.work().await, 0, "it failed, so the pause is twice as long");
    world.advance(15);
    assert!(world.work().await >= 14, "it works again, for all");
    world.advance(60);
    world.work().await;
    assert!(world.worker.breakers.open().is_empty());
    for id in 0..20 {
        assert_eq!(world.desk.comments(&id.to_string()).len(), 1, "{id}");
    }
}

#[tokio::test]
async fn credentials_that_were_revoked_do_not_use_up_the_tickets() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    for _ in 0..30 {
        world.desk.next(Op::Fetch, Fault::Fails(HelpdeskError::Unauthorized { detail: "401".into() }));
    }
    for _ in 0..30 {
        world.advance(1_000);
        world.work().await;
    }
    world.advance(1_000);
    world.work().await;
    assert_eq!(world.desk.comments("1").len(), 1, "someone has mended them");
}

#[tokio::test]
async fn what_an_outage_has_set_aside_is_taken_up_when_it_ends() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    let lease = world.worker.claim(1).await.expect("the store answers").remove(0);
    let parked = world.worker.store.park(&lease, Trouble::Helpdesk, "away for days", world.now()).await;
    parked.expect("it is set aside");
    for id in 2..8 {
        world.ticket(&id.to_string(), "help").await;
        world.desk.next(Op::Fetch, away());
    }
    world.work().await;
    assert!(!world.worker.breakers.open().is_empty());
    for _ in 0..9 {
        world.advance(1_000);
        world.work().await;
    }
    assert_eq!(world.desk.comments("1").len(), 1);
    assert_eq!(world.worker.store.parked(9).await.expect("the store answers"), []);
}

#[tokio::test]
async fn a_ticket_that_was_set_aside_is_released_by_hand() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    let refused = HelpdeskError::Refused { detail: "422 RecordInvalid, base".into() };
    world.desk.next(Op::Apply, Fault::Fails(refused));
    world.work().await;
    let parked = world.worker.store.parked(9).await.expect("the store answers");
    assert!(parked[0].reason.contains("422 RecordInvalid"), "{parked:?}");
    world.worker.store.release(Release::All, world.now()).await.expect("released");
    world.work().await;
    assert_eq!(world.desk.comments("1").len(), 1);
}

#[tokio::test]
async fn a_field_that_is_gone_does_not_cost_the_customer_the_answer() {
    let mut world = World::new();
    world.ticket("1", "with a field").await;
    let refused = HelpdeskError::Refused { detail: "422 RecordInvalid, custom_fields".into() };
    world.desk.next(Op::Apply, Fault::Fails(refused));
    world.work().await;
    assert_eq!((world.desk.comments("1").len(), world.desk.calls(Op::Apply)), (1, 2));
    assert_eq!(world.worker.store.parked(9).await.expect("the store answers"), []);
}

#[tokio::test]
async fn a_clock_that_is_set_back_makes_nobody_wait() {
    let mut world = World::new();
    let mut watch = Watch::new(&world.worker).await;
    world.advance(7_200);
    watch.look(&world.worker).await;
    world.ticket("1", "help").await;
    world.advance(-7_200);
    assert_eq!(world.work().await, 0);
    watch.look(&world.worker).await;
    assert_eq!(world.work().await, 1);
    world.advance(7_200);
    world.ticket("2", "help").await;
    world.advance(-7_200);
    let world = world.restart();
    Watch::new(&world.worker).await.look(&world.worker).await;
    assert_eq!(world.work().await, 1, "also when it was set while the service was down");
}

#[tokio::test]
async fn a_look_at_the_changes_finds_what_was_missed_and_nothing_else() {
    let mut world = World::new();
    world.ticket("1", "help").await;
    world.work().await;
    assert_eq!(
        gap::look(&world.worker, world.desk.as_ref()).await.expect("a look"),
        0,
        "where the list begins"
    );
    assert_eq!(gap::look(&world.worker, world.desk.as_ref()).await.expect("a look"), 0, "its own writing");
    world.desk.customer_writes("1", "more, and no webhook came");
    assert_eq!(gap::look(&world.worker, world.desk.as_ref()).await.expect("a look"), 1);
    world.work().await;
    assert_eq!(world.desk.comments("1").len(), 2);
    world.desk.next(Op::Changes, away());
    assert!(gap::look(&world.worker, world.desk.as_ref()).await.is_err());
    assert_eq!(gap::look(&world.worker, world.desk.as_ref()).await.expect("a look"), 0);
}
