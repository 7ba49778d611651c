//! `preflight fuse`: whether the fuse that stops all writing is open, and closing it.

use jiff::Timestamp;

use crate::cli::arguments::{FuseAction, FuseArguments};
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::{runtime, store};

pub fn run(arguments: &FuseArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (_, store) = store::open(&arguments.config, console)?;
    let runtime = runtime::new()?;
    let fuse = runtime.block_on(store.fuse()).map_err(|error| Failure::of(error.into()))?;
    match (arguments.action, fuse) {
        (FuseAction::Show, None) => writeln!(console.out, "The fuse is closed.")?,
        (FuseAction::Close, None) => writeln!(console.out, "The fuse was closed already.")?,
        (FuseAction::Show, Some(fuse)) => {
            writeln!(
                console.out,
                "The fuse is open since {}: {} public comments within a minute. Nothing is written until you say \
                 `preflight fuse close`.",
                fuse.opened_at, fuse.comments
            )?;
            return Ok(Exit::Findings);
        }
        (FuseAction::Close, Some(_)) => {
            let closed = runtime.block_on(store.close_fuse(Timestamp::now()));
            closed.map_err(|error| Failure::of(error.into()))?;
            writeln!(console.out, "The fuse is closed; the service writes again.")?;
        }
    }
    Ok(Exit::Fine)
}
