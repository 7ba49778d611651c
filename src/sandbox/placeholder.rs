//! Placeholders in agents' comments, which Zendesk expands even when the comment comes by API: `{{ticket.id}}`.

use crate::ticket::Format;

/// Puts values in place of placeholders and removes unknown ones. An escaped placeholder, `\{{...}}` in text or one
/// within `<code>` in HTML, stays. `lookup` gets the name without braces and blanks.
pub fn expand(text: &str, format: Format, lookup: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find("{{") {
        let Some(length) = rest[open..].find("}}") else { break };
        let (before, placeholder) = (&rest[..open], &rest[open..open + length + 2]);
        rest = &rest[open + length + 2..];
        out.push_str(before);
        match format {
            Format::Text if before.ends_with('\\') => {
                out.pop();
                out.push_str(placeholder);
            }
            Format::Html if in_code(&out) => out.push_str(placeholder),
            Format::Text | Format::Html => {
                out.push_str(&lookup(placeholder[2..length].trim()).unwrap_or_default());
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether the text ends within an open `<code>`.
fn in_code(html: &str) -> bool {
    let open = html.rfind("<code>").or_else(|| html.rfind("<code "));
    match (open, html.rfind("</code>")) {
        (Some(open), Some(close)) => open > close,
        (Some(_), None) => true,
        (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::expand;
    use crate::ticket::Format;

    fn lookup(name: &str) -> Option<String> {
        (name == "ticket.id").then(|| "35".to_owned())
    }

    #[test]
    fn known_ones_are_expanded_and_unknown_ones_removed() {
        assert_eq!(expand("No. {{ ticket.id }}{{dc.secret}}!", Format::Text, lookup), "No. 35!");
    }

    #[test]
    fn escaped_ones_stay() {
        assert_eq!(expand(r"Say \{{ticket.id}}", Format::Text, lookup), "Say {{ticket.id}}");
        assert_eq!(
            expand("<code>{{ticket.id}}</code> {{ticket.id}}", Format::Html, lookup),
            "<code>{{ticket.id}}</code> 35"
        );
    }

    #[test]
    fn an_open_brace_alone_stays() {
        assert_eq!(expand("a {{ticket.id", Format::Text, lookup), "a {{ticket.id");
    }
}
