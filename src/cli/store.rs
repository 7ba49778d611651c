//! The store of the configured service, for commands that look into it or change it beside the service.

use std::path::Path;

use anyhow::Context;

use crate::cli::arguments::ConfigPath;
use crate::cli::console::{Console, Failure};
use crate::config::load::Config;
use crate::store::TicketKey;
use crate::store::sqlite::SqliteStore;

/// The configuration, and the store that it names.
pub fn open(path: &ConfigPath, console: &mut Console<'_>) -> Result<(Config, SqliteStore), Failure> {
    let config = console.config(path.path.as_deref())?;
    let file: &Path = &config.settings.store.path;
    if !file.exists() {
        let name = file.display();
        return Err(Failure::Message(if file.is_relative() {
            format!(
                "there is no store at {name}, which is looked for from the working directory: run this in the service's, or \
                 write the whole path as `store.path`"
            )
        } else {
            format!(
                "there is no store at {name}: name the service's configuration with `--config`, and run this where the service runs"
            )
        }));
    }
    let store = SqliteStore::beside(file).with_context(|| format!("the store {}", file.display()));
    Ok((config, store.map_err(Failure::of)?))
}

/// The helpdesk of this name, or the only one.
pub fn helpdesk(config: &Config, name: Option<&str>) -> Result<String, Failure> {
    let helpdesks = &config.settings.helpdesks;
    match (name, helpdesks.len()) {
        (Some(name), _) if helpdesks.contains_key(name) => Ok(name.to_owned()),
        (Some(name), _) => Err(Failure::Message(format!("the configuration has no helpdesk `{name}`"))),
        (None, 1) => Ok(helpdesks.keys().next().cloned().unwrap_or_default()),
        (None, _) => Err(Failure::Message(
            "the configuration has several helpdesks; name one with `--helpdesk`".into(),
        )),
    }
}

/// Whom `text` names: a number, or HELPDESK/NUMBER.
pub fn key(config: &Config, text: &str) -> Result<TicketKey, Failure> {
    let helpdesks = &config.settings.helpdesks;
    let (helpdesk, id) = match text.split_once('/') {
        Some((helpdesk, id)) if helpdesks.contains_key(helpdesk) => (helpdesk.to_owned(), id),
        Some((helpdesk, _)) => {
            return Err(Failure::Message(format!("the configuration has no helpdesk `{helpdesk}`")));
        }
        None => match helpdesks.keys().collect::<Vec<_>>().as_slice() {
            [only] => ((*only).clone(), text),
            _ => {
                return Err(Failure::Message(format!(
                    "the configuration has several helpdesks; write one of them before it: {}/{text}",
                    helpdesks.keys().next().map_or("HELPDESK", String::as_str)
                )));
            }
        },
    };
    if id.is_empty() {
        return Err(Failure::Message("the number is missing".into()));
    }
    Ok(TicketKey { helpdesk, id: id.to_owned() })
}
