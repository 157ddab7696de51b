//! What a question wants, by rules.

use finance::{Item, PriceItem, format::in_sentence};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::question::{Question, phrases::Saying};

/// The kinds of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// Everything about one company.
    Report,
    /// Its income statement over five years.
    IncomeStatement,
    /// Its balance sheet, cash flow, ratios and key metrics.
    CompanyFinancials,
    /// The last price and where it has been.
    StockPrice,
    /// One number, or a few.
    Figure,
    /// Several companies side by side.
    Compare,
    /// Anything else.
    Chat,
}

impl Category {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Report,
        Self::IncomeStatement,
        Self::CompanyFinancials,
        Self::StockPrice,
        Self::Figure,
        Self::Compare,
        Self::Chat,
    ];

    /// Its name in data: `income_statement`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::IncomeStatement => "income_statement",
            Self::CompanyFinancials => "company_financials",
            Self::StockPrice => "stock_price",
            Self::Figure => "figure",
            Self::Compare => "compare",
            Self::Chat => "chat",
        }
    }
}

/// Where a question goes, how sure that is, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Route {
    /// The kind of answer.
    pub category: Category,
    /// From 0 to 1.
    pub confidence: Decimal,
    /// Who decided: `rules`, or a `model`.
    pub by: &'static str,
    /// Why, in a line.
    pub reason: String,
}

impl Route {
    pub(crate) fn new(category: Category, hundredths: i64, reason: impl Into<String>) -> Self {
        let confidence = Decimal::new(hundredths, 2);
        Self { category, confidence, by: "rules", reason: reason.into() }
    }
}

/// Routes a question that is about so many companies, by its own words.
pub fn route(question: &Question, companies: usize) -> Route {
    match companies {
        0 => about_nobody(question),
        1 => explicit(question).unwrap_or_else(|| {
            Route::new(Category::Report, 75, "one company and no figure are named")
        }),
        _ => Route::new(Category::Compare, 95, format!("{companies} companies are named")),
    }
}

/// What the words of a question about one company want, where they say it.
pub(crate) fn explicit(question: &Question) -> Option<Route> {
    let says = |saying| question.phrase(saying);
    let said =
        |category, phrase: &str| Route::new(category, 95, format!("the question says “{phrase}”"));
    let figure = question.figures().next();
    let statement = says(Saying::Income)
        .map(|phrase| (Category::IncomeStatement, phrase))
        .or_else(|| says(Saying::Financials).map(|phrase| (Category::CompanyFinancials, phrase)));
    let asks_figure = |item: Item| {
        let reason = format!("it asks for one figure: {}", in_sentence(item.label()));
        Route::new(Category::Figure, 95, reason)
    };
    if let Some((category, phrase)) = statement {
        // `total liabilities on the balance sheet` asks for the figure; `the whole P&L, revenue to profit` for all.
        let inside = ["on", "in", "of", "from", "does"].iter().any(|word| question.has(word));
        let names_a_form = ["statement", "sheet", "p&l"].iter().any(|form| phrase.contains(form));
        let few = question.figures().count() < 3 && names_a_form;
        return Some(match figure.filter(|_| inside && few && !question.has("show")) {
            Some(item) if names_figure_first(question) => asks_figure(item),
            Some(_) | None => said(category, &phrase),
        });
    }
    let price = says(Saying::Price);
    let extremes = question.items.iter().any(|item| is_price(*item) && *item != CLOSE);
    match (figure, price) {
        (Some(item), Some(phrase)) if !is_sure(item, question) => {
            Some(said(Category::StockPrice, &phrase))
        }
        (Some(item), _) if is_sure(item, question) || !question.says(Saying::Report) => {
            Some(asks_figure(item))
        }
        (None, Some(phrase)) if !outweighs_price(question) => {
            Some(said(Category::StockPrice, &phrase))
        }
        (None, _) if extremes || question.items.contains(&CLOSE) => {
            Some(Route::new(Category::StockPrice, 90, "it asks for the price"))
        }
        _ => match says(Saying::Report) {
            Some(phrase) => Some(Route::new(
                Category::Report,
                95,
                format!("one company, and the question says “{phrase}”"),
            )),
            None => figure.map(asks_figure),
        },
    }
}

const CLOSE: Item = Item::Price(PriceItem::Close);

fn is_price(item: Item) -> bool {
    matches!(item, Item::Price(_))
}

/// Whether the figure is asked for by its name, not by a verb that prices and reports know as well.
fn is_sure(item: Item, question: &Question) -> bool {
    let text =
        question.tokens.iter().map(|token| token.lower.as_str()).collect::<Vec<_>>().join(" ");
    let named = finance::facts::lexicon::items_in(&text).iter().any(|(named, _)| *named == item);
    let asked = [
        "how much",
        "how many",
        "is @ profitable",
        "profitable",
        "did @",
        "does @",
        "what",
        "whether",
    ];
    named || asked.iter().any(|pattern| question.has(pattern)) && !question.says(Saying::Price)
}

/// Whether an item is named before the statement it stands on.
fn names_figure_first(question: &Question) -> bool {
    let statement =
        question.said.iter().find(|said| matches!(said.what, Saying::Income | Saying::Financials));
    let start = statement.map_or(0, |said| said.words.start);
    let end = statement.map_or(0, |said| said.words.end);
    let text = |words: &[crate::question::tokens::Token]| {
        words.iter().map(|token| token.lower.as_str()).collect::<Vec<_>>().join(" ")
    };
    let named = |text: String| !finance::facts::lexicon::items_in(&text).is_empty();
    let before = named(text(question.tokens.get(..start).unwrap_or_default()));
    let only = question.has("only need")
        || question.has("only want")
        || question.has("just need")
        || question.has("just the")
        || question.has("just want");
    let say_about = only
        || question.has("say about")
        || question.has("says about")
        || question.has("tell * about");
    before || say_about && named(text(question.tokens.get(end..).unwrap_or_default()))
}

/// Whether advice on the company is wanted, though its stock is spoken of.
fn outweighs_price(question: &Question) -> bool {
    [
        "should i",
        "should we",
        "overvalued",
        "undervalued",
        "solid",
        "healthy",
        "a good",
        "worth buying",
        "inherited",
    ]
    .iter()
    .any(|pattern| question.has(pattern))
}

/// A question that is about no company.
fn about_nobody(question: &Question) -> Route {
    let reasons = [
        (Saying::SmallTalk, 95, "it is small talk"),
        (Saying::Program, 95, "it is about Fisc itself"),
        (Saying::Define, 95, "it asks what a term means"),
        (Saying::Market, 90, "it is about the market as a whole"),
    ];
    let found = reasons.into_iter().find(|(saying, ..)| question.says(*saying));
    match found {
        Some((_, sure, reason)) => Route::new(Category::Chat, sure, reason),
        None if question.items.is_empty() => Route::new(Category::Chat, 85, "no company is named"),
        None => Route::new(Category::Chat, 70, "a figure is named, but no company"),
    }
}
