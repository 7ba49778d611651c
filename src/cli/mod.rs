//! The command line: one file per command, all over streams that are passed in.

pub mod arguments;
pub mod backtest;
pub mod backup;
pub mod batch;
pub mod check;
pub mod completions;
pub mod config;
pub mod console;
pub mod decision;
pub mod deliveries;
pub mod demo;
pub mod doctor;
pub mod erase;
pub mod escape;
pub mod explain;
pub mod fuse;
pub mod health;
pub mod input;
pub mod learn;
pub mod logging;
pub mod migrate;
pub mod man;
pub mod parked;
pub mod recheck;
pub mod release;
pub mod replay;
pub mod report;
pub mod report_json;
pub mod report_text;
pub mod runtime;
pub mod serve;
pub mod setup;
pub mod store;
pub mod telemetry;

use std::ffi::OsString;
use std::io::ErrorKind;
use std::process::ExitCode;

use clap::Parser;

use crate::cli::arguments::{Arguments, Command, StoreAction, StoreArguments};
use crate::cli::console::{Console, Exit, Failure};
use crate::yaml::diagnostic::render_all;

/// Run the command that the arguments name, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> ExitCode {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(message) => return usage(&message),
    };
    let result = match arguments.command {
        Command::Serve(arguments) => serve::run(&arguments, console),
        Command::Setup(arguments) => setup::run(&arguments, console),
        Command::Doctor(arguments) => doctor::run(&arguments, console),
        Command::Demo(arguments) => demo::run(&arguments, console),
        Command::Check(arguments) => check::run(&arguments, console),
        Command::Backtest(arguments) => backtest::run(&arguments, console),
        Command::Config(arguments) => config::run(&arguments, console),
        Command::Learn(arguments) => learn::run(&arguments, console),
        Command::Health(arguments) => health::run(&arguments, console),
        Command::Fuse(arguments) => fuse::run(&arguments, console),
        Command::Parked(arguments) => parked::run(&arguments, console),
        Command::Release(arguments) => release::run(&arguments, console),
        Command::Recheck(arguments) => recheck::run(&arguments, console),
        Command::Deliveries(arguments) => deliveries::run(&arguments, console),
        Command::Replay(arguments) => replay::run(&arguments, console),
        Command::Report(arguments) => report::run(&arguments, console),
        Command::Explain(arguments) => decision::run(&arguments, console),
        Command::Erase(arguments) => erase::run(&arguments, console),
        Command::Store(StoreArguments { action: StoreAction::Migrate(arguments) }) => {
            migrate::run(&arguments, console)
        }
        Command::Backup(arguments) => backup::run(&arguments, console),
        Command::Completions(arguments) => completions::run(&arguments, console),
        Command::Man(arguments) => man::run(&arguments, console),
    };
    let result = result.and_then(|exit| console.out.flush().map(|()| exit).map_err(Failure::Output));
    match result {
        Ok(exit) => exit.into(),
        Err(failure) => tell(&failure, console).into(),
    }
}

/// Help and version are answers; all else that clap says is about a mistake. clap knows which stream and whether it has
/// colours.
fn usage(message: &clap::Error) -> ExitCode {
    // Where even this can't be printed there is nobody to tell.
    let _ = message.print();
    if message.use_stderr() { Exit::Refused.into() } else { Exit::Fine.into() }
}

fn tell(failure: &Failure, console: &mut Console<'_>) -> Exit {
    let text = match failure {
        // Whoever reads the output has seen enough, as `head` has.
        Failure::Output(error) if error.kind() == ErrorKind::BrokenPipe => return Exit::Fine,
        Failure::Output(error) => format!("preflight: reading or writing failed: {error}\n"),
        // It may quote what a file holds, or is called.
        Failure::Message(message) => format!("preflight: {}\n", escape::lines(message)),
        Failure::Configuration(diagnostics) => render_all(diagnostics, console.colours),
    };
    // What was found before the failure comes first. If neither stream takes anything, the status still tells.
    let _ = console.out.flush();
    let _ = console.err.write_all(text.as_bytes());
    Exit::Refused
}
