//! Whether an item of some kind can have a value, as conditions, tests and examples name it.

use jiff::civil::{Date, DateTime, Time};

use crate::checklist::kind::{IdShape, Kind};
use crate::checklist::lint::patterns::compile;

/// Why an item of this kind never has this value, in words; none if it may have it.
pub fn impossible(kind: &Kind, value: &str) -> Option<String> {
    match kind {
        Kind::Screenshot(_) | Kind::Sheet(_) | Kind::Document(_) => {
            Some("it is a file, and a file has no value".to_owned())
        }
        Kind::Date(_) => {
            let is_one = value.parse::<Date>().is_ok() && value.len() == 10;
            (!is_one).then(|| "its values are days: 2026-02-28".to_owned())
        }
        Kind::DateTime(_) => {
            let is_one = value.parse::<Date>().is_ok() || value.parse::<DateTime>().is_ok();
            (!is_one).then(|| "its values are days, with a time or without: 2026-02-28T19:30".to_owned())
        }
        Kind::Time(_) => {
            let is_one = value.parse::<Time>().is_ok();
            (!is_one).then(|| "its values are times of day: 19:30".to_owned())
        }
        Kind::Number(_) => {
            value.parse::<f64>().is_err().then(|| "its values are numbers, in quotes: \"12\"".to_owned())
        }
        Kind::Id(shape) if shape.patterns.is_empty() => {
            let (least, most) = shape.digits;
            let is_one = of_digits(shape, value);
            (!is_one).then(|| format!("its values have {least} to {most} digits"))
        }
        Kind::Email(_) => (!value.contains('@')).then(|| "its values are e-mail addresses".to_owned()),
        // A choice is held against its choices, and text, names, codes and other forms may be anything.
        Kind::Choice(_) | Kind::Id(_) | Kind::Code(_) | Kind::Text(_) | Kind::Name(_) => None,
    }
}

/// Whether a number of this shape, or one of its other forms, stands in the text.
pub fn shows_id(shape: &IdShape, text: &str) -> bool {
    let groups = text.split(|letter: char| !(letter.is_ascii_digit() || " -".contains(letter)));
    let plain: Vec<String> =
        groups.map(|group| group.chars().filter(char::is_ascii_digit).collect()).collect();
    let spaced = text.split(|letter: char| !letter.is_ascii_digit());
    plain.iter().any(|digits| of_digits(shape, digits))
        || spaced.into_iter().any(|digits| of_digits(shape, digits))
        || shape.patterns.iter().any(|pattern| compile(pattern).is_ok_and(|regex| regex.is_match(text)))
}

fn of_digits(shape: &IdShape, digits: &str) -> bool {
    let (least, most) = shape.digits;
    let starts =
        shape.starts_with.is_empty() || shape.starts_with.iter().any(|start| digits.starts_with(start));
    digits.chars().all(|digit| digit.is_ascii_digit())
        && (usize::from(least)..=usize::from(most)).contains(&digits.len())
        && starts
}

#[cfg(test)]
mod tests {
    use super::{impossible, shows_id};
    use crate::checklist::kind::{DateShape, IdShape, Kind, TimeShape};

    #[test]
    fn a_number_is_found_within_words() {
        let shape = IdShape {
            digits: (8, 10),
            starts_with: vec!["21".into()],
            patterns: vec![r"\bLB\d{4}\b".into()],
            ..IdShape::default()
        };
        for text in ["no. 2112345678", "21 1234 5678.", "LB1234"] {
            assert!(shows_id(&shape, text), "{text}");
        }
        for text in ["3112345678", "2112", "LB12345"] {
            assert!(!shows_id(&shape, text), "{text}");
        }
    }

    #[test]
    fn values_are_held_against_their_kind() {
        let date = Kind::Date(DateShape::default());
        assert_eq!(impossible(&date, "2026-02-28"), None);
        assert!(impossible(&date, "28.2.2026").is_some());
        let time = Kind::Time(TimeShape::default());
        assert_eq!(impossible(&time, "19:30"), None);
        assert!(impossible(&time, "7pm").is_some());
    }
}
