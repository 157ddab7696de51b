//! Names: those that are nothing else, and those in plain words where the sentence makes them one.

use super::{LARGE_RANK, Scan, hundredths, is_of_finance, is_part_of};
use crate::resolve::{
    Alternative, Unresolved,
    candidates::Candidate,
    evidence::{self, ENOUGH, Scene},
    index::Kind,
    plain,
    text::Word,
    words,
};

impl<'i, 't> Scan<'i, 't> {
    /// A name of which some word is nothing but a name.
    pub(super) fn sure_name(&mut self, at: usize, names: &[&Candidate<'i>]) {
        for name in names {
            let free = self.is_free(at, name.last);
            // A longer name in plain words comes before a shorter one that is sure: `M&T Bank` before `MT`.
            if free && name.is_ordinary() && at < name.last && self.is_weighty(at, name) {
                self.take_name(at, name, self.weight(at, name).clamp(ENOUGH, 100));
                return;
            }
            if free && !name.is_ordinary() && !self.is_cut_short(at, name) {
                let score = match name.kind() {
                    Kind::Name => 100,
                    Kind::Other => 98,
                    Kind::Short => 97,
                    Kind::Joined => 95,
                    Kind::Head => 90,
                };
                self.take_name(at, name, score);
                return;
            }
        }
    }

    /// Whether a name's first words are followed by words that make another name of it: `Delta Dental`.
    fn is_cut_short(&self, first: usize, name: &Candidate<'_>) -> bool {
        let Some(next) = self.text.get(name.last + 1) else { return false };
        let entry = name.targets.first().and_then(|target| self.index.meant(*target));
        let belongs = entry.is_some_and(|entry| is_part_of(&next.lower, entry.name));
        let small = entry.is_none_or(|entry| LARGE_RANK <= entry.rank);
        // `Mega Corp` is not Mega Fortune.
        if name.kind() == Kind::Head && small && !belongs && plain::is_form(&next.lower) {
            return self.text.flows_on(name.last);
        }
        name.kind() == Kind::Head
            && self.text.has_case
            && self.text.get(first).is_some_and(Word::is_capital)
            && self.text.flows_on(name.last)
            && next.is_capital()
            && !next.is_caps()
            && !belongs
            && !words::is_business(&next.lower)
            && !words::is_function(&next.lower)
            && !is_of_finance(next.raw)
    }

    /// A name in plain words, where the sentence makes it one.
    pub(super) fn weighed_name(&mut self, at: usize, names: &[Candidate<'i>]) {
        for name in names {
            let free = self.is_free(at, name.last);
            if !free || !name.is_ordinary() || self.is_cut_short(at, name) {
                continue;
            }
            if self.is_weighty(at, name) {
                self.take_name(at, name, self.weight(at, name).clamp(ENOUGH, 100));
                return;
            }
        }
    }

    fn is_weighty(&self, at: usize, name: &Candidate<'_>) -> bool {
        ENOUGH <= self.weight(at, name)
    }

    /// What speaks for a name in plain words, in hundredths.
    pub(super) fn weight(&self, at: usize, name: &Candidate<'_>) -> i32 {
        let entry = name.targets.first().and_then(|target| self.index.meant(*target));
        let rank = entry.map_or(1_000, |entry| entry.rank);
        let base = words::prior(&name.name).unwrap_or_else(|| prior(name, rank));
        let scene = self.scene(at, name.last);
        // Beside a company, the first word of a name is most often just a word, and so are several plain words:
        // `Humana medical costs`, `Morgan Stanley wealth management`.
        let single = at == name.last;
        let reviewed = words::prior(&name.name).is_some();
        let doubt = if single && name.kind() == Kind::Head && self.is_faced(at, at) && !reviewed {
            scene.company_beside / 3
        } else if self.is_joined(at, name.last) || single && name.kind() != Kind::Head {
            0
        } else if single {
            scene.company_beside
        } else {
            scene.company_beside / 2
        };
        base + scene.weight(&name.name) - doubt
    }

    /// Whether a word like `and` or a comma stands before or behind some words.
    fn is_joined(&self, first: usize, last: usize) -> bool {
        let comma = |at: usize| self.text.get(at).is_some_and(|word| word.gap.contains([',', '/']));
        let joint = |word: &str| evidence::is_connector(word);
        let words = joint(self.text.before(first)) || joint(self.text.behind(last));
        words || comma(first) || comma(last + 1)
    }

    pub(super) fn scene(&self, first: usize, last: usize) -> Scene<'_, 't> {
        Scene { text: &self.text, first, last, company_beside: self.company_beside(first, last) }
    }

    /// What the company beside some words says: `Visa and Mastercard`, `apple, msft`. What may be a company itself says
    /// less than what was found to be one.
    fn company_beside(&self, first: usize, last: usize) -> i32 {
        let found = |at: usize| self.used.get(at).copied().unwrap_or(false);
        let maybe = |at: usize| self.maybe.get(at).copied().unwrap_or(false);
        let faced = self.is_faced(first, last);
        if self.is_beside(first, last, found) {
            if faced { 65 } else { 45 }
        } else if self.is_beside(first, last, maybe) {
            if faced { 55 } else { 25 }
        } else {
            0
        }
    }

    /// Whether the words stand on one side of a `vs`.
    pub(super) fn is_faced(&self, first: usize, last: usize) -> bool {
        let versus = |word: &str| matches!(word, "vs" | "versus");
        // In `Citizens premiums vs Allstate` the premiums are what is compared.
        let led = |at: usize| self.used.get(at).copied().unwrap_or(false);
        let gap = self.text.get(first).map_or("", |word| word.gap);
        let of_another = first.checked_sub(1).is_some_and(led) && !gap.contains([',', '/']);
        versus(self.text.before(first)) || versus(self.text.behind(last)) && !of_another
    }

    fn is_beside(&self, first: usize, last: usize, is_company: impl Fn(usize) -> bool) -> bool {
        let gap = |at: usize| self.text.get(at).map_or("", |word| word.gap.trim());
        let before = first.checked_sub(1).is_some_and(|before| {
            let joined = evidence::is_connector(self.text.lower(before));
            let word = |back| before.checked_sub(back);
            // `Databricks valuation vs Snowflake`.
            let asked =
                |at: usize| words::is_business(self.text.lower(at)) && self.text.flows_on(at);
            is_company(before) && gap(first).len() < 2
                || joined && word(1).is_some_and(&is_company)
                || joined && word(1).is_some_and(asked) && word(2).is_some_and(&is_company)
        });
        let next = last + 1;
        let compared =
            matches!(self.text.lower(next), "compared" | "next" | "relative" | "opposed");
        before
            || is_company(next) && gap(next).len() < 2
            || evidence::is_connector(self.text.lower(next)) && is_company(next + 1)
            || compared && is_company(next + 2)
    }

    /// Takes a name for whom it means.
    fn take_name(&mut self, first: usize, name: &Candidate<'i>, score: i32) {
        let Some((best, rest)) = name.targets.split_first() else { return };
        let mut last = name.last;
        if best.kind == Kind::Other
            && let Some(other) = self.index.other(best.at)
            && (other.gone || other.symbol.is_none())
        {
            let span = self.text.span(first, last);
            let text = self.text.raw.get(span.clone()).unwrap_or_default().to_owned();
            let heir = other.symbol.and_then(|symbol| self.index.ticker(symbol));
            let near = heir.and_then(|entry| Alternative::of(entry, hundredths(60)));
            let near = near.into_iter().collect();
            while self.text.flows_on(last) && plain::is_form(self.text.behind(last)) {
                last += 1;
            }
            self.use_up(first, last);
            self.unresolved.push(Unresolved {
                text,
                span,
                note: other.note.map(str::to_owned),
                near,
            });
            return;
        }
        let Some(entry) = self.index.meant(*best) else { return };
        let alternatives = self.alternatives(*best, entry, rest, score);
        let note = match best.kind {
            Kind::Other => {
                self.index.other(best.at).and_then(|other| other.note).map(str::to_owned)
            }
            Kind::Name | Kind::Joined | Kind::Short | Kind::Head => None,
        };
        while self.goes_on(entry, last) {
            last += 1;
        }
        let by_head = best.kind == Kind::Head;
        if let Some(taken) = self.take(entry, first, last, score) {
            taken.by_head = by_head;
            taken.found.alternatives = alternatives;
            taken.found.note = note;
        }
    }
}

/// How likely plain words mean the company by themselves, in hundredths.
fn prior(name: &Candidate<'_>, rank: u32) -> i32 {
    let single = !name.name.contains(' ');
    if single && words::is_function(&name.name) {
        return -60;
    }
    if single && words::is_proper(&name.name) {
        return -60;
    }
    match (single, name.kind()) {
        (true, Kind::Head) if rank < LARGE_RANK => -25,
        (true, Kind::Head) => -45,
        (true, Kind::Other) => 15,
        (true, _) if rank < 300 => 20,
        (true, _) if rank < 1_500 => 10,
        (true, _) => -10,
        (false, Kind::Other) => 50,
        (false, Kind::Head) if rank < 600 => 40,
        (false, Kind::Head) if rank < 2_500 => 10,
        (false, Kind::Head) => -30,
        (false, _) if rank < 600 => 60,
        (false, _) if rank < 2_500 => 45,
        (false, _) if rank < 5_000 => 30,
        (false, _) => 10,
    }
}
