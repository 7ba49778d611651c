//! `preflight setup`: what an account needs to tell Preflight of its tickets, made, found again, or taken back.

mod answers;
mod ask;
mod carry;
mod files;
mod plan;

use secrecy::SecretString;

use crate::cli::arguments::zendesk::{SetupArguments, SetupTarget, ZendeskArguments};
use crate::cli::console::{Console, Exit, Failure};
use crate::cli::runtime;
use crate::cli::setup::answers::Answers;
use crate::cli::setup::plan::{Plan, Step};
use crate::config::secrets::resolve;
use crate::config::settings::{SecretSource, ZendeskAuth, ZendeskSettings};
use crate::helpdesk::HelpdeskError;
use crate::helpdesk::zendesk::account::shape::Webhook;
use crate::helpdesk::zendesk::account::{Account, wanted};

pub fn run(arguments: &SetupArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    match &arguments.target {
        SetupTarget::Zendesk(arguments) => zendesk(arguments, console),
    }
}

fn zendesk(arguments: &ZendeskArguments, console: &mut Console<'_>) -> Result<Exit, Failure> {
    let answers = answers::complete(arguments, console)?;
    let credential = credential(&answers.settings, console)?;
    runtime::install_tls();
    let account = Account::to_set_up(&answers.settings, credential)
        .map_err(|error| Failure::of(anyhow::Error::from(error)))?;
    let runtime = runtime::new()?;
    let (plan, webhook) = runtime.block_on(look(&account, &answers, arguments.remove))?;
    if arguments.dry_run {
        return dry_run(&answers, &plan, arguments.remove, console);
    }
    if !plan.steps.is_empty() {
        plan.tell(console)?;
        if !arguments.yes && !ask::agrees(console, arguments.remove)? {
            writeln!(console.out, "Nothing was changed.")?;
            return Ok(Exit::Findings);
        }
    }
    let made = runtime.block_on(carry::out(&account, &plan, webhook, console))?;
    if arguments.remove {
        let what =
            if plan.steps.is_empty() { "There was nothing to take back." } else { "It is taken back." };
        writeln!(console.out, "{what}")?;
        return Ok(Exit::Fine);
    }
    let webhook = made.ok_or_else(|| Failure::Message("the account made no webhook".into()))?;
    let secret =
        runtime.block_on(account.signing_secret(&webhook)).map_err(|error| refused(&answers, &error))?;
    files::write(&answers, &secret, console)
}

/// What must be done, and the webhook if it is there.
async fn look(account: &Account, answers: &Answers, remove: bool) -> Result<(Plan, Option<String>), Failure> {
    let refused = |error: HelpdeskError| refused(answers, &error);
    let me = account.me().await.map_err(refused)?;
    if me.role != "admin" {
        return Err(Failure::Message(format!(
            "the OAuth client belongs to a user with the role `{}`: only an administrator can set up webhooks and triggers; \
             make the client as an administrator, or follow docs/zendesk-by-hand.md",
            me.role
        )));
    }
    let webhooks = account.webhooks().await.map_err(refused)?;
    let triggers = account.triggers().await.map_err(refused)?;
    let name = wanted::webhook_name(&answers.name);
    let mut named = webhooks.into_iter().filter(|webhook| webhook.name == name);
    let webhook: Option<Webhook> = named.next();
    if named.next().is_some() {
        let message = format!("the account has several webhooks named \"{name}\": keep one of them");
        return Err(Failure::Message(message));
    }
    let id = webhook.as_ref().map(|webhook| webhook.id.clone());
    let plan = if remove {
        plan::to_remove(answers, webhook.as_ref(), &triggers)
    } else {
        plan::to_make(answers, webhook.as_ref(), &triggers)?
    };
    Ok((plan, id))
}

fn dry_run(answers: &Answers, plan: &Plan, remove: bool, console: &mut Console<'_>) -> Result<Exit, Failure> {
    if plan.steps.is_empty() {
        writeln!(console.out, "Nothing would be changed in the account.")?;
    }
    for step in &plan.steps {
        let request = step.request(plan, plan::ID).map_err(|error| refused(answers, &error))?;
        writeln!(console.out, "{} {}", request.method, request.path)?;
        if let Some(body) = &request.body {
            writeln!(console.out, "{body:#}")?;
        }
    }
    if !remove {
        if plan.steps.iter().any(|step| matches!(step, Step::MakeWebhook)) {
            writeln!(console.out, "GET /api/v2/webhooks/{}/signing_secret", plan::ID)?;
        }
        files::tell(answers, console)?;
    }
    Ok(Exit::Fine)
}

fn credential(settings: &ZendeskSettings, console: &Console<'_>) -> Result<SecretString, Failure> {
    let (place, source): (&str, &SecretSource) = match &settings.auth {
        ZendeskAuth::Oauth(oauth) => ("the OAuth client's secret", &oauth.client_secret),
        ZendeskAuth::ApiToken(token) => ("the API token", &token.token),
    };
    let secret = resolve(place, source, console.lookup);
    secret.map(|secret| secret.value).map_err(|error| Failure::Message(error.to_string()))
}

/// What the account said, and what to do about it.
fn refused(answers: &Answers, error: &HelpdeskError) -> Failure {
    let url = &answers.settings.url;
    let mend = match error {
        HelpdeskError::Unauthorized { detail } if detail.starts_with("no token") => {
            "the OAuth client's identifier or secret is wrong, or the client is not \"confidential\" with the grant \"client \
             credentials\""
        }
        HelpdeskError::Unauthorized { .. } => {
            "the OAuth client must be an administrator's, and may not be kept from the scopes read, webhooks:write and \
             triggers:write"
        }
        HelpdeskError::Unavailable { .. } | HelpdeskError::Unknown { .. } => {
            "look at the address, and try again"
        }
        HelpdeskError::RateLimited { .. } => "try again then",
        HelpdeskError::NotFound
        | HelpdeskError::Conflict
        | HelpdeskError::Closed
        | HelpdeskError::Refused { .. } => "is it the account's own address, https://SUBDOMAIN.zendesk.com?",
    };
    Failure::Message(format!("{url}: {error}; {mend}"))
}
