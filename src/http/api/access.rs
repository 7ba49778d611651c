//! Who may use the API: bearer tokens with roles. A handler that takes a `Reader` or an `Operator` can't be reached without.

use std::net::IpAddr;

use actix_web::dev::Payload;
use actix_web::http::header::{AUTHORIZATION, HOST, ORIGIN};
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpRequest};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use crate::config::secrets::Token;
use crate::config::settings::Role;
use crate::http::problem::Problem;
use crate::http::server::Parts;
use crate::store::TicketKey;

/// How the log calls whoever uses the demonstration's API.
const LOOPBACK: &str = "loopback";

pub enum Access {
    /// Nobody: no token is configured.
    Off,
    /// Whoever is on this machine, as the demonstration has it.
    Loopback,
    Tokens(Vec<Known>),
}

/// A token as it is remembered: as a hash, so that comparing takes the same time whatever the length.
pub struct Known {
    name: String,
    role: Role,
    digest: [u8; 32],
}

/// May look.
pub struct Reader;

/// May change something, and what the log calls them by.
pub struct Operator {
    name: String,
}

impl Access {
    pub fn of(tokens: &[Token]) -> Self {
        if tokens.is_empty() {
            return Access::Off;
        }
        let known = tokens.iter().map(|token| Known {
            name: token.name.clone(),
            role: token.role,
            digest: digest(token.value.expose_secret()),
        });
        Access::Tokens(known.collect())
    }

    /// Whose request it is, if the role will do.
    fn admit(&self, request: &HttpRequest, needed: Role) -> Result<String, Problem> {
        match self {
            Access::Off => Err(Problem::ApiOff),
            Access::Loopback if is_of_this_machine(request) => Ok(LOOPBACK.to_owned()),
            Access::Loopback => Err(Problem::ApiOff),
            Access::Tokens(known) => {
                let known = find(known, presented(request)?).ok_or(Problem::UnknownToken)?;
                match known.role >= needed {
                    true => Ok(known.name.clone()),
                    false => Err(Problem::RoleMissing { needed }),
                }
            }
        }
    }
}

impl Operator {
    /// One line for each thing that somebody has done: who, what, to which ticket if it is one's, and to how many.
    pub fn did(&self, what: &'static str, ticket: Option<&TicketKey>, tickets: u64) {
        let (helpdesk, id) = ticket.map(|key| (key.helpdesk.as_str(), key.id.as_str())).unzip();
        tracing::info!(actor = self.name, what, helpdesk, ticket = id, tickets, "done by the API");
    }
}

impl FromRequest for Reader {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(admit(request, Role::Read).map(|_| Reader))
    }
}

impl FromRequest for Operator {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(admit(request, Role::Operate).map(|name| Operator { name }))
    }
}

fn admit(request: &HttpRequest, needed: Role) -> Result<String, Error> {
    let parts = request.app_data::<Data<Parts>>().expect("every server has its parts");
    let admitted = parts.access.admit(request, needed);
    if let Err(Problem::UnknownToken | Problem::RoleMissing { .. }) = &admitted {
        parts.worker.meter.api_refused.inc();
    }
    Ok(admitted?)
}

/// The token that came with the request.
fn presented(request: &HttpRequest) -> Result<&str, Problem> {
    let header = request.headers().get(AUTHORIZATION).ok_or(Problem::NoToken)?;
    let (scheme, token) =
        header.to_str().ok().and_then(|text| text.split_once(' ')).ok_or(Problem::UnknownToken)?;
    if scheme.eq_ignore_ascii_case("bearer") { Ok(token.trim()) } else { Err(Problem::NoToken) }
}

