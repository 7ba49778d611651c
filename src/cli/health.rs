//! `preflight health`: whether a running service can do its work, for containers that have no other way to ask.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::Url;

use crate::cli::arguments::HealthArguments;
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::runtime;
use crate::config::environment;

/// A service that takes longer than this does not count as ready.
const ANSWER_SECS_MAX: u64 = 5;

pub fn run(arguments: &HealthArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let base = match &arguments.url {
        Some(url) => url.clone(),
        None => of_service(&listen(arguments, console)?)?,
    };
    let url = base.join("readyz").map_err(|error| Failure::Message(format!("{base}: {error}")))?;
    runtime::install_tls();
    match runtime::new()?.block_on(ask(url.clone())) {
        Ok(()) => {
            writeln!(console.out, "ready")?;
            Ok(Exit::Fine)
        }
        Err(why) => {
            writeln!(console.err, "preflight: {url}: {why}")?;
            Ok(Exit::Findings)
        }
    }
}

/// Where the service listens. The environment goes before the file, so where it says so the file is not even read: an
/// edit that went wrong does not make the service that runs look sick.
fn listen(arguments: &HealthArguments, console: &Console<'_>) -> Result<String, Failure> {
    match environment::listen(console.lookup) {
        Some(listen) => Ok(listen),
        None => Ok(console.config(arguments.config.path.as_deref())?.settings.service.listen),
    }
}

/// A service that listens on all networks is asked on this machine's own.
pub fn of_service(listen: &str) -> Result<Url, Failure> {
    let address = match listen.parse::<SocketAddr>() {
        Ok(address) if address.ip().is_unspecified() && address.is_ipv6() => {
            format!("[::1]:{}", address.port())
        }
        Ok(address) if address.ip().is_unspecified() => format!("127.0.0.1:{}", address.port()),
        Ok(_) | Err(_) => listen.to_owned(),
    };
    Url::parse(&format!("http://{address}/"))
        .map_err(|error| Failure::Message(format!("`{listen}` is no address to ask at: {error}")))
}

async fn ask(url: Url) -> Result<(), String> {
    let client = reqwest::Client::builder()
        // A proxy in the environment is meant for the way out, not for the machine itself.
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(ANSWER_SECS_MAX))
        .build()
        .map_err(|error| error.to_string())?;
    match client.get(url).send().await {
        Ok(answer) if answer.status().is_success() => Ok(()),
        Ok(answer) => Err(format!("not ready; the answer is {}", answer.status())),
        Err(error) if error.is_timeout() => Err(format!("no answer within {ANSWER_SECS_MAX} s")),
        Err(error) if error.is_connect() => Err("nothing listens there".into()),
        Err(_) => Err("the answer is not HTTP".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::of_service;

    #[test]
    fn a_service_on_all_networks_is_asked_on_its_own_machine() {
        let asked = |listen| of_service(listen).map(String::from).ok();
        assert_eq!(asked("127.0.0.1:8080").as_deref(), Some("http://127.0.0.1:8080/"));
        assert_eq!(asked("0.0.0.0:80").as_deref(), Some("http://127.0.0.1/"));
        assert_eq!(asked("[::]:8080").as_deref(), Some("http://[::1]:8080/"));
        assert_eq!(asked("preflight:8080").as_deref(), Some("http://preflight:8080/"));
        assert_eq!(asked(":::"), None);
    }
}
