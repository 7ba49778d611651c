//! What must hold of any signature, timestamp and body: they are genuine if they were signed with a secret in use, in time.
//!
//! The input's first line is the signature, the second one the timestamp, the rest the body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use preflight::helpdesk::signature::Verifier;

const SECRETS: [&str; 2] = ["old", "new"];
const NOW: &str = "2026-01-02T03:04:05Z";
const WINDOW_SECS: u64 = 300;

pub fn hold(input: &[u8]) {
    let mut parts = input.splitn(3, |byte| *byte == b'\n');
    let mut part = || parts.next().unwrap_or_default();
    let (signature, timestamp, body) = (part(), part(), part());
    let (signature, timestamp) = (String::from_utf8_lossy(signature), String::from_utf8_lossy(timestamp));
    let now = NOW.parse().expect("a timestamp");
    let verifier = Verifier::new(SECRETS.map(Into::into).to_vec(), WINDOW_SECS).expect("there are secrets");
    let is_genuine = |signature: &str, body: &[u8]| verifier.verify(signature, &timestamp, body, now).is_ok();

    let timely = is_timely(&timestamp, now);
    let signed = SECRETS.iter().any(|secret| sign(secret, &timestamp, body) == signature);
    assert_eq!(is_genuine(&signature, body), signed && timely);
    for secret in SECRETS {
        let right = sign(secret, &timestamp, body);
        assert_eq!(is_genuine(&right, body), timely);
        assert!(!is_genuine(&right, &[body, b" "].concat()));
        assert!(!is_genuine(&right.to_ascii_lowercase(), body));
    }
    assert!(!is_genuine(&sign("stranger's", &timestamp, body), body));
}

fn is_timely(timestamp: &str, now: Timestamp) -> bool {
    timestamp.parse::<Timestamp>().is_ok_and(|at| at.as_second().abs_diff(now.as_second()) <= WINDOW_SECS)
}

fn sign(secret: &str, timestamp: &str, body: &[u8]) -> String {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).expect("any key is good");
    mac.update(timestamp.as_bytes());
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}
