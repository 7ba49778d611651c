//! What checks tell of tickets, each thing counted once however often the ticket is looked at: what counts is what the
//! stored report before did not say.

use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::checklist::model::Verdict;
use crate::metric::Bounded;
use crate::report::{ItemReport, Report, State};
use crate::service::meter::passes::category;

const ROUNDS: [f64; 6] = [1.0, 2.0, 3.0, 4.0, 6.0, 10.0];
const CATEGORIES_MAX: usize = 200;
/// Items by categories.
const ITEMS_MAX: usize = 2_000;

/// What was said and answered in a ticket before this check.
#[derive(Clone, Copy, Debug, Default)]
pub struct Talk {
    /// How often the customer has had their say; 1 is the first contact.
    pub round: u32,
    /// When it was first told to be complete, in milliseconds since 1970.
    pub ready_at_ms: Option<i64>,
}

/// What a report says that the one before it did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    category: String,
    /// Nothing but `ignored` was said of the ticket before.
    is_first: bool,
    /// It is complete, for the first time: in this round.
    complete_in: Option<u32>,
    missing: Vec<String>,
    uncertain: Vec<String>,
}

impl News {
    pub fn of(report: &Report, before: Option<&Report>, talk: Talk) -> Self {
        // What was told after the stored report was told by this pass, or by one that did not come to its end.
        let was_ready = before.is_some_and(|before| {
            let checked_at_ms = before.checked_at.as_millisecond();
            before.verdict == Verdict::Ready || talk.ready_at_ms.is_some_and(|at_ms| at_ms <= checked_at_ms)
        });
        let is_complete = report.verdict == Verdict::Ready && !was_ready;
        let is_checked = |report: &Report| report.verdict != Verdict::Ignored;
        let new = |holds: fn(&ItemReport) -> bool| {
            let known = |name: &str| before.and_then(|before| before.items.get(name)).is_some_and(holds);
            let items = report.items.iter().filter(|(name, item)| holds(item) && !known(name));
            items.map(|(name, _)| name.clone()).collect()
        };
        Self {
            category: category(report).to_owned(),
            is_first: is_checked(report) && !before.is_some_and(is_checked),
            complete_in: is_complete.then_some(talk.round),
            missing: new(|item| matches!(item.state, State::Missing | State::Invalid)),
            uncertain: new(|item| item.state == State::Uncertain),
        }
    }
}

#[derive(Debug)]
pub struct Tickets {
    seen: Bounded,
    complete_at_first: Bounded,
    rounds: Histogram,
    missing: Bounded,
    uncertain: Bounded,
}

impl Default for Tickets {
    fn default() -> Self {
        Self {
            seen: Bounded::new(CATEGORIES_MAX),
            complete_at_first: Bounded::new(CATEGORIES_MAX),
            rounds: Histogram::new(ROUNDS),
            missing: Bounded::new(ITEMS_MAX),
            uncertain: Bounded::new(ITEMS_MAX),
        }
    }
}

impl Tickets {
    pub fn hear(&self, news: &News) {
        let category = ("category", news.category.as_str());
        if news.is_first {
            self.seen.add([category]);
        }
        if let Some(round) = news.complete_in {
            self.rounds.observe(round.into());
            if news.is_first {
                self.complete_at_first.add([category]);
            }
        }
        for item in &news.missing {
            self.missing.add([category, ("item", item)]);
        }
        for item in &news.uncertain {
            self.uncertain.add([category, ("item", item)]);
        }
    }

    pub fn register(&self, registry: &mut Registry) {
        let help = "Tickets by category when they were checked for the first time; ignored ones aside";
        registry.register("tickets", help, self.seen.family.clone());
        let help = "Tickets that were complete when they were checked for the first time";
        registry.register("tickets_complete_at_first", help, self.complete_at_first.family.clone());
        let help = "How often the customer had had their say when the ticket became complete; 1: all was there at first contact";
        registry.register("rounds_until_complete", help, self.rounds.clone());
        let help = "Tickets in which this item was found missing or wrong";
        registry.register("items_missing", help, self.missing.family.clone());
        let help = "Tickets in which it could not be told whether this item is there";
        registry.register("items_uncertain", help, self.uncertain.family.clone());
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::report::CategoryReading;

    fn report(verdict: Verdict, checked_at_secs: i64, items: &[(&str, State)]) -> Report {
        let item = |state| ItemReport {
            state,
            value: None,
            values: Vec::new(),
            required: true,
            because: Vec::new(),
            evidence: Vec::new(),
            answered_by: None,
            problem: None,
            said: None,
        };
        Report {
            id: "1".into(),
            category: "parcel".into(),
            verdict,
            wait_until: None,
            items: items.iter().map(|(name, state)| ((*name).to_owned(), item(*state))).collect(),
            gate: None,
            gate_because: Vec::new(),
            conflicts: Vec::new(),
            category_reading: CategoryReading::default(),
            courtesies: Vec::new(),
            automatic: Vec::new(),
            language: "en".into(),
            time_zone: "UTC".into(),
            checked_at: Timestamp::from_second(checked_at_secs).expect("a time"),
            checklists: String::new(),
        }
    }

    #[test]
    fn a_ticket_is_new_once_and_its_items_are_missing_once() {
        let first = report(Verdict::Incomplete, 10, &[("number", State::Missing), ("day", State::Present)]);
        let news = News::of(&first, None, Talk::default());
        assert!(news.is_first && news.complete_in.is_none());
        assert_eq!(news.missing, ["number"]);
        let nothing = News { category: "parcel".into(), ..News::default() };
        assert_eq!(News::of(&first, Some(&first), Talk::default()), nothing);
        let wrong = report(Verdict::Incomplete, 20, &[("number", State::Invalid), ("day", State::Uncertain)]);
        let news = News::of(&wrong, Some(&first), Talk::default());
        assert_eq!((news.missing.len(), news.uncertain.as_slice()), (0, &["day".to_owned()][..]));
    }

    #[test]
    fn what_was_ignored_is_new_when_it_is_checked() {
        let ignored = report(Verdict::Ignored, 10, &[]);
        assert!(!News::of(&ignored, None, Talk::default()).is_first);
        assert!(News::of(&report(Verdict::Ready, 20, &[]), Some(&ignored), Talk::default()).is_first);
    }

    #[test]
    fn a_ticket_becomes_complete_once() {
        let (open, ready) = (report(Verdict::Incomplete, 10, &[]), report(Verdict::Ready, 20, &[]));
        let talk = Talk { round: 2, ready_at_ms: None };
        assert_eq!(News::of(&ready, Some(&open), talk).complete_in, Some(2));
        assert_eq!(News::of(&ready, Some(&ready), talk).complete_in, None);
        let told = Talk { ready_at_ms: Some(15_000), ..talk };
        assert_eq!(News::of(&ready, Some(&open), told).complete_in, Some(2), "a pass before this one died");
        let open_again = report(Verdict::Incomplete, 30, &[]);
        assert_eq!(News::of(&ready, Some(&open_again), told).complete_in, None, "it was so before");
    }
}
