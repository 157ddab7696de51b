//! The flows, and the workflow that understands a question and hands it to one of them.

mod ask_back;
mod better;
mod chat;
mod compare;
mod figure;
pub(crate) mod periods;
mod price;
mod report;
mod series;
mod statements;
mod unsure;

use std::sync::{Arc, LazyLock};

use agent::{Model, RunContext, RunError, Workflow};
use async_trait::async_trait;
use finance::{Item, MarketData, PeriodWanted, Symbol};
use rust_decimal::Decimal;

use futures::future;

use crate::{
    agents::Agents,
    answer::{Answer, json, short_name},
    conversation::{Conversation, SUMMED_UP_FROM, Topic},
    desk::Desk,
    question::Over,
    resolve::{Index, Resolved},
    router::Category,
    understand::{Understood, understand},
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
    /// Who writes prose and is asked where the rules are unsure; the rules alone where it is nobody.
    pub model: Option<Arc<dyn Model>>,
    /// Whether what a model says and no fact holds is replaced rather than marked.
    pub strict: bool,
}

impl std::fmt::Debug for Ask {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ask").finish_non_exhaustive()
    }
}

/// What is asked.
#[derive(Debug, Clone)]
pub enum Asked {
    /// A question in words, and what was said before it.
    Question {
        /// The question.
        text: String,
        /// What was said before.
        conversation: Box<Conversation>,
    },
    /// Figures of one company by name.
    Figure {
        /// The company.
        symbol: Symbol,
        /// The figures.
        items: Vec<Item>,
        /// The period.
        period: PeriodWanted,
    },
    /// Companies side by side.
    Compare {
        /// The companies.
        symbols: Vec<Symbol>,
        /// The figures; the usual ones where none is named.
        items: Vec<Item>,
        /// The period.
        period: PeriodWanted,
    },
    /// A whole report.
    Report {
        /// The company.
        symbol: Symbol,
        /// The fiscal year.
        period: PeriodWanted,
    },
}

impl Asked {
    /// A question with nothing said before it.
    pub fn question(text: impl Into<String>) -> Self {
        Self::Question { text: text.into(), conversation: Box::default() }
    }
}

/// What a flow is about, besides its companies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    /// The figures that are asked for.
    pub items: Vec<Item>,
    /// The period.
    pub period: PeriodWanted,
    /// Several periods, where several are asked for.
    pub over: Option<Over>,
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
        let agents = self.agents();
        let desk = Desk::new(ctx, &self.market, agents.as_ref());
        let mut answer = match asked {
            Asked::Question { text, conversation } => {
                self.question(&desk, &text, &conversation).await?
            }
            Asked::Figure { symbol, items, period } => {
                let wanted = Wanted { items, period, over: None };
                figure::answer(&desk, &symbol, &wanted).await?
            }
            Asked::Compare { symbols, items, period } => {
                let wanted = Wanted { items, period, over: None };
                compare::answer(&desk, &symbols, &wanted).await?
            }
            Asked::Report { symbol, period } => {
                let wanted = Wanted { period, ..Wanted::default() };
                let mut answer = report::answer(&desk, &symbol, &wanted).await?;
                answer.warnings.extend(periods::remark(Category::Report, &wanted, None));
                answer
            }
        };
        answer.guesses = desk.guesses();
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
    /// Answers by rules alone, over this market and these names.
    pub fn over(market: Arc<dyn MarketData>, names: Arc<Names>) -> Self {
        Self { market, names, model: None, strict: false }
    }

    fn agents(&self) -> Option<Agents> {
        let model = Arc::clone(self.model.as_ref()?);
        Some(Agents { model, strict: self.strict, names: Arc::clone(&self.names) })
    }

    async fn question<'a>(
        &'a self,
        desk: &Desk<'a>,
        text: &str,
        conversation: &Conversation,
    ) -> Result<Answer, RunError> {
        if text.trim().is_empty() {
            let message = "the question is empty".to_owned();
            let hint = "ask something like “How is Apple doing?”".to_owned();
            return Err(NoAnswer { message, hint }.into_error());
        }
        let understood = async { Ok::<_, RunError>(understand(text, &self.names, conversation)) };
        let asked = desk.ctx.step("understand the question", understood).await?;
        let answered = async {
            let (asked, remarks) = self.surer(desk, asked, conversation).await?;
            let mut answer = self.flow(desk, &asked, conversation).await?;
            answer.warnings.extend(remarks);
            Ok::<_, RunError>((asked, answer))
        };
        let (asked, mut answer) = match desk.agents {
            Some(agents) if SUMMED_UP_FROM <= conversation.said.len() => {
                let half = conversation.said.get(..conversation.said.len() / 2).unwrap_or_default();
                let summary = agents.summarise(desk.ctx, &conversation.summary, half);
                beside(Box::pin(answered), Box::pin(summary)).await?
            }
            Some(_) | None => answered.await?,
        };
        answer.warnings.extend(remarks(&asked.resolved));
        let answered = answer.answered_period();
        let topic = asked.topic(answered);
        let explained = answer.explained.or(topic.explained);
        let asked_back = answer.asked_back.clone();
        answer.topic = Some(Topic { explained, asked_back, ..topic });
        Ok(answer)
    }

    /// Asks a model what the rules are unsure of; its failure leaves the rules' own understanding.
    async fn surer<'a>(
        &'a self,
        desk: &Desk<'a>,
        asked: Understood,
        conversation: &Conversation,
    ) -> Result<(Understood, Vec<String>), RunError> {
        let Some(agents) = desk.agents else { return Ok((asked, Vec::new())) };
        unsure::settle(desk, agents, &self.names, asked, conversation).await
    }

    async fn flow(
        &self,
        desk: &Desk<'_>,
        asked: &Understood,
        conversation: &Conversation,
    ) -> Result<Answer, RunError> {
        if let Some(answer) = ask_back::answer(desk.ctx, asked) {
            return Ok(answer);
        }
        let Some(symbol) = asked.companies.first() else {
            return match nobody(&asked.resolved) {
                Some(error) => Err(error.into_error()),
                None => self.chat(desk, asked, conversation).await,
            };
        };
        let name = self.names.listing(symbol).map_or(symbol.as_str(), |entry| entry.name);
        if let Some(answer) = chat::unanswerable(desk.ctx, short_name(name), asked) {
            return Ok(answer);
        }
        let wanted = Wanted {
            items: asked.items.clone(),
            period: asked.period.unwrap_or_default(),
            over: asked.over.clone(),
        };
        let category = asked.route.category;
        let mut answer = match category {
            Category::Report => report::answer(desk, symbol, &wanted).await?,
            Category::IncomeStatement => statements::income(desk, symbol, &wanted).await?,
            Category::CompanyFinancials => statements::financials(desk, symbol, &wanted).await?,
            Category::StockPrice => price::answer(desk, symbol, &wanted).await?,
            Category::Figure => figure::answer(desk, symbol, &wanted).await?,
            Category::Compare => compare::answer(desk, &asked.companies, &wanted).await?,
            Category::Chat => self.chat(desk, asked, conversation).await?,
        };
        answer.warnings.extend(periods::remark(category, &wanted, asked.unread.as_deref()));
        answer.warnings.extend(chat::remark(asked));
        answer.warnings.extend(chat::no_advice(asked));
        if asked.asks_why {
            let why = "the data hold figures, not reasons: why it happened stands in the company's own reports";
            answer.warnings.push(why.to_owned());
        }
        Ok(answer)
    }

    /// Chat: by a model where there is one and the rules have nothing sure to say.
    async fn chat(
        &self,
        desk: &Desk<'_>,
        asked: &Understood,
        conversation: &Conversation,
    ) -> Result<Answer, RunError> {
        match desk.agents {
            Some(agents) if !chat::is_sure(asked) => {
                chat::written(desk, agents, &self.names, asked, conversation).await
            }
            Some(_) | None => chat::answer(desk, asked).await,
        }
    }
}

