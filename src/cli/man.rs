//! `preflight man`: the manual pages, one for the program and one for each command.

use clap::CommandFactory;
use clap_mangen::Man;

use crate::cli::arguments::{Arguments, ManArguments};
use crate::cli::console::{Console, Exit, Failure};

pub fn run(arguments: &ManArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let command = Arguments::command().disable_help_subcommand(true);
    match &arguments.dir {
        Some(dir) => {
            let written = std::fs::create_dir_all(dir).and_then(|()| clap_mangen::generate_to(command, dir));
            let name = dir.display();
            written.map_err(|error| {
                Failure::Message(format!("the pages can't be written to {name}: {error}"))
            })?;
            writeln!(
                console.out,
                "The manual pages are in {name}; `man {name}/preflight.1` shows the first."
            )?;
        }
        None => Man::new(command).render(&mut console.out)?,
    }
    Ok(Exit::Fine)
}
