//! Checks whether the custom fields that the settings name are in the account.

use crate::cli::doctor::Patient;
use crate::cli::doctor::finding::Finding;
use crate::helpdesk::zendesk::account::Account;

const CHECK: &str = "fields";

pub async fn check(account: &Account, patient: &Patient<'_>) -> Option<Finding> {
    let fields = &patient.settings.fields;
    if fields.is_empty() {
        return None;
    }
    let there = match account.field_ids().await {
        Ok(there) => there,
        Err(error) => return Some(Finding::warning(CHECK, error.to_string(), "try again later")),
    };
    let missing: Vec<String> = fields
        .iter()
        .filter(|(_, id)| !there.contains(id))
        .map(|(name, id)| format!("{name} ({id})"))
        .collect();
    Some(if missing.is_empty() {
        Finding::fine(CHECK, format!("all {} are in the account", fields.len()))
    } else {
        let what = format!("the account has no field {}", missing.join(", "));
        let mend =
            format!("correct helpdesks.{}.zendesk.fields: Admin Center shows each field's id", patient.name);
        Finding::wrong(CHECK, what, mend)
    })
}
