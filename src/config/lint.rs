//! Mistakes in the settings beyond their shape: addresses, time zones, numbers that stop everything.

mod policy;
pub mod replies;

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use reqwest::Url;
use tracing_subscriber::EnvFilter;

use crate::checklist::model::Checklists;
use crate::config::address::{self, AddressError};
use crate::config::place::StoreUrl;
use crate::config::rules::RulesFile;
use crate::config::settings::{HelpdeskSettings, Reading, Settings, ZendeskSettings};
use crate::config::traces::Traces;
use crate::reply::policy::Policy;
use crate::yaml::diagnostic::{Diagnostic, SourceFile};
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;
use crate::yaml::suggest;
use crate::yaml::tree::Tree;

const DAY_SECS: u64 = 86_400;

/// A helpdesk with its name.
pub type Named<'a> = (&'a str, &'a HelpdeskSettings);

/// Mistakes in the settings, whether or not the environment was put over them. `own` has what helpdesks have for themselves in
/// place of the policy's.
pub fn check(
    file: &SourceFile,
    tree: &Tree,
    settings: &Settings,
    own: &BTreeMap<&str, BTreeSet<&str>>,
) -> Vec<Diagnostic> {
    let mut lint = Lint { file, tree, found: Vec::new() };
    lint.service(settings);
    let has_own = |helpdesk: &str, key: &str| own.get(helpdesk).is_some_and(|keys| keys.contains(key));
    lint.policy(&settings.policy, &|key| {
        let all = settings.helpdesks.iter().map(|(name, helpdesk)| (name.as_str(), helpdesk));
        all.filter(|(name, _)| !has_own(name, key)).collect()
    });
    lint.reading(&settings.reading);
    lint.api(settings);
    lint.store(settings);
    let level = &settings.log.level;
    if let Err(error) = EnvFilter::builder().parse(level) {
        let help = Some("such as `info`, `debug`, or `info,preflight=debug`".to_owned());
        lint.say(
            Mistake::NoLogLevel,
            &Path::ROOT.key("log").key("level"),
            format!("`{level}` is no level: {error}"),
            help,
        );
    }
    lint.traces(&settings.traces);
    let helpdesks = Path::ROOT.key("helpdesks");
    for (name, helpdesk) in &settings.helpdesks {
        if !is_plain_name(name) {
            let help = Some("it stands in the webhook's address: letters, digits, `-` and `_`".to_owned());
            lint.say(
                Mistake::NoHelpdeskName,
                &helpdesks.key_only(name),
                format!("`{name}` can't be a helpdesk's name"),
                help,
            );
        }
        let path = helpdesks.key(name);
        match helpdesk {
            HelpdeskSettings::Zendesk(settings) => lint.zendesk(&path.key("zendesk"), settings),
        }
    }
    lint.found
}

/// Mistakes in the rules of an account's own.
pub fn rules(
    file: &SourceFile,
    tree: &Tree,
    rules: &RulesFile,
    helpdesk: Option<Named<'_>>,
) -> Vec<Diagnostic> {
    let mut lint = Lint { file, tree, found: Vec::new() };
    if let Some(policy) = &rules.policy {
        lint.policy(policy, &|_| helpdesk.into_iter().collect());
    }
    if let Some(reading) = &rules.reading {
        lint.reading(reading);
    }
    lint.found
}

/// Categories in a policy that no checklist has.
pub fn categories(
    file: &SourceFile,
    tree: &Tree,
    policy: &Policy,
    checklists: &Checklists,
) -> Vec<Diagnostic> {
    let mut lint = Lint { file, tree, found: Vec::new() };
    let root = Path::ROOT.key("policy");
    let path = root.key("categories");
    let known = || checklists.categories.keys().map(String::as_str);
    for name in policy.categories.keys() {
        if !checklists.categories.contains_key(name) {
            let help = suggest::help(name, known());
            let message = format!("there is no category `{name}`");
            lint.say(Mistake::UnknownCategory, &path.key_only(name), message, help);
        }
    }
    lint.found
}

