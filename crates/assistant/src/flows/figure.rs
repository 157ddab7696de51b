//! One number: its period, its source, the value before, and how it was computed.

use std::fmt::Write as _;

use agent::RunError;
use finance::{
    FiscalPeriod, Item, PeriodWanted, PriceItem, Symbol, Unit,
    facts::{FactId, How},
    format::{self, Style, in_sentence},
    ratio::{PriceAt, Undefined},
    statement::CompanyFigures,
};

use super::{NoAnswer, Wanted, periods, series};
use crate::{
    answer::{Answer, Gap, Headline, document::Block, markdown, short_name},
    compose::{Composer, describe, standing},
    desk::Desk,
    fetch,
    narrate::{Writer, moved, when},
    router::Category,
};

/// At most so many figures are answered in one go.
const ITEMS_MAX: usize = 8;

/// The figures that are asked for.
pub(super) async fn answer(
    desk: &Desk<'_>,
    symbol: &Symbol,
    wanted: &Wanted,
) -> Result<Answer, RunError> {
    let priced = |item: &Item| match item {
        Item::Price(_) => true,
        Item::Ratio(ratio) => ratio.uses_price(),
        Item::Line(_) => false,
    };
    let needs = if wanted.items.iter().any(priced) { fetch::MULTIPLES } else { fetch::STATEMENTS };
    let fetched = fetch::fetch(desk, symbol, needs).await?;
    let (mut composer, known) = Composer::over(desk.ctx, fetched);
    let mut headline = None;
    let mut failure = None;
    let items: Vec<Item> = wanted.items.iter().copied().take(ITEMS_MAX).collect();
    if let Some(over) = &wanted.over {
        let row = periods::row(&known, over);
        headline = series::compose(&mut composer, &known, &items, &row);
        if headline.is_some() {
            composer.sources();
        }
    }
    let single = if headline.is_some() { &[][..] } else { &items };
    for item in single {
        match one(&mut composer, &known, *item, wanted.period) {
            Ok(figure) => headline = headline.or(Some(figure)),
            Err(error) => failure = failure.or(Some(error)),
        }
    }
    match (headline, failure) {
        (None, Some(error)) => return Err(error.into_error()),
        (Some(_), Some(error)) => composer.paragraph(markdown::plain(&error.message)),
        (_, None) => {}
    }
    if wanted.over.is_none() {
        composer.passed_over();
    }
    for item in wanted.items.iter().skip(ITEMS_MAX) {
        composer.gaps.push(Gap::new(item.label(), "", "too many figures in one question"));
    }
    let mut answer = composer.finish(Category::Figure, vec![known.company.listing.clone()]);
    answer.headline = headline;
    Ok(answer)
}

fn one(
    composer: &mut Composer<'_>,
    known: &CompanyFigures,
    item: Item,
    wanted: PeriodWanted,
) -> Result<Headline, NoAnswer> {
    let price_at = periods::price_at(wanted);
    let mut writer = Writer { known, facts: &mut composer.facts, price_at };
    let (period, fact) = find(&mut writer, item, wanted)?;
    let price_at = writer.price_at;
    let newest = periods::candidates(known, wanted).first().copied().filter(|one| *one != period);
    let before = previous(&mut writer, item, period, price_at);
    let change = before.and_then(|before| match writer.facts.fact(fact).map(|fact| fact.unit) {
        Some(Unit::Fraction | Unit::Times | Unit::Days) => writer.change(fact, before),
        _ => writer.growth(fact, before),
    });
    let name = markdown::plain(short_name(&known.company.listing.name));
    let label = item.label();
    let name_of_period = writer.standing(item, period, fact);
    let value = writer.say(fact);
    let exact = writer.facts.fact(fact).map(|fact| Style::default().exact(fact.value, fact.unit));
    let exact = exact
        .filter(|exact| is_longer(writer.facts.fact(fact).map(|fact| fact.unit), exact, &value));
    let mut text = format!("**{label} · {name} · {name_of_period}: {value}**");
    if let Some(exact) = exact {
        let _ = write!(text, " = {exact}");
    }
    if let (Some(before), Some(change)) = (before, change) {
        let earlier = writer.facts.fact(before).map(|fact| when(fact.period)).unwrap_or_default();
        let direction = moved(writer.value(change));
        let (size, was) = (writer.say_size(change), writer.say(before));
        let flat = writer.value(change).is_zero();
        let sign = |id| writer.value(id).is_sign_negative();
        let crossed = sign(before) != sign(fact);
        let hardly = size.bytes().all(|byte| !(b'1'..=b'9').contains(&byte));
        let _ = if flat {
            write!(text, "\n\n{label} was unchanged from {earlier}.")
        } else if crossed || hardly {
            // A percentage from a profit to a loss says nothing, and one of nothing says it badly.
            write!(text, "\n\n{label} was {was} in {earlier}.")
        } else {
            write!(text, "\n\n{label} {direction} {size} from {was} in {earlier}.")
        };
    }
    if let Some(newest) = newest {
        let _ = write!(
            text,
            "\n\nThe data have none for {newest}: {period} is the last that is known."
        );
    }
    composer.paragraph(text);
    explain(composer, fact);
    Ok(Headline { fact, previous: before })
}

