//! Checks of the files: settings, checklists and templates, each with its first mistake.

use std::path::Path;

use crate::app::build;
use crate::cli::console::{Console, Failure};
use crate::cli::doctor::finding::Finding;
use crate::config::load::{Config, Origin};
use crate::config::settings::HelpdeskSettings;
use crate::yaml::diagnostic::Diagnostic;

const SETTINGS: &str = "settings";
const CHECKLISTS: &str = "checklists";
const TEMPLATES: &str = "templates";

/// The configuration if the rest can be looked at with it.
pub fn check(path: Option<&Path>, console: &Console<'_>) -> (Vec<Finding>, Option<Config>) {
    let config = match console.config(path) {
        Ok(config) => config,
        Err(Failure::Configuration(mistakes)) => return (mistaken(&mistakes), None),
        Err(Failure::Message(what)) => {
            return (vec![Finding::wrong(SETTINGS, what, "name it by --config")], None);
        }
        Err(Failure::Output(error)) => {
            return (vec![Finding::wrong(SETTINGS, error.to_string(), "name it by --config")], None);
        }
    };
    let Origin::File(origin) = &config.origin else {
        let what = "there are none of your account: these are the ones that are compiled in";
        let mend = "name yours by --config, or make them: preflight setup zendesk --config DIR";
        return (vec![Finding::wrong(SETTINGS, what, mend)], None);
    };
    let mut findings = vec![Finding::fine(SETTINGS, format!("{} is in order", origin.display()))];
    if let Some(name) = untouched(&config) {
        let what = format!("helpdesks.{name}.zendesk.url is still the one to be replaced");
        findings = vec![Finding::wrong(SETTINGS, what, "write your account's address in its place")];
        return (findings, None);
    }
    findings.extend(rules(&config));
    for helpdesk in config.accounts.keys() {
        findings.extend(rules(&config.of(helpdesk)).map(|finding| finding.of(helpdesk)));
    }
    (findings, Some(config))
}

/// Everyone's, or those of an account that has its own.
fn rules(config: &Config) -> [Finding; 2] {
    let (categories, items) = (config.checklists.categories.len(), config.checklists.items.len());
    let checklists = Finding::fine(CHECKLISTS, format!("{categories} categories, {items} items"));
    let templates = match build::rules(config) {
        Ok(_) => Finding::fine(TEMPLATES, format!("{} files, all can be filled in", config.replies.len())),
        Err(error) => Finding::wrong(TEMPLATES, format!("{error:#}"), "correct it"),
    };
    [checklists, templates]
}

fn untouched(config: &Config) -> Option<&str> {
    config.settings.helpdesks.iter().find_map(|(name, HelpdeskSettings::Zendesk(settings))| {
        settings.url.contains("//your-account.").then_some(name.as_str())
    })
}

fn mistaken(mistakes: &[Diagnostic]) -> Vec<Finding> {
    let of = |check: &'static str| {
        let mut found = mistakes.iter().filter(|mistake| part(&mistake.file) == check);
        let first = found.next()?;
        let more = match found.count() {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        Some(Finding::wrong(
            check,
            format!("{first}{more}"),
            "preflight config check tells every mistake with its line",
        ))
    };
    [SETTINGS, CHECKLISTS, TEMPLATES].into_iter().filter_map(of).collect()
}

fn part(file: &str) -> &'static str {
    let is_list = ["items.yaml", "phrases.yaml"].iter().any(|name| file.ends_with(name));
    if is_list || file.contains("checklists/") {
        CHECKLISTS
    } else if file.contains("replies/") {
        TEMPLATES
    } else {
        SETTINGS
    }
}
