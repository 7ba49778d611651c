//! Holidays that are dates, and those that are greetings, seasons and wares.

use jiff::tz::TimeZone;

use super::super::{Anchor, find_dates};
use super::{check, none};

/// The text's dates, written at noon of a day.
#[track_caller]
fn on_day(day: &str, text: &str, expected: &str) {
    let at = format!("{day}T12:00:00Z").parse().expect("a timestamp");
    let found = find_dates(text, &Anchor { at, zone: TimeZone::UTC, day_first: false });
    let dates: Vec<String> = found.iter().map(|found| found.date.to_string()).collect();
    assert_eq!(dates.join(" "), expected, "{text}");
}

#[test]
fn each_is_the_latest() {
    for (text, expected) in [
        ("on Halloween", "2025-10-31"),
        ("on Valentine's Day", "2026-02-14"),
        ("on Valentine’s.", "2026-02-14"),
        ("ON VALENTINES DAY THEY", "2026-02-14"),
        ("on Christmas", "2025-12-25"),
        ("on Christmas Day", "2025-12-25"),
        ("on Christmas Eve", "2025-12-24"),
        ("on xmas eve", "2025-12-24"),
        ("on New Year's Eve", "2025-12-31"),
        ("on new years day", "2026-01-01"),
        ("on Thanksgiving", "2025-11-27"),
        ("on Thanksgiving Day", "2025-11-27"),
        ("on Memorial Day", "2025-05-26"),
        ("on Labor Day", "2025-09-01"),
        ("on Labour Day", "2025-09-01"),
        ("on Presidents' Day", "2026-02-16"),
        ("on Columbus Day", "2025-10-13"),
        ("on Veterans Day", "2025-11-11"),
        ("on Mother's Day", "2025-05-11"),
        ("on fathers day", "2025-06-15"),
        ("on the Fourth of July", "2025-07-04"),
        ("on July 4th", "2025-07-04"),
        ("on St. Patrick's Day", "2026-03-17"),
        ("on st patricks day", "2026-03-17"),
        ("on Juneteenth", "2025-06-19"),
        ("on Boxing Day", "2025-12-26"),
        ("on Cinco de Mayo", "2025-05-05"),
        ("on Easter", "2025-04-20"),
        ("on Easter Monday", "2025-04-21"),
        ("on Good Friday", "2025-04-18"),
        ("on Canada Day", "2025-07-01"),
        ("on MLK Day", "2026-01-19"),
        ("on Martin Luther King Jr. Day", "2026-01-19"),
    ] {
        check(text, expected);
    }
}

#[test]
fn the_day_itself_is_the_latest() {
    on_day("2025-11-27", "on Thanksgiving", "2025-11-27");
    on_day("2025-11-26", "on Thanksgiving", "2024-11-28");
    on_day("2026-04-06", "on Easter Sunday", "2026-04-05");
    on_day("2027-04-06", "on Easter Sunday", "2027-03-28");
    on_day("2025-12-31", "the day before New Year's Day", "2025-12-31");
    on_day("2025-11-25", "the Monday before Thanksgiving", "2025-11-24");
    on_day("2025-08-20", "i filled it out the day after the fourth of july when", "2025-07-05");
    on_day("2026-05-12", "Mother's Day eve, so the 9th", "2026-05-09 2026-05-09");
}

#[test]
fn what_happened_on_one() {
    check("61288. ordered halloween 🎃. no tracking", "2025-10-31");
    check("IT WAS BOUGHT ON PRESIDENTS DAY. MY HUSBAND", "2026-02-16");
    check("On Boxing Day a customer of ours asked", "2025-12-26");
    check("on Valentine's Day a lady bought three", "2026-02-14");
    check("So on Halloween we did our costume live, I was", "2025-10-31");
    check("applied about Halloween, no, it was ON Halloween, I had", "2025-10-31");
    check("Christmas Eve night", "2025-12-24");
    check("Christmas Eve night around 7", "2025-12-24T19:00");
    check("on Halloween at 8pm", "2025-10-31T20:00");
    check("she bought it Christmas Eve", "2025-12-24");
    check("an order from Boxing Day", "2025-12-26");
    check("Order date: Halloween", "2025-10-31");
    check("on Christmas Eve 2024", "2024-12-24");
    check("Thursday, Thanksgiving night", "2025-11-27");
}

#[test]
fn days_counted_from_one() {
    check("the day after Thanksgiving", "2025-11-28");
    check("the Monday before Thanksgiving. It is now eight days till Christmas.", "2025-11-24");
    check("the Friday after Halloween", "2025-11-07");
    check("the night before Christmas Eve", "2025-12-23");
    check("two days after Christmas", "2025-12-27");
    check("the day after Black Friday", "2025-11-29");
    check("the day after the 4th of July", "2025-07-05");
}

#[test]
fn greetings_and_periods_are_no_dates() {
    none("Happy Halloween | Merry Christmas! | Happy New Year | Happy Easter Sunday | Happy Labor Day, I'm");
    none(
        "before Christmas | since Christmas | since labor day | by Halloween | for Christmas | over Memorial Day",
    );
    none(
        "the Thanksgiving rush | Christmas sale | our Halloween show | Christmas orders | on Christmas orders",
    );
    none("the Easter collection | her Christmas sweater | Memorial Day weekend | on Memorial Day weekend");
    none("holiday weekend | eight days till Christmas | Valentine's is in three weeks | around Easter");
    none(
        "up by Canada Day. | her Easter dress | ordered Halloween cards | we will be closed on Christmas Day",
    );
    none(
        "closed on Thanksgiving and Christmas Day | out of the office for Memorial Day | on Halloween last year",
    );
    none("Memorial Day was a carrier holiday | right after mothers day i think | Merry Christmas Eve night");
    none("the day after Christmas sale | we will ship the day after Christmas | every Easter Monday | Noel");
    none("on Halloween-themed | on Valentine cards | the week before Christmas | Halloween | Christmas");
}
