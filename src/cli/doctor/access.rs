//! Checks of who Preflight is in the account and what it may do there, of the two clocks, and of the limits.

use crate::cli::doctor::Patient;
use crate::cli::doctor::finding::Finding;
use crate::config::settings::ZendeskAuth;
use crate::helpdesk::HelpdeskError;
use crate::helpdesk::zendesk::account::Account;
use crate::helpdesk::zendesk::account::shape::Me;

/// A difference of clocks that is no matter.
const SKEW_SECS_MAX: u64 = 60;
/// The share of the requests, in percent, below which the rest of the minute may be short.
const HEADROOM_PERCENT_MIN: u64 = 10;
const LIGHT_AGENT: i64 = 1;
const SCOPES: &str = "the scope must be `read tickets:write`, and the client may not be kept from it";

/// Whether the account lets us in, so that the rest can be looked at.
pub async fn check(account: &Account, patient: &Patient<'_>) -> (Vec<Finding>, bool) {
    let me = match account.me().await {
        Ok(me) => me,
        Err(error) => return (vec![shut(patient, &error)], false),
    };
    let mut findings =
        vec![Finding::fine("account", format!("{} answers and takes the credentials", patient.settings.url))];
    findings.push(role(&me));
    findings.extend(scope(patient));
    findings.extend(tickets(account).await);
    findings.push(changes(account, patient).await);
    (findings, true)
}

fn shut(patient: &Patient<'_>, error: &HelpdeskError) -> Finding {
    let what = format!("{}: {error}", patient.settings.url);
    let mend = match error {
        HelpdeskError::Unauthorized { .. } => {
            "the client's identifier and secret must be those in Admin Center, its kind \"confidential\", its grant \"client \
             credentials\", its scope `read tickets:write`"
        }
        HelpdeskError::RateLimited { .. } => "try again then",
        HelpdeskError::Conflict
        | HelpdeskError::Closed
        | HelpdeskError::NotFound
        | HelpdeskError::Refused { .. }
        | HelpdeskError::Unknown { .. }
        | HelpdeskError::Unavailable { .. } => {
            "look at the address, and whether this machine reaches it by HTTPS"
        }
    };
    Finding::wrong("account", what, mend)
}

fn role(me: &Me) -> Finding {
    let mend = "give this user a full agent seat, better an administrator's";
    match me.role.as_str() {
        "admin" => Finding::fine("role", "an administrator"),
        "agent" if me.role_type == Some(LIGHT_AGENT) => {
            Finding::wrong("role", "a light agent, who can't write public comments", mend)
        }
        "agent" if me.ticket_restriction.as_ref().is_some_and(|part| !part.is_empty()) => {
            Finding::warning("role", "an agent who sees a part of the tickets only", mend)
        }
        "agent" => Finding::fine("role", "an agent"),
        other => Finding::wrong("role", format!("`{other}` is no agent, so it can't read tickets"), mend),
    }
}

fn scope(patient: &Patient<'_>) -> Option<Finding> {
    let ZendeskAuth::Oauth(oauth) = &patient.settings.auth else { return None };
    let has = |name: &str| oauth.scope.split_whitespace().any(|scope| scope == name);
    let is_enough = has("read") && (has("write") || has("tickets:write"));
    let what = format!("`{}`", oauth.scope);
    Some(if is_enough {
        Finding::fine("scope", what)
    } else {
        Finding::wrong("scope", format!("{what} is not enough"), SCOPES)
    })
}

async fn tickets(account: &Account) -> Vec<Finding> {
    let ticket = match account.some_ticket().await {
        Ok(Some(ticket)) => ticket,
        Ok(None) => return vec![Finding::fine("tickets", "can be read, and there are none yet")],
        Err(error) => return vec![Finding::wrong("tickets", error.to_string(), SCOPES)],
    };
    let audits = match account.read_audits(ticket).await {
        Ok(()) => Finding::fine("audits", "can be read, so an earlier comment is found again"),
        Err(error) => Finding::wrong("audits", error.to_string(), SCOPES),
    };
    vec![Finding::fine("tickets", "can be read"), audits]
}

async fn changes(account: &Account, patient: &Patient<'_>) -> Finding {
    match account.read_changes(patient.now).await {
        Ok(()) => Finding::fine(
            "changes",
            "the list of changed tickets can be read, so lost deliveries are made up for",
        ),
        Err(HelpdeskError::Unauthorized { .. }) => Finding::warning(
            "changes",
            "the list of changed tickets is for administrators: lost deliveries are not noticed",
            "make the user an administrator, or live with it and set service.gap_fill_secs to 0",
        ),
        Err(error) => Finding::warning("changes", error.to_string(), "try again later"),
    }
}

/// The answers so far have told the account's time.
pub fn clock(account: &Account, patient: &Patient<'_>) -> Finding {
    let Some(skew) = account.skew_secs() else {
        return Finding::fine("clock", "the account does not tell its time");
    };
    let what = match skew {
        ahead if ahead > 0 => format!("this machine is {ahead} s ahead of the account"),
        behind => format!("this machine is {} s behind the account", behind.unsigned_abs()),
    };
    match skew.unsigned_abs() {
        secs if secs > patient.settings.replay_window_secs => {
            Finding::wrong("clock", format!("{what}: deliveries are refused"), "set the clock, by NTP")
        }
        secs if secs > SKEW_SECS_MAX => Finding::warning("clock", what, "set the clock, by NTP"),
        _ => Finding::fine("clock", "as the account's"),
    }
}

pub fn headroom(account: &Account) -> Finding {
    let headroom = account.headroom();
    let (Some(left), Some(max)) = (headroom.requests_left, headroom.requests_max) else {
        return Finding::fine("limits", "the account tells of none");
    };
    if left.saturating_mul(100) < max.saturating_mul(HEADROOM_PERCENT_MIN) {
        let what = format!("{left} of {max} requests a minute are left");
        return Finding::warning("limits", what, "see which other programs use the API so much");
    }
    Finding::fine("limits", format!("{max} requests a minute, and most of them are left"))
}
