//! A comment as lines for a terminal. Comments are simple HTML (see `reply::plan::Comment`); other tags are left out.

/// What stands before the text of a list's item, and before its further lines.
const BULLET: &str = "- ";
const INDENT: &str = "  ";

/// The comment's lines. Blanks at a line's start show where it belongs.
pub fn lines(html: &str) -> Vec<String> {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        page.text(&rest[..open]);
        let Some(close) = rest[open..].find('>') else {
            rest = &rest[open..];
            break;
        };
        page.tag(&rest[open + 1..open + close].to_ascii_lowercase());
        rest = &rest[open + close + 1..];
    }
    page.text(rest);
    page.end_line();
    page.lines
}

#[derive(Default)]
struct Page {
    lines: Vec<String>,
    current: String,
    /// Of each list that is open: the number of its next item, if its items are numbered.
    lists: Vec<Option<usize>>,
    preformatted: bool,
}

impl Page {
    fn tag(&mut self, tag: &str) {
        let name: &str = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        match (name, tag.starts_with('/')) {
            ("ul", false) => self.lists.push(None),
            ("ol", false) => self.lists.push(Some(1)),
            ("ul" | "ol", true) => drop(self.lists.pop()),
            ("pre", opens_or_closes) => self.preformatted = !opens_or_closes,
            _ => {}
        }
        if matches!(name, "p" | "br" | "ul" | "ol" | "li" | "pre" | "div" | "tr" | "hr" | "h3" | "h4") {
            self.end_line();
        }
        if tag.starts_with("li") {
            let mark = match self.lists.last_mut() {
                Some(Some(number)) => {
                    *number += 1;
                    format!("{}. ", *number - 1)
                }
                Some(None) | None => BULLET.to_owned(),
            };
            self.current = INDENT.repeat(self.lists.len().saturating_sub(1)) + &mark;
        }
    }

    fn text(&mut self, text: &str) {
        let text = decode(text);
        if self.preformatted {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.end_line();
                }
                self.current.push_str(line);
            }
            return;
        }
        for (at, word) in text.split(char::is_whitespace).enumerate() {
            let is_begun = !self.current.is_empty() && !self.current.ends_with(' ');
            if at > 0 && is_begun {
                self.current.push(' ');
            }
            if self.current.is_empty() && !word.is_empty() {
                self.current = INDENT.repeat(self.lists.len());
            }
            self.current.push_str(word);
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.current);
        if !line.trim().is_empty() {
            self.lines.push(line.trim_end().to_owned());
        }
    }
}

fn decode(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#123;", "{")
        .replace("&#125;", "}")
        .replace("&nbsp;", " ")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn lists_and_paragraphs_keep_their_shape() {
        let html = "<p>Hello,</p>\n<p>we need\ntwo <strong>things</strong>:</p><ol>\n<li>one</li>\n<li><strong>two</strong>\
                    <br>or &lt;three&gt;</li></ol><ul><li>a<br>b</li></ul><p>Bye.</p>";
        let shown =
            ["Hello,", "we need two things:", "1. one", "2. two", "  or <three>", "- a", "  b", "Bye."];
        assert_eq!(lines(html), shown);
    }

    #[test]
    fn preformatted_lines_stay_apart() {
        assert_eq!(lines("<pre>\nA:  1\nB: &amp;amp;\n</pre>end"), ["A:  1", "B: &amp;", "end"]);
        assert_eq!(lines("no tags < here"), ["no tags < here"]);
    }
}
