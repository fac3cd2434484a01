//! Gives the shared library its SONAME, which carries the number of the ABI.

fn main() {
    // A linker script would not bind under rustc; the name does.
    let unix = std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux");
    if unix {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libhuimin.so.0");
    }
    println!("cargo:rerun-if-changed=build.rs");
}
