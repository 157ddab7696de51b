//! A text as its reader sees it: words with what their writing and their neighbours tell.

use std::ops::Range;

use super::{plain, words};

/// Longer texts are read up to here: nobody names companies beyond it.
const BYTES_MAX: usize = 20_000;

/// A text is a title where more than this share of its longer words have capitals, in hundredths.
const TITLE_PERCENT: usize = 65;

/// Names that are written with an exclamation mark.
const EXCLAIMING: [&str; 2] = ["yum", "yahoo"];

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word<'a> {
    /// As it is written, without a possessive ending.
    pub(super) raw: &'a str,
    /// As it is compared.
    pub(super) lower: String,
    /// Its bytes.
    pub(super) span: Range<usize>,
    /// Whether `'s` follows.
    pub(super) possessive: bool,
    /// How it is written.
    pub(super) case: Case,
    /// Whether a sentence begins with it.
    pub(super) opens: bool,
    /// What stands between it and the word before.
    pub(super) gap: &'a str,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    /// Without a capital at its head.
    Lower,
    /// With a capital at its head.
    Capital,
    /// In capitals only.
    Caps,
}

impl Case {
    fn of(word: &str) -> Self {
        let upper = word.chars().any(char::is_uppercase);
        match word.chars().next() {
            Some(_) if upper && !word.chars().any(char::is_lowercase) => Self::Caps,
            Some(first) if first.is_uppercase() => Self::Capital,
            Some(_) | None => Self::Lower,
        }
    }
}

impl Word<'_> {
    /// Whether it begins with a capital.
    pub(super) fn is_capital(&self) -> bool {
        self.case == Case::Capital || self.is_caps() && self.raw.starts_with(char::is_uppercase)
    }

    /// Whether it is a single capital, or capitals with stops between.
    fn is_initial(&self) -> bool {
        self.is_caps() && (self.lower.len() == 1 || self.raw.contains('.'))
    }

    /// Whether all its letters are capitals.
    pub(super) fn is_caps(&self) -> bool {
        self.case == Case::Caps
    }
}

/// A text, word by word.
#[derive(Debug)]
pub(super) struct Text<'a> {
    /// The text, as far as it is read.
    pub(super) raw: &'a str,
    /// Its words.
    pub(super) words: Vec<Word<'a>>,
    /// Whether capitals mean something: it has both cases and is no title.
    pub(super) has_case: bool,
    /// Whether it has letters in lower case.
    pub(super) has_lower: bool,
    /// How many of its words speak of companies.
    business: usize,
    /// How many plain words it has in capitals.
    pub(super) stressed: usize,
}

