//! Tells cargo that `config/` is compiled in, so that a new file there is noticed.

fn main() {
    println!("cargo::rerun-if-changed=config");
}
