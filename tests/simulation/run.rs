//! One run: everything that happens in it comes from its seed.

use std::collections::VecDeque;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use preflight::service::gap;

use crate::actor::{Actor, End, Kind};
use crate::check;
use crate::desk::{Desk, Webhook};
use crate::fault::Weather;
use crate::ledger::Ledger;
use crate::process::{Ground, Process};
use crate::rules;
use crate::script::{self, Line};
use crate::stage::Stage;
use crate::storage::Storage;

const START_SECS: i64 = 1_790_000_000;
/// Events at most while people act, and after the last of them before it calms down.
const EVENTS_MAX: usize = 3_000;
const EVENTS_AFTER_MAX: usize = 60;
const PASSES_MAX: usize = 3;
/// A webhook that was not taken is sent again, up to so often.
const TRIES_MAX: u32 = 4;

pub struct Run {
    pub ground: Ground,
    /// None stands for one that is being started.
    processes: Vec<Option<Process>>,
    actors: Vec<Actor>,
    script: VecDeque<Line>,
    born: u32,
}

/// What came of a run.
#[derive(Debug, PartialEq, Eq)]
pub struct Story {
    pub broken: Vec<String>,
    pub trace: Vec<String>,
}

/// Live through the seed's script, calm down, and check what has come of it.
pub async fn run(seed: u64, storage: Storage) -> Story {
    let stage = Arc::new(Stage::new(seed));
    let start = Timestamp::from_second(START_SECS).expect("a valid time");
    let (rules, weather) = (rules::any(&stage), Weather::of(&stage));
    let ledger = Arc::new(Ledger::new(&stage, &rules));
    let script = script::write(&stage, start);
    let desk = Arc::new(Desk::new(&stage, &ledger, weather, stage.pick(2) == 0, start));
    let ground = Ground::new(seed, desk, rules, storage);
    let mut run = Run { ground, processes: Vec::new(), actors: Vec::new(), script: script.into(), born: 0 };
    stage.say(format!("{weather:?}"));
    run.live().await;
    run.rest().await;
    check::ending(&run).await;
    let (broken, trace) = stage.end();
    Story { broken, trace }
}

impl Run {
    fn stage(&self) -> &Stage {
        &self.ground.stage
    }

    /// One of them, whichever it is.
    pub fn process(&self) -> &Process {
        self.processes[0].as_ref().expect("it runs")
    }

    /// Where there is but one there is nothing to choose.
    fn any_process(&self) -> usize {
        let count = self.processes.len();
        if count == 1 { 0 } else { self.stage().pick(count) }
    }

    async fn live(&mut self) {
        for _ in 0..self.ground.storage.processes() {
            self.processes.push(Some(self.ground.start().await));
        }
        // Before the first ticket: older ones are none of Preflight's, unless it hears of them.
        let (worker, desk) = (Arc::clone(&self.process().worker), Arc::clone(&self.ground.desk));
        while self.stage().at_once(gap::look(&worker, desk.as_ref())).await.is_err() {}
        drop(worker);
        let mut after = 0;
        for _ in 0..EVENTS_MAX {
            self.event().await;
            after += usize::from(self.script.is_empty());
            if after > EVENTS_AFTER_MAX || !self.stage().holds() {
                break;
            }
        }
    }

    async fn event(&mut self) {
        let weather = self.ground.desk.weather;
        if self.stage().chance(weather.crash) {
            return self.crash().await;
        }
        if self.stage().chance(weather.clock) {
            let minutes = [-3_000, -70, -3, 0, 0, 3, 70, 3_000][self.stage().pick(8)];
            self.ground.set_ahead(SignedDuration::from_mins(minutes));
            return self.watch().await;
        }
        if self.stage().chance(weather.crowd) {
            return self.person();
        }
        match self.stage().pick(100) {
            0..=69 if !self.actors.is_empty() => self.somebody_acts().await,
            0..=76 => self.claim(),
            77..=83 => self.person(),
            84..=91 => self.deliver(),
            92..=94 => self.gap(),
            95..=96 => self.ground.desk.late_arrives(),
            97 => self.stop_somebody().await,
            98 => self.release(),
            _ => self.watch().await,
        }
    }

    async fn somebody_acts(&mut self) {
        let all: usize = self.actors.iter().map(|actor| actor.pace).sum();
        let mut number = self.stage().pick(all);
        let mut index = 0;
        while number >= self.actors[index].pace {
            number -= self.actors[index].pace;
            index += 1;
        }
        let stage = Arc::clone(&self.ground.stage);
        if let Some(end) = self.actors[index].step(&stage).await {
            let process = self.actors.remove(index).process;
            self.ended(process, end);
        }
    }

