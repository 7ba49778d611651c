//! How long to wait before the next try.

use jiff::SignedDuration;
use rand::{Rng, RngExt};

/// The wait after the first failure, doubled by each further one.
const RETRY_SECS_FIRST: u64 = 1;
/// The longest wait that a helpdesk can ask for.
const ASKED_SECS_MAX: u64 = 3_600;

/// Exponential and capped; the upper half is random, so that tickets that failed together don't come back together.
pub fn after_failures(failures: u32, secs_max: u64, rng: &mut impl Rng) -> SignedDuration {
    let secs = RETRY_SECS_FIRST.saturating_mul(1 << failures.min(40)).min(secs_max.max(RETRY_SECS_FIRST));
    let whole_ms = secs.saturating_mul(1_000);
    millis(rng.random_range(whole_ms / 2..=whole_ms))
}

/// The wait that a helpdesk asked for, and up to a tenth more.
pub fn as_asked(secs: u64, rng: &mut impl Rng) -> SignedDuration {
    let secs = secs.clamp(1, ASKED_SECS_MAX);
    let asked_ms = secs * 1_000;
    millis(asked_ms + rng.random_range(0..=asked_ms / 10))
}

fn millis(millis: u64) -> SignedDuration {
    SignedDuration::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;

    use super::*;

    #[test]
    fn waits_grow_up_to_the_cap() {
        let mut rng = StdRng::seed_from_u64(7);
        for (failures, secs) in [(0, 1), (1, 2), (5, 32), (9, 512), (10, 900), (4_000_000, 900)] {
            let wait = after_failures(failures, 900, &mut rng);
            assert!(wait <= SignedDuration::from_secs(secs), "{failures}: {wait}");
            assert!(wait >= SignedDuration::from_millis(secs * 500), "{failures}: {wait}");
        }
    }

    #[test]
    fn a_helpdesk_is_given_what_it_asks_for_within_limits() {
        let mut rng = StdRng::seed_from_u64(7);
        let wait = as_asked(30, &mut rng);
        assert!(wait >= SignedDuration::from_secs(30) && wait <= SignedDuration::from_secs(33));
        assert!(as_asked(u64::MAX, &mut rng) <= SignedDuration::from_secs(3_960));
    }
}
