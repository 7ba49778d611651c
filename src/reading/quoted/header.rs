//! Recognises the lines that mail clients put above what they quote or forward, in seven languages.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::reading::quoted::block::{self, Label};

/// What stands above quoted or forwarded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    pub kind: HeaderKind,
    /// How many lines it takes.
    pub lines: usize,
    /// The sender takes no replies: a notification.
    pub automated: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderKind {
    /// "On ... wrote:"
    Reply,
    /// "Begin forwarded message:"
    Forward,
    /// "-----Original Message-----", or a helpdesk's "reply above this line".
    Original,
    /// "From: ... Sent: ... Subject: ..." with nothing above.
    Block,
}

const HEADER_LINES_MAX: usize = 14;
pub const LINE_BYTES_MAX: usize = 400;

/// The header that begins with the first of these lines, if one does; see `hint` for `may_have_marks`.
pub fn at<'a>(lines: impl Iterator<Item = &'a str>, may_have_marks: bool) -> Option<Header> {
    let mut lines = lines.take(HEADER_LINES_MAX).peekable();
    if lines.peek().is_none_or(|first| first.is_empty() || first.len() > LINE_BYTES_MAX) {
        return None;
    }
    let first = lines.peek().copied().unwrap_or_default();
    let separator = separator(first, may_have_marks);
    // Most lines begin no header, which shows by the first alone.
    let may_begin = first.ends_with(':') || first.contains('@') || starts_reply(first);
    if separator.is_none() && !may_begin && block::label(first).is_none() {
        return None;
    }
    let lines: Vec<&str> = lines.collect();
    let (kind, length) = match separator {
        Some(Separator::Forward) => (HeaderKind::Forward, 1 + block::below(&lines)),
        Some(Separator::Original) => (HeaderKind::Original, 1 + block::below(&lines)),
        Some(Separator::Rule) => {
            (HeaderKind::Block, 1 + Some(block::below(&lines)).filter(|length| *length > 0)?)
        }
        None => match block::at(&lines) {
            Some(length) => (HeaderKind::Block, length),
            None => (HeaderKind::Reply, reply(&lines)?),
        },
    };
    let automated = lines[..length].iter().any(|line| is_automated(line));
    Some(Header { kind, lines: length, automated })
}

/// Whether a line of a header block is the subject: the only one that can hold facts.
pub fn is_subject(line: &str) -> bool {
    block::label(line) == Some(Label::Subject)
}

enum Separator {
    Forward,
    Original,
    Rule,
}

const FORWARDS: [&str; 21] = [
    "forwarded message",
    "begin forwarded message",
    "forwarded mail",
    "mensaje reenviado",
    "inicio del mensaje reenviado",
    "comienzo del mensaje reenviado",
    "mensagem encaminhada",
    "início da mensagem encaminhada",
    "inicio da mensagem encaminhada",
    "message transféré",
    "début du message transféré",
    "début du message réexpédié",
    "message réexpédié",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht",
    "messaggio inoltrato",
    "inizio messaggio inoltrato",
    "inizia messaggio inoltrato",
    "doorgestuurd bericht",
    "begin doorgestuurd bericht",
    "forwarded by",
];

const ORIGINALS: [&str; 12] = [
    "original message",
    "original email",
    "original appointment",
    "mensaje original",
    "mensagem original",
    "message d'origine",
    "message original",
    "ursprüngliche nachricht",
    "originalnachricht",
    "messaggio originale",
    "oorspronkelijk bericht",
    "reply message",
];

const ABOVE: [&str; 8] = [
    "reply above this line",
    "type your reply above",
    "por encima de esta línea",
    "acima desta linha",
    "au-dessus de cette ligne",
    "oberhalb dieser zeile",
    "sopra questa riga",
    "boven deze regel",
];

/// A word of each.
pub const ABOVE_CUES: [&str; 7] = ["above", "por encima", "acima", "dessus", "oberhalb", "sopra", "boven"];

static ABOVE_FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder().ascii_case_insensitive(true).build(ABOVE_CUES).expect("a handful of words")
});

