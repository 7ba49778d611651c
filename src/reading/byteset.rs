//! Sets of bytes, to go fast over all that means nothing to a reader.

/// Which bytes a reader stops at.
pub struct ByteSet([bool; 256]);

impl ByteSet {
    pub const fn of(bytes: &[u8]) -> Self {
        let mut set = Self([false; 256]);
        let mut at = 0;
        while at < bytes.len() {
            set.0[bytes[at] as usize] = true;
            at += 1;
        }
        set
    }

    /// The same with all bytes of letters beyond ASCII.
    pub const fn and_beyond_ascii(mut self) -> Self {
        let mut byte = 128;
        while byte < 256 {
            self.0[byte] = true;
            byte += 1;
        }
        self
    }

    /// All other bytes.
    pub const fn others(mut self) -> Self {
        let mut byte = 0;
        while byte < 256 {
            self.0[byte] = !self.0[byte];
            byte += 1;
        }
        self
    }

    pub fn has(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }

    /// Where the first of them stands at or after this place; the end if there is none.
    pub fn next(&self, bytes: &[u8], at: usize) -> usize {
        let rest = bytes.get(at..).unwrap_or_default();
        at + rest.iter().position(|byte| self.has(*byte)).unwrap_or(rest.len())
    }
}

#[cfg(test)]
mod tests {
    use super::ByteSet;

    #[test]
    fn the_next_of_a_set_is_found() {
        let stops = ByteSet::of(b".!").and_beyond_ascii();
        let text = "so. añ".as_bytes();
        assert_eq!([0, 3, 5, 9].map(|at| stops.next(text, at)), [2, 5, 5, 9]);
        assert_eq!(stops.others().next(text, 2), 3);
    }
}
