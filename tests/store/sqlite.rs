//! The contract over SQLite, and what is special to a file: crashes, other processes, shared commits, damage.

use std::path::Path;
use std::sync::Arc;

use futures_util::future::join_all;
use preflight::store::sqlite::{Commits, SqliteStore};
use preflight::store::{Accepted, Erase, Fuse, Release, Store, StoreError, Trouble};

use crate::words::{
    accept, again_at, at, claim, claim_at_most, claim_one, comment, delivery, nothing_left, speech, ticket,
};
use crate::{contract, history};

macro_rules! holds_for_sqlite {
    ($contract:ident: $($story:ident),* $(,)?) => {
        $(
            #[tokio::test]
            async fn $story() {
                let folder = tempfile::tempdir().expect("a folder");
                let store = open(folder.path());
                $contract::$story(&store).await;
            }
        )*
    };
}

crate::contract::stories!(holds_for_sqlite);
crate::history::stories!(holds_for_sqlite);

#[tokio::test]
async fn what_was_accepted_is_there_after_the_power_went() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    accept(&store, "d1", "1", 0).await;
    let after = copy(folder.path());
    let reopened = open(after.path());
    assert_eq!(reopened.accept(delivery("d1", "1", 1)).await.expect("stored"), Accepted::Known);
    claim_one(&reopened, 2).await;
}

#[tokio::test]
async fn what_the_power_took_back_is_asked_for_and_done_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    accept(&store, "d1", "1", 0).await;
    let lease = claim_one(&store, 1).await;
    store.intend(&lease, &comment("w"), &speech(), at(2)).await.expect("intended");
    let after = copy(folder.path());
    store.written(&lease, "w", "17", at(3)).await.expect("remembered");
    store.finish(&lease, nothing_left(), at(4)).await.expect("finished");
    let reopened = open(after.path());
    let unsettled = reopened.unsettled(&ticket("1")).await.expect("looked up");
    assert_eq!(unsettled.iter().map(|write| write.key.as_str()).collect::<Vec<_>>(), ["w"]);
    claim_one(&reopened, 5).await;
}

#[tokio::test]
async fn work_of_a_dead_process_is_taken_up_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    accept(&store, "d1", "1", 0).await;
    let of_the_dead = claim_one(&store, 1).await;
    drop(store);
    let store = open(folder.path());
    let lost = store.finish(&of_the_dead, nothing_left(), at(2)).await;
    assert!(matches!(lost, Err(StoreError::LeaseLost)), "{lost:?}");
    claim_one(&store, 2).await;
}

#[cfg(unix)]
#[tokio::test]
async fn nobody_else_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    store.accept(delivery("d1", "1", 0)).await.expect("stored");
    let mut holding_words = 0;
    for entry in std::fs::read_dir(folder.path()).expect("a folder") {
        let entry = entry.expect("an entry");
        let metadata = entry.metadata().expect("it is there");
        if metadata.len() > 0 {
            holding_words += 1;
            assert_eq!(metadata.permissions().mode() & 0o077, 0, "{}", entry.path().display());
        }
    }
    assert!(holding_words > 1, "the write-ahead log as well");
}

