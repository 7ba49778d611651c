//! What a command talks to, and how it ends.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cli::store;
use crate::config::environment::{self, Lookup};
use crate::config::load::{Config, load};
use crate::yaml::diagnostic::Diagnostic;

/// The streams and the environment of a command.
pub struct Console<'a> {
    pub input: &'a mut dyn Read,
    pub out: &'a mut dyn Write,
    pub err: &'a mut dyn Write,
    /// Whether `err` shows colours.
    pub colours: bool,
    /// Whether somebody sits before `err`, and sees a line that is drawn over.
    pub watched: bool,
    /// How `out` is shown.
    pub page: Page,
    /// Whether a person sits at `input` and can be asked.
    pub is_interactive: bool,
    pub lookup: Lookup<'a>,
}

/// What an output is drawn on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    pub columns: usize,
    pub colours: bool,
}

impl Page {
    /// A file, a pipe, and the widest that a drawing becomes.
    pub const PLAIN: Page = Page { columns: 100, colours: false };
    const COLUMNS_MIN: usize = 40;

    /// A terminal that is so wide.
    pub fn terminal(columns: usize, colours: bool) -> Self {
        Self { columns: columns.clamp(Self::COLUMNS_MIN, Self::PLAIN.columns), colours }
    }
}

/// How a command that did its work ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Fine,
    /// There is something to see to.
    Findings,
    /// Wrong usage or configuration: the work was not done.
    Refused,
}

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// What is wrong and how to mend it, for a person.
    Message(String),
    Configuration(Vec<Diagnostic>),
    Output(io::Error),
}

impl Console<'_> {
    /// The configuration that the command line names, else the environment, else the program's own.
    pub fn config(&self, path: Option<&Path>) -> Result<Config, Failure> {
        let path: Option<PathBuf> =
            path.map(Path::to_owned).or_else(|| environment::config_path(self.lookup));
        load(path.as_deref(), self.lookup).map_err(Failure::Configuration)
    }

    /// The same as it is for the tickets of this helpdesk, if one is named.
    pub fn config_of(&self, path: Option<&Path>, helpdesk: Option<&str>) -> Result<Config, Failure> {
        let config = self.config(path)?;
        let Some(name) = helpdesk else { return Ok(config) };
        Ok(config.of(&store::helpdesk(&config, Some(name))?))
    }
}

impl Failure {
    /// An error with all its causes, for a person.
    pub fn of(error: anyhow::Error) -> Self {
        Failure::Message(format!("{error:#}"))
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Fine => ExitCode::SUCCESS,
            Exit::Findings => ExitCode::from(1),
            Exit::Refused => ExitCode::from(2),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Output(error)
    }
}
