//! What must hold at every moment, held against each thing that happens.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::{SignedDuration, Timestamp};
use preflight::reply::write::Write;
use preflight::service::judge::Rules;
use preflight::store::{Claim, Intent, Lease};

use crate::stage::Stage;
use crate::ticket::Entry;

const DAY: SignedDuration = SignedDuration::from_hours(24);
const MINUTE: SignedDuration = SignedDuration::from_mins(1);

pub struct Ledger {
    stage: Arc<Stage>,
    rules: Arc<Rules>,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    /// By who acts: when the last fetch began, and what was read then.
    begun: BTreeMap<u32, u64>,
    readings: BTreeMap<u32, Reading>,
    /// By ticket: the last delivery that was accepted, and the begin of the last fetch of a pass that came to its end.
    accepted: BTreeMap<String, u64>,
    looked: BTreeMap<String, u64>,
    /// By ticket: the last lease that was given, and until when.
    leases: BTreeMap<String, (String, Timestamp)>,
    /// By who acts: the lease of the pass. By ticket: the token of the newest lease.
    passes: BTreeMap<u32, Lease>,
    newest: BTreeMap<String, String>,
    /// Public comments by ticket and key: when they were last intended, in which order.
    intended: BTreeMap<(String, String), (Timestamp, u64)>,
    fuse: Fuse,
    comments: Vec<Made>,
}

#[derive(Default)]
struct Fuse {
    is_open: bool,
    /// Comments from before are not counted.
    closed: u64,
}

/// What a pass knew of its ticket.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// What people had changed by then.
    pub people: u64,
    /// The time by which it was judged.
    pub judged_at: Timestamp,
}

/// A public comment that is in the helpdesk.
struct Made {
    ticket: String,
    requester: String,
    key: String,
}

impl Ledger {
    pub fn new(stage: &Arc<Stage>, rules: &Arc<Rules>) -> Self {
        Self { stage: Arc::clone(stage), rules: Arc::clone(rules), book: Mutex::default() }
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().expect("nobody panics with it")
    }

    pub fn fetch_begins(&self) {
        let (actor, step) = (self.stage.actor(), self.stage.step());
        self.book().begun.insert(actor, step);
    }

    pub fn reads(&self, people: u64) {
        self.book().readings.entry(self.stage.actor()).or_default().people = people;
    }

    pub fn judges(&self, now: Timestamp) {
        self.book().readings.entry(self.stage.actor()).or_default().judged_at = now;
    }

    pub fn reading(&self) -> Reading {
        self.book().readings.get(&self.stage.actor()).cloned().unwrap_or_default()
    }

    pub fn accepts(&self, ticket: &str) {
        let step = self.stage.step();
        self.book().accepted.insert(ticket.to_owned(), step);
    }

    /// Nobody is given a ticket that another one holds.
    pub fn claims(&self, wanted: &Claim, leases: &[Lease]) {
        for lease in leases {
            self.book().newest.insert(lease.ticket.id.clone(), lease.token.clone());
            let given = (lease.token.clone(), wanted.lease_until);
            let before = self.book().leases.insert(lease.ticket.id.clone(), given);
            if let Some((_, until)) = before.filter(|(_, until)| *until > wanted.now) {
                let id = &lease.ticket.id;
                self.stage.broken(format!("ticket {id} was given away while it was held until {until}"));
            }
        }
    }

    pub fn passes(&self, actor: u32, lease: &Lease) {
        self.book().passes.insert(actor, lease.clone());
    }

    /// Whether who acts now is in a pass over a ticket that another was given since.
    pub fn has_lost_lease(&self) -> bool {
        let book = self.book();
        let lease = book.passes.get(&self.stage.actor());
        lease
            .is_some_and(|lease| book.newest.get(&lease.ticket.id).is_some_and(|token| *token != lease.token))
    }

    /// The lease has ended, with a pass that looked at the ticket or with one that didn't.
    pub fn lets_go(&self, lease: &Lease, looked: bool) {
        let mut book = self.book();
        let id = &lease.ticket.id;
        if book.leases.get(id).is_some_and(|(token, _)| *token == lease.token) {
            book.leases.remove(id);
        }
        if let Some(begun) = book.begun.get(&self.stage.actor()).copied().filter(|_| looked) {
            let last = book.looked.entry(id.clone()).or_default();
            *last = begun.max(*last);
        }
    }

    /// The process has died, or the clock was set back: leases are not what they were.
    pub fn forgets_leases(&self) {
        self.book().leases.clear();
    }

