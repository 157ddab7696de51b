//! The table of a comparison: a row a figure, its best one marked, and what stands out.

use finance::{
    Item, LineItem, Ratio, Unit,
    facts::FactId,
    format::{self, in_sentence},
    ratio::PriceAt,
};
use rust_decimal::Decimal;

use super::{
    CHARTS_MAX, Column,
    better::{Better, better},
};
use crate::{
    answer::document::{Cell, Row},
    compose::Composer,
    narrate::Writer,
};

/// Marks the best of a row.
pub(super) const BEST: &str = "★";

/// A row in the making: a fact or the reason of its absence for each company, and the best of them.
pub(super) struct Line {
    pub(super) item: Item,
    cells: Vec<Cell>,
    pub(super) facts: Vec<Option<FactId>>,
    pub(super) best: Option<FactId>,
    /// The values, where all are of one unit and so can be compared.
    values: Vec<Option<Decimal>>,
}

pub(super) fn table(
    composer: &mut Composer<'_>,
    columns: &[Column],
    items: &[Item],
    price_at: PriceAt,
) -> Vec<Line> {
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
pub(super) fn verdict(
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

pub(super) fn show(composer: &mut Composer<'_>, columns: &[Column], table: Vec<Line>) {
    let mut head = vec!["Figure".to_owned()];
    head.extend(columns.iter().map(|column| format!("{} {}", column.symbol(), column.period)));
    let row = |line: Line| Row { label: line.item.label().to_owned(), cells: line.cells };
    composer.table(head, table.into_iter().map(row).collect());
}
