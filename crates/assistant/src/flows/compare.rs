//! Several companies side by side: each by its own fiscal calendar, which is said, and in its own currency.

use std::{collections::BTreeSet, fmt::Write as _, sync::Arc};

use agent::{RunContext, RunError};
use finance::{
    FiscalPeriod, Item, LineItem, MarketData, PeriodWanted, Ratio, Symbol, Unit,
    facts::{FactId, FactTable},
    format::{self, in_sentence},
    period::days_between,
    statement::CompanyFigures,
};
use futures::future;
use rust_decimal::Decimal;

use super::{
    NoAnswer, Wanted,
    better::{Better, better},
    periods, series,
};
use crate::{
    answer::{
        Answer, Gap, Headline,
        document::{Block, Cell, Row},
        markdown, short_name,
    },
    compose::Composer,
    fetch,
    narrate::Writer,
    question::Over,
    router::Category,
};

/// At most so many companies are compared.
const COMPANIES_MAX: usize = 6;

/// Marks the best of a row.
const BEST: &str = "★";

/// Fiscal years that end further apart than this, in days, are not of the same time.
const SAME_TIME_DAYS: i32 = 45;

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

/// A company in a comparison, and the period that it is compared by.
struct Column {
    known: CompanyFigures,
    period: FiscalPeriod,
}

impl Column {
    fn name(&self) -> String {
        markdown::plain(short_name(&self.known.company.listing.name))
    }

    fn symbol(&self) -> &Symbol {
        &self.known.company.listing.symbol
    }

    /// Its period so many before the one that is wanted.
    fn back(&self, wanted: PeriodWanted, back: usize) -> Option<FiscalPeriod> {
        periods::candidates(&self.known, wanted).into_iter().nth(back)
    }
}

/// One table, a column a company. A company that fails leaves a gap, not the answer.
pub(super) async fn answer(
    ctx: &RunContext,
    market: &Arc<dyn MarketData>,
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
    let (all, mut gaps) = fetched(ctx, market, symbols, needs).await?;
    let mut columns = columns(all, wanted.period, &mut gaps)?;
    let older = if wanted.items.is_empty() { None } else { look_back(&mut columns, wanted)? };
    let mut composer = Composer::new(ctx, gaps);
    let names: Vec<String> = columns.iter().map(Column::name).collect();
    composer.heading(1, list(&names));
    let items: Vec<Item> =
        if wanted.items.is_empty() { ROWS.to_vec() } else { wanted.items.clone() };
    let table = table(&mut composer, &columns, &items, wanted.period);
    if let Some(text) = verdict(&mut composer, &columns, &items, &table) {
        composer.paragraph(text);
    }
    composer.paragraph(basis(&columns));
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
    Ok(answer)
}

/// The periods of the charts where none are asked for: the latest years, or those up to the period that is.
fn over_of(columns: &[Column], wanted: PeriodWanted) -> Over {
    match (wanted, columns.first()) {
        (PeriodWanted::Latest | PeriodWanted::LatestTrailing, _) | (_, None) => {
            Over::Years(CHART_YEARS)
        }
        (_, Some(column)) => {
            let back = std::iter::successors(Some(column.period), |period| Some(period.year_ago()));
            Over::Each(back.take(CHART_YEARS.into()).collect())
        }
    }
}

/// Moves all companies to the latest periods of which the figures are known of most, and says so; an error where they
/// are known of none.
fn look_back(columns: &mut [Column], wanted: &Wanted) -> Result<Option<String>, RunError> {
    let price_at = periods::price_at(wanted.period);
    let mut reason = None;
    let mut best = (0, 0);
    for back in 0..periods::LOOK_BACK {
        let mut known = 0;
        for column in columns.iter() {
            let Some(period) = column.back(wanted.period, back) else { continue };
            let facts = &mut FactTable::default();
            let mut writer = Writer { known: &column.known, facts, price_at };
            for item in &wanted.items {
                match writer.item(*item, period) {
                    Ok(_) => known += 1,
                    Err(undefined) => reason = reason.or(Some(undefined)),
                }
            }
        }
        if best.0 < known {
            best = (known, back);
        }
    }
    let labels: Vec<String> = wanted.items.iter().map(|item| in_sentence(item.label())).collect();
    let labels = list(&labels);
    match best {
        (0, _) => {
            let symbols: Vec<String> = columns.iter().map(|one| one.symbol().to_string()).collect();
            let reason = reason.map_or(String::new(), |reason| format!(": {reason}"));
            let message = format!("there is no {labels} of {}{reason}", list(&symbols));
            let hint = "`fisc data info` says which figures the data have".to_owned();
            Err(NoAnswer { message, hint }.into_error())
        }
        (_, 0) => Ok(None),
        (_, back) => {
            for column in columns.iter_mut() {
                column.period = column.back(wanted.period, back).unwrap_or(column.period);
            }
            let message = format!(
                "{labels} is not known of the latest periods, so earlier ones are compared"
            );
            Ok(Some(message))
        }
    }
}

