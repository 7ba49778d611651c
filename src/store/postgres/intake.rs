//! Deliveries on their way in: what waits is kept by one transaction, and answered once that is on disk.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{Semaphore, oneshot};

use crate::store::crowd::{BATCH_REQUESTS_MAX, Crowd, GATHER};
use crate::store::postgres::database::Database;
use crate::store::postgres::delivery;
use crate::store::postgres::failure::unavailable;
use crate::store::postgres::wake::Bell;
use crate::store::{Accepted, NewDelivery, StoreError};

/// Deliveries that may wait; more are turned away.
const QUEUE_DELIVERIES_MAX: usize = 8_192;
/// Transactions under way: while one is brought to the disk, the next is put together.
const BATCHES_MAX: usize = 2;

type Answer = oneshot::Sender<Result<Accepted, StoreError>>;

/// Dropping it lets what is waiting be kept and answered.
pub(super) struct Intake {
    queue: Sender<(NewDelivery, Answer)>,
}

impl Intake {
    pub(super) fn start(database: Database, bell: Bell) -> Self {
        let (queue, waiting) = channel(QUEUE_DELIVERIES_MAX);
        tokio::spawn(work(database, bell, waiting));
        Self { queue }
    }

    /// Once it is queued it is kept, even if nobody waits for the answer any more.
    pub(super) async fn accept(&self, delivery: NewDelivery) -> Result<Accepted, StoreError> {
        let (answer, answered) = oneshot::channel();
        match self.queue.try_send((delivery, answer)) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => return Err(unavailable("too many deliveries are waiting")),
            Err(TrySendError::Closed(_)) => return Err(unavailable("the intake has ended")),
        }
        answered.await.unwrap_or_else(|_| Err(unavailable("the intake ended before it answered")))
    }
}

async fn work(database: Database, bell: Bell, mut waiting: Receiver<(NewDelivery, Answer)>) {
    let free = Arc::new(Semaphore::new(BATCHES_MAX));
    let crowd = Arc::new(Mutex::new(Crowd::default()));
    loop {
        let permit = Arc::clone(&free).acquire_owned().await.expect("it is never closed");
        let Some(first) = waiting.recv().await else { return };
        if locked(&crowd).is_back(Instant::now()) {
            tokio::time::sleep(GATHER).await;
        }
        let mut batch = vec![first];
        while batch.len() < BATCH_REQUESTS_MAX
            && let Ok(next) = waiting.try_recv()
        {
            batch.push(next);
        }
        let (database, bell, crowd) = (database.clone(), bell.clone(), Arc::clone(&crowd));
        tokio::spawn(async move {
            keep(&database, &bell, &crowd, batch).await;
            drop(permit);
        });
    }
}

fn locked(crowd: &Mutex<Crowd>) -> MutexGuard<'_, Crowd> {
    crowd.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn keep(database: &Database, bell: &Bell, crowd: &Mutex<Crowd>, batch: Vec<(NewDelivery, Answer)>) {
    let (deliveries, answers): (Vec<NewDelivery>, Vec<Answer>) = batch.into_iter().unzip();
    let deliveries = Arc::new(deliveries);
    let kept = match delivery::accept(database, Arc::clone(&deliveries)).await {
        // Something about one of them: it is not to fail the others.
        Err(error) if deliveries.len() > 1 && !is_out_of_reach(&error) => {
            one_by_one(database, &deliveries).await
        }
        Err(error) => deliveries.iter().map(|_| Err(again(&error))).collect(),
        Ok(kept) => kept.into_iter().map(Ok).collect(),
    };
    if kept.iter().any(Result::is_ok) {
        bell.ring();
    }
    locked(crowd).left(deliveries.len(), Instant::now());
    for (answer, accepted) in answers.into_iter().zip(kept) {
        // An error means that nobody waits for the answer any more.
        let _ = answer.send(accepted);
    }
}

async fn one_by_one(database: &Database, deliveries: &[NewDelivery]) -> Vec<Result<Accepted, StoreError>> {
    let mut kept = Vec::new();
    for delivery in deliveries {
        let one = delivery::accept(database, Arc::new(vec![delivery.clone()])).await;
        kept.push(one.map(|accepted| accepted.first().copied().unwrap_or(Accepted::New)));
    }
    kept
}

/// Whether each of them would meet the same.
fn is_out_of_reach(error: &StoreError) -> bool {
    match error {
        StoreError::Unavailable { detail } => !detail.contains("SQLSTATE"),
        StoreError::LeaseLost | StoreError::Unreadable { .. } => true,
    }
}

fn again(error: &StoreError) -> StoreError {
    unavailable(&error.to_string())
}
