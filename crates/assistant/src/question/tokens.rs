//! A question as a row of words, with one sign for each company.

use std::ops::Range;

use finance::facts::lexicon;

use crate::resolve::words;

/// Stands for a company.
pub(crate) const COMPANY: &str = "@";

/// At most so many words may stand where a pattern has `*`.
const GAP_MAX: usize = 4;

/// No question is read beyond this many words.
const WORDS_MAX: usize = 2_000;

/// A word of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// In lower case, without a possessive ending; `@` for a company.
    pub(crate) lower: String,
    /// Its bytes.
    pub(crate) span: Range<usize>,
}

/// The words of a text; those of a company's name are one.
pub(crate) fn tokens(text: &str, companies: &[Range<usize>]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut spans: Vec<&Range<usize>> = companies.iter().collect();
    spans.sort_by_key(|span| span.start);
    let mut open = spans.into_iter().peekable();
    for word in lexicon::words_of(text).into_iter().take(WORDS_MAX) {
        while let Some(span) = open.next_if(|span| span.start < word.span.end) {
            if word.span.start < span.end {
                tokens.push(Token { lower: COMPANY.to_owned(), span: span.clone() });
            }
        }
        let inside = tokens
            .iter()
            .rev()
            .take(2)
            .any(|token| token.lower == COMPANY && word.span.start < token.span.end);
        if !inside {
            let before = tokens.last().map_or("", |token| token.lower.as_str());
            let year = short_year(text, &word.lower, &word.span, before);
            let lower =
                year.or_else(|| put_right(&word.lower).map(str::to_owned)).unwrap_or(word.lower);
            tokens.push(Token { lower, span: word.span });
        }
    }
    tokens
}

/// The whole year that two digits stand for: `'22`, `fiscal 22`, `fy'22`.
fn short_year(text: &str, word: &str, span: &Range<usize>, before: &str) -> Option<String> {
    let digits = word.strip_prefix("fy").unwrap_or(word).trim_start_matches(['\'', '’']);
    let number: u8 = digits.parse().ok().filter(|_| digits.len() == 2)?;
    let marked = word.len() != digits.len()
        || text.get(..span.start).is_some_and(|head| head.ends_with(['\'', '’']))
        || text.get(span.clone()).is_some_and(|word| word.starts_with(['\'', '’']))
        || matches!(before, "fy" | "fiscal");
    let century = if number < 50 { 20 } else { 19 };
    marked.then(|| format!("{century}{number:02}"))
}

/// Words of finance that are often misspelled.
const VOCABULARY: [&str; 40] = [
    "revenue",
    "margin",
    "margins",
    "income",
    "statement",
    "balance",
    "sheet",
    "dividend",
    "dividends",
    "earnings",
    "profit",
    "operating",
    "equity",
    "liabilities",
    "assets",
    "inventory",
    "financials",
    "ratios",
    "overview",
    "report",
    "compare",
    "price",
    "share",
    "shares",
    "stock",
    "quarter",
    "growth",
    "depreciation",
    "amortization",
    "expenditure",
    "capitalization",
    "valuation",
    "receivables",
    "research",
    "buybacks",
    "trailing",
    "profitable",
    "gross",
    "return",
    "expenses",
];

/// The word of finance that a word of no language must be.
fn put_right(word: &str) -> Option<&'static str> {
    let letters = word.len();
    if letters < 5 || !word.is_ascii() || words::is_english(word) {
        return None;
    }
    let near = |known: &&&str| {
        known.len().abs_diff(letters) <= 1
            && known.as_bytes().first() == word.as_bytes().first()
            && strsim::osa_distance(word, known) == 1
    };
    VOCABULARY.iter().find(near).copied()
}

/// Where a pattern first stands in a row of words: words, `@` for a company, `*` for a few words or none, `^` and
/// `$` for the row's ends.
pub(crate) fn find(tokens: &[Token], pattern: &str) -> Option<Range<usize>> {
    let parts: Vec<&str> = pattern.split(' ').collect();
    find_parts(tokens, &parts, 0)
}

/// Where parts of a pattern first stand, from a place on.
pub(super) fn find_parts(tokens: &[Token], parts: &[&str], from: usize) -> Option<Range<usize>> {
    (from..=tokens.len()).find_map(|at| Some(at..matched(tokens, parts, at)?))
}

/// Where a pattern that starts at a place ends.
pub(super) fn matched(tokens: &[Token], parts: &[&str], at: usize) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    match *part {
        "^" => (at == 0).then(|| matched(tokens, rest, at)).flatten(),
        "$" => (at == tokens.len()).then(|| matched(tokens, rest, at)).flatten(),
        "*" => (at..=at + GAP_MAX).find_map(|at| matched(tokens, rest, at)),
        word => {
            let same = tokens.get(at).is_some_and(|token| token.lower == word);
            same.then(|| matched(tokens, rest, at + 1)).flatten()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_digits_are_a_year_where_they_are_marked() {
        let last = |text: &str| tokens(text, &[]).pop().unwrap().lower;
        assert_eq!(last("revenue in '22"), "2022");
        assert_eq!(last("revenue fiscal 22"), "2022");
        assert_eq!(last("revenue fy'23"), "2023");
        assert_eq!(last("revenue of 22"), "22");
    }

    #[test]
    fn companies_are_one_word_and_patterns_are_found() {
        let text = "How is Bank of America's stock doing?";
        let all = tokens(text, std::slice::from_ref(&(7..22)));
        let words: Vec<_> = all.iter().map(|token| token.lower.as_str()).collect();
        assert_eq!(words, ["how", "is", "@", "stock", "doing"]);
        assert_eq!(find(&all, "how is @"), Some(0..3));
        assert_eq!(find(&all, "is * doing $"), Some(1..5));
        assert_eq!(find(&all, "^ stock"), None);
    }
}
