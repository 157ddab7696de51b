//! Tickers: marked ones, rows of them, and those that are also words.

use super::{Scan, hundredths, is_of_finance};
use crate::resolve::{
    Alternative, Unresolved,
    evidence::{self, ENOUGH},
    index::{Entry, Kind, Target},
    plain,
    text::Word,
    words,
};

/// A longer row of words in capitals is a sentence.
const ROW_MAX: usize = 8;

/// A ticker in lower case is one of a company of this rank or larger, unless the sentence speaks of a company.
const LOWER_TICKER_RANK: u32 = 4_000;

/// Letters behind these words are no tickers: `class C`, `vitamin D`.
const LETTERED: [&str; 13] = [
    "class", "series", "vitamin", "plan", "grade", "type", "part", "option", "phase", "round",
    "tier", "figure", "exhibit",
];

impl<'i> Scan<'i, '_> {
    /// A ticker behind `$` or an exchange's name, whatever it spells.
    pub(super) fn marked_ticker(&mut self, at: usize) {
        if !self.text.is_marked(at) || !self.is_free(at, at) {
            return;
        }
        if let Some((entry, last)) = self.entry_of_ticker(at) {
            self.take_ticker(entry, at, last, 100);
        } else if let Some(word) = self.text.get(at) {
            let (text, span) = (word.raw.to_owned(), word.span.clone());
            let near = self.index.near(&text);
            self.use_up(at, at);
            self.unresolved.push(Unresolved { text, span, note: None, near });
        }
    }

    /// A ticker with its class: `BRK.B`, `BRK/B`.
    pub(super) fn ticker_of_class(&mut self, at: usize) {
        if self.is_free(at, at)
            && self.text.get(at).is_some_and(Word::is_caps)
            && let Some((entry, last)) = self.entry_of_ticker(at).filter(|(_, last)| at < *last)
        {
            self.take_ticker(entry, at, last, 100);
        }
    }

    /// The listing whose ticker stands at a word, and the last word of it: `BRK.B` is two.
    fn entry_of_ticker(&self, at: usize) -> Option<(Entry<'i>, usize)> {
        let word = self.text.get(at)?;
        let upper = word.raw.to_uppercase().replace('.', "-");
        if let Some(class) = self.text.get(at + 1)
            && matches!(class.gap, "." | "-" | "/")
            && class.lower.len() == 1
            && let Some(entry) =
                self.index.ticker(&format!("{upper}-{}", class.lower.to_uppercase()))
        {
            return Some((entry, at + 1));
        }
        Some((self.index.ticker(&upper)?, at))
    }

    /// Whether the text is nothing but tickers, in capitals: `HD LOW`.
    pub(super) fn is_row_of_tickers(&self) -> bool {
        let several = (2..=ROW_MAX).contains(&self.text.words.len());
        let all = (0..self.text.words.len())
            .all(|at| self.joins_tickers(at) || self.entry_of_ticker(at).is_some());
        let plain = |gap: &str| gap.chars().all(|c| c.is_whitespace() || c == ',');
        let rows = self.text.words.iter().all(|word| word.is_caps() && plain(word.gap));
        several && all && rows
    }

    pub(super) fn any_ticker(&mut self, at: usize) {
        if let Some((entry, last)) = self.entry_of_ticker(at).filter(|_| !self.joins_tickers(at)) {
            self.take_ticker(entry, at, last, 95);
        }
    }

    /// Whether a word is a part of another: `SG&A`, `pre-tax`.
    fn is_part_of_a_word(&self, at: usize) -> bool {
        let joined = |at: usize| {
            self.text.get(at).is_some_and(|word| match word.gap {
                "&" => true,
                "-" => word.raw.starts_with(char::is_lowercase),
                _ => false,
            })
        };
        joined(at) || joined(at + 1)
    }

    fn joins_tickers(&self, at: usize) -> bool {
        let word = self.text.lower(at);
        1 < word.len() && evidence::is_connector(word)
    }

    /// A ticker in capitals that is no word of English.
    pub(super) fn ticker(&mut self, at: usize) {
        let Some(word) = self.text.get(at) else { return };
        let is_ticker = (self.text.has_lower || self.text.words.len() < ROW_MAX)
            && word.is_caps()
            && 1 < word.lower.len()
            && !words::is_term(&word.lower)
            && !words::is_english(&word.lower)
            && !words::is_proper(&word.lower);
        if is_ticker
            && !self.is_part_of_a_word(at)
            && self.is_free(at, at)
            && let Some((entry, last)) = self.entry_of_ticker(at)
        {
            self.take_ticker(entry, at, last, 97);
        }
    }

    /// A ticker that is also a word, a letter or in lower case, where the sentence makes it one.
    pub(super) fn weighed_ticker(&mut self, at: usize) {
        let Some(weight) = self.ticker_weight(at).filter(|weight| ENOUGH <= *weight) else {
            return;
        };
        if let Some((entry, last)) = self.entry_of_ticker(at) {
            self.take_ticker(entry, at, last, weight.clamp(ENOUGH, 97));
        }
    }

    /// What speaks for such a ticker, in hundredths.
    pub(super) fn ticker_weight(&self, at: usize) -> Option<i32> {
        let free = self.is_free(at, at) && !self.is_part_of_a_word(at);
        let word = self.text.get(at).filter(|_| free)?;
        let (entry, last) = self.entry_of_ticker(at)?;
        let lower_form = plain::is_form(&word.lower) && !word.is_caps();
        if words::is_term(&word.lower) || lower_form {
            return None;
        }
        let scene = self.scene(at, last);
        let mut weight = scene.weight(&word.lower);
        let word_of_english = words::is_english(&word.lower) || words::is_proper(&word.lower);
        let single = word.lower.len() == 1;
        let caps = word.is_caps() && (self.text.has_lower || self.text.words.len() < ROW_MAX);
        let names_stock = matches!(self.text.behind(last), "stock" | "shares" | "share" | "ticker");
        weight += match (caps, single, word_of_english) {
            (true, true, _) if last == at => {
                let lettered = LETTERED.contains(&self.text.before(at));
                let joins = |gap: &str| gap.contains(['&', '/']);
                let joined =
                    joins(word.gap) || self.text.get(at + 1).is_some_and(|next| joins(next.gap));
                let article = matches!(word.lower.as_str(), "i" | "a");
                let initial = self.text.get(at + 1).is_some_and(|next| next.gap.starts_with('.'));
                let next = self.text.get(at + 1);
                let asked = next.is_some_and(|next| !next.opens && is_of_finance(next.raw));
                if lettered || joined || article || initial {
                    -100
                } else if self.is_faced(at, at) || asked && word.opens {
                    20
                } else {
                    -10
                }
            }
            (true, false, true) if words::is_function(&word.lower) => {
                if self.is_emphasis(at) {
                    -100
                } else {
                    10
                }
            }
            (true, _, true) if self.text.words.len() < 5 => 50,
            (true, _, _) => 20,
            // Nobody writes a ticker with one capital, unless a sentence begins with it.
            (false, ..) if word.is_capital() && self.text.has_case && !word.opens => -100,
            (false, false, false) if entry.rank < LOWER_TICKER_RANK => 20 + 10 * letters(word.raw),
            (false, false, false) => 10 * letters(word.raw),
            (false, ..) => -100,
        };
        if caps && names_stock {
            weight += 20;
        }
        if caps && word.possessive {
            weight += 25;
        }
        let bracketed = word.gap.ends_with('(')
            && self.text.raw.get(word.span.end..).is_some_and(|rest| rest.starts_with(')'));
        if bracketed && caps {
            weight += 60;
        }
        Some(weight)
    }

    /// Whether capitals of a plain word only stress it: `ALL my money`, `in ONE stock`.
    fn is_emphasis(&self, at: usize) -> bool {
        let before = self.text.before(at);
        let led = !before.is_empty()
            && words::is_function(before)
            && !matches!(
                before,
                "is" | "of"
                    | "does"
                    | "did"
                    | "about"
                    | "and"
                    | "or"
                    | "vs"
                    | "for"
                    | "compare"
                    | "versus"
                    | "has"
            );
        1 < self.text.stressed || led
    }

    fn take_ticker(&mut self, entry: Entry<'i>, first: usize, last: usize, score: i32) {
        let lower = self.text.lower(first).to_owned();
        // A reviewed meaning of capitals comes before a ticker, and so does the whole name of a larger company: `HP` is
        // HP Inc., not Helmerich & Payne.
        let is_name = |target: &&Target| match target.kind {
            Kind::Other => true,
            Kind::Name => target.at < entry.rank,
            Kind::Joined | Kind::Short | Kind::Head => false,
        };
        let other = self.index.exact(&lower).first().filter(is_name);
        let other = other.filter(|_| !self.text.is_marked(first) && first == last);
        if let Some((other, found)) = other.and_then(|one| Some((one, self.index.meant(*one)?))) {
            let note = Some(other.at).filter(|_| other.kind == Kind::Other);
            let note = note.and_then(|at| self.index.other(at)?.note).map(str::to_owned);
            if let Some(taken) = self.take(found, first, last, 98) {
                taken.by_ticker = true;
                taken.found.note = note;
            }
            return;
        }
        let classes = self.index.same_registrant_of(entry);
        let classes = classes.filter_map(|other| Alternative::of(other, hundredths(score - 10)));
        let classes = classes.collect();
        let mut last = last;
        while self.goes_on(entry, last) {
            last += 1;
        }
        if let Some(taken) = self.take(entry, first, last, score) {
            taken.by_ticker = true;
            taken.found.alternatives = classes;
        }
    }
}

/// Letters of a ticker, as far as they make it surer.
fn letters(raw: &str) -> i32 {
    i32::try_from(raw.len().min(4)).unwrap_or(4) - 1
}
