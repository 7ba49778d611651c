//! A configuration that changes while the service runs.

use std::fs;

use preflight::sandbox::view::Writer;

use crate::service::Site;

async fn ready(site: &Site) -> String {
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let answer = client.get(format!("http://{}/readyz", site.address)).send().await.expect("an answer");
    answer.text().await.expect("a text")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_is_taken_up_and_a_mistake_refused() {
    let mut site = Site::new();
    site.start(&[]).await;
    let settings = fs::read_to_string(site.settings_path()).expect("it is there");
    let email = |number: u32| format!("customer-{number}@customer.example");

    fs::write(site.settings_path(), format!("{settings}policy: {{mode: loud}}\n")).expect("written");
    site.hang_up();
    site.until("it is refused", async || ready(&site).await.contains("config_refused")).await;
    let first = site.sandbox.customer_opens(site.example("incomplete", email(1)));
    let comments =
        |id: u64| site.sandbox.ticket(id).map_or(0, |ticket| ticket.comments_of(Writer::Preflight).count());
    site.until("the old one holds", async || comments(first) == 1).await;

    // Nobody says so this time: the files are looked at.
    let observing = settings.replace("policy: {", "policy: {mode: observe, ");
    assert_ne!(observing, settings, "the settings have a policy");
    fs::write(site.settings_path(), observing).expect("written");
    site.until("it is taken up", async || !ready(&site).await.contains("config_refused")).await;
    let second = site.sandbox.customer_opens(site.example("incomplete", email(2)));
    site.until("it was looked at", async || site.log().contains("silent=\"observed\"")).await;
    assert_eq!(comments(second), 0);
    assert_eq!(site.stop(), Some(0), "{}", site.log());
}
