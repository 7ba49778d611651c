//! The language that the customer writes in.

use crate::reading::passage::Document;
use crate::report::Source;
use crate::ticket::Ticket;

/// Fewer letters than this tell no language.
const LETTERS_MIN: usize = 24;
/// The most bytes that are looked at.
const SAMPLE_BYTES_MAX: usize = 2_000;

/// A BCP 47 primary tag: by the customer's own words where there are enough, else by the ticket's locale.
pub fn of(ticket: &Ticket, document: &Document) -> String {
    let mut sample = String::new();
    for (_, passage) in document.own().filter(|(_, passage)| passage.source != Source::Subject) {
        for (_, line) in passage.own_lines() {
            if sample.len() + line.len() <= SAMPLE_BYTES_MAX {
                sample.extend(line.chars().filter(|c| !c.is_numeric()));
                sample.push('\n');
            }
        }
    }
    let by_locale =
        ticket.locale.as_deref().and_then(|locale| locale.split(['-', '_']).next()).unwrap_or("en");
    if sample.chars().filter(|c| c.is_alphabetic()).count() < LETTERS_MIN {
        return by_locale.to_lowercase();
    }
    use whichlang::Lang;
    let told = match whichlang::detect_language(&sample) {
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
    };
    told.to_owned()
}
