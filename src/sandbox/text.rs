//! A comment's text in its forms: plain, Markdown as agents write it, and HTML.

/// Longer comments are cut without an error, as Zendesk does.
pub const COMMENT_BYTES_MAX: usize = 64 * 1024;

pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The longest beginning that fits, ending between two characters.
pub fn truncate(text: &str) -> &str {
    &text[..text.floor_char_boundary(COMMENT_BYTES_MAX)]
}

/// Paragraphs and line breaks; no other markup, for a customer's words.
pub fn html_from_plain(text: &str) -> String {
    paragraphs(text, &escape)
}

/// The little Markdown that comments use: paragraphs, lists, strong, emphasis by asterisks and code.
pub fn html_from_markdown(text: &str) -> String {
    let mut html = String::new();
    for block in blocks(text) {
        let items: Vec<&str> = block.lines().filter_map(|line| list_item(line.trim())).collect();
        if !items.is_empty() && items.len() == block.lines().count() {
            html.push_str("<ul dir=\"auto\">");
            for item in items {
                html.push_str(&format!("<li>{}</li>", spans(item)));
            }
            html.push_str("</ul>");
        } else {
            html.push_str(&paragraphs(block, &spans));
        }
    }
    html
}

/// A naive strip of tags, as Zendesk's own `body` is: hidden text stays, as ordinary prose.
pub fn plain_from_html(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        text.push_str(&rest[..open]);
        let Some(close) = rest[open..].find('>') else {
            rest = &rest[open..];
            break;
        };
        let tag = rest[open + 1..open + close].trim_start_matches('/').to_ascii_lowercase();
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        match name.as_str() {
            "br" | "li" | "tr" | "h1" | "h2" | "h3" | "h4" | "div" | "hr" => newline(&mut text, 1),
            "p" | "ul" | "ol" | "table" | "blockquote" | "pre" => newline(&mut text, 2),
            _ => {}
        }
        rest = &rest[open + close + 1..];
    }
    text.push_str(rest);
    decode(text.trim())
}

fn blocks(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n\n").map(|block| block.trim_matches('\n')).filter(|block| !block.trim().is_empty())
}

fn paragraphs(text: &str, inline: &dyn Fn(&str) -> String) -> String {
    let text = text.replace("\r\n", "\n");
    let lines = |block: &str| block.lines().map(inline).collect::<Vec<_>>().join("<br>");
    blocks(&text).map(|block| format!("<p dir=\"auto\">{}</p>", lines(block))).collect()
}

fn list_item(line: &str) -> Option<&str> {
    line.strip_prefix("- ").or_else(|| line.strip_prefix("* "))
}

fn spans(line: &str) -> String {
    let code = pair(&escape(line), "`", "code");
    pair(&pair(&code, "**", "strong"), "*", "em")
}

/// Every second mark closes what the one before it opened; a mark without a partner stays as it is.
fn pair(text: &str, mark: &str, tag: &str) -> String {
    let parts: Vec<&str> = text.split(mark).collect();
    let closed = parts.len() - 1 - (parts.len() - 1) % 2;
    let mut html = String::from(parts[0]);
    for (index, part) in parts.iter().enumerate().skip(1) {
        match (index <= closed, index % 2) {
            (true, 1) => html.push_str(&format!("<{tag}>")),
            (true, _) => html.push_str(&format!("</{tag}>")),
            (false, _) => html.push_str(mark),
        }
        html.push_str(part);
    }
    html
}

fn newline(text: &mut String, count: usize) {
    let ending = text.len() - text.trim_end_matches('\n').len();
    if !text.is_empty() {
        text.extend(std::iter::repeat_n('\n', count.saturating_sub(ending)));
    }
}

fn decode(text: &str) -> String {
    text.replace("&nbsp;", "\u{a0}")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&#123;", "{")
        .replace("&#125;", "}")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::{html_from_markdown, html_from_plain, plain_from_html, truncate};

    #[test]
    fn customer_text_is_escaped_and_kept_in_paragraphs() {
        assert_eq!(
            html_from_plain("a <b>\nc\n\nd"),
            "<p dir=\"auto\">a &lt;b&gt;<br>c</p><p dir=\"auto\">d</p>"
        );
    }

    #[test]
    fn markdown_lists_and_strong_words_become_html() {
        assert_eq!(
            html_from_markdown("**Please** send:\n\n- one\n- two * three"),
            "<p dir=\"auto\"><strong>Please</strong> send:</p><ul dir=\"auto\"><li>one</li><li>two * three</li></ul>"
        );
    }

    #[test]
    fn stripping_keeps_hidden_words() {
        let html =
            "<p>Hi &amp; bye</p><span style=\"display:none\">secret</span><ul><li>a</li><li>b</li></ul>";
        assert_eq!(plain_from_html(html), "Hi & bye\n\nsecret\n\na\nb");
    }

    #[test]
    fn long_text_is_cut_between_characters() {
        let long = "é".repeat(40_000);
        assert_eq!(truncate(&long).len(), 64 * 1024);
    }
}
