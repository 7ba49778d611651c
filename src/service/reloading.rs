//! Asking for the configuration on disk to be read now, and waiting until it was.

use tokio::sync::{Notify, watch};

/// Shared by those who ask and the one who reads.
#[derive(Debug, Default)]
pub struct Reloading {
    asked: Notify,
    readings: watch::Sender<Readings>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Readings {
    begun: u64,
    ended: u64,
}

impl Reloading {
    /// Have it read as soon as can be. One who asks while nobody listens is heard later.
    pub fn ask(&self) {
        self.asked.notify_one();
    }

    /// The same, and wait until a reading has ended that began after this.
    pub async fn ask_and_wait(&self) {
        let mut readings = self.readings.subscribe();
        let wanted = readings.borrow().begun + 1;
        self.ask();
        // The sender is ours, so that it can't be gone.
        let _ = readings.wait_for(|readings| readings.ended >= wanted).await;
    }

    /// Somebody asks.
    pub async fn asked(&self) {
        self.asked.notified().await;
    }

    pub fn begin(&self) {
        self.readings.send_modify(|readings| readings.begun += 1);
    }

    /// What was read is in force, or refused.
    pub fn end(&self) {
        self.readings.send_modify(|readings| readings.ended = readings.begun);
    }
}
