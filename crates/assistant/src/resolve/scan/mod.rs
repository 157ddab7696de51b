//! Finding the companies of a text: the sure ones first, then what they and the sentence make of the rest.

mod names;
mod rivals;
mod strange;
mod tickers;

use finance::{Symbol, facts::lexicon};
use rust_decimal::Decimal;

use super::{
    Found, Resolved, Unresolved,
    candidates::{self, Candidate},
    index::{Entry, Index},
    plain,
    text::Text,
};

/// Companies this large are known by the first word of their name as well as by the whole of it.
const LARGE_RANK: u32 = 700;

/// Words that weigh at least this much speak for each other: `ford or gm`.
const MAYBE: i32 = 25;

/// How often what was found is used to weigh the rest: a list of five names needs four.
const ROUNDS_MAX: usize = 4;

/// No text names more companies than this many, each time counted.
const COMPANIES_MAX: usize = 200;

impl Index {
    /// The companies that a text names, in its order, each once.
    pub fn resolve(&self, text: &str) -> Resolved {
        self.resolve_among(text, &[])
    }

    /// The same, where these companies were spoken of before: of two with the same name the one of their industry
    /// is meant.
    pub fn resolve_among(&self, text: &str, spoken_of: &[Symbol]) -> Resolved {
        let mut scan = Scan::new(self, Text::read(text));
        scan.spoken_of = spoken_of.to_vec();
        scan.run()
    }
}

/// Words that name a company.
struct Taken {
    first: usize,
    last: usize,
    /// Whether its ticker was written.
    by_ticker: bool,
    /// Whether only the first words of its name were.
    by_head: bool,
    found: Found,
}

struct Scan<'i, 't> {
    index: &'i Index,
    text: Text<'t>,
    /// Whether a word is part of a name already.
    used: Vec<bool>,
    taken: Vec<Taken>,
    unresolved: Vec<Unresolved>,
    /// Companies of before.
    spoken_of: Vec<Symbol>,
    /// Whether a word may be a company, were anything beside it to say so.
    maybe: Vec<bool>,
}

impl<'i, 't> Scan<'i, 't> {
    fn new(index: &'i Index, text: Text<'t>) -> Self {
        let used = vec![false; text.words.len()];
        Self {
            index,
            text,
            used,
            taken: Vec::new(),
            unresolved: Vec::new(),
            spoken_of: Vec::new(),
            maybe: Vec::new(),
        }
    }

    fn run(mut self) -> Resolved {
        let words = self.text.words.len();
        for at in 0..words {
            self.marked_ticker(at);
            self.ticker_of_class(at);
        }
        let candidates: Vec<Vec<Candidate<'i>>> =
            (0..words).map(|at| candidates::at(self.index, &self.text, at)).collect();
        if self.is_row_of_tickers() {
            for at in 0..words {
                self.any_ticker(at);
            }
        }
        for (at, names) in candidates.iter().enumerate() {
            let (longer, single): (Vec<_>, Vec<_>) = names.iter().partition(|name| at < name.last);
            // `GE Vernova` before `GE`, and that before a name of one word.
            self.sure_name(at, &longer);
            self.ticker(at);
            self.sure_name(at, &single);
        }
        self.mark_maybe(&candidates);
        for _ in 0..ROUNDS_MAX {
            let before = self.taken.len() + self.unresolved.len();
            for (at, names) in candidates.iter().enumerate() {
                self.weighed_name(at, names);
                self.weighed_ticker(at);
            }
            if before == self.taken.len() + self.unresolved.len() {
                break;
            }
        }
        self.misspelled_and_unknown();
        self.left_out(&candidates);
        self.finish()
    }

    fn is_free(&self, first: usize, last: usize) -> bool {
        self.used.get(first..=last).is_some_and(|used| used.iter().all(|used| !used))
    }

