//! From a verified delivery to a ticket that is due, durably.

use std::sync::Arc;

use tracing::{Instrument, Span, debug_span};

use crate::clock::Clock;
use crate::helpdesk::Delivery;
use crate::service::meter::Meter;
use crate::service::timers::Waking;
use crate::store::{Accepted, NewDelivery, Store, StoreError, TicketKey};
use crate::trace::{Place, TARGET};

#[derive(Clone)]
pub struct Intake {
    pub store: Arc<dyn Store>,
    pub waking: Arc<Waking>,
    pub clock: Clock,
    pub meter: Arc<Meter>,
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
                trace: Place::of(&Span::current()),
            })
            .instrument(debug_span!(target: TARGET, "store"))
            .await;
        match &accepted {
            Ok(Accepted::New) => self.meter.deliveries.accepted.inc(),
            Ok(Accepted::Known) => self.meter.deliveries.known.inc(),
            Err(_) => self.meter.deliveries.not_stored.inc(),
        };
        let accepted = accepted?;
        self.waking.wake();
        Ok(accepted)
    }
}
