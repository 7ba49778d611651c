//! A ticket's properties under an edit, with what Zendesk changes silently beside what was asked for.

use serde_json::Value;

use crate::sandbox::desk::Desk;
use crate::sandbox::edit::{Edit, TagEdit};
use crate::sandbox::record::Status;

impl Desk {
    /// The ticket must exist.
    pub(in crate::sandbox) fn set_properties(&mut self, id: u64, author: u64, edit: &Edit) {
        let by_customer = !self.is_staff(author);
        let record = self.tickets.get_mut(&id).expect("the caller has found the ticket");
        // A customer's reply wakes the ticket up, whoever waited for whom.
        if by_customer && edit.comment.is_some() {
            record.status = match record.status {
                Status::Pending | Status::Hold | Status::Solved => Status::Open,
                Status::New | Status::Open | Status::Closed => record.status,
            };
        }
        if let Some(assignee) = edit.assignee {
            record.assignee = Some(assignee);
            // Zendesk does both silently.
            record.group = record.group.or(Some(assignee / 1000));
            if record.status == Status::New {
                record.status = Status::Open;
            }
        }
        record.status = edit.status.unwrap_or(record.status);
        record.group = edit.group.or(record.group);
        for (value, slot) in [
            (&edit.priority, &mut record.priority),
            (&edit.kind, &mut record.kind),
            (&edit.external_id, &mut record.external_id),
        ] {
            if value.is_some() {
                slot.clone_from(value);
            }
        }
        if let Some(subject) = &edit.subject {
            record.subject.clone_from(subject);
        }
        if let Some(tags) = &edit.tags {
            record.tags = tags.apply(&record.tags);
        }
    }

    pub(in crate::sandbox) fn set_field(&mut self, id: u64, field: u64, value: Value) {
        let is_dropdown = self.dropdowns.contains(&field);
        let record = self.tickets.get_mut(&id).expect("the caller has found the ticket");
        let before = record.fields.insert(field, value.clone());
        if is_dropdown {
            let tag = |value: &Value| value.as_str().map(str::to_owned).into_iter().collect::<Vec<_>>();
            record.tags = TagEdit::Remove(before.as_ref().map(tag).unwrap_or_default()).apply(&record.tags);
            record.tags = TagEdit::Add(tag(&value)).apply(&record.tags);
        }
        if value.is_null() {
            record.fields.remove(&field);
        }
    }
}
