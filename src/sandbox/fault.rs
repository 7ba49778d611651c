//! Faults as data: what shall go wrong with the next requests of a kind, or with the next deliveries.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// What a request to the API asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Op {
    Token,
    FetchTicket,
    FetchComments,
    UpdateTicket,
    ListTags,
    SetTags,
    AddTags,
    RemoveTags,
    Audits,
    ShowUser,
    ShowMe,
    ShowUsers,
    ExportTickets,
    Search,
    ReadWebhooks,
    WriteWebhooks,
    ReadTriggers,
    WriteTriggers,
    ListFields,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An error before anything is done.
    Status(u16),
    TooManyRequests {
        retry_after_secs: u32,
    },
    /// 503 with `Retry-After`.
    Unavailable {
        retry_after_secs: u32,
    },
    /// Nothing is done, and the connection is closed without an answer.
    Drop,
    /// Nothing is done and no answer comes until the caller gives up.
    Hang,
    /// The work is done, and the connection is closed without an answer.
    ApplyThenDrop,
    /// The work is done, and no answer comes until the caller gives up.
    ApplyThenHang,
    /// The work is done, and the answer is an error.
    ApplyThenStatus(u16),
    /// The work is done; its answer breaks off in the middle.
    TruncatedJson,
    /// The work is done; the answer is JSON of another shape.
    WrongJson,
    /// Everything goes well, later. Milliseconds.
    Slow(u64),
}

/// What happens to a webhook delivery on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryFault {
    Lose,
    /// Delivered twice under the same invocation.
    Duplicate,
    /// Milliseconds, so that later deliveries overtake it.
    Delay(u64),
    /// Signed with another secret.
    WrongSignature,
}

/// The faults to come. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Debug, Default)]
struct Waiting {
    requests: HashMap<Op, VecDeque<Fault>>,
    deliveries: VecDeque<DeliveryFault>,
}

impl Faults {
    /// The next request of this kind meets the fault; called twice, so do the next two.
    pub fn next(&self, op: Op, fault: Fault) {
        self.lock().requests.entry(op).or_default().push_back(fault);
    }

    pub fn next_delivery(&self, fault: DeliveryFault) {
        self.lock().deliveries.push_back(fault);
    }

    /// From now on everything goes well.
    pub fn clear(&self) {
        *self.lock() = Waiting::default();
    }

    /// Whether every fault has been met.
    pub fn are_spent(&self) -> bool {
        let waiting = self.lock();
        waiting.deliveries.is_empty() && waiting.requests.values().all(VecDeque::is_empty)
    }

    pub(in crate::sandbox) fn take(&self, op: Op) -> Option<Fault> {
        self.lock().requests.get_mut(&op)?.pop_front()
    }

    pub(in crate::sandbox) fn take_delivery(&self) -> Option<DeliveryFault> {
        self.lock().deliveries.pop_front()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
