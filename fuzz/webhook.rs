//! Any bytes as the body of a signed delivery: it names a ticket by a number, is ignored, or is refused.

#![no_main]

#[path = "../tests/fuzzed/webhook.rs"]
mod webhook;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| webhook::hold(data));
