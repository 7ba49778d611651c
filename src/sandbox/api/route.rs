//! Which endpoint a request is for.

use crate::sandbox::fault::Op;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route<'a> {
    Token,
    Tickets,
    Ticket(u64),
    Comments(u64),
    Update(u64),
    ListTags(u64),
    SetTags(u64),
    AddTags(u64),
    RemoveTags(u64),
    Audits(u64),
    User(u64),
    Me,
    Users,
    Export,
    Search,
    Webhooks,
    MakeWebhook,
    Webhook(&'a str),
    ChangeWebhook(&'a str),
    DeleteWebhook(&'a str),
    Secret(&'a str),
    Invocations(&'a str),
    Triggers,
    MakeTrigger,
    UpdateTrigger(u64),
    DeleteTrigger(u64),
    Fields,
}

impl<'a> Route<'a> {
    /// Every path may end in `.json`.
    pub fn recognise(method: &str, path: &'a str) -> Option<Self> {
        let path = path.strip_suffix(".json").unwrap_or(path);
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let (first, rest) = match parts.as_slice() {
            ["oauth", "tokens"] if method == "POST" => return Some(Route::Token),
            ["api", "v2", first, rest @ ..] => (*first, rest),
            _ => return None,
        };
        match (method, first, rest) {
            ("GET", "tickets", []) => Some(Route::Tickets),
            ("GET", "tickets", [id]) => Some(Route::Ticket(id.parse().ok()?)),
            ("PUT", "tickets", [id]) => Some(Route::Update(id.parse().ok()?)),
            ("GET", "tickets", [id, "comments"]) => Some(Route::Comments(id.parse().ok()?)),
            ("GET", "tickets", [id, "audits"]) => Some(Route::Audits(id.parse().ok()?)),
            ("GET", "tickets", [id, "tags"]) => Some(Route::ListTags(id.parse().ok()?)),
            ("POST", "tickets", [id, "tags"]) => Some(Route::SetTags(id.parse().ok()?)),
            ("PUT", "tickets", [id, "tags"]) => Some(Route::AddTags(id.parse().ok()?)),
            ("DELETE", "tickets", [id, "tags"]) => Some(Route::RemoveTags(id.parse().ok()?)),
            ("GET", "users", ["me"]) => Some(Route::Me),
            ("GET", "users", ["show_many"]) => Some(Route::Users),
            ("GET", "users", [id]) => Some(Route::User(id.parse().ok()?)),
            ("GET", "incremental", ["tickets", "cursor"]) => Some(Route::Export),
            ("GET", "search", ["export"]) => Some(Route::Search),
            ("GET", "ticket_fields", []) => Some(Route::Fields),
            (_, "webhooks", rest) => Self::of_webhooks(method, rest),
            (_, "triggers", rest) => Self::of_triggers(method, rest),
            _ => None,
        }
    }

    fn of_webhooks(method: &str, rest: &[&'a str]) -> Option<Self> {
        match (method, rest) {
            ("GET", []) => Some(Route::Webhooks),
            ("POST", []) => Some(Route::MakeWebhook),
            ("GET", [id]) => Some(Route::Webhook(id)),
            ("PATCH", [id]) => Some(Route::ChangeWebhook(id)),
            ("DELETE", [id]) => Some(Route::DeleteWebhook(id)),
            ("GET", [id, "signing_secret"]) => Some(Route::Secret(id)),
            ("GET", [id, "invocations"]) => Some(Route::Invocations(id)),
            _ => None,
        }
    }

    fn of_triggers(method: &str, rest: &[&str]) -> Option<Self> {
        match (method, rest) {
            ("GET", []) => Some(Route::Triggers),
            ("POST", []) => Some(Route::MakeTrigger),
            ("PUT", [id]) => Some(Route::UpdateTrigger(id.parse().ok()?)),
            ("DELETE", [id]) => Some(Route::DeleteTrigger(id.parse().ok()?)),
            _ => None,
        }
    }

    pub fn op(self) -> Op {
        match self {
            Route::Token => Op::Token,
            Route::Tickets | Route::Ticket(_) => Op::FetchTicket,
            Route::Comments(_) => Op::FetchComments,
            Route::Update(_) => Op::UpdateTicket,
            Route::ListTags(_) => Op::ListTags,
            Route::SetTags(_) => Op::SetTags,
            Route::AddTags(_) => Op::AddTags,
            Route::RemoveTags(_) => Op::RemoveTags,
            Route::Audits(_) => Op::Audits,
            Route::User(_) => Op::ShowUser,
            Route::Me => Op::ShowMe,
            Route::Users => Op::ShowUsers,
            Route::Export => Op::ExportTickets,
            Route::Search => Op::Search,
            Route::Webhooks | Route::Webhook(_) | Route::Secret(_) | Route::Invocations(_) => {
                Op::ReadWebhooks
            }
            Route::MakeWebhook | Route::ChangeWebhook(_) | Route::DeleteWebhook(_) => Op::WriteWebhooks,
            Route::Triggers => Op::ReadTriggers,
            Route::MakeTrigger | Route::UpdateTrigger(_) | Route::DeleteTrigger(_) => Op::WriteTriggers,
            Route::Fields => Op::ListFields,
        }
    }

    /// Webhooks and triggers are for administrators.
    pub fn is_management(self) -> bool {
        matches!(self.op(), Op::ReadWebhooks | Op::WriteWebhooks | Op::ReadTriggers | Op::WriteTriggers)
    }

    /// The ticket that the request updates, against whose budget it counts.
    pub fn updates(self) -> Option<u64> {
        match self {
            Route::Update(id) | Route::SetTags(id) | Route::AddTags(id) | Route::RemoveTags(id) => Some(id),
            Route::Token
            | Route::Tickets
            | Route::Ticket(_)
            | Route::Comments(_)
            | Route::ListTags(_)
            | Route::Audits(_)
            | Route::User(_)
            | Route::Me
            | Route::Users
            | Route::Export
            | Route::Search
            | Route::Webhooks
            | Route::MakeWebhook
            | Route::Webhook(_)
            | Route::ChangeWebhook(_)
            | Route::DeleteWebhook(_)
            | Route::Secret(_)
            | Route::Invocations(_)
            | Route::Triggers
            | Route::MakeTrigger
            | Route::UpdateTrigger(_)
            | Route::DeleteTrigger(_)
            | Route::Fields => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Route;

    #[test]
    fn paths_are_recognised_with_and_without_their_ending() {
        assert_eq!(Route::recognise("GET", "/api/v2/tickets/35.json"), Some(Route::Ticket(35)));
        assert_eq!(Route::recognise("PUT", "/api/v2/tickets/35"), Some(Route::Update(35)));
        assert_eq!(Route::recognise("DELETE", "/api/v2/tickets/35/tags.json"), Some(Route::RemoveTags(35)));
        assert_eq!(Route::recognise("GET", "/api/v2/users/me"), Some(Route::Me));
        assert_eq!(
            Route::recognise("GET", "/api/v2/webhooks/01H/signing_secret"),
            Some(Route::Secret("01H"))
        );
        assert_eq!(Route::recognise("POST", "/api/v2/triggers.json"), Some(Route::MakeTrigger));
        assert_eq!(Route::recognise("GET", "/api/v2/tickets/x"), None);
        assert_eq!(Route::recognise("POST", "/api/v2/tickets"), None);
    }
}
