//! Asking back where a name means several companies about equally well.

use agent::RunContext;

use crate::{
    answer::{Answer, document::Block, markdown, short_name},
    compose::Composer,
    conversation::Meant,
    router::Category,
    understand::Understood,
};

/// At most so many companies are offered.
const CHOICES_MAX: usize = 4;

/// The question back, with the whole question for each company that could be meant.
pub(super) fn answer(ctx: &RunContext, asked: &Understood) -> Option<Answer> {
    let text = asked.text.as_str();
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
    composer.paragraph(markdown::plain(&format!("“{name}” can mean more than one company. {ask}")));
    let each = std::iter::once((&found.symbol, found.name.as_str()))
        .chain(found.rivals().map(|other| (&other.symbol, other.name.as_str())));
    let each = each.take(CHOICES_MAX).map(|(symbol, name)| Meant {
        symbol: symbol.clone(),
        name: short_name(name).to_owned(),
        question: with(symbol),
    });
    let choices: Vec<Meant> = each.collect();
    let line = |meant: &Meant| markdown::plain(&format!("{}: {}", meant.name, meant.question));
    composer.add(Block::List(choices.iter().map(line).collect()));
    let mut answer = composer.finish(Category::Chat, Vec::new());
    answer.follow_ups = choices.iter().map(|meant| meant.question.clone()).collect();
    answer.asked_back = choices;
    Some(answer)
}
