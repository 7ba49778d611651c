//! Who hears of what, how it is signed, and which deliveries are tried again.

use std::time::Duration;

use base64::Engine;
use hmac::{Hmac, KeyInit, Mac};
use preflight::sandbox::Sandbox;
use preflight::sandbox::delivery::{Delivery, Outcome};
use preflight::sandbox::fault::DeliveryFault;
use preflight::sandbox::settings::Settings;
use preflight::sandbox::webhook::{Flavour, Webhook};
use serde_json::json;

use crate::support::{Endpoint, Received, SECRET, start, start_with, within};

/// The rule of the recorded vectors, written down once more.
fn is_signed(received: &Received) -> bool {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key");
    mac.update(received.headers["x-zendesk-webhook-signature-timestamp"].as_bytes());
    mac.update(&received.body);
    let given = base64::engine::general_purpose::STANDARD
        .decode(&received.headers["x-zendesk-webhook-signature"])
        .expect("base64");
    mac.verify_slice(&given).is_ok()
}

/// The ticket's first delivery when nothing more will happen to it.
async fn settled(sandbox: &Sandbox, ticket: u64) -> Delivery {
    let mut changed = sandbox.changed();
    within(async {
        loop {
            let delivery = sandbox.deliveries(ticket).swap_remove(0);
            if delivery.outcome != Outcome::Pending {
                return delivery;
            }
            changed.changed().await.expect("the sandbox lives");
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn triggers_fire_on_customers_and_not_on_the_api() {
    let desk = start();
    let mut endpoint = Endpoint::listen(&desk.sandbox, Flavour::Trigger);
    let id = desk.ticket("Help", "It is broken");
    let first = endpoint.next().await;
    assert!(is_signed(&first));
    assert_eq!(first.headers["user-agent"], "Zendesk Webhook");
    assert_eq!(first.headers["x-zendesk-webhook-invocation-id"].len(), 26);
    let text = String::from_utf8(first.body.clone()).expect("text");
    assert!(
        text.starts_with("{\n   \"v\": 1,\n   \"event\": \"ticket_created\"") && text.ends_with("}\n"),
        "{text}"
    );
    assert_eq!(first.json()["ticket_id"], id.to_string());
    assert_eq!(first.json()["updated_at"], "2026-03-02T15:04Z");
    let note = json!({"ticket": {"comment": {"body": "Note", "public": false}}});
    assert_eq!(desk.put(&format!("/api/v2/tickets/{id}"), note).await.status(), 200);
    desk.sandbox.agent_replies(id, "I have a look", true).expect("the reply");
    desk.sandbox.customer_replies(id, "Thanks", Vec::new()).expect("the reply");
    assert_eq!(endpoint.next().await.json()["event"], "customer_replied");
    assert_eq!(desk.sandbox.deliveries(id).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn events_tell_of_the_apis_own_writes_too() {
    let desk = start();
    let mut endpoint = Endpoint::listen(&desk.sandbox, Flavour::Events);
    let id = desk.ticket("Help", "It is broken");
    let mut kinds = vec![];
    for _ in 0..2 {
        kinds.push(endpoint.next().await.json()["type"].clone());
    }
    kinds.sort_by_key(|kind| kind.to_string());
    assert_eq!(kinds, ["zen:event-type:ticket.comment_added", "zen:event-type:ticket.created"]);
    let write = json!({"ticket": {"status": "pending"}});
    desk.put(&format!("/api/v2/tickets/{id}"), write).await;
    let event = endpoint.next().await;
    assert!(is_signed(&event));
    let event = event.json();
    assert_eq!(event["type"], "zen:event-type:ticket.status_changed");
    assert_eq!((&event["event"]["current"], &event["event"]["previous"]), (&json!("PENDING"), &json!("NEW")));
    assert_eq!(event["detail"]["actor_id"], desk.sandbox.api_user_id().to_string());
    assert_eq!(event["subject"], format!("zen:ticket:{id}"));
    desk.put(&format!("/api/v2/tickets/{id}/tags"), json!({"tags": ["x"]})).await;
    let event = endpoint.next().await.json();
    assert_eq!(event["event"]["tags_added"], json!(["x"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn conflicts_are_delivered_again_and_errors_are_lost() {
    let desk = start_with(Settings { webhook_retry: Duration::from_millis(1), ..Settings::default() });
    let mut endpoint = Endpoint::listen(&desk.sandbox, Flavour::Trigger);
    endpoint.answers(409, None);
    endpoint.answers(503, Some(0));
    let patient = desk.ticket("Help", "It is broken");
    let invocations = [endpoint.next().await, endpoint.next().await, endpoint.next().await]
        .map(|received| received.headers["x-zendesk-webhook-invocation-id"].clone());
    assert!(invocations.iter().all(|invocation| *invocation == invocations[0]));
    let delivery = settled(&desk.sandbox, patient).await;
    let statuses: Vec<_> = delivery.attempts.iter().map(|attempt| attempt.status).collect();
    assert_eq!((statuses, delivery.outcome), (vec![Some(409), Some(503), Some(200)], Outcome::Delivered));
    endpoint.answers(500, None);
    let lost = desk.ticket("Help", "It is broken");
    let delivery = settled(&desk.sandbox, lost).await;
    assert_eq!((delivery.attempts.len(), delivery.outcome), (1, Outcome::Lost));
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_get_lost_doubled_and_forged_when_asked_for() {
    let desk = start();
    let mut endpoint = Endpoint::listen(&desk.sandbox, Flavour::Trigger);
    let faults = desk.sandbox.faults();
    faults.next_delivery(DeliveryFault::Lose);
    let lost = desk.ticket("One", "1");
    faults.next_delivery(DeliveryFault::Duplicate);
    let doubled = desk.ticket("Two", "2");
    let (one, two) = (endpoint.next().await, endpoint.next().await);
    assert_eq!((one.body, one.headers), (two.body.clone(), two.headers.clone()));
    assert_eq!(two.json()["ticket_id"], doubled.to_string());
    assert_eq!(desk.sandbox.deliveries(lost)[0].attempts.len(), 0);
    faults.next_delivery(DeliveryFault::WrongSignature);
    desk.ticket("Three", "3");
    assert!(!is_signed(&endpoint.next().await));
    assert!(faults.are_spent());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_never_answers_is_tried_five_times_more() {
    let (webhook_timeout, webhook_retry) = (Duration::from_millis(30), Duration::from_millis(1));
    let desk = start_with(Settings { webhook_timeout, webhook_retry, ..Settings::default() });
    // It takes connections, since the system does, and never reads them.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let url = format!("http://{}/", silent.local_addr().expect("an address"));
    desk.sandbox.add_webhook(Webhook { url, secret: SECRET.to_owned(), flavour: Flavour::Trigger });
    let id = desk.ticket("Help", "It is broken");
    let delivery = settled(&desk.sandbox, id).await;
    assert_eq!((delivery.attempts.len(), delivery.outcome), (6, Outcome::Lost));
    assert_eq!(delivery.attempts[0].error.as_deref(), Some("timed out"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_careless_trigger_fires_on_the_apis_own_writes() {
    let desk = start();
    let mut endpoint = Endpoint::listen(&desk.sandbox, Flavour::CarelessTrigger);
    let id = desk.ticket("Help", "It is broken");
    assert_eq!(endpoint.next().await.json()["event"], "ticket_created");
    desk.put(&format!("/api/v2/tickets/{id}/tags"), json!({"tags": ["x"]})).await;
    let own = endpoint.next().await.json();
    assert_eq!(own["current_user_id"], desk.sandbox.api_user_id().to_string());
}
