//! The store of the configured service, for commands that look into it or change it beside the service.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use tokio::runtime::Runtime;

use crate::app::open;
use crate::cli::arguments::ConfigPath;
use crate::cli::console::{Console, Failure};
use crate::cli::runtime;
use crate::config::load::Config;
use crate::config::place::Place;
use crate::store::{Keeper, TicketKey};

/// An open store, with what it works on meanwhile.
pub struct Opened {
    store: Arc<dyn Keeper>,
    _runtime: Runtime,
}

impl Deref for Opened {
    type Target = dyn Keeper;

    fn deref(&self) -> &Self::Target {
        self.store.as_ref()
    }
}

/// The configuration, and the store that it names.
pub fn open(path: &ConfigPath, console: &mut Console<'_>) -> Result<(Config, Opened), Failure> {
    let config = console.config(path.path.as_deref())?;
    let settings = &config.settings.store;
    place(&config)?;
    let runtime = runtime::new()?;
    let store = runtime.block_on(open::beside(settings, console.lookup)).map_err(Failure::of)?;
    Ok((config, Opened { store, _runtime: runtime }))
}

/// Where the store is. A file must be there.
pub fn place(config: &Config) -> Result<Place, Failure> {
    let place = config.settings.store.place();
    match place.ok_or_else(|| Failure::Message("store.url: this is no address of a store".into()))? {
        Place::File(file) if !file.exists() => Err(missing(&file)),
        place @ (Place::File(_) | Place::Database(_)) => Ok(place),
    }
}

fn missing(file: &Path) -> Failure {
    let name = file.display();
    Failure::Message(if file.is_relative() {
        format!(
            "there is no store at {name}, which is looked for from the working directory: run this in the service's, or \
             write the whole path as `store.path`"
        )
    } else {
        format!(
            "there is no store at {name}: name the service's configuration with `--config`, and run this where the service runs"
        )
    })
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
