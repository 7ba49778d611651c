//! What is read as a date, and what is not.

mod feasts;
mod languages;

use jiff::tz::TimeZone;
use proptest::prelude::{any, proptest};

use super::{Anchor, find_dates, vague};

/// Thursday, 10 o'clock in Chicago.
fn anchor(day_first: bool) -> Anchor {
    let zone = TimeZone::get("America/Chicago").expect("the zone is bundled");
    Anchor { at: "2026-03-19T15:00:00Z".parse().expect("a timestamp"), zone, day_first }
}

/// All dates of a text, as `2026-03-12`, `2026-03-12T16:00`, with `>` after a future one.
fn read(text: &str, day_first: bool) -> String {
    let shown = find_dates(text, &anchor(day_first)).into_iter().map(|found| {
        assert!(!text[found.range.clone()].is_empty(), "{text}");
        let time =
            found.time.map_or(String::new(), |time| format!("T{:02}:{:02}", time.hour(), time.minute()));
        format!("{}{time}{}", found.date, if found.future { ">" } else { "" })
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(read(text, false), expected, "{text}");
}

#[track_caller]
fn check_day_first(text: &str, expected: &str) {
    assert_eq!(read(text, true), expected, "{text}");
}

/// Texts with a bar between them in which nothing is found.
#[track_caller]
fn none(texts: &str) {
    for text in texts.split(" | ") {
        check(text, "");
    }
}

#[test]
fn dates_in_digits() {
    check("Create time 2026-01-31 11:20", "2026-01-31T11:20");
    check("at 2026-01-31T11:20:33Z", "2026-01-31T11:20");
    check("2026-01-31T11:20:33-06:00", "2026-01-31T11:20");
    check("Create Time: 03/15/2026 09:42 AM", "2026-03-15T09:42");
    check("created 8/14/2025 3:10 am.", "2025-08-14T03:10");
    check("Create Time: 08/20/2025, 22:10", "2025-08-20T22:10");
    check("6/15/25", "2025-06-15");
    check("ordered 9-22-25", "2025-09-22");
    check("14.03.2026", "2026-03-14");
    check("14-03-2026", "2026-03-14");
    check("2026/03/14", "2026-03-14");
    check("2026年1月5日 and 1月8日", "2026-01-05 2026-01-08");
    check("日期2026年1月5日", "2026-01-05");
    check("Order Date: __8/31/2025__", "2025-08-31");
    check("OrderDate06/18/2025Screenshotsno", "2025-06-18");
    check("Create time ....... 2026-02-15 20:51", "2026-02-15T20:51");
}

#[test]
fn dates_in_digits_without_a_year_are_the_latest() {
    check("one on 9/1 and another on 9/2. I", "2025-09-01 2025-09-02");
    check("Ordered on 3/14.", "2026-03-14");
    check("3/20", "2026-03-20");
    check("3/21", "2025-03-21");
    check("2/27 6:45pm is the Create Time", "2026-02-27T18:45");
    check("(x) Appealed – 3/2 / pending", "2026-03-02");
    check("Appealed: yes, 3/4", "2026-03-04");
    check("bought 2-20", "2026-02-20");
    check("on 2/29", "2024-02-29");
    check("STUCK 2/22", "2026-02-22");
    check("the 2/22 orders", "2026-02-22");
    check("the appeal I sent on 3/9 came back", "2026-03-09");
}

#[test]
fn the_locale_says_which_is_the_month() {
    check("03/04/2026", "2026-03-04");
    check_day_first("03/04/2026", "2026-04-03>");
    check_day_first("05/09/2025", "2025-09-05");
    check_day_first("03/14/2026", "2026-03-14");
    check("14/03/2026", "2026-03-14");
    check_day_first("la metí el 29/09 y", "2025-09-29");
    check_day_first("le 08/02/2026 à 14 h 20", "2026-02-08T14:20");
}

#[test]
fn digits_that_are_no_dates() {
    none("we are open 24/7 | 50/50 | call 555-0148 | 704-555-0148 | 10/10 would recommend | 5/5 stars | 9-5");
    none("rated 9/10 | 1/2 of the orders | size 10/12 | sizes 6/8 | it takes 2-3 days | version 5.1.10");
    none("$3/4 | SKU A-3/12 | only 3/12 orders went through | page 2/3 | https://x.co/2026/03/14/a");
    none("A12-10-25 | 8-10pm | 5768-4484-4783-0777 | price 3.12 | Dallas, TX 75201 | 13/13 | 40/2 | 12/2026");
    none("2026 | 2-3 | GRC/447.02");
}

#[test]
fn dates_by_name() {
    check("March 3rd", "2026-03-03");
    check("Mar 3, 2026 at 4pm", "2026-03-03T16:00");
    check("the 3rd of March", "2026-03-03");
    check("3 March 2026", "2026-03-03");
    check("placed Sept 9", "2025-09-09");
    check("jan 19th", "2026-01-19");
    check("Feb-27-2026", "2026-02-27");
    check("27-Feb-26", "2026-02-27");
    check("Nov 11 2025, 8:02 PM", "2025-11-11T20:02");
    check("created dec 20 @ 9pm", "2025-12-20T21:00");
    check("order date: aug twelfth", "2025-08-12");
    check("on the 31st of July right after lunch", "2025-07-31");
    check("3. Dec. 19\n4. (not shipped)", "2025-12-19");
    check("3. june 3\n4. see attached", "2025-06-03");
    check("Febuary 9 and Sepember 10th", "2026-02-09 2025-09-10");
    check("Mar. 3", "2026-03-03");
    check("June 8, 2025", "2025-06-08");
    check("Wed, Jul 2, 2025 at 6:02 AM", "2025-07-02T06:02");
    check("Thursday, Jan 15", "2026-01-15");
    check("March 12th, 2026 at 10:30\u{a0}AM", "2026-03-12T10:30");
    check("October 16, 2025 at 4:55:12 PM CDT", "2025-10-16T16:55");
    check("From Jun 23 to Jun 29, 11.8%", "2025-06-23 2025-06-29");
    check("Applied March 2nd, appealed the 7th, appeal # 7", "2026-03-02 2026-03-07");
    check("appealed on March\n3rd", "2026-03-03");
    check("May 3", "2025-05-03");
    check("Apr 31", "");
}

#[test]
fn names_that_are_no_dates() {
    none("you may 3 | we may 5 orders | the March webinar | Dallas Market Center #4 | end of March");
    none("sold out 12 items | set 5 of them | 2 out of 5 | July | back in March 2026 | Step 1 may fail");
    none("the week of July 21 | the sun | el mar | MARL-CLG-8 | match 3 | dec0ded | a sat 3 | December");
    none("march 3 days | just 5");
}

#[test]
fn weekdays() {
    check("On Monday ShopHub", "2026-03-16");
    check("last Friday", "2026-03-13");
    check("Thursday", "2026-03-12");
    check("placed on Saturday. The", "2026-03-14");
    check("they denied me on sat", "2026-03-14");
    check("sat night", "2026-03-14");
    check("our Sunday live", "2026-03-15");
    check("Friday of last week", "2026-03-13");
    check("Monday last week", "2026-03-09");
    check("the Friday before last", "2026-03-06");
    check("Friday night around 7", "2026-03-13T19:00");
    check("she bought it Monday the 9th. I'd", "2026-03-09");
    check("(sat the 14th they said no)", "2026-03-14");
    check("Saturday just gone", "2026-03-14");
    check("3/16 (Monday)", "2026-03-16");
    check("Since Black Friday morning 38 orders", "2025-11-28");
    check("an order from Cyber Monday because", "2025-12-01");
    check("will you look at the order from Friday", "2026-03-13");
}

#[test]
fn days_to_come_are_marked() {
    check("our show this Friday", "2026-03-20>");
    check("the refund is due Friday.", "2026-03-20>");
    check("before our Thursday show?", "2026-03-26>");
    check("orders will ship Monday", "2026-03-23>");
    check("we will be back on Monday", "2026-03-23>");
    check("ship it by 4/3", "2026-04-03>");
    check("until April 9", "2026-04-09>");
    check("tomorrow morning", "2026-03-20>");
    check("this past Friday", "2026-03-13");
    check("2026-10-08", "2026-10-08>");
    check("just didnt scan them till monday", "2026-03-16");
    check("didn't scan them till the 14th.", "2026-03-14");
    check("el próximo lunes, lundi prochain", "2026-03-23> 2026-03-23>");
}

#[test]
fn weekdays_that_are_no_dates() {
    none("every saturday morning | closed Sundays | Mon-Fri 9-5 | Monday to Friday | Sat 9–5");
    none(
        "the sun is out | we sat down | Explication : mon chandail | los lunes | la segunda vez | na segunda tentativa | a sexta foto",
    );
    none("wed dress | tous les lundis");
}

#[test]
fn wishes_are_no_dates() {
    none("Happy Wednesday,\nShay | Thanks! happy friday! | Blessed Sunday | Feliz viernes | Happy Monday");
    none("Happy Friday the 13th, it fits. | have a blessed Sunday | Have a great Friday! | Bon lundi");
    check("I was happy Friday when it shipped", "2026-03-13");
    check("not happy. Friday they denied it", "2026-03-13");
    check("Happy Wednesday! I ordered Monday.", "2026-03-16");
}

#[test]
fn days_counted_from_the_message() {
    check("yesterday", "2026-03-18");
    check("I did it yesterday at 4:15 pm, nothing", "2026-03-18T16:15");
    check("submitted 2:40pm today, status", "2026-03-19T14:40");
    check("Last night, right in the middle", "2026-03-18");
    check("last night at 7:30", "2026-03-18T19:30");
    check("in tonights live", "2026-03-19");
    check("this morning around 9", "2026-03-19T09:00");
    check("the day before yesterday", "2026-03-17");
    check("2 days ago", "2026-03-17");
    check("I appealed two days ago", "2026-03-17");
    check("about 2 hours ago", "2026-03-19T08:00");
    check("yesterday's sale", "2026-03-18");
    check("I appealed just now", "2026-03-19");
    check("at 8pm yesterday", "2026-03-18T20:00");
    check("the day after tomorrow", "2026-03-21>");
}

#[test]
fn times_that_name_no_day() {
    for (text, words) in [
        ("it was fine last week.", "last week"),
        ("a few days ago", "a few days"),
        ("2 or 3 days ago", "3 days ago"),
        ("about 3 days ago", "about 3 days ago"),
        ("a week ago", "a week ago"),
        ("for 16 days", "for 16 days"),
        ("we asked recently", "recently"),
        ("since last month", "last month"),
        ("la semana pasada en la noche", "semana pasada"),
        ("hace unos días", "hace unos días"),
        ("na semana passada", "semana passada"),
        ("il y a quelques jours", "il y a quelques jours"),
        ("over the holiday weekend", "the holiday weekend"),
        ("a couple of days ago", "a couple of days ago"),
    ] {
        check(text, "");
        assert_eq!(vague(text).map(|range| &text[range]), Some(words), "{text}");
    }
    assert_eq!(vague("I ordered it on 3/12"), None);
}

#[test]
fn days_without_a_month() {
    check("she bought it on the 14th", "2026-03-14");
    check("denied it on the 27th", "2026-02-27");
    check("from the 14th, yours is 35921", "2026-03-14");
    check("Created July 30, upheld on the 2nd", "2025-07-30 2025-08-02");
    check("created Mar 5, scanned on the 1st", "2026-03-05 2026-03-01");
    check("I only appealed on the 18th at 3:40 PM Pacific", "2026-03-18T15:40");
    check("bought it on the 21st, ups 1Z", "2026-02-21");
    check("I sent it the 12th.", "2026-03-12");
}

#[test]
fn ranks_are_no_days() {
    none(
        "the 3rd time | the 2nd order | this is the 1st. | the second one | the 5th violation | my 2nd shop",
    );
    none("the first appeal | the 20th of them | the third");
}

#[test]
fn days_turn_at_the_customers_midnight() {
    let at = "2026-03-13T03:22:00Z".parse().expect("a timestamp");
    let found = find_dates("Last night", &Anchor { at, ..anchor(false) });
    assert_eq!(found[0].date.to_string(), "2026-03-11");
}

proptest! {
    #[test]
    fn any_text_has_its_dates_in_order(text in any::<String>()) {
        in_order(&text);
    }

    #[test]
    fn words_of_time_have_their_dates_in_order(
        text in "([0-9]{1,4}|[/.:@,()#$-]| |\n|the|on|at|last|week|March|may|sat|Monday|ago|days|hace|de|pm|EST|3rd|h|年|月|日|twenty|one|or|to|Christmas|Mother|'|s|Day|Eve|the|day|after|before|Happy){0,24}"
    ) {
        in_order(&text);
    }
}

fn in_order(text: &str) {
    let mut end = 0;
    for found in find_dates(text, &anchor(text.len().is_multiple_of(2))) {
        assert!(found.range.start >= end && text.get(found.range.clone()).is_some(), "{text:?} {found:?}");
        end = found.range.end;
    }
    if let Some(range) = vague(text) {
        assert!(text.get(range).is_some());
    }
}

#[test]
fn days_of_a_month_that_is_told_by_reference() {
    check("placed on the 22nd of last month", "2026-02-22");
    check("the 3rd of this month", "2026-03-03");
    check("ordered on THE SECOND TUESDAY OF THIS MONTH", "2026-03-10");
    check("the last Friday of last month", "2026-02-27");
    check("el 22 del mes pasado", "2026-02-22");
    check("dia 22 do mês passado", "2026-02-22");
    check("le 22 du mois dernier", "2026-02-22");
    check("3月12号, 我们13号下午2点", "2026-03-12 2026-03-13T14:00");
    none("the 31st of last month | the fifth of this");
}

#[test]
fn a_day_that_is_said_twice_is_one() {
    check("sent today, 3/19, at 4:40 PM my time", "2026-03-19T16:40");
    check("ayer 18 de marzo a las 11:20 de la mañana", "2026-03-18T11:20");
    check("yesterday (March 18)", "2026-03-18");
    check("el lunes 9 nos cayó una", "2026-03-09");
    check("el lunes 9 am", "2026-03-16T09:00");
    check("yesterday, and 3/19 at 4pm", "2026-03-18 2026-03-19T16:00");
}

#[test]
fn what_went_through_is_over() {
    check("it went thru Monday", "2026-03-16");
    check("it is open through Monday", "2026-03-23>");
}
