//! A helpdesk that does not work is left in peace: after some failures in a row nobody asks it for a while, then one
//! ticket tries.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Failures in a row after which a helpdesk is left in peace.
const FAILURES_MAX: u32 = 5;
/// The first pause; each further one is twice as long.
const PAUSE_SECS_MIN: i64 = 15;
const PAUSE_SECS_MAX: i64 = 900;
/// How long one try may take before the next.
pub const TRY_SECS_MAX: u32 = 60;

/// The breakers of all helpdesks, by name. One that is not there is closed.
#[derive(Debug, Default)]
pub struct Breakers {
    by_name: Mutex<BTreeMap<String, Breaker>>,
}

#[derive(Clone, Debug, Default)]
struct Breaker {
    failures: u32,
    /// The ticket that failed last. One that fails again and again says nothing of the others.
    last: String,
    open: Option<Open>,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    /// Until when nobody asks.
    until: Timestamp,
    pause_secs: i64,
    /// One tries, and what it comes to counts; passes that had begun before don't.
    trying: bool,
}

/// Whether a helpdesk may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    Free,
    /// One may try.
    One,
    Nobody,
}

impl Breakers {
    pub fn permit(&self, helpdesk: &str, now: Timestamp) -> Permit {
        match self.lock().get(helpdesk).and_then(|breaker| breaker.open) {
            None => Permit::Free,
            Some(open) if open.until <= now => Permit::One,
            Some(_) => Permit::Nobody,
        }
    }

    /// One ticket tries it now: nobody else, until that is known or has taken too long.
    pub fn try_one(&self, helpdesk: &str, now: Timestamp) {
        if let Some(open) = self.lock().get_mut(helpdesk).and_then(|breaker| breaker.open.as_mut()) {
            open.until = now + SignedDuration::from_secs(TRY_SECS_MAX.into());
            open.trying = true;
        }
    }

    /// The helpdesk answered. True if it was taken to be out of order until now.
    pub fn worked(&self, helpdesk: &str) -> bool {
        let before = self.lock().insert(helpdesk.to_owned(), Breaker::default());
        before.is_some_and(|breaker| breaker.open.is_some())
    }

    /// The helpdesk did not answer as it should for this ticket. True if it is left in peace from now on.
    pub fn failed(&self, helpdesk: &str, ticket: &str, now: Timestamp) -> bool {
        let mut all = self.lock();
        let breaker = all.entry(helpdesk.to_owned()).or_default();
        let pause_secs = match breaker.open {
            Some(open) if !open.trying => return false,
            Some(open) => (open.pause_secs * 2).min(PAUSE_SECS_MAX),
            None => {
                let is_other = breaker.last != ticket;
                breaker.failures = breaker.failures.saturating_add(u32::from(is_other));
                ticket.clone_into(&mut breaker.last);
                if breaker.failures < FAILURES_MAX {
                    return false;
                }
                PAUSE_SECS_MIN
            }
        };
        let was_closed = breaker.open.is_none();
        let until = now + SignedDuration::from_secs(pause_secs);
        breaker.open = Some(Open { until, pause_secs, trying: false });
        was_closed
    }

    /// How long the helpdesk is left in peace for in all, if it is. Not while one tries it.
    pub fn pause_secs(&self, helpdesk: &str) -> Option<u32> {
        let open = self.lock().get(helpdesk).and_then(|breaker| breaker.open)?;
        (!open.trying).then(|| u32::try_from(open.pause_secs).unwrap_or(u32::MAX))
    }

    /// Another replica says how the helpdesk stands: that it is left in peace until then, or that it is not. Who tries it
    /// knows better soon.
    pub fn hear(&self, helpdesk: &str, peace: Option<(Timestamp, u32)>) {
        let mut all = self.lock();
        let breaker = all.entry(helpdesk.to_owned()).or_default();
        if breaker.open.is_some_and(|open| open.trying) {
            return;
        }
        match peace {
            Some((until, pause_secs)) => {
                breaker.open = Some(Open { until, pause_secs: i64::from(pause_secs), trying: false });
            }
            // Its failures in a row go on being counted, unless they had opened it.
            None if breaker.open.is_some() => *breaker = Breaker::default(),
            None => {}
        }
    }

    /// The helpdesks that are left in peace.
    pub fn open(&self) -> Vec<String> {
        let all = self.lock();
        all.iter().filter(|(_, breaker)| breaker.open.is_some()).map(|(name, _)| name.clone()).collect()
    }

    /// The clock was set back: nobody waits longer than a pause may be.
    pub fn rewind(&self, now: Timestamp) {
        for open in self.lock().values_mut().filter_map(|breaker| breaker.open.as_mut()) {
            open.until = open.until.min(now + SignedDuration::from_secs(open.pause_secs));
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Breaker>> {
        self.by_name.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_second(secs).expect("a time")
    }

    #[test]
    fn after_some_failures_one_tries_after_a_pause_that_grows() {
        let breakers = Breakers::default();
        for ticket in 1..FAILURES_MAX {
            assert!(!breakers.failed("a", &ticket.to_string(), at(0)));
            assert_eq!(breakers.permit("a", at(0)), Permit::Free);
        }
        assert!(breakers.failed("a", "5", at(0)), "it opens");
        assert!(!breakers.failed("a", "6", at(1)), "what had begun before does not count");
        assert_eq!(breakers.permit("a", at(14)), Permit::Nobody);
        assert_eq!(breakers.permit("b", at(14)), Permit::Free, "the others go on");
        assert_eq!(breakers.permit("a", at(15)), Permit::One);
        breakers.try_one("a", at(15));
        assert_eq!(breakers.permit("a", at(16)), Permit::Nobody, "only one");
        assert_eq!(breakers.permit("a", at(75)), Permit::One, "who took too long");
        assert!(!breakers.failed("a", "7", at(20)));
        assert_eq!(
            (breakers.permit("a", at(49)), breakers.permit("a", at(50))),
            (Permit::Nobody, Permit::One)
        );
        for _ in 0..20 {
            breakers.try_one("a", at(50));
            breakers.failed("a", "7", at(100));
        }
        assert_eq!(
            (breakers.permit("a", at(999)), breakers.permit("a", at(1_000))),
            (Permit::Nobody, Permit::One)
        );
        assert!(breakers.worked("a"), "it was out of order");
        assert!(!breakers.worked("a"));
        assert_eq!(breakers.permit("a", at(0)), Permit::Free);
    }

    #[test]
    fn what_another_replica_found_out_is_taken_over() {
        let breakers = Breakers::default();
        breakers.hear("a", Some((at(30), 30)));
        assert_eq!(
            (breakers.permit("a", at(29)), breakers.permit("a", at(30))),
            (Permit::Nobody, Permit::One)
        );
        breakers.try_one("a", at(30));
        breakers.hear("a", None);
        assert_eq!(breakers.permit("a", at(31)), Permit::Nobody, "who tries it knows better");
        assert!(!breakers.failed("a", "1", at(32)));
        assert_eq!(breakers.pause_secs("a"), Some(60), "twice as long as the other one waited");
        breakers.hear("a", None);
        assert_eq!((breakers.permit("a", at(33)), breakers.pause_secs("a")), (Permit::Free, None));
    }

    #[test]
    fn one_ticket_that_fails_again_and_again_says_nothing_of_the_others() {
        let breakers = Breakers::default();
        for secs in 0..100 {
            assert!(!breakers.failed("a", "1", at(secs)));
        }
        assert_eq!(breakers.permit("a", at(100)), Permit::Free);
    }
}