struct Lint<'a> {
    file: &'a SourceFile,
    tree: &'a Tree,
    found: Vec<Diagnostic>,
}

impl Lint<'_> {
    fn service(&mut self, settings: &Settings) {
        let path = Path::ROOT.key("service");
        let service = &settings.service;
        self.address(&path.key("listen"), &service.listen);
        self.above_zero(&path, "http_threads", service.http_threads as u64);
        self.above_zero(&path, "workers", service.workers as u64);
        self.above_zero(&path, "body_bytes_max", service.body_bytes_max as u64);
        self.above_zero(&path, "lease_secs", service.lease_secs);
        self.above_zero(&path, "failures_max", service.failures_max.into());
        self.above_zero(&path, "outage_failures_max", service.outage_failures_max.into());
        self.above_zero(&path, "retry_secs_max", service.retry_secs_max);
        self.within_a_day(&path, "lease_secs", service.lease_secs);
        self.within_a_day(&path, "retry_secs_max", service.retry_secs_max);
        self.within_a_day(&path, "gap_fill_secs", service.gap_fill_secs);
        self.within_a_day(&path, "stop_secs", service.stop_secs);
    }

    fn api(&mut self, settings: &Settings) {
        let path = Path::ROOT.key("api");
        if let Some(listen) = &settings.api.listen {
            self.address(&path.key("listen"), listen);
            if *listen == settings.service.listen {
                let help = Some("leave it out to have both there, or name another port".to_owned());
                self.say(
                    Mistake::AddressTaken,
                    &path.key("listen"),
                    "`service.listen` has this address already",
                    help,
                );
            }
        }
        let tokens = path.key("tokens");
        for (name, token) in &settings.api.tokens {
            if !is_plain_name(name) {
                let help = Some("the log tells it: letters, digits, `-` and `_`".to_owned());
                self.say(
                    Mistake::NoTokenName,
                    &tokens.key_only(name),
                    format!("`{name}` can't be a token's name"),
                    help,
                );
            }
            if token.secrets.is_empty() {
                let help = Some("name at least one, such as `{env: API_TOKEN_CONSOLE}`".to_owned());
                self.say(Mistake::NoToken, &tokens.key(name).key("secrets"), "there is no token", help);
            }
        }
    }

    fn address(&mut self, path: &Path<'_>, listen: &str) {
        if !is_address(listen) {
            let help = Some(
                "write address and port: `127.0.0.1:8080`, or `0.0.0.0:8080` for all networks".to_owned(),
            );
            self.say(Mistake::NoAddress, path, format!("`{listen}` is no address to listen at"), help);
        }
    }

    fn zendesk(&mut self, path: &Path<'_>, settings: &ZendeskSettings) {
        let url = &settings.url;
        if let Err(error) = address::parse(url) {
            let help = match error {
                AddressError::Malformed => "write it with its scheme: `https://SUBDOMAIN.zendesk.com`",
                AddressError::NotHttps => {
                    "write `https://`; `http://` is for 127.0.0.1, ::1 and localhost only"
                }
                AddressError::NotBare => "write scheme and host alone: `https://SUBDOMAIN.zendesk.com`",
            };
            let message = format!("`{url}` is no address of an account");
            self.say(Mistake::NoHelpdeskAddress, &path.key("url"), message, Some(help.to_owned()));
        }
        if settings.webhook_secrets.is_empty() {
            let help = Some("without one anybody could send webhooks; name at least one".to_owned());
            self.say(
                Mistake::NoSigningSecret,
                &path.key("webhook_secrets"),
                "there is no signing secret",
                help,
            );
        }
        self.above_zero(path, "request_secs_max", settings.request_secs_max);
        self.above_zero(path, "tries_max", settings.tries_max.into());
        if !(1..=100).contains(&settings.updates_percent_max) {
            let message = format!("{} is no percentage from 1 to 100", settings.updates_percent_max);
            self.say(Mistake::NoPercentage, &path.key("updates_percent_max"), message, None);
        }
        self.above_zero(path, "comment_pages_max", settings.comment_pages_max.into());
    }

    fn traces(&mut self, traces: &Traces) {
        let path = Path::ROOT.key("traces");
        if traces.address().is_some_and(|address| !is_collector(&address)) {
            let help = Some("such as `http://127.0.0.1:4318`; credentials go into `headers`".to_owned());
            // It may hold credentials, and is not repeated.
            self.say(Mistake::NoCollector, &path.key("endpoint"), "this is no address of a collector", help);
        }
        if !(0.0..=1.0).contains(&traces.sample_ratio) {
            let message = format!("{} is not between 0 and 1", traces.sample_ratio);
            self.say(Mistake::NotZeroToOne, &path.key("sample_ratio"), message, None);
        }
    }

    fn reading(&mut self, reading: &Reading) {
        let path = Path::ROOT.key("reading");
        let zone = &reading.time_zone;
        if TimeZone::get(zone).is_err() {
            let help = Some("write an IANA name, such as `America/New_York` or `UTC`".to_owned());
            let message = format!("there is no time zone `{zone}`");
            self.say(Mistake::NoTimeZone, &path.key("time_zone"), message, help);
        }
        let confidence = reading.category_confidence_min;
        if !(0.0..=1.0).contains(&confidence) {
            let message = format!("{confidence} is not between 0 and 1");
            self.say(Mistake::NotZeroToOne, &path.key("category_confidence_min"), message, None);
        }
    }

    fn above_zero(&mut self, path: &Path<'_>, key: &str, value: u64) {
        if value == 0 {
            self.say(Mistake::BelowOne, &path.key(key), format!("`{key}` must be at least 1"), None);
        }
    }

    /// A day at most: no wait of these is meant to be longer, and times are added up with it.
    fn within_a_day(&mut self, path: &Path<'_>, key: &str, secs: u64) {
        if secs > DAY_SECS {
            self.say(
                Mistake::MoreThanADay,
                &path.key(key),
                format!("`{key}` must be at most {DAY_SECS}, a day"),
                None,
            );
        }
    }

    fn store(&mut self, settings: &Settings) {
        let store = Path::ROOT.key("store");
        if settings.store.path.as_os_str().is_empty() {
            self.say(Mistake::EmptyPath, &store.key("path"), "the path is empty", None);
        }
        if settings.store.connections_max == 0 {
            let why = "without connections nothing can be stored";
            self.say(Mistake::BelowOne, &store.key("connections_max"), why, None);
        }
        if settings.store.place().is_none() {
            let help = "`postgres://USER@HOST/DATABASE`, or `sqlite://PATH`".to_owned();
            self.say(Mistake::NoAddress, &store.key("url"), "this is no address of a store", Some(help));
        }
        // In the environment it may stand, as other secrets do.
        let in_file = self.tree.get("store").and_then(|store| store.get("url")).and_then(Tree::text);
        if in_file.is_some_and(|url| StoreUrl::new(url).has_password()) {
            let help =
                "name where it comes from: `password: {env: NAME}` or `password: {file: PATH}`".to_owned();
            self.say(
                Mistake::SecretInFile,
                &store.key("url"),
                "a password stands in it, and secrets never stand in this file",
                Some(help),
            );
        }
    }

    fn say(&mut self, mistake: Mistake, path: &Path<'_>, message: impl Into<String>, help: Option<String>) {
        self.found.push(Diagnostic::at(mistake, self.file, self.tree.place_of(path), message, help));
    }
}

/// Letters, digits, `-` and `_`: it stands in addresses and logs.
fn is_plain_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter))
}

/// An http or https address without anybody's credentials.
fn is_collector(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| {
        ["http", "https"].contains(&url.scheme())
            && url.has_host()
            && url.username().is_empty()
            && url.password().is_none()
    })
}

/// `host:port`. Nothing is looked up: whether it can be listened at shows at the start.
fn is_address(listen: &str) -> bool {
    listen.rsplit_once(':').is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}
