//! What must hold of any body that was signed: it names a ticket by a number, is ignored, or is refused.

use preflight::helpdesk::zendesk::delivery::read;
use preflight::helpdesk::{Delivery, Received, Refusal};

const TIMESTAMP: &str = "2026-01-02T03:04:05Z";
/// The user in the seeds.
const OWN: i64 = 8_447_388_090_494;

pub fn hold(body: &[u8]) {
    let stranger = read(TIMESTAMP, body, None);
    let own = read(TIMESTAMP, body, Some(OWN));
    for outcome in [&stranger, &own] {
        if let Ok(Received::Ticket(delivery)) = outcome {
            plain(delivery, body);
        }
    }
    // Who acted decides on nothing but whether it is an echo.
    if own != stranger {
        assert!(matches!(own, Ok(Received::Ignored { .. })), "{own:?}, but {stranger:?}");
    }
    if stranger == Err(Refusal::NotJson) {
        assert!(serde_json::from_slice::<serde_json::Value>(body).is_err());
    }
    assert_eq!(stranger, read(TIMESTAMP, body, None));
}

/// It may stand in an address, in a log and in the store.
fn plain(delivery: &Delivery, body: &[u8]) {
    let Delivery { key, ticket_id, event } = delivery;
    let digits = ticket_id.bytes().all(|byte| byte.is_ascii_digit());
    assert!(digits && (1..=20).contains(&ticket_id.len()) && !ticket_id.starts_with('0'), "{ticket_id}");
    let word = event.bytes().all(|byte| byte.is_ascii_lowercase() || b"_.".contains(&byte));
    assert!(word && (1..=64).contains(&event.len()), "{event}");
    let (kind, id) = key.split_once(':').expect("a key says what it is made of");
    match kind {
        "event" => {
            assert!(id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'), "{key}");
        }
        "body" => {
            assert_eq!(id.len(), 64, "{key}");
            let later = read("2026-01-02T03:04:06Z", body, None);
            assert!(matches!(later, Ok(Received::Ticket(later)) if later.key != *key));
        }
        _ => panic!("{key}"),
    }
}
