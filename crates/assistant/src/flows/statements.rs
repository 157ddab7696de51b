//! Statements as tables: the income statement alone, or everything else a company reports.

use std::sync::Arc;

use agent::{RunContext, RunError};
use finance::{
    FiscalPeriod, Item, LineItem, MarketData, Ratio, StatementKind, Symbol,
    facts::FactId,
    format::Scale,
    ratio::{Group, PriceAt},
    statement::{CompanyFigures, Quantity},
};
use rust_decimal::Decimal;

use crate::{
    answer::{Answer, markdown, short_name},
    compose::{Composer, capital},
    fetch,
    narrate::{Writer, moved},
    router::Category,
};

/// How many fiscal years a table shows.
pub(super) const YEARS: usize = 5;

/// The income statement over five fiscal years.
pub(super) async fn income(
    ctx: &RunContext,
    market: &Arc<dyn MarketData>,
    symbol: &Symbol,
) -> Result<Answer, RunError> {
    let fetched = fetch::fetch(ctx, market, symbol, fetch::INCOME).await?;
    let known = fetched.known;
    let mut composer = Composer::new(ctx, fetched.gaps);
    title(&mut composer, &known, "income statement");
    trend(&mut composer, &known);
    statement(&mut composer, &known, StatementKind::Income);
    ratios(&mut composer, &known, "Margins", &[Group::Margins, Group::Growth]);
    notes(&mut composer, &known);
    composer.missing(&[]);
    composer.sources();
    Ok(composer.finish(Category::IncomeStatement, vec![known.company.listing.clone()]))
}

/// Balance sheet, cash flow, ratios and key metrics over five fiscal years.
pub(super) async fn financials(
    ctx: &RunContext,
    market: &Arc<dyn MarketData>,
    symbol: &Symbol,
) -> Result<Answer, RunError> {
    let fetched = fetch::fetch(ctx, market, symbol, fetch::ANNUAL).await?;
    let known = fetched.known;
    let mut composer = Composer::new(ctx, fetched.gaps);
    title(&mut composer, &known, "financials");
    statement(&mut composer, &known, StatementKind::Balance);
    statement(&mut composer, &known, StatementKind::CashFlow);
    ratios(&mut composer, &known, "Margins and growth", &[Group::Margins, Group::Growth]);
    ratios(&mut composer, &known, "Returns", &[Group::Returns]);
    ratios(
        &mut composer,
        &known,
        "Debt and liquidity",
        &[Group::Leverage, Group::Liquidity, Group::Coverage],
    );
    ratios(&mut composer, &known, "Cash and capital", &[Group::Cash, Group::PerShare]);
    notes(&mut composer, &known);
    composer.missing(&[]);
    composer.sources();
    Ok(composer.finish(Category::CompanyFinancials, vec![known.company.listing.clone()]))
}

/// The answer's heading, and what its figures are counted in.
fn title(composer: &mut Composer<'_>, known: &CompanyFigures, what: &str) {
    let listing = &known.company.listing;
    composer.heading(1, format!("{} ({}): {what}", short_name(&listing.name), listing.symbol));
    composer.paragraph(basis(known));
}

/// `USD · fiscal years to 27 Sep 2025`.
pub(super) fn basis(known: &CompanyFigures) -> String {
    let currency = known.currency().map(|currency| currency.to_string());
    let end = known.latest_year().and_then(|year| known.span(year));
    let end = end.map(|span| format!("fiscal years to {}", finance::format::day(span.end)));
    let as_of = known.priced.as_ref().and_then(|priced| priced.closes.last());
    let as_of = as_of.map(|close| format!("prices as of {}", finance::format::day(close.date)));
    [currency, end, as_of].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// How revenue and net income moved in the latest year, in a sentence each.
pub(super) fn trend(composer: &mut Composer<'_>, known: &CompanyFigures) {
    let Some(year) = known.latest_year() else { return };
    let name = markdown::plain(short_name(&known.company.listing.name));
    let mut writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::Last };
    let period = writer.period_name(year);
    let mut sentences = Vec::new();
    if let Some(now) = writer.line(LineItem::Revenue, year) {
        let before = writer.line(LineItem::Revenue, year.year_ago());
        let growth = before.and_then(|before| writer.growth(now, before));
        sentences.push(match growth {
            Some(growth) => format!(
                "{name}'s revenue {} {} to {} in {period}.",
                moved(writer.value(growth)),
                writer.say_size(growth),
                writer.say(now)
            ),
            None => format!("{name}'s revenue was {} in {period}.", writer.say(now)),
        });
    }
    if let Some(now) = writer.line(LineItem::NetIncome, year) {
        sentences.push(earned(&mut writer, now, year, &period));
    }
    if !sentences.is_empty() {
        composer.paragraph(format!("**{}**", sentences.join(" ")));
    }
}