fn separator(line: &str, may_have_marks: bool) -> Option<Separator> {
    if line.len() >= 8
        && line.chars().all(|letter| matches!(letter, '_' | '-' | '=' | '\u{2500}' | '\u{2014}'))
    {
        return Some(Separator::Rule);
    }
    // Most lines are none of these, which shows without folding them.
    let dashed = line.starts_with("--") || line.starts_with("==");
    let begins = || line.trim_start_matches(|c: char| !c.is_alphanumeric()).starts_with(['b', 'B']);
    let above = || may_have_marks && ABOVE_FINDER.is_match(line);
    if !dashed && !line.ends_with(':') && !begins() && !above() {
        return None;
    }
    let lower = line.to_lowercase().replace('\u{2019}', "'");
    if ABOVE.iter().any(|phrase| lower.contains(phrase)) {
        return Some(Separator::Original);
    }
    let words = lower.trim_matches(|letter: char| !letter.is_alphanumeric());
    if FORWARDS.contains(&words) && (dashed || lower.ends_with(':') || words.starts_with("begin ")) {
        return Some(Separator::Forward);
    }
    (dashed && ORIGINALS.contains(&words)).then_some(Separator::Original)
}

const STARTS: [&str; 11] =
    ["On ", "El ", "Em ", "Le ", "Am ", "Il ", "Op ", "No dia ", "A las ", "Den ", "At "];
const VERBS: [&str; 10] = [
    "wrote",
    "escribió",
    "escribio",
    "escreveu",
    "a écrit",
    "schrieb",
    "ha scritto",
    "schreef",
    "skrev",
    "writes",
];
const PRONOUNS: [&str; 6] = ["they wrote", "he wrote", "she wrote", "it wrote", "i wrote", "we wrote"];

/// "On ... wrote:", which clients wrap over up to four lines.
fn reply(lines: &[&str]) -> Option<usize> {
    let mut joined = String::new();
    for (index, line) in lines.iter().take(4).enumerate() {
        if line.is_empty() || joined.len() + line.len() > LINE_BYTES_MAX {
            return None;
        }
        if index > 0 {
            joined.push(' ');
        }
        joined.push_str(line);
        if is_reply(&joined) {
            return Some(index + 1);
        }
        if index == 0 && !starts_reply(line) && !line.contains('@') {
            return None;
        }
        // A sentence above the header is not its first line.
        if lines.get(index + 1).is_some_and(|next| starts_reply(next)) {
            return None;
        }
    }
    None
}

fn starts_reply(line: &str) -> bool {
    STARTS.iter().any(|start| line.starts_with(start))
}

fn is_reply(line: &str) -> bool {
    let has_stamp = line.contains('@') || line.bytes().filter(u8::is_ascii_digit).count() >= 3;
    let has_start = starts_reply(line);
    if !has_stamp || !(line.ends_with(':') || has_start && line.contains('@')) {
        return false;
    }
    let lower = line.to_lowercase();
    let has_verb = VERBS.iter().any(|verb| lower.contains(verb));
    if PRONOUNS.iter().any(|phrase| lower.contains(phrase)) {
        return false;
    }
    // Flattened mail: the quoted text goes on behind "<jo@example.com> wrote: ".
    if has_start
        && line.contains('@')
        && [">", ")"].iter().any(|end| lower.contains(&format!("{end} wrote:")))
    {
        return true;
    }
    if !line.ends_with(':') {
        return false;
    }
    let dated = line.starts_with(|letter: char| letter.is_ascii_digit());
    has_verb && (has_start || line.contains('@') || dated)
        || dated && line.ends_with(">:") && line.contains('@')
}

fn is_automated(line: &str) -> bool {
    let lower = line.to_lowercase();
    [
        "no-reply",
        "noreply",
        "no_reply",
        "do-not-reply",
        "donotreply",
        "notification",
        "notify@",
        "alerts@",
        "mailer@",
    ]
    .iter()
    .any(|mark| lower.contains(mark))
}
