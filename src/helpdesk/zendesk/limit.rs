//! How much Zendesk allows: its rate-limit headers, `Retry-After`, and the pause that everyone keeps after a 429.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};
use tokio::time::Instant;

/// Longer waits are cut: the worker looks again, and is told anew.
const RETRY_AFTER_SECS_MAX: u64 = 900;
/// Where a 429 does not say how long: Zendesk counts by the minute.
const RETRY_AFTER_SECS_DEFAULT: u64 = 60;
/// No count lasts longer; a number beyond it is nonsense, and waiting for it would be for ever.
const RESET_SECS_MAX: u64 = 900;
const BUCKETS_MAX: usize = 16;

/// What a request does to the ticket; decides whether it may be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    Read,
    Write,
}

/// What is left of the account's allowance, as one answer tells it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// Requests a minute.
    pub limit: Option<u64>,
    pub remaining: Option<u64>,
    pub reset_secs: Option<u64>,
    /// When the answer was made, by the helpdesk's clock.
    pub date: Option<SystemTime>,
    /// Allowances of their own, such as `tickets-update` or `per-ticket-updates`.
    pub buckets: BTreeMap<String, Bucket>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    pub total: Option<u64>,
    pub remaining: Option<u64>,
    pub reset_secs: Option<u64>,
}

/// Until when nobody asks. Reading goes on while only updates are used up.
#[derive(Debug, Default)]
pub struct Pause {
    reads: Mutex<Option<Instant>>,
    writes: Mutex<Option<Instant>>,
}

impl Budget {
    /// In the spelling of today and in that of 2023.
    pub fn read(headers: &HeaderMap) -> Self {
        let number =
            |names: [&str; 3]| names.iter().find_map(|name| text(headers, name)?.trim().parse().ok());
        let buckets = headers
            .iter()
            .filter_map(|(name, value)| {
                let name = name.as_str();
                let bucket = name
                    .strip_prefix("zendesk-ratelimit-")
                    .or_else(|| name.strip_prefix("zendesk-rate-limit-"))?;
                Some((bucket.to_owned(), Bucket::parse(value.to_str().ok()?)))
            })
            .take(BUCKETS_MAX)
            .collect();
        Self {
            limit: number(["ratelimit-limit", "x-rate-limit", "rate-limit"]),
            remaining: number(["ratelimit-remaining", "x-rate-limit-remaining", "rate-limit-remaining"]),
            reset_secs: number(["ratelimit-reset", "x-rate-limit-reset", "rate-limit-reset"])
                .map(|secs| secs.min(RESET_SECS_MAX)),
            date: text(headers, DATE.as_str()).and_then(|date| httpdate::parse_http_date(date).ok()),
            buckets,
        }
    }

    /// Only this one ticket has had too many updates (30 in 10 minutes); the others may go on.
    pub fn is_ticket_used_up(&self) -> bool {
        self.buckets.get("per-ticket-updates").is_some_and(|bucket| bucket.remaining == Some(0))
    }
}

impl Bucket {
    /// `total=30; remaining=29; resets=468`.
    fn parse(text: &str) -> Self {
        let mut bucket = Self::default();
        for (key, value) in text.split(';').filter_map(|part| part.split_once('=')) {
            let number = value.trim().parse().ok();
            match key.trim() {
                "total" => bucket.total = number,
                "remaining" => bucket.remaining = number,
                "resets" => bucket.reset_secs = number.map(|secs: u64| secs.min(RESET_SECS_MAX)),
                _ => {}
            }
        }
        bucket
    }
}

impl Pause {
    pub fn hold(&self, effect: Effect, secs: u64) {
        let until = Instant::now() + Duration::from_secs(secs);
        let lane = match effect {
            Effect::Read => &self.reads,
            Effect::Write => &self.writes,
        };
        let mut lane = lane.lock().unwrap_or_else(PoisonError::into_inner);
        *lane = (*lane).max(Some(until));
    }

    pub fn left(&self, effect: Effect) -> Duration {
        let left = |lane: &Mutex<Option<Instant>>| {
            let until = *lane.lock().unwrap_or_else(PoisonError::into_inner);
            until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
        };
        match effect {
            Effect::Read => left(&self.reads),
            Effect::Write => left(&self.reads).max(left(&self.writes)),
        }
    }
}

