//! Numbers for people: thousands apart, shares in percent.

/// `12345` as `12,345`.
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// So many of a thing: `1 ticket`, `2 tickets`.
pub fn counted(count: u64, thing: &str) -> String {
    format!("{} {thing}{}", number(count), if count == 1 { "" } else { "s" })
}

/// One place behind the point; `–` of nothing. Only the whole is 100 %.
pub fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".into();
    }
    let share = part as f64 / whole as f64 * 100.0;
    let share = if part < whole { share.min(99.9) } else { share };
    format!("{share:.1} %")
}

#[cfg(test)]
mod tests {
    use super::{counted, number, percent};

    #[test]
    fn they_are_easy_to_read() {
        let shown = [0, 999, 1_000, 1_234_567].map(number);
        assert_eq!(shown, ["0", "999", "1,000", "1,234,567"]);
        assert_eq!((counted(1, "line"), counted(2, "line")), ("1 line".into(), "2 lines".into()));
        let shown = [percent(1, 3), percent(9_999, 10_000), percent(5, 5), percent(0, 0)];
        assert_eq!(shown, ["33.3 %", "99.9 %", "100.0 %", "–"]);
    }
}
