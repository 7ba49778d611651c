//! A copy of the store, taken while the service goes on, and put back after the store was lost.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use preflight::sandbox::view::Writer;

use crate::service::Site;

fn comments(site: &Site, id: u64) -> usize {
    site.sandbox.ticket(id).map_or(0, |ticket| ticket.comments_of(Writer::Preflight).count())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_is_taken_beside_the_running_service_and_a_restored_one_repeats_nothing() {
    let mut site = Site::new();
    site.start(&[]).await;
    let id = site.sandbox.customer_opens(site.example("incomplete", "customer@customer.example".to_owned()));
    site.until("it is answered", async || comments(&site, id) == 1 && site.left() == 0).await;

    let copy = site.settings_path().with_file_name("copy.sqlite");
    let name = copy.to_str().expect("a plain path");
    let (status, told) = site.says(&["backup", name]);
    assert_eq!(status, Some(0), "{told}");
    let mode = fs::metadata(&copy).expect("it is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "nobody else may read it");
    assert_eq!(site.says(&["backup", name]).0, Some(2), "a copy is never written over");

    // What is said after the copy is not in it.
    let reply = "The seller id is 7495823610447258113.";
    site.sandbox.customer_replies(id, reply, Vec::new()).expect("the ticket is there");
    site.until("the reply is answered", async || comments(&site, id) == 2 && site.left() == 0).await;
    site.kill();
    for ending in ["sqlite", "sqlite-wal", "sqlite-shm"] {
        let _ = fs::remove_file(site.store_path().with_extension(ending));
    }
    fs::copy(&copy, site.store_path()).expect("it is put back");
    site.start(&[]).await;
    let passes = site.log().matches("pass ended").count();
    site.sandbox.customer_replies(id, "Any news on this??", Vec::new()).expect("the ticket is there");
    site.until("it was looked at", async || {
        site.log().matches("pass ended").count() > passes && site.left() == 0
    })
    .await;
    assert_eq!(comments(&site, id), 2, "{}", site.log());
    assert_eq!(site.stop(), Some(0), "{}", site.log());
}
