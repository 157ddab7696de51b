//! Several companies side by side: each by its own fiscal calendar, which is said, and in its own currency.

mod columns;
mod table;

use std::collections::BTreeSet;

use agent::RunError;
use finance::{FiscalPeriod, Item, LineItem, PeriodWanted, Ratio, Symbol, ratio::PriceAt};

use self::{
    columns::{Column, basis, columns, fetched, look_back, over_of},
    table::{BEST, Line, show, table, verdict},
};
use super::{NoAnswer, Wanted, better, periods, series};
use crate::{
    answer::{Answer, Gap, Headline, document::Block, markdown, short_name},
    compose::Composer,
    desk::Desk,
    fetch,
    narrate::Writer,
    question::Over,
    router::Category,
};

/// How many fiscal years the charts show.
const CHART_YEARS: u8 = 5;

/// How many figures are shown over the years.
const CHARTS_MAX: usize = 3;

/// The rows of a comparison that asks for none.
const ROWS: [Item; 12] = [
    Item::Line(LineItem::Revenue),
    Item::Ratio(Ratio::RevenueGrowth),
    Item::Ratio(Ratio::GrossMargin),
    Item::Ratio(Ratio::OperatingMargin),
    Item::Line(LineItem::NetIncome),
    Item::Ratio(Ratio::NetMargin),
    Item::Ratio(Ratio::ReturnOnEquity),
    Item::Ratio(Ratio::FreeCashFlow),
    Item::Ratio(Ratio::DebtToEquity),
    Item::Ratio(Ratio::MarketCapitalization),
    Item::Ratio(Ratio::PriceToEarnings),
    Item::Ratio(Ratio::DividendYield),
];

/// The figures over the years of a comparison that asks for none.
const CHARTED: [Item; 2] = [Item::Line(LineItem::Revenue), Item::Ratio(Ratio::NetMargin)];

/// One table, a column a company. A company that fails leaves a gap, not the answer.
pub(super) async fn answer(
    desk: &Desk<'_>,
    symbols: &[Symbol],
    wanted: &Wanted,
) -> Result<Answer, RunError> {
    let needs = match wanted.period {
        _ if matches!(wanted.over, Some(Over::Quarters(_) | Over::Each(_))) => fetch::ALL,
        PeriodWanted::Latest
        | PeriodWanted::YearsAgo(_)
        | PeriodWanted::Of(FiscalPeriod::Year(_)) => fetch::ANNUAL,
        PeriodWanted::LatestTrailing
        | PeriodWanted::LatestQuarter
        | PeriodWanted::LatestOf(_)
        | PeriodWanted::Of(FiscalPeriod::Quarter(..) | FiscalPeriod::Trailing(..)) => fetch::ALL,
    };
    let (all, mut gaps, passed_over) = fetched(desk, symbols, needs).await?;
    let mut columns = columns(all, wanted.period, &mut gaps)?;
    let older = if wanted.items.is_empty() { None } else { look_back(&mut columns, wanted)? };
    let mut composer = Composer::new(desk.ctx, gaps);
    composer.passed_over = passed_over;
    let names: Vec<String> = columns.iter().map(Column::name).collect();
    composer.heading(1, list(&names));
    let items: Vec<Item> =
        if wanted.items.is_empty() { ROWS.to_vec() } else { wanted.items.clone() };
    // Today's price does not go with statements of an earlier year.
    let price_at = match older {
        Some(_) => PriceAt::PeriodEnd,
        None => periods::price_at(wanted.period),
    };
    let table = table(&mut composer, &columns, &items, price_at);
    if let Some(text) = verdict(&mut composer, &columns, &items, &table) {
        composer.paragraph(text);
    }
    let priced = |item: &Item| matches!(item, Item::Ratio(ratio) if ratio.uses_price());
    let at_last_close = price_at == PriceAt::Last && items.iter().any(priced);
    composer.paragraph(basis(&columns, at_last_close));
    let marked = table.iter().any(|row| row.best.is_some());
    let headline = table.iter().find_map(|row| row.best.or(*row.facts.first()?));
    let unknown = |line: &&Line| line.facts.iter().all(Option::is_none);
    let asked = || table.iter().filter(|_| !wanted.items.is_empty());
    let nobody = |line: &Line| Gap::new(line.item.label(), "", "not known of any of them");
    composer.gaps.extend(asked().filter(unknown).map(nobody));
    show(&mut composer, &columns, table);
    if marked {
        composer.paragraph(format!(
            "{BEST} marks the best of a row: the highest where more is better, the lowest where less is."
        ));
    }
    let charted: Vec<Item> =
        if wanted.items.is_empty() { CHARTED.to_vec() } else { wanted.items.clone() };
    let over = wanted.over.clone().unwrap_or_else(|| over_of(&columns, wanted.period));
    for item in charted.into_iter().take(CHARTS_MAX) {
        over_the_years(&mut composer, &columns, item, &over);
    }
    composer.missing(&[]);
    composer.sources();
    let listings = columns.into_iter().map(|column| column.known.company.listing).collect();
    let mut answer = composer.finish(Category::Compare, listings);
    answer.headline = headline.map(|fact| Headline { fact, previous: None });
    answer.follow_ups = follow_ups(&answer);
    answer.warnings.extend(older);
    let left_out = symbols
        .iter()
        .filter(|symbol| !answer.companies.iter().any(|listing| listing.symbol == **symbol));
    let left_out: Vec<String> = left_out.map(Symbol::to_string).collect();
    if !left_out.is_empty() {
        let is = if left_out.len() == 1 { "is" } else { "are" };
        let message =
            format!("{} {is} not in the comparison: see what is missing", list(&left_out));
        answer.warnings.push(message);
    }
    Ok(answer)
}

