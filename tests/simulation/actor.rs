//! Those who act beside each other: passes, claims, deliveries, looks for gaps. Each goes on by one step when polled.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use preflight::helpdesk::Delivery;
use preflight::service::gap;
use preflight::store::{Lease, Release};
use tokio_util::sync::CancellationToken;

use crate::desk::{Desk, Webhook};
use crate::process::Process;
use crate::stage::Stage;

pub struct Actor {
    pub id: u32,
    /// The process that it is part of.
    pub process: usize,
    pub kind: Kind,
    /// How often its turn comes.
    pub pace: usize,
    pub give_up: CancellationToken,
    /// It stands at a gate.
    stands: bool,
    future: Pin<Box<dyn Future<Output = End>>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    Pass(String),
    Claim,
    Delivery(String),
    Gap,
    Release,
}

pub enum End {
    Passed,
    Claimed(Vec<Lease>),
    /// The webhook's answer: whether it was taken.
    Delivered(Webhook, bool),
    Looked,
}

impl Actor {
    fn new(id: u32, kind: Kind, future: impl Future<Output = End> + 'static) -> Self {
        Self {
            id,
            process: 0,
            kind,
            pace: 10,
            give_up: CancellationToken::new(),
            stands: false,
            future: Box::pin(future),
        }
    }

    pub fn pass(id: u32, process: &Process, lease: Lease) -> Self {
        let (worker, kind) = (Arc::clone(&process.worker), Kind::Pass(lease.ticket.id.clone()));
        let give_up = CancellationToken::new();
        let given = give_up.clone();
        let pass = async move {
            worker.pass(lease, given).await;
            End::Passed
        };
        Self { give_up, ..Self::new(id, kind, pass) }
    }

    pub fn claim(id: u32, process: &Process, limit: u32) -> Self {
        let worker = Arc::clone(&process.worker);
        let claim = async move { End::Claimed(worker.claim(limit).await.unwrap_or_default()) };
        Self::new(id, Kind::Claim, claim)
    }

    pub fn delivery(id: u32, process: &Process, webhook: Webhook) -> Self {
        let (intake, kind) = (process.intake.clone(), Kind::Delivery(webhook.key.clone()));
        let (key, ticket_id) = (webhook.key.clone(), webhook.ticket.clone());
        let delivery = Delivery { key, ticket_id, event: "ticket_changed".into() };
        Self::new(id, kind, async move {
            let taken = intake.take("acme", delivery).await.is_ok();
            End::Delivered(webhook, taken)
        })
    }

    pub fn gap(id: u32, process: &Process, desk: &Arc<Desk>) -> Self {
        let (worker, desk) = (Arc::clone(&process.worker), Arc::clone(desk));
        Self::new(id, Kind::Gap, async move {
            let _ = gap::look(&worker, desk.as_ref()).await;
            End::Looked
        })
    }

    /// Somebody says `preflight release`.
    pub fn release(id: u32, process: &Process) -> Self {
        let worker = Arc::clone(&process.worker);
        Self::new(id, Kind::Release, async move {
            let _ = worker.store.release(Release::All, worker.clock.now()).await;
            End::Looked
        })
    }

    /// Up to the next gate, or to the end.
    pub async fn step(&mut self, stage: &Stage) -> Option<End> {
        stage.enter(self.id);
        self.stands = true;
        std::future::poll_fn(|context| match self.future.as_mut().poll(context) {
            Poll::Ready(end) => Poll::Ready(Some(end)),
            Poll::Pending if stage.has_arrived() => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        })
        .await
    }

    /// It gives up where it stands, as when the service stops.
    pub async fn stop(mut self, stage: &Stage) {
        // Who has not begun would not stand still, and might or might not get on before it is told.
        if !self.stands {
            return;
        }
        stage.enter(self.id);
        stage.freeze(true);
        self.give_up.cancel();
        let before = stage.steps();
        std::future::poll_fn(|context| match self.future.as_mut().poll(context) {
            // It was told too late: all that is left is to remember how it ended, and that hangs.
            Poll::Pending if stage.steps() == before => Poll::Ready(()),
            other => other.map(|_| ()),
        })
        .await;
        stage.freeze(false);
    }
}
