//! Unpacks the names of the data file, so that the program looks them up where they lie and never unpacks them.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script reads and writes what cargo tells it to"
)]

use std::{env, error::Error, fs, io::Read, path::Path};

use flate2::read::DeflateDecoder;

/// The names unpack to no more than this.
const NAMES_MAX: u64 = 64 << 20;

const DATA: &str = "data/builtin.fisc";

/// What the file begins with, as its reader knows it.
const MAGIC: &[u8] = b"FISCDAT2";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={DATA}");
    let file = fs::read(DATA)?;
    let mut names = Vec::new();
    match packed(&file) {
        Some(packed) => {
            DeflateDecoder::new(packed).take(NAMES_MAX).read_to_end(&mut names).map(drop)?;
        }
        // A program without names can still build the file that it needs.
        None => println!("cargo:warning={DATA} is of another version: build it anew"),
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("lookup"), names)?;
    Ok(())
}

/// The names: behind the lengths of the index and of themselves, and the index.
fn packed(file: &[u8]) -> Option<&[u8]> {
    let (index, rest) = file.strip_prefix(MAGIC)?.split_first_chunk()?;
    let (names, rest) = rest.split_first_chunk()?;
    let length = |bytes: &[u8; 4]| usize::try_from(u32::from_le_bytes(*bytes)).ok();
    let rest = rest.get(length(index)?..)?;
    rest.get(..length(names)?)
}
