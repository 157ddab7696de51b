//! The report with a model's prose: each section is begun as soon as its figures are there, and shown in its place.

use std::sync::Mutex;

use agent::RunError;
use finance::{Listing, PassedOver, Symbol, statement::CompanyFigures};
use futures::{StreamExt as _, channel::mpsc, channel::oneshot, future};

use super::{Wanted, as_of_year, end, finances, headline, outlook, price, prose, title};
use crate::{
    agents::{Agents, Section, Written},
    answer::{Answer, Gap, names_of, short_name},
    compose::Composer,
    desk::Desk,
    fetch::{self, Extras, Fetched},
};

/// How many sentences of a section may wait for their place.
const SENTENCES_WAITING_MAX: usize = 256;

/// What a section is told to be.
struct Brief {
    step: &'static str,
    about: &'static str,
    length: &'static str,
}

const VERDICT: Brief = Brief {
    step: "write the verdict",
    about: "how the latest fiscal year went: revenue, profit, margins, against the year before",
    length: "two to four sentences",
};
const FINANCES: Brief = Brief {
    step: "write on cash and debt",
    about: "cash flow, debt, liquidity and returns, against the year before",
    length: "two to four sentences",
};
const VALUATION: Brief = Brief {
    step: "write on the price",
    about: "what the price asks for: market value and multiples",
    length: "one to three sentences",
};

/// The report, with a model's prose.
pub(super) async fn answer(
    desk: &Desk<'_>,
    agents: &Agents,
    symbol: &Symbol,
    wanted: &Wanted,
) -> Result<Answer, RunError> {
    let (opened, open) = oneshot::channel::<String>();
    let (to_verdict, verdict) = mpsc::channel(SENTENCES_WAITING_MAX);
    let (to_finances, on_finances) = mpsc::channel(SENTENCES_WAITING_MAX);
    let (to_price, on_price) = mpsc::channel(SENTENCES_WAITING_MAX);
    let (found, all) = oneshot::channel::<Found>();
    let (tell, said) = oneshot::channel::<Extras>();
    let (settled, first) = oneshot::channel::<&'static str>();

    // The first section needs no more than the income statement of the year.
    let opening = async {
        let early = fetch::fetch(desk, symbol, fetch::INCOME_OF_YEARS).await;
        let known = early.map(|early| early.known).and_then(|known| as_of_year(known, wanted));
        // Why nothing was fetched is told by whoever fetches everything.
        let Ok((known, of_year)) = known else { return Ok(None) };
        let _ = settled.send(known.provider);
        let _ = opened.send(title(&known, &of_year));
        let prose = prose::verdict(&known);
        // The figures are not held while a model writes: many reports are written at once.
        let listing = known.company.listing.clone();
        drop(known);
        write(desk, agents, &VERDICT, &listing, prose, to_verdict).await
    };
    let rest = async {
        // Everything is asked for at once, whoever the first section turns out to be from.
        let extras = async {
            let _ = tell.send(fetch::extras(desk, symbol).await);
        };
        let figures = async {
            let fetching = desk.fetching(symbol);
            let (provider, ()) = future::join(first, fetching.all(&fetch::ALL)).await;
            drop(fetching);
            let Fetched { known, gaps, passed_over } =
                fetch::fetch_of(desk, symbol, fetch::ALL, provider.ok()).await?;
            // What was fetched is put together: its parts are wanted no more.
            desk.forget();
            let (known, of_year) = as_of_year(known, wanted)?;
            let (finances, valuation) = (prose::finances(&known), prose::valuation(&known));
            let listing = known.company.listing.clone();
            let _ = found.send(Found { known, of_year, gaps, passed_over });
            future::try_join(
                write(desk, agents, &FINANCES, &listing, finances, to_finances),
                write(desk, agents, &VALUATION, &listing, valuation, to_price),
            )
            .await
        };
        future::join(figures, extras).await.0
    };
    let shown = async {
        let mut composer = Composer::new(desk.ctx, Vec::new());
        let opening = open.await;
        let begun = opening.is_ok();
        if let Ok(title) = opening {
            composer.heading(1, title);
            paragraph(&mut composer, verdict).await;
        }
        // Why nothing was fetched is told by whoever fetched it.
        let Ok(Found { known, of_year, gaps, passed_over }) = all.await else { return Ok(None) };
        composer.gaps.extend(gaps);
        composer.passed_over.extend(passed_over);
        if !begun {
            composer.heading(1, title(&known, &of_year));
        }
        composer.paragraph(headline(&known));
        finances(&mut composer, &known);
        paragraph(&mut composer, on_finances).await;
        price(&mut composer, &known);
        paragraph(&mut composer, on_price).await;
        if of_year.is_empty()
            && let Ok(extras) = said.await
        {
            outlook::compose(&mut composer, &known, extras);
        }
        Ok::<_, RunError>(Some((composer, known)))
    };
    // The largest parts of the work wait on the heap.
    let (opening, rest, shown) =
        future::try_join3(Box::pin(opening), Box::pin(rest), Box::pin(shown)).await?;
    let Some((mut composer, known)) = shown else {
        return Err(RunError::failed("the report came to no end"));
    };
    let (finances, valuation) = rest;
    for written in [opening, finances, valuation].into_iter().flatten() {
        composer.authorship.take(written, agents.model.name());
    }
    Ok(end(composer, &known))
}

/// What everything behind the first section stands on.
struct Found {
    known: CompanyFigures,
    of_year: String,
    gaps: Vec<Gap>,
    passed_over: Vec<PassedOver>,
}

/// Writes a section into a channel, where there is anything to write about.
async fn write(
    desk: &Desk<'_>,
    agents: &Agents,
    brief: &Brief,
    listing: &Listing,
    prose: Option<prose::Prose>,
    to: mpsc::Sender<String>,
) -> Result<Option<Written>, RunError> {
    let Some(prose) = prose else { return Ok(None) };
    let names = names_of([listing]);
    let section = Section {
        step: brief.step,
        about: brief.about,
        length: brief.length,
        company: short_name(&listing.name),
        owner: &listing.symbol,
        names: &names,
        table: &prose.table,
        facts: &prose.facts,
        by_rules: &prose.by_rules,
    };
    let to = Mutex::new(to);
    let show = |sentence: &str| {
        if let Ok(mut to) = to.lock() {
            // Whoever shows it may be gone; the text is kept all the same.
            let _ = to.try_send(sentence.to_owned());
        }
    };
    agents.write(desk.ctx, &section, &show).await.map(Some)
}

/// Shows a section as its sentences come; nothing where there is none.
async fn paragraph(composer: &mut Composer<'_>, mut sentences: mpsc::Receiver<String>) {
    let mut text = String::new();
    while let Some(sentence) = sentences.next().await {
        composer.say(&sentence);
        text.push_str(&sentence);
    }
    if !text.is_empty() {
        composer.said(text);
    }
}
