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

/// A text is plainly English with one of its common words in so many bytes, and no fewer than these.
const ENGLISH_WORD_BYTES: usize = 25;
const ENGLISH_WORDS_MIN: usize = 5;

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
                let is_of_locale = |nth: usize| {
                    let glance = &sample[edge(nth)..edge(nth + 1)];
                    by_locale == "en" && is_plainly_english(glance)
                        || told(glance).is_some_and(|told| told == by_locale)
                };
                glances = GLANCES;
                if (0..GLANCES).all(is_of_locale) {
                    return by_locale;
                }
            }
        }
    }
    if by_locale == "en" && is_plainly_english(&sample) {
        return by_locale;
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

/// Whether a text is so full of English, and of no other language, that nothing else need be asked.
fn is_plainly_english(text: &str) -> bool {
    let plain = |c: char| c.is_ascii() || ('\u{2010}'..='\u{2026}').contains(&c);
    if !text.chars().all(plain) {
        return false;
    }
    let mut count = 0;
    for word in text.split(|c: char| !c.is_ascii_alphanumeric()) {
        if is_foreign(word) {
            return false;
        }
        count += usize::from(is_english(word));
    }
    count >= (text.len() / ENGLISH_WORD_BYTES).max(ENGLISH_WORDS_MIN)
}

/// Common words of other languages that English texts do not have.
#[rustfmt::skip]
fn is_foreign(word: &str) -> bool {
    matches!(
        word,
        "de" | "la" | "el" | "que" | "los" | "las" | "para" | "por" | "con" | "una" | "un" | "es" | "en" | "mi" | "se"
            | "le" | "les" | "des" | "du" | "et" | "est" | "pas" | "je" | "nous" | "vous" | "um" | "uma" | "os"
            | "da" | "ich" | "der" | "das" | "und" | "ist" | "nicht" | "het" | "een" | "van" | "niet" | "och"
            | "att" | "det" | "som" | "bir" | "ve" | "il" | "che" | "di" | "sono"
    )
}

/// Common words that other languages do not have.
#[rustfmt::skip]
fn is_english(word: &str) -> bool {
    matches!(
        word,
        "the" | "and" | "my" | "it" | "that" | "this" | "with" | "have" | "they" | "not" | "you" | "your" | "but"
            | "from" | "our" | "has" | "had" | "because" | "still" | "just" | "what" | "when" | "which" | "why"
            | "been" | "were" | "there" | "their" | "would" | "could" | "about" | "did" | "does" | "get" | "says"
            | "said" | "how" | "any" | "please" | "help" | "to" | "for" | "are" | "be" | "after" | "got" | "now"
            | "out" | "then" | "than" | "who" | "them" | "again" | "since" | "before" | "until" | "want" | "need"
            | "know" | "never" | "every" | "into" | "back" | "same" | "even" | "someone" | "something" | "days"
    )
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
