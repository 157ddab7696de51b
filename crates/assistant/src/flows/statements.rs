//! Statements as tables: the income statement alone, or everything else a company reports.

use agent::RunError;
use finance::{
    FiscalPeriod, Item, LineItem, Ratio, StatementKind, Symbol,
    facts::{FactId, FactTable},
    format::Scale,
    ratio::{Group, PriceAt},
    statement::{CompanyFigures, Quantity},
};
use rust_decimal::Decimal;

use super::{Wanted, periods};
use crate::{
    answer::{Answer, markdown, short_name},
    compose::{Composer, capital},
    desk::Desk,
    fetch,
    narrate::{Writer, moved},
    router::Category,
};

/// The income statement over some fiscal years or quarters.
pub(super) async fn income(
    desk: &Desk<'_>,
    symbol: &Symbol,
    wanted: &Wanted,
) -> Result<Answer, RunError> {
    let fetched = fetch::fetch(desk, symbol, fetch::INCOME).await?;
    let (mut composer, known) = Composer::over(desk.ctx, fetched);
    let columns = columns(&known, wanted, "income statement")?;
    title(&mut composer, &known, &columns, "income statement");
    trend(&mut composer, &known, &columns);
    statement(&mut composer, &known, &columns, StatementKind::Income);
    ratios(&mut composer, &known, &columns, "Margins", &[Group::Margins, Group::Growth]);
    notes(&mut composer, &known, &columns);
    composer.missing(&[]);
    composer.sources();
    Ok(composer.finish(Category::IncomeStatement, vec![known.company.listing.clone()]))
}

/// Balance sheet, cash flow, ratios and key metrics over some fiscal years or quarters.
pub(super) async fn financials(
    desk: &Desk<'_>,
    symbol: &Symbol,
    wanted: &Wanted,
) -> Result<Answer, RunError> {
    let fetched = fetch::fetch(desk, symbol, fetch::ALL).await?;
    let (mut composer, known) = Composer::over(desk.ctx, fetched);
    let columns = columns(&known, wanted, "balance sheet")?;
    title(&mut composer, &known, &columns, "financials");
    statement(&mut composer, &known, &columns, StatementKind::Balance);
    statement(&mut composer, &known, &columns, StatementKind::CashFlow);
    for (title, groups) in [
        ("Margins and growth", &[Group::Margins, Group::Growth][..]),
        ("Returns", &[Group::Returns]),
        ("Debt and liquidity", &[Group::Leverage, Group::Liquidity, Group::Coverage]),
        ("Cash and capital", &[Group::Cash, Group::PerShare]),
    ] {
        ratios(&mut composer, &known, &columns, title, groups);
    }
    notes(&mut composer, &known, &columns);
    composer.missing(&[]);
    composer.sources();
    Ok(composer.finish(Category::CompanyFinancials, vec![known.company.listing.clone()]))
}

/// The periods of the tables; an error where they are not known and other periods are.
fn columns(
    known: &CompanyFigures,
    wanted: &Wanted,
    what: &str,
) -> Result<Vec<FiscalPeriod>, RunError> {
    let columns = periods::columns(known, wanted);
    if columns.is_empty() && known.latest_year().is_some() {
        return Err(periods::not_known(known, what, wanted.period).into_error());
    }
    Ok(columns)
}

/// The answer's heading, and what its figures are counted in.
fn title(
    composer: &mut Composer<'_>,
    known: &CompanyFigures,
    columns: &[FiscalPeriod],
    what: &str,
) {
    let listing = &known.company.listing;
    composer.heading(1, format!("{} ({}): {what}", short_name(&listing.name), listing.symbol));
    let quarters = matches!(columns.last(), Some(FiscalPeriod::Quarter(..)));
    let what = if quarters { "quarters" } else { "fiscal years" };
    composer.paragraph(counted(known, columns.last().copied(), what));
}

/// `USD · fiscal years to 27 Sep 2025 · prices as of …`.
pub(super) fn basis(known: &CompanyFigures) -> String {
    counted(known, known.latest_year(), "fiscal years")
}

