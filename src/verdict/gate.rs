//! Gates: what must happen first, and until when a ticket has to wait.

use std::ops::Range;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::checklist::model::{Gate, Verdict, Wait};
use crate::reading::attachment::File;
use crate::reading::facts::Facts;
use crate::reading::find::Scene;
use crate::reading::value::time;
use crate::report::{Evidence, Report, Source};
use crate::verdict::condition::Holds;

/// 2026-03-04
const DATE_BYTES: usize = 10;

/// A gate that is closed.
pub struct Closed {
    pub name: String,
    pub verdict: Verdict,
    pub until: Option<Timestamp>,
    /// The words that made its condition hold.
    pub because: Vec<Evidence>,
}

/// The first gate that is closed now.
pub fn closed<'a>(
    mut gates: impl Iterator<Item = &'a Gate>,
    report: &Report,
    scene: &Scene,
    facts: &Facts,
    files: &[File],
    zone: &TimeZone,
    now: Timestamp,
) -> Option<Closed> {
    let holds = Holds::new(scene, facts, files);
    gates.find_map(|gate| {
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
    let date: Date = value.get(..DATE_BYTES)?.parse().ok()?;
    let (time, written_zone) = time_of(item.evidence.first(), scene).unwrap_or_default();
    let start: DateTime = match (value.parse::<DateTime>(), time) {
        (Ok(start), _) if value.len() > DATE_BYTES => start,
        (_, Some(time)) => date.to_datetime(time),
        (_, None) => date.tomorrow().ok()?.to_datetime(Time::midnight()),
    };
    let zone = written_zone.as_ref().unwrap_or(zone);
    let start = zone.to_ambiguous_zoned_datetime(start).compatible().ok()?.timestamp();
    start.checked_add(i64::from(wait.hours).hours()).ok()
}

/// The time of day that stands with the date, and the zone that is written beside it.
fn time_of(evidence: Option<&Evidence>, scene: &Scene) -> Option<(Option<Time>, Option<TimeZone>)> {
    let evidence = evidence?;
    if let Source::Field(_) = evidence.source {
        return None;
    }
    let index = scene.document.passages.iter().position(|passage| passage.source == evidence.source)?;
    let is_here = |range: &Range<usize>| range.start < evidence.range.end && evidence.range.start < range.end;
    let day = scene.dates(index).iter().find(|day| is_here(&day.range));
    let apart = || {
        let times = time::times_of(scene.passage(index).scan());
        times.into_iter().find(|time| is_here(&time.range)).and_then(|time| time.zone)
    };
    let zone = day.and_then(|day| day.zone).or_else(apart);
    Some((day.and_then(|day| day.time), zone.and_then(|zone| zone.time_zone())))
}
