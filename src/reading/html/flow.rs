//! Takes the tokenizer's tags and text and decides what becomes of them.

use std::cell::RefCell;

use html5ever::LocalName;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult};

use crate::reading::html::mail::Mark;
use crate::reading::html::source::LESS_THAN;
use crate::reading::html::style::{self, Style};
use crate::reading::html::tags;
use crate::reading::html::writer::{RegionId, Writer, printed_run};
use crate::reading::html::{Rendition, element};

/// Elements nested deeper are counted, not remembered.
const DEPTH_MAX: usize = 96;

/// The tokenizer hands out shared references, so the state sits in a cell.
pub struct Sink(RefCell<Flow>);

impl Sink {
    /// `preformatted` if line ends count everywhere.
    pub fn new(preformatted: bool) -> Self {
        Sink(RefCell::new(Flow { preformatted, ..Flow::default() }))
    }

    pub fn finish(self) -> Rendition {
        let mut flow = self.0.into_inner();
        flow.close_from(0);
        flow.regions_to_end.drain(..).for_each(|region| flow.writer.close_region(region));
        flow.writer.finish()
    }
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut flow = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => flow.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => flow.start(&tag),
            Token::TagToken(tag) => flow.end(&tag.name),
            Token::DoctypeToken(_)
            | Token::CommentToken(_)
            | Token::NullCharacterToken
            | Token::EOFToken
            | Token::ParseError(_) => {}
        }
        TokenSinkResult::Continue
    }
}

#[derive(Default)]
struct Flow {
    writer: Writer,
    open: Vec<Open>,
    /// Open elements beyond `DEPTH_MAX`.
    deeper: usize,
    regions_to_end: Vec<RegionId>,
    preformatted: bool,
    /// The last thing was a `<dt>`, so a `<dd>` is its value.
    after_term: bool,
}

struct Open {
    name: LocalName,
    /// A block or a cell, which end tags may not reach beyond.
    block: bool,
    hidden: bool,
    preformatted: bool,
    regions: Vec<RegionId>,
    list: List,
    row: Row,
}

#[derive(Clone, Copy, Default)]
enum List {
    #[default]
    Bullets,
    /// The number of the next item.
    Numbers(u32),
    Bare,
}

/// How far a table row (or a table without rows) has come.
#[derive(Clone, Copy, Default)]
struct Row {
    cells: usize,
    /// An inner table's rows are lines of their own, so the next cell begins a line as well.
    broken: bool,
}

