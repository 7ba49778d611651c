//! What the service counts of its own work, for whoever watches it. Counters since the start; they only grow.

pub mod deliveries;
pub mod passes;
pub mod tickets;
pub mod writes;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::registry::Registry;

use crate::service::meter::deliveries::Deliveries;
use crate::service::meter::passes::Passes;
use crate::service::meter::tickets::Tickets;
use crate::service::meter::writes::Writes;

#[derive(Debug, Default)]
pub struct Meter {
    pub deliveries: Deliveries,
    pub passes: Passes,
    pub tickets: Tickets,
    pub writes: Writes,
    /// Tickets whose webhook never came.
    pub gap_filled: Counter,
    pub gap_failures: Counter,
    pub forgotten_rows: Counter,
    pub config_reloads: Counter,
    pub config_reload_failures: Counter,
    /// Requests to the API with an unknown token, or one whose role does not do.
    pub api_refused: Counter,
}

impl Meter {
    /// Counters' names get their `_total` by the library, and the helps their full stop.
    pub fn register(&self, registry: &mut Registry) {
        self.deliveries.register(registry);
        self.passes.register(registry);
        self.tickets.register(registry);
        self.writes.register(registry);
        let plain = [
            (
                "gap_filled",
                "Tickets that were found by the list of changes because their webhook did not come",
                &self.gap_filled,
            ),
            ("gap_failures", "Looks at the list of changes that failed", &self.gap_failures),
            ("forgotten_rows", "Rows forgotten because of their age", &self.forgotten_rows),
            ("config_reloads", "Changed configurations that were taken up", &self.config_reloads),
            (
                "config_reload_failures",
                "Changed configurations that were refused because of mistakes",
                &self.config_reload_failures,
            ),
            (
                "api_refused",
                "Requests to the API with a token that is unknown or whose role does not do",
                &self.api_refused,
            ),
        ];
        for (name, help, counter) in plain {
            registry.register(name, help, counter.clone());
        }
    }
}
