//! A book, formula or batch added to the library is built in at the next build.

fn main() {
    println!("cargo::rerun-if-changed=formulas");
    println!("cargo::rerun-if-changed=fixtures");
    println!("cargo::rerun-if-changed=records");
    println!("cargo::rerun-if-changed=readings");
    println!("cargo::rerun-if-changed=docs/batch");
}
