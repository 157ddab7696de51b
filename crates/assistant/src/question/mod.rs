//! What a question says besides the companies it names: items, periods, and the words that tell what is wanted.

mod periods;
pub(crate) mod phrases;
pub(crate) mod tokens;

pub use periods::{Over, Periods, Relative};

use std::ops::Range;

use finance::{Item, LineItem, facts::lexicon};

use phrases::{Said, Saying};
use tokens::{COMPANY, Token};

/// At most so many items are read from one question.
const ITEMS_MAX: usize = 12;

/// A question, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// The items, in the order of the question.
    pub items: Vec<Item>,
    /// The periods.
    pub periods: Periods,
    pub(crate) tokens: Vec<Token>,
    pub(crate) said: Vec<Said<Saying>>,
}

impl Question {
    /// Reads a question; `companies` are the bytes that name companies.
    pub fn read(text: &str, companies: &[Range<usize>]) -> Self {
        let tokens = tokens::tokens(text, companies);
        let line = Line::of(&tokens);
        let said = not_taken_back(&tokens, phrases::sayings(&tokens));
        let items = items(&line, &tokens, &said);
        let periods = periods::read(&line.text, &tokens);
        // `price earnings ratio` speaks of no price.
        let of_figure = |said: &Said<Saying>| {
            said.what == Saying::Price
                && items.iter().any(|(item, words)| {
                    let over = words.start < said.words.end && said.words.start < words.end;
                    !matches!(item, Item::Price(_)) && over && said.words.len() <= words.len() + 1
                })
        };
        let said = said.into_iter().filter(|said| !of_figure(said)).collect();
        let mut each: Vec<Item> = Vec::new();
        for (item, _) in items {
            if !each.contains(&item) && each.len() < ITEMS_MAX {
                each.push(item);
            }
        }
        Self { items: each, periods, tokens, said }
    }

    /// The words that say it, as they stand in the question, where they do.
    pub(crate) fn phrase(&self, saying: Saying) -> Option<String> {
        let said = self.said.iter().find(|said| said.what == saying)?;
        let words = self.tokens.get(said.words.clone())?;
        let words = words.iter().map(|token| token.lower.as_str());
        Some(words.filter(|word| *word != COMPANY).collect::<Vec<_>>().join(" "))
    }

    pub(crate) fn says(&self, saying: Saying) -> bool {
        self.said.iter().any(|said| said.what == saying)
    }

    pub(crate) fn has(&self, pattern: &str) -> bool {
        tokens::find(&self.tokens, pattern).is_some()
    }

    /// The items that are no prices.
    pub(crate) fn figures(&self) -> impl Iterator<Item = Item> {
        self.items.iter().copied().filter(|item| !matches!(item, Item::Price(_)))
    }

    /// How many words there are besides companies and periods.
    pub(crate) fn other_words(&self) -> usize {
        let is_period = |token: &&Token| {
            token.lower.bytes().any(|byte| byte.is_ascii_digit()) || token.lower == "ttm"
        };
        self.tokens.iter().filter(|token| token.lower != COMPANY && !is_period(token)).count()
    }
}

/// Without what is refused: `not the balance sheet, the income statement`.
fn not_taken_back(tokens: &[Token], said: Vec<Said<Saying>>) -> Vec<Said<Saying>> {
    let refused = |said: &Said<Saying>| {
        let refusable = [Saying::Income, Saying::Financials, Saying::Price, Saying::Report];
        refusable.contains(&said.what) && is_refused(tokens, said.words.start)
    };
    said.into_iter().filter(|said| !refused(said)).collect()
}

/// Whether what starts at a word is refused right before it: `not revenue`, `skip the income statement`.
fn is_refused(tokens: &[Token], at: usize) -> bool {
    const REFUSALS: [&str; 7] = ["not", "skip", "without", "forget", "than", "except", "no"];
    let before = |back: usize| {
        at.checked_sub(back).and_then(|at| tokens.get(at)).map_or("", |token| token.lower.as_str())
    };
    let article = matches!(before(1), "the" | "a" | "its" | "their" | COMPANY);
    REFUSALS.contains(&before(1)) || article && REFUSALS.contains(&before(2))
}

/// A question's words in one line, so that names of items and periods are read from words that were put right.
struct Line {
    text: String,
    /// Where each word starts.
    starts: Vec<usize>,
}

impl Line {
    fn of(tokens: &[Token]) -> Self {
        let mut line = Self { text: String::new(), starts: Vec::new() };
        for token in tokens {
            line.starts.push(line.text.len());
            line.text.push_str(&token.lower);
            line.text.push(' ');
        }
        line
    }

    /// The words in which some bytes of the line lie.
    fn words(&self, span: &Range<usize>) -> Range<usize> {
        let before = |at: usize| self.starts.partition_point(|start| *start < at);
        let first = self.starts.partition_point(|start| *start <= span.start).saturating_sub(1);
        first..before(span.end)
    }
}

/// The items that are named or meant and the words that say so, in their order, the longest name at each word.
fn items(line: &Line, tokens: &[Token], said: &[Said<Saying>]) -> Vec<(Item, Range<usize>)> {
    // `cash flow statement` names a statement, not the cash flow.
    let is_form = |said: &&Said<Saying>| matches!(said.what, Saying::Income | Saying::Financials);
    let forms: Vec<&Range<usize>> = said.iter().filter(is_form).map(|said| &said.words).collect();
    let named = lexicon::items_in(&line.text).into_iter();
    let named = named.map(|(item, span)| {
        let words = line.words(&span);
        // People who say `dividends` mean what a share gets.
        let only = words.len() == 1 && item == Item::Line(LineItem::DividendsPaid);
        (if only { Item::Line(LineItem::DividendsPerShare) } else { item }, words)
    });
    let meant = phrases::items(tokens).into_iter().map(|said| (said.what, said.words));
    let mut found: Vec<(Item, Range<usize>)> = named.chain(meant).collect();
    found.sort_by_key(|(_, words)| (words.start, std::cmp::Reverse(words.end)));
    let mut kept: Vec<(Item, Range<usize>)> = Vec::new();
    for (item, words) in found {
        let in_form = forms.iter().any(|form| form.start <= words.start && words.end <= form.end);
        if in_form || is_refused(tokens, words.start) {
            continue;
        }
        match kept.last_mut().filter(|(_, last)| words.start < last.end) {
            None => kept.push((item, words)),
            Some(last) if last.1.len() < words.len() => *last = (item, words),
            Some(_) => {}
        }
    }
    kept
}
