//! The file that the program carries: blocks of compressed records behind an index.
//!
//! A question about one company unpacks its block and no other, so an answer starts in milliseconds.

use std::collections::BTreeMap;

use finance::{Listing, Symbol};
use flate2::{Compression, Decompress, FlushDecompress, Status, write::DeflateEncoder};
use jiff::civil::Date;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{
    build::report::BuildReport,
    record::{CompanyRecord, PriceRecord},
};

/// What every such file begins with; the number changes with the format. The lengths of the index and of the names as
/// they are looked up follow, then these, then the blocks: `build.rs` unpacks the names.
const MAGIC: &[u8; 8] = b"FISCDAT2";

/// No block unpacks to more than this: a damaged length must not eat the memory.
const BLOCK_BYTES_MAX: usize = 64 << 20;

/// The file is damaged or of another version.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It does not begin as such a file does.
    #[error("the data file is of another version or no data file")]
    Version,
    /// A block cannot be unpacked.
    #[error("block `{block}` of the data file is damaged")]
    Damaged {
        /// Which.
        block: String,
        /// What was found.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A block lies outside of the file.
    #[error("block `{0}` of the data file is cut off")]
    CutOff(String),
}

/// Where a block lies, from the end of the index.
type Place = (u32, u32);

/// What the file holds and where.
#[derive(Debug, Serialize, Deserialize)]
struct Index {
    as_of: Date,
    companies: BTreeMap<Symbol, Place>,
    prices: BTreeMap<Symbol, Place>,
    calendar: Place,
    names: Place,
    report: Place,
}

/// The names by which companies are found, as the builder has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Every listing, largest market value first.
    pub listings: Vec<Listing>,
    /// Well-known other names.
    pub aliases: Vec<Alias>,
}

/// Another name for a company, or the name of one that is no longer listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// The name, in lower case.
    pub name: String,
    /// Whom it means today; of a company that is no longer listed, who took it over.
    pub symbol: Option<Symbol>,
    /// Whether nobody is listed under it any more, or never was.
    pub gone: bool,
    /// What happened, for names of the past.
    pub note: Option<String>,
}

/// What goes into a file.
pub(super) struct Contents {
    pub(super) as_of: Date,
    pub(super) companies: BTreeMap<Symbol, CompanyRecord>,
    pub(super) prices: BTreeMap<Symbol, PriceRecord>,
    pub(super) calendar: Vec<i32>,
    pub(super) names: Names,
    /// The names as they are looked up, in a form that is not ours.
    pub(super) lookup: Vec<u8>,
    pub(super) report: BuildReport,
}

impl Contents {
    /// The file's bytes; the same contents give the same bytes.
    pub(super) fn write(&self) -> Result<Vec<u8>, ArchiveError> {
        let mut blocks = Vec::new();
        let mut add =
            |name: &str, record: Result<Vec<u8>, ArchiveError>| -> Result<Place, ArchiveError> {
                let bytes = record?;
                let place = (length(name, blocks.len())?, length(name, bytes.len())?);
                blocks.extend(bytes);
                Ok(place)
            };
        let mut companies = BTreeMap::new();
        for (symbol, record) in &self.companies {
            companies.insert(symbol.clone(), add(symbol.as_str(), pack(symbol.as_str(), record))?);
        }
        let mut prices = BTreeMap::new();
        for (symbol, record) in &self.prices {
            prices.insert(symbol.clone(), add(symbol.as_str(), pack(symbol.as_str(), record))?);
        }
        let index = Index {
            as_of: self.as_of,
            companies,
            prices,
            calendar: add("calendar", pack("calendar", &self.calendar))?,
            names: add("names", pack("names", &self.names.listings))?,
            report: add("report", pack("report", &self.report))?,
        };
        let index = pack("index", &index)?;
        let lookup = deflated("lookup", &self.lookup)?;
        let mut file = MAGIC.to_vec();
        file.extend(length("index", index.len())?.to_le_bytes());
        file.extend(length("lookup", lookup.len())?.to_le_bytes());
        file.extend(index);
        file.extend(lookup);
        file.extend(blocks);
        Ok(file)
    }
}

fn length(block: &str, bytes: usize) -> Result<u32, ArchiveError> {
    u32::try_from(bytes).map_err(|source| damaged(block, source))
}

/// A file, opened: its index read, its blocks packed.
#[derive(Debug)]
pub struct Archive {
    index: Index,
    blocks: &'static [u8],
}

