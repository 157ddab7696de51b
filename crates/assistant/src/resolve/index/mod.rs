//! The index: every name and ticker by how it is compared, in one sorted list.
//!
//! Names that begin with the same words stand next to each other, so a text is held against them word by word.

mod build;
mod near;
mod pack;

use std::{borrow::Cow, ops::Range};

use finance::{Cik, Symbol};

pub use pack::IndexError;

/// What is found by names: listings, names of the past, and how they are compared.
#[derive(Debug, PartialEq, Eq)]
pub struct Index {
    /// Tickers, by listing, largest market value first.
    symbols: Lines,
    /// Names, by listing.
    names: Lines,
    /// Registrants' numbers by listing, 0 where none is known.
    ciks: Vec<u32>,
    /// Industries, each once; the first is that of listings whose industry is not known.
    industries: Lines,
    /// Which industry each listing is of.
    industry_of: Vec<u16>,
    /// The listings in the order of their tickers.
    by_symbol: Vec<u32>,
    /// Names as they are compared, sorted; a name stands once for each that it means.
    keys: Lines,
    /// Whom each key means.
    targets: Vec<Target>,
    /// Reviewed other names, each with its symbol, its fate and its note between tabs.
    others: Lines,
    near: near::Near,
}

/// Another name: whom it means today, and what happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// The name.
    pub name: String,
    /// Whom it means; of a company that is gone, who took it over.
    pub symbol: Option<Symbol>,
    /// Whether nobody is listed under it any more.
    pub gone: bool,
    /// What happened, or what it is.
    pub note: Option<String>,
}

/// Another name as the index knows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct OtherEntry<'a> {
    pub(super) name: &'a str,
    /// Whom it means; of a company that is gone, who took it over.
    pub(super) symbol: Option<&'a str>,
    /// Whether nobody is listed under it any more.
    pub(super) gone: bool,
    /// What happened, or what it is.
    pub(super) note: Option<&'a str>,
}

impl OtherEntry<'_> {
    /// What stands in its line for a name that is gone.
    const GONE: &'static str = "gone";

    fn line(other: &Other) -> String {
        let symbol = other.symbol.as_ref().map_or("", Symbol::as_str);
        let gone = if other.gone { Self::GONE } else { "" };
        let text = |text: &str| text.replace(['\t', '\n'], " ");
        let note = other.note.as_deref().unwrap_or_default();
        format!("{}\t{symbol}\t{gone}\t{}", text(&other.name), text(note))
    }

    fn of(line: &str) -> Option<OtherEntry<'_>> {
        let mut parts = line.splitn(4, '\t');
        let name = parts.next()?;
        let symbol = parts.next().filter(|symbol| !symbol.is_empty());
        let gone = parts.next()? == Self::GONE;
        let note = parts.next().filter(|note| !note.is_empty());
        Some(OtherEntry { name, symbol, gone, note })
    }

    fn to_other(self) -> Other {
        Other {
            name: self.name.to_owned(),
            symbol: self.symbol.and_then(|symbol| symbol.parse().ok()),
            gone: self.gone,
            note: self.note.map(str::to_owned),
        }
    }
}

/// How a key means a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A reviewed other name.
    Other,
    /// Its whole name.
    Name,
    /// Its name written without blanks.
    Joined,
    /// Its name without `Group` and the like.
    Short,
    /// The first words of its name.
    Head,
}

/// Whom a key means: a listing, or for `Kind::Other` one of the other names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Target {
    pub(super) kind: Kind,
    pub(super) at: u32,
}

impl Target {
    /// What is meant best comes first: a reviewed name, then the larger company, a whole name before a part of one.
    fn place(self) -> (bool, u32) {
        let weight = match self.kind {
            Kind::Other | Kind::Name | Kind::Joined => 1,
            Kind::Short => 2,
            Kind::Head => 4,
        };
        (self.kind != Kind::Other, (self.at + 8).saturating_mul(weight))
    }
}

/// A listing as the index knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its place by market value, 0 for the largest.
    pub rank: u32,
    /// Its ticker.
    pub symbol: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its registrant.
    pub cik: Option<Cik>,
}

impl Entry<'_> {
    /// Whether both are listings of one registrant.
    pub(super) fn is_same_registrant(&self, other: &Self) -> bool {
        self.symbol == other.symbol || self.cik.is_some() && self.cik == other.cik
    }
}

