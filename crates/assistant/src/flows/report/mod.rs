//! The report on a company: a verdict, its figures, what is strong and what needs attention.

mod outlook;
mod prose;
mod written;

use agent::RunError;
use chart::{ChartSpec, Kind, Point, Role, Series};
use finance::{
    FiscalPeriod, Item, LineItem, PeriodWanted, Ratio, StatementKind, Symbol,
    format::{self, Scale, Style},
    ratio::{Group, PriceAt},
    statement::CompanyFigures,
};
use futures::future;

use super::{Wanted, periods, price, statements};
use crate::{
    answer::{
        Answer,
        document::{Block, Cell, Row},
        markdown, short_name,
    },
    compose::Composer,
    desk::Desk,
    fetch, judge,
    narrate::Writer,
    router::Category,
};

/// The figures on the report's first screen.
const KEY_FIGURES: [Item; 7] = [
    Item::Line(LineItem::Revenue),
    Item::Line(LineItem::OperatingIncome),
    Item::Line(LineItem::NetIncome),
    Item::Line(LineItem::EpsDiluted),
    Item::Ratio(Ratio::FreeCashFlow),
    Item::Ratio(Ratio::NetMargin),
    Item::Ratio(Ratio::ReturnOnEquity),
];

/// Rows whose absence a reader should hear of.
const EXPECTED: [LineItem; 12] = [
    LineItem::Revenue,
    LineItem::CostOfRevenue,
    LineItem::OperatingIncome,
    LineItem::NetIncome,
    LineItem::EpsDiluted,
    LineItem::TotalLiabilities,
    LineItem::Equity,
    LineItem::CurrentAssets,
    LineItem::LongTermDebt,
    LineItem::InterestExpense,
    LineItem::CapitalExpenditure,
    LineItem::DepreciationAndAmortization,
];

/// How many fiscal years a sparkline shows.
const SPARK_YEARS: usize = 10;

/// How many quarters back a trailing year is looked for.
const TRAILING_MAX: usize = 3;

/// The whole report: on the latest fiscal year, or as it would have been written when another one had ended.
pub(super) async fn answer(
    desk: &Desk<'_>,
    symbol: &Symbol,
    wanted: &Wanted,
) -> Result<Answer, RunError> {
    if let Some(agents) = desk.agents {
        return written::answer(desk, agents, symbol, wanted).await;
    }
    let (fetched, extras) =
        future::join(fetch::fetch(desk, symbol, fetch::ALL), fetch::extras(desk, symbol)).await;
    let (mut composer, known) = Composer::over(desk.ctx, fetched?);
    let (known, of_year) = as_of_year(known, wanted)?;
    composer.heading(1, title(&known, &of_year));
    statements::trend(&mut composer, &known, &periods::columns(&known, &Wanted::default()));
    composer.paragraph(headline(&known));
    finances(&mut composer, &known);
    price(&mut composer, &known);
    if of_year.is_empty() {
        outlook::compose(&mut composer, &known, extras);
    }
    Ok(end(composer, &known))
}

fn title(known: &CompanyFigures, of_year: &str) -> String {
    let listing = &known.company.listing;
    format!("{} ({}){of_year}", short_name(&listing.name), listing.symbol)
}

/// What was known when the year that is asked for had ended, and its name for the title.
fn as_of_year(
    known: CompanyFigures,
    wanted: &Wanted,
) -> Result<(CompanyFigures, String), RunError> {
    let Some(year) = periods::year_of_report(&known, wanted) else {
        return Ok((known, String::new()));
    };
    let span = known
        .span(year)
        .ok_or_else(|| periods::not_known(&known, "report", PeriodWanted::Of(year)).into_error())?;
    if known.latest_year() == Some(year) {
        return Ok((known, String::new()));
    }
    Ok((known.until(span.end), format!(" in {year}")))
}

/// Everything that stands on statements alone.
fn finances(composer: &mut Composer<'_>, known: &CompanyFigures) {
    let years = periods::columns(known, &Wanted::default());
    if years.is_empty() {
        return;
    }
    key_figures(composer, known);
    income(composer, known, &years);
    statements::ratios(composer, known, &years, "Margins", &[Group::Margins]);
    statements::statement(composer, known, &years, StatementKind::Balance);
    statements::statement(composer, known, &years, StatementKind::CashFlow);
    let groups = [Group::Returns, Group::Leverage, Group::Liquidity, Group::Coverage];
    statements::ratios(composer, known, &years, "Returns and debt", &groups);
}

fn price(composer: &mut Composer<'_>, known: &CompanyFigures) {
    if known.priced.is_some() {
        composer.heading(2, "Price");
        price::compose(composer, known);
        valuation(composer, known);
    }
}

/// What is strong, what needs attention, what is missing, where the figures stand.
fn end(mut composer: Composer<'_>, known: &CompanyFigures) -> Answer {
    judge::strengths_and_attention(&mut composer, known);
    statements::notes(&mut composer, known, &periods::columns(known, &Wanted::default()));
    composer.missing(&not_known(known));
    composer.sources();
    composer.finish(Category::Report, vec![known.company.listing.clone()])
}

/// `NYSE · Retail · USD · fiscal years to … · prices as of …`.
fn headline(known: &CompanyFigures) -> String {
    let company = &known.company;
    let about = [Some(company.listing.exchange.clone()), company.sector.clone()];
    let about = about
        .into_iter()
        .flatten()
        .filter(|text| !text.is_empty())
        .map(|text| markdown::plain(&text));
    about.chain([statements::basis(known)]).collect::<Vec<_>>().join(" · ")
}

