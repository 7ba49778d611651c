//! From the configuration to the parts of the service: accounts with their secrets, checklists and templates.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context, anyhow};
use jiff::tz::TimeZone;

use crate::config::environment::Lookup;
use crate::config::load::Config;
use crate::config::secrets::{SecretError, resolve_tokens, resolve_zendesk};
use crate::config::settings::HelpdeskSettings;
use crate::helpdesk::Helpdesk;
use crate::helpdesk::zendesk::Zendesk;
use crate::http::api::access::Access;
use crate::reply::render::Replies;
use crate::service::Helpdesks;
use crate::service::judge::Rules;
use crate::service::judges::Panel;
use crate::verdict::Checker;

/// The accounts that the configuration names, ready to be asked.
///
/// # Errors
///
/// A secret that can't be had, or an account that can't be used as it is set. Each names the setting and the mend.
pub fn helpdesks(config: &Config, lookup: Lookup<'_>) -> anyhow::Result<Helpdesks> {
    let mut helpdesks: Helpdesks = BTreeMap::new();
    for (name, settings) in &config.settings.helpdesks {
        let helpdesk: Arc<dyn Helpdesk> = match settings {
            HelpdeskSettings::Zendesk(settings) => {
                let secrets = resolve_zendesk(name, settings, lookup).map_err(|errors| told(&errors))?;
                for warning in &secrets.warnings {
                    tracing::warn!("{warning}");
                }
                let zendesk = Zendesk::new(name, settings, secrets)
                    .with_context(|| format!("helpdesks.{name}.zendesk"))?;
                Arc::new(zendesk)
            }
        };
        helpdesks.insert(name.clone(), helpdesk);
    }
    Ok(helpdesks)
}

/// Who may use the API.
///
/// # Errors
///
/// A token that can't be had or is none. Each names the setting and the mend.
pub fn access(config: &Config, lookup: Lookup<'_>) -> anyhow::Result<Access> {
    let tokens = resolve_tokens(&config.settings.api, lookup).map_err(|errors| told(&errors))?;
    for warning in &tokens.warnings {
        tracing::warn!("{warning}");
    }
    Ok(Access::of(&tokens.known))
}

/// The judges of all passes: everyone's, and those of accounts that have rules of their own.
///
/// # Errors
///
/// As for `rules`, with the account that they are of.
pub fn panel(config: &Config) -> anyhow::Result<Panel> {
    let mut panel = Panel::of(Arc::new(rules(config)?), &config.checklists.version);
    for (helpdesk, own) in &config.accounts {
        let rules = rules(&config.of(helpdesk)).with_context(|| format!("the rules of {helpdesk}"))?;
        panel = panel.with(helpdesk, Arc::new(rules), &own.checklists.version);
    }
    Ok(panel)
}

/// The judge of those passes whose helpdesk has no rules of its own.
///
/// # Errors
///
/// Checklists or templates that can't be used; `config check` tells them with their places.
pub fn rules(config: &Config) -> anyhow::Result<Rules> {
    let name = &config.settings.reading.time_zone;
    let zone =
        TimeZone::get(name).with_context(|| format!("reading.time_zone: there is no time zone `{name}`"))?;
    let checker = Checker::new(config.checklists.clone(), zone)
        .map_err(|errors| anyhow!("checklists: {}", errors.join("; ")))?
        .category_confidence_min(config.settings.reading.category_confidence_min)
        .agent_tags(config.settings.policy.agent_tags.clone());
    // Loading the configuration has tried them.
    let replies = Replies::of_tried(config.replies.clone()).map_err(|errors| {
        anyhow!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })?;
    Ok(Rules { checker, policy: config.settings.policy.clone(), replies })
}

fn told(errors: &[SecretError]) -> anyhow::Error {
    anyhow!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}
