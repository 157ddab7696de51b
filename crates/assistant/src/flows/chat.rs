//! A question that names no company: what can be asked, said honestly.

use agent::RunContext;

use crate::{
    answer::{Answer, document::Block},
    compose::Composer,
    router::Category,
};

/// What Fisc answers, since this question names no company it knows.
pub(super) async fn answer(
    ctx: &RunContext,
    _market: &std::sync::Arc<dyn finance::MarketData>,
    _text: &str,
    _asked: &crate::understand::Understood,
) -> Result<Answer, agent::RunError> {
    let mut composer = Composer::new(ctx, Vec::new());
    composer.paragraph(
        "The question names no listed company, so there are no figures to answer it with.",
    );
    composer.paragraph("Questions that can be answered from the built-in data:");
    let examples = [
        "How is Apple doing?",
        "What was Tesla's net margin in 2023?",
        "Show Microsoft's income statement.",
        "What is Nike's stock price?",
    ];
    composer.add(Block::List(examples.map(str::to_owned).to_vec()));
    let mut answer = composer.finish(Category::Chat, Vec::new());
    answer.follow_ups = examples.map(str::to_owned).to_vec();
    Ok(answer)
}

pub(super) fn unanswerable(
    _ctx: &RunContext,
    _text: &str,
    _asked: &crate::understand::Understood,
) -> Option<Answer> {
    None
}