/// Everything of every company, at once.
async fn fetched(
    ctx: &RunContext,
    market: &Arc<dyn MarketData>,
    symbols: &[Symbol],
    needs: fetch::Needs,
) -> Result<(Vec<CompanyFigures>, Vec<Gap>), RunError> {
    let jobs =
        symbols.iter().take(COMPANIES_MAX).map(|symbol| fetch::fetch(ctx, market, symbol, needs));
    let results = future::join_all(jobs).await;
    let (mut all, mut gaps, mut failures) = (Vec::new(), Vec::new(), Vec::new());
    for (symbol, result) in symbols.iter().zip(results) {
        match result {
            Ok(fetched) => {
                gaps.extend(fetched.gaps);
                all.push(fetched.known);
            }
            Err(error) => {
                gaps.push(Gap::new(symbol.to_string(), "", error.in_full()));
                failures.push(error);
            }
        }
    }
    for symbol in symbols.iter().skip(COMPANIES_MAX) {
        gaps.push(Gap::new(symbol.to_string(), "", "too many companies in one comparison"));
    }
    match failures.into_iter().next() {
        Some(error) if all.is_empty() => Err(error),
        Some(_) | None => Ok((all, gaps)),
    }
}

/// Each company with its period; years and trailing years are never mixed.
fn columns(
    all: Vec<CompanyFigures>,
    wanted: PeriodWanted,
    gaps: &mut Vec<Gap>,
) -> Result<Vec<Column>, RunError> {
    let has = |known: &CompanyFigures, wanted| {
        let periods = periods::candidates(known, wanted);
        periods.into_iter().find(|period| {
            known.periods().any(|one| one == *period)
                || matches!(period, FiscalPeriod::Trailing(..))
        })
    };
    let none_trailing = all.iter().any(|known| known.trailing().is_empty());
    let asked = if wanted == PeriodWanted::LatestTrailing && none_trailing {
        let reason = "not known of every company, so fiscal years are compared";
        gaps.push(Gap::new("the last four quarters", "", reason));
        PeriodWanted::Latest
    } else {
        wanted
    };
    let mut columns = Vec::new();
    let mut without = Vec::new();
    for known in all {
        match has(&known, asked) {
            Some(period) => columns.push(Column { known, period }),
            None => without.push(known.company.listing.symbol.clone()),
        }
    }
    for symbol in &without {
        gaps.push(Gap::new(symbol.to_string(), "", format!("there are no statements for {asked}")));
    }
    if columns.is_empty() {
        let names = without.iter().map(Symbol::as_str).collect::<Vec<_>>().join(", ");
        let message = format!("there are no statements of {names} for {asked}");
        let hint = "leave the period out to compare the latest fiscal years".to_owned();
        return Err(NoAnswer { message, hint }.into_error());
    }
    Ok(columns)
}

/// A row in the making: a fact or the reason of its absence for each company, and the best of them.
struct Line {
    item: Item,
    cells: Vec<Cell>,
    facts: Vec<Option<FactId>>,
    best: Option<FactId>,
    /// The values, where all are of one unit and so can be compared.
    values: Vec<Option<Decimal>>,
}

fn table(
    composer: &mut Composer<'_>,
    columns: &[Column],
    items: &[Item],
    wanted: PeriodWanted,
) -> Vec<Line> {
    let price_at = periods::price_at(wanted);
    let mut lines = Vec::new();
    for item in items {
        let mut line = Line {
            item: *item,
            cells: Vec::new(),
            facts: Vec::new(),
            best: None,
            values: Vec::new(),
        };
        let mut units: Vec<Unit> = Vec::new();
        for column in columns {
            let mut writer = Writer { known: &column.known, facts: &mut composer.facts, price_at };
            let cell = writer.cell(*item, column.period);
            let fact = cell.fact.and_then(|id| writer.facts.fact(id));
            line.values.push(fact.map(|fact| fact.value));
            units.extend(fact.map(|fact| fact.unit));
            line.facts.push(cell.fact);
            line.cells.push(cell);
        }
        // Amounts of different currencies are never set against each other.
        if units.windows(2).any(|pair| pair.first() != pair.last()) {
            line.values = vec![None; columns.len()];
        }
        mark_best(&mut line);
        lines.push(line);
    }
    lines
}

/// Marks the best figure of a row, if it is alone in being so.
fn mark_best(line: &mut Line) {
    let Some(best) = extreme(line) else { return };
    line.best = line.facts.get(best).copied().flatten();
    if let Some(cell) = line.cells.get_mut(best) {
        cell.text = format!("{BEST} {}", cell.text);
    }
}

