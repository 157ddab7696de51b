//! The flows, and the workflow that understands a question and hands it to one of them.

mod chat;
mod compare;
mod figure;
mod price;
mod report;
mod statements;

use std::sync::{Arc, LazyLock};

use agent::{RunContext, RunError, Workflow};
use async_trait::async_trait;
use finance::{Item, MarketData, PeriodWanted, Symbol};

use crate::{
    answer::{Answer, json},
    question,
    resolve::{Index, Resolved},
    router::{self, Category},
};

/// The names of companies, put in order when they are first needed.
pub type Names = LazyLock<Index, Box<dyn FnOnce() -> Index + Send>>;

/// Answers a question about companies.
#[derive(Clone)]
pub struct Ask {
    /// Where figures come from.
    pub market: Arc<dyn MarketData>,
    /// The names of companies.
    pub names: Arc<Names>,
}

impl std::fmt::Debug for Ask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ask").finish_non_exhaustive()
    }
}

/// What is asked.
#[derive(Debug, Clone)]
pub enum Asked {
    /// A question in words.
    Question(String),
    /// Figures of one company by name.
    Figure {
        /// The company.
        symbol: Symbol,
        /// The figures.
        items: Vec<Item>,
        /// The period.
        period: PeriodWanted,
    },
    /// A whole report.
    Report(Symbol),
}

/// What a flow is about.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    /// The company.
    pub symbol: Symbol,
    /// The figures that are asked for.
    pub items: Vec<Item>,
    /// The period.
    pub period: PeriodWanted,
}

/// Why there is no answer, in words for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NoAnswer {
    /// What was wrong.
    pub message: String,
    /// What to do about it.
    pub hint: String,
}

impl NoAnswer {
    pub(crate) fn into_error(self) -> RunError {
        RunError::Failed { source: Box::new(self) }
    }
}

#[async_trait]
impl Workflow for Ask {
    type Input = Asked;
    type Output = Answer;
    const NAME: &'static str = "ask";

    async fn run(&self, ctx: &RunContext, asked: Asked) -> Result<Answer, RunError> {
        let answer = match asked {
            Asked::Question(text) => self.question(ctx, &text).await?,
            Asked::Figure { symbol, items, period } => {
                figure::answer(ctx, &self.market, Subject { symbol, items, period }).await?
            }
            Asked::Report(symbol) => report::answer(ctx, &self.market, &symbol).await?,
        };
        for fact in answer.facts.iter() {
            ctx.fact(json::fact(fact));
        }
        for figure in json::figures(&answer) {
            ctx.figure(figure);
        }
        Ok(answer)
    }
}

impl Ask {
    async fn question(&self, ctx: &RunContext, text: &str) -> Result<Answer, RunError> {
        if text.trim().is_empty() {
            let message = "the question is empty".to_owned();
            let hint = "ask something like “How is Apple doing?”".to_owned();
            return Err(NoAnswer { message, hint }.into_error());
        }
        let understood = async {
            let resolved = self.names.resolve(text);
            let spans: Vec<_> = resolved.companies.iter().map(|found| found.span.clone()).collect();
            let wanted = question::read(text, &spans);
            let route = router::route(text, resolved.companies.len(), &wanted);
            Ok::<_, RunError>((resolved, wanted, route))
        };
        let (resolved, wanted, route) = ctx.step("understand the question", understood).await?;
        let Some(first) = resolved.companies.first() else {
            return match nobody(&resolved) {
                Some(error) => Err(error.into_error()),
                None => Ok(chat::answer(ctx)),
            };
        };
        let symbol = first.symbol.clone();
        let period = wanted.period;
        let subject = Subject { symbol: symbol.clone(), items: wanted.items, period };
        let mut answer = match route.category {
            Category::Report | Category::Chat => report::answer(ctx, &self.market, &symbol).await?,
            Category::IncomeStatement => statements::income(ctx, &self.market, &symbol).await?,
            Category::CompanyFinancials => {
                statements::financials(ctx, &self.market, &symbol).await?
            }
            Category::StockPrice => price::answer(ctx, &self.market, &symbol).await?,
            Category::Figure => figure::answer(ctx, &self.market, subject).await?,
            Category::Compare => {
                let symbols = resolved.companies.iter().map(|found| found.symbol.clone()).collect();
                compare::answer(ctx, &self.market, symbols, &subject).await?
            }
        };
        answer.warnings.extend(period_remark(answer.category, period, wanted.unread));
        answer.warnings.extend(remarks(&resolved));
        Ok(answer)
    }
}

/// What a reader should know of the period that was asked for, where the answer is on another.
fn period_remark(
    category: Category,
    period: PeriodWanted,
    unread: Option<String>,
) -> Option<String> {
    let takes_a_period = matches!(category, Category::Figure | Category::Compare);
    match (period, unread) {
        (PeriodWanted::Of(period), _) if !takes_a_period => Some(format!(
            "the answer is on the latest periods, not on {period}; name a figure to see {period}"
        )),
        (_, Some(word)) => Some(format!(
            "the period was not understood from `{word}`; write FY2024, Q3 FY2024 or TTM, one to a question"
        )),
        (PeriodWanted::Of(_) | PeriodWanted::Latest | PeriodWanted::LatestTrailing, None) => None,
    }
}

/// What a reader should know of how the question was understood.
fn remarks(resolved: &Resolved) -> Vec<String> {
    let notes = resolved.companies.iter().filter_map(|found| found.note.clone());
    let unknown = resolved.unresolved.iter().map(|name| match &name.note {
        Some(note) => note.clone(),
        None => format!("no company is listed as `{}`", name.text),
    });
    notes.chain(unknown).chain(resolved.ask.clone()).collect()
}

/// A question that names companies, but none that is listed.
fn nobody(resolved: &Resolved) -> Option<NoAnswer> {
    let unknown = resolved.unresolved.first()?;
    let near: Vec<_> =
        unknown.near.iter().map(|near| format!("{} ({})", near.name, near.symbol)).collect();
    let message = match &unknown.note {
        Some(note) => note.clone(),
        None => format!("no company is listed as `{}`", unknown.text),
    };
    let hint = if near.is_empty() {
        "give the name as it is listed, or the ticker".to_owned()
    } else {
        format!("did you mean {}?", near.join(", "))
    };
    Some(NoAnswer { message, hint })
}