fn key_figures(composer: &mut Composer<'_>, known: &CompanyFigures) {
    let Some(year) = known.latest_year() else { return };
    let years = known.years();
    let skip = years.len().saturating_sub(SPARK_YEARS);
    let shown: Vec<FiscalPeriod> = years.into_iter().skip(skip).collect();
    let mut writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::Last };
    let mut rows = Vec::new();
    for item in KEY_FIGURES {
        let now = writer.cell(item, year);
        let before = writer.cell(item, year.year_ago());
        let change = now.fact.zip(before.fact).and_then(|(now, before)| match item {
            Item::Ratio(Ratio::NetMargin | Ratio::ReturnOnEquity) => writer.change(now, before),
            Item::Line(_) | Item::Ratio(_) | Item::Price(_) => writer.growth(now, before),
        });
        let change = match (change, now.fact.zip(before.fact)) {
            (Some(change), _) => writer.cell_of(change),
            (None, Some(_)) => Cell::plain(format::MEANINGLESS),
            (None, None) => Cell::plain(format::MISSING),
        };
        let values: Vec<_> = writer
            .series(item, &shown)
            .into_iter()
            .map(|fact| fact.map(|fact| writer.value(fact)))
            .collect();
        let trend = Cell::plain(chart::sparkline(&values, SPARK_YEARS));
        rows.push(Row { label: item.label().to_owned(), cells: vec![now, before, change, trend] });
    }
    composer.heading(2, "Key figures");
    let head = [
        "Figure".to_owned(),
        year.to_string(),
        year.year_ago().to_string(),
        "Change".to_owned(),
        "Trend".to_owned(),
    ];
    composer.table(head.to_vec(), rows);
}

fn income(composer: &mut Composer<'_>, known: &CompanyFigures, years: &[FiscalPeriod]) {
    if statements::statement(composer, known, years, StatementKind::Income) {
        let chart = revenue_and_profit(composer, known, years);
        composer.add(Block::Chart(chart));
    }
}

/// Revenue and net income as bars.
fn revenue_and_profit(
    composer: &mut Composer<'_>,
    known: &CompanyFigures,
    years: &[FiscalPeriod],
) -> ChartSpec {
    let mut writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::Last };
    let mut values = Vec::new();
    let mut series = Vec::new();
    for item in [LineItem::Revenue, LineItem::NetIncome] {
        let points = writer.series(Item::Line(item), years);
        let points: Vec<_> =
            points.into_iter().map(|fact| fact.map(|fact| writer.value(fact))).collect();
        values.extend(points.iter().flatten().copied());
        series.push((item.row().label, points));
    }
    let scale = Scale::of(values.iter().copied().max().unwrap_or_default());
    let point = |value: Option<rust_decimal::Decimal>| Point {
        value: value.map(|value| value / scale.factor()),
        label: value.map_or(format::MISSING.to_owned(), |value| Style::default().short(value)),
    };
    let series = series.into_iter().map(|(name, points)| Series {
        name: name.to_owned(),
        role: Role::Actual,
        points: points.into_iter().map(point).collect(),
    });
    let currency = known.currency().map(|currency| currency.to_string()).unwrap_or_default();
    ChartSpec {
        kind: Kind::Bar,
        title: "Revenue and net income".to_owned(),
        unit: format!("{currency} {}", scale.suffix()).trim().to_owned(),
        x: years.iter().map(ToString::to_string).collect(),
        series: series.collect(),
        source: known.provider.to_owned(),
        as_of: Some(known.as_of.to_string()),
    }
}

/// Multiples of the last close over the latest year and the latest four quarters.
fn valuation(composer: &mut Composer<'_>, known: &CompanyFigures) {
    let year = known.latest_year();
    let mut writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::Last };
    let wanted = Ratio::ALL.iter().filter(|row| row.group == Group::Valuation);
    let any = |writer: &mut Writer<'_>, period: FiscalPeriod| {
        wanted.clone().any(|row| writer.ratio(row.ratio, period).is_some())
    };
    let end = year.and_then(|year| known.span(year)).map(|span| span.end);
    let newer = |period: &FiscalPeriod| known.span(*period).map(|span| span.end) > end;
    let trailing = known.trailing().into_iter().take(TRAILING_MAX).filter(newer);
    let trailing = trailing.into_iter().find(|period| any(&mut writer, *period));
    let periods: Vec<FiscalPeriod> = year.into_iter().chain(trailing).collect();
    let rows: Vec<_> =
        wanted.map(|row| writer.row_with_units(Item::Ratio(row.ratio), &periods)).collect();
    let any = rows.iter().any(|row| row.cells.iter().any(|cell| cell.fact.is_some()));
    let reason = year.and_then(|year| writer.item(Item::Ratio(Ratio::PriceToEarnings), year).err());
    composer.heading(2, "Valuation");
    if any {
        let head = std::iter::once("At the last close".to_owned())
            .chain(periods.iter().map(ToString::to_string));
        composer.table(head.collect(), rows);
    } else {
        let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
        composer.paragraph(format!("No multiple can be computed{}.", markdown::plain(&reason)));
    }
}

/// The expected rows that the latest year does not have.
fn not_known(known: &CompanyFigures) -> Vec<Item> {
    let Some(year) = known.latest_year() else { return Vec::new() };
    let missing = |item: &LineItem| known.figure(*item, year).is_none();
    EXPECTED.into_iter().filter(missing).map(Item::Line).collect()
}
