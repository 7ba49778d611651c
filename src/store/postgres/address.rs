//! The address of a database, as `store.url` has it: where it is, how the way to it is encrypted, and who asks.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::store::StoreError;
use crate::store::postgres::failure::unavailable;

const CONNECT_SECS_MAX: u64 = 5;
/// A server that takes nothing for so long is gone; one that says nothing is asked whether it is still there.
const SILENCE_SECS_MAX: u64 = 15;
const KEEPALIVE_SECS: u64 = 10;

/// Where the database is, and how to get there.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
}

impl Address {
    /// Read `postgres://user@host:port/database?sslmode=...`.
    ///
    /// `sslmode=disable` goes unencrypted, which is the default for this machine itself; `verify-full` demands TLS with a
    /// certificate for the host, by the system's roots or those of `sslrootcert=PATH`, and is the default for all others.
    /// `require` and `verify-ca` mean the same here.
    pub(super) fn read(url: &str, password: Option<&SecretString>) -> Result<Self, StoreError> {
        let (url, tls) = split(url)?;
        let mut config: Config =
            url.parse().map_err(|_| wrong("it is not of the form postgres://USER@HOST/DATABASE"))?;
        if let Some(password) = password {
            config.password(password.expose_secret());
        }
        config
            .application_name("preflight")
            .keepalives_idle(Duration::from_secs(KEEPALIVE_SECS))
            .keepalives_interval(Duration::from_secs(KEEPALIVE_SECS / 2))
            .keepalives_retries(3)
            .tcp_user_timeout(Duration::from_secs(SILENCE_SECS_MAX));
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(Duration::from_secs(CONNECT_SECS_MAX));
        }
        // Of several hosts the one that takes writes, whichever that is now.
        if config.get_target_session_attrs() == TargetSessionAttrs::Any {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        let encrypted = tls.mode.unwrap_or_else(|| !config.get_hosts().iter().all(is_here));
        config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
        let roots = if encrypted { roots(tls.roots.as_deref())? } else { RootCertStore::empty() };
        Ok(Self { config, tls: MakeRustlsConnect::new(client(roots)?) })
    }
}

/// What an address says of encryption.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tls {
    mode: Option<bool>,
    roots: Option<PathBuf>,
}

/// The address without what it says of encryption, and that.
fn split(url: &str) -> Result<(String, Tls), StoreError> {
    let mut tls = Tls::default();
    let Some((base, query)) = url.split_once('?') else { return Ok((url.to_owned(), tls)) };
    let mut rest = Vec::new();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        match part.split_once('=') {
            Some(("sslmode", "disable")) => tls.mode = Some(false),
            Some(("sslmode", "require" | "verify-ca" | "verify-full")) => tls.mode = Some(true),
            Some(("sslmode", _)) => return Err(wrong("`sslmode` is `disable` or `verify-full`")),
            Some(("sslrootcert", path)) => tls.roots = Some(PathBuf::from(path.replace("%2F", "/"))),
            _ => rest.push(part),
        }
    }
    let url = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
    Ok((url, tls))
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1"),
    }
}

fn roots(file: Option<&Path>) -> Result<RootCertStore, StoreError> {
    let mut roots = RootCertStore::empty();
    match file {
        Some(path) => {
            let unreadable = |cause: &dyn std::fmt::Display| {
                unavailable(&format!("sslrootcert: {}: {cause}", path.display()))
            };
            let certificates = CertificateDer::pem_file_iter(path).map_err(|error| unreadable(&error))?;
            for certificate in certificates {
                let certificate = certificate.map_err(|error| unreadable(&error))?;
                roots.add(certificate).map_err(|error| unreadable(&error))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        return Err(unavailable(
            "there is no certificate to know the database by: install ca-certificates, or name a file with `sslrootcert`",
        ));
    }
    Ok(roots)
}

fn client(roots: RootCertStore) -> Result<ClientConfig, StoreError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| unavailable(&error.to_string()))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// The address itself is not repeated: it may hold a password.
fn wrong(what: &str) -> StoreError {
    unavailable(&format!("store.url: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_spoken_to_without_encryption_unless_it_is_said() {
        let mode = |url: &str| Address::read(url, None).expect("an address").config.get_ssl_mode();
        assert_eq!(mode("postgres://preflight@localhost/preflight"), SslMode::Disable);
        assert_eq!(mode("postgres://preflight@%2Frun%2Fpostgresql/preflight"), SslMode::Disable);
        assert_eq!(mode("postgres://preflight@db.example/preflight?sslmode=disable"), SslMode::Disable);
    }

    #[test]
    fn what_it_says_of_encryption_is_taken_out() {
        let (url, tls) =
            split("postgres://a@b/c?sslmode=verify-full&options=-c%20x=1&sslrootcert=/etc/ca.pem")
                .expect("an address");
        assert_eq!(url, "postgres://a@b/c?options=-c%20x=1");
        assert_eq!(tls, Tls { mode: Some(true), roots: Some("/etc/ca.pem".into()) });
        assert!(split("postgres://a@b/c?sslmode=prefer").is_err());
    }

    #[test]
    fn a_mistake_repeats_no_password() {
        let error = Address::read("postgres://a:hush@b:port/c", None).err().expect("no port").to_string();
        assert!(error.contains("store.url") && !error.contains("hush"), "{error}");
    }
}
