//! Reports as a check would make them, and what is planned for them, in the words of the tests.

use std::path::Path;
use std::sync::LazyLock;

use indexmap::IndexMap;
use jiff::Timestamp;
use preflight::checklist::model::{Checklist, Checklists, Item, Verdict};
use preflight::reply::history::{History, PastWrite};
use preflight::reply::plan::{Plan, Situation, plan};
use preflight::reply::policy::Policy;
use preflight::reply::render::Replies;
use preflight::report::{
    CategoryReading, Conflict, Evidence, ItemReport, Problem, ProblemKind, Report, Said, SaidKind, Source,
    State,
};
use preflight::ticket::{Attachment, Author, Format, Message, Ticket};

#[derive(serde::Deserialize)]
struct World {
    items: IndexMap<String, Item>,
    checklists: Vec<Checklist>,
}

static REPLIES: LazyLock<Replies> =
    LazyLock::new(|| Replies::new(templates()).expect("the templates are fine"));

/// A ticket with its report, and what has been written about it.
pub struct Story {
    pub ticket: Ticket,
    pub report: Report,
    pub history: History,
    pub policy: Policy,
    pub now: Timestamp,
    pub solved: bool,
    replies: Replies,
    checklists: Checklists,
}

impl Story {
    pub fn new(category: &str, verdict: Verdict) -> Self {
        let now = at("2026-03-10T16:00:00Z");
        let world: World = serde_saphyr::from_str(include_str!("world.yaml")).expect("the data is valid");
        let categories = world.checklists.into_iter().map(|list| (list.category.clone(), list)).collect();
        Self {
            ticket: ticket(now),
            report: report(category, verdict, now),
            history: History::default(),
            policy: Policy::default(),
            now,
            solved: false,
            replies: REPLIES.clone(),
            checklists: Checklists { items: world.items, categories, ..Checklists::default() },
        }
    }

    pub fn in_language(mut self, language: &str, locale: &str, time_zone: &str) -> Self {
        self.report.language = language.to_owned();
        self.report.time_zone = time_zone.to_owned();
        self.ticket.locale = Some(locale.to_owned());
        self
    }

    pub fn gate(mut self, name: &str, until: Option<&str>) -> Self {
        self.report.gate = Some(name.to_owned());
        self.report.wait_until = until.map(at);
        self
    }

    pub fn missing(self, item: &str) -> Self {
        self.item(item, State::Missing, None)
    }

    pub fn has(self, item: &str, value: &str) -> Self {
        self.item(item, State::Present, Some(value))
    }

    pub fn not_needed(self, item: &str) -> Self {
        self.item(item, State::NotApplicable, None)
    }

    pub fn uncertain(self, item: &str, value: &str) -> Self {
        self.item(item, State::Uncertain, Some(value))
    }

    pub fn has_many(mut self, item: &str, values: impl IntoIterator<Item = String>) -> Self {
        self = self.item(item, State::Present, None);
        self.report.items[item].values = values.into_iter().collect();
        self
    }

    pub fn has_file(mut self, item: &str, file_name: &str) -> Self {
        let files = &mut self.ticket.messages[0].attachments;
        files.push(Attachment {
            file_name: file_name.to_owned(),
            content_type: String::new(),
            size: 1,
            inline: false,
        });
        let source = Source::Attachment(0, files.len() - 1);
        self = self.item(item, State::Present, None);
        self.report.items[item].evidence =
            vec![Evidence { source, range: 0..0, quote: file_name.to_owned() }];
        self
    }

    pub fn wrong(mut self, item: &str, kind: ProblemKind, quote: &str) -> Self {
        self = self.item(item, State::Invalid, None);
        self.report.items[item].problem = Some(Problem { kind, evidence: quoted(1, quote) });
        self
    }

    pub fn said(mut self, item: &str, kind: SaidKind, quote: &str) -> Self {
        self.report.items[item].said = Some(Said { kind, evidence: quoted(1, quote) });
        self
    }

    pub fn answered_by(mut self, item: &str, by: &str) -> Self {
        self = self.item(item, State::Present, None);
        self.report.items[item].answered_by = Some(by.to_owned());
        self.report.items[item].evidence = Vec::new();
        self
    }

