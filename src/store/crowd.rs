//! When it is worth to wait a moment for more: a crowd that was answered together comes back together, and one commit for all of
//! it costs less than several.

use std::ops::Range;
use std::time::{Duration, Instant};

/// Requests that share one commit at most.
pub(super) const BATCH_REQUESTS_MAX: usize = 256;
/// After a batch of so many requests, and no full one, what comes right after is gathered for a moment.
const CROWD: Range<usize> = 8..BATCH_REQUESTS_MAX;
pub(super) const GATHER: Duration = Duration::from_millis(1);
/// What comes later than this is no crowd's, and is not held up.
const BACK_MAX: Duration = Duration::from_millis(10);

/// The one that was answered last.
#[derive(Default)]
pub(super) struct Crowd {
    left_at: Option<Instant>,
}

impl Crowd {
    /// Whether what has come now is to be waited with, for `GATHER`.
    pub(super) fn is_back(&self) -> bool {
        self.left_at.is_some_and(|at| at.elapsed() < BACK_MAX)
    }

    /// So many were answered together.
    pub(super) fn left(&mut self, requests: usize) {
        self.left_at = CROWD.contains(&requests).then(Instant::now);
    }
}