/// One figure of every company over the years, as a table and, in one unit, as a chart.
fn over_the_years(composer: &mut Composer<'_>, columns: &[Column], item: Item, over: &Over) {
    let mut periods: Vec<FiscalPeriod> =
        columns.iter().flat_map(|column| periods::row(&column.known, over)).collect();
    periods.sort_unstable();
    periods.dedup();
    let skip = match over {
        Over::Years(count) | Over::Quarters(count) => {
            periods.len().saturating_sub(usize::from(*count))
        }
        Over::Between(..) | Over::Since(_) | Over::Each(_) => 0,
    };
    periods.drain(..skip);
    let (mut rows, mut lines, mut units) = (Vec::new(), Vec::new(), BTreeSet::new());
    for column in columns {
        let mut writer = Writer {
            known: &column.known,
            facts: &mut composer.facts,
            price_at: PriceAt::PeriodEnd,
        };
        let mut row = writer.row_with_units(item, &periods);
        short_name(&column.known.company.listing.name).clone_into(&mut row.label);
        let facts = row.cells.iter().map(|cell| cell.fact.and_then(|id| writer.facts.fact(id)));
        let facts: Vec<_> = facts.collect();
        units.extend(facts.iter().flatten().map(|fact| fact.unit));
        lines.push((row.label.clone(), facts.iter().map(|fact| Some((*fact)?.value)).collect()));
        rows.push(row);
    }
    if rows.iter().all(|row| row.cells.iter().all(|cell| cell.fact.is_none())) || periods.len() < 2
    {
        return;
    }
    let by = if matches!(over, Over::Quarters(_)) { "by quarter" } else { "over the years" };
    let year_end = if matches!(item, Item::Ratio(ratio) if ratio.uses_price()) {
        ", each at its end"
    } else {
        ""
    };
    composer.heading(2, format!("{} {by}{year_end}", item.label()));
    let names: Vec<String> = periods.iter().map(ToString::to_string).collect();
    composer.table(std::iter::once("Company".to_owned()).chain(names.clone()).collect(), rows);
    if let (1, Some(unit), Some(first)) = (units.len(), units.first(), columns.first()) {
        composer.add(Block::Chart(series::spec(item.label(), *unit, names, &lines, &first.known)));
    }
}

/// `A, B and C`.
fn list(names: &[String]) -> String {
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((only, _)) => only.clone(),
        None => String::new(),
    }
}

fn follow_ups(answer: &Answer) -> Vec<String> {
    let names: Vec<&str> = answer.companies.iter().map(|one| short_name(&one.name)).collect();
    let joined = names.join(" and ");
    let report = names.first().map(|name| format!("How is {name} doing?"));
    [
        format!("Compare the free cash flow of {joined}"),
        format!("Compare {joined} by debt to equity"),
    ]
    .into_iter()
    .chain(report)
    .collect()
}
