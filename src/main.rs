//! The program: hands the arguments, the environment and the standard streams to the library.

use std::io::{self, BufWriter, IsTerminal};
use std::process::ExitCode;

use preflight::cli::console::{Console, Page};
use preflight::cli::run;
use preflight::config::environment;

/// Reading a ticket makes some hundreds of short-lived strings and lists, for which it takes a tenth less time than the
/// system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut input = io::stdin().lock();
    let mut out = BufWriter::new(io::stdout());
    let mut err = io::stderr();
    let mut console = Console {
        input: &mut input,
        out: &mut out,
        err: &mut err,
        colours: io::stderr().is_terminal() && environment::system("NO_COLOR").is_none(),
        watched: io::stderr().is_terminal(),
        page: page(),
        is_interactive: io::stdin().is_terminal(),
        lookup: &environment::system,
    };
    run(std::env::args_os(), &mut console)
}

fn page() -> Page {
    if !io::stdout().is_terminal() {
        return Page::PLAIN;
    }
    let columns = terminal_size::terminal_size().map_or(Page::PLAIN.columns, |(width, _)| width.0.into());
    Page::terminal(columns, environment::system("NO_COLOR").is_none())
}
