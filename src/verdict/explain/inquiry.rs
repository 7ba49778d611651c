//! Asks of a ticket that was checked why its report is what it is.

use indexmap::IndexMap;

use crate::checklist::kind::Kind;
use crate::checklist::model::{Checklist, Checklists};
use crate::reading::attachment::File;
use crate::reading::facts::Facts;
use crate::reading::find::Scene;
use crate::report::{Evidence, Report, State};
use crate::ticket::Ticket;
use crate::verdict::condition::Holds;
use crate::verdict::explain::ItemReasons;
use crate::verdict::explain::candidate::refusal::Refusal;
use crate::verdict::explain::candidate::{Candidate, candidates, overlap};
use crate::verdict::explain::rule::{GateReason, Rule, gate};
use crate::verdict::explain::sought::sought;
use crate::verdict::explain::trace::trace;

/// One checked ticket, for all questions about it.
pub struct Inquiry<'a> {
    pub ticket: &'a Ticket,
    pub scene: &'a Scene<'a>,
    pub holds: Holds<'a>,
    pub facts: &'a Facts,
    pub files: &'a [File],
    pub checklists: &'a Checklists,
    pub report: &'a Report,
}

impl Inquiry<'_> {
    /// Answer for each item of the checklist and each gate.
    pub fn answer(&self, checklist: &Checklist) -> (IndexMap<String, ItemReasons>, Vec<GateReason>) {
        let entries = checklist.items.iter().zip(self.scene.items);
        let items = entries.filter_map(|(entry, &item)| {
            let report = self.report.items.get(&entry.item)?;
            let (rule, condition) = Rule::of(&entry.required);
            let traced = |condition| trace(condition, &self.holds, self.checklists);
            let open = matches!(report.state, State::Missing | State::Invalid | State::Uncertain);
            let is_read = report.state == State::Present && report.answered_by.is_none();
            let model = self.checklists.items.get(&entry.item).filter(|_| open);
            let reasons = ItemReasons {
                rule,
                condition: condition.map(traced),
                doubt: entry.doubt_when.as_ref().filter(|_| open).map(traced),
                how: self.facts.get(&item).and_then(|fact| fact.how).filter(|_| is_read),
                sought: model.map(|model| sought(model, self.checklists)),
                candidates: if open { candidates(self, item, report) } else { Vec::new() },
            };
            Some((entry.item.clone(), reasons))
        });
        let gates = checklist.gates.iter().map(|one| {
            let condition = trace(&one.when, &self.holds, self.checklists);
            gate(one, condition, self.report, self.scene)
        });
        (items.collect(), gates.collect())
    }

    /// The item that was read from this place.
    pub fn owner(&self, evidence: &Evidence) -> Option<&str> {
        // A story covers numbers and days, and takes none of them for itself.
        let is_text = |name: &str| {
            self.checklists.items.get(name).is_some_and(|item| matches!(item.kind, Kind::Text(_)))
        };
        let here = |name: &str, one: &Evidence| {
            overlap(one, evidence) && (!is_text(name) || one.range == evidence.range)
        };
        let owners = self.report.items.iter().filter_map(|(name, item)| {
            let is_read = item.state == State::Present && item.answered_by.is_none();
            let shortest =
                item.evidence.iter().filter(|one| here(name, one)).map(|one| one.range.len()).min();
            shortest.filter(|_| is_read).map(|length| (length, name.as_str()))
        });
        owners.min_by_key(|(length, _)| *length).map(|(_, name)| name)
    }

    /// A candidate with this reason, or none but that it is another item's.
    pub fn candidate(&self, evidence: Evidence, why: Option<Refusal>) -> Candidate {
        let read_as = self.owner(&evidence).map(str::to_owned);
        let taken = read_as.as_ref().map(|_| Refusal::Taken);
        Candidate { why: why.or(taken).unwrap_or(Refusal::NothingSaysSo), read_as, evidence }
    }
}
