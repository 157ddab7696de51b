//! The glossary: terms of finance, each with its formula, how to read it, its trap, and a company whose figure shows it.

use std::{collections::HashMap, sync::LazyLock};

use finance::{Item, Symbol, facts::lexicon};

use crate::question::tokens::Token;

/// The terms: `## name`, then a line a key. No number stands in them: examples come from the data.
const TERMS: &str = include_str!("terms.md");

/// The longest name of a term, in words.
const WORDS_MAX: usize = 7;

/// A term of finance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// Its name, as it stands in a sentence.
    pub name: &'static str,
    /// The item that it is, where it is one: the formula stands in that item's table.
    pub item: Option<Item>,
    /// How it is computed, or what it consists of, where it is no item.
    pub formula: Option<&'static str>,
    /// A company and the item of it that shows the term.
    pub example: (Symbol, Item),
    /// What it tells and which direction is better.
    pub reading: &'static str,
    /// The commonest mistake.
    pub trap: &'static str,
    /// Names of terms that go with it.
    related: Vec<&'static str>,
    also: &'static str,
}

impl Term {
    /// The terms that go with it.
    pub fn related(&self) -> impl Iterator<Item = &'static Self> {
        self.related.iter().filter_map(|name| find(name))
    }
}

static ALL: LazyLock<Vec<Term>> = LazyLock::new(|| TERMS.split("\n## ").filter_map(read).collect());

/// Terms by their names, as words of a text are compared.
static NAMES: LazyLock<HashMap<String, &'static Term>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for term in ALL.iter() {
        for name in std::iter::once(term.name).chain(term.also.split(',')) {
            let words = lexicon::words_of(name).into_iter().map(|word| word.lower);
            let name = words.collect::<Vec<_>>().join(" ");
            if !name.is_empty() {
                names.entry(name).or_insert(term);
            }
        }
    }
    names
});

/// All terms.
pub fn terms() -> &'static [Term] {
    &ALL
}

/// The term of that name.
pub fn find(name: &str) -> Option<&'static Term> {
    let words = lexicon::words_of(name).into_iter().map(|word| word.lower);
    NAMES.get(&words.collect::<Vec<_>>().join(" ")).copied()
}

/// The terms that a question names, in its order, the longest name at each word.
pub(crate) fn named(tokens: &[Token]) -> Vec<&'static Term> {
    let mut found: Vec<&'static Term> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let longest = (1..=WORDS_MAX.min(tokens.len() - at)).rev().find_map(|count| {
            let words = tokens.get(at..at + count)?.iter().map(|token| token.lower.as_str());
            let name = words.collect::<Vec<_>>().join(" ");
            let singular = || NAMES.get(name.strip_suffix('s')?);
            Some((count, *NAMES.get(&name).or_else(singular)?))
        });
        match longest.or_else(|| shared_end(tokens, at)) {
            Some((count, term)) => {
                if !found.contains(&term) {
                    found.push(term);
                }
                at += count;
            }
            None => at += 1,
        }
    }
    found
}

/// A term whose last word stands with the next one: `gross` in `gross and net margin`.
fn shared_end(tokens: &[Token], at: usize) -> Option<(usize, &'static Term)> {
    let word = |ahead: usize| tokens.get(at + ahead).map(|token| token.lower.as_str());
    let joined = matches!(word(1)?, "and" | "or" | "vs" | "versus" | "from");
    let name = format!("{} {}", word(0)?, word(3).filter(|_| joined)?);
    Some((2, *NAMES.get(&name).or_else(|| NAMES.get(name.strip_suffix('s')?))?))
}

fn read(text: &'static str) -> Option<Term> {
    let text = text.trim_start_matches("## ");
    let (name, lines) = text.split_once('\n')?;
    let line = |key: &str| {
        let mut values = lines.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
        values.next().map(str::trim)
    };
    let (symbol, item) = line("example")?.split_once(' ')?;
    Some(Term {
        name: name.trim(),
        item: line("item").and_then(Item::find),
        formula: line("formula"),
        example: (symbol.parse().ok()?, Item::find(item)?),
        reading: line("reading")?,
        trap: line("trap")?,
        related: line("related").map_or(Vec::new(), |all| all.split(',').map(str::trim).collect()),
        also: line("also").unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_term_is_read_whole() {
        assert_eq!(TERMS.matches("## ").count(), ALL.len());
        assert!(80 <= ALL.len());
        for term in terms() {
            assert!(term.item.is_some() != term.formula.is_some(), "{}", term.name);
            assert!(!term.reading.is_empty() && !term.trap.is_empty(), "{}", term.name);
            assert!(!term.related.is_empty(), "{}", term.name);
            for related in &term.related {
                assert!(
                    find(related).is_some_and(|other| other != term),
                    "{}: {related}",
                    term.name
                );
            }
            let digits = [term.reading, term.trap, term.formula.unwrap_or_default()];
            assert!(!digits.concat().contains(|c: char| c.is_ascii_digit()), "{}", term.name);
        }
    }

    #[test]
    fn terms_are_found_by_any_of_their_names() {
        assert_eq!(find("gross profit margin"), find("Gross margin"));
        assert_eq!(find("P/E").map(|term| term.name), Some("P/E ratio"));
        assert_eq!(find("happiness"), None);
    }
}