impl Archive {
    /// Opens a file's bytes.
    pub fn open(file: &'static [u8]) -> Result<Self, ArchiveError> {
        let rest = file.strip_prefix(MAGIC).ok_or(ArchiveError::Version)?;
        let (index, rest) = rest.split_first_chunk().ok_or(ArchiveError::Version)?;
        let (lookup, rest) = rest.split_first_chunk().ok_or(ArchiveError::Version)?;
        let split = |block: &str, bytes: &'static [u8], length: &[u8; 4]| {
            let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
            bytes.split_at_checked(length).ok_or_else(|| ArchiveError::CutOff(block.to_owned()))
        };
        let (index, rest) = split("index", rest, index)?;
        let (_, blocks) = split("lookup", rest, lookup)?;
        Ok(Self { index: unpack("index", index)?, blocks })
    }

    /// When the youngest figure in it was filed or priced.
    pub fn as_of(&self) -> Date {
        self.index.as_of
    }

    /// The companies whose statements it holds.
    pub fn companies(&self) -> impl Iterator<Item = &Symbol> {
        self.index.companies.keys()
    }

    /// The listings whose prices it holds.
    pub fn priced(&self) -> impl Iterator<Item = &Symbol> {
        self.index.prices.keys()
    }

    /// Every listing, largest market value first.
    pub fn listings(&self) -> Result<Vec<Listing>, ArchiveError> {
        self.read("names", self.index.names)
    }

    /// How the file was built, and what was left out.
    pub fn report(&self) -> Result<BuildReport, ArchiveError> {
        self.read("report", self.index.report)
    }

    pub(super) fn company(&self, symbol: &Symbol) -> Option<Result<CompanyRecord, ArchiveError>> {
        let place = self.index.companies.get(symbol)?;
        Some(self.read(symbol.as_str(), *place))
    }

    pub(super) fn closes(&self, symbol: &Symbol) -> Option<Result<finance::Closes, ArchiveError>> {
        let place = self.index.prices.get(symbol)?;
        let closes = || {
            let record: PriceRecord = self.read(symbol.as_str(), *place)?;
            let calendar: Vec<i32> = self.read("calendar", self.index.calendar)?;
            Ok(record.unpack(&calendar))
        };
        Some(closes())
    }

    fn read<T: DeserializeOwned>(&self, block: &str, place: Place) -> Result<T, ArchiveError> {
        unpack(block, self.bytes(block, place)?)
    }

    fn bytes(&self, block: &str, (from, bytes): Place) -> Result<&'static [u8], ArchiveError> {
        let cut_off = || ArchiveError::CutOff(block.to_owned());
        let from = usize::try_from(from).map_err(|_| cut_off())?;
        let bytes = usize::try_from(bytes).map_err(|_| cut_off())?;
        let end = from.checked_add(bytes).ok_or_else(cut_off)?;
        self.blocks.get(from..end).ok_or_else(cut_off)
    }
}

fn damaged(
    block: &str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> ArchiveError {
    ArchiveError::Damaged { block: block.to_owned(), source: source.into() }
}

fn pack(block: &str, record: &impl Serialize) -> Result<Vec<u8>, ArchiveError> {
    deflated(block, &postcard::to_allocvec(record).map_err(|source| damaged(block, source))?)
}

fn deflated(block: &str, plain: &[u8]) -> Result<Vec<u8>, ArchiveError> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    std::io::Write::write_all(&mut encoder, plain).map_err(|source| damaged(block, source))?;
    encoder.finish().map_err(|source| damaged(block, source))
}

fn unpack<T: DeserializeOwned>(block: &str, bytes: &[u8]) -> Result<T, ArchiveError> {
    postcard::from_bytes(&inflated(block, bytes)?).map_err(|source| damaged(block, source))
}

fn inflated(block: &str, bytes: &[u8]) -> Result<Vec<u8>, ArchiveError> {
    let mut plain = Vec::with_capacity(bytes.len().saturating_mul(3).min(BLOCK_BYTES_MAX));
    let mut decoder = Decompress::new(false);
    loop {
        let read = usize::try_from(decoder.total_in()).unwrap_or(usize::MAX);
        let rest = bytes.get(read..).unwrap_or_default();
        let status = decoder
            .decompress_vec(rest, &mut plain, FlushDecompress::Finish)
            .map_err(|source| damaged(block, source))?;
        match status {
            Status::StreamEnd if plain.len() <= BLOCK_BYTES_MAX => return Ok(plain),
            Status::Ok | Status::BufError
                if plain.len() < plain.capacity() && plain.len() < BLOCK_BYTES_MAX =>
            {
                return Err(ArchiveError::CutOff(block.to_owned()));
            }
            _ if BLOCK_BYTES_MAX <= plain.len() => {
                return Err(damaged(block, "it is larger than any block"));
            }
            Status::Ok | Status::BufError | Status::StreamEnd => {
                plain.reserve(plain.len().clamp(1 << 12, BLOCK_BYTES_MAX));
            }
        }
    }
}
