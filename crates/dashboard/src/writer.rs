//! Who words the pieces: a model where one is set, the rules where none is or where it fails.

use std::{pin::pin, sync::Arc};

use agent::{Agent, AgentLimits, Message, Model, RunContext, RunError};
use futures::future::{self, Either};

use crate::prose::{Draft, Piece, WrittenBy};

/// How long a piece may become, in tokens.
const TOKENS_MAX: u32 = 500;

/// What a model is told.
const WORDING: &str = include_str!("prose/wording.md");

/// Words drafts.
#[derive(Debug, Clone, Default)]
pub struct Writer {
    /// Who words them; none leaves them as the rules wrote them.
    pub model: Option<Arc<dyn Model>>,
}

impl Writer {
    /// Words a draft as a step of the run. What a model fails at, or says that does not hold, the rules say; the piece
    /// tells which. Only the end of the run itself is an error.
    pub(crate) async fn word(
        &self,
        ctx: &RunContext,
        step: String,
        about: &str,
        draft: &Draft,
    ) -> Result<Piece, RunError> {
        let Some(model) = &self.model else {
            let by_rules = async { Ok::<_, RunError>(Piece::by_rules(draft, None)) };
            return Ok(ctx.step(step, by_rules).await?);
        };
        let agent = Agent {
            name: step,
            instructions: instructions(about, draft),
            model: Arc::clone(model),
            tools: Vec::new(),
            limits: AgentLimits { output_tokens_max: TOKENS_MAX, ..AgentLimits::default() },
        };
        let mut unheard = |_: &str| {};
        let asked = agent.answer(ctx, vec![Message::user("Word the draft.")], &mut unheard);
        // The rules still have time to speak in its place.
        let wording = match future::select(pin!(asked), pin!(ctx.late())).await {
            Either::Left((wording, _)) => wording.map(|answer| answer.value),
            Either::Right(_) => Err(RunError::failed("the model took longer than the run may")),
        };
        let failed = match wording {
            Ok(wording) => match draft.accept(&wording) {
                Ok(text) => {
                    let written_by = WrittenBy::Model { name: model.name().to_owned() };
                    return Ok(Piece { text, written_by });
                }
                Err(unfit) => format!("what {} wrote was not shown: {unfit}", model.name()),
            },
            Err(RunError::Cancelled) => return Err(RunError::Cancelled),
            Err(error) => error.in_full(),
        };
        Ok(Piece::by_rules(draft, Some(failed)))
    }
}

fn instructions(about: &str, draft: &Draft) -> String {
    // The holes are filled in one pass over the prompt, so that a handle in a draft is never taken for one.
    let holes = [("{about}", about), ("{draft}", draft.for_model()), ("{facts}", &draft.sheet())];
    let mut filled = String::new();
    let mut rest = WORDING;
    while let Some((at, (hole, text))) =
        holes.iter().filter_map(|of| Some((rest.find(of.0)?, of))).min_by_key(|(at, _)| *at)
    {
        filled.push_str(rest.get(..at).unwrap_or_default());
        filled.push_str(text);
        rest = rest.get(at + hole.len()..).unwrap_or_default();
    }
    filled.push_str(rest);
    filled
}
