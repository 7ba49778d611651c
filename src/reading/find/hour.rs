//! A bare hour that answers the question for a time: "7", "7 to 9", "Tuesday, 8ish". Elsewhere such a number is no time.

use std::ops::Range;

use crate::checklist::kind::Kind;
use crate::reading::find::{Finding, Found, How, Scene};
use crate::reading::label::named;
use crate::reading::passage::Passage;
use crate::reading::value::date::FoundDate;
use crate::reading::vocabulary::ItemId;

/// Words that may stand before the hour.
const LEADS: &[&str] = &[
    "at",
    "around",
    "about",
    "approx",
    "approximately",
    "like",
    "from",
    "started",
    "it",
    "was",
    "a",
    "las",
    "vers",
];
/// What may stand between the hours of a stretch, and what begins its end.
const UNTIL: &[&str] = &["to", "until", "till", "til", "a", "hasta", "ate", "à", "-", "–"];
/// What may stand behind the hour.
const ENDINGS: &[&str] = &["ish", "or", "so", "oclock", "o'clock", "o’clock"];
/// The most pieces of an answer that are looked at.
const PIECES_MAX: usize = 40;

/// Looks for it where no time was found.
pub fn find(scene: &Scene, found: &mut Found) {
    for &item in scene.items {
        let is_time = matches!(scene.spec(item).kind, Kind::Time(_));
        if is_time && !found.findings.iter().any(|finding| finding.item == item) {
            found.findings.extend(answer(scene, item));
        }
    }
}

fn answer(scene: &Scene, item: ItemId) -> Option<Finding> {
    scene.own().find_map(|(index, passage, _)| {
        let question = scene.document.question_before(index)?;
        named(question).iter().any(|(_, items)| items.contains(&item)).then_some(())?;
        let mut pieces = pieces(passage).take(PIECES_MAX);
        pieces.find_map(|piece| {
            let (hour, range) = hour_of(passage, &piece, scene.dates(index))?;
            // Shows run at night.
            let hour = if (1..=11).contains(&hour) { hour + 12 } else { hour };
            let value = format!("{hour:02}:00");
            Some(Finding { item, value, how: How::Told, distance: 0, passage: index, range })
        })
    })
}

/// The customer's own lines, cut where one answer ends and another begins.
fn pieces(passage: &Passage) -> impl Iterator<Item = Range<usize>> {
    let own = passage.lines.iter().filter(|line| passage.surely_counts(line.range.start));
    own.flat_map(|line| {
        let start = line.range.start;
        let text = &passage.text[line.range.clone()];
        let cuts = text.match_indices([',', ';', '\t']).map(|(at, _)| at).chain([text.len()]);
        cuts.scan(0, move |from, at| {
            let piece = start + *from..start + at;
            *from = at + 1;
            Some(piece)
        })
    })
}

/// The hour that the piece tells, if it tells nothing else but a day.
fn hour_of(passage: &Passage, piece: &Range<usize>, days: &[FoundDate]) -> Option<(u32, Range<usize>)> {
    let day = days.iter().find(|day| day.range.start < piece.end && piece.start < day.range.end);
    let from = day.map_or(piece.start, |day| day.range.end.max(piece.start));
    let text = passage.text.get(from..piece.end)?.to_lowercase();
    let mut words =
        text.split_whitespace().map(|word| word.trim_matches(['.', '(', ')', '~', '@', ':', '!']));
    let first = words.by_ref().find(|word| !word.is_empty() && !LEADS.contains(word))?;
    let (hour, rest) = digits(first)?;
    let mut end = rest.trim_start_matches(['-', '–']);
    if let Some((_, behind)) = digits(end) {
        end = behind;
    }
    let mut until = false;
    let ends = (end.is_empty() || ENDINGS.contains(&end))
        && words.all(|word| match (UNTIL.contains(&word), digits(word)) {
            (true, _) => !std::mem::replace(&mut until, true),
            (false, Some((_, rest))) => until && (rest.is_empty() || ENDINGS.contains(&rest)),
            (false, None) => ENDINGS.contains(&word),
        });
    let at = from + text.find(first)?;
    // Folding may have changed the text's length.
    let range = at..at + first.len();
    (ends && passage.text.get(range.clone()).is_some()).then_some((hour, range))
}

/// The hour at the start, one or two digits, and what stands behind it.
fn digits(word: &str) -> Option<(u32, &str)> {
    let count = word.bytes().take_while(u8::is_ascii_digit).count();
    let hour: u32 = word[..count].parse().ok().filter(|hour| (1..24).contains(hour))?;
    (count <= 2).then_some((hour, &word[count..]))
}
