//! Chat: terms explained from the glossary, and honest short answers to what has no figures.

use std::sync::Arc;

use std::sync::atomic::{AtomicBool, Ordering};

use agent::{RunContext, RunError};
use finance::{Item, PeriodWanted, Symbol, format::in_sentence, ratio::PriceAt};

use super::{Names, periods};
use crate::{
    agents::{Agents, Chatted, is_final},
    answer::{Answer, document::Block, markdown, short_name},
    compose::{Composer, capital},
    conversation::Conversation,
    desk::Desk,
    fetch,
    glossary::{self, Term},
    limits,
    narrate::Writer,
    question::{phrases::Saying, tokens::Token},
    router::Category,
    understand::Understood,
};

/// At most so many terms are explained at once.
const TERMS_MAX: usize = 3;

/// Questions that can be asked, for those who ask what can be.
const EXAMPLES: [&str; 3] =
    ["How is Apple doing?", "What was Tesla's net margin in 2023?", "Compare Coke and Pepsi."];

/// Whether the rules have the whole answer: small talk, and what Fisc itself is.
pub(super) fn is_sure(asked: &Understood) -> bool {
    asked.question.says(Saying::SmallTalk) || asked.question.says(Saying::Program)
}

/// Answers in a model's words; by rules where the model fails.
pub(super) async fn written(
    desk: &Desk<'_>,
    agents: &Agents,
    names: &Arc<Names>,
    asked: &Understood,
    conversation: &Conversation,
) -> Result<Answer, RunError> {
    let said = AtomicBool::new(false);
    let show = |sentence: &str| {
        said.store(true, Ordering::Relaxed);
        desk.ctx.say(sentence);
    };
    let known = terms_known(&asked.question.tokens);
    let history = conversation.history();
    let chatted =
        agents.chat(desk.ctx, (desk.market, names), (&asked.text, &history, &known), &show).await;
    let chatted = match chatted {
        Ok(chatted) if !chatted.text.is_empty() => chatted,
        Err(error) if is_final(&error) => return Err(error),
        Ok(_) | Err(_) => {
            if said.load(Ordering::Relaxed) {
                desk.ctx.say("\n\n");
            }
            let silent = || format!("{} said nothing", agents.model.name());
            let reason = chatted.err().map_or_else(silent, |error| error.in_full());
            let mut answer = answer(desk, asked).await?;
            let why = format!("{reason}; the rules answered in its place");
            answer.gaps.push(crate::answer::Gap::new("a model's answer", "", why.as_str()));
            answer.warnings.push(format!("the model did not answer: {why}"));
            answer.authorship.by_rules.push(reason);
            return Ok(answer);
        }
    };
    let Chatted { text, doubts, facts, companies, passed_over, follow_ups } = chatted;
    let mut composer = Composer::new(desk.ctx, Vec::new());
    composer.facts = facts;
    composer.passed_over = passed_over;
    composer.said(text);
    composer.sources();
    composer.authorship.model = Some(agents.model.name().to_owned());
    composer.authorship.doubts = doubts;
    let mut answer = composer.finish(Category::Chat, companies);
    if !follow_ups.is_empty() {
        answer.follow_ups = follow_ups;
    }
    Ok(answer)
}

/// What the glossary says of the terms in a question.
fn terms_known(tokens: &[Token]) -> String {
    let terms = glossary::named(tokens);
    let told = terms.iter().take(TERMS_MAX).map(|term| format!("{}: {}", term.name, term.reading));
    let told = told.collect::<Vec<_>>().join(" ");
    if told.is_empty() { "nothing on this".to_owned() } else { told }
}

/// Answers what names no company.
pub(super) async fn answer(desk: &Desk<'_>, asked: &Understood) -> Result<Answer, RunError> {
    let question = &asked.question;
    let terms = glossary::named(&question.tokens);
    let small = question.says(Saying::SmallTalk) && question.tokens.len() < 8;
    let screens = question.says(Saying::Market) && !question.says(Saying::Define);
    if !terms.is_empty() && !small && !screens && asked.resolved.unresolved.is_empty() {
        return explain(desk, asked, &terms).await;
    }
    let mut composer = Composer::new(desk.ctx, Vec::new());
    composer.paragraph(reply(asked, desk.market.is_live()));
    let mut answer = composer.finish(Category::Chat, Vec::new());
    answer.follow_ups = EXAMPLES.map(str::to_owned).to_vec();
    Ok(answer)
}

