//! Packs the registers that ship with the library: as text they are a megabyte.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const REGISTERS: [&str; 2] = ["yuxi_divisions_2019.csv", "yunnan_divisions_2019.csv"];
/// Of 0 to 10; packing is done once, so it may take its time.
const LEVEL: u8 = 9;

fn main() -> io::Result<()> {
    let out = env::var_os("OUT_DIR").map(PathBuf::from);
    let out = out.ok_or_else(|| io::Error::other("OUT_DIR is not set"))?;
    for register in REGISTERS {
        let source = Path::new("data").join(register);
        println!("cargo::rerun-if-changed={}", source.display());
        let packed = miniz_oxide::deflate::compress_to_vec(&fs::read(&source)?, LEVEL);
        fs::write(out.join(register).with_extension("csv.deflate"), packed)?;
    }
    Ok(())
}
