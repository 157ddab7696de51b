//! Names by their letters: what a misspelled word must mean, and which names are nearest to an unknown one.
//!
//! Every name has a mask of its pairs of letters; only names whose mask is near to the word's are compared in full.

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
const ALIKE_MIN: f64 = 0.80;

/// The masks, made when the first unknown word is met.
#[derive(Debug, Default)]
pub(super) struct Near {
    known: OnceLock<Vec<Masked>>,
    all: OnceLock<Vec<Masked>>,
}

impl PartialEq for Near {
    /// What is derived from the keys does not tell two indexes apart.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Near {}

/// A key with the mask of its letters.
#[derive(Debug, Clone, Copy)]
struct Masked {
    mask: u64,
    letters: u8,
    key: u32,
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
        let mask = mask(text);
        let known = self.near.known.get_or_init(|| self.masked(is_known));
        let mut best: Option<(usize, u32, Target)> = None;
        for one in known {
            // A slip changes at most three pairs of letters.
            let apart = usize::from(one.letters).abs_diff(letters);
            let pairs_max = 6 * u32::try_from(slips_max).unwrap_or(1);
            if slips_max < apart || pairs_max < (one.mask ^ mask).count_ones() {
                continue;
            }
            let key = self.keys.get(one.key as usize).unwrap_or_default();
            let slips = strsim::osa_distance(text, key);
            let Some(target) = self.targets.get(one.key as usize).copied() else { continue };
            let rank = self.meant(target).map_or(u32::MAX, |entry| entry.rank);
            let is_better = best.is_none_or(|(least, larger, _)| (slips, rank) < (least, larger));
            if slips <= slips_max && is_better {
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
        let mask = mask(&wanted);
        let all = self.near.all.get_or_init(|| {
            self.masked(|target| matches!(target.kind, Kind::Name | Kind::Other | Kind::Short))
        });
        let letters = wanted.chars().count();
        let like = |one: &Masked| usize::from(one.letters).abs_diff(letters) <= 3 + letters / 3;
        let apart = |one: &Masked| (one.mask ^ mask).count_ones();
        let mut nearest: Vec<(u32, u32)> =
            all.iter().filter(|one| like(one)).map(|one| (apart(one), one.key)).collect();
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

    fn masked(&self, wanted: impl Fn(Target) -> bool) -> Vec<Masked> {
        let mut masked = Vec::with_capacity(self.keys.len());
        let mut before = "";
        for (at, target) in (0_u32..).zip(&self.targets) {
            let key = self.keys.get(at as usize).unwrap_or_default();
            let letters = u8::try_from(key.chars().count()).unwrap_or(u8::MAX);
            if key != before && LETTERS_MIN <= usize::from(letters) && wanted(*target) {
                masked.push(Masked { mask: mask(key), letters, key: at });
                before = key;
            }
        }
        masked
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

/// A bit for each pair of neighbouring letters.
fn mask(text: &str) -> u64 {
    let mut mask = 0;
    let mut before = b' ';
    for byte in text.bytes() {
        let pair = u32::from(before) * 31 + u32::from(byte);
        mask |= 1_u64 << (pair.wrapping_mul(2_654_435_769) >> 26);
        before = byte;
    }
    mask
}
