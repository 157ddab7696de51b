//! The flows, each with a question that goes there.

use std::fmt;

use assistant::router::Category;

/// A kind of question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// Everything about a company.
    Report,
    /// Its income statement.
    IncomeStatement,
    /// Its other statements and ratios.
    Financials,
    /// Its price.
    Price,
    /// One figure.
    Figure,
    /// Two companies.
    Compare,
    /// No company: a model answers.
    Chat,
    /// The rules are sure neither of the company nor of what is wanted: two models are asked, then a report is made.
    Unsure,
}

impl Flow {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Report,
        Self::IncomeStatement,
        Self::Financials,
        Self::Price,
        Self::Figure,
        Self::Compare,
        Self::Chat,
        Self::Unsure,
    ];

    /// A question that goes there.
    pub fn question(self) -> &'static str {
        match self {
            Self::Report => "How is Apple doing?",
            Self::IncomeStatement => "Show Apple's income statement.",
            Self::Financials => "Show Apple's balance sheet.",
            Self::Price => "What is Apple's stock price?",
            Self::Figure => "What was Apple's net income in FY2024?",
            Self::Compare => "Compare Apple and Microsoft.",
            Self::Chat => "Why do companies split their stock?",
            Self::Unsure => "What was the revenue of the fruit company with the bitten logo?",
        }
    }

    /// What the answer is where nothing goes wrong.
    pub fn category(self) -> Category {
        match self {
            Self::Report | Self::Unsure => Category::Report,
            Self::IncomeStatement => Category::IncomeStatement,
            Self::Financials => Category::CompanyFinancials,
            Self::Price => Category::StockPrice,
            Self::Figure => Category::Figure,
            Self::Compare => Category::Compare,
            Self::Chat => Category::Chat,
        }
    }

    /// The most requests that an answer may send to one data provider, however often each is asked again: three
    /// attempts for each part of what is known of a company, and the same once more where parts came from others.
    pub fn market_requests_max(self) -> u64 {
        let parts = match self {
            // Eight parts, what is expected, said and near it, and a quote; a search where nobody is named.
            Self::Report | Self::Unsure => 14,
            Self::Financials | Self::Figure => 9,
            Self::IncomeStatement | Self::Price => 3,
            Self::Compare => 16,
            // Examples of two companies, or all parts of one for a model's tool.
            Self::Chat => 20,
        };
        parts * 3 * 2
    }

    /// The most requests that an answer may send to models: three attempts for each.
    pub fn model_requests_max(self) -> u64 {
        let asked = match self {
            Self::Report => 3,
            Self::IncomeStatement | Self::Financials | Self::Price | Self::Figure => 0,
            Self::Compare => 1,
            Self::Chat => 7,
            // The router and the finder of companies may each be told once or twice what was wrong with their answers.
            Self::Unsure => 3 + 3 + 6 + 3,
        };
        asked * 3
    }
}

impl fmt::Display for Flow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Report => "report",
            Self::IncomeStatement => "income statement",
            Self::Financials => "financials",
            Self::Price => "price",
            Self::Figure => "figure",
            Self::Compare => "compare",
            Self::Chat => "chat",
            Self::Unsure => "unsure",
        })
    }
}
