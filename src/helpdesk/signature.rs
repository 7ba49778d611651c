//! The signature of a delivery: base64(HMAC-SHA256(secret, timestamp || body)), as Zendesk computes it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;
use thiserror::Error;

use crate::helpdesk::Refusal;

/// 32 bytes in base64.
const SIGNATURE_CHARS: usize = 44;

/// Checks deliveries against every secret that is in use; there is always at least one.
pub struct Verifier {
    secrets: Vec<SecretString>,
    replay_window_secs: u64,
}

/// With no secret, or an empty one, anybody could sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a webhook needs at least one signing secret, and none may be empty")]
pub struct NoSecret;

impl Verifier {
    /// Several secrets are in use while one is being changed for another.
    ///
    /// A delivery may be `replay_window_secs` older or newer than now. Zendesk names no window, and whether it renews
    /// the timestamp when it repeats a delivery is not known: a narrow one would lose genuine repetitions.
    pub fn new(secrets: Vec<SecretString>, replay_window_secs: u64) -> Result<Self, NoSecret> {
        let blank = |secret: &SecretString| secret.expose_secret().trim().is_empty();
        if secrets.is_empty() || secrets.iter().any(blank) {
            return Err(NoSecret);
        }
        Ok(Self { secrets, replay_window_secs })
    }

    /// `timestamp` is ISO 8601, and is signed as it stands in the header. The key is the secret's own bytes: although
    /// it looks like base64 it is not decoded.
    pub fn verify(
        &self,
        signature: &str,
        timestamp: &str,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), Refusal> {
        let given = decode(signature).ok_or(Refusal::Unverified)?;
        let mut genuine = false;
        for secret in &self.secrets {
            // Each secret is tried, so that the time taken does not tell which one it was.
            genuine |= matches(secret, timestamp, body, &given);
        }
        if genuine && self.is_timely(timestamp, now) { Ok(()) } else { Err(Refusal::Unverified) }
    }

    fn is_timely(&self, timestamp: &str, now: Timestamp) -> bool {
        timestamp
            .parse::<Timestamp>()
            .is_ok_and(|signed| now.as_second().abs_diff(signed.as_second()) <= self.replay_window_secs)
    }
}

/// The signature that a delivery with this secret has, to try out an endpoint.
pub fn sign(secret: &SecretString, timestamp: &str, body: &[u8]) -> String {
    STANDARD.encode(mac(secret, timestamp, body).finalize().into_bytes())
}

fn decode(signature: &str) -> Option<Vec<u8>> {
    if signature.len() != SIGNATURE_CHARS {
        return None;
    }
    STANDARD.decode(signature).ok()
}

/// In constant time.
fn matches(secret: &SecretString, timestamp: &str, body: &[u8], given: &[u8]) -> bool {
    mac(secret, timestamp, body).verify_slice(given).is_ok()
}

fn mac(secret: &SecretString, timestamp: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes())
        .expect("HMAC takes a key of any length");
    mac.update(timestamp.as_bytes());
    mac.update(body);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Zendesk's public secret for test requests, and signatures computed by its rule apart from this program.
    const SECRET: &str = "dGhpc19zZWNyZXRfaXNfZm9yX3Rlc3Rpbmdfb25seQ==";
    const VECTORS: [(&str, &str, &str); 3] = [
        ("2021-03-25T05:09:27Z", r#"{"ticket_id":"35436"}"#, "X8nsXp/jF8yFWoalWJ8YhSJP6eT1KcsUKqPjccAYIZo="),
        ("2021-03-25T05:09:27Z", "", "wCdBvXaHttn0wRVIYctzZ9O6O0bnqWakJMEKZ9VoRWw="),
        (
            "2026-01-02T03:04:05Z",
            r#"{"s":"ümläut \u00e9 \n"}"#,
            "rqPTRX5Dy+mOMi4T404S3x9Kwr7jQ0jxDxDxt2WPUWs=",
        ),
    ];

    fn verifier(secrets: &[&str], replay_window_secs: u64) -> Verifier {
        let secrets = secrets.iter().map(|secret| SecretString::from(*secret)).collect();
        Verifier::new(secrets, replay_window_secs).expect("the secrets are not empty")
    }

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    #[test]
    fn the_vectors_are_genuine() {
        let verifier = verifier(&[SECRET], 60);
        for (timestamp, body, signature) in VECTORS {
            assert_eq!(
                verifier.verify(signature, timestamp, body.as_bytes(), at(timestamp)),
                Ok(()),
                "{body}"
            );
        }
    }

    #[test]
    fn a_changed_byte_is_refused() {
        let verifier = verifier(&[SECRET], 60);
        for (timestamp, body, signature) in VECTORS {
            let now = at(timestamp);
            let body = body.as_bytes();
            let longer = [body, b" "].concat();
            assert_eq!(verifier.verify(signature, timestamp, &longer, now), Err(Refusal::Unverified));
            let moved = timestamp.replace('Z', "+00:00");
            assert_eq!(verifier.verify(signature, &moved, body, now), Err(Refusal::Unverified));
            let other = signature.replacen(&signature[..1], "A", 1);
            assert_eq!(verifier.verify(&other, timestamp, body, now), Err(Refusal::Unverified));
        }
    }

    #[test]
    fn a_malformed_signature_is_refused() {
        let verifier = verifier(&[SECRET], 60);
        let (timestamp, body, signature) = VECTORS[0];
        for wrong in ["", "=", &signature[..43], &format!("{signature}="), &signature.replace('/', "_"), "ü"]
        {
            let outcome = verifier.verify(wrong, timestamp, body.as_bytes(), at(timestamp));
            assert_eq!(outcome, Err(Refusal::Unverified), "{wrong}");
        }
    }

    #[test]
    fn either_secret_is_good_while_one_is_changed_for_another() {
        let (timestamp, body, signature) = VECTORS[0];
        for secrets in [[SECRET, "new"], ["new", SECRET]] {
            let outcome = verifier(&secrets, 60).verify(signature, timestamp, body.as_bytes(), at(timestamp));
            assert_eq!(outcome, Ok(()));
        }
        let outcome = verifier(&["new"], 60).verify(signature, timestamp, body.as_bytes(), at(timestamp));
        assert_eq!(outcome, Err(Refusal::Unverified));
    }

    #[test]
    fn the_replay_window_holds_in_both_directions() {
        let verifier = verifier(&[SECRET], 60);
        let (timestamp, body, signature) = VECTORS[0];
        let cases = [
            ("2021-03-25T05:08:27Z", Ok(())),
            ("2021-03-25T05:10:27Z", Ok(())),
            ("2021-03-25T05:08:26Z", Err(Refusal::Unverified)),
            ("2021-03-25T05:10:28Z", Err(Refusal::Unverified)),
        ];
        for (now, outcome) in cases {
            assert_eq!(verifier.verify(signature, timestamp, body.as_bytes(), at(now)), outcome, "{now}");
        }
    }

    #[test]
    fn there_is_no_verifier_without_a_secret() {
        for secrets in [vec![], vec![""], vec![SECRET, " \n"]] {
            let secrets = secrets.into_iter().map(SecretString::from).collect();
            assert!(Verifier::new(secrets, 60).is_err());
        }
    }
}