/// Looks at all of them, so that the time does not tell which one was nearly right.
fn find<'a>(known: &'a [Known], token: &str) -> Option<&'a Known> {
    let digest = digest(token);
    let (mut found, mut at) = (Choice::from(0), 0_u32);
    for (number, one) in (0_u32..).zip(known) {
        let same = one.digest.ct_eq(&digest);
        at.conditional_assign(&number, same);
        found |= same;
    }
    bool::from(found).then(|| known.get(at as usize)).flatten()
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// From this machine, under its own name, and not on behalf of a page from elsewhere that is open in its browser.
fn is_of_this_machine(request: &HttpRequest) -> bool {
    let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = header(HOST).unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    let is_local = |name: &str| {
        name == "localhost" || name.trim_matches(['[', ']']).parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
    };
    let is_own_page = header(ORIGIN).is_none_or(|origin| origin.strip_prefix("http://") == Some(host));
    request.peer_addr().is_some_and(|peer| peer.ip().is_loopback()) && is_local(name) && is_own_page
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{AUTHORIZATION, HOST, ORIGIN};
    use actix_web::test::TestRequest;

    use super::{Access, Token};
    use crate::config::settings::Role;

    fn token(name: &str, role: Role, value: &str) -> Token {
        Token { name: name.to_owned(), role, value: value.to_owned().into() }
    }

    #[test]
    fn a_token_opens_what_its_role_allows() {
        let access = Access::of(&[
            token("console", Role::Read, "first"),
            token("console", Role::Read, "second"),
            token("night-shift", Role::Operate, "third"),
        ]);
        let admitted = |header: Option<&str>, needed| {
            let request = header
                .into_iter()
                .fold(TestRequest::get(), |request, value| request.insert_header((AUTHORIZATION, value)));
            access.admit(&request.to_http_request(), needed).map_err(|problem| problem.id())
        };
        for value in ["Bearer first", "bearer second", "Bearer  first "] {
            assert_eq!(admitted(Some(value), Role::Read), Ok("console".to_owned()));
        }
        assert_eq!(admitted(Some("Bearer third"), Role::Operate), Ok("night-shift".to_owned()));
        assert_eq!(admitted(Some("Bearer third"), Role::Read), Ok("night-shift".to_owned()));
        assert_eq!(admitted(Some("Bearer first"), Role::Operate), Err("role_missing"));
        assert_eq!(admitted(Some("Bearer fourth"), Role::Read), Err("unknown_token"));
        assert_eq!(admitted(Some("Bearer "), Role::Read), Err("unknown_token"));
        assert_eq!(admitted(Some("Basic Zmlyc3Q="), Role::Read), Err("no_token"));
        assert_eq!(admitted(None, Role::Read), Err("no_token"));
        let off = Access::of(&[]).admit(&TestRequest::get().to_http_request(), Role::Read);
        assert_eq!(off.map_err(|problem| problem.id()), Err("api_off"));
    }

    #[test]
    fn the_demonstration_is_open_to_this_machine_alone() {
        let admitted = |peer: &str, host: &str, origin: Option<&str>| {
            let mut request = TestRequest::get().peer_addr(peer.parse().expect("an address"));
            request = request.insert_header((HOST, host));
            if let Some(origin) = origin {
                request = request.insert_header((ORIGIN, origin));
            }
            Access::Loopback.admit(&request.to_http_request(), Role::Operate).is_ok()
        };
        assert!(admitted("127.0.0.1:4", "127.0.0.1:8080", None));
        assert!(admitted("[::1]:4", "localhost:8080", Some("http://localhost:8080")));
        assert!(admitted("[::1]:4", "[::1]:8080", None));
        assert!(!admitted("10.0.0.7:4", "127.0.0.1:8080", None));
        // A name of somebody else's that leads here, and a page of somebody else's that asks here.
        assert!(!admitted("127.0.0.1:4", "preflight.example:8080", None));
        assert!(!admitted("127.0.0.1:4", "127.0.0.1:8080", Some("http://page.example")));
        assert!(!admitted("127.0.0.1:4", "127.0.0.1:8080", Some("null")));
    }
}
