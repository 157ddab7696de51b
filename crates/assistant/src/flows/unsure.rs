//! Where the rules are unsure, a model is asked: for the kind of answer and for the companies, at once. What is likely
//! to be needed is fetched meanwhile; a wrong guess is dropped.

use std::sync::Arc;

use agent::RunError;
use finance::Symbol;
use futures::future::{self, Either};
use rust_decimal::Decimal;

use super::Names;
use crate::{
    agents::{Agents, is_final},
    conversation::Conversation,
    desk::Desk,
    fetch,
    router::{self, Category, Route},
    understand::Understood,
};

/// A route by rules is asked about where it is less sure than this.
const SURE: Decimal = Decimal::from_parts(80, 0, 0, false, 2);

/// The understanding with a model's help, and what a reader should know of that.
pub(super) async fn settle<'a>(
    desk: &Desk<'a>,
    agents: &'a Agents,
    names: &'a Arc<Names>,
    mut asked: Understood,
    conversation: &Conversation,
) -> Result<(Understood, Vec<String>), RunError> {
    let history = conversation.history();
    let unknown = asked.resolved.unresolved.iter().any(|name| name.note.is_none());
    let is_nobody = asked.companies.is_empty() && asked.route.confidence < SURE;
    let asks_companies = unknown || asked.resolved.ask.is_some() || is_nobody;
    // Whom it is about is still open: what the words want of a company is what counts.
    let likely = if unknown { router::route(&asked.question, 1) } else { asked.route.clone() };
    // A name alone asks for a report.
    let is_bare = asked.question.tokens.len() < 2;
    let asks_route = likely.confidence < SURE && !is_bare;
    let mut remarks = Vec::new();
    if !asks_companies && !asks_route {
        return Ok((asked, remarks));
    }
    let text = asked.text.clone();
    let route = async {
        if !asks_route {
            return None;
        }
        Some(agents.route(desk.ctx, &text, &history).await)
    };
    let named = asked.companies.clone();
    let companies = async {
        if !asks_companies {
            return (None, named);
        }
        let found = agents.companies(desk.ctx, (desk.market, names), &text, &history).await;
        let symbols = found.as_ref().map_or(named, Clone::clone);
        (Some(found), symbols)
    };
    let (route, companies, guess) = with_guess(desk, Box::pin(route), Box::pin(companies)).await;
    match companies {
        Some(Ok(symbols)) if !symbols.is_empty() => {
            asked.route = router::route(&asked.question, symbols.len());
            take_over(&mut asked, symbols);
        }
        Some(Ok(_)) | None => {}
        Some(Err(error)) if is_final(&error) => return Err(error),
        Some(Err(error)) => remarks.push(fallen_back("the companies", &error)),
    }
    match route {
        Some(Ok(route)) => asked.route = route,
        Some(Err(error)) if is_final(&error) => return Err(error),
        Some(Err(error)) => remarks.push(fallen_back("the kind of answer", &error)),
        None => {}
    }
    fit(&mut asked);
    if let Some(guess) = guess {
        desk.guessed(&guess, &asked.companies);
    }
    desk.keep_only(&asked.companies);
    Ok((asked, remarks))
}

/// Both answers; while the kind of answer is still open, the likely figures of the first company are fetched, where that
/// costs nothing that is scarce.
async fn with_guess<R, C>(
    desk: &Desk<'_>,
    route: impl Future<Output = R> + Unpin,
    companies: impl Future<Output = (C, Vec<Symbol>)> + Unpin,
) -> (R, C, Option<Symbol>) {
    let (route, (companies, symbols)) = match future::select(route, companies).await {
        Either::Left((route, companies)) => return (route, companies.await.0, None),
        Either::Right((found, route)) => (route, found),
    };
    let likely = symbols.into_iter().next().filter(|symbol| desk.market.is_free(symbol));
    let guess = async {
        match &likely {
            Some(symbol) => desk.fetching(symbol).all(&fetch::ALL).await,
            None => future::pending().await,
        }
    };
    let route = match future::select(route, Box::pin(guess)).await {
        Either::Left((route, _)) => route,
        Either::Right(((), route)) => route.await,
    };
    (route, companies, likely)
}

/// The companies that a model found are those that the question is about.
fn take_over(asked: &mut Understood, symbols: Vec<Symbol>) {
    asked.resolved.unresolved.clear();
    asked.resolved.ask = None;
    asked.resolved.companies.clear();
    asked.companies = symbols;
}

/// A kind of answer that does not go with the number of companies gives way to one that does.
fn fit(asked: &mut Understood) {
    let category = match (asked.companies.len(), asked.route.category) {
        (0, _) => Category::Chat,
        (1, Category::Compare) => Category::Report,
        (2.., Category::Report) => Category::Compare,
        (1, Category::Figure) if asked.items.is_empty() => Category::Report,
        (_, category) => category,
    };
    if category != asked.route.category {
        let reason =
            format!("{}; {} companies are named", asked.route.reason, asked.companies.len());
        asked.route = Route { category, reason, ..asked.route.clone() };
    }
}

fn fallen_back(what: &str, error: &RunError) -> String {
    format!("the model could not say {what}, so the rules did: {}", error.in_full())
}
