//! Words that are nobody's name: misspelled ones, and those that nobody is listed under.

use rust_decimal::Decimal;

use super::{Scan, Taken, is_of_finance};
use crate::resolve::{
    Alternative, Unresolved,
    candidates::{self, Candidate},
    index::{Kind, Target},
    plain, words,
};

/// At most so many names of one text are held against every other by their letters.
const UNKNOWN_MAX: usize = 4;

impl Scan<'_, '_> {
    /// Words that are nobody's name: misspelled ones, and those that nobody is listed under.
    pub(super) fn misspelled_and_unknown(&mut self) {
        let mut compared = 0;
        for at in 0..self.text.words.len() {
            if UNKNOWN_MAX <= compared {
                return;
            }
            if !self.is_free(at, at) || !self.is_strange(at) {
                continue;
            }
            compared += 1;
            if !self.misspelled(at) {
                self.unknown(at);
            }
        }
    }

    /// Says of a word on one side of a `vs` that could be a name, beside a company, that it was not taken for one:
    /// nobody is left out of a comparison in silence.
    pub(super) fn left_out(&mut self, candidates: &[Vec<Candidate<'_>>]) {
        for (at, names) in candidates.iter().enumerate() {
            let Some(word) = self.text.get(at) else { continue };
            let named = names.iter().find(|name| name.last == at && name.kind() != Kind::Head);
            let known = named.is_some() || word.is_caps() && self.index.ticker(word.raw).is_some();
            let plain = words::is_business(&word.lower)
                || words::is_glue(&word.lower)
                || is_of_finance(word.raw)
                || word.lower.bytes().all(|byte| byte.is_ascii_digit());
            let left = self.is_free(at, at) && self.is_faced(at, at) && !self.taken.is_empty();
            if !left || !known || plain {
                continue;
            }
            let meant = named.and_then(|name| self.index.meant(*name.targets.first()?));
            let meant = meant.or_else(|| self.index.ticker(word.raw));
            let near = meant.and_then(|entry| Alternative::of(entry, Decimal::ONE));
            let (text, span) = (word.raw.to_owned(), word.span.clone());
            self.use_up(at, at);
            self.unresolved.push(Unresolved {
                text,
                span,
                note: None,
                near: near.into_iter().collect(),
            });
        }
    }

    /// Whether a word is of no language that we know, and long enough to be a name.
    fn is_strange(&self, at: usize) -> bool {
        let Some(word) = self.text.get(at) else { return false };
        let contracted =
            ["n't", "n’t", "'re", "’re", "'ve", "’ve", "'ll", "’ll", "'d", "’d", "'m", "’m"];
        2 < word.lower.len()
            && words::prior(&word.lower).is_none()
            && !contracted.iter().any(|ending| word.raw.ends_with(ending))
            && !words::is_business(&word.lower)
            && word.lower.chars().any(char::is_alphabetic)
            && !candidates::is_ordinary(&word.lower)
            && !word.lower.strip_suffix('s').is_some_and(candidates::is_ordinary)
            && !word.lower.contains(|c: char| c.is_ascii_digit())
            && !is_of_finance(word.raw)
    }

    /// Takes a word, with its neighbours where they are parts of the same name, for what it must be a slip of.
    fn misspelled(&mut self, at: usize) -> bool {
        let windows = [(1, 1), (0, 2), (2, 0), (1, 0), (0, 1), (0, 0)];
        for (back, ahead) in windows {
            let (Some(first), last) = (at.checked_sub(back), at + ahead) else { continue };
            let flows = (first..last).all(|word| {
                self.text.flows_on(word)
                    || self.text.get(word + 1).is_some_and(|next| next.gap.trim() == "&")
            });
            let taken = |at: usize| {
                let by_head =
                    |taken: &Taken| taken.by_head && first <= taken.first && taken.last <= last;
                self.is_free(at, at)
                    || self
                        .taken
                        .iter()
                        .any(|one| by_head(one) && (one.first..=one.last).contains(&at))
            };
            if !flows || last < first || !(first..=last).all(taken) || self.used.len() <= last {
                continue;
            }
            let ends_on_words =
                |at: usize| at != first && at != last || !words::is_glue(self.text.lower(at));
            if first != last && ![first, last].into_iter().all(ends_on_words) {
                continue;
            }
            let parts = (first..=last).map(|at| self.text.lower(at));
            let name = parts.filter(|word| !plain::is_joint(word)).collect::<Vec<_>>().join(" ");
            let enough_letters = if first == last { 4 } else { 8 };
            if name.len() < enough_letters
                || (first..last).len() != name.matches(' ').count() && name.len() < 10
            {
                continue;
            }
            if words::prior(&name).is_some() {
                continue;
            }
            let bare = name.strip_suffix('s').filter(|_| first == last);
            let slip = self.index.misspelled(&name);
            let slip = slip.or_else(|| bare.and_then(|bare| self.index.misspelled(bare)));
            let Some(slip) = slip else { continue };
            // Four letters with a slip are a name only where the sentence speaks of a company.
            if name.len() < 5 && self.scene(first, last).weight("") < 30 {
                continue;
            }
            self.taken.retain(|taken| taken.last < first || last < taken.first);
            match slip.entry {
                Some(entry) => {
                    let score = percent(slip.score).min(95);
                    let mut last = last;
                    while self.goes_on(entry, last) {
                        last += 1;
                    }
                    self.take(entry, first, last, score);
                }
                None => self.take_gone(first, last, slip.target),
            }
            return true;
        }
        false
    }

    fn take_gone(&mut self, first: usize, last: usize, target: Target) {
        let other = self.index.other(target.at);
        let note = other.and_then(|other| other.note).map(str::to_owned);
        let span = self.text.span(first, last);
        let text = self.text.raw.get(span.clone()).unwrap_or_default().to_owned();
        self.use_up(first, last);
        self.unresolved.push(Unresolved { text, span, note, near: Vec::new() });
    }

    /// Says that nobody is listed under a word, with the capitalised words around it.
    fn unknown(&mut self, at: usize) {
        let (mut first, mut last) = (at, at);
        while self.is_more_of_a_name(last + 1) && self.text.flows_on(last) {
            last += 1;
        }
        while self.text.is_capitalised(first)
            && first.checked_sub(1).is_some_and(|before| self.is_more_of_a_name(before))
            && self.text.flows_on(first - 1)
        {
            first -= 1;
        }
        let capital = (first..=last).any(|at| self.text.is_capitalised(at));
        let form = plain::is_form(self.text.lower(last)) && first < last;
        if !capital && !form && self.scene(first, last).weight("") < 30 {
            return;
        }
        let span = self.text.span(first, last);
        let text = self.text.raw.get(span.clone()).unwrap_or_default().to_owned();
        let near = self.index.near(&text);
        self.use_up(first, last);
        self.unresolved.push(Unresolved { text, span, note: None, near });
    }

    /// Whether a word can be part of an unknown name: with a capital, and none of finance or of sentences.
    fn is_more_of_a_name(&self, at: usize) -> bool {
        let Some(word) = self.text.get(at).filter(|_| self.is_free(at, at)) else { return false };
        let form = plain::is_form(&word.lower);
        let common = words::is_function(&word.lower) || words::is_business(&word.lower);
        word.is_capital() && (form || self.text.has_case && !common && !is_of_finance(word.raw))
    }
}

fn percent(score: Decimal) -> i32 {
    (score * Decimal::ONE_HUNDRED).round().try_into().unwrap_or(0)
}
