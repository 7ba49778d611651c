//! Taking up a changed configuration while the service runs: checklists, replies, policy and reading, each account's own
//! among them. One with mistakes anywhere is refused as a whole, and the one before it holds.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::build;
use crate::config::account::directories;
use crate::config::environment::Lookup;
use crate::config::fingerprint::fingerprint;
use crate::config::load::{Config, load};
use crate::config::settings::Settings;
use crate::service::judges::Panel;
use crate::service::reloading::Reloading;
use crate::service::worker::Worker;
use crate::yaml::diagnostic::Diagnostic;
use crate::yaml::mistake::Mistake;

/// Between two looks at the files.
const LOOK_SECS: u64 = 2;
/// Mistakes that are told in the log; `config check` tells all.
const MISTAKES_MAX: usize = 5;

/// Where the configuration comes from.
#[derive(Clone)]
pub struct Source {
    pub path: PathBuf,
    pub lookup: fn(&str) -> Option<String>,
    /// By which somebody asks to read it now, as SIGHUP does.
    pub reloading: Arc<Reloading>,
}

/// Look at the files every other second until `stop`, and read them when they have changed or somebody asks.
pub async fn watch(source: Source, mut settings: Settings, worker: Arc<Worker>, stop: CancellationToken) {
    let mut accounts = directories(&source.path).unwrap_or_default();
    let mut known = fingerprint(&source.path, &accounts);
    let mut seen = known;
    loop {
        let asked = tokio::select! {
            () = stop.cancelled() => return,
            () = source.reloading.asked() => true,
            () = tokio::time::sleep(Duration::from_secs(LOOK_SECS)) => false,
        };
        let now = fingerprint(&source.path, &accounts);
        // Half a change is none: it is read once it has stood still for a while.
        let is_still = std::mem::replace(&mut seen, now) == now;
        if !asked && (now == known || !is_still) {
            continue;
        }
        // Before they are read: what changes from now on is read once more.
        accounts = directories(&source.path).unwrap_or(accounts);
        known = fingerprint(&source.path, &accounts);
        seen = known;
        source.reloading.begin();
        let read = tokio::task::spawn_blocking({
            let source = source.clone();
            move || read(&source)
        });
        // A panic in there is as good as a mistake: the old one holds.
        match read.await.unwrap_or_else(|_| Err(vec![mistake(&source, "the program failed to read it")])) {
            Ok((config, panel)) => {
                let unknown = worker.helpdesks.keys();
                let unknown = unknown.filter(|name| !config.settings.helpdesks.contains_key(*name));
                worker.judges.change(panel, unknown);
                worker.meter.config_reloads.inc();
                let version = worker.judges.standing().versions();
                tracing::info!(version, "the changed configuration is taken up");
                tell_warnings(&config.warnings);
                tell_what_waits(&settings, &config.settings);
                settings =
                    Settings { policy: config.settings.policy, reading: config.settings.reading, ..settings };
            }
            Err(found) => {
                let mistakes: Vec<Diagnostic> = found.into_iter().filter(Diagnostic::is_error).collect();
                worker.judges.refuse(&mistakes);
                worker.meter.config_reload_failures.inc();
                tell_mistakes(&mistakes);
            }
        }
        source.reloading.end();
    }
}

fn read(source: &Source) -> Result<(Config, Panel), Vec<Diagnostic>> {
    let lookup: Lookup<'_> = &source.lookup;
    let config = load(Some(&source.path), lookup)?;
    let panel = build::panel(&config).map_err(|error| vec![mistake(source, &format!("{error:#}"))])?;
    Ok((config, panel))
}

fn mistake(source: &Source, message: &str) -> Diagnostic {
    Diagnostic::of_file(Mistake::Unusable, source.path.display().to_string(), message, None)
}

/// What only a start can take up.
fn tell_what_waits(old: &Settings, new: &Settings) {
    let parts = [
        ("service", format!("{:?}", old.service) != format!("{:?}", new.service)),
        ("store", format!("{:?}", old.store) != format!("{:?}", new.store)),
        ("helpdesks", fixed(old) != fixed(new)),
        ("api", format!("{:?}", old.api) != format!("{:?}", new.api)),
        ("log", format!("{:?}", old.log) != format!("{:?}", new.log)),
        ("traces", format!("{:?}", old.traces) != format!("{:?}", new.traces)),
    ];
    for (part, _) in parts.into_iter().filter(|(_, is_other)| *is_other) {
        tracing::warn!(part, "this part of the settings was changed, too, and is taken up at the next start");
    }
}

/// The accounts without what was just taken up.
fn fixed(settings: &Settings) -> BTreeMap<&str, String> {
    let helpdesks = settings.helpdesks.iter();
    helpdesks.map(|(name, helpdesk)| (name.as_str(), format!("{:?}", helpdesk.fixed()))).collect()
}

/// How many things are hardly meant as they stand.
pub fn tell_warnings(warnings: &[Diagnostic]) {
    if !warnings.is_empty() {
        let warnings = warnings.len();
        tracing::warn!(warnings, "the configuration has warnings; `preflight config check` tells them");
    }
}

fn tell_mistakes(mistakes: &[Diagnostic]) {
    tracing::error!(
        mistakes = mistakes.len(),
        "the changed configuration is refused; the one before it holds"
    );
    for mistake in mistakes.iter().take(MISTAKES_MAX) {
        tracing::error!(
            kind = mistake.mistake.name(),
            file = mistake.file,
            line = mistake.line,
            "{}",
            mistake.message
        );
    }
}
