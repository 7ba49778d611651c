//! The zone that a customer writes after a time: `EST`, `PT`, `eastern`, `UTC+2`, `Z`.

use jiff::tz::{Offset, TimeZone};

use crate::reading::value::words::{Words, back};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenZone {
    /// "UTC", "GMT-5", "+02:00".
    Offset(Offset),
    /// An IANA name. "EST" in July is read as the time on Eastern clocks, which is what people mean by it.
    Named(&'static str),
}

impl WrittenZone {
    /// None if the time zone database doesn't know the name.
    pub fn time_zone(&self) -> Option<TimeZone> {
        match self {
            WrittenZone::Offset(offset) => Some(TimeZone::fixed(*offset)),
            WrittenZone::Named(name) => TimeZone::get(name).ok(),
        }
    }
}

const EASTERN: &str = "America/New_York";
const CENTRAL: &str = "America/Chicago";
const MOUNTAIN: &str = "America/Denver";
const PACIFIC: &str = "America/Los_Angeles";

const ABBREVIATIONS: &[(&str, &str)] = &[
    ("est", EASTERN),
    ("edt", EASTERN),
    ("cst", CENTRAL),
    ("cdt", CENTRAL),
    ("mst", MOUNTAIN),
    ("mdt", MOUNTAIN),
    ("pst", PACIFIC),
    ("pdt", PACIFIC),
    ("akst", "America/Anchorage"),
    ("akdt", "America/Anchorage"),
    ("hst", "Pacific/Honolulu"),
    ("bst", "Europe/London"),
    ("cet", "Europe/Paris"),
    ("cest", "Europe/Paris"),
    ("aest", "Australia/Sydney"),
    ("aedt", "Australia/Sydney"),
    ("brt", "America/Sao_Paulo"),
];

/// Two letters are also words ("et", "pt"), so they count in capitals or after a time whose half is known.
const LETTER_PAIRS: &[(&str, &str)] = &[("et", EASTERN), ("ct", CENTRAL), ("mt", MOUNTAIN), ("pt", PACIFIC)];

const NAMES: &[(&str, &str)] = &[
    ("eastern", EASTERN),
    ("central", CENTRAL),
    ("mountain", MOUNTAIN),
    ("pacific", PACIFIC),
    ("hora del este", EASTERN),
    ("hora del centro", CENTRAL),
    ("hora del pacifico", PACIFIC),
    ("hora de mexico", "America/Mexico_City"),
    ("hora de brasilia", "America/Sao_Paulo"),
    ("horario de brasilia", "America/Sao_Paulo"),
    ("heure de paris", "Europe/Paris"),
    ("heure de l ' est", EASTERN),
    ("uk time", "Europe/London"),
    ("london time", "Europe/London"),
    ("beijing time", "Asia/Shanghai"),
];

/// The zone after a time and where it ends. `half_known`: the time had am, pm or 24 hours.
pub(super) fn read(words: &Words, at: usize, half_known: bool) -> Option<(WrittenZone, usize)> {
    if words.starts_line(at) {
        return None;
    }
    if words.sign(at) == Some('(') {
        let (zone, end) = read(words, at + 1, true)?;
        return (words.sign(end) == Some(')')).then_some((zone, end + 1));
    }
    if let Some((name, end)) =
        NAMES.iter().find_map(|(phrase, name)| words.reads(at, phrase).map(|end| (*name, end)))
    {
        let end = if matches!(words.word(end), "standard" | "daylight" | "std") { end + 1 } else { end };
        let end = if words.word(end) == "time" { end + 1 } else { end };
        return Some((WrittenZone::Named(name), end));
    }
    let word = words.word(at);
    if let Some((_, name)) = ABBREVIATIONS.iter().find(|(short, _)| *short == word) {
        return Some((WrittenZone::Named(name), at + 1));
    }
    let capitals = words.spelled(at).bytes().all(|byte| byte.is_ascii_uppercase());
    if let Some((_, name)) = LETTER_PAIRS.iter().find(|(short, _)| *short == word) {
        let after_half = matches!(words.word(back(at, 1)), "am" | "pm" | "m");
        let known = after_half || half_known && word != "et";
        return (capitals || known).then_some((WrittenZone::Named(name), at + 1));
    }
    match word {
        "z" if words.glued(at) => Some((WrittenZone::Offset(Offset::UTC), at + 1)),
        "utc" | "gmt" => Some(match offset(words, at + 1) {
            Some((offset, end)) => (WrittenZone::Offset(offset), end),
            None => (WrittenZone::Offset(Offset::UTC), at + 1),
        }),
        _ => {
            let (offset, end) = offset(words, at)?;
            (end == at + 4 && half_known).then_some((WrittenZone::Offset(offset), end))
        }
    }
}

/// "+2", "-05:00".
fn offset(words: &Words, at: usize) -> Option<(Offset, usize)> {
    let direction = match words.sign(at) {
        Some('+') => 1,
        Some('-') => -1,
        _ => return None,
    };
    if !words.glued(at + 1) || words.digits(at + 1) > 2 {
        return None;
    }
    let hours = words.number(at + 1)?;
    let minutes =
        words.number(at + 3).filter(|_| words.digits(at + 3) == 2 && words.sign(at + 2) == Some(':'));
    let end = if minutes.is_some() { at + 4 } else { at + 2 };
    let offset = Offset::from_seconds(direction * (hours * 3600 + minutes.unwrap_or(0) * 60)).ok()?;
    Some((offset, end))
}
