//! Checks whether the secrets are where the settings say, and whether others can read them.

use crate::cli::doctor::finding::Finding;
use crate::config::environment::Lookup;
use crate::config::secrets::{ZendeskSecrets, resolve_zendesk};
use crate::config::settings::ZendeskSettings;

const CHECK: &str = "secrets";

pub fn check(
    name: &str,
    settings: &ZendeskSettings,
    lookup: Lookup<'_>,
) -> (Finding, Option<ZendeskSecrets>) {
    match resolve_zendesk(name, settings, lookup) {
        Ok(secrets) if secrets.warnings.is_empty() => {
            let what = match secrets.webhook.len() {
                1 => "the client's and the webhook's are there".to_owned(),
                count => format!("the client's and {count} of the webhook are there"),
            };
            (Finding::fine(CHECK, what), Some(secrets))
        }
        Ok(secrets) => {
            let what = secrets.warnings.join("; ");
            (Finding::warning(CHECK, what, "let only the service's user read it"), Some(secrets))
        }
        Err(errors) => {
            let what = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            (Finding::wrong(CHECK, what, "run this with the service's environment, as its user"), None)
        }
    }
}