/// Whether every digit says more than the short form does.
fn is_longer(unit: Option<Unit>, exact: &str, short: &str) -> bool {
    let money = matches!(unit, Some(Unit::Money(_) | Unit::Shares));
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    money && digits(short) < digits(exact)
}

/// How it was computed and where it stands.
fn explain(composer: &mut Composer<'_>, id: FactId) {
    let Some(fact) = composer.facts.fact(id) else { return };
    let mut lines = Vec::new();
    if let How::Derived { formula, inputs } = &fact.how {
        let inputs = inputs.iter().filter_map(|input| composer.facts.fact(*input));
        let values = inputs.map(|input| {
            let value = Style::default().exact(input.value, input.unit);
            let value = match input.unit {
                Unit::Fraction | Unit::Times | Unit::Points => {
                    Style::default().prose(input.value, input.unit)
                }
                Unit::Money(_) | Unit::PerShare(_) | Unit::Shares | Unit::Days => value,
            };
            format!("{} {} = {value}", input.what, when(input.period))
        });
        lines.push(format!("How computed: {formula}"));
        lines.extend(values);
    }
    if let How::Cell(_, restated) = &fact.how {
        for before in restated {
            let value = Style::default().exact(before.value, fact.unit);
            let filing = &before.filing;
            let day = format::day(filing.filed);
            lines.push(format!("Restated: the {} filed {day} said {value}", filing.form));
        }
    }
    lines.extend(
        standing(&composer.facts, id).iter().map(|source| format!("Source: {}", describe(source))),
    );
    composer.add(Block::List(lines));
}

/// The figure of the wanted period, or the latest that is known.
fn find(
    writer: &mut Writer<'_>,
    item: Item,
    wanted: PeriodWanted,
) -> Result<(FiscalPeriod, FactId), NoAnswer> {
    let known = writer.known;
    let symbol = known.company.listing.symbol.clone();
    let label = in_sentence(item.label());
    let mut reason: Option<Undefined> = None;
    for (back, period) in periods::candidates(known, wanted).into_iter().enumerate() {
        if 0 < back {
            // Today's price does not go with statements of an earlier year.
            writer.price_at = PriceAt::PeriodEnd;
        }
        match writer.item(item, period) {
            Ok(fact) => return Ok((period, fact)),
            Err(error @ Undefined::Meaningless(_)) => {
                reason = Some(error);
                break;
            }
            Err(error @ Undefined::Missing(_)) => reason = reason.or(Some(error)),
        }
    }
    let asked = match wanted {
        PeriodWanted::Of(period) => format!(" for {period}"),
        PeriodWanted::LatestTrailing => " for the last four quarters".to_owned(),
        PeriodWanted::LatestQuarter => " for the latest quarter".to_owned(),
        PeriodWanted::LatestOf(quarter) => format!(" for the latest {quarter:?}"),
        PeriodWanted::YearsAgo(years) => format!(" for {years} fiscal years before the latest"),
        PeriodWanted::Latest => String::new(),
    };
    let why = reason.map_or(String::new(), |reason| format!(": {reason}"));
    let message = format!("there is no {label} of {symbol}{asked}{why}");
    Err(NoAnswer { message, hint: hint(writer, item, wanted) })
}

/// The periods in which the figure is known.
fn hint(writer: &mut Writer<'_>, item: Item, wanted: PeriodWanted) -> String {
    let of_quarter = matches!(
        wanted,
        PeriodWanted::LatestQuarter
            | PeriodWanted::LatestOf(_)
            | PeriodWanted::Of(FiscalPeriod::Quarter(..))
    );
    let is_asked = |period: &FiscalPeriod| {
        matches!(period, FiscalPeriod::Quarter(..)) == of_quarter
            && !matches!(period, FiscalPeriod::Trailing(..))
    };
    let mut years: Vec<FiscalPeriod> = writer.known.periods().filter(is_asked).collect();
    years.sort_unstable();
    years.dedup();
    let with: Vec<FiscalPeriod> =
        years.into_iter().filter(|year| writer.item(item, *year).is_ok()).collect();
    match (with.first(), with.last()) {
        (Some(first), Some(last)) => format!("it is known from {first} to {last}"),
        _ => "`fisc data info` says which figures the data have".to_owned(),
    }
}

/// The figure a year before; for a price, the close of the trading day before.
fn previous(
    writer: &mut Writer<'_>,
    item: Item,
    period: FiscalPeriod,
    price_at: PriceAt,
) -> Option<FactId> {
    match item {
        Item::Price(PriceItem::Close) if price_at == PriceAt::Last => {
            let close = writer.known.priced.as_ref()?.closes.previous()?;
            finance::ratio::Computer::new(writer.known, writer.facts, price_at)
                .price_on(close.date, close.price)
                .ok()
        }
        Item::Price(_) => None,
        Item::Ratio(ratio) if ratio.uses_price() => None,
        Item::Line(_) | Item::Ratio(_) => writer.item(item, period.year_ago()).ok(),
    }
}
