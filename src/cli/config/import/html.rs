//! The blocks of an article in HTML. What stands around it on the page (menus, footers) is left out.

use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use crate::cli::config::import::article::{Block, BlockKind, squeezed};

/// Elements of a page that are no part of an article.
const AROUND: [&str; 11] =
    ["head", "nav", "footer", "aside", "form", "button", "svg", "script", "style", "noscript", "template"];
/// Elements that begin a line of their own.
const BREAKS: [&str; 14] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "ul",
    "ol",
    "table",
    "tr",
    "br",
    "hr",
    "blockquote",
    "dt",
    "dd",
];

pub fn read(text: &str) -> Vec<Block> {
    let sink = Sink { page: RefCell::default(), line: Cell::new(1) };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(text));
    // The sink never asks to stop.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let mut page = tokenizer.sink.page.into_inner();
    page.close();
    if page.blocks.iter().any(|(_, in_article)| *in_article) {
        page.blocks.retain(|(_, in_article)| *in_article);
    }
    page.blocks.into_iter().map(|(block, _)| block).collect()
}

struct Sink {
    page: RefCell<Page>,
    line: Cell<usize>,
}

#[derive(Default)]
struct Page {
    /// Each with whether it stands within `<article>`.
    blocks: Vec<(Block, bool)>,
    open: Option<Block>,
    /// Letters of the open block that are bold.
    bold: usize,
    bold_depth: usize,
    /// The elements of `AROUND` that are open.
    around: Vec<String>,
    lists: usize,
    articles: usize,
    /// The cells of the row that is open, and whether one of them is a heading.
    row: Option<(usize, Vec<String>, bool)>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        self.line.set(usize::try_from(line).unwrap_or(usize::MAX));
        let mut page = self.page.borrow_mut();
        match token {
            Token::CharacterTokens(text) => page.text(&text, self.line.get()),
            Token::TagToken(tag) => {
                page.tag(&tag, self.line.get());
                if tag.kind == TagKind::StartTag && !tag.self_closing {
                    match &*tag.name {
                        "script" => return TokenSinkResult::RawData(RawKind::ScriptData),
                        "style" => return TokenSinkResult::RawData(RawKind::Rawtext),
                        _ => {}
                    }
                }
            }
            Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    fn tag(&mut self, tag: &Tag, line: usize) {
        let name = &*tag.name;
        let starts = tag.kind == TagKind::StartTag;
        if AROUND.contains(&name) {
            if starts && !tag.self_closing {
                self.around.push(name.to_owned());
            } else if let Some(at) = self.around.iter().rposition(|open| open == name) {
                self.around.truncate(at);
            }
            return;
        }
        if !self.around.is_empty() {
            return;
        }
        match name {
            "strong" | "b" if starts => self.bold_depth += 1,
            "strong" | "b" => self.bold_depth = self.bold_depth.saturating_sub(1),
            "td" | "th" if starts => {
                if let Some((_, cells, is_header)) = &mut self.row {
                    cells.push(String::new());
                    *is_header |= name == "th";
                }
            }
            "td" | "th" => {}
            _ if self.row.is_some() && name != "tr" && name != "table" => {}
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.close();
                if starts {
                    let level = name.as_bytes()[1] - b'0';
                    self.begin(BlockKind::Heading(level), line);
                }
            }
            "li" => {
                self.close();
                if starts {
                    self.begin(BlockKind::Entry(self.lists.saturating_sub(1)), line);
                }
            }
            _ if BREAKS.contains(&name) => self.line_break(name, starts, line),
            _ => {}
        }
    }

    fn line_break(&mut self, name: &str, starts: bool, line: usize) {
        // A paragraph within an entry is the entry's.
        let in_entry = self.open.as_ref().is_some_and(|block| matches!(block.kind, BlockKind::Entry(_)));
        if !(in_entry && matches!(name, "p" | "div" | "br")) {
            self.close();
        } else if let Some(block) = &mut self.open {
            block.text.push(' ');
        }
        match (name, starts) {
            ("ul" | "ol", true) => self.lists += 1,
            ("ul" | "ol", false) => self.lists = self.lists.saturating_sub(1),
            ("article", true) => self.articles += 1,
            ("article", false) => self.articles = self.articles.saturating_sub(1),
            ("tr", true) => self.row = Some((line, Vec::new(), false)),
            ("tr" | "table", false) => self.end_row(),
            _ => {}
        }
    }

    fn end_row(&mut self) {
        if let Some((line, cells, is_header)) = self.row.take() {
            let text = cells.iter().map(|cell| squeezed(cell) + "\t").collect();
            self.blocks.push((Block { line, kind: BlockKind::Row { is_header }, text }, self.articles > 0));
        }
    }

    fn begin(&mut self, kind: BlockKind, line: usize) {
        self.bold = 0;
        self.open = Some(Block { line, kind, text: String::new() });
    }

    fn text(&mut self, text: &str, line: usize) {
        if !self.around.is_empty() {
            return;
        }
        if let Some((_, cells, _)) = &mut self.row {
            if let Some(cell) = cells.last_mut() {
                cell.push_str(text);
            }
            return;
        }
        if self.open.is_none() {
            if text.trim().is_empty() {
                return;
            }
            self.begin(BlockKind::Paragraph, line);
        }
        if self.bold_depth > 0 {
            self.bold += text.trim().len();
        }
        if let Some(block) = &mut self.open {
            if block.text.is_empty() {
                block.line = line;
            }
            block.text.push_str(text);
        }
    }

    fn close(&mut self) {
        let Some(mut block) = self.open.take() else { return };
        block.text = squeezed(&block.text);
        // A paragraph that is bold as a whole and short is a heading that somebody made by hand.
        let is_title = block.kind == BlockKind::Paragraph
            && self.bold >= block.text.len()
            && block.text.split(' ').count() <= 8
            && !block.text.ends_with(['.', '!']);
        if is_title {
            block.kind = BlockKind::Heading(6);
        }
        self.blocks.push((block, self.articles > 0));
    }
}
