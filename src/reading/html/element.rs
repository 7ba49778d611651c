//! What kinds of HTML elements there are, as far as lines of text are concerned.

/// Begins and ends a line.
pub fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "option"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "textarea"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Never has content, so it is never open.
pub fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "bgsound"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Which open elements a start tag ends although their end tags are missing, and which ones it doesn't look behind.
pub fn ends_implicitly(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    match name {
        "li" => Some((&["li"], &["ul", "ol", "menu", "table", "td", "th", "blockquote"])),
        "dt" | "dd" => Some((&["dt", "dd"], &["dl", "table", "td", "th", "blockquote"])),
        "td" | "th" => Some((&["td", "th"], &["table", "tr"])),
        "tr" => Some((&["tr"], &["table"])),
        "tbody" | "thead" | "tfoot" => Some((&["tbody", "thead", "tfoot"], &["table"])),
        "option" => Some((&["option"], &["select"])),
        _ if is_block(name) => {
            Some((&["p"], &["div", "table", "td", "th", "li", "blockquote", "body", "section", "center"]))
        }
        _ => None,
    }
}

/// An end tag doesn't reach beyond such an open element, unless it names a part of a table itself.
pub fn stops_end_tag(open: &str, end: &str) -> bool {
    let of_table = |name: &str| matches!(name, "table" | "tbody" | "thead" | "tfoot" | "tr" | "td" | "th");
    match open {
        "table" => end != "body" && end != "html",
        "td" | "th" => !of_table(end),
        _ => !is_block(end) && !of_table(end),
    }
}
