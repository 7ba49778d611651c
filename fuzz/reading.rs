//! Any bytes as a ticket, through the whole reading: no panic, every claim where it says, twice the same.

#![no_main]

#[path = "../tests/reading/bytes.rs"]
mod bytes;
#[path = "../tests/reading/claims.rs"]
mod claims;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use preflight::config::load::load;
use preflight::verdict::Checker;

static CHECKER: LazyLock<Checker> = LazyLock::new(|| {
    let config = load(None, &|_| None).expect("the shipped configuration is valid");
    Checker::new(config.checklists, jiff::tz::TimeZone::UTC).expect("the shipped checklists can be used")
});

fuzz_target!(|data: &[u8]| claims::hold(&CHECKER, &bytes::ticket(data)));
