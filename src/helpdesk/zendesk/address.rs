//! The account's address: the only host that is ever contacted.

use reqwest::Url;

use crate::config::address::{self, AccountAddress, AddressError};
use crate::helpdesk::HelpdeskError;

const TICKET_ID_DIGITS_MAX: usize = 20;

/// Scheme, host and port; every address that is called is built from it, none is taken from an answer.
#[derive(Clone, Debug)]
pub struct Address {
    base: Url,
    loopback: bool,
}

impl Address {
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let AccountAddress { url, is_loopback } = address::parse(text)?;
        Ok(Self { base: url, loopback: is_loopback })
    }

    /// Whether the account is a sandbox on this machine.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    pub fn url(&self, path: &str, query: &[(&str, &str)]) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }
}

/// The path of a ticket or of what belongs to it, such as `/comments`.
pub fn ticket_path(ticket_id: &str, part: &str) -> Result<String, HelpdeskError> {
    let id = ticket_id_of(ticket_id)
        .ok_or_else(|| HelpdeskError::Refused { detail: "the ticket's identifier is not a number".into() })?;
    Ok(format!("/api/v2/tickets/{id}{part}.json"))
}

/// The identifier if it is one: 1 to 20 digits, blanks around them allowed. `0` stands for "none" in Zendesk's events.
pub fn ticket_id_of(text: &str) -> Option<&str> {
    let text = text.trim();
    let digits = text.len() <= TICKET_ID_DIGITS_MAX && text.bytes().all(|byte| byte.is_ascii_digit());
    let id = text.trim_start_matches('0');
    (digits && !id.is_empty()).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_reached_by_https_and_a_sandbox_by_http_on_loopback() {
        for good in [
            "https://example.zendesk.com",
            "https://example.zendesk.com/",
            "http://127.0.0.1:9000",
            "http://[::1]:1",
        ] {
            assert!(Address::parse(good).is_ok(), "{good}");
        }
        let bad = [
            ("example.zendesk.com", AddressError::Malformed),
            ("http://example.zendesk.com", AddressError::NotHttps),
            ("http://127.0.0.1.example.com", AddressError::NotHttps),
            ("ftp://localhost", AddressError::NotHttps),
            ("https://me@example.zendesk.com", AddressError::NotBare),
            ("https://example.zendesk.com/agent", AddressError::NotBare),
            ("https://example.zendesk.com?x=1", AddressError::NotBare),
        ];
        for (text, error) in bad {
            assert_eq!(Address::parse(text).err(), Some(error), "{text}");
        }
    }

    #[test]
    fn a_cursor_stays_within_the_query() {
        let address = Address::parse("https://example.zendesk.com").expect("a good address");
        let url = address.url("/api/v2/tickets/1.json", &[("page[after]", "x&y=//evil.example/?")]);
        assert_eq!(url.host_str(), Some("example.zendesk.com"));
        assert_eq!(url.query(), Some("page%5Bafter%5D=x%26y%3D%2F%2Fevil.example%2F%3F"));
    }

    #[test]
    fn a_ticket_is_a_number() {
        for good in ["1", " 35436 ", "18446744073709551615"] {
            assert_eq!(ticket_id_of(good), Some(good.trim()));
        }
        for bad in ["", "0", "-1", "1.5", "1/../2", "１２", "123456789012345678901"] {
            assert_eq!(ticket_id_of(bad), None, "{bad}");
            assert!(ticket_path(bad, "").is_err());
        }
    }
}
