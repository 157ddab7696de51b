//! The index as bytes, so that it is ready at once where it was built before.

use finance::Symbol;
use serde::{Deserialize, Serialize};

use super::{Index, Kind, Lines, Other, Target, near::Near};

/// The version of the form and of how names are compared; bytes of another one are refused.
const VERSION: u32 = 1;

/// The bytes are no index, or one of another version.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// It was packed by another version.
    #[error("the index of names is of version {found}, not {VERSION}")]
    Version {
        /// The version found.
        found: u32,
    },
    /// It cannot be read.
    #[error("the index of names is damaged")]
    Damaged(#[from] postcard::Error),
}

/// An index as it is kept. Keys keep only what differs from the key before: the letters that stay, then the rest.
#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    version: u32,
    symbols: &'a str,
    names: &'a str,
    ciks: Vec<u32>,
    industries: &'a str,
    industry_of: Vec<u16>,
    by_symbol: Vec<u32>,
    keys: &'a str,
    kept: Vec<u8>,
    targets: Vec<u32>,
    others: Vec<(String, Option<Symbol>, bool, Option<String>)>,
}

const KINDS: [Kind; 5] = [Kind::Other, Kind::Name, Kind::Joined, Kind::Short, Kind::Head];

impl Index {
    /// The index as bytes.
    pub fn pack(&self) -> Result<Vec<u8>, IndexError> {
        let (keys, kept) = self.front_coded();
        let kind =
            |target: &Target| KINDS.iter().zip(0_u32..).find(|(one, _)| **one == target.kind);
        let number = |target| kind(target).map_or(0, |(_, kind)| kind + 5 * target.at);
        let other = |other: &Other| {
            (other.name.clone(), other.symbol.clone(), other.gone, other.note.clone())
        };
        let packed = Packed {
            version: VERSION,
            symbols: &self.symbols.text,
            names: &self.names.text,
            ciks: self.ciks.clone(),
            industries: &self.industries.text,
            industry_of: self.industry_of.clone(),
            by_symbol: self.by_symbol.clone(),
            keys: &keys,
            kept,
            targets: self.targets.iter().map(number).collect(),
            others: self.others.iter().map(other).collect(),
        };
        Ok(postcard::to_allocvec(&packed)?)
    }

    /// The index that was packed.
    pub fn unpack(bytes: &[u8]) -> Result<Self, IndexError> {
        let (found, _) = postcard::take_from_bytes::<u32>(bytes)?;
        if found != VERSION {
            return Err(IndexError::Version { found });
        }
        let packed: Packed<'_> = postcard::from_bytes(bytes)?;
        let target = |number: u32| {
            let kind = KINDS.get(number as usize % KINDS.len()).copied().unwrap_or(Kind::Name);
            Target { kind, at: number / 5 }
        };
        let other = |(name, symbol, gone, note)| Other { name, symbol, gone, note };
        Ok(Self {
            symbols: Lines::new(packed.symbols.to_owned()),
            names: Lines::new(packed.names.to_owned()),
            ciks: packed.ciks,
            industries: Lines::new(packed.industries.to_owned()),
            industry_of: packed.industry_of,
            by_symbol: packed.by_symbol,
            keys: whole_keys(packed.keys, &packed.kept),
            targets: packed.targets.into_iter().map(target).collect(),
            others: packed.others.into_iter().map(other).collect(),
            near: Near::default(),
        })
    }

    fn front_coded(&self) -> (String, Vec<u8>) {
        let (mut rest, mut kept) = (String::new(), Vec::with_capacity(self.keys.len()));
        let mut before = "";
        for key in (0..self.keys.len()).filter_map(|at| self.keys.get(at)) {
            let same = key.bytes().zip(before.bytes()).take_while(|(one, other)| one == other);
            let mut same = same.count().min(usize::from(u8::MAX));
            while !key.is_char_boundary(same) {
                same -= 1;
            }
            kept.push(u8::try_from(same).unwrap_or_default());
            rest.push_str(key.get(same..).unwrap_or_default());
            rest.push('\n');
            before = key;
        }
        (rest, kept)
    }
}

fn whole_keys(rest: &str, kept: &[u8]) -> Lines {
    let mut text = String::with_capacity(rest.len() * 3);
    let mut ends = Vec::with_capacity(kept.len());
    let mut start = 0;
    for (more, kept) in rest.split_terminator('\n').zip(kept) {
        let next = text.len();
        let end = (start + usize::from(*kept)).min(text.len());
        if text.is_char_boundary(start) && text.is_char_boundary(end) {
            text.extend_from_within(start..end);
        }
        text.push_str(more);
        ends.extend(u32::try_from(text.len()));
        text.push('\n');
        start = next;
    }
    Lines { text, ends }
}
