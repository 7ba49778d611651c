//! What a page says that a command shows, held against what it showed. `…` stands for what varies: within a line for any
//! words, alone on a line for any lines.

/// The first line that is not as told; none if all are.
pub fn difference(told: &str, showed: &str) -> Option<String> {
    let told: Vec<&str> = told.trim_end().lines().map(str::trim_end).collect();
    let showed: Vec<&str> = showed.trim_end().lines().map(str::trim_end).collect();
    (!matches(&told, &showed)).then(|| {
        let lost = told.iter().find(|line| **line != "…" && !showed.iter().any(|shown| is_like(line, shown)));
        lost.map_or_else(
            || "the lines stand in another order, or there are more".to_owned(),
            |line| format!("nothing shows {line:?}"),
        )
    })
}

fn matches(told: &[&str], showed: &[&str]) -> bool {
    match told.split_first() {
        None => showed.is_empty(),
        Some((&"…", rest)) => (0..=showed.len()).any(|skipped| matches(rest, &showed[skipped..])),
        Some((line, rest)) => {
            showed.split_first().is_some_and(|(shown, others)| is_like(line, shown) && matches(rest, others))
        }
    }
}

fn is_like(told: &str, shown: &str) -> bool {
    let mut parts = told.split('…');
    let Some(mut left) = shown.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return left.is_empty() };
    for part in parts {
        let Some(at) = left.find(part) else { return false };
        left = &left[at + part.len()..];
    }
    left.ends_with(last)
}

#[test]
fn what_varies_is_left_open() {
    assert_eq!(difference("a\nb …, c\n", "a\nb 12, c\n"), None);
    assert_eq!(difference("a\n…\nz", "a\nb\nc\nz"), None);
    assert_eq!(difference("a\n…", "a"), None);
    assert_eq!(difference("a\nb", "a\nc").as_deref(), Some("nothing shows \"b\""));
    assert!(difference("a", "a\nb").is_some() && difference("b … c", "b c d").is_some());
}
