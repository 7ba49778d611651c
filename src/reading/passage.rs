//! The ticket as passages: every text that may hold facts, cleaned, in words, with the phrases that stand in it.

use std::ops::Range;

use jiff::Timestamp;

use crate::reading::html::{self, Region, RegionKind, Rendition};
use crate::reading::lexicon::Hit;
use crate::reading::quoted::{self, Line, QuoteContext, Voice};
use crate::reading::sentence;
use crate::reading::vocabulary::{ListId, Meaning, Vocabulary};
use crate::reading::words::Words;
use crate::report::{Evidence, Source};
use crate::ticket::{Author, Format, Ticket};

/// The most bytes of one text that are read; what comes after is left out.
const TEXT_BYTES_MAX: usize = 256 * 1024;

/// A machine says what it is within so many words.
const AUTO_REPLY_WORDS_MAX: usize = 12;

/// A text of the ticket, ready to be searched.
pub struct Passage {
    pub source: Source,
    pub author: Author,
    pub at: Timestamp,
    pub text: String,
    pub regions: Vec<Region>,
    pub lines: Vec<Line>,
    pub sentences: Vec<Range<usize>>,
    pub words: Words,
    pub hits: Vec<Hit<Meaning>>,
}

/// The ticket as passages: the subject first, then the messages in their order. Fields stand apart.
pub struct Document {
    pub passages: Vec<Passage>,
}

impl Document {
    pub fn of(ticket: &Ticket, vocabulary: &Vocabulary) -> Self {
        let renditions: Vec<Rendition> = ticket.messages.iter().map(|m| render(&m.body, m.format)).collect();
        let mut passages = Vec::with_capacity(ticket.messages.len() + 1);
        let subject = Rendition { text: cut(&ticket.subject).to_owned(), regions: Vec::new() };
        let whole = vec![Line { range: 0..subject.text.len(), voice: Voice::Own, depth: 0 }];
        passages.push(Passage::new(
            Source::Subject,
            Author::Customer,
            ticket.messages.first().map_or(ticket.created_at, |message| message.at),
            subject,
            whole,
            vocabulary,
        ));
        for (index, (message, rendition)) in ticket.messages.iter().zip(&renditions).enumerate() {
            let said = |own: bool| -> Vec<&str> {
                let messages = ticket.messages[..index].iter().zip(&renditions);
                messages
                    .filter(|(message, _)| (message.author == Author::Customer) == own)
                    .map(|(_, rendition)| rendition.text.as_str())
                    .collect()
            };
            let (earlier, earlier_own) = (said(false), said(true));
            let context =
                QuoteContext { subject: &ticket.subject, earlier: &earlier, earlier_own: &earlier_own };
            let lines = quoted::lines(rendition, &context);
            let rendition = Rendition { text: rendition.text.clone(), regions: rendition.regions.clone() };
            let answers = passages.len() > 1;
            let mut passage = Passage::new(
                Source::Message(index),
                message.author,
                message.at,
                rendition,
                lines,
                vocabulary,
            );
            if answers && passage.author == Author::Customer && passage.is_auto_reply(vocabulary) {
                passage.lines.iter_mut().for_each(|line| line.voice = Voice::Notice);
            }
            passages.push(passage);
        }
        Self { passages }
    }

    /// The passages in the customer's words, with their places.
    pub fn own(&self) -> impl Iterator<Item = (usize, &Passage)> {
        self.passages.iter().enumerate().filter(|(_, passage)| passage.author == Author::Customer)
    }

    /// What an agent or a bot wrote last before this passage, if it stands right before the customer's answer.
    pub fn question_before(&self, passage: usize) -> Option<&Passage> {
        self.passages[..passage].iter().rev().find(|earlier| earlier.author != Author::Customer)
    }
}

impl Passage {
    fn new(
        source: Source,
        author: Author,
        at: Timestamp,
        rendition: Rendition,
        lines: Vec<Line>,
        vocabulary: &Vocabulary,
    ) -> Self {
        let words = Words::of(&rendition.text);
        let hits = vocabulary.lexicon.find(&words);
        let sentences = sentence::split(&rendition.text, &lines);
        let Rendition { text, regions } = rendition;
        Self { source, author, at, text, regions, lines, sentences, words, hits }
    }

