//! The options of the commands that look back: `report`, `deliveries`, `replay`.

use std::path::PathBuf;

use clap::Args;
use jiff::Timestamp;

use crate::cli::arguments::{ConfigPath, ReportFormat, since};

#[derive(Debug, Args)]
#[command(after_help = "\
Only the store of the service is read; nothing is asked of the helpdesk and nothing is written but the result. What the \
agents made of a ticket is what its tags and its status were when the service last read it.

Exit status: 0 told, 1 nothing was checked within that time, 2 wrong usage or configuration.")]
pub struct ReportArguments {
    /// The first moment: a day in UTC, or a time such as 2026-03-02T15:04:00Z [default: 30 days before the end]
    #[arg(long, value_name = "DATE", value_parser = since)]
    pub since: Option<Timestamp>,
    /// The moment up to which, itself no longer within [default: now]
    #[arg(long, value_name = "DATE", value_parser = since)]
    pub until: Option<Timestamp>,
    /// The tag that agents give to tickets that they escalate: how often `ready` agrees with it
    #[arg(long, value_name = "NAME")]
    pub escalated_tag: Option<String>,
    /// How the result is shown
    #[arg(long, value_enum, default_value_t)]
    pub format: ReportFormat,
    /// Write the result as a page, too, that can be handed round: it holds identifiers and no words of the tickets
    #[arg(long, value_name = "PAGE")]
    pub html: Option<PathBuf>,
    #[command(flatten)]
    pub config: ConfigPath,
}

#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 listed, 1 there are none, 2 wrong usage or configuration.")]
pub struct DeliveriesArguments {
    /// Only those of this ticket: its number, or HELPDESK/NUMBER where the configuration has several helpdesks
    #[arg(long, value_name = "TICKET")]
    pub ticket: Option<String>,
    /// Only those from this moment on: a day in UTC, or a time such as 2026-03-02T15:04:00Z
    #[arg(long, value_name = "DATE", value_parser = since)]
    pub since: Option<Timestamp>,
    /// Only those from before this moment
    #[arg(long, value_name = "DATE", value_parser = since)]
    pub until: Option<Timestamp>,
    /// The most that are listed, the latest first
    #[arg(long, value_name = "NUMBER", default_value_t = 50)]
    pub limit: u32,
    #[command(flatten)]
    pub config: ConfigPath,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The ticket is fetched and checked as it stands now. What was said already is not said again.

Exit status: 0 it is looked at again, 1 there is no such delivery, 2 wrong usage or configuration.")]
pub struct ReplayArguments {
    /// The delivery as `preflight deliveries` shows it: its key, or HELPDESK/KEY
    #[arg(value_name = "DELIVERY")]
    pub delivery: String,
    #[command(flatten)]
    pub config: ConfigPath,
}
