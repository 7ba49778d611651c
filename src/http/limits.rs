//! What one client may take of the service: time and connections. A parameter, so that a test need not wait for it.

use std::time::Duration;

#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a client may take to send a request's head.
    pub head_max: Duration,
    /// How long it may take to send the body.
    pub body_max: Duration,
    /// How long a request may take from its head to its answer. What is cut off here has long failed otherwise.
    pub request_max: Duration,
    /// How long a connection stays open without a request.
    pub idle_max: Duration,
    /// How long a connection may take to close.
    pub close_max: Duration,
    /// Connections that one thread serves at the same time.
    pub connections_per_thread_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head_max: Duration::from_secs(10),
            body_max: Duration::from_secs(10),
            request_max: Duration::from_secs(120),
            idle_max: Duration::from_secs(30),
            close_max: Duration::from_secs(5),
            // Two handles each: with two threads this stays below the 1,024 that a process usually has.
            connections_per_thread_max: 200,
        }
    }
}
