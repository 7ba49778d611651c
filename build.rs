//! Tells cargo which folders are compiled in, so that a new file there is noticed.

fn main() {
    println!("cargo::rerun-if-changed=config");
    println!("cargo::rerun-if-changed=docs/problems");
}
