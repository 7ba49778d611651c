//! `preflight doctor`: looks at everything that the service needs, and tells what is wrong and how to mend it.

mod access;
mod configuration;
mod delivery;
mod fields;
mod finding;
mod secrets;
mod service;
mod show;
mod store;
mod triggers;
mod webhook;

use jiff::Timestamp;

use crate::cli::arguments::zendesk::DoctorArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::doctor::finding::{Finding, Mark};
use crate::cli::runtime;
use crate::config::load::Config;
use crate::config::secrets::ZendeskSecrets;
use crate::config::settings::{HelpdeskSettings, ZendeskSettings};
use crate::helpdesk::zendesk::account::Account;

/// A try more than one would make somebody wait who is there to look.
const TRIES_MAX: u32 = 2;

/// One account with what is needed to look at it.
struct Patient<'a> {
    name: &'a str,
    settings: &'a ZendeskSettings,
    secrets: &'a ZendeskSecrets,
    public_url: Option<&'a str>,
    now: Timestamp,
}

pub fn run(arguments: &DoctorArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let (mut findings, config) = configuration::check(arguments.config.path.as_deref(), console);
    if let Some(config) = config {
        runtime::install_tls();
        let runtime = runtime::new()?;
        findings.extend(runtime.block_on(examine(&config, arguments, console)));
    }
    if arguments.json {
        show::json(&findings, console)?
    } else {
        show::text(&findings, console)?
    }
    let is_wrong = findings.iter().any(|finding| finding.mark == Mark::Wrong);
    Ok(if is_wrong { Exit::Findings } else { Exit::Fine })
}

async fn examine(config: &Config, arguments: &DoctorArguments, console: &Console<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (name, HelpdeskSettings::Zendesk(settings)) in &config.settings.helpdesks {
        let (found, secrets) = secrets::check(name, settings, console.lookup);
        let mut of_account = vec![found];
        if let Some(secrets) = &secrets {
            let public_url = arguments.public_url.as_deref();
            let patient = Patient { name, settings, secrets, public_url, now: Timestamp::now() };
            of_account.extend(account(&patient).await);
            of_account.extend(delivery::check(&patient).await);
        }
        findings.extend(of_account.into_iter().map(|finding| finding.of(name)));
    }
    let (of_service, is_running) = service::check(&config.settings.service.listen).await;
    findings.extend(of_service);
    findings.extend(store::check(&config.settings.store, console.lookup, is_running).await);
    findings
}

async fn account(patient: &Patient<'_>) -> Vec<Finding> {
    let tries_max = patient.settings.tries_max.min(TRIES_MAX);
    let settings = ZendeskSettings { tries_max, ..patient.settings.clone() };
    let account = match Account::new(&settings, patient.secrets.auth.clone()) {
        Ok(account) => account,
        Err(error) => {
            let place = format!("correct helpdesks.{}.zendesk", patient.name);
            return vec![Finding::wrong("account", error.to_string(), place)];
        }
    };
    let (mut findings, is_let_in) = access::check(&account, patient).await;
    if is_let_in {
        let (of_webhook, webhook) = webhook::check(&account, patient).await;
        findings.extend(of_webhook);
        if let Some(webhook) = webhook {
            findings.extend(triggers::check(&account, &webhook).await);
        }
        findings.extend(fields::check(&account, patient).await);
        findings.push(access::clock(&account, patient));
        findings.push(access::headroom(&account));
    }
    findings
}
