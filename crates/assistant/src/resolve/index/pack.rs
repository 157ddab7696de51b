//! The index as bytes, so that it is ready at once where it was built before.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Index, Kind, Lines, Target, near::Near};

/// The version of the form and of how names are compared; bytes of another one are refused.
const VERSION: u32 = 2;

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
    /// Its texts and their lengths do not fit together.
    #[error("the names in the index of names do not fit their lengths")]
    Lengths,
}

/// What an index is kept as, behind all its texts; how many bytes those have stands last.
#[derive(Serialize, Deserialize)]
struct Packed<'a> {
    version: u32,
    /// How many bytes of the key before each key begins with; only the rest is kept.
    kept: &'a [u8],
    /// The bytes of each text, the lower byte first.
    #[serde(borrow)]
    lengths: Texts<Cow<'a, [u8]>>,
    ciks: Vec<u32>,
    industry_of: Vec<u16>,
    by_symbol: Vec<u32>,
    targets: Vec<u32>,
}

/// One thing for each kind of texts, in their order.
#[derive(Serialize, Deserialize)]
struct Texts<T> {
    symbols: T,
    names: T,
    industries: T,
    others: T,
    keys: T,
}

const KINDS: [Kind; 5] = [Kind::Other, Kind::Name, Kind::Joined, Kind::Short, Kind::Head];

impl Index {
    /// The index as bytes.
    pub fn pack(&self) -> Result<Vec<u8>, IndexError> {
        let (keys, kept) = self.front_coded();
        let kind =
            |target: &Target| KINDS.iter().zip(0_u32..).find(|(one, _)| **one == target.kind);
        let number = |target| kind(target).map_or(0, |(_, kind)| kind + 5 * target.at);
        let packed = Packed {
            version: VERSION,
            kept: &kept,
            lengths: Texts {
                symbols: lengths(&self.symbols)?,
                names: lengths(&self.names)?,
                industries: lengths(&self.industries)?,
                others: lengths(&self.others)?,
                keys: lengths(&keys)?,
            },
            ciks: self.ciks.clone(),
            industry_of: self.industry_of.clone(),
            by_symbol: self.by_symbol.clone(),
            targets: self.targets.iter().map(number).collect(),
        };
        let texts = [&self.symbols, &self.names, &self.industries, &self.others, &keys];
        let mut bytes: Vec<u8> =
            texts.into_iter().flat_map(Lines::iter).flat_map(str::bytes).collect();
        let text = u32::try_from(bytes.len()).map_err(|_| IndexError::Lengths)?;
        bytes.extend(postcard::to_allocvec(&packed)?);
        bytes.extend(text.to_le_bytes());
        Ok(bytes)
    }

    /// The index that was packed; its texts stay where they are.
    pub fn unpack(bytes: &'static [u8]) -> Result<Self, IndexError> {
        let (rest, length) = bytes.split_last_chunk().ok_or(IndexError::Lengths)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let (text, numbers) = rest.split_at_checked(length).ok_or(IndexError::Lengths)?;
        let (found, _) = postcard::take_from_bytes::<u32>(numbers)?;
        if found != VERSION {
            return Err(IndexError::Version { found });
        }
        let Packed { kept, lengths, ciks, industry_of, by_symbol, targets, .. } =
            postcard::from_bytes(numbers)?;
        let mut end = 0;
        let [symbols, names, industries, others] =
            [lengths.symbols, lengths.names, lengths.industries, lengths.others].map(|lengths| {
                let start = end;
                let ends = each(&lengths).map(|length| {
                    end += u32::from(length);
                    end
                });
                (start, ends.collect::<Vec<u32>>())
            });
        let end = usize::try_from(end).unwrap_or(usize::MAX);
        let (text, rest) = text.split_at_checked(end).ok_or(IndexError::Lengths)?;
        let keys = whole_keys(rest, &lengths.keys, kept)?;
        let text = str::from_utf8(text).map_err(|_| IndexError::Lengths)?;
        let lines = |(start, ends)| Lines { text: text.into(), start, ends };
        let target = |number: u32| {
            let kind = KINDS.get(number as usize % KINDS.len()).copied().unwrap_or(Kind::Name);
            Target { kind, at: number / 5 }
        };
        Ok(Self {
            symbols: lines(symbols),
            names: lines(names),
            ciks,
            industries: lines(industries),
            industry_of,
            by_symbol,
            keys,
            targets: targets.into_iter().map(target).collect(),
            others: lines(others),
            near: Near::default(),
        })
    }

    /// The keys without what each has in common with the one before, and how many bytes that is.
    fn front_coded(&self) -> (Lines, Vec<u8>) {
        let (mut rest, mut kept) = (Vec::new(), Vec::with_capacity(self.keys.len()));
        let mut before = "";
        for key in self.keys.iter() {
            let same = key.bytes().zip(before.bytes()).take_while(|(one, other)| one == other);
            let mut same = same.count().min(usize::from(u8::MAX));
            while !key.is_char_boundary(same) {
                same -= 1;
            }
            kept.push(u8::try_from(same).unwrap_or_default());
            rest.push(key.get(same..).unwrap_or_default());
            before = key;
        }
        (Lines::of(rest), kept)
    }
}

/// The length of each text in two bytes.
fn lengths<'a>(lines: &Lines) -> Result<Cow<'a, [u8]>, IndexError> {
    let length = |line: &str| u16::try_from(line.len()).map_err(|_| IndexError::Lengths);
    let lengths = lines.iter().map(length).collect::<Result<Vec<u16>, _>>()?;
    Ok(lengths.into_iter().flat_map(u16::to_le_bytes).collect())
}

fn each(lengths: &[u8]) -> impl Iterator<Item = u16> {
    lengths.as_chunks().0.iter().map(|bytes| u16::from_le_bytes(*bytes))
}

/// The keys, each behind the first bytes of the one before.
fn whole_keys(rest: &[u8], lengths: &[u8], kept: &[u8]) -> Result<Lines, IndexError> {
    let mut text = Vec::with_capacity(rest.len() * 3);
    let mut ends = Vec::with_capacity(kept.len());
    let (mut read, mut start) = (0, 0);
    for (length, kept) in each(lengths).zip(kept) {
        let next = text.len();
        text.extend_from_within(start..(start + usize::from(*kept)).min(next));
        let end = read + usize::from(length);
        text.extend_from_slice(rest.get(read..end).ok_or(IndexError::Lengths)?);
        ends.extend(u32::try_from(text.len()));
        (read, start) = (end, next);
    }
    let text = String::from_utf8(text).map_err(|_| IndexError::Lengths)?;
    Ok(Lines { text: text.into(), start: 0, ends })
}
