//! From an HTML mail to readable lines, and to the places in them that markup says something about.
//!
//! html5ever's tokenizer reads the source (no tree: a tree takes 36 s for 100,000 nested `<div>`), `source` first
//! takes out what would make it slow or swallow text, `flow` decides what an element means, `writer` keeps the blanks.

mod element;
mod flow;
mod mail;
mod source;
mod style;
mod tags;
#[cfg(test)]
mod tests;
mod writer;

use std::ops::Range;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer, TokenizerOpts};

use crate::reading::html::flow::Sink;
use crate::reading::html::writer::Writer;

/// A message as readable text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rendition {
    /// Lines separated by `\n`, at most one of them blank in a row, cells of a table row separated by one TAB.
    pub text: String,
    /// Sorted by start, an outer one before those inside it.
    pub regions: Vec<Region>,
}

impl Rendition {
    /// The first so many bytes, or a few less, with what stands in them.
    pub fn cut(mut self, bytes_max: usize) -> Self {
        if self.text.len() > bytes_max {
            let end = self.text.floor_char_boundary(bytes_max);
            self.text.truncate(end);
            self.regions.retain(|region| region.range.start < end);
            self.regions.iter_mut().for_each(|region| region.range.end = region.range.end.min(end));
        }
        self
    }
}

/// A part of the text that the markup says something about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Bytes of `Rendition::text`.
    pub range: Range<usize>,
    pub kind: RegionKind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegionKind {
    /// An earlier mail, as the mail client marked it.
    Quote,
    /// What a mail client puts around a reply header and its quotes; answers may stand between these.
    Thread,
    /// A `<blockquote>` that no mail client marked: history after a reply header, an indented paragraph otherwise.
    Indented,
    Signature,
    Bold,
    /// Text in a colour that is not black or grey, or highlighted.
    Coloured,
    Link {
        href: String,
    },
    /// Where a picture stood: an empty range. Tracking pixels are left out.
    Image {
        source: String,
        alt: String,
        width: Option<u32>,
        height: Option<u32>,
    },
}

/// What is longer is cut: a mail of this length holds pictures or an attack, not more facts.
pub const SOURCE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The readable text of an HTML body. Takes any input; a body without a single tag keeps its line breaks.
pub fn render(html: &str) -> Rendition {
    let tamed = source::tame(cut(html));
    let tokenizer = Tokenizer::new(Sink::new(!tamed.has_tags), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(tamed.text));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.finish()
}

/// The same for a plain text body: only line ends, invisible characters and odd blanks change.
pub fn plain(text: &str) -> Rendition {
    let mut rest = cut(text);
    let mut writer = Writer::with_capacity(rest.len());
    while let Some(letter) = rest.chars().next() {
        let (printed, after) = rest.split_at(writer::printed_run(rest));
        writer.printed(printed);
        rest = after;
        if printed.is_empty() {
            writer.preformatted(letter);
            rest = &rest[letter.len_utf8()..];
        }
    }
    writer.finish()
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(SOURCE_BYTES_MAX)]
}
