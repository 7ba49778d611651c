//! The tables that are moved: what is read of each, in which order, and what it becomes.

/// What a column holds in PostgreSQL. In SQLite it is a text or a whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Number,
    Truth,
}

use Kind::{Number, Text, Truth};

pub struct Table {
    pub name: &'static str,
    /// Where the rows come from; its columns are those below.
    pub read: &'static str,
    /// The columns by which the rows are in order, and told apart.
    pub order: &'static [&'static str],
    pub columns: &'static [(&'static str, Kind)],
    /// The column by which the rows stand in partitions.
    pub time: Option<&'static str>,
}

/// Leases are let go of: nobody works while the move is under way.
const DUE: &str = "
    SELECT helpdesk, ticket_id, due_at_ms, not_before_ms, mark, urgency, lease_token, failures, reason, parked_at_ms,
        parked_for, seen, requester, touched_at_ms, waits_since_ms, traces
    FROM due";

/// With what PostgreSQL remembers of the ticket's last pass.
const REPORT: &str = "
    SELECT r.helpdesk, r.ticket_id, r.category, r.verdict, r.checked_at_ms, r.report, r.decision, r.status, r.tags,
        r.reopened, coalesce(p.number, 0) AS passes, coalesce(p.digest, '') AS pass_digest,
        coalesce(p.last_at_ms, 0) AS pass_at_ms
    FROM report AS r LEFT JOIN pass AS p
        ON p.helpdesk = r.helpdesk AND p.ticket_id = r.ticket_id AND p.number = (
            SELECT max(number) FROM pass WHERE helpdesk = r.helpdesk AND ticket_id = r.ticket_id)";

pub const TABLES: [Table; 8] = [
    Table {
        name: "progress",
        read: "SELECT * FROM progress",
        order: &["helpdesk"],
        columns: &[("helpdesk", Text), ("cursor", Text), ("since_ms", Number)],
        time: None,
    },
    Table {
        name: "fuse",
        read: "SELECT * FROM fuse",
        order: &["id"],
        columns: &[("id", Number), ("opened_at_ms", Number), ("closed_at_ms", Number), ("comments", Number)],
        time: None,
    },
    Table {
        name: "account_fuse",
        read: "SELECT * FROM account_fuse",
        order: &["helpdesk"],
        columns: &[
            ("helpdesk", Text),
            ("opened_at_ms", Number),
            ("closed_at_ms", Number),
            ("comments", Number),
        ],
        time: None,
    },
    Table {
        name: "due",
        read: DUE,
        order: &["helpdesk", "ticket_id"],
        columns: &[
            ("helpdesk", Text),
            ("ticket_id", Text),
            ("due_at_ms", Number),
            ("not_before_ms", Number),
            ("mark", Number),
            ("urgency", Number),
            ("lease_token", Number),
            ("failures", Number),
            ("reason", Text),
            ("parked_at_ms", Number),
            ("parked_for", Text),
            ("seen", Text),
            ("requester", Text),
            ("touched_at_ms", Number),
            ("waits_since_ms", Number),
            ("traces", Text),
        ],
        time: None,
    },
    Table {
        name: "write",
        read: "SELECT * FROM write",
        order: &["id"],
        columns: &[
            ("id", Number),
            ("helpdesk", Text),
            ("ticket_id", Text),
            ("key", Text),
            ("state", Text),
            ("public", Truth),
            ("write", Text),
            ("intended_at_ms", Number),
            ("written_at_ms", Number),
            ("receipt", Text),
            ("requester", Text),
        ],
        time: None,
    },
    Table {
        name: "pass",
        read: "SELECT * FROM pass",
        order: &["id"],
        columns: &[
            ("id", Number),
            ("helpdesk", Text),
            ("ticket_id", Text),
            ("number", Number),
            ("first_at_ms", Number),
            ("last_at_ms", Number),
            ("times", Number),
            ("category", Text),
            ("verdict", Text),
            ("checklists", Text),
            ("round", Number),
            ("digest", Text),
            ("items", Text),
            ("decision", Text),
            ("report", Text),
        ],
        time: Some("last_at_ms"),
    },
    Table {
        name: "report",
        read: REPORT,
        order: &["helpdesk", "ticket_id"],
        columns: &[
            ("helpdesk", Text),
            ("ticket_id", Text),
            ("category", Text),
            ("verdict", Text),
            ("checked_at_ms", Number),
            ("report", Text),
            ("decision", Text),
            ("status", Text),
            ("tags", Text),
            ("reopened", Number),
            ("passes", Number),
            ("pass_digest", Text),
            ("pass_at_ms", Number),
        ],
        time: None,
    },
    Table {
        name: "delivery",
        read: "SELECT * FROM delivery",
        order: &["helpdesk", "ticket_id", "key"],
        columns: &[
            ("helpdesk", Text),
            ("key", Text),
            ("ticket_id", Text),
            ("event", Text),
            ("received_at_ms", Number),
        ],
        time: Some("received_at_ms"),
    },
];

impl Table {
    pub fn position(&self, column: &str) -> usize {
        let at = self.columns.iter().position(|(name, _)| *name == column);
        at.expect("what a table is ordered by is one of its columns")
    }
}
