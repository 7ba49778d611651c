//! Where everything happens one step at a time: the seed's dice, the gates at which work stands still, and the trace.
//!
//! Each call to the helpdesk or the store passes a gate before and after its effect. Whoever stands at a gate goes on only
//! when the run polls it again; it may be polled much later, beside others, or never.

use std::future::Future;
use std::sync::{Mutex, MutexGuard};
use std::task::Poll;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

pub struct Stage(Mutex<State>);

struct State {
    dice: StdRng,
    /// Somebody has reached a gate since this was last asked.
    arrived: bool,
    /// Nobody who stands at a gate gets on.
    frozen: bool,
    /// No gates and no faults: the run is being brought to its end.
    calm: bool,
    /// Who acts now.
    actor: u32,
    steps: u64,
    trace: Vec<String>,
    broken: Vec<String>,
}

impl Stage {
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(State {
            dice: StdRng::seed_from_u64(seed),
            arrived: false,
            frozen: false,
            calm: false,
            actor: 0,
            steps: 0,
            trace: Vec::new(),
            broken: Vec::new(),
        }))
    }

    /// Stand still until polled again.
    pub fn gate(&self) -> impl Future<Output = ()> + Send + '_ {
        let mut stood = false;
        std::future::poll_fn(move |_| {
            let mut state = self.lock();
            if state.calm || state.frozen && !stood || stood && !state.frozen {
                state.steps += 1;
                return Poll::Ready(());
            }
            (state.arrived, stood) = (!state.frozen, true);
            Poll::Pending
        })
    }

    pub fn has_arrived(&self) -> bool {
        std::mem::take(&mut self.lock().arrived)
    }

    /// All of it, gate by gate, while nobody else gets on.
    pub async fn at_once<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = std::pin::pin!(work);
        std::future::poll_fn(|context| {
            loop {
                match work.as_mut().poll(context) {
                    Poll::Pending if self.has_arrived() => {}
                    other => return other,
                }
            }
        })
        .await
    }

    pub fn freeze(&self, frozen: bool) {
        self.lock().frozen = frozen;
    }

    pub fn calm_down(&self) {
        self.lock().calm = true;
    }

    pub fn enter(&self, actor: u32) {
        self.lock().actor = actor;
    }

    pub fn actor(&self) -> u32 {
        self.lock().actor
    }

    pub fn steps(&self) -> u64 {
        self.lock().steps
    }

    /// A number that grows with whatever happens.
    pub fn step(&self) -> u64 {
        let mut state = self.lock();
        state.steps += 1;
        state.steps
    }

    /// True with this probability, and never once the run is calm.
    pub fn chance(&self, probability: f64) -> bool {
        let mut state = self.lock();
        !state.calm && state.dice.random_bool(probability)
    }

    /// One of so many.
    pub fn pick(&self, count: usize) -> usize {
        self.lock().dice.random_range(0..count)
    }

    pub fn say(&self, what: impl AsRef<str>) {
        let mut state = self.lock();
        let line = format!("{:>5} {:>3}  {}", state.steps, state.actor, what.as_ref());
        state.trace.push(line);
    }

    /// What must hold does not.
    pub fn broken(&self, what: impl Into<String>) {
        let what = what.into();
        self.say(format!("BROKEN: {what}"));
        self.lock().broken.push(what);
    }

    pub fn holds(&self) -> bool {
        self.lock().broken.is_empty()
    }

    /// What does not hold, and all that happened.
    pub fn end(&self) -> (Vec<String>, Vec<String>) {
        let mut state = self.lock();
        (std::mem::take(&mut state.broken), std::mem::take(&mut state.trace))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("nobody panics with it")
    }
}
