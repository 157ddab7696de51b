//! Names by their letters: what a misspelled word must mean, and which names are nearest to an unknown one.
//!
//! Names stand by their length, each with the set of its letters and the set of its pairs of letters; only names
//! whose sets are near to the word's are compared in full.

use std::sync::OnceLock;

use rust_decimal::Decimal;

use super::{Entry, Index, Kind, Target};
use crate::resolve::Alternative;

/// Only names of companies this large are meant by a misspelled word.
const KNOWN_RANK: u32 = 2_000;

/// Names of fewer letters are too easily mistaken for each other.
const LETTERS_MIN: usize = 4;

/// How many near names are offered.
const NEAR_MAX: usize = 3;

/// How many near names are compared in full.
const COMPARED_MAX: usize = 48;

/// How alike a name must be to be offered, from 0 to 1.
const ALIKE_MIN: f64 = 0.65;

/// The names by their letters, put in order when the first unknown word is met.
#[derive(Debug, Default)]
pub(super) struct Near {
    known: OnceLock<ByLength>,
    all: OnceLock<ByLength>,
}

impl PartialEq for Near {
    /// What is derived from the keys does not tell two indexes apart.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Near {}

/// Keys by how many letters they have.
#[derive(Debug, Default)]
struct ByLength(Vec<Vec<Spelling>>);

impl ByLength {
    /// Those whose letters are at most so many more or fewer.
    fn around(&self, letters: usize, apart: usize) -> impl Iterator<Item = &Spelling> {
        let from = letters.saturating_sub(apart).min(self.0.len());
        let to = (letters + apart + 1).min(self.0.len());
        self.0.get(from..to).unwrap_or_default().iter().flatten()
    }
}

/// The letters of a text as two sets, and which key it is.
#[derive(Debug, Clone, Copy)]
struct Spelling {
    /// A bit for each pair of neighbouring letters.
    pairs: u64,
    /// A bit for each letter.
    letters: u32,
    key: u32,
}

impl Spelling {
    fn of(text: &str, key: u32) -> Self {
        let (mut pairs, mut letters, mut before) = (0, 0, b' ');
        for byte in text.bytes() {
            let pair = u32::from(before) * 31 + u32::from(byte);
            pairs |= 1_u64 << (pair.wrapping_mul(2_654_435_769) >> 26);
            letters |= 1_u32 << (byte % 32);
            before = byte;
        }
        Self { pairs, letters, key }
    }

    /// Whether one may be the other with so many slips. A slip changes at most two letters and three pairs.
    fn may_be(&self, other: &Self, slips: usize) -> bool {
        let apart = |sets: u32| usize::try_from(sets).unwrap_or(usize::MAX);
        apart((self.letters ^ other.letters).count_ones()) <= 2 * slips
            && apart((self.pairs ^ other.pairs).count_ones()) <= 6 * slips
    }
}

/// A name that a misspelled text must mean.
#[derive(Debug, Clone, Copy)]
pub(in crate::resolve) struct Misspelled<'a> {
    pub(in crate::resolve) target: Target,
    pub(in crate::resolve) entry: Option<Entry<'a>>,
    /// How alike they are, from 0 to 1.
    pub(in crate::resolve) score: Decimal,
}

