//! Words that are not names: of English, of questions, of finance; and what tells a name from a word.

mod senses;

pub(super) use senses::{prior, refused_by_neighbours};

use std::{collections::HashSet, sync::LazyLock};

/// English words, sorted, one a line, without those that follow from others by a common ending or beginning:
/// the common ones, and rarer ones that are written like a ticker or a company's name, or nearly so.
const ENGLISH: &str = include_str!("english.txt");

/// Words that hold sentences together: articles, pronouns, prepositions, auxiliaries.
const GLUE: &str = include_str!("glue.txt");

/// Words of questions, of money, and those that stand before nouns: alone, like `GLUE`, they never name a company.
const FUNCTION: &str = include_str!("function.txt");

/// Months, places, peoples, institutions and the like: written with a capital, and no companies.
const PROPER: &str = include_str!("proper.txt");

/// Abbreviations of finance, business and chat that are also tickers.
const TERMS: &str = include_str!("terms.txt");

/// Words that speak of a company when they follow its name.
const BUSINESS: &str = include_str!("business.txt");

static GLUE_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| set(GLUE));
static FUNCTION_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| set(FUNCTION));
static PROPER_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| set(PROPER));
static TERMS_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| set(TERMS));
static BUSINESS_SET: LazyLock<HashSet<&str>> = LazyLock::new(|| set(BUSINESS));

fn set(words: &'static str) -> HashSet<&'static str> {
    let lines = words.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
}

/// Endings of words that follow from others. With the first of a pair gone, the second may have been there before.
const ENDINGS: [(&str, &[&str]); 29] = [
    ("s", &[""]),
    ("es", &[""]),
    ("d", &[""]),
    ("ed", &[""]),
    ("r", &[""]),
    ("er", &["", "e"]),
    ("rs", &[""]),
    ("ers", &["", "e"]),
    ("ly", &[""]),
    ("ment", &[""]),
    ("ments", &[""]),
    ("ness", &[""]),
    ("ing", &["", "e"]),
    ("ings", &["", "e"]),
    ("able", &["", "e"]),
    ("ist", &[""]),
    ("ists", &[""]),
    ("ion", &["", "e"]),
    ("ions", &["", "e"]),
    ("ation", &["", "e"]),
    ("ations", &["", "e"]),
    ("ies", &["y"]),
    ("ied", &["y"]),
    ("ier", &["y"]),
    ("iest", &["y"]),
    ("ily", &["y"]),
    ("iness", &["y"]),
    ("est", &["", "e"]),
    ("ism", &[""]),
];

/// Endings before which a last letter is doubled: `run`, `running`.
const DOUBLING: [&str; 4] = ["ing", "ings", "ed", "er"];

/// Beginnings of words that follow from others.
const BEGINNINGS: [&str; 8] = ["un", "over", "under", "re", "non", "mis", "out", "pre"];

/// A shorter rest is no word that another follows from.
const STEM_LETTERS_MIN: usize = 3;

/// Whether it is a word of English, in lower case.
pub(crate) fn is_english(word: &str) -> bool {
    let is_stem = |stem: &str| STEM_LETTERS_MIN <= stem.len() && is_listed(stem);
    let by_ending = || {
        ENDINGS.iter().any(|(ending, before)| {
            let Some(rest) = word.strip_suffix(ending) else { return false };
            let mut last = rest.bytes().rev();
            let (one, other) = (last.next(), last.next());
            let doubled = one.is_some() && one == other && DOUBLING.contains(ending);
            let single = || rest.get(..rest.len().saturating_sub(1)).unwrap_or_default();
            before.iter().any(|before| match *before {
                "" => is_stem(rest) || doubled && is_stem(single()),
                letter => is_stem(&format!("{rest}{letter}")),
            })
        })
    };
    let by_beginning =
        || BEGINNINGS.iter().any(|beginning| word.strip_prefix(beginning).is_some_and(is_stem));
    is_function(word) || is_listed(word) || by_ending() || by_beginning() || is_british(word)
}

/// Whether the American spelling of a British word is listed: `amortisation`, `utilised`.
fn is_british(word: &str) -> bool {
    const SPELLINGS: [(&str, &str); 9] = [
        ("isation", "ization"),
        ("isations", "izations"),
        ("ise", "ize"),
        ("ised", "ized"),
        ("ises", "izes"),
        ("ising", "izing"),
        ("yse", "yze"),
        ("ysing", "yzing"),
        ("our", "or"),
    ];
    SPELLINGS.iter().any(|(ending, american)| {
        let stem = word.strip_suffix(ending).filter(|stem| STEM_LETTERS_MIN <= stem.len());
        stem.is_some_and(|stem| is_english(&format!("{stem}{american}")))
    })
}

fn is_listed(word: &str) -> bool {
    let bytes = ENGLISH.as_bytes();
    let (mut from, mut to) = (0, bytes.len());
    while from < to {
        let middle = usize::midpoint(from, to);
        let head = bytes.get(..middle).unwrap_or_default();
        let start = head.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let rest = ENGLISH.get(start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        match line.cmp(word) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => from = start + line.len() + 1,
            std::cmp::Ordering::Greater => to = start,
        }
    }
    false
}

/// Whether the word only holds sentences together.
pub(super) fn is_glue(word: &str) -> bool {
    GLUE_SET.contains(word)
}

/// Whether the word, alone, never names a company.
pub(super) fn is_function(word: &str) -> bool {
    FUNCTION_SET.contains(word) || is_glue(word)
}

/// Whether the word has a capital without being a company's name.
pub(super) fn is_proper(word: &str) -> bool {
    PROPER_SET.contains(word)
}

/// Whether the word, in lower case, abbreviates a term.
pub(super) fn is_term(word: &str) -> bool {
    TERMS_SET.contains(word)
}

/// Whether the word speaks of a company: `stock`, `earnings`, `profitable`.
pub(super) fn is_business(word: &str) -> bool {
    BUSINESS_SET.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_english_words_are_sorted_and_found() {
        let lines: Vec<&str> = ENGLISH.lines().collect();
        assert!(lines.is_sorted(), "binary search wants them sorted");
        for at in [0, 1, 17, lines.len() / 2, lines.len() - 2, lines.len() - 1] {
            assert!(is_english(lines[at]), "{}", lines[at]);
        }
        assert!(is_english("cash") && is_english("the") && !is_english("nvidia"));
        assert!(is_english("running") && is_english("deliveries") && is_english("utilization"));
        assert!(!is_english("") && !is_english("zzzzzz") && !is_english("ß"));
    }
}
