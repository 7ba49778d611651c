//! What strangers can send, as the fuzzer turns it over (`fuzz/`): the seeds and what it found hold here, too.

mod cleaner;
mod signature;
mod webhook;

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_body_of_a_webhook_names_a_ticket_or_is_refused() {
    each("webhook", webhook::hold);
}

#[test]
fn no_delivery_is_genuine_but_the_one_that_was_signed() {
    each("signature", signature::hold);
}

#[test]
fn every_text_is_cleaned_for_good() {
    each("cleaner", cleaner::hold);
}

fn each(target: &str, hold: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = fs::read_dir(&folder).expect("the inputs are there");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    paths.sort();
    assert!(paths.len() > 10, "{} inputs", paths.len());
    for path in paths {
        let input = fs::read(&path).expect("it can be read");
        let held = std::panic::catch_unwind(|| hold(&input));
        assert!(held.is_ok(), "{}", path.display());
    }
}
