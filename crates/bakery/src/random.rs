//! Chance that is the same on every machine: `SplitMix64` (Steele, Lea and Flood, “Fast splittable pseudorandom number
//! generators”, 2014).

/// A stream of numbers.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from the first to the last, each as likely as the other.
    pub(crate) fn between(&mut self, first: i64, last: i64) -> i64 {
        let span = u64::try_from(last - first + 1).unwrap_or(1).max(1);
        first + i64::try_from(self.next() % span).unwrap_or_default()
    }

    /// A number around another, at most so many of a thousand away; those near it are likelier.
    pub(crate) fn around(&mut self, of: i64, per_mille: i64) -> i64 {
        // Three throws added up lie near their middle.
        let far = per_mille * 1_000;
        let thrown: i64 = (0..3).map(|_| self.between(-far, far)).sum();
        of + of * thrown / 3_000_000
    }
}
