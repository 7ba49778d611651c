//! Accounts with rules of their own: what one goes by, when it changes, and how busy it is, is nothing to the other.

use std::fs;

use preflight::sandbox::delivery::Outcome;
use preflight::sandbox::fault::{Fault, Op};
use serde_json::json;

use crate::accounts::{Accounts, asked, order};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_words_are_answered_by_each_accounts_own_rules() {
    let accounts = Accounts::open();
    let (of_us, us) = accounts.opens("us", order(1)).await;
    let (of_eu, eu) = accounts.opens("eu", order(1)).await;
    assert!(asked(&us).is_some_and(|words| words.contains("TikTok Seller ID")), "{:?}", asked(&us));
    let words = asked(&eu).expect("it is answered");
    assert!(words.contains("Courier") && !words.contains("TikTok Seller ID"), "{words}");
    assert_eq!(
        (us.tags.as_slice(), eu.tags.as_slice()),
        (&["preflight_incomplete".to_owned()][..], &["eu_incomplete".to_owned()][..])
    );
    assert_eq!((of_us.time_zone.as_str(), of_eu.category.as_str()), ("America/Chicago", "order"));

    // Each report names the checklists that made it, and everything that tells of checklists tells both.
    assert_ne!(of_us.checklists, of_eu.checklists);
    let ready = accounts.ask("/readyz").await;
    assert_eq!(ready["checklists"], of_us.checklists);
    assert_eq!(ready["own_checklists"], json!({"eu": of_eu.checklists}));
    let state = accounts.ask("/api/v1/config").await;
    assert_eq!(state["own"], json!([{"helpdesk": "eu", "checklists": of_eu.checklists, "mode": "live"}]));
    let metrics = accounts.get("/metrics").await;
    for (name, report) in [("us", &of_us), ("eu", &of_eu)] {
        let line =
            format!("preflight_config_info{{checklists=\"{}\",helpdesk=\"{name}\"}} 1", report.checklists);
        assert!(metrics.contains(&line), "{line}: {metrics}");
    }

    // So does what only tries a ticket out.
    let categories = accounts.ask("/api/v1/config/categories?helpdesk=eu").await;
    assert_eq!(categories[0]["name"], "order");
    let ticket =
        json!({"subject": "My order", "messages": [{"author": "customer", "body": "It never came."}]});
    assert_eq!(accounts.check("?helpdesk=eu", &ticket).await["asked"], json!(["courier"]));
    for query in ["", "?helpdesk=us"] {
        let asked = &accounts.check(query, &ticket).await["asked"];
        assert!(asked.as_array().is_some_and(|asked| !asked.contains(&json!("courier"))), "{asked}");
    }
    assert_eq!(accounts.check("?helpdesk=asia", &ticket).await["type"], "/problems/unknown_helpdesk");
    accounts.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_of_one_accounts_rules_is_a_change_for_it_alone() {
    let accounts = Accounts::open();
    fs::write(accounts.path("accounts/eu/rules.yaml"), "policy: {mode: observe}\n").expect("written");
    accounts.reload().await;
    assert!(asked(&accounts.opens("us", order(1)).await.1).is_some());
    let (report, ticket) = accounts.opens("eu", order(1)).await;
    assert_eq!((report.category.as_str(), asked(&ticket)), ("order", None));

    // A mistake in it refuses the whole change, everyone's part as well: half a change would be nobody's wish.
    let settings = fs::read_to_string(accounts.path("preflight.yaml")).expect("it is there");
    let items = fs::read_to_string(accounts.path("accounts/eu/items.yaml")).expect("it is there");
    fs::write(accounts.path("preflight.yaml"), settings.replace("mode: live", "mode: observe"))
        .expect("written");
    fs::write(accounts.path("accounts/eu/items.yaml"), items.replace("label:", "lable:")).expect("written");
    accounts.reload().await;
    let refused = accounts.ask("/api/v1/config").await["refused"].to_string();
    assert!(refused.contains("accounts/eu/items.yaml") && refused.contains("lable"), "{refused}");
    assert!(asked(&accounts.opens("us", order(2)).await.1).is_some(), "the old one holds");
    assert_eq!(asked(&accounts.opens("eu", order(2)).await.1), None, "and so does the account's");

    // Nobody says that it is mended: the account's directory is looked at like the other.
    fs::write(accounts.path("accounts/eu/items.yaml"), items).expect("written");
    fs::write(accounts.path("accounts/eu/rules.yaml"), "policy: {mode: live}\n").expect("written");
    accounts
        .until("it is taken up", async || !accounts.get("/readyz").await.contains("config_refused"))
        .await;
    assert_eq!(asked(&accounts.opens("us", order(3)).await.1), None);
    let (_, ticket) = accounts.opens("eu", order(3)).await;
    assert!(asked(&ticket).is_some_and(|words| words.contains("Courier")), "{:?}", asked(&ticket));
    accounts.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_that_is_off_holds_nobody_else_up() {
    let accounts = Accounts::open();
    fs::write(accounts.path("accounts/eu/rules.yaml"), "policy: {mode: off}\n").expect("written");
    accounts.reload().await;
    let waiting = accounts.eu.customer_opens(order(1));
    assert!(asked(&accounts.opens("us", order(1)).await.1).is_some());
    accounts.until("its delivery is kept", async || accounts.ask("/api/v1/health").await["due"] == 1).await;
    assert_eq!(accounts.eu.ticket(waiting).map(|ticket| ticket.comments.len()), Some(1));
    // What is due is decided once it is on again.
    fs::write(accounts.path("accounts/eu/rules.yaml"), "policy: {mode: live}\n").expect("written");
    accounts.reload().await;
    let answered = async || accounts.eu.ticket(waiting).is_some_and(|ticket| asked(&ticket).is_some());
    accounts.until("it is answered", answered).await;
    accounts.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_in_one_account_does_not_delay_another() {
    const FLOOD: usize = 30;
    let accounts = Accounts::open();
    // Each of these takes three seconds, so that all of them take half a minute.
    for number in 0..FLOOD {
        accounts.us.faults().next(Op::FetchTicket, Fault::Slow(3_000));
        accounts.us.customer_opens(order(number));
    }
    let deliveries = async || accounts.us.all_deliveries().iter().all(|one| one.outcome != Outcome::Pending);
    accounts.until("all are told of", deliveries).await;
    assert!(asked(&accounts.opens("eu", order(1)).await.1).is_some());
    let fetched = accounts.us.requests().iter().filter(|entry| entry.op == Some(Op::FetchTicket)).count();
    assert!(fetched < FLOOD / 2, "{fetched} of the flood went before it");
    accounts.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn too_much_in_one_account_silences_it_alone() {
    let accounts = Accounts::open();
    let settings = fs::read_to_string(accounts.path("preflight.yaml")).expect("it is there");
    let settings = settings.replace("mode: live", "limits: {comments_per_minute_max: 2}");
    fs::write(accounts.path("preflight.yaml"), settings).expect("written");
    accounts.reload().await;
    for number in 0..2 {
        assert!(asked(&accounts.opens("us", order(number)).await.1).is_some());
    }
    let third = accounts.us.customer_opens(order(2));
    accounts
        .until("its fuse is open", async || accounts.get("/readyz").await.contains("\"fuse\":\"open\""))
        .await;
    assert_eq!(accounts.ask("/readyz").await["fuse_of"], json!(["us"]));
    let metrics = accounts.get("/metrics").await;
    for open in ["preflight_fuse_open{helpdesk=\"us\"} 1", "preflight_fuse_open{helpdesk=\"eu\"} 0"] {
        assert!(metrics.contains(open), "{open}: {metrics}");
    }
    assert!(asked(&accounts.opens("eu", order(1)).await.1).is_some(), "the other is answered all the same");
    assert_eq!(accounts.post("/api/v1/fuse/close?helpdesk=eu").await["open"][0]["helpdesk"], "us");
    assert_eq!(accounts.post("/api/v1/fuse/close?helpdesk=us").await["open"], json!([]));
    let answered = async || accounts.us.ticket(third).is_some_and(|ticket| asked(&ticket).is_some());
    accounts.until("what waited is answered", answered).await;
    accounts.close().await;
}
