//! Which endpoint a request is for.

use crate::sandbox::fault::Op;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    Token,
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
}

impl Route {
    /// Every path may end in `.json`.
    pub fn recognise(method: &str, path: &str) -> Option<Self> {
        let path = path.strip_suffix(".json").unwrap_or(path);
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        let (first, rest) = match parts.as_slice() {
            ["oauth", "tokens"] if method == "POST" => return Some(Route::Token),
            ["api", "v2", first, rest @ ..] => (*first, rest),
            _ => return None,
        };
        match (method, first, rest) {
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
            _ => None,
        }
    }

    pub fn op(self) -> Op {
        match self {
            Route::Token => Op::Token,
            Route::Ticket(_) => Op::FetchTicket,
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
        }
    }

    /// The ticket that the request updates, against whose budget it counts.
    pub fn updates(self) -> Option<u64> {
        match self {
            Route::Update(id) | Route::SetTags(id) | Route::AddTags(id) | Route::RemoveTags(id) => Some(id),
            Route::Token
            | Route::Ticket(_)
            | Route::Comments(_)
            | Route::ListTags(_)
            | Route::Audits(_)
            | Route::User(_)
            | Route::Me
            | Route::Users
            | Route::Export => None,
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
        assert_eq!(Route::recognise("GET", "/api/v2/tickets/x"), None);
        assert_eq!(Route::recognise("POST", "/api/v2/tickets"), None);
    }
}
