//! What day a mention means, given the day on which it was written and the date named before it.

use jiff::civil::{Date, Time, Weekday};
use jiff::{SignedDuration, Span};

use super::monthly::DayOf;
use super::{Anchor, Mention, Said, Week, weekday};

/// The zone may be a guess, so a day may lie this far after the message's and still be past.
const DOUBT_DAYS: i32 = 1;
/// Far enough for a 29 February, or for the 31st to fall on a Monday.
const YEARS_BACK_MAX: i16 = 8;
const MONTHS_BACK_MAX: i32 = 36;

pub(super) struct Resolved {
    pub(super) date: Date,
    pub(super) time: Option<Time>,
    pub(super) relative: bool,
    pub(super) future: bool,
}

/// None if there is no such day.
pub(super) fn resolve(mention: &Mention, anchor: &Anchor, named: Option<Date>) -> Option<Resolved> {
    let today = anchor.zone.to_datetime(anchor.at).date();
    let ahead = mention.ahead;
    let mut time = None;
    let (date, relative) = match mention.said {
        Said::Written { year, month, day } => (written(year, month, day, today, ahead)?, false),
        Said::Slashed { first, second, year } => {
            let day_first = first > 12 || anchor.day_first && second <= 12;
            let (month, day) = if day_first { (second, first) } else { (first, second) };
            (written(year, month, day, today, ahead)?, false)
        }
        Said::DayOfMonth { day, weekday: Some(weekday) } => {
            (dated_weekday(day, weekday, today, ahead)?, false)
        }
        Said::DayOfMonth { day, weekday: None } => (day_of_month(day, today, ahead, named)?, false),
        Said::Weekday { day, week } => (nearest(day, week, today, ahead)?, true),
        Said::DaysAgo(days) => (add(today, -days)?, true),
        Said::MinutesAgo(minutes) => {
            let then = anchor.at.checked_sub(SignedDuration::from_mins(i64::from(minutes))).ok()?;
            let then = anchor.zone.to_datetime(then);
            time = Time::new(then.hour(), then.minute(), 0, 0).ok();
            (then.date(), true)
        }
        Said::Feast(day) => (day.latest(today)?, false),
        Said::OfMonth { back, day } => (of_month(today, back, day)?, false),
    };
    let future = ahead && date >= today || date > add(today, DOUBT_DAYS)?;
    Some(Resolved { date, time, relative, future })
}

fn written(year: Option<i16>, month: i8, day: i8, today: Date, ahead: bool) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, month, day).ok();
    }
    let latest = add(today, DOUBT_DAYS)?;
    let years = |back: i16| {
        Date::new(if ahead { today.year() + back } else { latest.year() - back }, month, day).ok()
    };
    let fits = |date: &Date| if ahead { *date >= today } else { *date <= latest };
    (0..=YEARS_BACK_MAX).filter_map(years).find(fits)
}

/// The first such day on or after the date named before it, if that is past; else in its month; else the latest.
fn day_of_month(day: i8, today: Date, ahead: bool, named: Option<Date>) -> Option<Date> {
    let latest = add(today, DOUBT_DAYS)?;
    if ahead {
        let here = in_month(today, 0, day).filter(|date| *date >= today);
        return here.or_else(|| in_month(today, 1, day)).or_else(|| in_month(today, 2, day));
    }
    if let Some(named) = named.filter(|named| *named <= latest) {
        let same = in_month(named, 0, day);
        let next = in_month(named, 1, day);
        let after = same.filter(|date| *date >= named).or(next).filter(|date| *date <= latest);
        if let Some(date) = after.or(same).filter(|date| *date <= latest) {
            return Some(date);
        }
    }
    (0..=MONTHS_BACK_MAX).filter_map(|back| in_month(latest, -back, day)).find(|date| *date <= latest)
}

/// "Monday the 6th": the latest 6th that was a Monday, within reason; else the latest 6th.
fn dated_weekday(day: i8, weekday: Weekday, today: Date, ahead: bool) -> Option<Date> {
    let latest = add(today, DOUBT_DAYS)?;
    let step = if ahead { 1 } else { -1 };
    let months = (0..=MONTHS_BACK_MAX).filter_map(|months| in_month(today, step * months, day));
    let fits = |date: &Date| if ahead { *date >= today } else { *date <= latest };
    let mut first = None;
    for date in months.filter(fits).take(12) {
        if date.weekday() == weekday {
            return Some(date);
        }
        first = first.or(Some(date));
    }
    first
}

fn nearest(day: Weekday, week: Week, today: Date, ahead: bool) -> Option<Date> {
    if week == Week::Previous {
        let monday = add(today, -weekday::days_after_monday(today.weekday()) - 7)?;
        return add(monday, weekday::days_after_monday(day));
    }
    let date = today.nth_weekday(if ahead { 1 } else { -1 }, day).ok()?;
    if week == Week::BeforeLatest { add(date, -7) } else { Some(date) }
}

fn in_month(date: Date, months: i32, day: i8) -> Option<Date> {
    let month = date.first_of_month().checked_add(Span::new().months(months)).ok()?;
    Date::new(month.year(), month.month(), day).ok()
}

fn of_month(today: Date, back: i8, day: DayOf) -> Option<Date> {
    match day {
        DayOf::Day(day) => in_month(today, -i32::from(back), day),
        DayOf::Weekday(nth, weekday) => {
            let month = today.first_of_month().checked_sub(Span::new().months(back)).ok()?;
            month.nth_weekday_of_month(nth, weekday).ok()
        }
    }
}

pub(super) fn add(date: Date, days: i32) -> Option<Date> {
    date.checked_add(Span::new().days(days)).ok()
}
