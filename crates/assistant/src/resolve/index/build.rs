//! Building an index from listings and other names.

use std::collections::{BTreeMap, BTreeSet};

use finance::Listing;

use super::{Index, Kind, Lines, Other, OtherEntry, Target, near::Near};
use crate::resolve::{plain, words};

/// Companies this large are known by the first word of their name, whatever word it is.
const KNOWN_RANK: u32 = 2_500;

/// A first word of fewer letters says too little.
const HEAD_LETTERS_MIN: usize = 4;

/// At most so many companies are kept for one key: the largest.
const TARGETS_MAX: usize = 5;

/// Other names of fewer letters are not written without blanks.
const JOINED_LETTERS_MIN: usize = 7;

/// Names of this many companies are also known written without blanks.
const JOINED_RANK: u32 = 2_500;

impl Index {
    /// An index over listings (largest market value first) and other names.
    pub fn new(listings: &[Listing], others: &[Other]) -> Self {
        let mut keys = Keys::default();
        for (at, other) in (0_u32..).zip(others) {
            let name = plain::name(&other.name);
            if name.contains(' ') && JOINED_LETTERS_MIN <= name.len() {
                keys.add(name.replace(' ', ""), Kind::Other, at);
            }
            keys.add(name, Kind::Other, at);
        }
        let mains = mains(listings);
        for (at, listing) in (0_u32..).zip(listings) {
            // A company's other listings are found by their tickers and by the words for their class.
            let is_main = listing
                .cik
                .map_or(oddness(listing) < 3, |cik| mains.get(&cik.number()) == Some(&at));
            keys.listing(at, listing, is_main);
        }
        let (keys, targets) = keys.sorted();
        let symbols = Lines::of(listings.iter().map(|listing| listing.symbol.as_str()));
        let mut by_symbol: Vec<u32> = (0..).take(listings.len()).collect();
        by_symbol.sort_by_key(|at| symbols.get(*at as usize));
        let named: BTreeSet<&str> = listings.iter().map(|one| one.industry.as_str()).collect();
        let industries: Vec<&str> =
            std::iter::once("").chain(named.into_iter().filter(|name| !name.is_empty())).collect();
        let place = |listing: &Listing| {
            let at = industries.binary_search(&listing.industry.as_str()).unwrap_or(0);
            u16::try_from(at).unwrap_or(0)
        };
        let industry_of = listings.iter().map(place).collect();
        Self {
            symbols,
            names: Lines::of(listings.iter().map(|listing| listing.name.as_str())),
            ciks: listings
                .iter()
                .map(|listing| listing.cik.map_or(0, |cik| cik.number()))
                .collect(),
            industries: Lines::of(industries.iter().copied()),
            industry_of,
            by_symbol,
            keys,
            targets,
            others: Lines::of(others.iter().map(OtherEntry::line)),
            near: Near::default(),
        }
    }
}

/// The listing by which each registrant is known: common shares on an exchange before notes, preferred shares,
/// warrants and trades over the counter.
fn mains(listings: &[Listing]) -> BTreeMap<u32, u32> {
    let mut mains: BTreeMap<u32, (u8, u32)> = BTreeMap::new();
    for (at, listing) in (0_u32..).zip(listings) {
        let Some(cik) = listing.cik else { continue };
        let place = (oddness(listing), at);
        let main = mains.entry(cik.number()).or_insert(place);
        *main = place.min(*main);
    }
    mains.into_iter().map(|(cik, (_, at))| (cik, at)).collect()
}

/// How far a listing is from common shares on an exchange.
fn oddness(listing: &Listing) -> u8 {
    const ODD: [&str; 8] =
        ["%", "Note", "Preferred", "Warrant", "Debenture", "Right", "Unit", "Due "];
    let symbol = listing.symbol.as_str();
    let names = || std::iter::once(&listing.name).chain(&listing.also);
    let preferred =
        symbol.contains("-P") || names().any(|name| ODD.iter().any(|odd| name.contains(odd)));
    let suffix = symbol.len() == 5 && symbol.ends_with(['W', 'R', 'U', 'P', 'Z']);
    let exchange = matches!(listing.exchange.as_str(), "NYSE" | "Nasdaq" | "CBOE" | "AMEX");
    3 * u8::from(preferred) + u8::from(suffix) + 2 * u8::from(!exchange)
}

/// Keys in the making.
#[derive(Default)]
struct Keys(BTreeMap<String, Vec<Target>>);

impl Keys {
    fn add(&mut self, key: String, kind: Kind, at: u32) {
        if key.is_empty() {
            return;
        }
        let targets = self.0.entry(key).or_default();
        // Listings come in the order of their size, so the first of a kind is the largest.
        let is_other = |target: &Target| (target.kind == Kind::Other) != (kind == Kind::Other);
        if targets.iter().all(|target| is_other(target) || target.at != at) {
            targets.push(Target { kind, at });
        }
    }

    fn listing(&mut self, at: u32, listing: &Listing, is_main: bool) {
        for name in std::iter::once(&listing.name).chain(&listing.also) {
            match name.rsplit_once(" Class ") {
                Some((head, class)) if class.len() == 1 => {
                    let class = class.to_lowercase();
                    self.add(format!("{} class {class}", plain::name(head)), Kind::Name, at);
                }
                Some(_) | None if is_main => self.name(at, name),
                Some(_) | None => {}
            }
        }
    }

    fn name(&mut self, at: u32, name: &str) {
        let whole = plain::name(name);
        if let Some(with_s) = with_its_s(name) {
            self.add(plain::name(&with_s), Kind::Name, at);
        }
        if at < JOINED_RANK && whole.contains(' ') {
            self.add(whole.replace(' ', ""), Kind::Joined, at);
        }
        if let Some(short) = plain::short(name).filter(|short| 2 < short.len()) {
            // `On Holding` is not meant by `on`.
            if !words::is_function(&short) {
                self.add(short, Kind::Short, at);
            }
        }
        for (end, _) in whole.match_indices(' ') {
            let head = whole.get(..end).unwrap_or_default();
            let single = !head.contains(' ');
            let strange =
                !words::is_english(head) && !words::is_proper(head) && !words::is_term(head);
            let letters_min = HEAD_LETTERS_MIN - usize::from(strange);
            let says_much = letters_min <= head.len() && (at < KNOWN_RANK || strange);
            if !single || says_much && !words::is_function(head) {
                self.add(head.to_owned(), Kind::Head, at);
            }
        }
        self.add(whole, Kind::Name, at);
    }

    fn sorted(self) -> (Lines, Vec<Target>) {
        let mut keys = Vec::new();
        let mut all = Vec::new();
        for (key, mut targets) in self.0 {
            // What is meant best comes first: a reviewed name, a whole name, the largest company.
            targets.sort_by_key(|target| target.place());
            targets.truncate(TARGETS_MAX);
            for target in targets {
                keys.push(key.clone());
                all.push(target);
            }
        }
        (Lines::of(keys.iter().map(String::as_str)), all)
    }
}

/// `McDonald's` → `McDonalds`, for those who leave out the apostrophe.
fn with_its_s(name: &str) -> Option<String> {
    let with_s = name.replace("'s", "s").replace("’s", "s").replace("'S", "S").replace("’S", "S");
    (with_s != name).then_some(with_s)
}
