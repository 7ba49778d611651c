//! Keeping Zendesk's limits by counting, not by collision: what is left of the account's requests and updates.
//!
//! The account's allowance is shared with its agents and other programs, so Preflight takes a share only. Zendesk tells
//! with each answer what is left; between answers its own updates are counted.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::helpdesk::zendesk::limit::Budget as Told;
use crate::helpdesk::{Headroom, Usage};

/// Until an answer tells otherwise: 100 updates a minute for an account, 30 in ten minutes for a ticket.
const ACCOUNT_UPDATES: u64 = 100;
const TICKET_UPDATES: u64 = 30;
const ACCOUNT_SECS: u64 = 60;
const TICKET_SECS: u64 = 600;
/// The part of the account's requests that is left to others: one in so many.
const RESERVE: u64 = 20;
/// After so long a used-up share may have grown.
const SHARE_SECS: u64 = 2;
/// Tickets whose updates are counted; the one that was updated longest ago is forgotten first.
const TICKETS_MAX: usize = 4_096;
/// One write takes up to so many updates: the comment, tags to be added, tags to be removed.
pub const UPDATES_OF_WRITE: u64 = 3;

pub struct Budget {
    /// Of each 100 updates that the account allows.
    percent: u64,
    state: Mutex<State>,
}

struct State {
    requests: Option<Requests>,
    account: Window,
    tickets: HashMap<String, Window>,
    ticket_updates: u64,
    /// Of the account's updates, what is this replica's; none where it is the only one.
    share: Option<u64>,
}

/// What the last answer told of the account's requests.
#[derive(Clone, Copy)]
struct Requests {
    limit: u64,
    left: u64,
    until: Instant,
}

/// Our own updates within a time, and what the helpdesk allows of them.
struct Window {
    span: Duration,
    total: u64,
    made: VecDeque<Instant>,
    /// The helpdesk has said that nothing is left until then.
    used_up_until: Option<Instant>,
}

impl Budget {
    pub fn new(percent: u64) -> Self {
        let state = State {
            requests: None,
            account: Window::new(ACCOUNT_SECS, ACCOUNT_UPDATES),
            tickets: HashMap::new(),
            ticket_updates: TICKET_UPDATES,
            share: None,
        };
        Self { percent: percent.clamp(1, 100), state: Mutex::new(state) }
    }

    /// Learn from an answer's headers.
    pub fn hear(&self, told: &Told, ticket: Option<&str>, now: Instant) {
        let mut state = self.lock();
        if let (Some(limit), Some(left)) = (told.limit, told.remaining) {
            let until = now + Duration::from_secs(told.reset_secs.unwrap_or(ACCOUNT_SECS));
            state.requests = Some(Requests { limit, left, until });
        }
        if let Some(bucket) = told.buckets.get("tickets-update") {
            state.account.hear(bucket.total, bucket.remaining, bucket.reset_secs, now);
        }
        if let (Some(bucket), Some(ticket)) = (told.buckets.get("per-ticket-updates"), ticket) {
            state.ticket_updates = bucket.total.unwrap_or(state.ticket_updates);
            state.ticket(ticket, now).hear(bucket.total, bucket.remaining, bucket.reset_secs, now);
        }
    }

    /// How long to wait before the next request; none if it may be sent now.
    pub fn wait_to_ask(&self, now: Instant) -> Option<Duration> {
        let requests = self.lock().requests?;
        let left = requests.until.saturating_duration_since(now);
        (requests.left <= requests.limit / RESERVE && !left.is_zero()).then_some(left)
    }

    /// How long to wait before so many updates of this ticket; none if they may be made now.
    pub fn wait_to_update(&self, ticket: &str, updates: u64, now: Instant) -> Option<Duration> {
        let mut state = self.lock();
        let percent = self.percent;
        let of_account = state.wait_for_account(updates, percent, now);
        let of_ticket = state.ticket(ticket, now).wait(updates, percent, now);
        of_account.max(of_ticket)
    }

