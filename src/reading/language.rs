//! The language that the customer writes in.

use crate::reading::passage::Document;
use crate::report::Source;
use crate::ticket::Ticket;

/// Fewer letters than this tell no language.
const LETTERS_MIN: usize = 24;
/// The most bytes that are looked at.
const SAMPLE_BYTES_MAX: usize = 2_000;
/// Where the beginning is in the language of the locale, and so is what comes next, that is sure enough.
const GLANCES: usize = 2;
const GLANCE_BYTES: usize = 128;

/// A BCP 47 primary tag: by the customer's own words where there are enough, else by the ticket's locale.
pub fn of(ticket: &Ticket, document: &Document) -> String {
    let by_locale =
        ticket.locale.as_deref().and_then(|locale| locale.split(['-', '_']).next()).unwrap_or("en");
    let by_locale = by_locale.to_lowercase();
    let mut sample = String::with_capacity(SAMPLE_BYTES_MAX / 2);
    let mut glances = 0;
    for (_, passage) in document.own().filter(|(_, passage)| passage.source != Source::Subject) {
        for (_, line) in passage.own_lines() {
            if sample.len() + line.len() <= SAMPLE_BYTES_MAX {
                push_letters(line, &mut sample);
                sample.push('\n');
            }
            if glances == 0 && sample.len() >= GLANCES * GLANCE_BYTES {
                let edge = |nth: usize| sample.floor_char_boundary(nth * GLANCE_BYTES);
                let glance = |nth: usize| told(&sample[edge(nth)..edge(nth + 1)]);
                glances = GLANCES;
                if (0..GLANCES).all(|nth| glance(nth).is_some_and(|told| told == by_locale)) {
                    return by_locale;
                }
            }
        }
    }
    told(&sample).map_or(by_locale, str::to_owned)
}

/// The line without its digits.
fn push_letters(line: &str, sample: &mut String) {
    if line.is_ascii() {
        line.split(|c: char| c.is_ascii_digit()).for_each(|letters| sample.push_str(letters));
    } else {
        sample.extend(line.chars().filter(|c| !c.is_numeric()));
    }
}

/// The language of a sample that is long enough.
fn told(sample: &str) -> Option<&'static str> {
    sample.chars().filter(|c| c.is_alphabetic()).nth(LETTERS_MIN - 1)?;
    use whichlang::Lang;
    Some(match whichlang::detect_language(sample) {
        Lang::Ara => "ar",
        Lang::Cmn => "zh",
        Lang::Deu => "de",
        Lang::Eng => "en",
        Lang::Fra => "fr",
        Lang::Hin => "hi",
        Lang::Ita => "it",
        Lang::Jpn => "ja",
        Lang::Kor => "ko",
        Lang::Nld => "nl",
        Lang::Por => "pt",
        Lang::Rus => "ru",
        Lang::Spa => "es",
        Lang::Swe => "sv",
        Lang::Tur => "tr",
        Lang::Vie => "vi",
    })
}
