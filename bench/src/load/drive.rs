//! The loop that waits for connections and for the time at which deliveries are due.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use mio::{Events, Interest, Poll, Token};

use crate::load::Arguments;
use crate::load::connection::Connection;
use crate::load::delivery::Deliveries;
use crate::numbers::micros;

/// How long answers are waited for after the end.
const LAST_ANSWERS_SECS_MAX: u64 = 10;
/// Waits are rounded up to so much, so the last of a wait is spent looking.
const AWAKE: Duration = Duration::from_millis(1);
/// More broken connections than this, and there is nothing to measure.
const BROKEN_MAX: u64 = 1_000;

#[derive(Default)]
pub struct Driven {
    /// Microseconds, of what was answered within the measured time.
    pub latencies: Vec<u32>,
    pub took: Duration,
    pub answered: u64,
    pub refused: u64,
    pub broken: u64,
}

struct Drive<'a> {
    arguments: &'a Arguments,
    deliveries: &'a mut Deliveries,
    poll: Poll,
    connections: Vec<Connection>,
    /// When what a connection has sent was due; none if it is free.
    under_way: Vec<Option<Instant>>,
    free: VecDeque<usize>,
    sent: u64,
    start: Instant,
    driven: Driven,
}

pub fn drive(arguments: &Arguments, deliveries: &mut Deliveries) -> anyhow::Result<Driven> {
    let poll = Poll::new().context("epoll")?;
    let connections = (0..arguments.connections).map(|_| Connection::open(arguments.to));
    let connections = connections.collect::<anyhow::Result<Vec<_>>>().context("can't connect")?;
    let mut drive = Drive {
        under_way: vec![None; connections.len()],
        free: (0..connections.len()).collect(),
        arguments,
        deliveries,
        poll,
        connections,
        sent: 0,
        start: Instant::now(),
        driven: Driven::default(),
    };
    for index in 0..drive.connections.len() {
        drive.watch(index)?;
    }
    drive.run()?;
    Ok(drive.driven)
}

impl Drive<'_> {
    fn run(&mut self) -> anyhow::Result<()> {
        let end = Duration::from_secs_f64(self.arguments.warm_secs + self.arguments.secs);
        let interval = self.arguments.rate.map(|rate| Duration::from_secs(1) / rate);
        let mut due = Duration::ZERO;
        let mut events = Events::with_capacity(self.connections.len());
        self.start = Instant::now();
        loop {
            let now = self.start.elapsed();
            let over = now >= end || self.sent >= self.arguments.deliveries;
            if over {
                if self.driven.took.is_zero() {
                    self.driven.took = now.min(end).max(Duration::from_millis(1));
                }
                let is_late = now > self.driven.took + Duration::from_secs(LAST_ANSWERS_SECS_MAX);
                if self.free.len() == self.connections.len() || is_late {
                    return Ok(());
                }
            } else {
                match interval {
                    None => {
                        while self.sent < self.arguments.deliveries
                            && let Some(index) = self.free.pop_front()
                        {
                            self.send(index, self.start.elapsed())?;
                        }
                    }
                    // What finds no free connection goes out later, and counts from when it was due.
                    Some(interval) => {
                        while due <= now
                            && let Some(index) = self.free.pop_front()
                        {
                            self.send(index, due)?;
                            due += interval;
                        }
                    }
                }
            }
            let wait = match interval {
                Some(_) if !over && !self.free.is_empty() => {
                    due.saturating_sub(self.start.elapsed()).saturating_sub(AWAKE)
                }
                _ => Duration::from_millis(50),
            };
            self.poll.poll(&mut events, Some(wait)).context("epoll")?;
            for event in &events {
                self.ready(event.token().0, end)?;
            }
        }
    }

    fn send(&mut self, index: usize, due: Duration) -> anyhow::Result<()> {
        self.sent += 1;
        self.under_way[index] = Some(self.start + due);
        let connection = &mut self.connections[index];
        self.deliveries.write(&mut connection.request);
        if connection.send().is_err() {
            self.replace(index)?;
        }
        Ok(())
    }

    fn ready(&mut self, index: usize, end: Duration) -> anyhow::Result<()> {
        let Some(due) = self.under_way[index] else {
            // The server has closed a connection that had nothing to do.
            if self.connections[index].receive().is_err() {
                self.free.retain(|free| *free != index);
                self.replace(index)?;
            }
            return Ok(());
        };
        let connection = &mut self.connections[index];
        let answered =
            connection.send().and_then(|is_out| if is_out { connection.receive() } else { Ok(None) });
        match answered {
            Ok(None) => {}
            Ok(Some(status)) => {
                let now = Instant::now();
                let at = now - self.start;
                self.driven.answered += 1;
                self.driven.refused += u64::from(!(200..300).contains(&status));
                if at >= Duration::from_secs_f64(self.arguments.warm_secs) && at < end {
                    self.driven.latencies.push(micros(now - due));
                }
                self.under_way[index] = None;
                self.free.push_back(index);
            }
            Err(_) => self.replace(index)?,
        }
        Ok(())
    }

    /// A new connection in the place of one that broke.
    fn replace(&mut self, index: usize) -> anyhow::Result<()> {
        self.driven.broken += 1;
        ensure!(self.driven.broken < BROKEN_MAX, "connections keep breaking");
        self.connections[index] = Connection::open(self.arguments.to)?;
        self.under_way[index] = None;
        self.free.push_back(index);
        self.watch(index)
    }

    fn watch(&mut self, index: usize) -> anyhow::Result<()> {
        let stream = &mut self.connections[index].stream;
        let interest = Interest::READABLE | Interest::WRITABLE;
        self.poll.registry().register(stream, Token(index), interest).context("epoll")
    }
}
