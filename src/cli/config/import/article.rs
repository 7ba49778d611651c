//! An article as blocks with their lines: headings, entries of lists, paragraphs, rows of tables.

use crate::cli::config::import::{html, plain};

/// A longer article is refused.
pub const ARTICLE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Blocks of one article; what comes after is left out.
const BLOCKS_MAX: usize = 5_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// In the article's source, from 1.
    pub line: usize,
    pub kind: BlockKind,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// 1 is the highest.
    Heading(u8),
    /// An entry of a list; 0 is the outermost.
    Entry(usize),
    Paragraph,
    /// The cells stand in `text`, each ended by a TAB.
    Row {
        is_header: bool,
    },
}

/// Read an article, HTML or text as Markdown has it, whichever it looks like.
pub fn read(text: &str) -> Vec<Block> {
    let start = text.trim_start().get(..1).unwrap_or_default();
    let lower = text.to_lowercase();
    let is_html = start == "<" || ["</p>", "</li>", "</h2>", "</td>"].iter().any(|tag| lower.contains(tag));
    let mut blocks = if is_html { html::read(text) } else { plain::read(text) };
    blocks.iter_mut().for_each(|block| block.text = seen(&block.text));
    blocks.retain(|block| !block.text.trim().is_empty());
    blocks.truncate(BLOCKS_MAX);
    blocks
}

/// Without what nobody sees, and what YAML does not take.
fn seen(text: &str) -> String {
    let is_unseen = |letter: char| {
        letter.is_control() && letter != '\t'
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
            || matches!(letter, '\u{85}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
    };
    text.replace(is_unseen, " ")
}

/// Words with one blank between them.
pub fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
