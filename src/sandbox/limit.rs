//! Zendesk's request budgets: per minute for the account, and per ticket for updates.

use std::collections::HashMap;

use jiff::Timestamp;

/// The windows that have been opened; a window opens with its first request.
#[derive(Debug)]
pub struct Limits {
    requests: Window,
    updates: Window,
    tickets: HashMap<u64, Window>,
    ticket_updates: u32,
}

/// What a bucket holds after a request was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    pub bucket: Bucket,
    pub total: u32,
    pub remaining: u32,
    pub resets_secs: i64,
    pub exceeded: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bucket {
    Requests,
    AccountUpdates,
    TicketUpdates,
}

#[derive(Debug)]
struct Window {
    total: u32,
    secs: i64,
    used: u32,
    opened_at: i64,
}

impl Limits {
    pub fn new(
        requests_per_minute: u32,
        updates_per_minute: u32,
        ticket_updates_per_ten_minutes: u32,
    ) -> Self {
        Self {
            requests: Window::new(requests_per_minute, 60),
            updates: Window::new(updates_per_minute, 60),
            tickets: HashMap::new(),
            ticket_updates: ticket_updates_per_ten_minutes,
        }
    }

    /// Counts a request, and against the update budgets one that updates `ticket`.
    pub fn count(&mut self, updated_ticket: Option<u64>, now: Timestamp) -> Vec<Budget> {
        let mut budgets = vec![self.requests.count(Bucket::Requests, now)];
        if let Some(id) = updated_ticket {
            let total = self.ticket_updates;
            let window = self.tickets.entry(id).or_insert_with(|| Window::new(total, 600));
            budgets.push(self.updates.count(Bucket::AccountUpdates, now));
            budgets.push(window.count(Bucket::TicketUpdates, now));
        }
        budgets
    }
}

impl Window {
    fn new(total: u32, secs: i64) -> Self {
        Self { total, secs, used: 0, opened_at: i64::MIN / 2 }
    }

    fn count(&mut self, bucket: Bucket, now: Timestamp) -> Budget {
        let now = now.as_second();
        if now - self.opened_at >= self.secs {
            self.opened_at = now;
            self.used = 0;
        }
        let exceeded = self.used >= self.total;
        self.used = self.used.saturating_add(1);
        Budget {
            bucket,
            total: self.total,
            remaining: self.total.saturating_sub(self.used),
            resets_secs: (self.opened_at + self.secs - now).max(1),
            exceeded,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::Limits;

    #[test]
    fn a_ticket_has_its_own_budget_that_comes_back() {
        let mut limits = Limits::new(700, 100, 2);
        let at = |secs: i64| Timestamp::from_second(1_700_000_000 + secs).expect("a valid time");
        let exceeded = |limits: &mut Limits, id, secs: i64| {
            limits.count(Some(id), at(secs)).iter().any(|budget| budget.exceeded)
        };
        assert!(!exceeded(&mut limits, 1, 0));
        assert!(!exceeded(&mut limits, 1, 1));
        assert!(exceeded(&mut limits, 1, 2));
        assert!(!exceeded(&mut limits, 2, 2), "another ticket is not affected");
        assert!(!exceeded(&mut limits, 1, 600));
    }
}
