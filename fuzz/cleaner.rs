//! Any bytes as HTML and as plain text, and repeated in a comment: in order, harmless, and cleaned for good.

#![no_main]

#[path = "../tests/fuzzed/cleaner.rs"]
mod cleaner;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| cleaner::hold(data));
