//! What is read as a clock time, and what is not.

use proptest::prelude::{any, proptest};

use super::{WrittenZone, find_times};

/// All times of a text, as `19:30`, `20:00-22:00`, with `?` where the half of the day is open and the zone after `@`.
fn read(text: &str) -> String {
    let shown = find_times(text).into_iter().map(|found| {
        let clock = |time: jiff::civil::Time| format!("{:02}:{:02}", time.hour(), time.minute());
        let end = found.range_end.map_or(String::new(), |end| format!("-{}", clock(end)));
        let half = if found.explicit_half { "" } else { "?" };
        let zone = match found.zone {
            Some(WrittenZone::Named(name)) => format!("@{name}"),
            Some(WrittenZone::Offset(offset)) => format!("@{offset}"),
            None => String::new(),
        };
        format!("{}{end}{half}{zone}", clock(found.time))
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(read(text), expected, "{text}");
}

/// Texts with a bar between them in which nothing is found.
#[track_caller]
fn none(texts: &str) {
    for text in texts.split(" | ") {
        check(text, "");
    }
}

#[test]
fn times_with_a_half() {
    check("7pm", "19:00");
    check("Live Time: 7:00 PM CST", "19:00@America/Chicago");
    check("around 7:30pm eastern. We", "19:30@America/New_York");
    check("8:15 pm Central", "20:15@America/Chicago");
    check(
        "started 5pm mountain, ended around 6:10",
        "17:00@America/Denver 18:10?".replace("18:10", "06:10").as_str(),
    );
    check("9:14\u{202f}AM", "09:14");
    check("12am and 12:30 p.m.", "00:00 12:30");
    check("7.30pm", "19:30");
    check("at 7 in the morning Central", "07:00@America/Chicago");
    check("at 7 in the evening", "19:00");
    check("seven pm", "19:00");
    check("7 PM (EST)", "19:00@America/New_York");
    check("7pm pt", "19:00@America/Los_Angeles");
    check("7pm UTC-5", "19:00@-05");
    check("8 to 10 central.", "08:00-10:00?@America/Chicago");
    none("8 to 10 orders | 8 to 10 etc");
    check("began at 9:30 this mornings live", "09:30");
}

#[test]
fn times_in_twenty_four_hours() {
    check("19:00 EST", "19:00@America/New_York");
    check("16:38", "16:38");
    check("03:10", "03:10");
    check("20h", "20:00");
    check("20h30", "20:30");
    check("à 14 h 20", "14:20");
    check("2026-01-31T11:20:33Z", "11:20?@+00");
}

#[test]
fn stretches_give_their_start() {
    check("8-10pm", "20:00-22:00");
    check("8 to 10 pm", "20:00-22:00");
    check("11-1pm", "11:00-13:00");
    check("7:30-9pm", "19:30-21:00");
    check("8pm-10pm EST", "20:00-22:00@America/New_York");
    check("from 8pm until about half nine UK time", "20:00-21:30@Europe/London");
    check("between 8 and 10pm", "20:00-22:00");
    check("de 8 a 10 de la noche", "20:00-22:00");
}

#[test]
fn the_half_may_be_open() {
    check("we went on at 7:30.", "07:30?");
    check("at 7", "07:00?");
    check("this Thursday at 7, would love it", "07:00?");
    check("7 o'clock", "07:00?");
    check("at half past eight", "08:30?");
    check("last night at 7:30", "19:30");
    check("7:30 tonight", "19:30");
    check("this morning around 9", "09:00");
}

#[test]
fn other_languages() {
    check("a las 8 de la noche", "20:00");
    check("a las 8:30 pm", "20:30");
    check("às 9h20 da manhã", "09:20");
    check("às 8 da noite", "20:00");
    check("à 20 heures", "20:00");
    check("à 8 heures du soir", "20:00");
    check("a las 8", "08:00?");
    check("al mediodía, à midi", "12:00 12:00");
}

#[test]
fn times_without_a_separator() {
    check("730pm", "19:30");
    check("730pm est", "19:30@America/New_York");
    check("1130 AM", "11:30");
    check("at 730 pm.", "19:30");
    check("1230 p.m. and 0945am", "12:30 09:45");
    check("7-930pm", "19:00-21:30");
    none("5000pm | 775pm | 1360 am | 30pm | $730pm | #730 am | 12345pm | 730 pmx | 1130 in the morning");
    none("why on order 1130 am | 1130 am I late | 730");
}

#[test]
fn chinese() {
    check("下午3点20分", "15:20");
    check("晚上8点", "20:00");
    check("晚上8点到", "20:00");
    check("下午3点多", "15:00");
    check("下午3点多……准确说是3点20分。", "15:20");
    check("上午9点半，早上 7点", "09:30 07:00");
    check("昨晚11点", "23:00");
    check("晚上十二点，下午两点", "00:00 14:00");
    check("下午 3:20", "15:20");
    check("直播时间：晚上8点（我们）", "20:00");
    check("20点15分", "20:15");
    check("3点20分", "03:20?");
    none("第3点 | 3点建议 | 3小时 | 有一点 | 下午 | 晚上 8 件");
}

#[test]
fn vietnamese() {
    check("em live lúc 8 giờ tối.", "20:00");
    check("8 giờ 30 sáng, 3 giờ chiều", "08:30 15:00");
    check("8h30 tối", "20:30");
    check("lúc 8 giờ", "08:00?");
    none("24 giờ | trong 3 giờ nữa");
}

#[test]
fn noon_and_midnight() {
    check("noon eastern", "12:00@America/New_York");
    check("at noon", "12:00");
    check("until midnight", "00:00");
    check("midnight blue, a midi dress, Noon Floral", "");
}

#[test]
fn what_is_no_time() {
    none(
        "$7 | 4:3 | 16:9 video | 5.1.10 | at 3/12 | at 14.50 | at 7% | ShopHub's stock is at 3. | stuck at 0",
    );
    none("24/7 | 9-5 | the 0:45 mark | 7 orders | at 7 orders | order 12:345 | 72h | in 20h | 2pc | 3XL");
    none(
        "5768444847830777 | in the evening | 12 items | 03/15/2026 | 10.0.0.1 | 1:2:3 | 25:00 | 7:75 | 13pm",
    );
}

proptest! {
    #[test]
    fn any_text_has_its_times_in_order(text in any::<String>()) {
        in_order(&text);
    }

    #[test]
    fn words_of_time_have_their_times_in_order(
        text in "([0-9]{1,4}|[/.:@,()#$-]| |\n|下午|晚|点|分|多|半|十|giờ|tối|at|to|until|half|past|eight|pm|am|EST|noon|h|UTC|\\+|às|noche|de la){0,20}"
    ) {
        in_order(&text);
    }
}

fn in_order(text: &str) {
    let mut end = 0;
    for found in find_times(text) {
        assert!(found.range.start >= end && text.get(found.range.clone()).is_some(), "{text:?} {found:?}");
        end = found.range.end;
    }
}
