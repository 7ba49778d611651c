//! The commands and their options, with the help that `--help` shows.

pub mod past;
pub mod zendesk;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use reqwest::Url;

use crate::cli::arguments::past::{DeliveriesArguments, ReplayArguments, ReportArguments};
use crate::cli::arguments::zendesk::{DoctorArguments, SetupArguments};

/// Checks helpdesk tickets against checklists, and tells the customer exactly what is missing.
#[derive(Debug, Parser)]
#[command(name = "preflight", version, arg_required_else_help = true, after_help = AFTER_HELP)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

const AFTER_HELP: &str = "\
Exit status: 0 fine, 1 there is something to see to, 2 wrong usage or configuration.

First steps:
  preflight demo                      try it in the browser, without an account
  preflight setup zendesk --config /etc/preflight
  preflight doctor --config /etc/preflight
  preflight serve --config /etc/preflight";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the service: receive webhooks, check tickets, write into the helpdesk
    Serve(ServeArguments),
    /// Set up an account: its webhook, its triggers, and the settings that belong to it
    Setup(SetupArguments),
    /// Look at everything that the service needs, and tell what is wrong and how to mend it
    Doctor(DoctorArguments),
    /// Try it with a small helpdesk of its own, in the browser or (--once) without
    Demo(DemoArguments),
    /// Check a ticket from a file or from standard input, without any helpdesk
    Check(CheckArguments),
    /// Run the checklists over past tickets: what they would do, and what another configuration does otherwise
    Backtest(BacktestArguments),
    /// Check the configuration, or write one to start from
    Config(ConfigArguments),
    /// Learn from labelled tickets how to tell their categories
    Learn(LearnArguments),
    /// Ask a running service whether it can do its work
    Health(HealthArguments),
    /// Show the fuses that stop all writing into a helpdesk, or close them again
    Fuse(FuseArguments),
    /// List the tickets that were set aside, and why
    Parked(ParkedArguments),
    /// Take up tickets again that were set aside
    Release(ReleaseArguments),
    /// Have tickets looked at again
    Recheck(RecheckArguments),
    /// List what was received from the helpdesk
    Deliveries(DeliveriesArguments),
    /// Have the ticket of a delivery looked at again, as if the delivery had come once more
    Replay(ReplayArguments),
    /// Tell for a period what was found, what would have been said, and how well it agrees with the agents
    Report(ReportArguments),
    /// Tell why a ticket was answered as it was, and what would be written now
    Explain(ExplainArguments),
    /// Forget all that is stored of a ticket or of a requester
    Erase(EraseArguments),
    /// Move what is stored to another store
    Store(StoreArguments),
    /// Copy the store while the service goes on
    Backup(BackupArguments),
    /// Print what your shell needs to complete commands and options
    Completions(CompletionsArguments),
    /// Print the manual page, or write one for each command into a directory
    Man(ManArguments),
}

