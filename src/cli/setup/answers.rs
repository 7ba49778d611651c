//! What must be known before anything is set up: from the command line, from settings that are there, or by asking.

use std::path::{Path, PathBuf};

use crate::cli::arguments::zendesk::{ZendeskArguments, public_url};
use crate::cli::console::{Console, Failure};
use crate::cli::setup::{ask, files};
use crate::config::environment;
use crate::config::files::SETTINGS_PATH;
use crate::config::load::{Config, Origin, from_files, load};
use crate::config::settings::{HelpdeskSettings, SecretSource, ZendeskSettings};
use crate::yaml::diagnostic::SourceFile;

const DIR_DEFAULT: &str = "/etc/preflight";
const CLIENT_DEFAULT: &str = "preflight";
const VARIABLE_DEFAULT: &str = "ZENDESK_CLIENT_SECRET";

pub struct Answers {
    pub name: String,
    /// The configuration's directory; it may not be there yet.
    pub dir: PathBuf,
    /// None where the settings are there: then the webhook's own address may stay.
    pub public_url: Option<String>,
    /// The account as it stands in the settings, or as it will.
    pub settings: ZendeskSettings,
    pub standing: Standing,
}

/// What there is of `preflight.yaml`.
pub enum Standing {
    /// Nothing; this is what will be written.
    Absent { text: String },
    /// It is there, and has this account.
    Known,
    /// It is there without this account.
    Other,
}

/// Answers that go into the settings.
pub struct Access {
    pub name: String,
    pub url: String,
    pub client_id: String,
    pub client_secret: SecretSource,
    /// Where the webhook's secret will be kept.
    pub webhook_secret: PathBuf,
}

pub fn complete(arguments: &ZendeskArguments, console: &mut Console<'_>) -> Result<Answers, Failure> {
    let given = arguments.dir.clone().or_else(|| environment::config_path(console.lookup));
    let dir = match given {
        Some(dir) => dir,
        None => ask::text(console, "--config", "Directory for the configuration", Some(DIR_DEFAULT))?.into(),
    };
    let dir = std::path::absolute(&dir).unwrap_or(dir);
    if dir.is_file() {
        return Err(Failure::Message(format!(
            "{} is a file; name the directory it stands in",
            dir.display()
        )));
    }
    let is_there = dir.join(SETTINGS_PATH).exists();
    if is_there && let Some(settings) = known(&arguments.name, &dir, console)? {
        differs(arguments, &settings, &dir)?;
        return Ok(Answers {
            name: arguments.name.clone(),
            dir,
            public_url: arguments.public_url.clone(),
            settings,
            standing: Standing::Known,
        });
    }
    let access = access(arguments, &dir, console)?;
    let public_url = match &arguments.public_url {
        None if !arguments.remove => Some(ask::checked(
            console,
            "--public-url",
            "Address under which Zendesk reaches this service",
            None,
            public_url,
        )?),
        given => given.clone(),
    };
    let text = files::settings(&access);
    let settings = parse(&text, &access.name, console)?;
    let standing = if is_there { Standing::Other } else { Standing::Absent { text } };
    Ok(Answers { name: access.name, dir, public_url, settings, standing })
}

fn access(arguments: &ZendeskArguments, dir: &Path, console: &mut Console<'_>) -> Result<Access, Failure> {
    let url = match &arguments.url {
        Some(url) => url.clone(),
        None => ask::text(console, "--url", "Account's address (https://SUBDOMAIN.zendesk.com)", None)?,
    };
    let client_id = match &arguments.client_id {
        Some(id) => id.clone(),
        None => ask::text(console, "--client-id", "OAuth client's identifier", Some(CLIENT_DEFAULT))?,
    };
    let client_secret = match (&arguments.client_secret_env, &arguments.client_secret_file) {
        (Some(name), _) => SecretSource::Env(name.clone()),
        (None, Some(path)) => file(path),
        (None, None) => {
            // It is not asked for itself: what is typed stays on the screen.
            let what = "Environment variable or file that holds the client's secret";
            let flags = "--client-secret-env or --client-secret-file";
            let said = ask::text(console, flags, what, Some(VARIABLE_DEFAULT))?;
            if said.contains(['/', '.']) { file(Path::new(&said)) } else { SecretSource::Env(said) }
        }
    };
    let name = arguments.name.clone();
    let webhook_secret = files::secret_path(dir, &name);
    Ok(Access { name, url: url.trim_end_matches('/').to_owned(), client_id, client_secret, webhook_secret })
}

fn file(path: &Path) -> SecretSource {
    SecretSource::File(std::path::absolute(path).unwrap_or_else(|_| path.to_owned()))
}

/// The account in settings that are there; none if they have none of this name, or one that was never filled in.
fn known(name: &str, dir: &Path, console: &Console<'_>) -> Result<Option<ZendeskSettings>, Failure> {
    let config = load(Some(dir), console.lookup).map_err(Failure::Configuration)?;
    Ok(account(config, name).filter(|settings| !settings.url.contains("//your-account.")))
}

fn parse(text: &str, name: &str, console: &Console<'_>) -> Result<ZendeskSettings, Failure> {
    let file = SourceFile { path: SETTINGS_PATH.to_owned(), text: text.to_owned() };
    let config = from_files(vec![file], Origin::Shipped, console.lookup).map_err(Failure::Configuration)?;
    account(config, name).ok_or_else(|| Failure::Message(format!("`{name}` is no name for an account")))
}

fn account(mut config: Config, name: &str) -> Option<ZendeskSettings> {
    config.settings.helpdesks.swap_remove(name).map(|HelpdeskSettings::Zendesk(settings)| settings)
}

/// Settings that are there go before the command line, so the two must not say different things.
fn differs(arguments: &ZendeskArguments, settings: &ZendeskSettings, dir: &Path) -> Result<(), Failure> {
    let url = arguments.url.as_deref().map(|url| url.trim_end_matches('/'));
    if url.is_some_and(|url| url != settings.url.trim_end_matches('/')) {
        return Err(Failure::Message(format!(
            "{} has the account {} under helpdesks.{}, and is not overwritten: change it there, or choose another --name",
            dir.join(SETTINGS_PATH).display(),
            settings.url,
            arguments.name
        )));
    }
    Ok(())
}
