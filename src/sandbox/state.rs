//! What the handles and the request handlers share: the desk, the courier, and the news that something changed.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use crate::sandbox::access::Access;
use crate::sandbox::delivery::{Addressee, Courier, ulid};
use crate::sandbox::desk::{Change, Desk};
use crate::sandbox::fault::Faults;
use crate::sandbox::limit::Limits;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::request::RequestEntry;
use crate::sandbox::rule::Rules;
use crate::sandbox::settings::Settings;
use crate::sandbox::view::{Staff, TicketView};
use crate::sandbox::webhook::{Webhook, payloads};

/// How many API requests the log keeps.
const REQUESTS_MAX: usize = 10_000;

#[derive(Debug)]
pub struct State {
    pub settings: Settings,
    pub url: String,
    pub staff: Staff,
    pub desk: Mutex<Desk>,
    pub access: Mutex<Access>,
    pub limits: Mutex<Limits>,
    pub faults: Faults,
    pub courier: Courier,
    pub stop: CancellationToken,
    pub webhooks: Mutex<Vec<Addressee>>,
    /// What was set up by the API, besides.
    pub rules: Mutex<Rules>,
    pub requests: Mutex<VecDeque<RequestEntry>>,
    /// The name under which a custom field's id is shown.
    pub keys: BTreeMap<u64, String>,
    pub runtime: tokio::runtime::Handle,
    pub changed: watch::Sender<u64>,
    /// How many pages may follow the changes.
    pub watchers: Arc<Semaphore>,
}

impl State {
    /// Changes the desk, and tells the webhooks and all who watch.
    pub fn change(
        self: &Arc<Self>,
        act: impl FnOnce(&mut Desk) -> Result<Change, Refusal>,
    ) -> Result<Change, Refusal> {
        let due = {
            let mut desk = lock(&self.desk);
            let change = act(&mut desk)?;
            let due = lock(&self.webhooks)
                .iter()
                .flat_map(|addressee| {
                    let account = self.settings.account_id;
                    payloads(addressee.webhook.flavour, &change, &desk, account)
                        .into_iter()
                        .map(|payload| (addressee.clone(), payload))
                })
                .chain(lock(&self.rules).due(&change, &desk))
                .collect::<Vec<_>>();
            (change, due)
        };
        let (change, due) = due;
        let now = self.settings.clock.now();
        for (addressee, payload) in due {
            let invocation = self.courier.enter(change.ticket, &addressee, payload, now);
            self.send(invocation);
        }
        self.tell();
        Ok(change)
    }

    /// Makes a delivery that the courier knows, in the background.
    pub fn send(self: &Arc<Self>, invocation: String) {
        let (state, fault) = (Arc::clone(self), self.faults.take_delivery());
        self.runtime.spawn(async move {
            let now = state.settings.clock.now();
            tokio::select! {
                () = state.stop.cancelled() => {}
                () = state.courier.deliver(&invocation, fault, now) => state.tell(),
            }
        });
    }

    pub fn add_webhook(&self, webhook: Webhook) -> String {
        let id = ulid(self.settings.clock.now());
        lock(&self.webhooks).push(Addressee { id: id.clone(), webhook });
        id
    }

    /// A deleted ticket can still be viewed.
    pub fn view(&self, id: u64) -> Option<TicketView> {
        let desk = lock(&self.desk);
        desk.tickets.get(&id).map(|record| TicketView::of(record, &desk, self.staff, &self.keys))
    }

    pub fn log(&self, entry: RequestEntry) {
        let mut requests = lock(&self.requests);
        if requests.len() >= REQUESTS_MAX {
            requests.pop_front();
        }
        requests.push_back(entry);
        drop(requests);
        self.tell();
    }

    pub fn tell(&self) {
        self.changed.send_modify(|version| *version += 1);
    }
}

/// Nothing of the sandbox panics while it holds a lock and leaves a state half changed, so poison is ignored.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
