//! What a question wants, by rules.

use finance::{Item, PriceItem};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::question::Wanted;

/// The kinds of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
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
    /// One number.
    Figure,
    /// Several companies side by side.
    Compare,
    /// Anything else.
    Chat,
}

impl Category {
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

/// Phrases that settle the kind, in the order in which they are looked for.
const PHRASES: [(Category, &[&str]); 5] = [
    (
        Category::Compare,
        &[
            "compare",
            " versus ",
            " vs ",
            " vs. ",
            "compared to",
            "compared with",
            "better than",
            "side by side",
            "difference between",
        ],
    ),
    (
        Category::IncomeStatement,
        &[
            "income statement",
            "profit and loss",
            "p&l",
            "statement of operations",
            "statement of earnings",
        ],
    ),
    (
        Category::CompanyFinancials,
        &[
            "balance sheet",
            "cash flow statement",
            "statement of cash flows",
            "cashflow statement",
            "financial statements",
            "financials",
            "key metrics",
            "key ratios",
            "ratios",
            "financial position",
            "fundamentals",
        ],
    ),
    (
        Category::StockPrice,
        &[
            "stock price",
            "share price",
            "stock quote",
            "price of",
            "trading at",
            "closing price",
            "stock doing",
            "shares doing",
            "stock chart",
            "price history",
            "52-week",
            "52 week",
            "stock worth",
            "share worth",
            "quote",
        ],
    ),
    (
        Category::Report,
        &[
            "report",
            "overview",
            "how is",
            "how's",
            "how are",
            "how did",
            "how has",
            "analyse",
            "analyze",
            "analysis",
            "tell me about",
            "summary",
            "summarise",
            "summarize",
            "performing",
            "doing",
            "healthy",
            "good investment",
            "invest in",
            "should i buy",
            "everything about",
        ],
    ),
];

/// Routes a question that names `companies` companies and asks for `wanted`.
pub fn route(text: &str, companies: usize, wanted: &Wanted) -> Route {
    let lower = format!(" {} ", text.to_lowercase());
    let phrase = |category: Category| {
        let (_, phrases) = PHRASES.iter().find(|(of, _)| *of == category)?;
        phrases.iter().find(|phrase| lower.contains(**phrase)).map(|phrase| phrase.trim())
    };
    let decide = |category, hundredths: i64, reason: String| Route {
        category,
        confidence: Decimal::new(hundredths, 2),
        by: "rules",
        reason,
    };
    if companies == 0 {
        let defined = lower.contains(" what is ")
            || lower.contains(" what's ")
            || lower.contains(" explain ");
        let sure = if defined || wanted.items.is_empty() { 90 } else { 70 };
        return decide(Category::Chat, sure, "no company is named".to_owned());
    }
    if 2 <= companies {
        return decide(Category::Compare, 95, format!("{companies} companies are named"));
    }
    for category in [Category::IncomeStatement, Category::CompanyFinancials] {
        if let Some(phrase) = phrase(category) {
            return decide(category, 95, format!("the question says “{phrase}”"));
        }
    }
    let figure = wanted.items.iter().find(|item| !matches!(item, Item::Price(PriceItem::Close)));
    match (figure, phrase(Category::StockPrice), phrase(Category::Report)) {
        (Some(Item::Price(_)) | None, Some(phrase), _) => {
            decide(Category::StockPrice, 95, format!("the question says “{phrase}”"))
        }
        (Some(item), _, _) => decide(
            Category::Figure,
            95,
            format!("it asks for one figure: {}", item.label().to_lowercase()),
        ),
        (None, None, _) if !wanted.items.is_empty() => {
            decide(Category::StockPrice, 90, "it asks for the price".to_owned())
        }
        (None, None, Some(phrase)) => {
            decide(Category::Report, 95, format!("one company, and the question says “{phrase}”"))
        }
        (None, None, None) => {
            decide(Category::Report, 75, "one company and no figure are named".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question;

    #[track_caller]
    fn check(text: &str, companies: usize, expected: Category) {
        let wanted = question::read(text, &[]);
        assert_eq!(route(text, companies, &wanted).category, expected, "{text}");
    }

    #[test]
    fn questions_go_where_their_words_say() {
        check("How is Apple doing?", 1, Category::Report);
        check("Apple", 1, Category::Report);
        check("What was Tesla's net margin in 2023?", 1, Category::Figure);
        check("apple's income statement", 1, Category::IncomeStatement);
        check("Show me the balance sheet of Ford", 1, Category::CompanyFinancials);
        check("What is the stock price of Nike?", 1, Category::StockPrice);
        check("Compare Coke and Pepsi", 2, Category::Compare);
        check("What is a good P/E ratio?", 0, Category::Chat);
        check("hello", 0, Category::Chat);
    }
}
