//! From a verified delivery to a ticket that is due, durably.

use std::sync::Arc;

use crate::clock::Clock;
use crate::helpdesk::Delivery;
use crate::service::timers::Waking;
use crate::store::{Accepted, NewDelivery, Store, StoreError, TicketKey};

#[derive(Clone)]
pub struct Intake {
    pub store: Arc<dyn Store>,
    pub waking: Arc<Waking>,
    pub clock: Clock,
}

impl Intake {
    /// The delivery is on disk when this returns, and the workers know.
    ///
    /// A caller that goes away meanwhile does no harm: what is queued is committed all the same, and the workers' tick
    /// finds it.
    pub async fn take(&self, helpdesk: &str, delivery: Delivery) -> Result<Accepted, StoreError> {
        let accepted = self
            .store
            .accept(NewDelivery {
                ticket: TicketKey { helpdesk: helpdesk.to_owned(), id: delivery.ticket_id },
                key: delivery.key,
                event: delivery.event,
                received_at: self.clock.now(),
            })
            .await?;
        self.waking.wake();
        Ok(accepted)
    }
}
