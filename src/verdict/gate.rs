//! Gates: what must happen first, and until when a ticket has to wait.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::checklist::model::{Checklist, Verdict, Wait};
use crate::reading::attachment::File;
use crate::reading::facts::Facts;
use crate::reading::find::Scene;
use crate::report::{Evidence, Report, Source};
use crate::verdict::condition::Holds;

/// A gate that is closed.
pub struct Closed {
    pub name: String,
    pub verdict: Verdict,
    pub until: Option<Timestamp>,
    /// The words that made its condition hold.
    pub because: Vec<Evidence>,
}

/// The first gate of the checklist that is closed now.
pub fn closed(
    checklist: &Checklist,
    report: &Report,
    scene: &Scene,
    facts: &Facts,
    files: &[File],
    zone: &TimeZone,
    now: Timestamp,
) -> Option<Closed> {
    let holds = Holds::new(scene, facts, files);
    checklist.gates.iter().find_map(|gate| {
        let because = holds.check(&gate.when)?;
        let until = match &gate.wait {
            None => None,
            Some(wait) => Some(opens(wait, report, scene, zone).filter(|until| *until > now)?),
        };
        Some(Closed { name: gate.name.clone(), verdict: gate.verdict, until, because })
    })
}

/// When the gate opens: so many hours after the item's date, which counts to its end if it has no time.
pub fn opens(wait: &Wait, report: &Report, scene: &Scene, zone: &TimeZone) -> Option<Timestamp> {
    let item = report.items.get(&wait.from)?;
    let value = item.value.as_deref()?;
    let date: Date = value.get(..10)?.parse().ok()?;
    let start = time_of(item.evidence.first(), scene).map(|time| date.to_datetime(time));
    let start: DateTime = match start {
        Some(start) => start,
        None => match value.parse::<DateTime>() {
            Ok(start) if value.len() > 10 => start,
            _ => date.tomorrow().ok()?.to_datetime(jiff::civil::Time::midnight()),
        },
    };
    let start = zone.to_ambiguous_zoned_datetime(start).compatible().ok()?.timestamp();
    start.checked_add(i64::from(wait.hours).hours()).ok()
}

/// The time of day that stands with the date, where the item's value is a day.
fn time_of(evidence: Option<&Evidence>, scene: &Scene) -> Option<jiff::civil::Time> {
    let evidence = evidence?;
    if let Source::Field(_) = evidence.source {
        return None;
    }
    let index = scene.document.passages.iter().position(|passage| passage.source == evidence.source)?;
    let mut dates = scene.dates(index).iter();
    dates.find(|day| day.range == evidence.range).and_then(|day| day.time)
}
