//! A judge whose verdict stands in the subject: `wait <seconds>` waits, `panic` panics, `with a field` sets one, everything else is answered once.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use indexmap::IndexMap;
use jiff::Timestamp;
use preflight::checklist::model::{Checklists, Verdict};
use preflight::reply::plan::Plan;
use preflight::reply::policy::Policy;
use preflight::reply::write::{Comment, Write};
use preflight::report::{CategoryReading, Report};
use preflight::service::judge::{Case, Judge};
use preflight::ticket::Ticket;

static NONE: LazyLock<Checklists> = LazyLock::new(Checklists::default);

#[derive(Default)]
pub struct BySubject(pub Policy);

impl Judge for BySubject {
    fn judge(&self, case: &Case, now: Timestamp) -> (Report, Plan) {
        let Case { ticket, history, .. } = case;
        assert_ne!(ticket.subject, "panic", "as told");
        let wait_until = ticket
            .subject
            .strip_prefix("wait ")
            .map(|secs| Timestamp::from_second(secs.parse().expect("seconds")).expect("a valid time"))
            .filter(|at| *at > now);
        let verdict = if wait_until.is_some() { Verdict::Waiting } else { Verdict::Incomplete };
        let key = format!("{}:{}:{}", ticket.id, ticket.subject, verdict.name());
        let said = history.writes.iter().any(|write| write.key == key);
        let fields = if ticket.subject == "with a field" {
            [("stage".into(), "asked".into())].into()
        } else {
            BTreeMap::new()
        };
        let writes = if said { Vec::new() } else { vec![Write { fields, ..answer(key, verdict) }] };
        (report(ticket, verdict, wait_until, now), Plan { writes, ..Plan::default() })
    }

    fn policy(&self) -> &Policy {
        &self.0
    }

    fn checklists(&self) -> &Checklists {
        &NONE
    }
}

fn answer(key: String, verdict: Verdict) -> Write {
    Write {
        comment: Some(Comment { html: format!("<p>{key}</p>"), public: true }),
        key,
        add_tags: vec![verdict.name().into()],
        ..Write::default()
    }
}

fn report(ticket: &Ticket, verdict: Verdict, wait_until: Option<Timestamp>, now: Timestamp) -> Report {
    Report {
        id: ticket.id.clone(),
        category: "parcel".into(),
        verdict,
        wait_until,
        items: IndexMap::new(),
        gate: None,
        gate_because: Vec::new(),
        conflicts: Vec::new(),
        category_reading: CategoryReading::default(),
        courtesies: Vec::new(),
        automatic: Vec::new(),
        language: "en".into(),
        time_zone: "UTC".into(),
        checked_at: now,
        checklists: "0123456789ab".into(),
    }
}
