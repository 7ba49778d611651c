//! Days and times as numbers that a template puts into the words of its language.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ZonedDateTime};
use schemars::JsonSchema;
use serde::Serialize;

use crate::ticket::Ticket;

/// How the customer writes days and times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Habits {
    /// "2:30 PM" instead of "14:30".
    pub twelve: bool,
    /// "March 3" instead of "3 March".
    pub month_first: bool,
}

/// A day.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Day {
    /// Such as 2026.
    pub year: i16,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
    /// 1 (Monday) to 7 (Sunday).
    pub weekday: i8,
    /// The reader is used to "March 3", not to "3 March".
    pub month_first: bool,
}

/// A time of day.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClockTime {
    /// 0 to 23.
    pub hour: i8,
    /// Two digits.
    pub minute: String,
    /// 1 to 12.
    pub hour12: i8,
    /// It is PM.
    pub afternoon: bool,
    /// The reader is used to "2:30 PM", not to "14:30".
    pub twelve: bool,
}

/// A moment in the customer's time zone.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Moment {
    /// The day.
    pub day: Day,
    /// The time of day.
    pub time: ClockTime,
    /// `CDT`, or `UTC-3` where the zone has no abbreviation.
    pub zone: String,
    /// It lies in the same year as now.
    pub this_year: bool,
}

impl Habits {
    /// Those of the United States for a locale from there, or without a locale for an English one in an American
    /// time zone.
    pub fn of(ticket: &Ticket, language: &str, time_zone: &str) -> Self {
        let region = ticket.locale.as_deref().and_then(|locale| locale.split(['-', '_']).nth(1));
        let american = match region {
            Some(region) => region.eq_ignore_ascii_case("US"),
            None => language == "en" && (time_zone.starts_with("America/") || time_zone.starts_with("US/")),
        };
        let english = language == "en";
        Self { twelve: american && english, month_first: american && english }
    }

    pub fn day(self, date: Date) -> Day {
        Day {
            year: date.year(),
            month: date.month(),
            day: date.day(),
            weekday: date.weekday().to_monday_one_offset(),
            month_first: self.month_first,
        }
    }

    pub fn time(self, time: Time) -> ClockTime {
        let hour = time.hour();
        ClockTime {
            hour,
            minute: format!("{:02}", time.minute()),
            hour12: if hour % 12 == 0 { 12 } else { hour % 12 },
            afternoon: hour >= 12,
            twelve: self.twelve,
        }
    }

    /// An unknown zone is read as UTC. Seconds are rounded up to the minute, so that nobody looks too early.
    pub fn moment(self, at: Timestamp, time_zone: &str, now: Timestamp) -> Moment {
        let zone = TimeZone::get(time_zone).unwrap_or(TimeZone::UTC);
        let at = whole_minute(at).to_zoned_datetime(zone.clone());
        Moment {
            day: self.day(at.date()),
            time: self.time(at.time()),
            zone: abbreviation(&at),
            this_year: now.to_zoned_datetime(zone).year() == at.year(),
        }
    }
}

/// `2026-03-03` or `2026-03-03T14:05` as a day and perhaps a time.
pub fn parse_day(value: &str) -> Option<(Date, Option<Time>)> {
    if !value.contains(['T', ' ']) {
        return Some((value.parse().ok()?, None));
    }
    let at: DateTime = value.parse().ok()?;
    Some((at.date(), Some(at.time())))
}

/// `14:05` or `14:05:30` as a time of day.
pub fn parse_time(value: &str) -> Option<Time> {
    value.parse().ok()
}

fn whole_minute(at: Timestamp) -> Timestamp {
    let seconds = at.as_second() + i64::from(at.subsec_nanosecond() > 0);
    Timestamp::from_second(seconds + (60 - seconds.rem_euclid(60)) % 60).unwrap_or(at)
}

fn abbreviation(at: &ZonedDateTime) -> String {
    let zone = at.strftime("%Z").to_string();
    if zone.starts_with(['+', '-']) { format!("UTC{zone}") } else { zone }
}

#[cfg(test)]
mod tests {
    use super::{Habits, parse_day};

    #[test]
    fn a_moment_is_told_in_the_zone_of_the_customer() {
        let at = "2026-03-13T04:59:59.999Z".parse().expect("a timestamp");
        let moment = Habits { twelve: true, month_first: true }.moment(at, "America/Chicago", at);
        assert_eq!((moment.day.day, moment.day.weekday), (13, 5));
        assert_eq!((moment.time.hour12, moment.time.afternoon, moment.zone.as_str()), (12, false, "CDT"));
        assert_eq!(Habits::default().moment(at, "America/Sao_Paulo", at).zone, "UTC-03");
        assert_eq!(Habits::default().moment(at, "Nowhere/Here", at).zone, "UTC");
    }

    #[test]
    fn what_is_no_day_stays_text() {
        assert!(parse_day("2026-03-03").is_some());
        assert!(parse_day("2026-03-03T14:05").is_some_and(|(_, time)| time.is_some()));
        assert!(parse_day("last week").is_none());
    }
}