impl<'a> Text<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        let mut end = text.len().min(BYTES_MAX);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let raw = text.get(..end).unwrap_or_default();
        let mut words: Vec<Word<'a>> = Vec::new();
        let mut before = 0;
        for word in plain::words(raw) {
            let gap = raw.get(before..word.span.start).unwrap_or_default();
            let endings = ["'s", "’s", "'S", "’S"];
            let gap = endings.iter().find_map(|ending| gap.strip_prefix(ending)).unwrap_or(gap);
            // A name's own mark ends no sentence: `Yum! Brands`.
            let exclaims =
                words.last().is_some_and(|word| EXCLAIMING.contains(&word.lower.as_str()));
            let gap = gap.strip_prefix('!').filter(|_| exclaims).unwrap_or(gap);
            let text = raw.get(word.span.clone()).unwrap_or_default();
            before = word.span.end;
            // The stop of an initial ends no sentence: `U.S. Steel`.
            let initial = gap.trim() == "." && words.last().is_some_and(Word::is_initial);
            words.push(Word {
                raw: text,
                lower: word.lower,
                span: word.span,
                possessive: word.possessive,
                case: Case::of(text),
                opens: words.is_empty() || !initial && ends_a_sentence(gap),
                gap,
            });
        }
        let has_lower = raw.chars().any(char::is_lowercase);
        let has_case = has_lower && !is_title(&words);
        let business = words.iter().filter(|word| words::is_business(&word.lower)).count();
        let is_stressed = |word: &&Word<'_>| {
            word.is_caps() && 1 < word.lower.len() && words::is_function(&word.lower)
        };
        let stressed = words.iter().filter(is_stressed).count();
        Self { raw, words, has_case, has_lower, business, stressed }
    }

    pub(super) fn get(&self, at: usize) -> Option<&Word<'a>> {
        self.words.get(at)
    }

    /// Whether words outside of these speak of companies.
    pub(super) fn speaks_of_business(&self, first: usize, last: usize) -> bool {
        let inside = (first..=last).filter(|at| words::is_business(self.lower(*at))).count();
        inside < self.business
    }

    /// A word as it is compared; nothing beyond the text's ends.
    pub(super) fn lower(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.lower.as_str())
    }

    /// The word before, in the same clause.
    pub(super) fn before(&self, at: usize) -> &str {
        let opens = self.words.get(at).is_none_or(|word| word.opens || word.gap.contains(','));
        match at.checked_sub(1) {
            Some(before) if !opens => self.lower(before),
            Some(_) | None => "",
        }
    }

    /// The word behind, in the same sentence.
    pub(super) fn behind(&self, last: usize) -> &str {
        match self.words.get(last + 1) {
            Some(word) if !word.opens => &word.lower,
            Some(_) | None => "",
        }
    }

    /// Whether the word behind follows after nothing but a blank or a hyphen.
    pub(super) fn flows_on(&self, last: usize) -> bool {
        self.words.get(last + 1).is_some_and(|word| {
            let gap = word.gap.trim_start_matches(['\'', '’', '"', '”', '“', ')', '*', '™', '®']);
            !word.opens && gap.chars().all(|c| c.is_whitespace() || c == '-')
        })
    }

    /// Whether a capital at this word says that it is a name.
    pub(super) fn is_capitalised(&self, at: usize) -> bool {
        self.has_case && self.words.get(at).is_some_and(|word| word.is_capital() && !word.opens)
    }

    /// The bytes from one word to another.
    pub(super) fn span(&self, first: usize, last: usize) -> Range<usize> {
        let start = self.words.get(first).map_or(0, |word| word.span.start);
        start..self.words.get(last).map_or(start, |word| word.span.end)
    }

    /// Whether a word stands behind `$` or an exchange's name.
    pub(super) fn is_marked(&self, at: usize) -> bool {
        let Some(word) = self.words.get(at) else { return false };
        let letters = word.raw.starts_with(|c: char| c.is_alphabetic());
        let before = at.checked_sub(1).map_or("", |before| self.lower(before));
        let exchange =
            matches!(before, "nasdaq" | "nyse" | "amex" | "nysearca" | "otc" | "otcmkts")
                && word.gap.trim() == ":";
        let named = matches!(before, "ticker" | "symbol") && word.is_caps();
        letters && (word.gap.ends_with('$') || exchange || named)
    }
}

fn ends_a_sentence(gap: &str) -> bool {
    let mut stop = false;
    for c in gap.chars() {
        match c {
            '?' | '!' | '\n' | ';' => return true,
            '.' | ':' => stop = true,
            _ if c.is_whitespace() && stop => return true,
            // The stop of an abbreviation: `Apple Inc., Intuit`.
            _ => stop = false,
        }
    }
    false
}

/// Whether capitals stand at most words, as in headings.
fn is_title(words: &[Word<'_>]) -> bool {
    let longer = words.iter().filter(|word| 3 < word.lower.len());
    let (mut all, mut capitals) = (0, 0);
    for word in longer {
        all += 1;
        capitals += usize::from(word.is_capital());
    }
    5 < all && TITLE_PERCENT * all < 100 * capitals
}
