//! Tells cargo that `config/` is compiled in, so that a new file there is noticed.

#[expect(clippy::print_stdout, reason = "cargo reads what a build script prints")]
fn main() {
    println!("cargo::rerun-if-changed=config");
}