    /// An update is about to be sent.
    pub fn count_update(&self, ticket: &str, now: Instant) {
        let mut state = self.lock();
        state.account.made.push_back(now);
        state.ticket(ticket, now).made.push_back(now);
    }

    pub fn headroom(&self, now: Instant) -> Headroom {
        let mut state = self.lock();
        let max = share(state.account.total, self.percent);
        let max = state.share.map_or(max, |share| share.min(max));
        let wait = state.wait_for_account(UPDATES_OF_WRITE, self.percent, now);
        let left = if wait.is_some() { 0 } else { max.saturating_sub(state.account.made.len() as u64) };
        let requests = state.requests.filter(|requests| requests.until > now);
        Headroom {
            requests_left: requests.map(|requests| requests.left),
            requests_max: state.requests.map(|requests| requests.limit),
            updates_left: Some(left),
            updates_max: Some(max),
            pause_secs: 0,
        }
    }

    /// What was used of the account's updates, all of which are shared with other replicas.
    pub fn usage(&self, now: Instant) -> Usage {
        let mut state = self.lock();
        state.account.shed(now);
        Usage {
            updates_made: state.account.made.len() as u64,
            updates_max: Some(share(state.account.total, self.percent)),
            pause_secs: 0,
        }
    }

    /// Other replicas use the account, too.
    pub fn limit_to(&self, updates: Option<u64>) {
        self.lock().share = updates;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The share grows and shrinks every few seconds, so that whoever has used it up asks again soon.
    fn wait_for_account(&mut self, updates: u64, percent: u64, now: Instant) -> Option<Duration> {
        let wait = self.account.wait(updates, percent, now);
        let made = self.account.made.len() as u64;
        let exceeds = self.share.is_some_and(|share| made + updates > share);
        wait.or(exceeds.then_some(Duration::from_secs(SHARE_SECS)))
    }

    fn ticket(&mut self, ticket: &str, now: Instant) -> &mut Window {
        if self.tickets.len() >= TICKETS_MAX && !self.tickets.contains_key(ticket) {
            self.forget(now);
        }
        let total = self.ticket_updates;
        self.tickets.entry(ticket.to_owned()).or_insert_with(|| Window::new(TICKET_SECS, total))
    }

    /// Windows in which nothing counts any more go; if all count, the oldest half does, which makes room for long.
    fn forget(&mut self, now: Instant) {
        self.tickets.retain(|_, window| {
            window.shed(now);
            !window.made.is_empty()
        });
        if self.tickets.len() < TICKETS_MAX {
            return;
        }
        let mut ages: Vec<(Instant, String)> = self
            .tickets
            .iter()
            .filter_map(|(ticket, window)| Some((*window.made.back()?, ticket.clone())))
            .collect();
        ages.sort();
        for (_, ticket) in ages.into_iter().take(TICKETS_MAX / 2) {
            self.tickets.remove(&ticket);
        }
    }
}

impl Window {
    fn new(secs: u64, total: u64) -> Self {
        Self { span: Duration::from_secs(secs), total, made: VecDeque::new(), used_up_until: None }
    }

    fn hear(&mut self, total: Option<u64>, remaining: Option<u64>, resets: Option<u64>, now: Instant) {
        self.total = total.unwrap_or(self.total);
        if remaining == Some(0) {
            self.used_up_until = Some(now + resets.map_or(self.span, Duration::from_secs));
        }
    }

    fn wait(&mut self, updates: u64, percent: u64, now: Instant) -> Option<Duration> {
        self.shed(now);
        if let Some(until) = self.used_up_until.filter(|until| *until > now) {
            return Some(until - now);
        }
        let max = share(self.total, percent).max(updates);
        let made = self.made.len() as u64;
        let over = (made + updates).saturating_sub(max);
        if over == 0 {
            return None;
        }
        // When as many as are too many have become old.
        let last = usize::try_from(over - 1).ok().and_then(|index| self.made.get(index))?;
        Some((*last + self.span).saturating_duration_since(now))
    }

