//! The days on which holidays fall.

use jiff::civil::{Date, Weekday};

use crate::reading::value::date::resolve;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feast {
    /// Month and day.
    Fixed(i8, i8),
    /// Month, which of its weekdays (the last is -1), and the weekday.
    Nth(i8, i8, Weekday),
    /// Days since the American Thanksgiving.
    Thanksgiving(i32),
    /// Days since Easter Sunday.
    Easter(i32),
}

impl Feast {
    pub(super) fn in_year(self, year: i16) -> Option<Date> {
        match self {
            Feast::Fixed(month, day) => Date::new(year, month, day).ok(),
            Feast::Nth(month, nth, weekday) => {
                Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
            }
            Feast::Thanksgiving(days) => {
                resolve::add(Feast::Nth(11, 4, Weekday::Thursday).in_year(year)?, days)
            }
            Feast::Easter(days) => resolve::add(easter(year)?, days),
        }
    }
}

/// The Gregorian computus of Meeus, Jones and Butcher, with their letters.
fn easter(year: i16) -> Option<Date> {
    let of = i32::from(year);
    let (a, b, c) = (of % 19, of / 100, of % 100);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - b / 4 - g + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let days = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(days / 31).ok()?, i8::try_from(days % 31 + 1).ok()?).ok()
}
