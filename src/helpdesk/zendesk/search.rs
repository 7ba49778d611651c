//! Tickets by their tag: the search whose pages go beyond a thousand.

use serde::Deserialize;

use crate::helpdesk::zendesk::client::Client;
use crate::helpdesk::zendesk::page::{Meta, PAGE_SIZE};
use crate::helpdesk::{HelpdeskError, Tagged};

const PATH: &str = "/api/v2/search/export.json";

#[derive(Deserialize)]
struct Page {
    results: Vec<Hit>,
    #[serde(default)]
    meta: Meta,
}

#[derive(Deserialize)]
struct Hit {
    id: u64,
    #[serde(default)]
    tags: Vec<String>,
}

pub async fn tagged(client: &Client, tag: &str, cursor: Option<&str>) -> Result<Tagged, HelpdeskError> {
    if !is_plain(tag) {
        let detail = "a tag has letters, digits, `_`, `-`, `.` and `/`, and nothing else".into();
        return Err(HelpdeskError::Refused { detail });
    }
    let query = format!("tags:{tag}");
    let mut pairs = vec![("filter[type]", "ticket"), ("query", query.as_str()), ("page[size]", PAGE_SIZE)];
    pairs.extend(cursor.map(|cursor| ("page[after]", cursor)));
    let page: Page = client.read(PATH, &pairs).await?;
    // The search also finds what only looks like it.
    let bears = |hit: &Hit| hit.tags.iter().any(|one| one.eq_ignore_ascii_case(tag));
    let ticket_ids = page.results.into_iter().filter(bears).map(|hit| hit.id.to_string()).collect();
    Ok(Tagged { ticket_ids, cursor: page.meta.next(cursor)? })
}

/// Anything else could be a query of its own.
fn is_plain(tag: &str) -> bool {
    let plain = |letter: char| letter.is_alphanumeric() || "_-./".contains(letter);
    !tag.is_empty() && !tag.starts_with('-') && tag.chars().all(plain)
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn a_tag_is_no_query() {
        let cases = [("vip", true), ("order/late-2.x", true), ("größe", true), ("", false), ("-vip", false)];
        let queries =
            [("a b", false), ("vip status:open", false), ("\"x\"", false), ("a:b", false), ("a*", false)];
        for (tag, plain) in cases.into_iter().chain(queries) {
            assert_eq!(is_plain(tag), plain, "{tag}");
        }
    }
}