/// What is said to a question without figures and terms; `live` where anyone outside is asked for figures.
fn reply(asked: &Understood, live: bool) -> &'static str {
    let question = &asked.question;
    let has = |patterns: &[&str]| patterns.iter().any(|pattern| question.has(pattern));
    if question.says(Saying::SmallTalk) {
        if has(&["thanks", "thank you", "thx", "cheers"]) {
            return "You are welcome.";
        }
        if has(&["bye", "goodbye", "see you", "good night"]) {
            return "Goodbye.";
        }
        if has(&["weather", "a joke"]) {
            return "That is not something Fisc knows about: it answers questions about listed companies and terms of finance.";
        }
        if has(&["really", "are you sure", "no way", "seriously"]) {
            return "Every figure in an answer opens to its source: ask for one figure by name to see the filing it stands in, or the formula and the figures it was computed from.";
        }
        if has(&["^ yes $", "^ yep $", "^ no $", "^ nope $", "^ ok $", "^ okay $", "^ sure $"]) {
            return "Ask for a figure, another company or another year whenever you like.";
        }
        return "Hello. Ask about a listed company, compare several, or ask what a term of finance means.";
    }
    if question.says(Saying::Program) {
        if has(&[
            "live",
            "real time",
            "how old is",
            "how fresh",
            "how current",
            "how up to date",
            "your prices",
        ]) {
            if live {
                return "Whoever is set up is asked live, in order, and every answer says who answered, as of when, and who did not and why; what nobody answers comes from data that the program carries. `fisc doctor` shows who is set up.";
            }
            return "Nothing here is live: the program carries annual and quarterly statements and daily closing prices, and every answer says up to which day they reach. `fisc data info` lists all of it, and `fisc doctor` how live data are set up.";
        }
        if has(&[
            "where do you get",
            "your data",
            "your figures",
            "your sources",
            "your numbers",
            "can i trust you",
        ]) {
            if live {
                return "Figures come from those who are set up, the first who has them for all statements of an answer, and else from data that the program carries. Each says who gave it and opens to its filing, or to the formula and figures it was computed from. `fisc doctor` shows who is set up.";
            }
            return "Figures come from statements that companies filed with the SEC, and closing prices from the exchanges. Each figure says whether it was seen in a filing or taken from a third party, and opens to its source. `fisc data info` lists what the data hold and what they lack.";
        }
        if has(&["which companies", "what companies"]) {
            return "The names of all companies listed in the US are known, and statements of several hundred of the largest: `fisc data info` lists them.";
        }
        return "Fisc answers questions about listed companies from data that it carries: how a business is doing, single figures, statements, prices, companies side by side. It explains terms of finance as well. Code computes every figure; none is guessed.";
    }
    if question.says(Saying::Market) {
        return "Fisc does not search the market for companies, pick stocks, follow the market as a whole or look ahead. It can say how a company is doing, show any of its figures, and put companies side by side.";
    }
    if !asked.items.is_empty() || question.says(Saying::Report) || question.says(Saying::Price) {
        return "The question names no listed company: name one, by its name or its ticker.";
    }
    "That is outside what Fisc answers: it knows listed companies, their statements and prices, and terms of finance."
}

