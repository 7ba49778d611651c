//! `preflight demo`: the sandbox helpdesk, the service and its worker together, for trying Preflight without an account.

pub mod folder;
pub mod once;
pub mod outcome;
pub mod plain;
pub mod port;
pub mod show;
pub mod stage;
pub mod tickets;

use crate::cli::arguments::DemoArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::demo::folder::Folder;
use crate::cli::demo::port::{LISTEN, PAGE, Port};
use crate::cli::demo::stage::{Scene, Stage, WEBHOOK_PATH};
use crate::cli::serve::StopSignal;
use crate::cli::telemetry::Telemetry;
use crate::cli::{logging, runtime};
use crate::clock::Clock;
use crate::config::load::Config;
use crate::config::settings::Log;
use crate::sandbox::settings::Settings as Sandbox;
use crate::sandbox::webhook::Flavour;

/// The servers' own start-up lines tell nothing that the demonstration doesn't.
const LOG_LEVEL: &str = "warn,preflight=info";
/// The tickets' outcome is printed; only what goes wrong is told besides.
const LOG_LEVEL_ONCE: &str = "warn";

pub fn run(arguments: &DemoArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let config = console.config(arguments.config.path.as_deref())?;
    runtime::install_tls();
    let telemetry = Telemetry::new(&config.settings.traces, console.lookup).map_err(Failure::of)?;
    logging::start(&log(&config, arguments, console), console.colours, telemetry.tracer())?;
    let runtime = runtime::new()?;
    let ended = match arguments.once {
        true => runtime.block_on(once::run(arguments, &config, console)),
        false => runtime.block_on(until_stopped(arguments, &config, console)),
    };
    telemetry.end();
    ended
}

/// The demonstration in the browser, until Ctrl-C.
async fn until_stopped(
    arguments: &DemoArguments,
    config: &Config,
    console: &mut Console<'_>,
) -> Result<Exit, Failure> {
    let mut asked = StopSignal::new().map_err(Failure::of)?;
    let folder = Folder::prepare(arguments.folder.as_deref()).map_err(Failure::of)?;
    let page = Port::bind(arguments.page, PAGE, "--page").map_err(Failure::of)?;
    let service = Port::bind(arguments.listen, LISTEN, "--listen").map_err(Failure::of)?;
    for (port, option) in [(&page, "--page"), (&service, "--listen")] {
        if let Some(taken) = port.instead_of {
            writeln!(console.out, "{taken} is in use, so a free port is taken; {option} names another.")?;
        }
    }
    let scene = Scene {
        clock: Clock::System,
        flavour: Flavour::Trigger,
        page: page.listener,
        service: service.listener,
        store: folder.store.clone(),
        sandbox: Sandbox::default(),
    };
    let stage = Stage::start(config, scene).map_err(Failure::of)?;
    write!(
        console.out,
        "Preflight's demonstration, on this computer only:\n\n  \
         Helpdesk  {}/     open this in your browser\n  \
         Service   http://{address}/     tells its health under /healthz and /readyz\n  \
         Webhook   http://{address}{WEBHOOK_PATH}\n  \
         API       http://{address}/api/v1/openapi.json     here without a token\n  \
         Data      {}\n\n\
         Write a ticket as a customer, or click an example, and watch the answer arrive. Ctrl-C ends it.\n\n",
        stage.sandbox.url(),
        folder.store.display(),
        address = stage.service.address,
    )?;
    console.out.flush()?;
    tokio::select! {
        () = asked.recv() => {}
        () = stage.stopped() => {}
    }
    stage.stop().await.map_err(Failure::of)?;
    writeln!(console.out, "Stopped. The data lies in {}.", folder.path.display())?;
    Ok(Exit::Fine)
}

/// What the environment asks for goes before what suits the demonstration.
fn log(config: &Config, arguments: &DemoArguments, console: &Console<'_>) -> Log {
    let mut log = config.settings.log.clone();
    let is_asked_for = ["PREFLIGHT_LOG", "RUST_LOG"].iter().any(|name| (console.lookup)(name).is_some());
    if !is_asked_for {
        log.level = (if arguments.once { LOG_LEVEL_ONCE } else { LOG_LEVEL }).to_owned();
    }
    log
}
