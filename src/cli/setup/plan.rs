//! What has to be done in the account, step by step, and the request that each step is.

use reqwest::Method;
use serde_json::{Value, json};

use crate::cli::console::{Console, Failure};
use crate::cli::escape::line;
use crate::cli::setup::answers::Answers;
use crate::helpdesk::HelpdeskError;
use crate::helpdesk::zendesk::account::shape::{Trigger, Webhook};
use crate::helpdesk::zendesk::account::{TRIGGERS, WEBHOOKS, wanted, webhook_path};

/// Stands for the identifier of a webhook that is not made yet.
pub const ID: &str = "WEBHOOKID";

pub struct Plan {
    pub steps: Vec<Step>,
    name: String,
    endpoint: String,
    webhook: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    MakeWebhook,
    /// It is there, and is sent elsewhere or is not active.
    ChangeWebhook,
    /// The trigger of this title.
    MakeTrigger(usize),
    DeleteTrigger {
        id: u64,
        title: String,
    },
    DeleteWebhook,
}

pub struct Request {
    pub method: Method,
    pub path: String,
    pub body: Option<Value>,
}

/// What is missing.
pub fn to_make(answers: &Answers, webhook: Option<&Webhook>, triggers: &[Trigger]) -> Result<Plan, Failure> {
    let endpoint = answers.public_url.as_deref().map(|url| wanted::endpoint(url, &answers.name));
    let mut steps = Vec::new();
    let endpoint = match (webhook, endpoint) {
        (Some(webhook), endpoint) => {
            let endpoint = endpoint.unwrap_or_else(|| webhook.endpoint.clone());
            if !webhook.is_told_by_triggers() {
                return Err(Failure::Message(format!(
                    "the webhook \"{}\" subscribes to events, and can't be changed to triggers: it works as it is, or rename it",
                    webhook.name
                )));
            }
            if endpoint != webhook.endpoint || !webhook.is_active() {
                steps.push(Step::ChangeWebhook);
            }
            endpoint
        }
        (None, Some(endpoint)) => {
            steps.push(Step::MakeWebhook);
            endpoint
        }
        (None, None) => {
            return Err(Failure::Message(
                "the account has no webhook yet: say by --public-url under which address Zendesk reaches the service"
                    .into(),
            ));
        }
    };
    for (at, title) in wanted::TITLES.iter().enumerate() {
        let is_there = |webhook: &Webhook| {
            triggers.iter().any(|trigger| trigger.title == *title && trigger.tells(&webhook.id))
        };
        if !webhook.is_some_and(is_there) {
            steps.push(Step::MakeTrigger(at));
        }
    }
    let webhook = webhook.map(|webhook| webhook.id.clone());
    Ok(Plan { steps, name: answers.name.clone(), endpoint, webhook })
}

/// What was made: triggers with our titles that tell our webhook, and the webhook.
pub fn to_remove(answers: &Answers, webhook: Option<&Webhook>, triggers: &[Trigger]) -> Plan {
    let mut steps = Vec::new();
    if let Some(webhook) = webhook {
        let ours = triggers.iter().filter(|trigger| trigger.tells(&webhook.id));
        let ours = ours.filter(|trigger| wanted::TITLES.contains(&trigger.title.as_str()));
        steps
            .extend(ours.map(|trigger| Step::DeleteTrigger { id: trigger.id, title: trigger.title.clone() }));
        steps.push(Step::DeleteWebhook);
    }
    let (id, endpoint) = webhook.map(|webhook| (webhook.id.clone(), webhook.endpoint.clone())).unzip();
    Plan { steps, name: answers.name.clone(), endpoint: endpoint.unwrap_or_default(), webhook: id }
}

impl Plan {
    pub fn tell(&self, console: &mut Console<'_>) -> Result<(), Failure> {
        writeln!(console.out, "In the account:")?;
        for step in &self.steps {
            writeln!(console.out, "  - {}", self.words(step))?;
        }
        Ok(())
    }

    pub fn words(&self, step: &Step) -> String {
        let endpoint = line(&self.endpoint);
        match step {
            Step::MakeWebhook => {
                format!("make the webhook \"{}\" to {endpoint}", wanted::webhook_name(&self.name))
            }
            Step::ChangeWebhook => {
                format!(
                    "send the webhook \"{}\" to {endpoint}, and make it active",
                    wanted::webhook_name(&self.name)
                )
            }
            Step::MakeTrigger(at) => format!("make the trigger \"{}\"", wanted::TITLES[*at]),
            Step::DeleteTrigger { id, title } => format!("delete the trigger \"{}\" ({id})", line(title)),
            Step::DeleteWebhook => format!("delete the webhook \"{}\"", wanted::webhook_name(&self.name)),
        }
    }
}

impl Step {
    /// `made` is the identifier of a webhook that this plan has made.
    pub fn request(&self, plan: &Plan, made: &str) -> Result<Request, HelpdeskError> {
        let webhook = plan.webhook.as_deref().unwrap_or(made);
        Ok(match self {
            Step::MakeWebhook => {
                let body = wanted::webhook(&plan.name, &plan.endpoint);
                Request { method: Method::POST, path: WEBHOOKS.into(), body: Some(body) }
            }
            Step::ChangeWebhook => {
                let body = json!({"webhook": {"endpoint": plan.endpoint, "status": "active"}});
                Request { method: Method::PATCH, path: webhook_path(webhook)?, body: Some(body) }
            }
            Step::MakeTrigger(at) => {
                let body = wanted::trigger(*at, webhook);
                Request { method: Method::POST, path: TRIGGERS.into(), body: Some(body) }
            }
            Step::DeleteTrigger { id, title: _ } => {
                Request { method: Method::DELETE, path: format!("{TRIGGERS}/{id}"), body: None }
            }
            Step::DeleteWebhook => {
                Request { method: Method::DELETE, path: webhook_path(webhook)?, body: None }
            }
        })
    }
}