impl Index {
    /// The listing with that ticker.
    pub fn listing(&self, symbol: &Symbol) -> Option<Entry<'_>> {
        self.ticker(symbol.as_str())
    }

    /// How many listings it knows.
    pub fn listings(&self) -> usize {
        self.symbols.len()
    }

    /// The reviewed other names.
    pub fn others(&self) -> impl Iterator<Item = Other> {
        (0_u32..).map_while(|at| self.other(at)).map(OtherEntry::to_other)
    }

    /// A listing and the others of the same registrant.
    pub fn same_registrant(&self, symbol: &Symbol) -> Vec<Entry<'_>> {
        let Some(entry) = self.listing(symbol) else { return Vec::new() };
        std::iter::once(entry).chain(self.same_registrant_of(entry)).collect()
    }

    /// The other listings of the same registrant, largest first.
    pub(super) fn same_registrant_of(&self, entry: Entry<'_>) -> impl Iterator<Item = Entry<'_>> {
        let wanted = entry.cik.map_or(u32::MAX, |cik| cik.number());
        let same = self.ciks.iter().zip(0_u32..).filter(move |(cik, _)| **cik == wanted);
        let rank = entry.rank;
        same.filter(move |(_, at)| *at != rank).filter_map(|(_, at)| self.entry(at))
    }

    /// Whether both are known to be of one industry.
    pub(super) fn is_same_industry(&self, one: &Symbol, other: &Symbol) -> bool {
        let of = |symbol| {
            let entry = self.listing(symbol)?;
            self.industry_of.get(entry.rank as usize).copied().filter(|industry| 0 < *industry)
        };
        of(one).is_some_and(|industry| of(other) == Some(industry))
    }

    /// Every listing whose ticker or name begins so, largest first.
    pub fn beginning_with(&self, text: &str) -> impl Iterator<Item = Entry<'_>> {
        let (upper, lower) = (text.to_ascii_uppercase(), text.to_lowercase());
        let all = (0_u32..).map_while(|at| self.entry(at));
        all.filter(move |entry| {
            entry.symbol.starts_with(&upper) || entry.name.to_lowercase().starts_with(&lower)
        })
    }

    /// The listing with that ticker, in capitals and as the SEC writes it.
    pub(super) fn ticker(&self, upper: &str) -> Option<Entry<'_>> {
        let symbol = |at: &u32| self.symbols.get(*at as usize).unwrap_or_default();
        let place = self.by_symbol.binary_search_by(|at| symbol(at).cmp(upper)).ok()?;
        self.entry(*self.by_symbol.get(place)?)
    }

    pub(super) fn entry(&self, rank: u32) -> Option<Entry<'_>> {
        let at = rank as usize;
        let cik = self.ciks.get(at).and_then(|cik| Cik::from_number(*cik));
        Some(Entry { rank, symbol: self.symbols.get(at)?, name: self.names.get(at)?, cik })
    }

    pub(super) fn other(&self, at: u32) -> Option<OtherEntry<'_>> {
        OtherEntry::of(self.others.get(at as usize)?)
    }

    /// All keys.
    pub(super) fn all(&self) -> Range<usize> {
        0..self.keys.len()
    }

    /// Of some keys that begin with the same text, those in which `more` follows at `depth` bytes and ends a word.
    pub(super) fn narrowed(&self, keys: Range<usize>, depth: usize, more: &str) -> Range<usize> {
        let tail = |at: usize| {
            let key = self.keys.get(at).unwrap_or_default().as_bytes();
            key.get(depth..).unwrap_or_default()
        };
        let more = more.as_bytes();
        let begin = |at: usize| tail(at) < more;
        let from = partition(keys.clone(), begin);
        let inside = |at: usize| {
            let tail = tail(at);
            tail == more || tail.starts_with(more) && tail.get(more.len()) == Some(&b' ')
        };
        from..partition(from..keys.end, inside)
    }

    /// Of keys that begin with the same `depth` bytes, whom those mean that end there, largest first.
    pub(super) fn ending(&self, keys: Range<usize>, depth: usize) -> &[Target] {
        let ends = |at: usize| self.keys.get(at).is_some_and(|key| key.len() == depth);
        let end = partition(keys.clone(), ends);
        self.targets.get(keys.start..end).unwrap_or_default()
    }

    /// Whom a whole key means.
    pub(super) fn exact(&self, key: &str) -> &[Target] {
        if key.is_empty() {
            return &[];
        }
        self.ending(self.narrowed(self.all(), 0, key), key.len())
    }

    /// The listing that a target leads to; none for a company that is gone.
    pub(super) fn meant(&self, target: Target) -> Option<Entry<'_>> {
        match target.kind {
            Kind::Other => {
                let other = self.other(target.at).filter(|other| !other.gone)?;
                self.ticker(other.symbol?)
            }
            Kind::Name | Kind::Joined | Kind::Short | Kind::Head => self.entry(target.at),
        }
    }
}

/// The first place in a range where what held before no longer holds.
fn partition(range: Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let (mut from, mut to) = (range.start, range.end);
    while from < to {
        let middle = usize::midpoint(from, to);
        if holds(middle) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    from
}

/// Short texts that stand behind each other in a long one, which others may share; each is found by its number.
#[derive(Debug, Clone)]
pub(super) struct Lines {
    text: Cow<'static, str>,
    /// Where in the text the first begins.
    start: u32,
    ends: Vec<u32>,
}

impl PartialEq for Lines {
    /// Where the texts stand does not matter.
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Lines {}

impl Lines {
    fn of(lines: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let (mut text, mut ends) = (String::new(), Vec::new());
        for line in lines {
            text.push_str(line.as_ref());
            ends.extend(u32::try_from(text.len()));
        }
        Self { text: text.into(), start: 0, ends }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let start = match at.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => self.start,
        };
        self.text.get(start as usize..end as usize)
    }

    fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).filter_map(|at| self.get(at))
    }
}
