//! Phrasings: sentences with holes, and what a hole is filled with.

/// What a phrasing speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// An amount of two years.
    Amount,
    /// A margin or a return of two years.
    Rate,
    /// A net loss.
    Loss,
    /// One item of two companies.
    Pair,
    /// Two items of one company.
    Two,
    /// Diluted earnings per share of two years.
    PerShare,
}

/// A sentence with holes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Phrasing {
    pub(super) class: Class,
    pub(super) text: &'static str,
}

pub(super) const fn of(class: Class, text: &'static str) -> Phrasing {
    Phrasing { class, text }
}

impl Phrasing {
    pub(super) fn has(self, hole: &str) -> bool {
        self.text.contains(&format!("{{{hole}}}"))
    }

    /// Whether it says which way something went.
    pub(super) fn has_way(self) -> bool {
        [
            "rose",
            "rise",
            "rise_inf",
            "a_rise",
            "up",
            "up_adj",
            "higher",
            "more",
            "growing",
            "gone",
            "risen",
            "more_in_time",
            "rose_its",
            "more_than",
            "lifted",
            "widened",
            "moved",
            "beat",
            "sign",
            "large",
        ]
        .iter()
        .any(|hole| self.has(hole))
    }

    /// Whether its number is a bound or about right, so that a small error leaves it true.
    pub(super) fn is_soft(self) -> bool {
        [
            "about",
            "about_bare",
            "between_to",
            "between",
            "floor",
            "floor_more",
            "ceiling",
            "ceiling_nearly",
            "GW",
            "VW",
        ]
        .iter()
        .any(|hole| self.has(hole))
    }
}
