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

/// Characters that show nothing, but change how others are shown or read: marks of direction, joiners, tags.
fn is_invisible(char: char) -> bool {
    matches!(
        char,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::{clean, write_html};

    fn html(text: &str) -> String {
        let mut out = String::new();
        write_html(&mut out, &clean(text, 200)).expect("a string takes every write");
        out
    }

    #[test]
    fn a_placeholder_is_broken_up_before_and_after_decoding() {
        assert_eq!(clean("{{ticket.id}} {%if x%}", 99), "{ {ticket.id} } { %if x% }");
        assert_eq!(clean("{{{{x", 99), "{ { { {x");
        assert_eq!(clean("{\u{200b}{x}\u{202e}}", 99), "{ {x} }");
        assert_eq!(html("{{x}}"), "&#123; &#123;x&#125; &#125;");
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
