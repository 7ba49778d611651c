//! When it is worth to wait a moment for more: a crowd that was answered together comes back together, and one commit for all of
//! it costs less than several.

use std::ops::Range;
use std::time::{Duration, Instant};

/// Requests that share one commit at most.
pub(super) const BATCH_REQUESTS_MAX: usize = 256;
/// After a batch of so many requests, and no full one, what comes right after is gathered for a moment.
const CROWD: Range<usize> = 8..BATCH_REQUESTS_MAX;
/// For so long; where a timer counts whole milliseconds, up to one more.
pub(super) const GATHER: Duration = Duration::from_millis(1);
/// What comes later than this is no crowd's, and is not held up.
const BACK_MAX: Duration = Duration::from_millis(10);

/// The one that was answered lately, if there was one.
#[derive(Default)]
pub(super) struct Crowd {
    left_at: Option<Instant>,
}

impl Crowd {
    /// Whether what has come now is to be waited with, for `GATHER`.
    pub(super) fn is_back(&self, now: Instant) -> bool {
        self.left_at.is_some_and(|at| now.duration_since(at) < BACK_MAX)
    }

    /// So many are answered together. After a full batch others wait already; a few come between and change nothing.
    pub(super) fn left(&mut self, requests: usize, now: Instant) {
        if CROWD.contains(&requests) {
            self.left_at = Some(now);
        } else if requests >= CROWD.end {
            self.left_at = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crowd_is_waited_for_as_long_as_it_may_come_back() {
        let (mut crowd, start) = (Crowd::default(), Instant::now());
        let after = |millis| start + Duration::from_millis(millis);
        crowd.left(7, start);
        assert!(!crowd.is_back(start), "a few are none");
        crowd.left(8, start);
        assert!(crowd.is_back(after(9)));
        assert!(!crowd.is_back(after(10)));
        crowd.left(1, after(1));
        assert!(crowd.is_back(after(2)), "one came between");
        crowd.left(256, after(3));
        assert!(!crowd.is_back(after(4)), "more are waiting already");
    }
}