    /// A machine wrote it: nobody was there.
    fn is_auto_reply(&self, vocabulary: &Vocabulary) -> bool {
        vocabulary.list("auto_replies").is_some_and(|list| {
            self.mentions(list).next().is_some_and(|cue| self.words.from(cue.start) <= AUTO_REPLY_WORDS_MAX)
        })
    }

    /// Whether words at this byte count as the customer's.
    pub fn counts(&self, byte: usize) -> bool {
        self.voice(byte).is_some_and(voice_counts)
    }

    /// Whether words at this byte are surely the customer's, so that they count without a label, too.
    pub fn surely_counts(&self, byte: usize) -> bool {
        self.voice(byte).is_some_and(|voice| matches!(voice, Voice::Own | Voice::Forwarded))
    }

    /// Whether the customer wrote the words at this byte.
    pub fn own(&self, byte: usize) -> bool {
        self.voice(byte) == Some(Voice::Own)
    }

    pub fn voice(&self, byte: usize) -> Option<Voice> {
        self.line_at(byte).map(|line| self.lines[line].voice)
    }

    /// The index of the line that holds this byte.
    pub fn line_at(&self, byte: usize) -> Option<usize> {
        let after = self.lines.partition_point(|line| line.range.start <= byte);
        let index = after.checked_sub(1)?;
        (byte <= self.lines[index].range.end).then_some(index)
    }

    /// The sentence that holds this byte.
    pub fn sentence_at(&self, byte: usize) -> Range<usize> {
        let after = self.sentences.partition_point(|sentence| sentence.start <= byte);
        match after.checked_sub(1).map(|index| &self.sentences[index]) {
            Some(sentence) if byte < sentence.end => sentence.clone(),
            _ => byte..byte,
        }
    }

    /// The bytes of a phrase that was found.
    pub fn bytes(&self, hit: &Hit<Meaning>) -> Range<usize> {
        self.words.range(hit.first).start..self.words.range(hit.end - 1).end
    }

    /// Mentions of a named list in words that count, in order, without those that its exceptions cover.
    pub fn mentions(&self, list: ListId) -> impl Iterator<Item = Range<usize>> {
        let covered = move |hit: &Hit<Meaning>| {
            self.hits.iter().any(|other| {
                other.meaning == Meaning::Except(list) && other.first <= hit.first && hit.end <= other.end
            })
        };
        self.hits
            .iter()
            .filter(move |hit| hit.meaning == Meaning::List(list) && !covered(hit))
            .map(|hit| self.bytes(hit))
            .filter(|range| self.counts(range.start))
    }

    pub fn mentions_within(&self, list: ListId, range: &Range<usize>) -> Option<Range<usize>> {
        self.mentions(list).find(|found| found.start >= range.start && found.end <= range.end)
    }

    pub fn evidence(&self, range: Range<usize>) -> Evidence {
        Evidence { source: self.source.clone(), quote: self.text[range.clone()].to_owned(), range }
    }

    /// The customer's own words as they stand, line by line.
    pub fn own_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines
            .iter()
            .enumerate()
            .filter(|(_, line)| voice_counts(line.voice))
            .map(|(index, line)| (index, &self.text[line.range.clone()]))
    }

    /// The pictures that stand within the text, by their places.
    pub fn links(&self) -> impl Iterator<Item = (&Range<usize>, &str)> {
        self.regions.iter().filter_map(|region| match &region.kind {
            RegionKind::Link { href } => Some((&region.range, href.as_str())),
            _ => None,
        })
    }
}

pub fn voice_counts(voice: Voice) -> bool {
    match voice {
        Voice::Own | Voice::Forwarded | Voice::Doubtful => true,
        Voice::Quoted | Voice::Signature | Voice::Notice => false,
    }
}

fn render(body: &str, format: Format) -> Rendition {
    match format {
        Format::Text => html::plain(cut(body)),
        Format::Html => html::render(cut(body)),
    }
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(TEXT_BYTES_MAX)]
}
