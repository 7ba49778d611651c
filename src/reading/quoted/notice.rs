//! Recognises lines that programs and lawyers add: "Sent from my ...", confidentiality, unsubscribing.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::reading::quoted::answer;
use crate::reading::quoted::split::Row;
use crate::reading::quoted::{Line, Voice};

const DEVICE_WORDS_MAX: usize = 9;
const FOOTER_WORDS_MAX: usize = 30;

const DEVICES: [&str; 30] = [
    "sent from my ",
    "sent from mail for",
    "sent from yahoo",
    "sent from outlook",
    "sent from aol",
    "sent from samsung",
    "sent from gmail",
    "sent from the ",
    "sent from proton",
    "sent via ",
    "sent with ",
    "sent using ",
    "get outlook for ",
    "enviado desde ",
    "enviado do meu ",
    "enviado da minha ",
    "enviado via ",
    "envoyé de mon ",
    "envoyé depuis ",
    "envoyé à partir ",
    "von meinem ",
    "gesendet von ",
    "gesendet mit ",
    "inviato da",
    "verzonden vanaf ",
    "verstuurd vanaf ",
    "obtener outlook para ",
    "obtenha o outlook para ",
    "télécharger outlook pour ",
    "outlook für ",
];

const LEGAL_STARTS: [&str; 10] = [
    "confidentiality notice",
    "confidentiality note",
    "aviso de confidencialidad",
    "aviso de confidencialidade",
    "avis de confidentialité",
    "aviso legal",
    "legal notice",
    "disclaimer:",
    "avviso di riservatezza",
    "vertraulichkeitshinweis",
];

const LEGAL_PHRASES: [&str; 12] = [
    "is intended only for",
    "is intended for the addressee",
    "intended solely for",
    "sole use of the intended",
    "not the intended recipient",
    "received in error",
    "received this e-mail in error",
    "received this email in error",
    "consider the environment before printing",
    "no es el destinatario",
    "não é o destinatário",
    "nicht der richtige adressat",
];

/// Words that only a legal notice has together.
const LEGAL_PAIRS: [[&str; 2]; 7] = [
    ["confidential", "recipient"],
    ["confidential", "privileged"],
    ["confidencial", "destinatari"],
    ["confidentiel", "destinataire"],
    ["vertraulich", "empfänger"],
    ["riservat", "destinatari"],
    ["vertrouwelijk", "geadresseerde"],
];

const FOOTERS: [&str; 3] = ["unsubscribe", "do not wish to hear from us", "do not wish to receive"];

/// What a line must have to be any of these; most have nothing of it, which is soon seen.
static CUES: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let mut builder = AhoCorasick::builder();
    builder.ascii_case_insensitive(true).kind(Some(AhoCorasickKind::DFA));
    builder.build(cues()).expect("some dozens of phrases")
});

/// What a line must have to be a notice, in lower case and ASCII.
pub fn cues() -> impl Iterator<Item = &'static str> {
    let legal = LEGAL_STARTS.iter().chain(&LEGAL_PHRASES).copied().chain(LEGAL_PAIRS.map(|[first, _]| first));
    let devices = DEVICES.into_iter().chain(["yahoo mail: ", "holen sie sich outlook"]);
    // Letters beyond ASCII have capitals that are not looked for, so a cue is the longest part without any.
    let longest = |cue: &'static str| cue.split(|c: char| !c.is_ascii()).max_by_key(|part| part.len());
    legal.chain(devices).chain(FOOTERS).filter_map(longest)
}

/// Whether the line may be a notice; false is sure.
fn may_be_notice(text: &str) -> bool {
    CUES.is_match(text) || has_odd_capitals(text)
}

/// `K` and `İ` have lower cases that are ASCII.
pub fn has_odd_capitals(text: &str) -> bool {
    !text.is_ascii() && text.contains(['\u{212a}', '\u{130}'])
}

/// Marks the notices among the writer's own lines; a legal notice reaches to the end of its paragraph.
pub fn mark(rows: &[Row<'_>], lines: &mut [Line]) {
    let mut legal = false;
    for (row, line) in rows.iter().zip(lines) {
        legal &= !row.is_blank();
        if line.voice != Voice::Own || row.is_blank() {
            continue;
        }
        if !legal && !may_be_notice(row.text) {
            continue;
        }
        let lower = row.text.to_lowercase().replace('\u{2019}', "'");
        legal |= is_legal(&lower);
        let holds_answer = answer::has_long_number(row.text) || legal && looks_filled(row.text, &lower);
        if (legal || is_device(&lower) || is_footer(&lower)) && !holds_answer {
            line.voice = Voice::Notice;
        }
    }
}

/// Whether a line alone is a notice.
pub fn is_notice(text: &str) -> bool {
    if !may_be_notice(text) {
        return false;
    }
    let lower = text.to_lowercase().replace('\u{2019}', "'");
    is_legal(&lower) || is_device(&lower) || is_footer(&lower)
}

/// A label with a value, but not the notice's own heading.
fn looks_filled(text: &str, lower: &str) -> bool {
    answer::has_value(text) && !is_legal(lower) && text.chars().any(|letter| letter.is_ascii_digit())
}

fn is_device(lower: &str) -> bool {
    let short = lower.split_whitespace().take(DEVICE_WORDS_MAX + 1).count() <= DEVICE_WORDS_MAX;
    let line = lower.trim_start_matches(['-', '*', '_', ' ', '<', '(']);
    short && DEVICES.iter().any(|start| line.starts_with(start))
        || line.starts_with("yahoo mail: ")
        || line.starts_with("holen sie sich outlook")
}

fn is_legal(lower: &str) -> bool {
    let mentions = |words: [&str; 2]| words.iter().all(|word| lower.contains(word));
    LEGAL_STARTS.iter().any(|start| lower.starts_with(start))
        || LEGAL_PHRASES.iter().any(|phrase| lower.contains(phrase))
        || LEGAL_PAIRS.into_iter().any(mentions)
}

fn is_footer(lower: &str) -> bool {
    let short = lower.split_whitespace().take(FOOTER_WORDS_MAX + 1).count() <= FOOTER_WORDS_MAX;
    short
        && (lower.starts_with("unsubscribe")
            || lower.ends_with("unsubscribe")
            || lower.ends_with("unsubscribe here")
            || lower.starts_with("to unsubscribe")
            || lower.contains("do not wish to hear from us")
            || lower.contains("do not wish to receive"))
}
