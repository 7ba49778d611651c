//! `preflight completions`: what a shell needs to complete commands and options.

use clap::CommandFactory;

use crate::cli::arguments::{Arguments, CompletionsArguments};
use crate::cli::console::{Console, Exit, Failure};

pub fn run(arguments: &CompletionsArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let mut command = Arguments::command();
    // Written at once: clap does not expect a stream to fail.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "preflight", &mut script);
    console.out.write_all(&script)?;
    Ok(Exit::Fine)
}
