//! Companies of the same name: who else could be meant, and what to ask.

use finance::Symbol;

use super::{LARGE_RANK, Scan, hundredths};
use crate::resolve::{
    Alternative, Found,
    index::{Entry, Kind, Target},
};

/// A company of the same name is a rival where its place by market value is at most so many times as far down.
const RIVAL_RANKS: u32 = 8;

/// Beyond this rank a rival is at most twice as far down.
const RIVAL_RANK_MAX: u32 = 1_200;

impl<'i> Scan<'i, '_> {
    pub(super) fn alternatives(
        &self,
        best: Target,
        entry: Entry<'i>,
        rest: &[Target],
        score: i32,
    ) -> Vec<Alternative> {
        let mut others: Vec<Alternative> = Vec::new();
        for target in rest {
            let Some(other) = self.index.meant(*target) else { continue };
            if other.symbol == entry.symbol {
                continue;
            }
            let farthest = (entry.rank.saturating_add(8)).saturating_mul(RIVAL_RANKS);
            let farthest = farthest.min(RIVAL_RANK_MAX.max(entry.rank.saturating_mul(2)));
            let less = if other.is_same_registrant(&entry) {
                10
            } else if best.kind == Kind::Other {
                // Only what was reviewed as meaning several companies does.
                if target.kind == Kind::Other { 3 } else { 40 }
            } else if is_alike(target.kind, best.kind) && other.rank < farthest
                || best.kind != Kind::Name && both_large(entry, other)
            {
                3
            } else {
                40
            };
            others.extend(Alternative::of(other, hundredths((score - less).max(0))));
        }
        others
    }

    /// Where a name can mean several companies, and only one of them is of the industry of another company that is
    /// spoken of, it means that one.
    pub(super) fn told_apart_by_industry(&mut self) {
        let all: Vec<Symbol> = self.taken.iter().map(|taken| taken.found.symbol.clone()).collect();
        for (at, taken) in self.taken.iter_mut().enumerate() {
            let found = &mut taken.found;
            let others = || {
                let beside = all.iter().enumerate().filter(|(place, _)| *place != at);
                beside.map(|(_, symbol)| symbol).chain(&self.spoken_of)
            };
            let is_kin =
                |symbol: &Symbol| others().any(|other| self.index.is_same_industry(symbol, other));
            let rivals: Vec<Alternative> = found.rivals().cloned().collect();
            if rivals.is_empty() {
                continue;
            }
            let mut kin = rivals.iter().filter(|rival| is_kin(&rival.symbol));
            let (first, second) = (kin.next(), kin.next());
            let itself = is_kin(&found.symbol);
            let meant = match (itself, first, second) {
                (true, None, _) => None,
                (false, Some(rival), None) => Some(rival),
                _ => continue,
            };
            if let Some(entry) = meant.and_then(|rival| self.index.listing(&rival.symbol)) {
                let was = Alternative {
                    symbol: found.symbol.clone(),
                    name: std::mem::take(&mut found.name),
                    score: found.score,
                };
                found.alternatives.retain(|other| other.symbol.as_str() != entry.symbol);
                found.alternatives.insert(0, was);
                found.symbol = meant.map_or(found.symbol.clone(), |rival| rival.symbol.clone());
                entry.name.clone_into(&mut found.name);
                found.cik = entry.cik;
            }
            for other in &mut found.alternatives {
                other.score = other.score.min(found.score - hundredths(30));
            }
        }
    }
}

/// Whether two keys say equally much of the names they stand for.
fn is_alike(one: Kind, other: Kind) -> bool {
    let is_part = |kind| matches!(kind, Kind::Short | Kind::Head);
    is_part(one) == is_part(other)
}

/// Whether both are so large that nobody tells them apart by a part of their names.
fn both_large(one: Entry<'_>, other: Entry<'_>) -> bool {
    other.rank < LARGE_RANK && one.rank < LARGE_RANK && other.rank < one.rank.saturating_mul(3)
}

/// What to ask where a name means other companies almost as well.
pub(super) fn question(found: &Found) -> Option<String> {
    let mut names = vec![format!("{} ({})", found.name, found.symbol)];
    names.extend(found.rivals().take(3).map(|other| format!("{} ({})", other.name, other.symbol)));
    if names.len() < 2 {
        return None;
    }
    let last = names.pop()?;
    Some(format!("Do you mean {} or {last}?", names.join(", ")))
}