/// The place of a row's best figure.
fn extreme(line: &Line) -> Option<usize> {
    let better = better(line.item)?;
    let values = line.values.iter().enumerate().filter_map(|(at, value)| Some((at, (*value)?)));
    let mut values: Vec<(usize, Decimal)> = values.collect();
    values.sort_by_key(|(_, value)| *value);
    if better == Better::Higher {
        values.reverse();
    }
    match values.as_slice() {
        [first, second, ..] if first.1 != second.1 => Some(first.0),
        _ => None,
    }
}

/// What stands out, in a sentence or two.
fn verdict(
    composer: &mut Composer<'_>,
    columns: &[Column],
    items: &[Item],
    table: &[Line],
) -> Option<String> {
    let asked = items.len() <= CHARTS_MAX;
    let told = [
        Item::Line(LineItem::Revenue),
        Item::Ratio(Ratio::NetMargin),
        Item::Ratio(Ratio::RevenueGrowth),
    ];
    let mut sentences = Vec::new();
    for line in table.iter().filter(|line| asked || told.contains(&line.item)) {
        let values = line.values.iter().enumerate();
        let mut known: Vec<(usize, Decimal)> =
            values.filter_map(|(at, value)| Some((at, (*value)?))).collect();
        known.sort_by_key(|(_, value)| std::cmp::Reverse(*value));
        let (Some(first), Some(last)) = (known.first(), known.last()) else { continue };
        // The price of one share is no measure of a company.
        let per_share = matches!(unit_of(composer, line), Some(Unit::PerShare(_)));
        if known.len() < 2 || first.1 == last.1 || per_share {
            continue;
        }
        let say = |at: usize| {
            let fact = line.facts.get(at).copied().flatten().and_then(|id| composer.facts.fact(id));
            let text = fact.map(|fact| format::Style::default().prose(fact.value, fact.unit));
            Some((columns.get(at)?.name(), text?))
        };
        let ((name, high), (other, low)) = (say(first.0)?, say(last.0)?);
        let label = in_sentence(line.item.label());
        sentences.push(if known.len() == 2 {
            format!("{name} has the higher {label}: {high}, against {low} at {other}.")
        } else {
            format!("{name} has the highest {label}, {high}, and {other} the lowest, {low}.")
        });
    }
    (!sentences.is_empty()).then(|| format!("**{}**", sentences.join(" ")))
}

/// What a row counts.
fn unit_of(composer: &Composer<'_>, line: &Line) -> Option<Unit> {
    let fact = line.facts.iter().flatten().find_map(|id| composer.facts.fact(*id));
    fact.map(|fact| fact.unit)
}

/// By which years and in which currencies the companies are compared.
fn basis(columns: &[Column]) -> String {
    let mut ends = Vec::new();
    let mut each = Vec::new();
    let mut currencies = BTreeSet::new();
    let mut own = Vec::new();
    for column in columns {
        let end = column.known.span(column.period).map(|span| span.end);
        ends.extend(end);
        let to = end.map_or(String::new(), |end| format!(" to {}", format::day(end)));
        each.push(format!("{} {}{to}", column.name(), column.period));
        if let Some(currency) = column.known.currency() {
            currencies.insert(currency);
            own.push(format!("{} in {currency}", column.name()));
        }
    }
    let mut text = format!("Each by its own fiscal calendar: {}.", each.join(", "));
    let (first, last) = (ends.iter().min(), ends.iter().max());
    if let (Some(first), Some(last)) = (first, last)
        && SAME_TIME_DAYS < days_between(*first, *last)
    {
        text.push_str(" These periods do not end at the same time, so part of a difference may be one of time.");
    }
    let mut names = currencies.iter();
    match (names.next(), names.next()) {
        (Some(only), None) => {
            let _ = write!(text, " Amounts in {only}.");
        }
        (Some(_), Some(_)) => {
            let _ = write!(
                text,
                " Amounts are in each company's own currency ({}) and are not set against each other; ratios are.",
                own.join(", ")
            );
        }
        (None, _) => {}
    }
    text
}

fn show(composer: &mut Composer<'_>, columns: &[Column], table: Vec<Line>) {
    let mut head = vec!["Figure".to_owned()];
    head.extend(columns.iter().map(|column| format!("{} {}", column.symbol(), column.period)));
    let row = |line: Line| Row { label: line.item.label().to_owned(), cells: line.cells };
    composer.table(head, table.into_iter().map(row).collect());
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
            price_at: finance::ratio::PriceAt::PeriodEnd,
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
    composer.heading(2, format!("{} over the years", item.label()));
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
