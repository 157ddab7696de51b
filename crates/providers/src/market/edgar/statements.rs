//! From company facts to statements.

use std::collections::BTreeMap;

use finance::{
    Currency, Figure, FiscalPeriod, LineItem, Span, Statement, StatementKind, period::YearNaming,
};

use rust_decimal::Decimal;

use super::{
    calendar::Calendar,
    concepts::CHAINS,
    facts::CompanyFacts,
    series::{self, Row},
};

/// What a company reported.
#[derive(Debug, Clone)]
pub struct Reported {
    /// What it reports in.
    pub currency: Currency,
    /// Its statements, annual and quarterly, oldest first.
    pub statements: Vec<Statement>,
}

/// The statements that the facts give, or `None` where they name no currency or no fiscal year.
pub fn statements(facts: &CompanyFacts, naming: YearNaming) -> Option<Reported> {
    let currency = currency(facts)?;
    let calendar = Calendar::of(facts, naming);
    if calendar.years().is_empty() {
        return None;
    }
    let mut periods: BTreeMap<(StatementKind, FiscalPeriod), (Span, BTreeMap<LineItem, Figure>)> =
        BTreeMap::new();
    for (item, chain) in CHAINS {
        let unit = item.unit(currency);
        let row = |concept| series::row(*item, facts.of(concept), unit, &calendar);
        for (period, (span, figure)) in first_of(*item, chain.iter().map(|concept| row(concept))) {
            let place = periods
                .entry((item.row().statement, period))
                .or_insert_with(|| (span, BTreeMap::new()));
            place.0.start = place.0.start.or(span.start);
            place.1.insert(*item, figure);
        }
    }
    let statement = |((kind, period), (span, figures))| {
        let notes = Vec::new();
        Statement { kind, period, span, currency, figures, notes }
    };
    Some(Reported { currency, statements: periods.into_iter().map(statement).collect() })
}

/// The currency that most facts on total assets and net income are in.
fn currency(facts: &CompanyFacts) -> Option<Currency> {
    let mut votes: BTreeMap<Currency, usize> = BTreeMap::new();
    for fact in facts.of("Assets").iter().chain(facts.of("NetIncomeLoss")) {
        if let Some(currency) = fact.unit.currency() {
            *votes.entry(currency).or_default() += 1;
        }
    }
    votes.into_iter().max_by_key(|(_, count)| *count).map(|(currency, _)| currency)
}

/// The chain's rows merged: for each period, the first concept that knows it.
///
/// `Revenues` that are not half of the revenue from contracts name a part of it, and step back; revenue net
/// of interest expense never does.
fn first_of(item: LineItem, rows: impl Iterator<Item = Row>) -> Row {
    let rows: Vec<Row> = rows.collect();
    let may_be_part = item == LineItem::Revenue && rows.first().is_some_and(Row::is_empty);
    let mut merged = Row::new();
    for (period, (span, figure)) in rows.into_iter().flatten() {
        let is_part = |known: &(Span, Figure)| known.1.value * Decimal::TWO < figure.value;
        if may_be_part && merged.get(&period).is_some_and(is_part) {
            merged.insert(period, (span, figure));
        } else {
            merged.entry(period).or_insert((span, figure));
        }
    }
    merged
}
