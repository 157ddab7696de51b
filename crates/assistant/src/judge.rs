//! Strengths and areas of attention: stated thresholds, with the figure that met them.

use finance::{
    FiscalPeriod, Item, Ratio, Unit,
    facts::{Aspect, FactId, FactPeriod, Source, What},
    format::Style,
    ratio::PriceAt,
    statement::CompanyFigures,
};
use rust_decimal::Decimal;

use crate::{
    answer::document::Block,
    compose::{Composer, RULES},
    narrate::Writer,
};

/// When a ratio is worth a word.
struct Rule {
    ratio: Ratio,
    /// The threshold, in hundredths.
    hundredths: i64,
    /// Whether the ratio must reach the threshold, or stay at or below it.
    reach: bool,
    /// What it means, as the end of a sentence.
    meaning: &'static str,
}

const fn rule(ratio: Ratio, hundredths: i64, reach: bool, meaning: &'static str) -> Rule {
    Rule { ratio, hundredths, reach, meaning }
}

const STRENGTHS: [Rule; 9] = [
    rule(Ratio::RevenueGrowth, 10, true, "the business grows fast"),
    rule(Ratio::NetMargin, 15, true, "much of each sale is kept"),
    rule(Ratio::OperatingMargin, 20, true, "operations earn well"),
    rule(Ratio::FreeCashFlowMargin, 15, true, "sales turn into cash that is free to use"),
    rule(Ratio::ReturnOnEquity, 15, true, "shareholders' money earns well"),
    rule(Ratio::ReturnOnAssets, 10, true, "assets earn well"),
    rule(Ratio::CashConversion, 110, true, "profit is backed by cash"),
    rule(Ratio::CurrentRatio, 150, true, "short-term debts are covered"),
    rule(Ratio::DebtToEquity, 50, false, "little is borrowed"),
];

const ATTENTION: [Rule; 10] = [
    rule(Ratio::RevenueGrowth, 0, false, "sales are not growing"),
    rule(Ratio::NetIncomeGrowth, -10, false, "profit fell by more than a tenth"),
    rule(Ratio::NetMargin, 3, false, "little of each sale is kept"),
    rule(Ratio::FreeCashFlowMargin, 0, false, "operations do not pay for the investments"),
    rule(Ratio::ReturnOnEquity, 5, false, "shareholders' money earns little"),
    rule(Ratio::CashConversion, 80, false, "profit is not fully backed by cash"),
    rule(Ratio::CurrentRatio, 100, false, "short-term debts exceed current assets"),
    rule(Ratio::DebtToEquity, 200, true, "much is borrowed"),
    rule(Ratio::PayoutRatio, 100, true, "dividends exceed profit"),
    rule(Ratio::PriceToEarnings, 4000, true, "the price counts on growth"),
];

/// Sectors to whose companies only [`FINANCIAL_RULES`] apply.
const FINANCIAL_SECTORS: [&str; 4] = ["Bank", "Insurance", "Securities", "Credit"];

/// The ratios that mean of a bank what they mean of others.
const FINANCIAL_RULES: [Ratio; 6] = [
    Ratio::RevenueGrowth,
    Ratio::NetIncomeGrowth,
    Ratio::NetMargin,
    Ratio::ReturnOnEquity,
    Ratio::PayoutRatio,
    Ratio::PriceToEarnings,
];

/// The two sections, each left out where nothing is to be said.
pub(crate) fn strengths_and_attention(composer: &mut Composer<'_>, known: &CompanyFigures) {
    let Some(year) = known.latest_year() else { return };
    // Banks and insurers turn other people's money over: cash flow, liquidity and debt read otherwise there.
    let sector = known.company.sector.as_deref().unwrap_or_default();
    let financial = FINANCIAL_SECTORS.iter().any(|one| sector.starts_with(one));
    let applies = |rule: &&Rule| !financial || FINANCIAL_RULES.contains(&rule.ratio);
    for (title, rules) in [("Strengths", &STRENGTHS[..]), ("Areas of attention", &ATTENTION[..])] {
        let lines: Vec<String> = rules
            .iter()
            .filter(applies)
            .filter_map(|rule| apply(composer, known, year, rule))
            .collect();
        if !lines.is_empty() {
            composer.heading(2, title);
            composer.add(Block::List(lines));
        }
    }
}

/// The sentence of a rule whose threshold is met.
fn apply(
    composer: &mut Composer<'_>,
    known: &CompanyFigures,
    year: FiscalPeriod,
    rule: &Rule,
) -> Option<String> {
    let mut writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::Last };
    let id = writer.ratio(rule.ratio, year)?;
    let threshold = Decimal::new(rule.hundredths, 2);
    let value = writer.value(id);
    let met = if rule.reach { threshold <= value } else { value <= threshold };
    if !met {
        return None;
    }
    let label = rule.ratio.row().label;
    let said = writer.say(id);
    let unit = writer.facts.fact(id)?.unit;
    let limit = enter_threshold(&mut writer, rule.ratio, (threshold, unit), id)?;
    let limit =
        writer.facts.fact(limit).map(|fact| Style::default().prose(fact.value, fact.unit))?;
    let bound = if rule.reach { "or more" } else { "or less" };
    Some(format!("{label} of {said} in {year}: {} (threshold: {limit} {bound})", rule.meaning))
}

/// The threshold as a fact of its own, so that the text states no number without a source.
fn enter_threshold(
    writer: &mut Writer<'_>,
    ratio: Ratio,
    (threshold, unit): (Decimal, Unit),
    of: FactId,
) -> Option<FactId> {
    let fact = writer.facts.fact(of)?;
    let (entity, period): (_, FactPeriod) = (fact.entity.clone(), fact.period);
    let source = Source {
        provider: RULES,
        filing: None,
        url: String::new(),
        as_of: writer.known.as_of,
        checked: false,
        note: Some("threshold of a rule of the report"),
    };
    let what = What { item: Item::Ratio(ratio), aspect: Aspect::Threshold };
    writer.facts.enter(&entity, (what, period), (threshold, unit), source.into()).ok()
}
