//! What a whole text has nowhere need not be looked for in each of its lines.

use std::sync::LazyLock;

use aho_corasick::packed::Searcher;

use crate::reading::quoted::{header, notice};

/// None where the machine has no instructions for it.
static MARKS: LazyLock<Option<Searcher>> = LazyLock::new(|| {
    // Many begin alike, and a searcher takes few.
    let mut marks: Vec<&str> =
        header::ABOVE_CUES.into_iter().chain(notice::cues()).chain(["sent from "]).collect();
    marks.sort_unstable();
    marks.dedup_by(|longer, mark| longer.starts_with(&**mark));
    Searcher::new(marks)
});

/// False only if no line of the text is a helpdesk's "reply above this line" or a notice.
pub fn may_have_marks(text: &str) -> bool {
    let lower = || text.to_ascii_lowercase();
    notice::has_odd_capitals(text)
        || MARKS.as_ref().is_none_or(|marks| marks.find(lower().as_str()).is_some())
}

#[cfg(test)]
mod tests {
    use super::{MARKS, may_have_marks};

    #[test]
    fn texts_with_marks_are_seen_in_any_case() {
        for text in ["a\nSent From My phone", "Type your reply ABOVE this line", "confidential", "\u{212a}"] {
            assert!(may_have_marks(text), "{text}");
        }
        assert!(MARKS.is_none() || !may_have_marks("My order is sent. From the shop, with love"));
    }
}
