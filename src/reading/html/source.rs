//! Prepares HTML source for the tokenizer, in one pass: what isn't a tag stays text, what nobody sees goes.
//!
//! The tokenizer alone would read `<jo@example.com>` as a tag, swallow the rest of a mail after an unclosed quote,
//! and compare each attribute of a tag with all others.

use memchr::{memchr, memmem, memrchr};

/// More attributes of one tag are dropped.
const ATTRIBUTES_MAX: usize = 48;
const NAME_BYTES_MAX: usize = 40;
/// Elements whose content is not for reading.
const UNREAD: [&str; 6] = ["style", "script", "title", "xml", "template", "noframes"];

/// Stands for a `<` that is text: an entity would cost twelve times the time.
pub const LESS_THAN: char = '\u{fdd0}';

pub struct Tamed {
    pub text: String,
    pub has_tags: bool,
}

pub fn tame(source: &str) -> Tamed {
    let mut scanner = Scanner {
        source,
        text: String::with_capacity(source.len()),
        has_tags: false,
        last_close: memrchr(b'>', source.as_bytes()),
        unclosed_comment: false,
        unclosed_quote: false,
        unclosed_element: [false; UNREAD.len()],
    };
    let mut at = 0;
    while let Some(found) = memchr(b'<', &source.as_bytes()[at..]) {
        scanner.text.push_str(&source[at..at + found]);
        at = scanner.step(at + found);
    }
    scanner.text.push_str(&source[at..]);
    Tamed { text: scanner.text, has_tags: scanner.has_tags }
}

struct Scanner<'a> {
    source: &'a str,
    text: String,
    has_tags: bool,
    /// No `<` after the last `>` opens a tag.
    last_close: Option<usize>,
    /// Searches that found nothing once aren't made again: each of them runs to the end.
    unclosed_comment: bool,
    unclosed_quote: bool,
    unclosed_element: [bool; UNREAD.len()],
}

impl<'a> Scanner<'a> {
    /// Copies or drops what begins with the `<` at `open`; returns where to go on.
    fn step(&mut self, open: usize) -> usize {
        let bytes = self.source.as_bytes();
        if self.last_close.is_none_or(|last| last < open) {
            return self.literal(open);
        }
        match bytes.get(open + 1) {
            Some(b'!') if bytes[open..].starts_with(b"<!--") => self.comment(open),
            Some(b'!' | b'?') => self.after_close(open),
            Some(b'/') if bytes.get(open + 2).is_some_and(u8::is_ascii_alphabetic) => self.end_tag(open),
            Some(letter) if letter.is_ascii_alphabetic() => self.start_tag(open),
            _ => self.literal(open),
        }
    }

    fn literal(&mut self, open: usize) -> usize {
        self.text.push(LESS_THAN);
        open + 1
    }

    fn after_close(&self, open: usize) -> usize {
        memchr(b'>', &self.source.as_bytes()[open..]).map_or(self.source.len(), |found| open + found + 1)
    }

    fn comment(&mut self, open: usize) -> usize {
        if !self.unclosed_comment {
            if let Some(found) = memmem::find(&self.source.as_bytes()[open + 2..], b"-->") {
                return open + 2 + found + 3;
            }
            self.unclosed_comment = true;
        }
        self.literal(open)
    }

    fn end_tag(&mut self, open: usize) -> usize {
        let Some(name) = self.name(open + 2) else { return self.literal(open) };
        self.has_tags = true;
        self.text.push_str("</");
        self.text.push_str(name);
        self.text.push('>');
        self.after_close(open)
    }

    fn start_tag(&mut self, open: usize) -> usize {
        let Some(name) = self.name(open + 1) else { return self.literal(open) };
        self.has_tags = true;
        let attributes = open + 1 + name.len();
        let scan = if self.unclosed_quote { None } else { scan(self.source.as_bytes(), attributes) };
        let next = match scan {
            Some(Scan { close, cut }) => {
                self.text.push_str(&self.source[open..cut.unwrap_or(close)]);
                self.text.push('>');
                close + 1
            }
            None => {
                self.unclosed_quote = true;
                self.text.push('<');
                self.text.push_str(name);
                self.text.push('>');
                self.after_close(open)
            }
        };
        match UNREAD.iter().position(|unread| name.eq_ignore_ascii_case(unread)) {
            Some(index) => self.unread(index, next),
            None => next,
        }
    }

    /// After the content of an unread element, or after its start tag if it never ends.
    fn unread(&mut self, index: usize, start: usize) -> usize {
        if self.unclosed_element[index] {
            return start;
        }
        let bytes = self.source.as_bytes();
        let name = UNREAD[index].as_bytes();
        let mut at = start;
        while let Some(found) = memmem::find(&bytes[at..], b"</") {
            let end = at + found + 2;
            if bytes.get(end..end + name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name)) {
                return end - 2;
            }
            at = end;
        }
        self.unclosed_element[index] = true;
        start
    }

    /// The name of a tag, if what stands there can be one: `b`, `o:p`, but no `jo@example.com` and no `https://...`.
    fn name(&self, start: usize) -> Option<&'a str> {
        let source = self.source;
        let bytes = &source.as_bytes()[start..];
        let length = bytes
            .iter()
            .take(NAME_BYTES_MAX)
            .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'_'))
            .count();
        let ends = matches!(bytes.get(length), Some(b' ' | b'\t' | b'\r' | b'\n' | 0x0c | b'/' | b'>'));
        let name = &source[start..start + length];
        (ends && !name.ends_with(':')).then_some(name)
    }
}

/// Where a tag ends, and where to cut it if it has too many attributes.
struct Scan {
    close: usize,
    cut: Option<usize>,
}

/// Follows the attributes as the tokenizer does; `None` if a quote or the tag never closes.
fn scan(bytes: &[u8], mut at: usize) -> Option<Scan> {
    let blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x0c);
    let mut cut = None;
    for attribute in 0.. {
        while blank(*bytes.get(at)?) || bytes[at] == b'/' {
            at += 1;
        }
        if bytes[at] == b'>' {
            return Some(Scan { close: at, cut });
        }
        if attribute == ATTRIBUTES_MAX {
            cut = Some(at);
        }
        at += 1;
        while !blank(*bytes.get(at)?) && !matches!(bytes[at], b'/' | b'>' | b'=') {
            at += 1;
        }
        while blank(*bytes.get(at)?) {
            at += 1;
        }
        if bytes[at] != b'=' {
            continue;
        }
        at += 1;
        while blank(*bytes.get(at)?) {
            at += 1;
        }
        match bytes[at] {
            quote @ (b'"' | b'\'') => at += memchr(quote, &bytes[at + 1..])? + 2,
            _ => {
                while !blank(*bytes.get(at)?) && bytes[at] != b'>' {
                    at += 1;
                }
            }
        }
    }
    None
}
