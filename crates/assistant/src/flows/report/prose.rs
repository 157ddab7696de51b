//! The sections of prose in a report: their facts, and what the rules say of them.

use finance::{
    Item, LineItem, Ratio,
    facts::{FactId, FactTable},
    ratio::PriceAt,
    statement::CompanyFigures,
};

use super::statements;
use crate::narrate::{Writer, moved};

/// A section's facts, and its text by rules.
pub(super) struct Prose {
    pub(super) table: FactTable,
    pub(super) facts: Vec<FactId>,
    pub(super) by_rules: String,
}

/// How the year went: revenue, profit, margin.
pub(super) fn verdict(known: &CompanyFigures) -> Option<Prose> {
    let year = known.latest_year()?;
    let mut table = FactTable::default();
    let by_rules = statements::moves(&mut table, known, year)?;
    let items = [
        Item::Line(LineItem::Revenue),
        Item::Line(LineItem::OperatingIncome),
        Item::Line(LineItem::NetIncome),
        Item::Line(LineItem::EpsDiluted),
        Item::Ratio(Ratio::GrossMargin),
        Item::Ratio(Ratio::OperatingMargin),
        Item::Ratio(Ratio::NetMargin),
    ];
    let facts = with_the_year_before(known, &mut table, &items, PriceAt::Last);
    Some(Prose { table, facts, by_rules })
}

/// Cash, debt and returns.
pub(super) fn finances(known: &CompanyFigures) -> Option<Prose> {
    let items = [
        Item::Line(LineItem::CashFromOperations),
        Item::Line(LineItem::CapitalExpenditure),
        Item::Ratio(Ratio::FreeCashFlow),
        Item::Line(LineItem::Cash),
        Item::Line(LineItem::LongTermDebt),
        Item::Line(LineItem::Equity),
        Item::Ratio(Ratio::DebtToEquity),
        Item::Ratio(Ratio::CurrentRatio),
        Item::Ratio(Ratio::ReturnOnEquity),
    ];
    let told = [
        Item::Line(LineItem::CashFromOperations),
        Item::Ratio(Ratio::FreeCashFlow),
        Item::Ratio(Ratio::DebtToEquity),
    ];
    section(known, &items, &told)
}

/// What the price asks for.
pub(super) fn valuation(known: &CompanyFigures) -> Option<Prose> {
    known.priced.as_ref()?;
    let items = [
        Item::Ratio(Ratio::MarketCapitalization),
        Item::Ratio(Ratio::PriceToEarnings),
        Item::Ratio(Ratio::DividendYield),
    ];
    section(known, &items, &items)
}

fn section(known: &CompanyFigures, items: &[Item], told: &[Item]) -> Option<Prose> {
    let mut table = FactTable::default();
    let facts = with_the_year_before(known, &mut table, items, PriceAt::Last);
    let by_rules = sentences(known, &mut table, told);
    (!by_rules.is_empty()).then_some(Prose { table, facts, by_rules })
}

/// The latest figure of each item, the one a year before, and the change between them.
fn with_the_year_before(
    known: &CompanyFigures,
    table: &mut FactTable,
    items: &[Item],
    price_at: PriceAt,
) -> Vec<FactId> {
    let Some(year) = known.latest_year() else { return Vec::new() };
    let mut writer = Writer { known, facts: table, price_at };
    let mut facts = Vec::new();
    for item in items {
        let Ok(now) = writer.item(*item, year) else { continue };
        facts.push(now);
        if matches!(item, Item::Ratio(ratio) if ratio.uses_price()) {
            continue;
        }
        let Ok(before) = writer.item(*item, year.year_ago()) else { continue };
        facts.push(before);
        let change = match item {
            Item::Line(_) | Item::Price(_) => writer.growth(now, before),
            Item::Ratio(_) => writer.change(now, before).or_else(|| writer.growth(now, before)),
        };
        facts.extend(change);
    }
    facts
}

/// One sentence for each item that is known.
fn sentences(known: &CompanyFigures, table: &mut FactTable, items: &[Item]) -> String {
    let Some(year) = known.latest_year() else { return String::new() };
    let mut writer = Writer { known, facts: table, price_at: PriceAt::Last };
    let mut said = Vec::new();
    for item in items {
        let Ok(now) = writer.item(*item, year) else { continue };
        let label = item.label();
        let when = writer.standing(*item, year, now);
        if matches!(item, Item::Ratio(ratio) if ratio.uses_price()) {
            said.push(format!("{label} was {} {when}.", writer.say(now)));
            continue;
        }
        let change = writer.item(*item, year.year_ago()).ok().and_then(|before| {
            let change = match item {
                Item::Line(_) | Item::Price(_) => writer.growth(now, before),
                Item::Ratio(_) => writer.change(now, before),
            };
            Some((before, change?))
        });
        said.push(match change {
            Some((before, change)) if !writer.value(change).is_zero() => format!(
                "{label} {} from {} in {} to {} in {when}.",
                moved(writer.value(change)),
                writer.say(before),
                year.year_ago(),
                writer.say(now)
            ),
            Some(_) | None => format!("{label} was {} in {when}.", writer.say(now)),
        });
    }
    said.join(" ")
}