/// Explains terms, each with an example.
async fn explain(
    desk: &Desk<'_>,
    asked: &Understood,
    terms: &[&'static Term],
) -> Result<Answer, RunError> {
    let mut composer = Composer::new(desk.ctx, Vec::new());
    let mut companies = Vec::new();
    for term in terms.iter().take(TERMS_MAX) {
        let level = if terms.len() == 1 { 1 } else { 2 };
        composer.heading(level, term.name);
        composer.paragraph(markdown::plain(term.reading));
        let formula = term.formula.map(str::to_owned).or_else(|| term.item.map(formula));
        let mut lines: Vec<String> = formula
            .into_iter()
            .map(|formula| format!("Formula: {}", markdown::plain(&formula)))
            .collect();
        lines.push(format!("Trap: {}", markdown::plain(term.trap)));
        let example = example(desk, &mut composer, term, asked.spoken_of.as_ref()).await;
        if let Some((line, listing)) = example {
            lines.push(format!("Example: {line}"));
            if !companies.contains(&listing) {
                companies.push(listing);
            }
        }
        let related: Vec<String> =
            term.related().take(3).map(|term| in_sentence(term.name)).collect();
        lines.push(format!("See also: {}", markdown::plain(&related.join(", "))));
        composer.add(Block::List(lines));
    }
    composer.sources();
    let first = terms.first();
    let company =
        companies.first().map(|listing: &finance::Listing| short_name(&listing.name).to_owned());
    let mut answer = composer.finish(Category::Chat, companies);
    answer.explained = first.and_then(|term| term.item);
    let own = first.zip(company).map(|(term, company)| match term.item {
        Some(_) => format!("What is {company}'s {}?", in_sentence(term.name)),
        None => format!("How is {company} doing?"),
    });
    let related = first.into_iter().flat_map(|term| term.related().take(2));
    let related = related.map(|term| format!("What does {} mean?", in_sentence(term.name)));
    answer.follow_ups = own.into_iter().chain(related).collect();
    Ok(answer)
}

/// The formula of an item in its own table.
fn formula(item: Item) -> String {
    match item {
        Item::Ratio(ratio) => ratio.row().formula.to_string(),
        Item::Line(line) => {
            let statement = line.row().statement.label().to_lowercase();
            format!("Not computed: a line of the {statement}, as the company reports it")
        }
        Item::Price(_) => "Not computed: the last price of a trading day".to_owned(),
    }
}

/// The term's figure of a real company: of the one that is spoken of, else of the glossary's own.
async fn example(
    desk: &Desk<'_>,
    composer: &mut Composer<'_>,
    term: &Term,
    spoken_of: Option<&Symbol>,
) -> Option<(String, finance::Listing)> {
    let own = term.item.and_then(|item| Some((spoken_of?, item)));
    let usual = Some((&term.example.0, term.example.1));
    for (symbol, item) in own.into_iter().chain(usual) {
        // An example is no reason for an answer to fail.
        let Ok(fetched) = fetch::fetch(desk, symbol, fetch::ALL).await else { continue };
        let known = fetched.known;
        let listing = known.company.listing.clone();
        let name = markdown::plain(short_name(&listing.name));
        let mut writer =
            Writer { known: &known, facts: &mut composer.facts, price_at: PriceAt::Last };
        let candidates = periods::candidates(&known, PeriodWanted::Latest);
        let found = candidates.into_iter().enumerate().find_map(|(back, period)| {
            // Today's price does not go with statements of an earlier year.
            let price_at = if back == 0 { PriceAt::Last } else { PriceAt::PeriodEnd };
            writer.price_at = price_at;
            Some((period, writer.item(item, period).ok()?))
        });
        let Some((period, fact)) = found else { continue };
        composer.passed_over.extend(fetched.passed_over);
        composer.passed_over.sort();
        composer.passed_over.dedup();
        let when = writer.standing(item, period, fact);
        let lead = match item {
            _ if when.starts_with("at ") => "",
            Item::Price(_) => "on ",
            Item::Line(_) | Item::Ratio(_) => "in ",
        };
        let label = in_sentence(item.label());
        let mut line = format!("{name}'s {label} was {} {lead}{when}", writer.say(fact));
        line.push_str(&inputs(&mut writer, fact));
        line.push('.');
        return Some((line, listing));
    }
    None
}

/// ` (from net income $112bn and revenue $416bn)`: the figures behind a figure, where it was computed from a few.
fn inputs(writer: &mut Writer<'_>, fact: finance::facts::FactId) -> String {
    let Some(fact) = writer.facts.fact(fact) else { return String::new() };
    let finance::facts::How::Derived { inputs, .. } = &fact.how else { return String::new() };
    let each: Vec<String> = inputs
        .iter()
        .filter_map(|input| {
            let fact = writer.facts.fact(*input)?;
            Some(format!("{} {}", in_sentence(&fact.what.to_string()), writer.say(*input)))
        })
        .collect();
    if each.is_empty() || 3 < each.len() {
        String::new()
    } else {
        format!(" (from {})", each.join(" and "))
    }
}

/// The answer to a question about a company that the data cannot answer: says so, and what could be asked.
pub(super) fn unanswerable(ctx: &RunContext, name: &str, asked: &Understood) -> Option<Answer> {
    let (limit, said) = limits::met(&asked.question)?;
    let figure = matches!(asked.route.category, Category::Figure | Category::Compare);
    if limit.past_helps && !figure {
        return None;
    }
    let named = said.replace('@', "").trim().to_owned();
    let mut composer = Composer::new(ctx, Vec::new());
    let about = format!("{}. So “{named}” cannot be answered here.", limit.what);
    composer.paragraph(capital(&about));
    let instead = limit.instead.map(|question| question.replace('@', name));
    composer.paragraph("What could be asked:");
    composer.add(Block::List(instead.iter().map(|question| markdown::plain(question)).collect()));
    let mut answer = composer.finish(Category::Chat, Vec::new());
    answer.follow_ups = instead.to_vec();
    Some(answer)
}

/// What is said beside figures to a question that asks for advice.
pub(super) fn no_advice(asked: &Understood) -> Option<String> {
    const ADVICE: [&str; 20] = [
        "should i",
        "should we",
        "a good buy",
        "good investment",
        "worth buying",
        "worth investing",
        "worth owning",
        "worth holding",
        "safe investment",
        "buy or sell",
        "would you buy",
        "would you sell",
        "would you invest",
        "time to buy",
        "time to sell",
        "good time to",
        "recommend",
        "a buy",
        "buy now",
        "good stock",
    ];
    let asks = ADVICE.iter().any(|pattern| asked.question.has(pattern));
    asks.then(|| {
        "these are figures, not advice: what to buy, hold or sell is for you to decide".to_owned()
    })
}

/// What is said beside figures of the past to a question about the future.
pub(super) fn remark(asked: &Understood) -> Option<String> {
    let (limit, _) = limits::met(&asked.question).filter(|(limit, _)| limit.past_helps)?;
    let mut chars = limit.what.chars();
    let first = chars.next()?;
    Some(first.to_lowercase().chain(chars).collect())
}