#[derive(Debug, Args)]
pub struct ConfigPath {
    /// The configuration: a directory, or a settings file in one. Otherwise PREFLIGHT_CONFIG, otherwise what is
    /// compiled in
    #[arg(long = "config", value_name = "PATH")]
    pub path: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct StoreArguments {
    #[command(subcommand)]
    pub action: StoreAction,
}

#[derive(Debug, Subcommand)]
pub enum StoreAction {
    /// Move a deployment from a SQLite file into an empty PostgreSQL database, while the service is stopped. One that was
    /// cut short goes on where it was when it is said again
    Migrate(MigrateArguments),
}

#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 all of it is there, 2 refused or cut short: say it again.")]
pub struct MigrateArguments {
    /// The store that is left: sqlite://PATH
    #[arg(long, value_name = "ADDRESS")]
    pub from: String,
    /// The new store, without a password: postgres://USER@HOST/DATABASE
    #[arg(long, value_name = "ADDRESS")]
    pub to: String,
    /// The environment variable that holds the database user's password
    #[arg(long, value_name = "NAME")]
    pub password_env: Option<String>,
    /// A file that holds it and nothing else
    #[arg(long, value_name = "FILE", conflicts_with = "password_env")]
    pub password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ServeArguments {
    #[command(flatten)]
    pub config: ConfigPath,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Exit status of --once: 0 every ticket ended as its verdict calls for, 1 one did not, or a delivery was \
                        refused or left unanswered, 2 wrong usage or configuration."
)]
pub struct DemoArguments {
    /// Send the example tickets through the whole way, print what the helpdesk then holds, and end
    #[arg(long)]
    pub once: bool,
    /// With --once: tickets to send instead of the examples, as `preflight check` reads them, with or without --jsonl
    #[arg(value_name = "FILES", requires = "once")]
    pub files: Vec<PathBuf>,
    /// The folder for the demonstration's data [default: a new one, which is named]
    #[arg(long, value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// Address and port of the helpdesk's page [default: 127.0.0.1:8090, or any free port]
    #[arg(long, value_name = "ADDRESS")]
    pub page: Option<SocketAddr>,
    /// Address and port that the service receives webhooks at [default: 127.0.0.1:8080, or any free port]
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
    #[command(flatten)]
    pub config: ConfigPath,
}

#[derive(Debug, Args)]
#[command(after_help = "\
FILE is a ticket as JSON (the ticket itself, or {\"id\": ..., \"ticket\": {...}}), an e-mail (.eml), or plain text, \
whose first line may be `Subject: ...`; which of them it is shows in the content.

Exit status: 0 ready, 1 not ready, 2 wrong usage or configuration. With --jsonl: 0 all lines could be read, whatever \
their verdicts; 1 some could not, and standard error names them.")]
pub struct CheckArguments {
    /// The ticket, or with --jsonl the tickets; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: PathBuf,
    /// How the result is shown
    #[arg(long, value_enum, default_value_t, conflicts_with = "jsonl")]
    pub format: ReportFormat,
    /// Draw the report over the ticket, and tell the reason for everything in it; with `--format json` as JSON
    #[arg(long, conflicts_with = "jsonl")]
    pub explain: bool,
    /// Read many tickets, one JSON object a line, and write one result a line, in the same order
    #[arg(long)]
    pub jsonl: bool,
    #[command(flatten)]
    pub config: ConfigPath,
    /// By the rules of this helpdesk, where it has its own
    #[arg(long, value_name = "NAME")]
    pub helpdesk: Option<String>,
    /// The time of the check, such as 2026-03-02T15:04:00Z [default: the ticket's `checked_at`, else now]
    #[arg(long, value_name = "TIMESTAMP")]
    pub now: Option<Timestamp>,
    /// The time zone of customers whose own is not known, such as America/New_York [default: as configured]
    #[arg(long, value_name = "ZONE", value_parser = time_zone)]
    pub time_zone: Option<TimeZone>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For a person
    #[default]
    Text,
    /// Everything, as one JSON object
    Json,
}

#[derive(Debug, Args)]
#[command(after_help = "\
A ticket is held against the checklists as it stands in the file, at its `checked_at`, else at its last message. Nothing is \
written anywhere but the result, and with zendesk or store the file of fetched tickets. Labelled tickets (with `gold` beside `ticket`) also give the figures of accuracy.

Exit status: 0 done, 1 some lines or tickets could not be read, and standard error names them, 2 wrong usage or configuration, \
or the helpdesk could not be asked.")]
pub struct BacktestArguments {
    /// The tickets, one JSON object a line, as `preflight check --jsonl` reads them; `-` is standard input. Or `zendesk`:
    /// those that the helpdesk of --config lists; or `store`: those that its service has checked
    #[arg(long, value_name = "FILES", required = true, num_args = 1..)]
    pub from: Vec<PathBuf>,
    /// By the rules of this helpdesk, where it has its own; with zendesk or store also whose tickets, where the configuration has
    /// several
    #[arg(long, value_name = "NAME")]
    pub helpdesk: Option<String>,
    /// With zendesk or store: where fetched tickets are kept, with their words and for you alone, so that an interrupted run
    /// goes on [default: backtest-HELPDESK.jsonl, or backtest-HELPDESK-store.jsonl, in the current folder]
    #[arg(long, value_name = "FILE")]
    pub resume: Option<PathBuf>,
    /// With zendesk or store: keep no ticket once the result is there; an interrupted run begins anew
    #[arg(long, conflicts_with = "resume")]
    pub keep_nothing: bool,
    #[command(flatten)]
    pub config: ConfigPath,
    /// Another configuration to compare with, such as the one that is in use: what would be other by --config
    #[arg(long, value_name = "PATH")]
    pub against: Option<PathBuf>,
    /// Only tickets created on this day or later (a day in UTC, or a time such as 2026-03-02T15:04:00Z) [default with
    /// zendesk: 30 days ago]
    #[arg(long, value_name = "DATE", value_parser = since)]
    pub since: Option<Timestamp>,
    /// Take each ticket as it stood before anyone had answered
    #[arg(long)]
    pub first_contact: bool,
    /// The tag of tickets that agents have escalated: how often `ready` agrees with it
    #[arg(long, value_name = "NAME")]
    pub escalated_tag: Option<String>,
    /// How the result is shown; as JSON it has all the differences
    #[arg(long, value_enum, default_value_t)]
    pub format: ReportFormat,
    /// Write the result as a page, too, that can be handed round: it holds identifiers and no words of the tickets
    #[arg(long, value_name = "PAGE")]
    pub html: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub struct ConfigArguments {
    #[command(subcommand)]
    pub command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Tell every mistake in the configuration, each with its line and what is meant
    #[command(after_help = "\
Mistakes refuse the configuration. Warnings are about what can be used and is hardly meant: they are told and do not count.

Exit status: 0 it can be used, 2 it can't.")]
    Check {
        /// A directory, or a settings file in one. Otherwise PREFLIGHT_CONFIG, otherwise what is compiled in
        #[arg(value_name = "PATH")]
        path: Option<PathBuf>,
        /// Let warnings count as mistakes
        #[arg(long)]
        strict: bool,
    },
    /// Run the tests that stand in the checklists
    #[command(
        after_help = "Exit status: 0 all are as they should be, 1 some are not, 2 wrong usage or configuration."
    )]
    Test {
        /// A directory, or a settings file in one. Otherwise PREFLIGHT_CONFIG, otherwise what is compiled in
        #[arg(value_name = "PATH")]
        path: Option<PathBuf>,
        /// Only those of this category
        #[arg(long, value_name = "NAME")]
        category: Option<String>,
        /// Only those of this helpdesk's rules
        #[arg(long, value_name = "NAME")]
        helpdesk: Option<String>,
    },
    /// Write a checklist to start from, with everything explained where it stands
    New {
        /// The category's name: lower-case letters, digits and `_`
        #[arg(value_name = "CATEGORY")]
        category: String,
        /// The configuration that it goes into [default: it is printed]
        #[arg(value_name = "DIR")]
        dir: Option<PathBuf>,
    },
    /// Draft checklists from an article that tells customers what to send: HTML, Markdown or plain text
    #[command(after_help = "\
Headings become categories, lists and tables items, \"(if applicable)\" a condition to fill in. Items of the configuration
are used again where they are called alike. What could not be decided is told at the end, with the article's lines.
Nothing is overwritten.

  preflight config import article.html --config /etc/preflight --out draft
  preflight config check draft")]
    Import {
        /// The article; `-` is standard input
        #[arg(value_name = "ARTICLE")]
        article: PathBuf,
        #[command(flatten)]
        config: ConfigPath,
        /// The folder that the draft is written to [default: it is printed]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// Print the JSON Schema of a file, for editors that complete and check
    Schema {
        /// Which file's
        #[arg(value_enum)]
        name: SchemaName,
    },
    /// Write the configuration that is compiled in into a directory, to be changed; overwrites nothing
    Init {
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaName {
    Settings,
    Rules,
    Items,
    Phrases,
    Checklist,
}

#[derive(Debug, Args)]
#[command(after_help = "\
FILES have a labelled ticket a line: {\"ticket\": {...}, \"gold\": {\"category\": \"...\"}}. Put what is written beside your \
checklists as learned.json; without that file categories are told by the signs of the checklists alone.

Exit status: 0 learned, 2 wrong usage, configuration or tickets.")]
pub struct LearnArguments {
    /// The tickets to learn from
    #[arg(value_name = "FILES", required = true)]
    pub files: Vec<PathBuf>,
    /// Where to write what was learned
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Tickets to try it on that were not learned from: how many categories are told right
    #[arg(long = "try", value_name = "FILE")]
    pub try_on: Vec<PathBuf>,
    /// How much it weighs beside the signs of the checklists, from 0 [default: 1]
    #[arg(long, value_name = "NUMBER", value_parser = strength)]
    pub strength: Option<f32>,
    #[command(flatten)]
    pub config: ConfigPath,
    /// For the checklists of this helpdesk, where it has its own
    #[arg(long, value_name = "NAME")]
    pub helpdesk: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 ready, 1 not ready or no answer, 2 wrong usage or configuration.")]
pub struct HealthArguments {
    /// The service's address, such as http://127.0.0.1:8080/ [default: where PREFLIGHT_LISTEN or the configuration
    /// has it listen]
    #[arg(long, value_name = "URL", value_parser = service_url)]
    pub url: Option<Url>,
    #[command(flatten)]
    pub config: ConfigPath,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Each helpdesk has one. It opens by itself when the service writes more public comments within a minute there than \
policy.limits.comments_per_minute_max; then nothing is written there until it is closed.

Exit status: 0 closed, 1 open, 2 wrong usage or configuration.")]
pub struct FuseArguments {
    /// What to do with it
    #[arg(value_enum, default_value_t)]
    pub action: FuseAction,
    /// Only that of this helpdesk
    #[arg(long, value_name = "NAME")]
    pub helpdesk: Option<String>,
    #[command(flatten)]
    pub config: ConfigPath,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum FuseAction {
    /// Whether it is open, since when, and why
    #[default]
    Show,
    /// Let the service write again
    Close,
}

#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 there are none, 1 there are some, 2 wrong usage or configuration.")]
pub struct ParkedArguments {
    /// The most that are listed, the latest first
    #[arg(long, value_name = "NUMBER", default_value_t = 100)]
    pub limit: u32,
    #[command(flatten)]
    pub config: ConfigPath,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 released, 1 there was nothing to release, 2 wrong usage or configuration."
)]
pub struct ReleaseArguments {
    /// The ticket's number, or HELPDESK/NUMBER where the configuration has several helpdesks
    #[arg(value_name = "TICKET", required_unless_present = "all")]
    pub ticket: Option<String>,
    /// All tickets that were set aside
    #[arg(long, conflicts_with = "ticket")]
    pub all: bool,
    #[command(flatten)]
    pub config: ConfigPath,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 they are looked at again, 1 there are none with that tag, 2 wrong usage or configuration."
)]
pub struct RecheckArguments {
    /// The tickets' numbers, or HELPDESK/NUMBER where the configuration has several helpdesks
    #[arg(value_name = "TICKETS", required_unless_present = "tag")]
    pub tickets: Vec<String>,
    /// All tickets that bear this tag in the helpdesk now. Its search may not know yet what was tagged within minutes
    #[arg(long, value_name = "NAME", conflicts_with = "tickets")]
    pub tag: Option<String>,
    /// With --tag: which helpdesk, where the configuration has several
    #[arg(long, value_name = "NAME", requires = "tag")]
    pub helpdesk: Option<String>,
    /// With --tag: the most tickets that are taken
    #[arg(long, value_name = "NUMBER", default_value_t = 1_000, requires = "tag")]
    pub limit: u32,
    #[command(flatten)]
    pub config: ConfigPath,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The ticket is fetched from the helpdesk; nothing is written anywhere.

Exit status: 0 told, 1 the helpdesk has no such ticket, or there was no such version, 2 wrong usage or configuration, or no answer.")]
pub struct ExplainArguments {
    /// The ticket's number, or HELPDESK/NUMBER where the configuration has several helpdesks
    #[arg(value_name = "TICKET")]
    pub ticket: String,
    /// Show what the checklists with this content hash decided, and what would be other now. Logs, reports and the list
    /// that an unknown one is answered with tell the hashes; the first digits do
    #[arg(long, value_name = "HASH")]
    pub config_version: Option<String>,
    #[command(flatten)]
    pub config: ConfigPath,
}

#[derive(Debug, Args)]
#[command(
    group = clap::ArgGroup::new("whose").required(true),
    after_help = "\
What stands in the helpdesk stays there. A ticket that is still open is remembered anew when it changes.

Exit status: 0 erased, 1 nothing was stored, 2 wrong usage or configuration."
)]
pub struct EraseArguments {
    /// The ticket's number, or HELPDESK/NUMBER where the configuration has several helpdesks
    #[arg(long, value_name = "TICKET", group = "whose")]
    pub ticket: Option<String>,
    /// The number of the requester in the helpdesk, or HELPDESK/NUMBER: all of their tickets
    #[arg(long, value_name = "USER", group = "whose")]
    pub requester: Option<String>,
    #[command(flatten)]
    pub config: ConfigPath,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The copy is whole in itself, and readable for its owner only. To restore it: stop the service, put the copy in the store's place, \
take away the files -wal and -shm beside it, start the service.

Exit status: 0 copied, 2 wrong usage or configuration, or it could not be copied.")]
pub struct BackupArguments {
    /// The copy; there must be no file of this name yet
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[command(flatten)]
    pub config: ConfigPath,
}

#[derive(Debug, Args)]
#[command(after_help = "\
For bash: preflight completions bash > /etc/bash_completion.d/preflight
For zsh:  preflight completions zsh > /usr/local/share/zsh/site-functions/_preflight
For fish: preflight completions fish > ~/.config/fish/completions/preflight.fish")]
pub struct CompletionsArguments {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: Shell,
}

#[derive(Debug, Args)]
pub struct ManArguments {
    /// Where to write them, such as /usr/local/share/man/man1 [default: the first is printed]
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

fn service_url(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    url.ok_or_else(|| "write it with its scheme: http://127.0.0.1:8080/".to_owned())
}

fn strength(text: &str) -> Result<f32, String> {
    let number = text.parse().ok().filter(|number: &f32| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| "it must be a number of 0 or more".into())
}

pub fn since(text: &str) -> Result<Timestamp, String> {
    let day = || text.parse::<Date>().ok()?.to_zoned_datetime(TimeZone::UTC).ok();
    let time = text.parse().ok().or_else(|| day().map(|day| day.timestamp()));
    time.ok_or_else(|| "write a day such as 2026-03-02, or a time such as 2026-03-02T15:04:00Z".into())
}

fn time_zone(name: &str) -> Result<TimeZone, String> {
    TimeZone::get(name)
        .map_err(|_| format!("there is no time zone `{name}`; write an IANA name such as America/New_York"))
}