    /// In this process somebody has come to the end.
    fn ended(&mut self, process: usize, end: End) {
        match end {
            End::Passed | End::Looked => {}
            End::Claimed(leases) => {
                for lease in leases {
                    self.stage().say(format!("pass {} over ticket {}", self.born + 1, lease.ticket.id));
                    self.ground.ledger.passes(self.born + 1, &lease);
                    self.begin_in(process, |id, process| Actor::pass(id, process, lease));
                }
            }
            End::Delivered(webhook, taken) => self.delivered(&webhook, taken),
        }
    }

    fn begin(&mut self, make: impl FnOnce(u32, &Process) -> Actor) {
        let process = self.any_process();
        self.begin_in(process, make);
    }

    /// In this process.
    fn begin_in(&mut self, process: usize, make: impl FnOnce(u32, &Process) -> Actor) {
        self.born += 1;
        let running = self.processes[process].as_ref().expect("it runs");
        let mut actor = make(self.born, running);
        actor.process = process;
        if self.stage().pick(6) == 0 {
            actor.pace = 1;
        }
        self.actors.push(actor);
    }

    fn claim(&mut self) {
        let passes = self.actors.iter().filter(|actor| matches!(actor.kind, Kind::Pass(_))).count();
        if passes < PASSES_MAX * self.processes.len() {
            self.begin(|id, process| Actor::claim(id, process, 1));
        }
    }

    fn gap(&mut self) {
        if !self.actors.iter().any(|actor| actor.kind == Kind::Gap) {
            let desk = Arc::clone(&self.ground.desk);
            self.begin(|id, process| Actor::gap(id, process, &desk));
        }
    }

    fn release(&mut self) {
        self.begin(Actor::release);
    }

    /// The next in the script acts.
    fn person(&mut self) {
        self.stage().enter(0);
        if let Some(line) = self.script.pop_front() {
            self.ground.pass_secs(line.after_secs);
            self.ground.desk.happens(&line);
        }
    }

    /// Any of the webhooks under way arrives, the same perhaps a second time.
    fn deliver(&mut self) {
        let under_way = self.ground.desk.state().webhooks.clone();
        if !under_way.is_empty() {
            let webhook = under_way[self.stage().pick(under_way.len())].clone();
            self.begin(|id, process| Actor::delivery(id, process, webhook));
        }
    }

    fn delivered(&mut self, webhook: &Webhook, taken: bool) {
        let is_repeated = !taken || self.stage().chance(0.15);
        let mut state = self.ground.desk.state();
        for one in state.webhooks.iter_mut().filter(|one| one.key == webhook.key) {
            one.tries += if is_repeated { 1 } else { TRIES_MAX };
        }
        state.webhooks.retain(|one| one.tries < TRIES_MAX);
    }

    /// Somebody's patience ends: the service stops one, or its request hangs for ever.
    async fn stop_somebody(&mut self) {
        if self.actors.is_empty() {
            return;
        }
        let actor = self.actors.remove(self.stage().pick(self.actors.len()));
        self.stage().say(format!("{:?} of {} is stopped", actor.kind, actor.id));
        if matches!(actor.kind, Kind::Pass(_)) && self.stage().pick(2) == 0 {
            let stage = Arc::clone(&self.ground.stage);
            actor.stop(&stage).await;
        }
    }

    async fn crash(&mut self) {
        self.stage().enter(0);
        let process = self.any_process();
        self.stage().say("the process dies");
        self.actors.retain(|actor| actor.process != process);
        let dead = self.processes[process].take().map(|process| process.worker);
        assert!(dead.is_none_or(|worker| Arc::strong_count(&worker) == 1), "nothing of the dead runs on");
        self.processes[process] = Some(self.ground.start().await);
    }

    /// The clock is looked at, as before each claim.
    async fn watch(&mut self) {
        self.stage().enter(0);
        for process in self.processes.iter_mut().flatten() {
            let Process { worker, watch, .. } = process;
            self.ground.stage.at_once(watch.look(worker)).await;
        }
    }

    /// Nothing fails any more: everybody comes to an end, and what is due is done until nothing is.
    async fn rest(&mut self) {
        self.stage().calm_down();
        self.stage().say("it calms down");
        if self.ground.seed.is_multiple_of(3) {
            self.crash().await;
        }
        while !self.ground.desk.state().late.is_empty() {
            self.ground.desk.late_arrives();
        }
        self.ground.set_ahead(SignedDuration::ZERO);
        check::come_to_rest(self).await;
    }

    /// Everybody who acts goes on to the end.
    pub async fn finish(&mut self) {
        self.watch().await;
        while !self.actors.is_empty() {
            self.somebody_acts().await;
        }
    }

    /// Deliver what is left, look for what was lost, and do what is due. Returns whether there was anything to do.
    pub async fn work(&mut self) -> bool {
        let under_way = self.ground.desk.state().webhooks.clone();
        for webhook in under_way {
            self.begin(|id, process| Actor::delivery(id, process, webhook));
        }
        self.gap();
        self.finish().await;
        let born = self.born;
        self.claim();
        self.finish().await;
        self.born > born + 1
    }
}
