//! Any signature, timestamp and body: genuine if they were signed, and only then.

#![no_main]

#[path = "../tests/fuzzed/signature.rs"]
mod signature;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| signature::hold(data));