impl Flow {
    fn text(&mut self, text: &str) {
        let (hidden, preformatted) =
            self.open.last().map_or((false, self.preformatted), |open| (open.hidden, open.preformatted));
        if hidden {
            return;
        }
        self.after_term &= text.trim().is_empty();
        let mut rest = text;
        while let Some(letter) = rest.chars().next() {
            let (printed, after) = rest.split_at(printed_run(rest));
            self.writer.printed(printed);
            rest = after;
            if printed.is_empty() {
                rest = &rest[letter.len_utf8()..];
                let letter = if letter == LESS_THAN { '<' } else { letter };
                if preformatted { self.writer.preformatted(letter) } else { self.writer.flowing(letter) }
            }
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name: &str = &tag.name;
        let style = tags::attribute(tag, "style").map(style::parse).unwrap_or_default();
        let hidden = self.open.last().is_some_and(|open| open.hidden)
            || style.hidden
            || tags::attribute(tag, "hidden").is_some() && name != "input";
        if let Some((ended, barriers)) = element::ends_implicitly(name) {
            self.end_implicitly(ended, barriers);
        }
        if element::is_void(name) {
            if !hidden {
                self.void(name, tag, style);
            }
            return;
        }
        if !hidden {
            self.place(name);
        }
        self.after_term = false;
        self.open_element(tag, style, hidden);
    }

    /// Line ends and tabs before an element.
    fn place(&mut self, name: &str) {
        match name {
            "td" | "th" => self.begin_cell(),
            "dd" if self.after_term => self.writer.cell(),
            "dd" => self.writer.boundary(),
            "table" => {
                self.break_rows();
                self.writer.end_row();
            }
            "tr" => self.writer.end_row(),
            "li" => {
                self.writer.boundary();
                self.begin_item();
            }
            _ if element::is_block(name) => self.writer.boundary(),
            _ => {}
        }
    }

    fn open_element(&mut self, tag: &Tag, style: Style, hidden: bool) {
        if self.open.len() >= DEPTH_MAX {
            self.deeper += 1;
            return;
        }
        let name: &str = &tag.name;
        let inherited = self.open.last().map_or(self.preformatted, |open| open.preformatted);
        let list = match name {
            "ul" | "ol" | "menu" if style.without_bullets => List::Bare,
            "ol" => {
                List::Numbers(tags::attribute(tag, "start").and_then(|start| start.parse().ok()).unwrap_or(1))
            }
            _ => List::Bullets,
        };
        let regions = if hidden { Vec::new() } else { self.open_regions(tag, style) };
        self.open.push(Open {
            name: tag.name.clone(),
            block: element::is_block(name) || matches!(name, "td" | "th"),
            hidden,
            preformatted: inherited || style.preformatted || matches!(name, "pre" | "textarea"),
            regions,
            list,
            row: Row::default(),
        });
    }

    fn open_regions(&mut self, tag: &Tag, style: Style) -> Vec<RegionId> {
        let mark = tags::mark(tag);
        if mark == Some(Mark::QuoteToEnd) && self.regions_to_end.is_empty() {
            self.regions_to_end.extend(self.writer.open_region(Mark::QuoteToEnd.region()));
        }
        let marked = mark.filter(|mark| *mark != Mark::QuoteToEnd).map(Mark::region);
        let kinds = marked.into_iter().chain(tags::emphasis(tag, style));
        kinds.filter_map(|kind| self.writer.open_region(kind)).collect()
    }

    fn void(&mut self, name: &str, tag: &Tag, style: Style) {
        match name {
            "br" => self.writer.line_break(),
            "hr" => self.writer.boundary(),
            "img" => tags::picture(tag, style).into_iter().for_each(|picture| self.writer.image(picture)),
            "input" => tags::shown_input(tag).chars().for_each(|letter| self.writer.flowing(letter)),
            _ => {}
        }
    }

    fn begin_cell(&mut self) {
        let row = self.open.iter_mut().rev().find(|open| matches!(&*open.name, "tr" | "table"));
        let Some(row) = row.map(|open| &mut open.row) else { return self.writer.boundary() };
        row.cells += 1;
        if row.cells == 1 || row.broken { self.writer.row() } else { self.writer.cell() }
    }

    fn break_rows(&mut self) {
        self.open.iter_mut().filter(|open| &*open.name == "tr").for_each(|open| open.row.broken = true);
    }

    fn begin_item(&mut self) {
        let list = self.open.iter_mut().rev().find(|open| matches!(&*open.name, "ul" | "ol" | "menu"));
        let list = list.map(|open| &mut open.list);
        match list {
            Some(List::Numbers(next)) => {
                self.writer.list_marker(format!("{next}. "));
                *next = next.saturating_add(1);
            }
            Some(List::Bare) => {}
            Some(List::Bullets) | None => self.writer.list_marker("- ".to_owned()),
        }
    }

    fn end_implicitly(&mut self, ended: &[&str], barriers: &[&str]) {
        if self.deeper > 0 {
            return;
        }
        for (index, open) in self.open.iter().enumerate().rev() {
            if ended.contains(&&*open.name) {
                return self.close_from(index);
            }
            if barriers.contains(&&*open.name) {
                return;
            }
        }
    }

    fn end(&mut self, name: &LocalName) {
        // `</br>` and `</p>` without a start make a line end in every browser.
        if &**name == "br" {
            return self.writer.line_break();
        }
        if self.deeper > 0 {
            self.deeper -= 1;
            if element::is_block(name) {
                self.writer.boundary();
            }
            return;
        }
        for (index, open) in self.open.iter().enumerate().rev() {
            if open.name == *name {
                return self.close_from(index);
            }
            if open.block && element::stops_end_tag(&open.name, name) {
                return;
            }
        }
    }

    /// Closes the open element at `index` and all within it.
    fn close_from(&mut self, index: usize) {
        for open in self.open.drain(index..).rev() {
            open.regions.into_iter().for_each(|region| self.writer.close_region(region));
            match &*open.name {
                "li" => self.writer.no_list_marker(),
                "tr" | "table" => self.writer.end_row(),
                "dt" => self.after_term = true,
                _ => {}
            }
            if !open.hidden && (element::is_block(&open.name) || &*open.name == "dd") {
                self.writer.boundary();
            }
        }
    }
}
