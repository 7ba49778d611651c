//! Expressions for the letters that most texts are written in. With all of Unicode one `\w` alone is hundreds of states,
//! which take long to go through and to clear.

use regex_syntax::hir::{Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition};

/// Latin letters, and the dashes, quotation marks, currencies and arrows that people write between them.
const ALPHABET: [(char, char); 4] =
    [('\0', '\u{24f}'), ('\u{2000}', '\u{206f}'), ('\u{20a0}', '\u{20bf}'), ('\u{2190}', '\u{21ff}')];

/// Whether no other letters stand in the text.
pub fn writes(text: &str) -> bool {
    text.is_ascii()
        || text.chars().all(|c| ALPHABET.iter().any(|(first, last)| (*first..=*last).contains(&c)))
}

/// An expression that matches the same in texts of this alphabet.
pub fn narrowed(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => {
            let ranges = ALPHABET.map(|(first, last)| ClassUnicodeRange::new(first, last));
            let mut class = class.clone();
            class.intersect(&ClassUnicode::new(ranges));
            Hir::class(Class::Unicode(class))
        }
        HirKind::Repetition(Repetition { min, max, greedy, sub }) => {
            let (min, max, greedy) = (*min, *max, *greedy);
            Hir::repetition(Repetition { min, max, greedy, sub: Box::new(narrowed(sub)) })
        }
        HirKind::Capture(Capture { index, name, sub }) => {
            let (index, name) = (*index, name.clone());
            Hir::capture(Capture { index, name, sub: Box::new(narrowed(sub)) })
        }
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(narrowed).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(narrowed).collect()),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Look(_) | HirKind::Class(Class::Bytes(_)) => {
            hir.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, proptest};
    use regex::Regex;
    use regex_automata::meta;

    use super::{narrowed, writes};

    #[test]
    fn most_texts_are_written_in_it() {
        assert!(writes("“Año” – 5 €"));
        assert!(!writes("产品") && !writes("\u{212a}"));
    }

    proptest! {
        #[test]
        fn a_narrowed_expression_matches_the_same(
            words in prop::collection::vec("[a-kS]{1,3}|é|ſ|’|“|[0-9]|\\.| |\n", 0..12)
        ) {
            let text = words.concat();
            for pattern in [
                r"\b(?i:a|ks?)\w*\s+(?P<value>[A-Z][\w’&-]*(?: \w+){0,3})",
                r"(?P<value>[^.\n]{2,9}?)[.é]",
                r"(?i)s(?:\d|[^\w\s])",
            ] {
                let wide = Regex::new(pattern).expect("it is valid");
                let hir = regex_syntax::parse(pattern).expect("it is valid");
                let narrow = meta::Builder::new().build_from_hir(&narrowed(&hir)).expect("it is small");
                let wide = wide.captures_iter(&text).map(|found| found.name("value").map(|value| value.range()));
                let narrow = narrow.captures_iter(&text).map(|found| {
                    found.get_group_by_name("value").map(|value| value.range())
                });
                assert!(wide.eq(narrow), "{pattern} in {text:?}");
            }
        }
    }
}
