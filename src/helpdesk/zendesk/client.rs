//! Requests to one account: with credentials, repeated where that is safe, and no oftener than Zendesk allows.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use reqwest::Method;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::helpdesk::traffic::Traffic;
use crate::helpdesk::zendesk::answer::{Again, Trouble, lost};
use crate::helpdesk::zendesk::auth::Auth;
use crate::helpdesk::zendesk::budget::{Budget, UPDATES_OF_WRITE};
use crate::helpdesk::zendesk::limit::{Effect, Pause};
use crate::helpdesk::zendesk::wire::{Request, Wire};
use crate::helpdesk::{Headroom, HelpdeskError, Share, Usage};

/// Longer waits are the worker's: it gives the ticket back meanwhile.
const WAIT_SECS_MAX: u64 = 5;
const BACKOFF_MILLIS_MAX: u64 = 5_000;

pub struct Client {
    wire: Wire,
    auth: Auth,
    pause: Pause,
    budget: Budget,
    tries_max: u32,
    retry_millis_min: u64,
    skew_secs: Mutex<Option<i64>>,
}

impl Client {
    pub fn new(
        wire: Wire,
        auth: Auth,
        tries_max: u32,
        retry_millis_min: u64,
        updates_percent_max: u64,
    ) -> Self {
        let budget = Budget::new(updates_percent_max);
        let skew_secs = Mutex::default();
        Self { wire, auth, pause: Pause::default(), budget, tries_max, retry_millis_min, skew_secs }
    }

    pub fn traffic(&self) -> &Traffic {
        &self.wire.traffic
    }

    pub fn headroom(&self) -> Headroom {
        let pause =
            self.pause.left(Effect::Write).max(self.budget.wait_to_ask(Instant::now()).unwrap_or_default());
        Headroom {
            pause_secs: pause.as_secs() + u64::from(pause.subsec_nanos() > 0),
            ..self.budget.headroom(Instant::now())
        }
    }

    pub fn usage(&self) -> Usage {
        let pause_secs = self.pause.left(Effect::Write).as_secs();
        Usage { pause_secs, ..self.budget.usage(Instant::now()) }
    }

    pub fn limit_to(&self, share: &Share) {
        self.budget.limit_to(share.updates_max);
        if share.pause_secs > 0 {
            self.pause.hold(Effect::Write, share.pause_secs);
        }
    }

    /// Whether a whole write into the ticket is within the limits now.
    pub fn has_room(&self, path: &str) -> Result<(), HelpdeskError> {
        let ticket = ticket_of(path).unwrap_or_default();
        limited(self.budget.wait_to_update(ticket, UPDATES_OF_WRITE, Instant::now()))
    }

    pub async fn read<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, HelpdeskError> {
        let effect = Effect::Read;
        let answer = self.send(&Request { effect, method: Method::GET, path, query, body: None }).await?;
        understand(effect, &answer)
    }

    /// A write whose answer is read.
    pub async fn write<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<T, HelpdeskError> {
        let answer = self.send_write(method, path, body).await?;
        understand(Effect::Write, &answer)
    }

    /// A write whose answer tells nothing more than that it was applied.
    pub async fn write_only(&self, method: Method, path: &str, body: &Value) -> Result<(), HelpdeskError> {
        self.send_write(method, path, body).await.map(drop)
    }

    /// A write that takes something away, and needs no body.
    pub async fn delete(&self, path: &str) -> Result<(), HelpdeskError> {
        let (effect, method) = (Effect::Write, Method::DELETE);
        self.send(&Request { effect, method, path, query: &[], body: None }).await.map(drop)
    }

    async fn send_write(&self, method: Method, path: &str, body: &Value) -> Result<Bytes, HelpdeskError> {
        self.send(&Request { effect: Effect::Write, method, path, query: &[], body: Some(body) }).await
    }

