//! Delivers webhooks as Zendesk does: signed, in the background, and retried in few cases only.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;

use crate::sandbox::fault::DeliveryFault;
use crate::sandbox::signature::sign;
use crate::sandbox::webhook::{Payload, Webhook, seconds};

/// Zendesk tries again this often after 409, 429 and 503.
const RETRIES_MAX: u32 = 3;
/// And this often after a timeout.
const TIMEOUT_RETRIES_MAX: u32 = 5;
/// A longer `Retry-After` is not waited for.
const RETRY_AFTER_SECS_MAX: u64 = 10;
/// How many deliveries the log keeps.
const LOG_MAX: usize = 10_000;

/// One invocation of a webhook with all its attempts.
#[derive(Clone, Debug, Serialize)]
pub struct Delivery {
    pub invocation: String,
    #[serde(skip)]
    pub ticket: u64,
    pub url: String,
    pub event: String,
    pub at: Timestamp,
    pub attempts: Vec<Attempt>,
    pub outcome: Outcome,
    #[serde(skip)]
    pub body: Vec<u8>,
    #[serde(skip)]
    webhook: Addressee,
}

#[derive(Clone, Debug, Serialize)]
pub struct Attempt {
    /// None when no answer came.
    pub status: Option<u16>,
    pub error: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Pending,
    Delivered,
    /// The last attempt failed, or a fault swallowed it: nobody will try again.
    Lost,
}

/// A webhook with the id that it got.
#[derive(Clone, Debug)]
pub struct Addressee {
    pub id: String,
    pub webhook: Webhook,
}

#[derive(Clone, Debug)]
pub struct Patience {
    pub timeout: Duration,
    /// Between two attempts.
    pub retry: Duration,
}

/// The log of deliveries and the client that makes them. Clones share both.
#[derive(Clone, Debug)]
pub struct Courier {
    client: reqwest::Client,
    patience: Patience,
    account: u64,
    log: Arc<Mutex<VecDeque<Delivery>>>,
}

impl Courier {
    pub fn new(client: reqwest::Client, patience: Patience, account: u64) -> Self {
        Self { client, patience, account, log: Arc::default() }
    }

    /// Oldest first.
    pub fn log(&self) -> Vec<Delivery> {
        self.lock().iter().cloned().collect()
    }

    pub fn log_of(&self, ticket: u64) -> Vec<Delivery> {
        self.lock().iter().filter(|delivery| delivery.ticket == ticket).cloned().collect()
    }

    /// What was sent to one webhook, oldest first.
    pub fn log_for(&self, webhook: &str) -> Vec<Delivery> {
        self.lock().iter().filter(|delivery| delivery.webhook.id == webhook).cloned().collect()
    }

    /// Enters a delivery into the log as pending; `deliver` then makes it.
    pub fn enter(&self, ticket: u64, addressee: &Addressee, payload: Payload, now: Timestamp) -> String {
        let invocation = ulid(now);
        let mut log = self.lock();
        if log.len() >= LOG_MAX {
            log.pop_front();
        }
        log.push_back(Delivery {
            invocation: invocation.clone(),
            ticket,
            url: addressee.webhook.url.clone(),
            event: payload.event,
            at: now,
            attempts: Vec::new(),
            outcome: Outcome::Pending,
            body: payload.body,
            webhook: addressee.clone(),
        });
        invocation
    }

    /// A delivery that has met its fate is to be made once more.
    pub fn reopen(&self, invocation: &str) {
        self.end(invocation, Outcome::Pending);
    }

    /// Makes a delivery that is in the log, with its retries.
    pub async fn deliver(&self, invocation: &str, fault: Option<DeliveryFault>, now: Timestamp) {
        let found = self.lock().iter().rev().find(|delivery| delivery.invocation == invocation).cloned();
        let Some(delivery) = found else { return };
        let mut times = 1;
        let mut secret = delivery.webhook.webhook.secret.clone();
        match fault {
            Some(DeliveryFault::Lose) => return self.end(invocation, Outcome::Lost),
            Some(DeliveryFault::Duplicate) => times = 2,
            Some(DeliveryFault::Delay(ms)) => tokio::time::sleep(Duration::from_millis(ms)).await,
            Some(DeliveryFault::WrongSignature) => secret.push('x'),
            None => {}
        }
        let timestamp = seconds(now);
        let signature = sign(&secret, &timestamp, &delivery.body);
        for _ in 0..times {
            self.attempt_until_settled(&delivery, &timestamp, &signature).await;
        }
    }

    async fn attempt_until_settled(&self, delivery: &Delivery, timestamp: &str, signature: &str) {
        let mut timeouts = 0;
        for tries in 0.. {
            let answer = self.attempt(delivery, timestamp, signature).await;
            let wait = match &answer {
                Ok(response) => {
                    let status = response.status().as_u16();
                    self.note(&delivery.invocation, Attempt { status: Some(status), error: None });
                    match status {
                        200..=299 => return self.end(&delivery.invocation, Outcome::Delivered),
                        409 if tries < RETRIES_MAX => Some(self.patience.retry),
                        429 | 503 if tries < RETRIES_MAX => retry_after(response),
                        _ => None,
                    }
                }
                Err(error) => {
                    let error_text = if error.is_timeout() { "timed out" } else { "connection failed" };
                    let attempt = Attempt { status: None, error: Some(error_text.to_owned()) };
                    self.note(&delivery.invocation, attempt);
                    timeouts += 1;
                    (error.is_timeout() && timeouts <= TIMEOUT_RETRIES_MAX).then_some(self.patience.retry)
                }
            };
            match wait {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return self.end(&delivery.invocation, Outcome::Lost),
            }
        }
    }

    async fn attempt(
        &self,
        delivery: &Delivery,
        timestamp: &str,
        signature: &str,
    ) -> Result<reqwest::Response, reqwest::Error> {
        self.client
            .post(&delivery.url)
            .timeout(self.patience.timeout)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("User-Agent", "Zendesk Webhook")
            .header("X-Zendesk-Account-Id", self.account.to_string())
            .header("X-Zendesk-Webhook-Id", &delivery.webhook.id)
            .header("X-Zendesk-Webhook-Invocation-Id", &delivery.invocation)
            .header("X-Zendesk-Webhook-Signature", signature)
            .header("X-Zendesk-Webhook-Signature-Timestamp", timestamp)
            .body(delivery.body.clone())
            .send()
            .await
    }

    fn note(&self, invocation: &str, attempt: Attempt) {
        if let Some(entry) = self.lock().iter_mut().rev().find(|entry| entry.invocation == invocation) {
            entry.attempts.push(attempt);
        }
    }

    fn end(&self, invocation: &str, outcome: Outcome) {
        if let Some(entry) = self.lock().iter_mut().rev().find(|entry| entry.invocation == invocation) {
            entry.outcome = outcome;
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Delivery>> {
        self.log.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A time-ordered id of 26 characters, as Zendesk names webhooks and invocations.
pub fn ulid(now: Timestamp) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let millis = u128::from(now.as_millisecond().unsigned_abs()) & ((1 << 48) - 1);
    let value = (millis << 80) | (rand::random::<u128>() >> 48);
    (0..26).rev().map(|digit| char::from(ALPHABET[((value >> (digit * 5)) & 31) as usize])).collect()
}

fn retry_after(response: &reqwest::Response) -> Option<Duration> {
    let secs: u64 = response.headers().get("retry-after")?.to_str().ok()?.trim().parse().ok()?;
    (secs <= RETRY_AFTER_SECS_MAX).then(|| Duration::from_secs(secs))
}
