//! The options of the commands that set up an account and look after it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::cli::arguments::ConfigPath;

#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
pub struct SetupArguments {
    #[command(subcommand)]
    pub target: SetupTarget,
}

#[derive(Debug, Subcommand)]
pub enum SetupTarget {
    /// Make the webhook and the two triggers in a Zendesk account, and write the settings for it
    Zendesk(ZendeskArguments),
}

#[derive(Debug, Args)]
#[command(after_help = "\
On a terminal it asks for what is left out. Whatever is there already stays as it is, so it can be run again at any time. \
It needs an OAuth client of an administrator, and asks for the scope `read webhooks:write triggers:write`; the service \
itself asks for `read tickets:write` only.

Exit status: 0 done, or nothing to do; 1 something is left to you, or you said no; 2 wrong usage or configuration, or the account \
refused.")]
pub struct ZendeskArguments {
    /// The account's address, such as https://example.zendesk.com
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The OAuth client's identifier
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    /// The environment variable that holds the OAuth client's secret
    #[arg(long, value_name = "NAME", conflicts_with = "client_secret_file")]
    pub client_secret_env: Option<String>,
    /// The file that holds the OAuth client's secret
    #[arg(long, value_name = "FILE")]
    pub client_secret_file: Option<PathBuf>,
    /// The address under which Zendesk reaches this service, such as https://preflight.example.com
    #[arg(long, value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// The configuration's directory; preflight.yaml is written there unless it is there already. Otherwise
    /// PREFLIGHT_CONFIG
    #[arg(long = "config", value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// The account's name in the settings and in the webhook's address
    #[arg(long, value_name = "NAME", default_value = "zendesk")]
    pub name: String,
    /// Print each request that would be sent, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do it without asking
    #[arg(long)]
    pub yes: bool,
    /// Take back what was made: first the triggers, then the webhook
    #[arg(long)]
    pub remove: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
It only reads: in the account, on this machine, and of the running service. With --public-url it also sends one signed \
delivery that the service ignores.

Exit status: 0 all is fine, or there are warnings only; 1 something is wrong; 2 wrong usage.")]
pub struct DoctorArguments {
    #[command(flatten)]
    pub config: ConfigPath,
    /// The address under which Zendesk reaches this service: tries it, and holds the webhook's address against it
    #[arg(long, value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,
    /// Write one JSON object, for a program
    #[arg(long)]
    pub json: bool,
}

/// The address without a slash at its end; Zendesk calls by HTTPS, a sandbox on this machine as it likes.
pub fn public_url(text: &str) -> Result<String, String> {
    let wanted = || "write it as https://preflight.example.com".to_owned();
    let url = reqwest::Url::parse(text).map_err(|_| wanted())?;
    let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_local);
    if !is_safe || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(wanted());
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::public_url;

    #[test]
    fn a_public_address_is_https() {
        assert_eq!(public_url("https://a.example/").as_deref(), Ok("https://a.example"));
        assert_eq!(public_url("https://a.example/x").as_deref(), Ok("https://a.example/x"));
        assert_eq!(public_url("http://127.0.0.1:8080").as_deref(), Ok("http://127.0.0.1:8080"));
        for bad in ["a.example", "http://a.example", "https://a.example/?x", "https://me@a.example"] {
            assert!(public_url(bad).is_err(), "{bad}");
        }
    }
}
