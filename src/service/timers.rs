//! What wakes the workers: a delivery, a time that has come, or a tick that finds what both missed.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::Notify;

use crate::clock::Clock;
use crate::store::Store;

/// The longest pause. It bounds the harm of a wake-up that was lost and of a clock that was set.
const TICK_SECS: u64 = 5;
/// The shortest pause, for a ticket that is due and yet can't be claimed.
const PAUSE_MS_MIN: u64 = 10;
/// The shortest pause while nothing may be done.
const REST_MS_MIN: u64 = 200;

#[derive(Debug, Default)]
pub struct Waking {
    notify: Notify,
}

impl Waking {
    /// Something is due. A wake-up that comes while nobody waits is kept.
    pub fn wake(&self) {
        self.notify.notify_one();
    }

    /// Wait for a wake-up, at most for a tick: for when nothing may be done about what is due. However much comes in then, it is
    /// looked at a few times a second only.
    pub async fn rest(&self) {
        tokio::time::sleep(Duration::from_millis(REST_MS_MIN)).await;
        tokio::select! {
            () = self.notify.notified() => {}
            () = tokio::time::sleep(Duration::from_secs(TICK_SECS)) => {}
        }
    }

    /// Wait for a wake-up, or until the next ticket is due, at most for a tick. Tickets of the helpdesks that are left in
    /// peace are not waited for.
    pub async fn wait(&self, store: &dyn Store, clock: &Clock, except: &[String]) {
        let pause = match store.next_due(except).await {
            Ok(Some(at)) => pause_until(at.duration_since(clock.now())),
            Ok(None) => Duration::from_secs(TICK_SECS),
            Err(error) => {
                tracing::error!(%error, "the store does not say what is due next");
                Duration::from_secs(TICK_SECS)
            }
        };
        tokio::select! {
            () = self.notify.notified() => {}
            () = store.woken() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

fn pause_until(due_in: SignedDuration) -> Duration {
    Duration::try_from(due_in)
        .unwrap_or(Duration::ZERO)
        .clamp(Duration::from_millis(PAUSE_MS_MIN), Duration::from_secs(TICK_SECS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_is_never_longer_than_a_tick_and_never_none() {
        assert_eq!(pause_until(SignedDuration::from_hours(72)), Duration::from_secs(TICK_SECS));
        assert_eq!(pause_until(SignedDuration::from_secs(2)), Duration::from_secs(2));
        assert_eq!(pause_until(SignedDuration::from_secs(-60)), Duration::from_millis(PAUSE_MS_MIN));
    }
}