impl Index {
    /// The name that a misspelled text must mean, if any: a slip or two away, and no other as near.
    pub(in crate::resolve) fn misspelled(&self, text: &str) -> Option<Misspelled<'_>> {
        let letters = text.chars().count();
        if letters < LETTERS_MIN {
            return None;
        }
        let slips_max = if letters < 8 { 1 } else { 2 };
        let spelling = Spelling::of(text, 0);
        let known = self.near.known.get_or_init(|| self.by_length(is_known));
        let mut best: Option<(usize, u32, Target)> = None;
        for one in known.around(letters, slips_max) {
            if !one.may_be(&spelling, slips_max) {
                continue;
            }
            let key = self.keys.get(one.key as usize).unwrap_or_default();
            // Of four letters, another one or another first one makes another word: `Mega` is neither Meta nor Omega, but
            // `Nkie` is Nike.
            let other_letter = key.len() == text.len() && one.letters != spelling.letters;
            let other_head = key.bytes().next() != text.bytes().next();
            if letters == LETTERS_MIN && (other_letter || other_head) {
                continue;
            }
            let slips = strsim::osa_distance(text, key);
            if slips_max < slips || best.is_some_and(|(least, ..)| least < slips) {
                continue;
            }
            let Some(target) = self.targets.get(one.key as usize).copied() else { continue };
            let rank = self.meant(target).map_or(u32::MAX, |entry| entry.rank);
            if best.is_none_or(|(least, larger, _)| (slips, rank) < (least, larger)) {
                best = Some((slips, rank, target));
            }
        }
        let (slips, _, target) = best?;
        let percent = 100 - 100 * slips / letters.max(1);
        let score = Decimal::new(i64::try_from(percent).unwrap_or(0), 2);
        Some(Misspelled { target, entry: self.meant(target), score })
    }

    /// The names nearest to some words, by their letters; nobody twice.
    pub fn near(&self, text: &str) -> Vec<Alternative> {
        let wanted = crate::resolve::plain::name(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        let spelling = Spelling::of(&wanted, 0);
        let all = self.near.all.get_or_init(|| {
            self.by_length(|target| matches!(target.kind, Kind::Name | Kind::Other | Kind::Short))
        });
        let letters = wanted.chars().count();
        let apart = |one: &Spelling| (one.pairs ^ spelling.pairs).count_ones();
        let like = all.around(letters, 3 + letters / 3);
        let mut nearest: Vec<(u32, u32)> = like.map(|one| (apart(one), one.key)).collect();
        if COMPARED_MAX < nearest.len() {
            nearest.select_nth_unstable(COMPARED_MAX);
            nearest.truncate(COMPARED_MAX);
        }
        let mut scored: Vec<(f64, Entry<'_>)> = Vec::new();
        for (_, key) in nearest {
            let name = self.keys.get(key as usize).unwrap_or_default();
            let alike = strsim::jaro_winkler(&wanted, name);
            let target = self.targets.get(key as usize).copied();
            if ALIKE_MIN <= alike
                && let Some(entry) = target.and_then(|one| self.meant(one))
            {
                scored.push((alike, entry));
            }
        }
        scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.rank.cmp(&other.1.rank)));
        let mut near: Vec<Alternative> = Vec::new();
        let mut seen: Vec<Entry<'_>> = Vec::new();
        for (score, entry) in scored {
            if near.len() < NEAR_MAX && !seen.iter().any(|one| one.is_same_registrant(&entry)) {
                seen.push(entry);
                let score = Decimal::try_from(score).unwrap_or_default().round_dp(2);
                near.extend(Alternative::of(entry, score));
            }
        }
        near
    }

    fn by_length(&self, wanted: impl Fn(Target) -> bool) -> ByLength {
        let mut all = ByLength::default();
        let mut before = "";
        for ((at, target), key) in (0_u32..).zip(&self.targets).zip(self.keys.iter()) {
            let letters = key.chars().count();
            if key != before && LETTERS_MIN <= letters && wanted(*target) {
                if all.0.len() <= letters {
                    all.0.resize_with(letters + 1, Vec::new);
                }
                if let Some(some) = all.0.get_mut(letters) {
                    some.push(Spelling::of(key, at));
                }
                before = key;
            }
        }
        all
    }
}

/// Whether many people know the name.
fn is_known(target: Target) -> bool {
    match target.kind {
        Kind::Other => true,
        Kind::Name | Kind::Joined | Kind::Short => target.at < KNOWN_RANK,
        Kind::Head => target.at < KNOWN_RANK / 2,
    }
}