fn counted(known: &CompanyFigures, last: Option<FiscalPeriod>, what: &str) -> String {
    let currency = known.currency().map(|currency| currency.to_string());
    let end = last.and_then(|period| known.span(period));
    let end = end.map(|span| format!("{what} to {}", finance::format::day(span.end)));
    let as_of = known.priced.as_ref().and_then(|priced| priced.closes.last());
    let as_of = as_of.map(|close| format!("prices as of {}", finance::format::day(close.date)));
    [currency, end, as_of].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// How revenue and net income moved in the last of some periods, in a sentence each.
pub(super) fn trend(composer: &mut Composer<'_>, known: &CompanyFigures, periods: &[FiscalPeriod]) {
    if let Some(sentences) =
        periods.last().and_then(|last| moves(&mut composer.facts, known, *last))
    {
        composer.paragraph(format!("**{sentences}**"));
    }
}

/// The sentences on how revenue and net income moved in a period, where either is known.
pub(super) fn moves(
    facts: &mut FactTable,
    known: &CompanyFigures,
    year: FiscalPeriod,
) -> Option<String> {
    let name = markdown::plain(short_name(&known.company.listing.name));
    let mut writer = Writer { known, facts, price_at: PriceAt::Last };
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
        // Where revenue is not known the sentence before does not name the period.
        let within = if sentences.is_empty() { format!(" in {period}") } else { String::new() };
        sentences.push(earned(&mut writer, now, year, &within));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

fn earned(writer: &mut Writer<'_>, now: FactId, year: FiscalPeriod, within: &str) -> String {
    let value = writer.value(now);
    let before = writer.line(LineItem::NetIncome, year.year_ago());
    let growth = before.and_then(|before| writer.growth(now, before));
    let then = match within {
        "" => " the year before".to_owned(),
        _ => format!(" in {}", year.year_ago()),
    };
    let margin = writer.ratio(Ratio::NetMargin, year);
    let margin =
        margin.map_or(String::new(), |margin| format!(", a net margin of {}", writer.say(margin)));
    if value.is_sign_negative() {
        let was = before.map(|before| {
            let kind =
                if writer.value(before).is_sign_negative() { "net loss" } else { "net income" };
            format!(", after a {kind} of {}{then}", writer.say_size(before))
        });
        return format!(
            "The net loss was {}{within}{}.",
            writer.say_size(now),
            was.unwrap_or_default()
        );
    }
    match (growth, before) {
        (Some(growth), _) => format!(
            "Net income {} {} to {}{within}{margin}.",
            moved(writer.value(growth)),
            writer.say_size(growth),
            writer.say(now)
        ),
        (None, Some(before)) if writer.value(before).is_sign_negative() => {
            format!(
                "Net income was {}{within}{margin}, after a net loss of {}{then}.",
                writer.say(now),
                writer.say_size(before)
            )
        }
        (None, _) => format!("Net income was {}{within}{margin}.", writer.say(now)),
    }
}

/// One statement over some periods: amounts in one scale, then what is counted per share.
pub(super) fn statement(
    composer: &mut Composer<'_>,
    known: &CompanyFigures,
    periods: &[FiscalPeriod],
    kind: StatementKind,
) -> bool {
    let Some(currency) = known.currency() else { return false };
    let rows = || LineItem::ALL.iter().filter(|row| row.statement == kind);
    let is_money = |quantity: Quantity| matches!(quantity, Quantity::Flow | Quantity::Balance);
    let amounts = rows().filter(|row| is_money(row.quantity));
    let values: Vec<Decimal> = amounts
        .clone()
        .flat_map(|row| periods.iter().filter_map(|period| known.figure(row.item, *period)))
        .map(|dated| dated.figure.value)
        .collect();
    let scale = Scale::of_column(values);
    let heads: Vec<String> = periods.iter().map(ToString::to_string).collect();
    let head = |corner: String| std::iter::once(corner).chain(heads.clone()).collect::<Vec<_>>();
    let mut writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::Last };
    let table = amounts.map(|row| writer.row(Item::Line(row.item), periods, scale)).collect();
    let shares = rows().filter(|row| !is_money(row.quantity));
    let per_share: Vec<_> =
        shares.map(|row| writer.row_with_units(Item::Line(row.item), periods)).collect();
    composer.heading(2, kind.label());
    let corner = format!("{currency} {}", scale.suffix()).trim_end().to_owned();
    let any = composer.table(head(corner), table);
    let more = composer.table(head("Shares and amounts per share".to_owned()), per_share);
    if !any && !more {
        composer.paragraph("Nothing of it is in the data.");
    }
    any
}

/// The ratios of some groups over some periods.
pub(super) fn ratios(
    composer: &mut Composer<'_>,
    known: &CompanyFigures,
    periods: &[FiscalPeriod],
    title: &str,
    groups: &[Group],
) {
    let mut writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::PeriodEnd };
    let wanted = Ratio::ALL.iter().filter(|row| groups.contains(&row.group));
    let rows: Vec<_> =
        wanted.map(|row| writer.row_with_units(Item::Ratio(row.ratio), periods)).collect();
    if rows.iter().any(|row| row.cells.iter().any(|cell| cell.fact.is_some())) {
        composer.heading(2, title);
        let head =
            std::iter::once("Ratio".to_owned()).chain(periods.iter().map(ToString::to_string));
        composer.table(head.collect(), rows);
    }
}

/// What a reader should know of the rows that were shown.
pub(super) fn notes(composer: &mut Composer<'_>, known: &CompanyFigures, periods: &[FiscalPeriod]) {
    let mut told: Vec<(&str, Vec<String>)> = Vec::new();
    for period in periods {
        for note in known.notes(*period) {
            match told.iter_mut().find(|(known, _)| *known == note) {
                Some((_, periods)) => periods.push(period.to_string()),
                None => told.push((note, vec![period.to_string()])),
            }
        }
    }
    let lines = told.into_iter().map(|(note, periods)| {
        format!("{}: {}", periods.join(", "), capital(&markdown::plain(note)))
    });
    let lines: Vec<String> = lines.collect();
    if !lines.is_empty() {
        composer.heading(2, "Marks");
        composer.add(crate::answer::document::Block::List(lines));
    }
}
