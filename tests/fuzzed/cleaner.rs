//! What must hold of any text that is read as HTML or plain text, and of any that is repeated in a comment.

use preflight::reading::html::{Rendition, plain, render};
use preflight::reply::escape::{clean, write_html};

pub fn hold(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let read = [render(&text), plain(&text)];
    for rendition in &read {
        is_well_formed(rendition);
        let again = plain(&rendition.text).text;
        assert_eq!(plain(&again).text, again, "what was cleaned stays as it is");
    }
    assert_eq!(read, [render(&text), plain(&text)]);
    for words in [&*text, &read[0].text, &read[1].text] {
        is_harmless(words);
    }
}

fn is_well_formed(rendition: &Rendition) {
    let Rendition { text, regions } = rendition;
    assert!(!text.contains("\n\n\n") && !text.contains('\r'), "{text:?}");
    let mut last = 0;
    for region in regions {
        assert!(region.range.start >= last, "{region:?} before {last}");
        assert!(text.get(region.range.clone()).is_some(), "{region:?} in {text:?}");
        last = region.range.start;
    }
    for bytes_max in [0, 1, text.len() / 2, text.len()] {
        let cut = rendition.clone().cut(bytes_max);
        assert!(cut.text.len() <= bytes_max && text.starts_with(&cut.text));
        assert!(cut.regions.iter().all(|region| cut.text.get(region.range.clone()).is_some()));
    }
}

/// In a comment it is one line without markup and placeholders, however often it is cleaned and decoded.
fn is_harmless(words: &str) {
    for chars_max in [8, 60, usize::MAX / 8] {
        let once = clean(words, chars_max);
        assert!(!once.contains(char::is_control), "{once:?}");
        for opener in ["{{", "{%", "{#", "}}", "%}", "#}"] {
            assert!(!once.contains(opener), "{once:?}");
        }
        assert_eq!(clean(&once, usize::MAX / 8), once, "what was cleaned stays as it is");
        let mut html = String::new();
        write_html(&mut html, &once).expect("a string takes every write");
        assert!(!html.contains(['<', '>', '"', '\'', '{', '}']), "{html:?}");
        assert_eq!(render(&html).text.matches(['<', '>']).count(), once.matches(['<', '>']).count());
    }
}
