//! The environment: the variables that go before the settings file, in one place.

use std::path::PathBuf;

use crate::config::place::StoreUrl;
use crate::config::settings::{LogFormat, Settings};
use crate::config::traces::Traces;
use crate::yaml::diagnostic::Diagnostic;
use crate::yaml::mistake::Mistake;
use crate::yaml::suggest;

/// Looks a variable up. Tests pass a map.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The name that mistakes in variables are told under.
pub const PLACE: &str = "environment";
/// What all of Preflight's variables begin with.
const PREFIX: &str = "PREFLIGHT_";

/// The variables that stand for settings, and what each stands for.
pub const VARIABLES: [(&str, &str); 13] = [
    ("PREFLIGHT_CONFIG", "the configuration's directory or settings file, where `--config` is not given"),
    ("PREFLIGHT_LISTEN", "service.listen"),
    ("PREFLIGHT_WORKERS", "service.workers"),
    ("PREFLIGHT_STORE_PATH", "store.path"),
    ("PREFLIGHT_STORE_URL", "store.url"),
    ("PREFLIGHT_TIME_ZONE", "reading.time_zone"),
    ("PREFLIGHT_LOG", "log.level"),
    ("PREFLIGHT_LOG_FORMAT", "log.format"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "traces.endpoint"),
    ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "`traces.endpoint` as a whole, with its path"),
    ("OTEL_TRACES_SAMPLER_ARG", "traces.sample_ratio"),
    ("OTEL_SERVICE_NAME", "traces.service_name"),
    ("OTEL_SDK_DISABLED", "`true`: nothing is traced"),
];

/// The environment of this process. Values that are no UTF-8 and blank ones count as not set.
#[must_use]
pub fn system(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// The names of all variables of this process.
#[must_use]
pub fn names() -> Vec<String> {
    let mut names: Vec<String> =
        std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()).collect();
    names.sort();
    names
}

/// The directory or file that the environment names, where the command line does not.
#[must_use]
pub fn config_path(lookup: Lookup<'_>) -> Option<PathBuf> {
    lookup("PREFLIGHT_CONFIG").map(PathBuf::from)
}

/// The address that the environment has the service listen at, whatever the file says.
#[must_use]
pub fn listen(lookup: Lookup<'_>) -> Option<String> {
    lookup("PREFLIGHT_LISTEN")
}

/// Put the environment's values over those of the file and the defaults.
pub fn apply(settings: &mut Settings, lookup: Lookup<'_>) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Some(listen) = listen(lookup) {
        settings.service.listen = listen;
    }
    if let Some(workers) = lookup("PREFLIGHT_WORKERS") {
        match workers.parse() {
            Ok(workers) => settings.service.workers = workers,
            Err(_) => found.push(mistake("PREFLIGHT_WORKERS", &workers, "a whole number")),
        }
    }
    if let Some(path) = lookup("PREFLIGHT_STORE_PATH") {
        // It would mean nothing beside an address in the file.
        settings.store.url = None;
        settings.store.path = path.into();
    }
    if let Some(url) = lookup("PREFLIGHT_STORE_URL") {
        settings.store.url = Some(StoreUrl::new(url));
    }
    if let Some(zone) = lookup("PREFLIGHT_TIME_ZONE") {
        settings.reading.time_zone = zone;
    }
    if let Some(level) = lookup("PREFLIGHT_LOG").or_else(|| lookup("RUST_LOG")) {
        settings.log.level = level;
    }
    if let Some(format) = lookup("PREFLIGHT_LOG_FORMAT") {
        match format.as_str() {
            "text" => settings.log.format = LogFormat::Text,
            "json" => settings.log.format = LogFormat::Json,
            _ => found.push(mistake("PREFLIGHT_LOG_FORMAT", &format, "`text` or `json`")),
        }
    }
    found.extend(traces(&mut settings.traces, lookup));
    found
}

/// OpenTelemetry's own variables, which are the same for every program.
fn traces(traces: &mut Traces, lookup: Lookup<'_>) -> Option<Diagnostic> {
    if let Some(endpoint) = lookup("OTEL_EXPORTER_OTLP_ENDPOINT") {
        traces.endpoint = Some(endpoint);
    }
    if let Some(name) = lookup("OTEL_SERVICE_NAME") {
        traces.service_name = name;
    }
    traces.whole_endpoint = lookup("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    if lookup("OTEL_SDK_DISABLED").is_some_and(|disabled| disabled.eq_ignore_ascii_case("true")) {
        (traces.endpoint, traces.whole_endpoint) = (None, None);
    }
    let ratio = lookup("OTEL_TRACES_SAMPLER_ARG")?;
    match ratio.parse() {
        Ok(ratio) => traces.sample_ratio = ratio,
        Err(_) => return Some(mistake("OTEL_TRACES_SAMPLER_ARG", &ratio, "a number from 0 to 1")),
    }
    None
}

/// Which of these variables is meant for Preflight and unknown to it, with what may be meant. Names that hold secrets
/// are free, so this is a hint and no mistake.
pub fn unknown<'a>(names: impl Iterator<Item = &'a str>) -> Vec<String> {
    let known = || VARIABLES.iter().map(|(name, _)| *name);
    names
        .filter(|name| name.starts_with(PREFIX) && !known().any(|known| known == *name))
        .filter_map(|name| {
            Some(format!("{name} is not known; did you mean {}?", suggest::nearest(name, known())?))
        })
        .collect()
}

fn mistake(name: &str, value: &str, wanted: &str) -> Diagnostic {
    Diagnostic::of_file(
        Mistake::Environment,
        PLACE,
        format!("{name} is `{value}`, and {wanted} is needed"),
        None,
    )
}

#[cfg(test)]
mod tests {
    use super::{apply, unknown};
    use crate::config::settings::{LogFormat, Settings};

    #[test]
    fn the_environment_goes_before_the_file() {
        let mut settings: Settings =
            serde_json::from_str(r#"{"helpdesks": {}}"#).expect("all the rest has defaults");
        let lookup = |name: &str| match name {
            "PREFLIGHT_LISTEN" => Some("0.0.0.0:80".to_owned()),
            "RUST_LOG" => Some("debug".to_owned()),
            "PREFLIGHT_LOG_FORMAT" => Some("json".to_owned()),
            "PREFLIGHT_WORKERS" => Some("many".to_owned()),
            _ => None,
        };
        let said = apply(&mut settings, &lookup);
        assert_eq!(settings.service.listen, "0.0.0.0:80");
        assert_eq!(settings.log.level, "debug");
        assert!(matches!(settings.log.format, LogFormat::Json));
        assert_eq!(said.len(), 1);
        assert_eq!(
            said[0].to_string(),
            "environment: PREFLIGHT_WORKERS is `many`, and a whole number is needed"
        );
    }

    #[test]
    fn a_misspelt_variable_is_pointed_out() {
        let said = unknown(["PREFLIGHT_LISTN", "PREFLIGHT_ZENDESK_TOKEN", "HOME"].into_iter());
        assert_eq!(said, ["PREFLIGHT_LISTN is not known; did you mean PREFLIGHT_LISTEN?"]);
    }
}
