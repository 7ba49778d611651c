//! Lines from a stream, one after the other, none of them longer than a limit.

use std::io::{self, BufRead};

/// Bytes of one line.
pub const LINE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// A line without its end.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    Text(Vec<u8>),
    /// It was longer than the limit, and what it held is gone.
    TooLong,
}

/// The next line, or none at the end of the stream. Holds at most `bytes_max` in memory.
///
/// # Errors
///
/// The stream can't be read.
pub fn next(input: &mut dyn BufRead, bytes_max: usize) -> io::Result<Option<Line>> {
    let (mut text, mut too_long, mut begun) = (Vec::new(), false, false);
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            break;
        }
        begun = true;
        let end = memchr::memchr(b'\n', buffer);
        let piece = &buffer[..end.unwrap_or(buffer.len())];
        too_long |= text.len() + piece.len() > bytes_max;
        if too_long {
            text = Vec::new();
        } else {
            text.extend_from_slice(piece);
        }
        let used = piece.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(match (begun, too_long) {
        (false, _) => None,
        (true, true) => Some(Line::TooLong),
        (true, false) => Some(Line::Text(text)),
    })
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::{Line, next};

    #[test]
    fn a_line_that_is_too_long_does_not_hide_the_next() {
        let mut input = BufReader::with_capacity(3, &b"ab\n\nabcdefghi\nlast"[..]);
        let mut read = || next(&mut input, 5).expect("memory can be read");
        assert_eq!(read(), Some(Line::Text(b"ab".to_vec())));
        assert_eq!(read(), Some(Line::Text(Vec::new())));
        assert_eq!(read(), Some(Line::TooLong));
        assert_eq!(read(), Some(Line::Text(b"last".to_vec())));
        assert_eq!(read(), None);
    }
}
