//! The ticket as passages: every text that may hold facts, cleaned, in words, with the phrases that stand in it.

use std::ops::Range;
use std::sync::OnceLock;

use jiff::Timestamp;

use crate::reading::cue::{Cued, Present};
use crate::reading::html::{self, Region, RegionKind, Rendition};
use crate::reading::label::Label;
use crate::reading::lexicon::Hit;
use crate::reading::mention::Mentions;
use crate::reading::quoted::history::History;
use crate::reading::quoted::{self, Line, Voice};
use crate::reading::quotes;
use crate::reading::sentence;
use crate::reading::value::id::{self, FoundId};
use crate::reading::value::number::{self, FoundNumber};
use crate::reading::value::scan::Scan;
use crate::reading::vocabulary::{ItemId, ListId, Meaning, Vocabulary};
use crate::reading::words::Words;
use crate::report::{Evidence, Source};
use crate::ticket::{Author, Format, Ticket};

/// The most bytes of one body that are looked at; what comes after is left out.
const SOURCE_BYTES_MAX: usize = 256 * 1024;
/// The most bytes of readable text, about 20,000 words; what comes after is left out.
const TEXT_BYTES_MAX: usize = 128 * 1024;

/// The most bytes of one text in which expressions show values: on odd texts they are slow.
const SHOWN_BYTES_MAX: usize = 64 * 1024;
/// The most values of one kind (numbers, counts, days) that are read from one text.
pub const VALUES_MAX: usize = 1_000;

/// A machine says what it is within so many words.
const AUTO_REPLY_WORDS_MAX: usize = 12;

/// A text of the ticket, ready to be searched.
pub struct Passage {
    pub source: Source,
    /// A machine answered in the customer's place.
    pub automatic: bool,
    pub author: Author,
    pub at: Timestamp,
    pub text: String,
    pub regions: Vec<Region>,
    pub lines: Vec<Line>,
    pub sentences: Vec<Range<usize>>,
    pub words: Words,
    /// By word: its number in the lexicon.
    pub numbers: Vec<u32>,
    /// In the order of their first words.
    pub hits: Vec<Hit<Meaning>>,
    mentions: Mentions,
    /// The longest phrase that was found, in words.
    hit_words_max: usize,
    once: Once,
}

/// What is asked for again and again, read when it is first asked for.
#[derive(Default)]
struct Once {
    ids: OnceLock<Vec<FoundId>>,
    scan: OnceLock<Scan>,
    numbers: OnceLock<Vec<FoundNumber>>,
    lower_case: OnceLock<String>,
    cues: OnceLock<Present>,
    /// By expression.
    shown: OnceLock<Vec<OnceLock<Vec<Range<usize>>>>>,
    named: OnceLock<Vec<(Range<usize>, Vec<ItemId>)>>,
    labels: OnceLock<Vec<Label>>,
    quotes: OnceLock<Vec<Range<usize>>>,
}

/// The ticket as passages: the subject first, then the messages in their order. Fields stand apart.
pub struct Document {
    pub passages: Vec<Passage>,
}

