//! The dashboard as a run: four chains beside each other, metric → series → cause → narrative → recommendation, none of
//! which waits for another; the story over all of them is told when the last chain has said where it stands.

use std::{fmt, sync::Arc};

use agent::{RunContext, RunError, Workflow};
use async_trait::async_trait;
use books::ledger::Books;
use futures::future::try_join;
use tokio::sync::watch;

use crate::{
    cause::{Dimension, Explanation},
    compare::{NoComparison, Wanted},
    further::{self, Further},
    metric::Metric,
    monthly::Monthly,
    prose::{Piece, narrative, recommend, recommend::Advice, story},
    told::{Course, Standing},
    writer::Writer,
};

/// What is to be explained.
#[derive(Debug, Clone)]
pub struct Question {
    /// The books.
    pub books: Arc<Books>,
    /// Which periods are compared.
    pub wanted: Wanted,
    /// Along which dimensions; none lets the books choose.
    pub by: Option<Vec<Dimension>>,
    /// Which metrics.
    pub metrics: Vec<Metric>,
}

/// A metric with everything that is told of it.
#[derive(Debug, Clone)]
pub struct Told {
    /// Where it stands.
    pub standing: Standing,
    /// How it ran.
    pub course: Course,
    /// Why it moved; none where there is nothing to hold it against.
    pub explanation: Option<Explanation>,
    /// What happened, in words.
    pub narrative: Piece,
    /// What to do, and how it is worded; none where nothing material moved.
    pub recommendation: Option<(Advice, Piece)>,
}

/// A business's books, told.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// The metrics, in the order that was asked for.
    pub metrics: Vec<Told>,
    /// What people ask next.
    pub further: Vec<Further>,
    /// The story over all metrics.
    pub story: Piece,
}

impl Dashboard {
    /// What to do, the most pressing first. What moves revenue moves net income too; it is advised once.
    pub fn actions(&self) -> Vec<&(Advice, Piece)> {
        let mut all: Vec<&(Advice, Piece)> =
            self.metrics.iter().filter_map(|told| told.recommendation.as_ref()).collect();
        all.sort_by_key(|(advice, _)| advice.priority);
        let mut drivers: Vec<&str> = Vec::new();
        all.retain(|(advice, _)| {
            let is_first = !drivers.contains(&advice.driver.as_str());
            drivers.push(&advice.driver);
            is_first
        });
        all
    }

    /// Whoever wrote each piece, with what the piece is.
    pub fn pieces(&self) -> impl Iterator<Item = (String, &Piece)> {
        let of_metric = self.metrics.iter().flat_map(|told| {
            let name = told.standing.name;
            let narrative = (format!("{name}: what happened"), &told.narrative);
            let advice = told.recommendation.as_ref();
            let advice = advice.map(|(_, piece)| (format!("{name}: what to do"), piece));
            std::iter::once(narrative).chain(advice)
        });
        of_metric.chain(std::iter::once(("the story".to_owned(), &self.story)))
    }
}

/// Explains books.
#[derive(Debug, Clone, Default)]
pub struct Explain {
    /// Who words what is told.
    pub writer: Writer,
}

/// Books in which nothing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("nothing that happened stands in the books: they hold plans alone")]
pub struct NothingHappened;

#[async_trait]
impl Workflow for Explain {
    type Input = Question;
    type Output = Dashboard;
    const NAME: &'static str = "books";

    async fn run(&self, ctx: &RunContext, question: Question) -> Result<Dashboard, RunError> {
        let books = Arc::clone(&question.books);
        let monthly =
            ctx.blocking("months", move |_| Monthly::of(&books).ok_or(NothingHappened)).await?;
        let mut question = question;
        question.wanted.grain = question.wanted.grain.or_else(|| Some(monthly.usual_grain()));
        let shared = Arc::new(Shared { question, monthly });
        // Each chain says where its metric stands, and goes on; the story waits for all of them to have said so.
        let (stands, standings) = watch::channel(vec![None; shared.question.metrics.len()]);
        let stands = Arc::new(stands);
        let chains = (0..shared.question.metrics.len())
            .map(|at| self.chain(ctx, Arc::clone(&shared), at, Arc::clone(&stands)));
        let chains: Vec<_> = chains.collect();
        let limit = chains.len();
        drop(stands);
        let (metrics, story) =
            try_join(ctx.each(limit, chains), self.story(ctx, Arc::clone(&shared), standings))
                .await?;
        let further = metrics.first().map_or_else(Vec::new, |told| {
            let Standing { period, comparison, .. } = &told.standing;
            further::figures(&shared.question.books, &shared.monthly, *period, comparison.as_ref())
        });
        Ok(Dashboard { metrics, further, story })
    }
}

/// What all chains look at.
struct Shared {
    question: Question,
    monthly: Monthly,
}

type Standings = Vec<Option<Standing>>;

impl Explain {
    async fn chain(
        &self,
        ctx: &RunContext,
        shared: Arc<Shared>,
        at: usize,
        stands: Arc<watch::Sender<Standings>>,
    ) -> Result<Told, RunError> {
        let metric = shared.question.metrics.get(at).copied().unwrap_or(Metric::Revenue);
        let named = |stage: &str| format!("{metric}: {stage}");
        let of = Arc::clone(&shared);
        let standing = ctx
            .blocking(named("metric and series"), move |_| {
                let Question { books, wanted, .. } = &of.question;
                Standing::of(books, &of.monthly, metric, wanted).map_err(Box::<NoComparison>::new)
            })
            .await?;
        stands.send_modify(|all| {
            if let Some(slot) = all.get_mut(at) {
                *slot = Some(standing.clone());
            }
        });
        drop(stands);
        let (of, known) = (Arc::clone(&shared), standing.clone());
        let (course, explanation) = ctx
            .blocking(named("cause"), move |_| {
                let by = of.question.by.as_deref();
                let explained = known.explained(&of.question.books, by);
                Ok::<_, NothingHappened>((known.course(), explained))
            })
            .await?;
        let books = &shared.question.books;
        let draft = narrative::draft(books, &standing, &course, explanation.as_ref());
        let about = format!("what happened to {}", finance::format::in_sentence(standing.name));
        let narrative = self.writer.word(ctx, named("narrative"), &about, &draft).await?;
        let recommendation = match recommend::advise(books, &standing, explanation.as_ref()) {
            None => None,
            Some(advice) => {
                let step = named("recommendation");
                let about = "what to do about what moved";
                let piece = self.writer.word(ctx, step, about, &advice.draft).await?;
                Some((advice, piece))
            }
        };
        Ok(Told { standing, course, explanation, narrative, recommendation })
    }

    async fn story(
        &self,
        ctx: &RunContext,
        shared: Arc<Shared>,
        mut standings: watch::Receiver<Standings>,
    ) -> Result<Piece, RunError> {
        let all_stand = |all: &Standings| all.iter().all(Option::is_some);
        let standings = standings.wait_for(all_stand).await;
        // A chain that failed ends the run, which does not wait for its story.
        let standings = standings.map_err(|_| RunError::failed(ChainFailed))?.clone();
        let standings: Vec<&Standing> = standings.iter().flatten().collect();
        let draft = story::draft(&shared.question.books, &standings);
        self.writer.word(ctx, "story".to_owned(), "the period as a whole", &draft).await
    }
}

/// A chain ended before it said where its metric stands.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("a metric could not be computed")]
struct ChainFailed;

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").finish_non_exhaustive()
    }
}
