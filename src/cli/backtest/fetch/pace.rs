//! No oftener than is polite: agents and the running service ask the same account.

use std::time::Duration;

use crate::helpdesk::{Helpdesk, HelpdeskError};

/// Tries of one request while the helpdesk does not answer.
const TRIES_MAX: u32 = 6;
/// The first wait after that; it doubles from try to try.
const RETRY_SECS_MIN: u64 = 2;
/// Of the requests that the account has, one in so many is left to others.
const LEFT_TO_OTHERS: u64 = 2;
/// How long to wait before looking again whether there is room.
const LOOK_SECS: u64 = 1;
/// A list may be asked for so often within a minute; Zendesk allows ten, and the service asks for it, too.
const LISTS_PER_MINUTE_MAX: u32 = 8;

#[derive(Default)]
pub struct Pace {
    lists: u32,
}

impl Pace {
    /// Ask when there is room, again when the helpdesk asks to wait, and a few times when it does not answer.
    pub async fn patiently<T>(
        &self,
        helpdesk: &dyn Helpdesk,
        ask: impl AsyncFn() -> Result<T, HelpdeskError>,
    ) -> Result<T, HelpdeskError> {
        let mut tries = 1;
        loop {
            while is_busy(helpdesk) {
                tokio::time::sleep(Duration::from_secs(LOOK_SECS)).await;
            }
            let secs = match ask().await {
                Err(HelpdeskError::RateLimited { after_secs }) => after_secs.max(1),
                Err(HelpdeskError::Unavailable { .. }) if tries < TRIES_MAX => {
                    tries += 1;
                    RETRY_SECS_MIN << (tries - 2)
                }
                outcome => return outcome,
            };
            tokio::time::sleep(Duration::from_secs(secs)).await;
        }
    }

    /// Wait where too many pages of a list came at once.
    pub async fn before_list(&mut self) {
        if self.lists >= LISTS_PER_MINUTE_MAX {
            tokio::time::sleep(Duration::from_secs(60 / u64::from(LISTS_PER_MINUTE_MAX))).await;
        }
        self.lists += 1;
    }
}

/// The rest of the account's requests within this minute is for others.
fn is_busy(helpdesk: &dyn Helpdesk) -> bool {
    let headroom = helpdesk.headroom();
    headroom.requests_left.zip(headroom.requests_max).is_some_and(|(left, max)| left <= max / LEFT_TO_OTHERS)
}