    fn shed(&mut self, now: Instant) {
        while self.made.front().is_some_and(|made| *made + self.span <= now) {
            self.made.pop_front();
        }
    }
}

fn share(total: u64, percent: u64) -> u64 {
    (total.saturating_mul(percent) / 100).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::helpdesk::zendesk::limit::Bucket;

    fn told(bucket: &str, total: u64, remaining: u64, resets: u64) -> Told {
        let bucket_of = Bucket { total: Some(total), remaining: Some(remaining), reset_secs: Some(resets) };
        Told { buckets: [(bucket.to_owned(), bucket_of)].into(), ..Told::default() }
    }

    /// A moment of the story, and those that follow it.
    fn moments() -> impl Fn(u64) -> Instant {
        let start = Instant::now();
        move |secs| start + Duration::from_secs(secs)
    }

    #[test]
    fn the_accounts_updates_are_kept_below_its_limit() {
        let (budget, at) = (Budget::new(80), moments());
        for ticket in 0..78 {
            assert_eq!(budget.wait_to_update(&ticket.to_string(), 1, at(0)), None, "{ticket}");
            budget.count_update(&ticket.to_string(), at(0));
        }
        assert_eq!(budget.wait_to_update("a", 2, at(0)), None);
        assert_eq!(budget.wait_to_update("a", 3, at(0)), Some(Duration::from_secs(60)));
        assert_eq!(budget.headroom(at(1)).updates_left, Some(0), "not enough for a whole write");
        assert_eq!(budget.wait_to_update("a", 3, at(60)), None);
        assert_eq!(budget.headroom(at(60)).updates_left, Some(80));
    }

    #[test]
    fn one_ticket_has_a_limit_of_its_own() {
        let (budget, at) = (Budget::new(80), moments());
        for _ in 0..24 {
            budget.count_update("a", at(0));
        }
        assert_eq!(budget.wait_to_update("a", 1, at(0)), Some(Duration::from_secs(600)));
        assert_eq!(budget.wait_to_update("b", 1, at(0)), None);
    }

    #[test]
    fn what_the_helpdesk_tells_goes_before_what_was_counted() {
        let (budget, at) = (Budget::new(80), moments());
        budget.hear(&told("tickets-update", 20, 0, 30), None, at(0));
        assert_eq!(budget.wait_to_update("a", 1, at(0)), Some(Duration::from_secs(30)));
        assert_eq!(budget.headroom(at(30)).updates_max, Some(16));
        let requests = Told { limit: Some(700), remaining: Some(30), reset_secs: Some(9), ..Told::default() };
        budget.hear(&requests, None, at(0));
        assert_eq!(budget.wait_to_ask(at(0)), Some(Duration::from_secs(9)));
        budget.hear(&Told { remaining: Some(699), ..requests }, None, at(0));
        assert_eq!(budget.wait_to_ask(at(0)), None);
    }

    #[test]
    fn a_share_of_the_account_is_kept_to() {
        let (budget, at) = (Budget::new(80), moments());
        budget.limit_to(Some(5));
        budget.count_update("a", at(0));
        budget.count_update("b", at(0));
        assert_eq!(budget.wait_to_update("c", 3, at(0)), None);
        assert_eq!(budget.wait_to_update("c", 4, at(0)), Some(Duration::from_secs(SHARE_SECS)));
        let usage = budget.usage(at(1));
        assert_eq!(
            (usage.updates_made, usage.updates_max),
            (2, Some(80)),
            "the whole is told, not the share"
        );
        assert_eq!(budget.headroom(at(1)).updates_max, Some(5));
        budget.limit_to(None);
        assert_eq!(budget.wait_to_update("c", 4, at(0)), None);
        assert_eq!(budget.usage(at(61)).updates_made, 0);
    }

    #[test]
    fn no_more_tickets_are_counted_than_there_is_room_for() {
        let (budget, at) = (Budget::new(100), moments());
        for ticket in 0..3 * TICKETS_MAX {
            budget.count_update(&ticket.to_string(), at(0));
        }
        assert!(budget.lock().tickets.len() <= TICKETS_MAX);
    }
}