    /// Only the holder of the ticket gets to write, and not while the fuse is open or beyond its limit.
    pub fn intends(&self, lease: &Lease, write: &Write, intent: Intent, now: Timestamp) {
        let order = self.stage.step();
        let mut book = self.book();
        let mut broken = Vec::new();
        match intent {
            Intent::Fused => book.fuse.is_open = true,
            Intent::Written | Intent::Limited => {}
            Intent::New | Intent::Tried => {
                if book.leases.get(&lease.ticket.id).is_some_and(|(token, _)| *token != lease.token) {
                    broken.push("somebody else may write while another holds the ticket");
                }
                if book.fuse.is_open {
                    broken.push("something is written although the fuse is open");
                }
                if write.is_public() {
                    let key = (lease.ticket.id.clone(), write.key.clone());
                    book.intended.remove(&key);
                    let counts = |(at, when): &&(Timestamp, u64)| {
                        *when > book.fuse.closed && *at > now - MINUTE && *at <= now
                    };
                    let count = book.intended.values().filter(counts).count();
                    if count >= self.rules.policy.limits.comments_per_minute_max as usize {
                        broken.push("the fuse did not blow");
                    }
                    book.intended.insert(key, (now, order));
                }
            }
        }
        drop(book);
        broken.into_iter().for_each(|what| self.stage.broken(format!("ticket {}: {what}", lease.ticket.id)));
    }

    pub fn closes_fuse(&self) {
        let step = self.stage.step();
        self.book().fuse = Fuse { is_open: false, closed: step };
    }

    /// A write reaches the helpdesk: not twice, not on a state that the ticket has left, not into a ticket that is left
    /// alone, and not beyond the limits.
    pub fn made(&self, entry: &Entry, write: &Write, reading: &Reading) {
        let id = &entry.ticket.id;
        let mut broken = Vec::new();
        if entry.made.contains_key(&write.key) {
            broken.push(format!("{} is written twice", write.key));
        }
        if entry.people != reading.people {
            broken.push("it is written on a state that the ticket has left".to_owned());
        }
        let tags = &self.rules.policy.agent_tags;
        if tags.is_held(&entry.ticket) || tags.is_skipped(&entry.ticket) || entry.status == "solved" {
            broken.push("it is written into a ticket that is left alone".to_owned());
        }
        broken.extend(self.contradiction(entry, write, reading.judged_at));
        if write.is_public() {
            broken.extend(self.beyond(entry, write).map(str::to_owned));
        }
        broken.into_iter().for_each(|what| self.stage.broken(format!("ticket {id}: {what}")));
    }

    /// What the write tells against the ticket as it stands.
    fn contradiction(&self, entry: &Entry, write: &Write, judged_at: Timestamp) -> Option<String> {
        let told = write.told.as_ref()?;
        let report = self.rules.checker.check(&entry.ticket, judged_at);
        let same = told.verdict == report.verdict
            && told.gate == report.gate
            && told.wait_until == report.wait_until
            && told.asked.iter().all(|asked| report.asked().any(|(item, _)| item == asked.item));
        (!same).then(|| format!("it tells {told:?}, and the ticket is {}", report.verdict.name()))
    }

    /// The limits of the ticket and of its requester.
    fn beyond(&self, entry: &Entry, write: &Write) -> Option<&'static str> {
        let limits = &self.rules.policy.limits;
        let (id, requester) = (&entry.ticket.id, &entry.ticket.requester.id);
        let mut book = self.book();
        let at = |book: &Book, ticket: &String, key: &String| {
            book.intended.get(&(ticket.clone(), key.clone())).map(|(at, _)| *at)
        };
        let Some(now) = at(&book, id, &write.key) else { return Some("it was never intended") };
        let lately =
            |made: &&Made| at(&book, &made.ticket, &made.key).is_some_and(|at| at > now - DAY && at <= now);
        let of_requester =
            book.comments.iter().filter(|made| made.requester == *requester).filter(lately).count();
        let in_ticket = book.comments.iter().filter(|made| made.ticket == *id).filter(lately).count();
        let made = Made { ticket: id.clone(), requester: requester.clone(), key: write.key.clone() };
        book.comments.push(made);
        if in_ticket >= limits.comments_per_ticket_per_day_max as usize {
            return Some("there are more comments in the ticket than there may be");
        }
        (of_requester >= limits.comments_per_requester_per_day_max as usize)
            .then_some("there are more comments to the requester than there may be")
    }

    /// Deliveries that nobody has looked at.
    pub fn overlooked(&self) -> Vec<String> {
        let book = self.book();
        let is_overlooked =
            |(id, accepted): &(&String, &u64)| book.looked.get(*id).is_none_or(|at| at < *accepted);
        book.accepted.iter().filter(is_overlooked).map(|(id, _)| id.clone()).collect()
    }
}
