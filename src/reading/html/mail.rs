//! The marks that mail clients leave in their HTML: quoted history and signatures.

use crate::reading::html::RegionKind;

/// What an element is by its name, `id`, `class` and other marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Quote,
    Thread,
    Indented,
    Signature,
    /// From here on everything is history, wherever the element ends.
    QuoteToEnd,
}

impl Mark {
    pub fn region(self) -> RegionKind {
        match self {
            Mark::Quote | Mark::QuoteToEnd => RegionKind::Quote,
            Mark::Thread => RegionKind::Thread,
            Mark::Indented => RegionKind::Indented,
            Mark::Signature => RegionKind::Signature,
        }
    }
}

/// The attributes that carry marks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks<'a> {
    pub id: &'a str,
    pub class: &'a str,
    pub cites: bool,
    pub smartmail: &'a str,
    pub name: &'a str,
}

pub fn mark(element: &str, marks: Marks<'_>) -> Option<Mark> {
    // Outlook puts `x_` before the names of those it quotes.
    let id = marks.id.trim_start_matches("x_").to_ascii_lowercase();
    if matches!(id.as_str(), "divrplyfwdmsg" | "appendonsend" | "reply-intro" | "orimsghtmlseperator") {
        return Some(Mark::QuoteToEnd);
    }
    let classes = || marks.class.split_ascii_whitespace().map(|class| class.trim_start_matches("x_"));
    if element == "blockquote" {
        let marked = marks.cites || classes().any(is_quote) || classes().any(is_thread);
        return Some(if marked { Mark::Quote } else { Mark::Indented });
    }
    if marks.smartmail.contains("signature") || is_signature_id(&id) || classes().any(is_signature) {
        return Some(Mark::Signature);
    }
    if matches!(
        id.as_str(),
        "mail-editor-reference-message-container" | "isforwardcontent" | "isreplycontent"
    ) || marks.name == "quote"
        || classes().any(is_thread)
    {
        return Some(Mark::Thread);
    }
    classes().any(is_quote).then_some(Mark::Quote)
}

fn is_quote(class: &str) -> bool {
    matches!(
        class,
        "moz-cite-prefix" | "front-blockquote" | "zmail_extra" | "freshdesk_quote" | "tutanota_quote"
    ) || class == "OutlookMessageHeader"
        || class == "WordQuote"
}

fn is_thread(class: &str) -> bool {
    matches!(
        class,
        "gmail_quote" | "gmail_quote_container" | "protonmail_quote" | "gmx_quote" | "sh-quoted-content"
    ) || class.ends_with("yahoo_quoted")
}

fn is_signature(class: &str) -> bool {
    class.ends_with("signature") || matches!(class, "protonmail_signature_block" | "gmail_signature_prefix")
}

fn is_signature_id(id: &str) -> bool {
    id.ends_with("signature") && !id.starts_with("linebreak")
}
