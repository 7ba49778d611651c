//! Replicas that share a database: what they tell each other, and what each may take.

use preflight::helpdesk::Usage;
use preflight::store::Store;
use preflight::store::peers::{Beat, Company, Peers};
use preflight::store::postgres::PostgresStore;

use crate::cluster;
use crate::postgres::open;

const MAX: u64 = 80;

#[tokio::test]
async fn the_updates_that_a_helpdesk_allows_are_shared_out() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let (one, other, third) = (open(&url).await, open(&url).await, open(&url).await);
    assert_eq!(share(&one, 0).await, MAX, "whoever is alone has all");
    assert_eq!(share(&other, 0).await, 0, "what was given away is given back first");
    let mut given = [MAX, 0, 0];
    for _ in 0..8 {
        for (at, replica) in [&one, &other, &third].into_iter().enumerate() {
            given[at] = share(replica, 10).await;
            assert!(given.iter().sum::<u64>() <= MAX, "{given:?}");
        }
    }
    assert!(given.iter().all(|share| (20..=30).contains(share)), "each has about a third: {given:?}");
}

#[tokio::test]
async fn what_a_replica_that_ends_has_not_made_is_the_others() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let (one, other) = (open(&url).await, open(&url).await);
    assert_eq!((share(&one, 0).await, share(&other, 0).await), (MAX, 0));
    let used = Usage { updates_made: 7, updates_max: Some(MAX), pause_secs: 0 };
    assert!(one.take("gap acme", 60).await.expect("an answer"));
    one.leave(vec![("acme".to_owned(), used)]).await.expect("told");
    let company = beat(&other, "a", Usage { updates_made: 0, ..used }).await;
    assert_eq!(company.shares[0].1.updates_max, Some(MAX - 7), "those count for a minute");
    assert_eq!(company.replicas.len(), 1, "it is gone at once");
    assert!(other.take("gap acme", 60).await.expect("an answer"), "nobody has the duty any more");
}

#[tokio::test]
async fn the_last_of_it_is_given_to_one_whole() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let (one, other) = (open(&url).await, open(&url).await);
    let used = 75;
    let first = share(&one, used).await;
    assert_eq!((first, share(&other, 0).await), (MAX, 0));
    assert_eq!(share(&one, used).await, used + 3, "a write takes three");
    assert_eq!(share(&other, 0).await, 2);
}

#[tokio::test]
async fn a_pause_that_the_helpdesk_asked_for_holds_for_all() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let (one, other) = (open(&url).await, open(&url).await);
    beat(&one, "a", Usage { pause_secs: 40, ..Usage::default() }).await;
    let (_, share) = beat(&other, "a", Usage::default()).await.shares.remove(0);
    assert!((38..=40).contains(&share.pause_secs), "{share:?}");
    assert_eq!(share.updates_max, None);
}

#[tokio::test]
async fn a_helpdesk_is_left_in_peace_by_all_and_tried_by_one() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let (one, other) = (open(&url).await, open(&url).await);
    one.leave_in_peace("acme", 30).await.expect("told");
    let peace = beat(&other, "a", Usage::default()).await.peace.remove(0);
    assert_eq!((peace.helpdesk.as_str(), peace.pause_secs), ("acme", 30));
    assert!((25_000..=30_000).contains(&peace.left_millis), "{peace:?}");
    assert!(!other.try_one("acme", 60).await.expect("an answer"), "it is to be left for a while");
    other.works("acme").await.expect("told");
    assert_eq!(beat(&one, "a", Usage::default()).await.peace, []);
    one.leave_in_peace("acme", 0).await.expect("told");
    let (first, second) = tokio::join!(one.try_one("acme", 60), other.try_one("acme", 60));
    assert_ne!(first.expect("an answer"), second.expect("an answer"), "one of them");
}

#[tokio::test]
async fn replicas_see_each_other_and_what_they_go_by() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let (one, other) = (open(&url).await, open(&url).await);
    assert!(beat(&one, "old", Usage::default()).await.is_agreed());
    let company = beat(&other, "new", Usage::default()).await;
    assert_eq!(company.replicas.len(), 2);
    assert!(!company.is_agreed());
    assert!(beat(&one, "new", Usage::default()).await.is_agreed());
}

#[tokio::test]
async fn one_of_them_has_a_duty() {
    let Some(cluster) = cluster::shared() else { return };
    let url = cluster.database().await;
    let (one, other) = (open(&url).await, open(&url).await);
    assert!(one.take("gap acme", 60).await.expect("an answer"));
    assert!(!other.take("gap acme", 60).await.expect("an answer"));
    assert!(one.take("gap acme", 0).await.expect("it goes on"));
    assert!(other.take("gap acme", 60).await.expect("it has run out"));
}

async fn share(replica: &PostgresStore, made: u64) -> u64 {
    let usage = Usage { updates_made: made, updates_max: Some(MAX), pause_secs: 0 };
    let (_, share) = beat(replica, "a", usage).await.shares.remove(0);
    share.updates_max.expect("there is a limit")
}

async fn beat(replica: &PostgresStore, checklists: &str, usage: Usage) -> Company {
    let used = vec![("acme".to_owned(), usage)];
    let beat = Beat { checklists: checklists.into(), is_refused: false, used };
    replica.peers().expect("there can be others").beat(beat).await.expect("an answer")
}
