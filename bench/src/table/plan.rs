//! How long and how often things are measured.

use crate::table::{Arguments, Part};

#[derive(Clone, Debug)]
pub struct Plan {
    pub parts: Vec<Part>,
    pub short: bool,
    /// How often each pair is measured, one beside the other.
    pub rounds: usize,
    pub warm_secs: f64,
    pub secs: f64,
    /// Seconds at a fixed rate: rare delays need a long look.
    pub steady_secs: f64,
    /// Tickets of one round of passes. The sandbox remembers 10,000 calls, of which each pass makes seven or so.
    pub tickets: usize,
    /// Deliveries to an idle service.
    pub deliveries: usize,
    pub starts: usize,
    /// Tickets that a large store holds.
    pub stored: u64,
    pub backtest_tickets: usize,
}

/// What CI looks at.
const SHORT: [Part; 4] = [Part::Intake, Part::Passes, Part::Reading, Part::Size];

const LONG: [Part; 8] = [
    Part::Intake,
    Part::Postgres,
    Part::Peers,
    Part::Passes,
    Part::Reading,
    Part::Backtest,
    Part::Size,
    Part::Growth,
];

impl Plan {
    pub fn of(arguments: &Arguments) -> Self {
        let mut parts = match (arguments.only.is_empty(), arguments.short) {
            (false, _) => arguments.only.clone(),
            (true, true) => SHORT.to_vec(),
            (true, false) => LONG.to_vec(),
        };
        if arguments.builds {
            parts.push(Part::Builds);
        }
        let mut plan = if arguments.short { Self::short(parts) } else { Self::long(parts) };
        if arguments.rehearsal {
            plan = Self::rehearsal(plan);
        }
        if let Some(rounds) = arguments.rounds {
            plan.rounds = rounds;
        }
        plan
    }

    fn long(parts: Vec<Part>) -> Self {
        Self {
            parts,
            short: false,
            rounds: 7,
            warm_secs: 1.0,
            secs: 5.0,
            steady_secs: 8.0,
            tickets: 1_200,
            deliveries: 100,
            starts: 11,
            stored: 1_000_000,
            backtest_tickets: 100_000,
        }
    }

    fn short(parts: Vec<Part>) -> Self {
        Self {
            short: true,
            rounds: 5,
            warm_secs: 0.5,
            secs: 2.0,
            steady_secs: 2.0,
            tickets: 600,
            deliveries: 30,
            starts: 7,
            ..Self::long(parts)
        }
    }

    fn rehearsal(plan: Self) -> Self {
        Self {
            rounds: 1,
            warm_secs: 0.1,
            secs: 0.3,
            steady_secs: 0.5,
            tickets: 30,
            deliveries: 2,
            starts: 1,
            stored: 20_000,
            backtest_tickets: 2_000,
            ..plan
        }
    }
}
