//! Figures over a row of periods: a table, how far the first moved, a chart.

use chart::{ChartSpec, Kind, Point, Role, Series};
use finance::{
    FiscalPeriod, Item, Unit,
    facts::FactId,
    format::{MISSING, Scale, Style, in_sentence},
    ratio::PriceAt,
    statement::CompanyFigures,
};
use rust_decimal::Decimal;

use crate::{
    answer::{
        Headline,
        document::{Block, Row},
        markdown, short_name,
    },
    compose::Composer,
    narrate::{Writer, moved, when},
};

/// A table of some items over some periods; `None` where nothing of them is known.
pub(super) fn compose(
    composer: &mut Composer<'_>,
    known: &CompanyFigures,
    items: &[Item],
    periods: &[FiscalPeriod],
) -> Option<Headline> {
    let name = markdown::plain(short_name(&known.company.listing.name));
    let mut writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::PeriodEnd };
    let mut rows: Vec<Row> = Vec::new();
    let mut texts: Vec<String> = Vec::new();
    let mut headline = None;
    for item in items {
        rows.push(writer.row_with_units(*item, periods));
        let facts: Vec<FactId> = writer.series(*item, periods).into_iter().flatten().collect();
        let (Some(first), Some(last)) = (facts.first().copied(), facts.last().copied()) else {
            continue;
        };
        let first = comparable(&mut writer, *item, periods).unwrap_or(first);
        let before = Some(first).filter(|first| *first != last);
        headline = headline.or(Some(Headline { fact: last, previous: before }));
        texts.extend(before.and_then(|first| sentence(&mut writer, &name, *item, first, last)));
    }
    headline?;
    composer.heading(1, format!("{name}: {}", list(items)));
    for text in texts {
        composer.paragraph(text);
    }
    let head = std::iter::once(name.clone()).chain(periods.iter().map(ToString::to_string));
    composer.table(head.collect(), rows);
    for item in items {
        if let Some(chart) = chart_of(composer, known, *item, periods) {
            composer.add(Block::Chart(chart));
        }
    }
    headline
}

/// Of quarters, the one that the last is compared with: the same of the year before, for a business has seasons.
fn comparable(writer: &mut Writer<'_>, item: Item, periods: &[FiscalPeriod]) -> Option<FactId> {
    let facts = periods.iter().rev();
    let last = facts.copied().find(|period| writer.item(item, *period).is_ok())?;
    let quarter = matches!(last, FiscalPeriod::Quarter(..));
    writer.item(item, last.year_ago()).ok().filter(|_| quarter)
}

fn list(items: &[Item]) -> String {
    items.iter().map(|item| item.label()).collect::<Vec<_>>().join(", ")
}

/// `Apple's revenue rose 34.1% from $260bn in FY2019 to $394bn in FY2022.`
fn sentence(
    writer: &mut Writer<'_>,
    name: &str,
    item: Item,
    first: FactId,
    last: FactId,
) -> Option<String> {
    let is_part =
        matches!(writer.facts.fact(last)?.unit, Unit::Fraction | Unit::Times | Unit::Days);
    let change = if is_part { writer.change(last, first) } else { writer.growth(last, first) };
    let label = in_sentence(item.label());
    let (was, now) = (writer.say(first), writer.say(last));
    let then = when(writer.facts.fact(first)?.period);
    let today = when(writer.facts.fact(last)?.period);
    Some(match change {
        Some(change) if writer.value(change).is_zero() => {
            format!("**{name}'s {label} was {now} in {today}, as in {then}.**")
        }
        Some(change) => format!(
            "**{name}'s {label} {} {} from {was} in {then} to {now} in {today}.**",
            moved(writer.value(change)),
            writer.say_size(change)
        ),
        None => format!("**{name}'s {label} went from {was} in {then} to {now} in {today}.**"),
    })
}

fn chart_of(
    composer: &mut Composer<'_>,
    known: &CompanyFigures,
    item: Item,
    periods: &[FiscalPeriod],
) -> Option<ChartSpec> {
    let mut writer = Writer { known, facts: &mut composer.facts, price_at: PriceAt::PeriodEnd };
    let series = writer.series(item, periods);
    let unit =
        series.iter().flatten().find_map(|id| writer.facts.fact(*id).map(|fact| fact.unit))?;
    let values: Vec<Option<Decimal>> =
        series.iter().map(|fact| fact.map(|fact| writer.value(fact))).collect();
    Some(spec(
        item.label(),
        unit,
        periods.iter().map(ToString::to_string).collect(),
        &[(short_name(&known.company.listing.name).to_owned(), values)],
        known,
    ))
}

/// Bars of one unit: money in one scale, fractions in per cent.
pub(super) fn spec(
    title: &str,
    unit: Unit,
    x: Vec<String>,
    series: &[(String, Vec<Option<Decimal>>)],
    known: &CompanyFigures,
) -> ChartSpec {
    let values = || series.iter().flat_map(|(_, values)| values.iter().flatten().copied());
    let (factor, name) = match unit {
        Unit::Money(currency) => {
            let scale = Scale::of(values().map(|value| value.abs()).max().unwrap_or_default());
            (scale.factor(), format!("{currency} {}", scale.suffix()).trim().to_owned())
        }
        Unit::Shares => {
            let scale = Scale::of(values().map(|value| value.abs()).max().unwrap_or_default());
            (scale.factor(), format!("{} shares", scale.suffix()).trim().to_owned())
        }
        Unit::Fraction => (Decimal::ONE / Decimal::ONE_HUNDRED, "%".to_owned()),
        Unit::Points => (Decimal::ONE / Decimal::ONE_HUNDRED, "pp".to_owned()),
        Unit::PerShare(currency) => (Decimal::ONE, format!("{currency} per share")),
        Unit::Times => (Decimal::ONE, "times".to_owned()),
        Unit::Days => (Decimal::ONE, "days".to_owned()),
    };
    let point = |value: &Option<Decimal>| Point {
        value: value.map(|value| value / factor),
        label: value.map_or(MISSING.to_owned(), |value| Style::default().cell_of(value, unit)),
    };
    let one = |(name, values): &(String, Vec<Option<Decimal>>)| Series {
        name: name.clone(),
        role: Role::Actual,
        points: values.iter().map(point).collect(),
    };
    ChartSpec {
        kind: Kind::Bar,
        title: title.to_owned(),
        unit: name,
        x,
        series: series.iter().map(one).collect(),
        source: known.provider.to_owned(),
        as_of: Some(known.as_of.to_string()),
    }
}