    pub fn conflict(mut self, items: (&str, &str), values: (&str, &str)) -> Self {
        let pair = |(one, two): (&str, &str)| (one.to_owned(), two.to_owned());
        self.report.conflicts.push(Conflict { items: pair(items), values: pair(values) });
        self
    }

    pub fn verdict(mut self, verdict: Verdict) -> Self {
        self.report.verdict = verdict;
        self
    }

    pub fn tagged(mut self, tag: &str) -> Self {
        self.ticket.tags.push(tag.to_owned());
        self
    }

    pub fn plan(&self) -> Plan {
        let Self { ticket, report, history, policy, now, replies, checklists, solved } = self;
        let (solved, now) = (*solved, *now);
        plan(Situation { report, ticket, solved, history, policy, replies, checklists, now })
    }

    /// The helpdesk now holds what was planned, and the store remembers it.
    pub fn written(mut self) -> Self {
        for write in self.plan().writes {
            self.ticket.tags.retain(|tag| !write.remove_tags.contains(tag));
            self.ticket.tags.extend(write.add_tags.clone());
            self.history.writes.push(PastWrite::of(&write, self.now.as_millisecond()));
        }
        self
    }

    /// The plan as a page to be read.
    pub fn page(&self) -> String {
        let pages = self.plan().writes.into_iter().map(|write| {
            let comment = write.comment.map_or_else(
                || "no comment".to_owned(),
                |comment| {
                    format!(
                        "{}\n{}",
                        if comment.public { "to the customer" } else { "to the agent" },
                        comment.html
                    )
                },
            );
            format!("{comment}\n+ {:?} - {:?} status {:?}", write.add_tags, write.remove_tags, write.status)
        });
        let pages: Vec<String> = pages.collect();
        if pages.is_empty() { "nothing".to_owned() } else { pages.join("\n\n----\n\n") }
    }

    fn item(mut self, item: &str, state: State, value: Option<&str>) -> Self {
        let report = ItemReport {
            state,
            value: value.map(str::to_owned),
            values: Vec::new(),
            required: state != State::NotApplicable,
            because: Vec::new(),
            evidence: value.map(|value| quoted(0, value)).into_iter().collect(),
            answered_by: None,
            problem: None,
            said: None,
        };
        self.report.items.insert(item.to_owned(), report);
        self
    }
}

/// The templates as they are shipped.
pub fn templates() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/replies");
    let (mut folders, mut files) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("an entry of the folder").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).expect("it lies within").display().to_string();
            files.push((name, std::fs::read_to_string(&path).expect("a readable file")));
        }
    }
    files
}

pub fn at(text: &str) -> Timestamp {
    text.parse().expect("a timestamp")
}

fn quoted(message: usize, quote: &str) -> Evidence {
    Evidence { source: Source::Message(message), range: 0..quote.len(), quote: quote.to_owned() }
}

fn ticket(now: Timestamp) -> Ticket {
    let message = Message {
        author: Author::Customer,
        at: now,
        format: Format::Text,
        body: String::new(),
        attachments: Vec::new(),
        public: true,
        automatic: false,
    };
    Ticket {
        id: "31207".to_owned(),
        subject: String::new(),
        created_at: now,
        checked_at: None,
        channel: "email".to_owned(),
        locale: Some("en-US".to_owned()),
        time_zone: Some("America/Chicago".to_owned()),
        tags: Vec::new(),
        fields: Default::default(),
        messages: vec![message],
        ..Ticket::default()
    }
}

fn report(category: &str, verdict: Verdict, now: Timestamp) -> Report {
    Report {
        id: "31207".to_owned(),
        category: category.to_owned(),
        verdict,
        wait_until: None,
        items: IndexMap::new(),
        gate: None,
        gate_because: Vec::new(),
        conflicts: Vec::new(),
        category_reading: CategoryReading {
            confidence: 0.9,
            by_field: false,
            by_tag: false,
            evidence: vec![quoted(0, "never came over")],
            runner_up: None,
        },
        courtesies: Vec::new(),
        automatic: Vec::new(),
        language: "en".to_owned(),
        time_zone: "America/Chicago".to_owned(),
        checked_at: now,
        checklists: "0".to_owned(),
    }
}
