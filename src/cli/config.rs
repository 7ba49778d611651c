//! `preflight config`: check the configuration, or write one to start from.

mod import;
mod new;
mod schema;
mod test;

use std::path::{Path, PathBuf};

use crate::app::build;
use crate::cli::arguments::{ConfigArguments, ConfigCommand};
use crate::cli::config::import::Import;
use crate::cli::console::{Console, Exit, Failure};
use crate::config::environment;
use crate::config::files::SETTINGS_PATH;
use crate::config::load::{Config, Origin};
use crate::config::secrets::{resolve_tokens, resolve_zendesk};
use crate::config::settings::HelpdeskSettings;
use crate::config::write::write_out;
use crate::yaml::diagnostic::counted;

pub fn run(arguments: &ConfigArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    match &arguments.command {
        ConfigCommand::Check { path, strict } => check(path.as_deref(), *strict, console),
        ConfigCommand::Init { dir } => init(dir, console),
        ConfigCommand::New { category, dir } => new::run(category, dir.as_deref(), console),
        ConfigCommand::Import { article, config, out } => {
            let import = Import { article, config: config.path.as_deref(), out: out.as_deref() };
            import::run(&import, console)
        }
        ConfigCommand::Schema { name } => schema::run(*name, console),
        ConfigCommand::Test { path, category, helpdesk } => {
            test::run(path.as_deref(), category.as_deref(), helpdesk.as_deref(), console)
        }
    }
}

/// Mistakes come as a failure, so that every command tells them alike; here is what to say when there are none.
fn check(path: Option<&Path>, strict: bool, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let mut config = console.config(path)?;
    let warnings = std::mem::take(&mut config.warnings);
    if strict && !warnings.is_empty() {
        return Err(Failure::Configuration(warnings));
    }
    // What the service would do with it, up to the accounts.
    build::panel(&config).map_err(Failure::of)?;
    let origin = match &config.origin {
        Origin::Shipped => "compiled in".to_owned(),
        Origin::File(path) => path.display().to_string(),
    };
    for warning in &warnings {
        writeln!(console.err, "{}", warning.render(console.colours))?;
    }
    match warnings.len() {
        0 => writeln!(console.out, "The configuration is in order.")?,
        _ => writeln!(console.out, "The configuration can be used, with {}.", counted(&warnings))?,
    }
    writeln!(console.out, "  settings    {origin}")?;
    sum_up(&config, console)?;
    for (helpdesk, own) in &config.accounts {
        writeln!(console.out, "Rules of its own for {helpdesk}:\n  directory   {}", own.dir.display())?;
        sum_up(&config.of(helpdesk), console)?;
    }
    if config.origin != Origin::Shipped {
        for note in notes(&config, console) {
            writeln!(console.out, "note: {note}")?;
        }
    }
    Ok(Exit::Fine)
}

fn sum_up(config: &Config, console: &mut Console<'_>) -> Result<(), Failure> {
    let checklists = &config.checklists;
    writeln!(
        console.out,
        "  checklists  {} categories, {} items, {} lists of phrases; version {}",
        checklists.categories.len(),
        checklists.items.len(),
        checklists.phrases.len(),
        checklists.version
    )?;
    let templates = config.replies.iter().filter(|(path, _)| path.ends_with(".j2")).count();
    writeln!(console.out, "  replies     {templates} templates")?;
    writeln!(console.out, "  examples    {} tickets", config.examples.len())?;
    Ok(())
}

/// What may well be right where the service runs, and is not here.
fn notes(config: &Config, console: &Console<'_>) -> Vec<String> {
    let mut notes = environment::unknown(environment::names().iter().map(String::as_str));
    for (name, helpdesk) in &config.settings.helpdesks {
        match helpdesk {
            HelpdeskSettings::Zendesk(settings) => match resolve_zendesk(name, settings, console.lookup) {
                Ok(secrets) => notes.extend(secrets.warnings),
                Err(errors) => notes.extend(errors.iter().map(ToString::to_string)),
            },
        }
    }
    match resolve_tokens(&config.settings.api, console.lookup) {
        Ok(tokens) => notes.extend(tokens.warnings),
        Err(errors) => notes.extend(errors.iter().map(ToString::to_string)),
    }
    notes
}

fn init(dir: &Path, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let files = write_out(dir).map_err(|error| Failure::Message(error.to_string()))?;
    for file in &files {
        writeln!(console.out, "{}", dir.join(file).display())?;
    }
    let settings: PathBuf = dir.join(SETTINGS_PATH);
    let (settings, dir) = (settings.display(), dir.display());
    writeln!(
        console.out,
        "\nNext: fill in your account in {settings}, then\n  preflight config check {dir}\n  preflight serve --config {dir}"
    )?;
    Ok(Exit::Fine)
}
