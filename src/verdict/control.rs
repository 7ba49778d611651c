//! What agents decide by tags: a ticket's category, items that are fine or not needed, tickets to be left alone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::checklist::condition::Condition;
use crate::checklist::model::{Checklists, Gate};
use crate::report::{Evidence, Report, Source, State};
use crate::ticket::Ticket;

/// The tags by which agents steer Preflight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct AgentTags {
    /// Nothing is written as long as the ticket carries it.
    pub hold: String,
    /// The ticket is not even checked.
    pub skip: String,
    /// Before a category's identifier: the ticket is of that category.
    pub category: String,
    /// Before an item's identifier: what the ticket has of it will do.
    pub fine: String,
    /// Before an item's identifier: it is not asked for in this ticket.
    pub not_needed: String,
}

impl Default for AgentTags {
    fn default() -> Self {
        Self {
            hold: "preflight_hold".into(),
            skip: "preflight_skip".into(),
            category: "preflight_category_".into(),
            fine: "preflight_fine_".into(),
            not_needed: "preflight_not_needed_".into(),
        }
    }
}

impl AgentTags {
    pub fn is_held(&self, ticket: &Ticket) -> bool {
        ticket.has_tag(&self.hold)
    }

    pub fn is_skipped(&self, ticket: &Ticket) -> bool {
        ticket.has_tag(&self.skip)
    }

    /// The category that a tag names, by its place in the checklists.
    pub fn category_of(&self, ticket: &Ticket, checklists: &Checklists) -> Option<(usize, Evidence)> {
        ticket.tags.iter().find_map(|tag| {
            let name = named(tag, &self.category)?;
            let index =
                checklists.categories.keys().position(|category| category.eq_ignore_ascii_case(name))?;
            Some((index, evidence(tag)))
        })
    }

    /// The tag by which an agent has settled this item, and the state that it gives.
    fn settles(&self, ticket: &Ticket, item: &str) -> Option<(State, Evidence)> {
        ticket.tags.iter().find_map(|tag| {
            let is_for = |prefix| named(tag, prefix).is_some_and(|name| name.eq_ignore_ascii_case(item));
            let state = if is_for(&self.fine) {
                State::Present
            } else if is_for(&self.not_needed) {
                State::NotApplicable
            } else {
                return None;
            };
            Some((state, evidence(tag)))
        })
    }

    /// Brings the report's items to what agents have decided.
    pub fn apply(&self, ticket: &Ticket, report: &mut Report) {
        for (name, item) in &mut report.items {
            let Some((state, tag)) = self.settles(ticket, name) else { continue };
            if item.state == State::Present && state == State::Present {
                continue;
            }
            (item.problem, item.said) = (None, None);
            match state {
                State::NotApplicable => {
                    (item.value, item.answered_by, item.required) = (None, None, false);
                    item.values.clear();
                    item.evidence.clear();
                    item.because = vec![tag];
                }
                State::Present | State::Missing | State::Invalid | State::Uncertain => {
                    item.evidence = vec![tag];
                }
            }
            item.state = state;
        }
    }

    /// Whether the gate hangs on an item that an agent has settled: then the agent has let the ticket pass.
    pub fn opens(&self, ticket: &Ticket, gate: &Gate) -> bool {
        items_of(&gate.when).iter().any(|item| self.settles(ticket, item).is_some())
    }
}

/// What follows the prefix; nothing where the prefix is empty, or nothing follows.
fn named<'a>(tag: &'a str, prefix: &str) -> Option<&'a str> {
    let start = tag.get(..prefix.len()).filter(|start| !start.is_empty())?;
    let name = &tag[prefix.len()..];
    (start.eq_ignore_ascii_case(prefix) && !name.is_empty()).then_some(name)
}

fn evidence(tag: &str) -> Evidence {
    Evidence { source: Source::Tag(tag.to_owned()), range: 0..tag.len(), quote: tag.to_owned() }
}

/// The items that a condition names.
fn items_of(condition: &Condition) -> Vec<&str> {
    match condition {
        Condition::Any(conditions) | Condition::All(conditions) => {
            conditions.iter().flat_map(items_of).collect()
        }
        Condition::Not(condition) => items_of(condition),
        Condition::Present(item) | Condition::Missing(item) => vec![item],
        Condition::Equals(equals) => vec![&equals.item],
        Condition::Counts(counts) => vec![&counts.item],
        Condition::Mentions(_) | Condition::Quantity(_) | Condition::Attached(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_not_a_name() {
        assert_eq!(named("preflight_fine_order", "preflight_fine_"), Some("order"));
        assert_eq!(named("Preflight_Fine_Order", "preflight_fine_"), Some("Order"));
        assert_eq!(named("preflight_fine_", "preflight_fine_"), None);
        assert_eq!(named("pré", "preflight_fine_"), None);
        assert_eq!(named("anything", ""), None);
    }
}