fn earned(writer: &mut Writer<'_>, now: FactId, year: FiscalPeriod, period: &str) -> String {
    let value = writer.value(now);
    let before = writer.line(LineItem::NetIncome, year.year_ago());
    let growth = before.and_then(|before| writer.growth(now, before));
    let margin = writer.ratio(Ratio::NetMargin, year);
    let margin =
        margin.map_or(String::new(), |margin| format!(", a net margin of {}", writer.say(margin)));
    if value.is_sign_negative() {
        let was = before.map(|before| {
            let kind =
                if writer.value(before).is_sign_negative() { "net loss" } else { "net income" };
            format!(", after a {kind} of {} the year before", writer.say_size(before))
        });
        return format!("The net loss was {}{}.", writer.say_size(now), was.unwrap_or_default());
    }
    match (growth, before) {
        (Some(growth), _) => format!(
            "Net income {} {} to {}{margin}.",
            moved(writer.value(growth)),
            writer.say_size(growth),
            writer.say(now)
        ),
        (None, Some(before)) if writer.value(before).is_sign_negative() => {
            format!(
                "Net income was {}{margin}, after a net loss of {}.",
                writer.say(now),
                writer.say_size(before)
            )
        }
        (None, _) => format!("Net income was {}{margin} in {period}.", writer.say(now)),
    }
}

/// One statement over the latest years: amounts in one scale, then what is counted per share.
pub(super) fn statement(
    composer: &mut Composer<'_>,
    known: &CompanyFigures,
    kind: StatementKind,
) -> bool {
    let years = latest_years(known);
    let Some(currency) = known.currency() else { return false };
    let rows = || LineItem::ALL.iter().filter(|row| row.statement == kind);
    let is_money = |quantity: Quantity| matches!(quantity, Quantity::Flow | Quantity::Balance);
    let amounts = rows().filter(|row| is_money(row.quantity));
    let values: Vec<Decimal> = amounts
        .clone()
        .flat_map(|row| years.iter().filter_map(|year| known.figure(row.item, *year)))
        .map(|dated| dated.figure.value)
        .collect();
    let scale = Scale::of_column(values);
    let heads: Vec<String> = years.iter().map(ToString::to_string).collect();
    let head = |corner: String| std::iter::once(corner).chain(heads.clone()).collect::<Vec<_>>();
    let mut writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::Last };
    let table = amounts.map(|row| writer.row(Item::Line(row.item), &years, scale)).collect();
    let shares = rows().filter(|row| !is_money(row.quantity));
    let per_share: Vec<_> =
        shares.map(|row| writer.row_with_units(Item::Line(row.item), &years)).collect();
    composer.heading(2, kind.label());
    let corner = format!("{currency} {}", scale.suffix()).trim_end().to_owned();
    let any = composer.table(head(corner), table);
    let more = composer.table(head("Shares and amounts per share".to_owned()), per_share);
    if !any && !more {
        composer.paragraph("Nothing of it is in the data.");
    }
    any
}

/// The ratios of some groups over the latest years.
pub(super) fn ratios(
    composer: &mut Composer<'_>,
    known: &CompanyFigures,
    title: &str,
    groups: &[Group],
) {
    let years = latest_years(known);
    let mut writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::PeriodEnd };
    let wanted = Ratio::ALL.iter().filter(|row| groups.contains(&row.group));
    let rows: Vec<_> =
        wanted.map(|row| writer.row_with_units(Item::Ratio(row.ratio), &years)).collect();
    if rows.iter().any(|row| row.cells.iter().any(|cell| cell.fact.is_some())) {
        composer.heading(2, title);
        let head = std::iter::once("Ratio".to_owned()).chain(years.iter().map(ToString::to_string));
        composer.table(head.collect(), rows);
    }
}

/// What a reader should know of the rows that were shown.
pub(super) fn notes(composer: &mut Composer<'_>, known: &CompanyFigures) {
    let mut lines: Vec<String> = Vec::new();
    for year in latest_years(known) {
        lines.extend(
            known.notes(year).map(|note| format!("{year}: {}", capital(&markdown::plain(note)))),
        );
    }
    if !lines.is_empty() {
        composer.heading(2, "Marks");
        composer.add(crate::answer::document::Block::List(lines));
    }
}

/// The latest fiscal years, oldest first.
pub(super) fn latest_years(known: &CompanyFigures) -> Vec<FiscalPeriod> {
    let years = known.years();
    let skip = years.len().saturating_sub(YEARS);
    years.into_iter().skip(skip).collect()
}