/// Seconds to wait after a 429.
pub fn wait_secs(headers: &HeaderMap, budget: &Budget) -> u64 {
    retry_after_secs(headers)
        .or(budget.reset_secs)
        .unwrap_or(RETRY_AFTER_SECS_DEFAULT)
        .min(RETRY_AFTER_SECS_MAX)
}

/// `Retry-After` in seconds or as a date; a date counts from the answer's own, so that no two clocks are compared.
pub fn retry_after_secs(headers: &HeaderMap) -> Option<u64> {
    let value = text(headers, RETRY_AFTER.as_str())?.trim();
    let secs = value.parse::<u64>().ok().or_else(|| {
        let until = httpdate::parse_http_date(value).ok()?;
        let from = text(headers, DATE.as_str()).and_then(|date| httpdate::parse_http_date(date).ok());
        let wait = until.duration_since(from.unwrap_or_else(SystemTime::now)).unwrap_or(Duration::ZERO);
        Some(wait.as_secs())
    })?;
    Some(secs.min(RETRY_AFTER_SECS_MAX))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect()
    }

    #[test]
    fn both_spellings_tell_the_budget() {
        let today = headers(&[
            ("x-rate-limit", "700"),
            ("ratelimit-remaining", "699"),
            ("ratelimit-reset", "41"),
            ("zendesk-ratelimit-per-ticket-updates", "total=30; remaining=0; resets=468"),
        ]);
        let past = headers(&[
            ("rate-limit", "700"),
            ("rate-limit-remaining", "699"),
            ("rate-limit-reset", "41"),
            ("zendesk-rate-limit-per-ticket-updates", "total=30;remaining=0;resets=468"),
        ]);
        let budget = Budget::read(&today);
        assert_eq!(budget, Budget::read(&past));
        assert_eq!((budget.limit, budget.remaining, budget.reset_secs), (Some(700), Some(699), Some(41)));
        assert!(budget.is_ticket_used_up());
        assert!(!Budget::read(&headers(&[("ratelimit-remaining", "many")])).is_ticket_used_up());
    }

    #[test]
    fn a_count_that_never_ends_is_not_waited_for() {
        let endless = headers(&[
            ("ratelimit-reset", "18446744073709551615"),
            ("zendesk-ratelimit-tickets-update", "total=100; remaining=0; resets=18446744073709551615"),
        ]);
        let budget = Budget::read(&endless);
        assert_eq!(budget.reset_secs, Some(900));
        assert_eq!(budget.buckets["tickets-update"].reset_secs, Some(900));
    }

    #[test]
    fn the_wait_is_told_in_seconds_or_by_a_date_and_is_capped() {
        let secs = |pairs: &[(&'static str, &'static str)]| {
            let headers = headers(pairs);
            wait_secs(&headers, &Budget::read(&headers))
        };
        assert_eq!(secs(&[("retry-after", " 7 ")]), 7);
        assert_eq!(secs(&[("retry-after", "86400")]), 900);
        assert_eq!(secs(&[("ratelimit-reset", "12")]), 12);
        assert_eq!(secs(&[]), 60);
        assert_eq!(secs(&[("retry-after", "soon")]), 60);
        let date = ("date", "Fri, 02 Jan 2026 03:04:05 GMT");
        assert_eq!(secs(&[date, ("retry-after", "Fri, 02 Jan 2026 03:04:35 GMT")]), 30);
        assert_eq!(secs(&[date, ("retry-after", "Fri, 02 Jan 2026 03:04:00 GMT")]), 0);
    }

    #[test]
    fn used_up_updates_do_not_stop_reading() {
        let pause = Pause::default();
        assert_eq!(pause.left(Effect::Write), Duration::ZERO);
        pause.hold(Effect::Write, 60);
        assert_eq!(pause.left(Effect::Read), Duration::ZERO);
        assert!(pause.left(Effect::Write) > Duration::from_secs(50));
        pause.hold(Effect::Read, 100);
        pause.hold(Effect::Read, 1);
        assert!(pause.left(Effect::Read) > Duration::from_secs(90));
        assert!(pause.left(Effect::Write) > Duration::from_secs(90));
    }
}
