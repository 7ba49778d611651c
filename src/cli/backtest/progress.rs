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
    whole: Whole,
}

/// How much there is, if that is known.
#[derive(Clone, Copy)]
enum Whole {
    /// Bytes of all files.
    Bytes(Option<u64>),
    /// Tickets that are to be fetched.
    Tickets(u64),
}

impl Progress {
    /// One that draws nothing unless it is `watched`.
    pub fn new(watched: bool, size: Option<u64>, now: Timestamp) -> Self {
        Self { shown: watched, started: now, drawn: now, whole: Whole::Bytes(size) }
    }

    /// One for tickets that are fetched one by one.
    pub fn fetching(watched: bool, tickets: u64, now: Timestamp) -> Self {
        Self { shown: watched, started: now, drawn: now, whole: Whole::Tickets(tickets) }
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
        let size = match self.whole {
            Whole::Bytes(size) => size,
            Whole::Tickets(whole) => return fetched(tickets, whole, millis),
        };
        let speed = number(tickets.saturating_mul(1_000) / millis);
        let size = size.filter(|size| *size > 0);
        let share = size.map(|size| bytes.saturating_mul(100) / size);
        let share = share.map_or_else(String::new, |percent| format!("{}%, ", percent.min(100)));
        let left = size.and_then(|size| left(bytes, size, millis)).unwrap_or_default();
        format!("{share}{} tickets, {speed} a second{left}", number(tickets))
    }
}

/// A helpdesk is slow: what is told is by the minute.
fn fetched(tickets: u64, whole: u64, millis: u64) -> String {
    let speed = number(tickets.saturating_mul(60_000) / millis);
    let left = left(tickets, whole, millis).unwrap_or_default();
    format!("{} of {} tickets fetched, {speed} a minute{left}", number(tickets), number(whole))
}

/// How long it will take, if it goes on as it did. Not told of less than a few seconds.
fn left(done: u64, whole: u64, millis: u64) -> Option<String> {
    let rest = whole.saturating_sub(done).saturating_mul(millis).checked_div(done)? / 1_000;
    match rest {
        0..5 => None,
        5..90 => Some(format!(", {rest} s left")),
        90..7_200 => Some(format!(", {} min left", rest / 60)),
        _ => Some(format!(", {} h left", rest / 3_600)),
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

    #[test]
    fn time_that_is_left_is_told_in_its_order_of_magnitude() {
        let at = |millis| Timestamp::from_millisecond(millis).expect("a time");
        let told = |tickets: u64, whole: u64, millis: i64| {
            Progress::fetching(true, whole, at(0)).text(tickets, 0, at(millis))
        };
        assert_eq!(told(0, 900, 1_000), "0 of 900 tickets fetched, 0 a minute");
        assert_eq!(told(30, 90, 10_000), "30 of 90 tickets fetched, 180 a minute, 20 s left");
        assert_eq!(told(300, 9_300, 120_000), "300 of 9,300 tickets fetched, 150 a minute, 60 min left");
        assert_eq!(told(300, 100_300, 120_000), "300 of 100,300 tickets fetched, 150 a minute, 11 h left");
        assert_eq!(told(89, 90, 90_000), "89 of 90 tickets fetched, 59 a minute");
    }
}
