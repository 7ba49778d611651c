//! What the program costs and how fast it is, beside what is possible and beside what else one could take. `bench/run` is
//! the command that builds all of it and starts this.

mod calls;
mod disk;
mod helpdesk;
mod limit;
mod load;
mod numbers;
mod server;
mod table;

use clap::{Parser, Subcommand};

/// As the program does, so that the limit is made of the same.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    part: Part,
}

#[derive(Subcommand)]
enum Part {
    /// Measure everything and print the table.
    Table(table::Arguments),
    /// The endpoint that does nothing but what must be done.
    Limit(limit::Arguments),
    /// Send signed deliveries and tell how they were answered, as JSON.
    Load(load::Arguments),
    /// The sandbox helpdesk as a process of its own; it is told what to do on its standard input.
    Helpdesk(helpdesk::Arguments),
    /// The calls of passes, made by bare reqwest.
    Calls(calls::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().part {
        Part::Table(arguments) => table::run(&arguments),
        Part::Limit(arguments) => limit::run(&arguments),
        Part::Load(arguments) => load::run(&arguments),
        Part::Helpdesk(arguments) => helpdesk::run(&arguments),
        Part::Calls(arguments) => calls::run(&arguments),
    }
}