/// The answer, with a summary made beside it where it was made in time: the answer never waits for it.
async fn beside(
    mut answer: impl Future<Output = Result<(Understood, Answer), RunError>> + Unpin,
    summary: impl Future<Output = Result<String, RunError>> + Unpin,
) -> Result<(Understood, Answer), RunError> {
    match future::select(&mut answer, summary).await {
        future::Either::Left((answered, _)) => answered,
        future::Either::Right((summary, _)) => {
            let mut answered = answer.await?;
            answered.1.authorship.summary = summary.ok();
            Ok(answered)
        }
    }
}

/// So much of a name is shown that nobody has.
const NAME_MAX: usize = 60;

/// A name this much like another is probably meant for it, from 0 to 1.
const ALIKE: Decimal = Decimal::from_parts(85, 0, 0, false, 2);

/// What a reader should know of how the question was understood.
fn remarks(resolved: &Resolved) -> Vec<String> {
    let whole = |note: &String| {
        let more = if note.starts_with("brand of") {
            ": the figures are those of the whole company"
        } else {
            ""
        };
        format!("{note}{more}")
    };
    let notes = resolved.companies.iter().filter_map(|found| found.note.as_ref().map(whole));
    let unknown = resolved.unresolved.iter().map(|name| match &name.note {
        Some(note) => note.clone(),
        None => nobody_as(&name.text),
    });
    notes.chain(unknown).collect()
}

fn nobody_as(name: &str) -> String {
    let cut = if name.chars().nth(NAME_MAX).is_some() { "…" } else { "" };
    let shown: String = name.chars().take(NAME_MAX).collect();
    format!("no company is listed as `{shown}{cut}`")
}

/// A question that names companies, but none that is listed.
fn nobody(resolved: &Resolved) -> Option<NoAnswer> {
    let unknown = resolved.unresolved.first()?;
    let near: Vec<_> =
        unknown.near.iter().map(|near| format!("{} ({})", near.name, near.symbol)).collect();
    let message = match &unknown.note {
        Some(note) => note.clone(),
        None => nobody_as(&unknown.text),
    };
    let hint = match (near.is_empty(), &unknown.note) {
        (true, Some(_)) => "ask about a company that is listed".to_owned(),
        (true, None) => "give the name as it is listed, or the ticker".to_owned(),
        (false, Some(_)) => format!("ask about {} instead", near.join(", ")),
        (false, None) if unknown.near.iter().any(|near| ALIKE <= near.score) => {
            format!("did you mean {}?", near.join(", "))
        }
        (false, None) => format!("the nearest names are {}", near.join(", ")),
    };
    Some(NoAnswer { message, hint })
}
