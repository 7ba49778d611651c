//! `preflight fuse`: whether a fuse that stops all writing into a helpdesk is open, and closing it.

use jiff::Timestamp;

use crate::cli::arguments::{FuseAction, FuseArguments};
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::escape::line;
use crate::cli::{runtime, store};

pub fn run(arguments: &FuseArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (config, store) = store::open(&arguments.config, console)?;
    let helpdesk = arguments.helpdesk.as_deref();
    let runtime = runtime::new()?;
    let mut fuses = runtime.block_on(store.fuses()).map_err(|error| Failure::of(error.into()))?;
    // One that is configured no more may have left its fuse open.
    let has_fuse = |name: &str| fuses.iter().any(|fuse| fuse.helpdesk.as_deref() == Some(name));
    if helpdesk.is_some_and(|name| !has_fuse(name)) {
        store::helpdesk(&config, helpdesk)?;
    }
    fuses.retain(|fuse| helpdesk.is_none_or(|name| fuse.is_of(name)));
    match (arguments.action, fuses.is_empty()) {
        (FuseAction::Show, true) => writeln!(console.out, "The fuse is closed.")?,
        (FuseAction::Close, true) => writeln!(console.out, "The fuse was closed already.")?,
        (FuseAction::Show, false) => {
            for fuse in &fuses {
                let whose =
                    fuse.helpdesk.as_deref().map(|name| format!(" of {}", line(name))).unwrap_or_default();
                writeln!(
                    console.out,
                    "The fuse{whose} is open since {}: {} public comments within a minute. Nothing is written there until \
                     you say `preflight fuse close`.",
                    fuse.opened_at, fuse.comments
                )?;
            }
            return Ok(Exit::Findings);
        }
        (FuseAction::Close, false) => {
            let closed = runtime.block_on(store.close_fuse(helpdesk, Timestamp::now()));
            closed.map_err(|error| Failure::of(error.into()))?;
            writeln!(console.out, "The fuse is closed; the service writes again.")?;
        }
    }
    Ok(Exit::Fine)
}
