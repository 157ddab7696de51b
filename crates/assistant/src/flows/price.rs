//! The last price and where it has been.

use std::fmt::Write as _;

use agent::RunError;
use finance::{
    PeriodWanted, Symbol,
    facts::{Aspect, FactId, derive},
    format,
    ratio::{Computer, PriceAt},
    statement::CompanyFigures,
};

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};

use super::{NoAnswer, Wanted};
use crate::{
    answer::{Answer, Headline, markdown, short_name},
    compose::Composer,
    desk::Desk,
    fetch,
    narrate::{Writer, moved, when},
    question::Over,
    router::Category,
};

/// How many columns the line of closes takes.
const SPARK_COLUMNS: usize = 52;

/// The last close, its change, the range of a year.
pub(super) async fn answer(
    desk: &Desk<'_>,
    symbol: &Symbol,
    wanted: &Wanted,
) -> Result<Answer, RunError> {
    let fetched = fetch::fetch(desk, symbol, fetch::PRICES).await?;
    let (mut composer, known) = Composer::over(desk.ctx, fetched);
    let listing = known.company.listing.clone();
    composer.heading(1, format!("{} ({symbol})", short_name(&listing.name)));
    let headline = compose(&mut composer, &known).ok_or_else(|| {
        let message = format!("there are no prices of {symbol}");
        NoAnswer { message, hint: "`fisc data info` says whose prices the data have".to_owned() }
            .into_error()
    })?;
    earlier(&mut composer, &known, wanted);
    composer.sources();
    let mut answer = composer.finish(Category::StockPrice, vec![listing]);
    answer.headline = Some(headline);
    Ok(answer)
}

/// The close at the time that was asked for, and how far the price has come since.
fn earlier(composer: &mut Composer<'_>, known: &CompanyFigures, wanted: &Wanted) {
    let Some(closes) = known.priced.as_ref().map(|priced| &priced.closes) else { return };
    let (Some(first), Some(last)) = (closes.days.first().copied(), closes.last()) else { return };
    let Some(day) = asked_day(wanted, last.date) else { return };
    let Some(then) = closes.on(day) else {
        composer
            .paragraph(format!("Closing prices are known from {} on.", format::day(first.date)));
        return;
    };
    let mut computer = Computer::new(known, &mut composer.facts, PriceAt::Last);
    let earlier = computer.price_on(then.date, then.price).ok();
    let now = computer.price_on(last.date, last.price).ok();
    let Some((earlier, now)) = earlier.zip(now).filter(|_| then.date < last.date) else { return };
    if closes.jumps_between(then.date, last.date) {
        composer.paragraph(format!(
            "A jump of the price since {} looks like a split that nobody told of, so it is not compared.",
            format::day(then.date)
        ));
        return;
    }
    let growth = derive(&mut composer.facts, Aspect::Growth, &[now, earlier]).ok();
    let writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::Last };
    let mut text = format!("It closed at {} on {}", writer.say(earlier), format::day(then.date));
    if let Some(growth) = growth {
        let direction = moved(writer.value(growth));
        let _ = write!(
            text,
            "; from there to the last close it {direction} {}",
            writer.say_size(growth)
        );
    }
    composer.paragraph(format!("{text}."));
}

/// The day to which a question about prices looks back: a year's last day, or so many years before the last close.
fn asked_day(wanted: &Wanted, last: Date) -> Option<Date> {
    let years_back = |years: i16| last.checked_sub(years.years()).ok();
    let end_of = |year: i16| Date::new(year, 12, 31).ok();
    match (&wanted.over, wanted.period) {
        (Some(Over::Years(years)), _) => years_back(i16::from(*years)),
        (Some(Over::Since(year) | Over::Between(year, _)), _) => end_of(year.saturating_sub(1)),
        (Some(Over::Quarters(quarters)), _) => {
            last.checked_sub((3 * i32::from(*quarters)).months()).ok()
        }
        (Some(Over::Each(periods)), _) => end_of(periods.first()?.year()),
        (None, PeriodWanted::YearsAgo(years)) => years_back(i16::from(years)),
        (None, PeriodWanted::Of(period)) => end_of(period.year()),
        (
            None,
            PeriodWanted::Latest
            | PeriodWanted::LatestTrailing
            | PeriodWanted::LatestQuarter
            | PeriodWanted::LatestOf(_),
        ) => None,
    }
}

/// The price of the moment, where it is newer than the last close: a paragraph, and its fact.
fn live(
    composer: &mut Composer<'_>,
    known: &CompanyFigures,
    name: &str,
    close: FactId,
) -> Option<FactId> {
    let priced = known.priced.as_ref()?;
    let (quote, last) = (priced.quote.as_ref()?, priced.closes.last()?);
    let at = quote.at.to_zoned(TimeZone::UTC);
    if at.date() < last.date || at.date() == last.date && quote.price == last.price {
        return None;
    }
    let fact = Computer::new(known, &mut composer.facts, PriceAt::Last).quote().ok()?;
    let writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::Last };
    let text = format!(
        "**{name} traded at {} on {}, {} UTC, after a close of {}.**",
        writer.say(fact),
        format::day(at.date()),
        at.strftime("%H:%M"),
        writer.say(close)
    );
    composer.paragraph(text);
    Some(fact)
}

/// The paragraphs on the price, for this answer and the report.
pub(super) fn compose(composer: &mut Composer<'_>, known: &CompanyFigures) -> Option<Headline> {
    let closes = &known.priced.as_ref()?.closes;
    let (last, before) = (closes.last()?, closes.previous());
    let name = markdown::plain(short_name(&known.company.listing.name));
    let mut computer = Computer::new(known, &mut composer.facts, PriceAt::Last);
    let fact = computer.price_on(last.date, last.price).ok()?;
    let previous = before.and_then(|close| computer.price_on(close.date, close.price).ok());
    let (high, low) = closes.range_of_a_year()?;
    let highest = computer.price_on(high.date, high.price).ok()?;
    let lowest = computer.price_on(low.date, low.price).ok()?;
    let change = previous
        .and_then(|before| derive(&mut composer.facts, Aspect::Growth, &[fact, before]).ok());
    let live = live(composer, known, &name, fact);
    let writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::Last };
    let day = |id| writer.facts.fact(id).map(|fact| when(fact.period)).unwrap_or_default();
    let mut text = format!("**{name} closed at {} on {}**", writer.say(fact), day(fact));
    if let (Some(change), Some(previous)) = (change, previous) {
        let direction = moved(writer.value(change));
        let (size, was, then) = (writer.say_size(change), writer.say(previous), day(previous));
        let _ = if writer.value(change).is_zero() {
            write!(text, ", unchanged from {then}")
        } else {
            write!(text, "; it {direction} {size} from {was} on {then}")
        };
    }
    text.push('.');
    let range = format!(
        "Over 52 weeks the highest close was {} on {} and the lowest {} on {}.",
        writer.say(highest),
        day(highest),
        writer.say(lowest),
        day(lowest)
    );
    let days: Vec<_> = closes.last_year().iter().map(|close| Some(close.price)).collect();
    let spark = chart::sparkline(&days, SPARK_COLUMNS);
    composer.paragraph(text);
    composer.paragraph(range);
    composer.paragraph(format!("`{spark}`"));
    let quote = if live.is_some() { "" } else { "; no live quote" };
    composer.paragraph(format!(
        "Closing prices to {}, adjusted for splits, not for dividends{quote}.",
        format::day(last.date)
    ));
    match live {
        Some(quote) => Some(Headline { fact: quote, previous: Some(fact) }),
        None => Some(Headline { fact, previous }),
    }
}
