//! A mistake in a file: where it stands, what is wrong, what is meant, and the line with a mark under it.

use std::fmt;

use miette::{
    GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteError, MietteSpanContents, Severity,
    SourceCode, SourceSpan, SpanContents,
};

use crate::yaml::mistake::{Level, Mistake};
use crate::yaml::tree::Place;

/// Columns at which a rendered message is wrapped.
const WIDTH_COLUMNS: usize = 110;
/// Bytes of a source line that are shown; longer lines are cut around the mark.
const LINE_BYTES_MAX: usize = 200;
/// Beginnings of words in a key after which no value is shown.
const SECRET_WORDS: [&str; 3] = ["secr", "token", "passw"];

/// A file of the configuration, under the path that messages name it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Relative to the configuration's directory, with `/`: `items.yaml`, `checklists/orders.yaml`.
    pub path: String,
    pub text: String,
}

/// One mistake in one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub mistake: Mistake,
    pub file: String,
    /// From 1; 0 where the file as a whole is meant.
    pub line: usize,
    /// In characters, from 1; 0 where the file as a whole is meant.
    pub column: usize,
    pub message: String,
    /// What is meant, or how to mend it.
    pub help: Option<String>,
    pub snippet: Option<Box<Snippet>>,
}

/// A source line and the bytes in it that the mark stands under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    pub line: String,
    pub start: usize,
    pub length: usize,
}

impl Diagnostic {
    /// A mistake at a place in a file.
    pub fn at(
        mistake: Mistake,
        file: &SourceFile,
        place: Place,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Self {
        if place.line == 0 {
            return Self::of_file(mistake, &file.path, message, help);
        }
        Self {
            mistake,
            file: file.path.clone(),
            line: place.line,
            column: place.column,
            message: message.into(),
            help,
            snippet: Snippet::cut(&file.text, place).map(Box::new),
        }
    }

    /// A mistake of a file as a whole: it is not there, or it can't be read.
    pub fn of_file(
        mistake: Mistake,
        file: impl Into<String>,
        message: impl Into<String>,
        help: Option<String>,
    ) -> Self {
        let (file, message) = (file.into(), message.into());
        Self { mistake, file, line: 0, column: 0, message, help, snippet: None }
    }

    /// Whether the configuration is refused for it.
    pub fn is_error(&self) -> bool {
        self.mistake.level() == Level::Error
    }

    /// `file:line:column`, or the file alone.
    pub fn place(&self) -> String {
        match self.line {
            0 => self.file.clone(),
            line => format!("{}:{line}:{}", self.file, self.column),
        }
    }

    /// The mistake as text for a person: the same for the same mistake, whatever the terminal; colours only if asked for.
    pub fn render(&self, colours: bool) -> String {
        let theme = if colours { GraphicalTheme::unicode() } else { GraphicalTheme::unicode_nocolor() };
        let handler = GraphicalReportHandler::new_themed(theme)
            .with_width(WIDTH_COLUMNS)
            .with_context_lines(0)
            .with_break_words(false);
        let mut text = String::new();
        match handler.render_report(&mut text, &Shown(self)) {
            Ok(()) => text,
            Err(fmt::Error) => format!("{self}\n"),
        }
    }
}

/// One line: `file:line:column: message (help)`.
impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.message)?;
        self.help.as_ref().map_or(Ok(()), |help| write!(f, " ({help})"))
    }
}

/// All mistakes, in the order of files and lines, and how many there are.
pub fn render_all(diagnostics: &[Diagnostic], colours: bool) -> String {
    let mut text: String = diagnostics.iter().map(|diagnostic| diagnostic.render(colours) + "\n").collect();
    text.push_str(&counted(diagnostics));
    text.push('\n');
    text
}

/// `2 mistakes, 1 warning`.
pub fn counted(diagnostics: &[Diagnostic]) -> String {
    let errors = diagnostics.iter().filter(|one| one.is_error()).count();
    let of = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        count => Some(format!("{count} {what}s")),
    };
    let counts = [of(errors, "mistake"), of(diagnostics.len() - errors, "warning")];
    counts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

impl Snippet {
    fn cut(text: &str, place: Place) -> Option<Self> {
        let line = text.split('\n').nth(place.line - 1)?.trim_end_matches('\r');
        let start = line.char_indices().nth(place.column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
        let length = place.length.min(line.len() - start).max(1);
        let from = floor(line, start.saturating_sub(LINE_BYTES_MAX / 2));
        let to = floor(line, (from + LINE_BYTES_MAX).min(line.len())).min(shown_to(line, start + length));
        Some(Self {
            line: line[from..to].to_owned(),
            start: start - from,
            length: length.min((to - start).max(1)),
        })
    }
}

/// What may be shown of a line: the value after a key that speaks of a secret may be one, by a mistake.
fn shown_to(line: &str, mark_end: usize) -> usize {
    let lower = line.to_ascii_lowercase();
    let value_at = SECRET_WORDS.iter().filter_map(|word| {
        let word_end = lower.find(word)? + word.len();
        Some(word_end + line[word_end..].find(':')? + 1)
    });
    value_at.min().map_or(line.len(), |at| at.max(mark_end))
}

/// The nearest character boundary at or before a byte.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A mistake in the shape that miette draws.
#[derive(Debug)]
struct Shown<'a>(&'a Diagnostic);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.snippet.is_none() {
            f.write_str(&self.0.place())?;
            f.write_str(": ")?;
        }
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Shown<'_> {}

impl miette::Diagnostic for Shown<'_> {
    fn severity(&self) -> Option<Severity> {
        Some(match self.0.mistake.level() {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        self.0.help.as_ref().map(|help| Box::new(help) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0.snippet.as_ref().map(|_| self as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let snippet = self.0.snippet.as_ref()?;
        let span = LabeledSpan::new_primary_with_span(None, (snippet.start, snippet.length));
        Some(Box::new(std::iter::once(span)))
    }
}

impl SourceCode for Shown<'_> {
    /// The one line that is known, under its number in the file.
    fn read_span<'a>(
        &'a self,
        _span: &SourceSpan,
        _lines_before: usize,
        _lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let line = self.0.snippet.as_ref().map_or("", |snippet| snippet.line.as_str());
        // miette takes the place in the heading from here, and the columns of the mark from the span.
        Ok(Box::new(MietteSpanContents::new_named(
            self.0.file.clone(),
            line.as_bytes(),
            SourceSpan::from((0, line.len())),
            self.0.line.saturating_sub(1),
            self.0.column.saturating_sub(1),
            1,
        )))
    }
}
