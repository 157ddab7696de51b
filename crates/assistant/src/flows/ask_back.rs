//! Asking back where a name means several companies about equally well.

use agent::RunContext;

use crate::{
    answer::{Answer, document::Block, short_name},
    compose::Composer,
    understand::Understood,
};

/// The question back, with the whole question for each company that could be meant.
pub(super) fn answer(ctx: &RunContext, text: &str, asked: &Understood) -> Option<Answer> {
    let ask = asked.resolved.ask.as_ref()?;
    let found = asked.resolved.companies.iter().find(|found| found.rivals().next().is_some())?;
    let name = text.get(found.span.clone())?;
    let with = |symbol: &finance::Symbol| {
        let mut question = text.trim().to_owned();
        let start = found.span.start.saturating_sub(text.len() - text.trim_start().len());
        let end = start + found.span.len();
        if question.get(start..end).is_some() {
            question.replace_range(start..end, symbol.as_str());
        }
        question
    };
    let mut composer = Composer::new(ctx, Vec::new());
    composer.paragraph(crate::answer::markdown::plain(&format!(
        "“{name}” can mean more than one company. {ask}"
    )));
    let each = std::iter::once((&found.symbol, found.name.as_str()))
        .chain(found.rivals().map(|other| (&other.symbol, other.name.as_str())));
    let follow_ups: Vec<(String, String)> =
        each.take(4).map(|(symbol, name)| (with(symbol), short_name(name).to_owned())).collect();
    let line = |(question, name): &(String, String)| {
        crate::answer::markdown::plain(&format!("{name}: {question}"))
    };
    composer.add(Block::List(follow_ups.iter().map(line).collect()));
    let mut answer = composer.finish(crate::router::Category::Chat, Vec::new());
    answer.follow_ups = follow_ups.into_iter().map(|(question, _)| question).collect();
    answer.warnings.push(ask.clone());
    Some(answer)
}
