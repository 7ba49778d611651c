//! What became of each ticket within a time, from the passes over it: the ground for figures.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::checklist::model::Verdict;
use crate::reply::stance::Why;
use crate::store::archive::{Afterwards, Archive, PAGE_ROWS_MAX, PageOf, PastPass, Span};
use crate::store::{StoreError, TicketKey};

/// A ticket's passes within a time, summed up.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    pub ticket: TicketKey,
    /// How often it was checked.
    pub passes: u64,
    /// As the last pass found it.
    pub category: String,
    pub verdict: Verdict,
    /// The content hash of the checklists of the last pass.
    pub checklists: String,
    /// Why less was said than could be, by the last pass.
    pub why: Option<Why>,
    /// Whether it was ready with what the customer had said at first; none if that was before this time.
    pub ready_at_once: Option<bool>,
    /// How often the customer had had their say when it was ready for the first time.
    pub ready_in_round: Option<u32>,
    /// What was missing or invalid at any time.
    pub missing: BTreeSet<String>,
    /// The comments that were written, by their keys, with what they asked for.
    pub written: BTreeMap<String, Vec<String>>,
    /// The comments that would have been.
    pub withheld: BTreeMap<String, Vec<String>>,
    pub afterwards: Afterwards,
    /// The number of the last pass.
    last: u64,
}

/// The tickets that were checked within this time, in the order of their numbers.
///
/// # Errors
///
/// The store can't be read.
pub async fn courses(archive: &dyn Archive, span: Span) -> Result<Vec<Course>, StoreError> {
    let mut courses: HashMap<TicketKey, Course> = HashMap::new();
    let mut page = PageOf::first(PAGE_ROWS_MAX);
    loop {
        let read = archive.passes_within(span, &page).await?;
        for (pass, afterwards) in read.rows {
            match courses.get_mut(&pass.ticket) {
                Some(course) => course.take(&pass),
                None => drop(courses.insert(pass.ticket.clone(), Course::of(&pass, afterwards))),
            }
        }
        page.after = read.next;
        if page.after.is_none() {
            break;
        }
    }
    let mut courses: Vec<_> = courses.into_values().collect();
    courses.sort_by(|one, other| order(&one.ticket).cmp(&order(&other.ticket)));
    Ok(courses)
}

/// Numbers by their size, whatever else there is by its letters.
fn order(ticket: &TicketKey) -> (&str, usize, &str) {
    (&ticket.helpdesk, ticket.id.len(), &ticket.id)
}

impl Course {
    fn of(pass: &PastPass, afterwards: Afterwards) -> Self {
        let mut course = Self {
            ticket: pass.ticket.clone(),
            passes: 0,
            category: String::new(),
            verdict: pass.verdict,
            checklists: String::new(),
            why: None,
            ready_at_once: None,
            ready_in_round: None,
            missing: BTreeSet::new(),
            written: BTreeMap::new(),
            withheld: BTreeMap::new(),
            afterwards,
            last: 0,
        };
        course.take(pass);
        course
    }

    fn take(&mut self, pass: &PastPass) {
        self.passes += pass.times;
        if pass.number >= self.last {
            self.last = pass.number;
            self.category.clone_from(&pass.category);
            self.checklists.clone_from(&pass.checklists);
            (self.verdict, self.why) = (pass.verdict, pass.decision.why);
        }
        let is_ready = pass.verdict == Verdict::Ready;
        if pass.is_first_contact() {
            self.ready_at_once = Some(is_ready || self.ready_at_once == Some(true));
        }
        if is_ready {
            self.ready_in_round = Some(self.ready_in_round.map_or(pass.round, |round| round.min(pass.round)));
        }
        for item in pass.items.missing.iter().chain(&pass.items.invalid) {
            if !self.missing.contains(item) {
                self.missing.insert(item.clone());
            }
        }
        let decision = &pass.decision;
        for (writes, comments) in
            [(&decision.written, &mut self.written), (&decision.withheld, &mut self.withheld)]
        {
            for write in writes.iter().filter(|write| write.public) {
                let asked = write.told.iter().flat_map(|told| &told.asked).map(|asked| asked.item.clone());
                comments.insert(write.key.clone(), asked.collect());
            }
        }
    }
}
