//! A helpdesk account's address: what is taken for one when the settings are checked, and when it is called.

use std::net::IpAddr;

use reqwest::Url;
use thiserror::Error;

/// Scheme, host and port.
#[derive(Clone, Debug)]
pub struct AccountAddress {
    pub url: Url,
    /// A sandbox on this machine.
    pub is_loopback: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    #[error("the address is not a URL such as https://example.zendesk.com")]
    Malformed,
    #[error("the address must begin with https:// (http:// is for 127.0.0.1, ::1 and localhost only)")]
    NotHttps,
    #[error("the address must be scheme and host only, without user, path, query or fragment")]
    NotBare,
}

/// Read an address as it stands in the settings.
///
/// # Errors
///
/// It is no URL, not encrypted on its way over a network, or more than scheme and host.
pub fn parse(text: &str) -> Result<AccountAddress, AddressError> {
    let url = Url::parse(text.trim()).map_err(|_| AddressError::Malformed)?;
    let host = url.host_str().ok_or(AddressError::Malformed)?;
    let is_loopback = is_loopback(host);
    if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback) {
        return Err(AddressError::NotHttps);
    }
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none();
    if is_bare { Ok(AccountAddress { url, is_loopback }) } else { Err(AddressError::NotBare) }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
