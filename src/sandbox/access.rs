//! Who may call the API: OAuth access tokens that expire, and e-mail with API token.

use std::collections::HashMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};

use crate::sandbox::fault::Op;

/// The scopes that the sandbox knows; as in Zendesk an unknown one is accepted and then opens nothing.
const SCOPES: [&str; 10] = [
    "read",
    "write",
    "tickets:read",
    "tickets:write",
    "users:read",
    "users:write",
    "webhooks:read",
    "webhooks:write",
    "triggers:read",
    "triggers:write",
];

/// The access tokens that were issued.
#[derive(Debug, Default)]
pub struct Access {
    tokens: HashMap<String, Grant>,
}

#[derive(Clone, Debug)]
struct Grant {
    expires_at: Timestamp,
    scopes: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// 401
    Unknown,
    /// 403
    Scope,
}

impl Access {
    pub fn issue(&mut self, scope: &str, secs: u32, now: Timestamp) -> String {
        let token = format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
        let expires_at = now.checked_add(SignedDuration::from_secs(secs.into())).unwrap_or(Timestamp::MAX);
        let scopes = scope.split_whitespace().map(str::to_owned).collect();
        self.tokens.insert(token.clone(), Grant { expires_at, scopes });
        token
    }

    /// Every token ends at once, as when its client is reset.
    pub fn revoke_all(&mut self) {
        self.tokens.clear();
    }

    /// `basic` is what stands before and after the colon in an API token's credentials.
    pub fn check(
        &self,
        authorization: &str,
        basic: (&str, &str),
        op: Op,
        now: Timestamp,
    ) -> Result<(), Denial> {
        let (scheme, credentials) = authorization.split_once(' ').ok_or(Denial::Unknown)?;
        match scheme.to_ascii_lowercase().as_str() {
            "basic" => {
                let expected = STANDARD.encode(format!("{}/token:{}", basic.0, basic.1));
                (credentials.trim() == expected).then_some(()).ok_or(Denial::Unknown)
            }
            "bearer" => {
                let grant = self.tokens.get(credentials.trim()).ok_or(Denial::Unknown)?;
                if grant.expires_at <= now {
                    return Err(Denial::Unknown);
                }
                grant.opens(op).then_some(()).ok_or(Denial::Scope)
            }
            _ => Err(Denial::Unknown),
        }
    }
}

impl Grant {
    fn opens(&self, op: Op) -> bool {
        let has = |name: &str| self.scopes.iter().any(|scope| scope == name);
        if self.scopes.iter().any(|scope| !SCOPES.contains(&scope.as_str())) {
            return false;
        }
        match op {
            Op::Token => true,
            Op::FetchTicket | Op::FetchComments | Op::ListTags | Op::ExportTickets => {
                has("read") || has("tickets:read")
            }
            Op::UpdateTicket | Op::SetTags | Op::AddTags | Op::RemoveTags => {
                has("write") || has("tickets:write")
            }
            // The narrow scope is documented not to be enough for audits.
            Op::Audits => has("read"),
            Op::ReadWebhooks => has("read") || has("webhooks:read"),
            Op::WriteWebhooks => has("write") || has("webhooks:write"),
            Op::ReadTriggers => has("read") || has("triggers:read"),
            Op::WriteTriggers => has("write") || has("triggers:write"),
            Op::ListFields | Op::Search => has("read"),
            Op::ShowUser | Op::ShowMe | Op::ShowUsers => has("read") || has("users:read"),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};

    use super::{Access, Denial};
    use crate::sandbox::fault::Op;

    #[test]
    fn tokens_expire_and_scopes_bind() {
        let now = Timestamp::UNIX_EPOCH;
        let mut access = Access::default();
        let wide = format!("Bearer {}", access.issue("read tickets:write", 60, now));
        let narrow = format!("Bearer {}", access.issue("tickets:read", 60, now));
        let misspelt = format!("Bearer {}", access.issue("read tickets:wrote", 60, now));
        let check = |header: &str, op, now| access.check(header, ("a@b.c", "t"), op, now);
        assert_eq!(check(&wide, Op::UpdateTicket, now), Ok(()));
        assert_eq!(check(&narrow, Op::Audits, now), Err(Denial::Scope));
        assert_eq!(check(&misspelt, Op::FetchTicket, now), Err(Denial::Scope));
        let later = now + SignedDuration::from_secs(60);
        assert_eq!(check(&wide, Op::FetchTicket, later), Err(Denial::Unknown));
        assert_eq!(check("Basic YUBiLmMvdG9rZW46dA==", Op::FetchTicket, now), Ok(()));
        assert_eq!(check("Basic eDp5", Op::FetchTicket, now), Err(Denial::Unknown));
    }
}
