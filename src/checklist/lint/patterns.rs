//! Regular expressions: they must compile, and stay small.

use regex::{Regex, RegexBuilder};
use regex_automata::PatternID;
use regex_automata::meta;

use crate::checklist::lint::note::Note;
use crate::yaml::mistake::Mistake;
use crate::yaml::path::Path;

/// Bytes that a compiled pattern may take.
pub const PATTERN_BYTES_MAX: usize = 1024 * 1024;
/// The same for all that is made of it to read faster, such as an automaton that reads backwards: what was taken once must
/// not fail then.
pub const READING_BYTES_MAX: usize = 16 * PATTERN_BYTES_MAX;

/// The pattern made ready for reading.
///
/// # Errors
///
/// It is no regular expression, or takes more than `READING_BYTES_MAX`.
pub fn compile(pattern: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(pattern).size_limit(READING_BYTES_MAX).build()
}

/// The pattern made ready to be tried a few times: of the automata the one that is made fastest.
///
/// # Errors
///
/// Why it can't be had, in words.
fn tried(pattern: &str) -> Result<meta::Regex, String> {
    let hir = regex_syntax::parse(pattern).map_err(|error| reason(&error))?;
    let config = meta::Config::new().nfa_size_limit(Some(PATTERN_BYTES_MAX)).onepass(false);
    let builder = meta::Builder::new().configure(config.hybrid(false).dfa(false)).build_from_hir(&hir);
    builder.map_err(|error| match error.size_limit() {
        Some(bytes) => format!("it takes more than {bytes} bytes"),
        None => error.to_string(),
    })
}

/// A pattern that need only compile.
pub fn check(note: &mut Note<'_>, path: &Path<'_>, pattern: &str) -> Option<meta::Regex> {
    match tried(pattern) {
        Ok(regex) => {
            if regex.is_match("") {
                let help = "make at least one part of it necessary: `+` instead of `*`, no `?`".to_owned();
                note.say(
                    Mistake::PatternMatchesEmpty,
                    path,
                    "the pattern matches where nothing stands",
                    help,
                );
            }
            Some(regex)
        }
        Err(error) => {
            note.say(
                Mistake::PatternInvalid,
                path,
                format!("the pattern does not compile: {error}"),
                mend(pattern),
            );
            None
        }
    }
}

/// A pattern that hands out a value.
pub fn with_value(note: &mut Note<'_>, path: &Path<'_>, pattern: &str, examples: &[String]) {
    let Some(regex) = check(note, path, pattern) else { return };
    against(note, path, &regex, examples);
    if regex.group_info().to_index(PatternID::ZERO, "value").is_none() {
        let help = "put the part that is the value into `(?P<value>...)`".to_owned();
        note.say(Mistake::PatternWithoutValue, path, "the pattern has no group named `value`", help);
    }
}

pub fn check_all(note: &mut Note<'_>, path: &Path<'_>, patterns: &[String], examples: &[String]) {
    for (at, pattern) in patterns.iter().enumerate() {
        if let Some(regex) = check(note, &path.index(at), pattern) {
            against(note, &path.index(at), &regex, examples);
        }
    }
}

/// Where there are examples, each pattern is there for one of them.
fn against(note: &mut Note<'_>, path: &Path<'_>, regex: &meta::Regex, examples: &[String]) {
    if !examples.is_empty() && !examples.iter().any(|example| regex.is_match(example)) {
        let help = "mend it, or give an example that it is there for under `examples`".to_owned();
        note.say(Mistake::PatternWithoutExample, path, "the pattern matches none of the examples", help);
    }
}

/// The last line of what the parser says, which has the reason; the lines before it draw the pattern.
fn reason(error: &regex_syntax::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}

fn mend(pattern: &str) -> Option<String> {
    let look_around = ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|mark| pattern.contains(mark));
    look_around.then(|| {
        "looking ahead or behind is not possible; match the words around and name the part that counts"
            .to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::{compile, tried};

    /// What a pattern is made into for reading is larger than what it is tried as.
    #[test]
    fn what_is_taken_can_be_read_with() {
        for unit in [r"\w", r"[\p{L}\p{M}]", r"(?i)[a-zß-ÿ]", r"\W", r"(?:\d|é|\pS)"] {
            let of = |times: u32| format!("(?P<value>{unit}{{{times}}})$");
            let fits = |times: &u32| tried(&of(*times)).is_ok();
            let most = (0..14).map(|power| 1 << power).take_while(fits).last().expect("a single one fits");
            let most = (most..2 * most).step_by((most / 8).max(1) as usize).take_while(fits).last();
            let pattern = of(most.expect("it fitted before"));
            assert!(compile(&pattern).is_ok(), "{pattern}");
        }
    }
}
