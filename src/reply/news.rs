//! What there is to say to the customer that has not been said.

use crate::checklist::model::Verdict;
use crate::reply::asking::{is_asked, is_refused};
use crate::reply::history::History;
use crate::reply::told::Told;
use crate::report::{ItemReport, Report};

/// What the customer is asked for. What they can't give is asked for once, kindly, and then never again.
pub fn asked<'a>(report: &'a Report, history: &History) -> Vec<(&'a str, &'a ItemReport)> {
    report
        .asked()
        .filter(|(_, found)| is_asked(found))
        .filter(|(item, found)| !(is_refused(found) && history.has_asked_for(item)))
        .collect()
}

/// Whether there is anything to say to the customer that the last comment has not said.
pub fn has_news(report: &Report, asked: &[(&str, &ItemReport)], history: &History) -> bool {
    let nothing_to_ask = report.verdict == Verdict::Incomplete && asked.is_empty();
    let known = history.last_public().is_some_and(|earlier| {
        let mut earlier = earlier.clone();
        // What was refused before it was asked for is not asked for again. That it is left out now tells nobody anything.
        earlier.asked.retain(|asked| !(asked.refused && is_still_refused(report, &asked.item)));
        Told::of(report, asked).adds_nothing_to(&earlier)
    });
    !nothing_to_ask && !known
}

fn is_still_refused(report: &Report, item: &str) -> bool {
    report.items.get(item).is_some_and(|found| is_asked(found) && is_refused(found))
}