#[tokio::test]
async fn a_second_process_is_turned_away() {
    let folder = tempfile::tempdir().expect("a folder");
    let _store = open(folder.path());
    let second = SqliteStore::open(&folder.path().join("store.sqlite"));
    assert!(matches!(second, Err(StoreError::Unavailable { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn many_deliveries_share_few_commits() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Arc::new(open(folder.path()));
    let before = store.commits().all;
    let all = (0..200).map(|n| {
        let store = Arc::clone(&store);
        async move { store.accept(delivery(&format!("d{n}"), &format!("t{n}"), 0)).await }
    });
    for accepted in join_all(all).await {
        assert_eq!(accepted.expect("stored"), Accepted::New);
    }
    let commits = store.commits().all - before;
    assert!(commits <= 20, "200 deliveries took {commits} commits");
    let due = claim_at_most(store.as_ref(), 1, 1_000).await;
    assert_eq!(due.len(), 200);
}

#[tokio::test]
async fn what_a_lost_power_may_not_take_back_is_flushed_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let flushes = |operation: &str, flushed: u64, before: Commits| {
        let after = store.commits();
        assert_eq!((after.all - before.all, after.flushed - before.flushed), (1, flushed), "{operation}");
        after
    };
    let mut commits = store.commits();
    accept(&store, "d1", "1", 0).await;
    commits = flushes("a delivery, of which nobody tells again", 1, commits);
    let lease = claim_one(&store, 1).await;
    commits = flushes("a lease, which dies with the process", 0, commits);
    store.intend(&lease, &comment("w"), &speech(), at(2)).await.expect("intended");
    commits = flushes("what is about to be written", 1, commits);
    store.written(&lease, "w", "17", at(3)).await.expect("remembered");
    commits = flushes("that it was, which the helpdesk knows, too", 0, commits);
    store.extend(&lease, at(90), at(3)).await.expect("extended");
    commits = flushes("a lease that goes on", 0, commits);
    store.finish(&lease, again_at(5), at(4)).await.expect("finished");
    commits = flushes("the end of a pass, which would be made again", 0, commits);
    let lease = claim_one(&store, 6).await;
    commits = flushes("the next lease", 0, commits);
    store.postpone(&lease, at(7), "busy").await.expect("postponed");
    commits = flushes("a pass that waits", 0, commits);
    let lease = claim_one(&store, 8).await;
    commits = flushes("the next lease", 0, commits);
    store.park(&lease, Trouble::Ticket, "odd", at(9)).await.expect("set aside");
    commits = flushes("what was set aside", 1, commits);
    store.release(Release::All, at(10)).await.expect("released");
    commits = flushes("what people did by hand", 1, commits);
    store.erase(Erase::Ticket(ticket("1"))).await.expect("erased");
    flushes("what is to be gone", 1, commits);
}

#[tokio::test]
async fn one_that_fails_does_not_fail_its_neighbours() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    accept(&store, "d1", "1", 0).await;
    let lease = claim_one(&store, 1).await;
    store.finish(&lease, nothing_left(), at(2)).await.expect("finished");
    let (lost, accepted) =
        tokio::join!(store.retry(&lease, at(3), "x"), store.accept(delivery("d2", "2", 3)));
    assert!(matches!(lost, Err(StoreError::LeaseLost)));
    assert_eq!(accepted.expect("stored"), Accepted::New);
}

#[tokio::test]
async fn a_caller_that_goes_away_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    {
        let accepting = store.accept(delivery("d1", "1", 0));
        tokio::pin!(accepting);
        // Polled once, which queues it, and dropped, as on a reset connection.
        assert!(futures_util::poll!(&mut accepting).is_pending());
    }
    store.ping().await.expect("what was queued before is committed");
    claim_one(&store, 1).await;
}

#[tokio::test]
async fn a_damaged_store_says_so_and_lives_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    let tool = rusqlite::Connection::open(folder.path().join("store.sqlite")).expect("a connection");
    tool.execute_batch("ALTER TABLE delivery RENAME TO gone").expect("changed");
    let refused = store.accept(delivery("d1", "1", 0)).await;
    assert!(matches!(refused, Err(StoreError::Unavailable { .. })), "{refused:?}");
    assert_eq!(claim(&store, 1).await, [], "nothing of a refused delivery stays");
    tool.execute_batch("ALTER TABLE gone RENAME TO delivery").expect("changed");
    accept(&store, "d1", "1", 2).await;
    claim_one(&store, 3).await;
}

#[tokio::test]
async fn a_fuse_that_an_earlier_version_opened_holds_for_all_until_it_is_closed() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = open(folder.path());
    accept(&store, "d1", "1", 0).await;
    let tool = rusqlite::Connection::open(folder.path().join("store.sqlite")).expect("a connection");
    tool.execute_batch("INSERT INTO fuse VALUES (1, 1000, 0, 61)").expect("changed");
    let fuses = store.fuses().await.expect("read");
    assert_eq!(
        fuses,
        [Fuse { helpdesk: None, opened_at: jiff::Timestamp::from_second(1).expect("a time"), comments: 61 }]
    );
    assert_eq!(claim(&store, 1).await, []);
    assert!(store.close_fuse(Some("acme"), at(2)).await.expect("closed"));
    assert_eq!(store.fuses().await.expect("read"), []);
    claim_one(&store, 3).await;
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    drop(open(folder.path()));
    let tool = rusqlite::Connection::open(&path).expect("a connection");
    tool.pragma_update(None, "user_version", 99).expect("changed");
    assert!(matches!(SqliteStore::open(&path), Err(StoreError::Unreadable { .. })));
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.sqlite");
    std::fs::write(&path, "a letter to a friend, long enough to be one. ".repeat(30)).expect("written");
    assert!(matches!(SqliteStore::open(&path), Err(StoreError::Unreadable { .. })));
}

fn open(folder: &Path) -> SqliteStore {
    SqliteStore::open(&folder.join("store.sqlite")).expect("the store opens")
}

/// The files as they are at this moment: what a machine finds that loses its power now, or before the next flush.
fn copy(folder: &Path) -> tempfile::TempDir {
    let after = tempfile::tempdir().expect("a folder");
    for name in ["store.sqlite", "store.sqlite-wal"] {
        std::fs::copy(folder.join(name), after.path().join(name)).expect("a copy");
    }
    after
}