impl Document {
    pub fn of(ticket: &Ticket, vocabulary: &Vocabulary) -> Self {
        let mut passages: Vec<Passage> = Vec::with_capacity(ticket.messages.len() + 1);
        let mut history = History::default();
        let subject =
            Rendition { text: cut(&ticket.subject, TEXT_BYTES_MAX).to_owned(), regions: Vec::new() };
        let whole = vec![Line { range: 0..subject.text.len(), voice: Voice::Own, depth: 0 }];
        passages.push(Passage::new(
            Source::Subject,
            Author::Customer,
            ticket.messages.first().map_or(ticket.created_at, |message| message.at),
            subject,
            whole,
            vocabulary,
        ));
        for (index, message) in ticket.messages.iter().enumerate() {
            let rendition = render(&message.body, message.format);
            let lines = quoted::lines_after(&rendition, &ticket.subject, &history);
            if index + 1 < ticket.messages.len() {
                history.add(&rendition.text, message.author == Author::Customer);
            }
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
                passage.automatic = true;
                passage.lines.iter_mut().for_each(|line| line.voice = Voice::Notice);
                passage.find_mentions();
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
        let (hits, numbers) = vocabulary.lexicon.read(&words);
        let sentences = sentence::split(&rendition.text, &lines);
        let hit_words_max = hits.iter().map(|hit| hit.end - hit.first).max().unwrap_or_default();
        let Rendition { text, regions } = rendition;
        let (mentions, once) = (Mentions::default(), Once::default());
        let mut passage = Self {
            source,
            automatic: false,
            author,
            at,
            text,
            regions,
            lines,
            sentences,
            words,
            numbers,
            hits,
            mentions,
            hit_words_max,
            once,
        };
        passage.find_mentions();
        passage
    }

    fn find_mentions(&mut self) {
        let mut lines = self.lines.as_slice();
        let counts = |byte: usize| {
            while let [_, next, ..] = lines
                && next.range.start <= byte
            {
                lines = &lines[1..];
            }
            let here = lines.first().filter(|line| line.range.start <= byte && byte <= line.range.end);
            here.is_some_and(|line| voice_counts(line.voice))
        };
        self.mentions = Mentions::of(&self.hits, &self.words, counts);
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
        self.sentence_index(byte).map_or(byte..byte, |index| self.sentences[index].clone())
    }

    pub fn sentence_index(&self, byte: usize) -> Option<usize> {
        let after = self.sentences.partition_point(|sentence| sentence.start <= byte);
        after.checked_sub(1).filter(|index| byte < self.sentences[*index].end)
    }

    /// The bytes of a phrase that was found.
    pub fn bytes(&self, hit: &Hit<Meaning>) -> Range<usize> {
        self.words.range(hit.first).start..self.words.range(hit.end - 1).end
    }

    /// The phrases whose first word is one of these.
    pub fn hits_from(&self, words: &Range<usize>) -> &[Hit<Meaning>] {
        let first = self.hits.partition_point(|hit| hit.first < words.start);
        let end = self.hits.partition_point(|hit| hit.first < words.end);
        &self.hits[first..end.max(first)]
    }

    /// The phrases that share a word with these, and perhaps some more.
    pub fn hits_over(&self, words: &Range<usize>) -> &[Hit<Meaning>] {
        self.hits_from(&(words.start.saturating_sub(self.hit_words_max)..words.end))
    }

    /// Mentions of a named list in words that count, in order, without those that its exceptions cover.
    pub fn mentions(&self, list: ListId) -> impl Iterator<Item = Range<usize>> {
        self.mentions.list(list).iter().cloned()
    }

    /// The first mention that stands within these bytes.
    pub fn mentions_within(&self, list: ListId, range: &Range<usize>) -> Option<Range<usize>> {
        self.mentions.within(list, range).next().cloned()
    }

    /// All mentions that stand within these bytes.
    pub fn mentions_in(&self, list: ListId, range: &Range<usize>) -> impl Iterator<Item = Range<usize>> {
        self.mentions.within(list, range).cloned()
    }

    /// All mentions with at most so many words between them and these bytes, and perhaps some more.
    pub fn mentions_around(
        &self,
        list: ListId,
        range: &Range<usize>,
        reach: usize,
    ) -> impl Iterator<Item = Range<usize>> {
        self.mentions.around(list, range, reach, &self.words).cloned()
    }

    /// How many words stand between these bytes and the mention that is closest of those in the sentence.
    pub fn nearest_mention(
        &self,
        list: ListId,
        range: &Range<usize>,
        sentence: &Range<usize>,
    ) -> Option<usize> {
        self.mentions.nearest(list, range, sentence, &self.words)
    }

    /// The long numbers of the text, whoever wrote them.
    pub fn ids(&self) -> &[FoundId] {
        self.once.ids.get_or_init(|| {
            let mut ids = id::find(&self.text);
            ids.truncate(VALUES_MAX);
            ids
        })
    }

    /// The counts of the text, whoever wrote them.
    pub fn numbers(&self) -> &[FoundNumber] {
        self.once.numbers.get_or_init(|| {
            let mut numbers = number::numbers_of(self.scan());
            numbers.truncate(VALUES_MAX);
            numbers
        })
    }

    pub fn scan(&self) -> &Scan {
        self.once.scan.get_or_init(|| Scan::of(&self.text))
    }

    /// What stands in the text of what expressions need.
    pub fn cues(&self, vocabulary: &Vocabulary) -> &Present {
        self.once.cues.get_or_init(|| vocabulary.cues.of(&self.text))
    }

    /// What an expression shows as values, without the blanks around. Items share expressions.
    pub fn shown(&self, pattern: &Cued, vocabulary: &Vocabulary) -> &[Range<usize>] {
        if !pattern.may_match(self.cues(vocabulary)) {
            return &[];
        }
        let all = self.once.shown.get_or_init(|| vec![OnceLock::new(); vocabulary.cues.patterns]);
        all[pattern.number].get_or_init(|| {
            let text = cut(&self.text, SHOWN_BYTES_MAX);
            let values = pattern.values(text, self.cues(vocabulary), VALUES_MAX);
            values.into_iter().map(|value| sentence::trimmed(&self.text, value)).collect()
        })
    }

    /// What stands in quotation marks, whoever wrote it.
    pub fn quotes(&self) -> &[Range<usize>] {
        self.once.quotes.get_or_init(|| quotes::of(cut(&self.text, SHOWN_BYTES_MAX)))
    }

    pub fn lower_case(&self) -> &str {
        self.once.lower_case.get_or_init(|| self.text.to_lowercase())
    }

    /// See `label::named`.
    pub fn named_once(
        &self,
        name: impl FnOnce() -> Vec<(Range<usize>, Vec<ItemId>)>,
    ) -> &[(Range<usize>, Vec<ItemId>)] {
        self.once.named.get_or_init(name)
    }

    /// See `label::of`.
    pub fn labels_once(&self, find: impl FnOnce() -> Vec<Label>) -> &[Label] {
        self.once.labels.get_or_init(find)
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
        Format::Text => html::plain(cut(body, SOURCE_BYTES_MAX)),
        Format::Html => html::render(cut(body, SOURCE_BYTES_MAX)),
    }
    .cut(TEXT_BYTES_MAX)
}

fn cut(text: &str, bytes_max: usize) -> &str {
    &text[..text.floor_char_boundary(bytes_max)]
}
