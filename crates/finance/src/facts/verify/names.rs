//! Who a text may speak of.

use std::{fmt, ops::Range};

use crate::Symbol;

/// The names of the companies whose facts are in the table, and a way to know other companies by name.
#[derive(Clone, Default)]
pub struct Names<'a> {
    companies: Vec<(Symbol, Vec<&'a str>)>,
    quotes: Vec<&'a str>,
    others: Option<&'a (dyn Fn(&str) -> bool + Sync)>,
}

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Names").field("companies", &self.companies).finish_non_exhaustive()
    }
}

/// Whom a name in a text means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// A company of the table.
    Company(Symbol),
    /// A company that the table knows nothing of.
    Other,
}

impl<'a> Names<'a> {
    /// Adds a company of the table with the names it is known by.
    #[must_use]
    pub fn with(mut self, company: Symbol, names: impl IntoIterator<Item = &'a str>) -> Self {
        let names = names.into_iter().filter(|name| 1 < name.len()).collect();
        self.companies.push((company, names));
        self
    }

    /// Adds words of others, in which digits and words mean no figures.
    #[must_use]
    pub fn with_quotes(mut self, quotes: impl IntoIterator<Item = &'a str>) -> Self {
        self.quotes.extend(quotes.into_iter().filter(|quote| 1 < quote.len()));
        self
    }

    /// Adds a way to tell whether a name is some other company's: a number about it is bound to no fact.
    #[must_use]
    pub fn with_others(mut self, others: &'a (dyn Fn(&str) -> bool + Sync)) -> Self {
        self.others = Some(others);
        self
    }

    /// All names, in which digits and words mean no figures.
    pub fn all(&self) -> Vec<&'a str> {
        let names = self.companies.iter().flat_map(|(_, names)| names.iter().copied());
        names.chain(self.quotes.iter().copied()).collect()
    }

    /// The company whose name begins with this word, in any case of letters.
    pub(super) fn beginning_with(&self, word: &str) -> Option<Named> {
        let begins = |name: &str| {
            let first = name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            first.eq_ignore_ascii_case(word)
        };
        let company =
            self.companies.iter().find(|(_, names)| names.iter().any(|name| begins(name)));
        company.map(|(symbol, _)| Named::Company(symbol.clone()))
    }

    /// The names in a text and where they stand, longest names first.
    pub(super) fn find(&self, text: &str) -> Vec<(Named, Range<usize>)> {
        let mut found = self.known(text);
        found.sort_by_key(|(_, span)| (span.start, std::cmp::Reverse(span.end)));
        let mut end = 0;
        found.retain(|(_, span)| {
            let free = end <= span.start;
            end = if free { span.end } else { end };
            free
        });
        if let Some(others) = self.others {
            let strange = others_in(text, others);
            let free = |span: &Range<usize>| {
                found.iter().all(|(_, known)| span.end <= known.start || known.end <= span.start)
            };
            let strange: Vec<_> = strange.into_iter().filter(free).collect();
            found.extend(strange.into_iter().map(|span| (Named::Other, span)));
            found.sort_by_key(|(_, span)| span.start);
        }
        found
    }

    fn known(&self, text: &str) -> Vec<(Named, Range<usize>)> {
        let mut found = Vec::new();
        for (symbol, names) in &self.companies {
            let ticker = Some(symbol.as_str()).filter(|ticker| 1 < ticker.len());
            for name in names.iter().copied().chain(ticker) {
                // Headlines are written in capitals.
                let loud = Some(name.to_uppercase()).filter(|loud| 3 < name.len() && loud != name);
                for spelling in [name].into_iter().chain(loud.as_deref()) {
                    let whole = text.match_indices(spelling).map(|(at, name)| at..at + name.len());
                    let whole = whole.filter(|span| is_whole(text, span));
                    found.extend(whole.map(|span| (Named::Company(symbol.clone()), span)));
                }
            }
        }
        found
    }
}

fn is_whole(text: &str, span: &Range<usize>) -> bool {
    let before = text.get(..span.start).and_then(|text| text.chars().next_back());
    let after = text.get(span.end..).and_then(|text| text.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// How many words the name of another company may have.
const WORDS_MAX: usize = 4;

/// The longest runs of capitalised words that are the name of another company.
fn others_in(text: &str, is_other: &dyn Fn(&str) -> bool) -> Vec<Range<usize>> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '&' | '.' | '-');
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (inside(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                start = None;
                words.push(from..at);
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    let capital = |word: &Range<usize>| {
        text.get(word.clone()).is_some_and(|t| t.starts_with(char::is_uppercase))
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = (1..=WORDS_MAX).rev().find_map(|count| {
            let run = words.get(at..at + count)?;
            let (first, last) = (run.first()?, run.last()?);
            let span = first.start..last.end;
            let name = text.get(span.clone())?;
            let apart = name.contains(['\n', ',', '|']);
            (capital(first) && capital(last) && !apart && is_other(name)).then_some((count, span))
        });
        match longest {
            Some((count, span)) => {
                found.push(span);
                at += count;
            }
            None => at += 1,
        }
    }
    found
}