    async fn send(&self, request: &Request<'_>) -> Result<Bytes, HelpdeskError> {
        let mut tries = 1;
        let mut renewed = false;
        let ticket = ticket_of(request.path);
        loop {
            self.keep_pause(request.effect).await?;
            limited(self.budget.wait_to_ask(Instant::now()))?;
            if let (Effect::Write, Some(ticket)) = (request.effect, ticket) {
                limited(self.budget.wait_to_update(ticket, 1, Instant::now()))?;
                self.budget.count_update(ticket, Instant::now());
            }
            let trouble = match self.attempt(request).await {
                Ok(answer) => return Ok(answer),
                Err(trouble) => trouble,
            };
            let wait = match trouble.again {
                Again::Never => return Err(trouble.error),
                Again::Renewed if renewed => return Err(trouble.error),
                Again::Renewed => {
                    renewed = true;
                    continue;
                }
                Again::After { secs, everyone } => {
                    if everyone {
                        self.pause.hold(request.effect, secs);
                    }
                    Duration::from_secs(secs)
                }
                Again::Backoff => backoff(self.retry_millis_min, tries),
            };
            if tries >= self.tries_max || wait > Duration::from_secs(WAIT_SECS_MAX) {
                return Err(trouble.error);
            }
            tokio::time::sleep(wait).await;
            tries += 1;
        }
    }

    async fn attempt(&self, request: &Request<'_>) -> Result<Bytes, Trouble> {
        let authorization = self.auth.authorization(&self.wire).await?;
        let outcome = self.wire.exchange(request, Some(authorization.clone()), |told| {
            self.compare_clocks(told.date);
            self.budget.hear(told, ticket_of(request.path), Instant::now());
        });
        let outcome = outcome.await;
        match outcome {
            Err(Trouble { error, again: Again::Renewed }) => {
                let renewable = self.auth.renounce(&authorization).await;
                Err(Trouble { error, again: if renewable { Again::Renewed } else { Again::Never } })
            }
            Ok(_) | Err(_) => outcome,
        }
    }

    /// By how much this machine's clock is ahead of the helpdesk's, as the latest answer told.
    pub fn skew_secs(&self) -> Option<i64> {
        *self.skew_secs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn compare_clocks(&self, theirs: Option<SystemTime>) {
        let Some(theirs) = theirs else { return };
        let secs = |span: Duration| i64::try_from(span.as_secs()).unwrap_or(i64::MAX);
        let skew = match SystemTime::now().duration_since(theirs) {
            Ok(ahead) => secs(ahead),
            Err(behind) => -secs(behind.duration()),
        };
        *self.skew_secs.lock().unwrap_or_else(PoisonError::into_inner) = Some(skew);
    }

    async fn keep_pause(&self, effect: Effect) -> Result<(), HelpdeskError> {
        let left = self.pause.left(effect);
        if left > Duration::from_secs(WAIT_SECS_MAX) {
            return Err(HelpdeskError::RateLimited { after_secs: left.as_secs() + 1 });
        }
        if !left.is_zero() {
            tokio::time::sleep(left).await;
        }
        Ok(())
    }
}

/// The ticket that a path is about.
fn ticket_of(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/api/v2/tickets/")?;
    let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
    Some(&rest[..end])
}

/// Longer waits are the worker's.
fn limited(wait: Option<Duration>) -> Result<(), HelpdeskError> {
    wait.map_or(Ok(()), |wait| Err(HelpdeskError::RateLimited { after_secs: wait.as_secs() + 1 }))
}

/// The parser's own words may quote the answer, so only the place is told.
fn understand<T: DeserializeOwned>(effect: Effect, answer: &[u8]) -> Result<T, HelpdeskError> {
    serde_json::from_slice(answer).map_err(|error| {
        let why =
            format!("the answer is not as expected at line {}, column {}", error.line(), error.column());
        lost(effect, &why).error
    })
}

/// Between half and all of a time that doubles from try to try, so that many who failed together do not come back
/// together.
fn backoff(millis_min: u64, tries: u32) -> Duration {
    let millis = millis_min.saturating_mul(1 << (tries - 1).min(16)).min(BACKOFF_MILLIS_MAX);
    Duration::from_millis(rand::random_range(millis / 2..=millis))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_stay_bounded() {
        for tries in 1..100 {
            let wait = backoff(100, tries);
            let full = Duration::from_millis((100 << (tries - 1).min(16)).min(BACKOFF_MILLIS_MAX));
            assert!(wait <= full && wait >= full / 2, "{tries}: {wait:?}");
        }
        assert_eq!(backoff(0, 1), Duration::ZERO);
        assert!(backoff(u64::MAX, 50) <= Duration::from_millis(BACKOFF_MILLIS_MAX));
    }

    #[test]
    fn an_answer_that_is_not_understood_is_not_quoted() {
        let outcome = understand::<u64>(Effect::Read, br#""my card number""#);
        let error = outcome.expect_err("a text is no number").to_string();
        assert!(error.contains("line 1") && !error.contains("card"), "{error}");
    }
}
