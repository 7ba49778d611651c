//! The line on standard error that tells how far it is, where somebody sits before it.

use std::io::{self, Write};

use jiff::Timestamp;

use crate::cli::backtest::number::number;

/// Between two drawings.
const STEP_MILLIS: i64 = 250;
/// Back to the start of the line, and nothing on it.
const CLEAR: &str = "\r\u{1b}[K";

pub struct Progress {
    shown: bool,
    started: Timestamp,
    drawn: Timestamp,
    /// Bytes of all files, if that is known.
    size: Option<u64>,
}

impl Progress {
    /// One that draws nothing unless it is `watched`.
    pub fn new(watched: bool, size: Option<u64>, now: Timestamp) -> Self {
        Self { shown: watched, started: now, drawn: now, size }
    }

    /// Draw how far it is, if enough time has passed since the last time.
    ///
    /// # Errors
    ///
    /// `err` fails.
    pub fn draw(&mut self, err: &mut dyn Write, tickets: u64, bytes: u64, now: Timestamp) -> io::Result<()> {
        if !self.shown || now.as_millisecond() - self.drawn.as_millisecond() < STEP_MILLIS {
            return Ok(());
        }
        self.drawn = now;
        write!(err, "{CLEAR}{}", self.text(tickets, bytes, now))?;
        err.flush()
    }

    /// Take the line away, before something else is written there.
    pub fn clear(&self, err: &mut dyn Write) -> io::Result<()> {
        if self.shown { err.write_all(CLEAR.as_bytes()) } else { Ok(()) }
    }

    fn text(&self, tickets: u64, bytes: u64, now: Timestamp) -> String {
        let millis = u64::try_from(now.as_millisecond() - self.started.as_millisecond()).unwrap_or(0).max(1);
        let speed = number(tickets.saturating_mul(1_000) / millis);
        let share = self.size.filter(|size| *size > 0).map(|size| bytes.saturating_mul(100) / size);
        let share = share.map_or_else(String::new, |percent| format!("{}%, ", percent.min(100)));
        format!("{share}{} tickets, {speed} a second", number(tickets))
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::Progress;

    #[test]
    fn it_is_drawn_now_and_then_for_those_who_watch() {
        let at = |millis| Timestamp::from_millisecond(millis).expect("a time");
        let drawn = |watched: bool| {
            let mut progress = Progress::new(watched, Some(1_000), at(0));
            let mut err = Vec::new();
            for (tickets, millis) in [(100, 100), (12_000, 2_000), (12_100, 2_100)] {
                progress.draw(&mut err, tickets, 420, at(millis)).expect("memory takes it");
            }
            String::from_utf8(err).expect("text")
        };
        assert_eq!(drawn(true), "\r\u{1b}[K42%, 12,000 tickets, 6,000 a second");
        assert_eq!(drawn(false), "");
    }
}
