//! Short ways to say what the tests of the store are about.

use indexmap::IndexMap;
use jiff::{SignedDuration, Timestamp};
use preflight::checklist::model::Verdict;
use preflight::helpdesk::Change;
use preflight::reply::write::{Comment, Write};
use preflight::report::{CategoryReading, ItemReport, Report};
use preflight::store::{Claim, Lease, NewDelivery, Outcome, Speech, Store, TicketKey};

/// The moment `secs` after the tests' beginning of time.
pub fn at(secs: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000).expect("a valid time") + SignedDuration::from_secs(secs)
}

pub fn ticket(id: &str) -> TicketKey {
    TicketKey { helpdesk: "acme".into(), id: id.into() }
}

pub fn delivery(key: &str, id: &str, secs: i64) -> NewDelivery {
    NewDelivery {
        ticket: ticket(id),
        key: key.into(),
        event: "ticket_created".into(),
        received_at: at(secs),
        trace: None,
    }
}

pub fn comment(key: &str) -> Write {
    Write {
        key: key.into(),
        comment: Some(Comment { html: "<p>One thing is left.</p>".into(), public: true }),
        add_tags: vec!["incomplete".into()],
        ..Write::default()
    }
}

pub fn report(verdict: Verdict) -> Report {
    Report {
        id: "1".into(),
        category: "parcel".into(),
        verdict,
        wait_until: None,
        items: IndexMap::new(),
        gate: None,
        gate_because: Vec::new(),
        conflicts: Vec::new(),
        category_reading: CategoryReading::default(),
        courtesies: Vec::new(),
        automatic: Vec::new(),
        language: "en".into(),
        time_zone: "UTC".into(),
        checked_at: at(0),
        checklists: "0123456789ab".into(),
    }
}

/// An item of a report, in this state.
pub fn item(name: &str, state: &str) -> (String, ItemReport) {
    let item = serde_json::json!({"state": state, "value": null, "required": true});
    (name.to_owned(), serde_json::from_value(item).expect("an item"))
}

pub fn nothing_left() -> Outcome {
    Outcome::default()
}

pub fn again_at(secs: i64) -> Outcome {
    Outcome { look_again_at: Some(at(secs)), ..Outcome::default() }
}

/// Claim whatever is due then, for a minute.
pub async fn claim(store: &dyn Store, secs: i64) -> Vec<Lease> {
    claim_at_most(store, secs, 100).await
}

pub async fn claim_at_most(store: &dyn Store, secs: i64, limit: u32) -> Vec<Lease> {
    let wanted = Claim {
        now: at(secs),
        lease_until: at(secs + 60),
        limit,
        except: Vec::new(),
        after: None,
        per_helpdesk_max: u32::MAX,
    };
    store.claim(wanted).await.expect("the store answers")
}

pub fn change(id: &str) -> Change {
    Change { ticket_id: id.into(), revision: format!("revision of {id}"), created_at: at(100) }
}

/// The helpdesk lists these as changed. How many of them nobody had told of.
pub async fn found(store: &dyn Store, ids: &[&str], secs: i64) -> u64 {
    let changes = ids.iter().map(|id| change(id)).collect();
    store.fill("acme", changes, &format!("page {secs}"), at(secs)).await.expect("the store answers")
}

/// Without limits that matter.
pub fn speech() -> Speech {
    Speech::default()
}

pub async fn claim_one(store: &dyn Store, secs: i64) -> Lease {
    let mut leases = claim(store, secs).await;
    assert_eq!(leases.len(), 1, "one ticket is due: {leases:?}");
    leases.remove(0)
}

pub async fn accept(store: &dyn Store, key: &str, id: &str, secs: i64) {
    store.accept(delivery(key, id, secs)).await.expect("the store answers");
}
