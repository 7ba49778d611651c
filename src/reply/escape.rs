//! Words from a ticket, made harmless for a comment: no HTML, no placeholders, no invisible characters.
//!
//! Zendesk expands `{{...}}` and `{%...%}` in what its API writes, and whether before or after it decodes entities is
//! not known. So two things are done: `clean` puts a plain space between two braces that would open or close a
//! placeholder, which holds however often a text is decoded or stripped; `write_html` then writes every brace as an
//! entity. A zero-width character between the braces would do for neither: helpdesks strip those.

use std::fmt::{self, Write};

/// The text on one line, without control and invisible characters and without placeholders, cut at `chars_max`.
pub fn clean(text: &str, chars_max: usize) -> String {
    let mut line = String::with_capacity(text.len().min(chars_max * 4));
    let (mut chars, mut before, mut blank) = (0, ' ', false);
    for char in text.chars() {
        if char.is_whitespace() || char.is_control() {
            blank = true;
            continue;
        }
        if is_invisible(char) {
            continue;
        }
        if chars >= chars_max {
            return line.trim_end().to_owned() + "…";
        }
        if !line.is_empty() && (blank || is_placeholder(before, char)) {
            line.push(' ');
            chars += 1;
        }
        line.push(char);
        chars += 1;
        (before, blank) = (char, false);
    }
    line
}

/// A cleaned text with `…` in place of each word that a mail program would make a link of.
pub fn without_links(line: &str) -> String {
    let shown = line.split(' ').map(|word| if is_link(word) { "…" } else { word });
    shown.collect::<Vec<_>>().join(" ")
}

/// An address with a scheme or a path. A bare domain is none: shops are called so.
fn is_link(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let is_host = |host: &str| {
        let host = host.split(':').next().unwrap_or_default();
        let last = host.rsplit_once('.').map(|(_, last)| last);
        last.is_some_and(|last| last.len() >= 2 && last.chars().all(char::is_alphabetic))
    };
    word.contains("://")
        || word.contains("www.")
        || word.split_once(['/', '?']).is_some_and(|(host, _)| is_host(host))
}

/// Writes the text so that HTML shows it as it is.
pub fn write_html(out: &mut dyn Write, text: &str) -> fmt::Result {
    for char in text.chars() {
        match char {
            '<' => out.write_str("&lt;")?,
            '>' => out.write_str("&gt;")?,
            '&' => out.write_str("&amp;")?,
            '"' => out.write_str("&quot;")?,
            '\'' => out.write_str("&#39;")?,
            '{' => out.write_str("&#123;")?,
            '}' => out.write_str("&#125;")?,
            other => out.write_char(other)?,
        }
    }
    Ok(())
}

/// Whether the two characters would open or close a placeholder.
fn is_placeholder(before: char, char: char) -> bool {
    matches!((before, char), ('{', '{' | '%' | '#') | ('}' | '%' | '#', '}'))
}

/// Characters that show nothing by themselves, but change how others are shown or read: marks of direction, joiners,
/// fillers, variants, tags. Whoever leaves them out would bring together what stood around them.
fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::{clean, without_links, write_html};

    fn html(text: &str) -> String {
        let mut out = String::new();
        write_html(&mut out, &clean(text, 200)).expect("a string takes every write");
        out
    }

    #[test]
    fn a_placeholder_is_broken_up_before_and_after_decoding() {
        assert_eq!(clean("{{ticket.id}} {%if x%}", 99), "{ {ticket.id} } { %if x% }");
        assert_eq!(clean("{{{{x", 99), "{ { { {x");
        for hidden in ['\u{200b}', '\u{202e}', '\u{fe0f}', '\u{34f}', '\u{3164}', '\u{e0101}', '\u{0}'] {
            let text = clean(&format!("{{{hidden}{{x}}{hidden}}}"), 99);
            assert_eq!(text, "{ {x} }", "{hidden:?}");
        }
        assert_eq!(html("{{x}}"), "&#123; &#123;x&#125; &#125;");
    }

    #[test]
    fn an_address_does_not_become_a_link() {
        let shown = |text: &str| without_links(&clean(text, 99));
        for link in
            ["https://evil.example", "HTTP://x", "www.evil.example", "evil.example/win?a", "evil.co:80/x"]
        {
            assert_eq!(shown(&format!("won: {link} now")), "won: … now");
            assert_eq!(shown(&format!("[free]({link})")), "…");
        }
        assert_eq!(shown("h\u{200b}ttps:/\u{ad}/evil.example"), "…");
        for plain in ["myshop.com", "3/12/2026", "and/or", "1.5/2", "ann@shop.example", "a.png", "e.g./so"] {
            assert_eq!(shown(plain), plain);
        }
    }

    #[test]
    fn markup_is_shown_and_not_run() {
        assert_eq!(html("</pre><script>\"&'"), "&lt;/pre&gt;&lt;script&gt;&quot;&amp;&#39;");
    }

    #[test]
    fn invisible_characters_go_and_blanks_become_one() {
        assert_eq!(clean(" a\u{0}b\r\n\t c\u{202e}d\u{feff} ", 99), "a b cd");
    }

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(clean("ñandú corre", 5), "ñandú…");
        assert_eq!(clean("ñandú", 5), "ñandú");
    }
}