    /// Marks the words that may be companies, were anything beside them to say so.
    fn mark_maybe(&mut self, candidates: &[Vec<Candidate<'i>>]) {
        let mut maybe = vec![false; self.text.words.len()];
        for (at, names) in candidates.iter().enumerate() {
            let name = names.iter().find(|name| {
                let faced = self.is_faced(at, name.last);
                let enough = if faced { 0 } else { MAYBE };
                name.is_ordinary() && self.is_free(at, name.last) && enough <= self.weight(at, name)
            });
            let ticker = self.is_free(at, at)
                && self.ticker_weight(at).is_some_and(|weight| MAYBE <= weight);
            let last = name.map_or(at, |name| name.last);
            if name.is_some() || ticker {
                maybe.iter_mut().take(last + 1).skip(at).for_each(|one| *one = true);
            }
        }
        self.maybe = maybe;
    }

    /// Whether the next word belongs to the name: a legal form, a misspelled rest of it, its ticker in brackets.
    fn goes_on(&self, entry: Entry<'_>, last: usize) -> bool {
        let Some(next) = self.text.get(last + 1).filter(|_| self.is_free(last + 1, last + 1))
        else {
            return false;
        };
        if next.gap.trim() == "(" {
            return next.raw == entry.symbol;
        }
        let possessive = self.text.get(last).is_some_and(|word| word.possessive);
        let form =
            plain::is_form(&next.lower) && (next.gap.trim().is_empty() || next.gap.trim() == ",");
        form && !next.opens
            || self.text.flows_on(last) && !possessive && is_part_of(&next.lower, entry.name)
    }

    /// Takes words for a listing; the rest of what was found is the taker's to add.
    fn take(
        &mut self,
        entry: Entry<'i>,
        first: usize,
        last: usize,
        score: i32,
    ) -> Option<&mut Taken> {
        let symbol = entry.symbol.parse().ok()?;
        self.use_up(first, last);
        if COMPANIES_MAX <= self.taken.len() {
            return None;
        }
        let found = Found {
            symbol,
            name: entry.name.to_owned(),
            cik: entry.cik,
            span: self.text.span(first, last),
            score: hundredths(score),
            alternatives: Vec::new(),
            note: None,
        };
        self.taken.push(Taken { first, last, by_ticker: false, by_head: false, found });
        self.taken.last_mut()
    }

    fn use_up(&mut self, first: usize, last: usize) {
        for used in self.used.iter_mut().take(last + 1).skip(first) {
            *used = true;
        }
    }

    fn finish(mut self) -> Resolved {
        self.taken.sort_by_key(|taken| taken.first);
        self.unresolved.sort_by_key(|name| name.span.start);
        self.told_apart_by_industry();
        let mut all: Vec<Taken> = Vec::new();
        for taken in self.taken {
            let same = |known: &Taken| {
                let (one, other) = (&known.found, &taken.found);
                let both = known.by_ticker && taken.by_ticker;
                one.symbol == other.symbol || !both && one.cik.is_some() && one.cik == other.cik
            };
            if !all.iter().any(same) {
                all.push(taken);
            }
        }
        let companies: Vec<Found> = all.into_iter().map(|taken| taken.found).collect();
        let ask = companies.iter().find_map(rivals::question);
        Resolved { companies, unresolved: self.unresolved, ask }
    }
}

fn hundredths(score: i32) -> Decimal {
    Decimal::new(i64::from(score), 2)
}

/// Whether a word is one of a company's name, give or take a slip.
fn is_part_of(word: &str, name: &str) -> bool {
    let parts = plain::words(name);
    parts.iter().skip(1).any(|part| {
        part.lower == word
            || 4 < word.len()
                && 4 < part.lower.len()
                && strsim::osa_distance(word, &part.lower) <= 2
    })
}

/// Whether the text is an item or a period.
fn is_of_finance(raw: &str) -> bool {
    !lexicon::items_in(raw).is_empty() || !lexicon::periods_in(raw).is_empty()
}
