//! Clock times in Chinese: `下午3点20分`, `晚上8点`, `3点半`, `下午三点多`.

use super::clock::{self, Clock};
use super::half::Half;
use crate::reading::value::initials::{ByInitial, Lazy};
use crate::reading::value::words::{Kind, Words, back};

/// Parts of the day before an hour.
const PARTS: &[(&str, Half)] = &[
    ("上 午", Half::Am),
    ("早 上", Half::Am),
    ("凌 晨", Half::Am),
    ("清 晨", Half::Am),
    ("中 午", Half::Pm),
    ("下 午", Half::Pm),
    ("傍 晚", Half::Pm),
    ("晚 上", Half::Night),
];

static PARTS_BY_INITIAL: Lazy<(&str, Half)> = Lazy::new(|| ByInitial::of(PARTS, |(part, _)| part));

const NUMERALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// "3点多……准确说是3点20分": so many tokens after a rough hour it may be told exactly.
const EXACT_TOKENS_MAX: usize = 8;

/// The characters that such a time begins with, beside digits.
pub(super) fn openers() -> Vec<&'static str> {
    PARTS.iter().map(|(part, _)| *part).chain(NUMERALS).chain(["两", "兩"]).collect()
}

pub(super) fn read(words: &Words, at: usize) -> Option<Clock> {
    let part = PARTS_BY_INITIAL
        .like(words.piece(at))
        .find_map(|(phrase, half)| words.reads(at, phrase).map(|end| (*half, end)));
    let (half, number) = match part {
        Some((half, number)) => (Some(half), number),
        None => (touching(words, at), at),
    };
    let Some((hour, minute, end)) = hour(words, number) else {
        // 下午3:20
        let (half, _) = part.filter(|_| words.is(number, Kind::Number) && !words.starts_line(number))?;
        let clock = clock::read(words, number).filter(|clock| clock.sure)?;
        return Some(Clock { half: Some(half), ..clock });
    };
    let rough = words.piece(end) == "多";
    let exact = (end..end + EXACT_TOKENS_MAX)
        .filter(|_| rough)
        .filter_map(|at| self::hour(words, at))
        .find(|(again, minute, _)| *again == hour && minute.is_some());
    let (hour, minute, end) = exact.unwrap_or((hour, minute, end));
    let tail = ["多", "钟", "鐘", "整", "左 右"].iter().find_map(|tail| words.reads(end, tail));
    if half.is_none() && minute.is_none() && tail.is_none() {
        return None;
    }
    let half = half.or((hour > 12 || hour == 0).then_some(Half::Written));
    Some(Clock { end: tail.unwrap_or(end), hour, minute: minute.unwrap_or(0), second: 0, half, sure: true })
}

/// The part of the day at the end of "昨晚" and "今早".
fn touching(words: &Words, at: usize) -> Option<Half> {
    match words.piece(back(at, 1)) {
        "晚" if words.glued(at) => Some(Half::Night),
        "早" if words.glued(at) => Some(Half::Am),
        _ => None,
    }
}

/// An hour with its minute, if any, and where they end.
fn hour(words: &Words, at: usize) -> Option<(i8, Option<i8>, usize)> {
    let (hour, sign) =
        if words.is(at, Kind::Number) { (clock::small(words, at, 24)?, at + 1) } else { numeral(words, at)? };
    if !matches!(words.piece(sign), "点" | "點" | "时" | "時") {
        return None;
    }
    let after = sign + 1;
    if words.piece(after) == "半" {
        return Some((hour, Some(30), after + 1));
    }
    let minute = clock::small(words, after, 59).filter(|_| matches!(words.piece(after + 1), "分"));
    let bare = clock::small(words, after, 59)
        .filter(|_| words.glued(after) && words.digits(after) == 2 && !words.glued_word(after + 1));
    Some(match (minute, bare) {
        (Some(minute), _) => (hour, Some(minute), after + 2),
        (None, Some(minute)) => (hour, Some(minute), after + 1),
        (None, None) => (hour, None, after),
    })
}

/// From one to twelve.
fn numeral(words: &Words, at: usize) -> Option<(i8, usize)> {
    let digit = |at: usize| (1..).zip(NUMERALS).find(|(_, name)| *name == words.piece(at));
    match words.piece(at) {
        "两" | "兩" => Some((2, at + 1)),
        "十" => match digit(at + 1) {
            Some((unit @ 1..=2, _)) => Some((10 + unit, at + 2)),
            Some(_) => None,
            None => Some((10, at + 1)),
        },
        _ => digit(at).map(|(hour, _)| (hour, at + 1)),
    }
}
