//! An answer held against the data that everything was made from.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use assistant::answer::Answer;
use finance::{
    CompanyFigures, FiscalPeriod, Item, LineItem, MarketData as _, PriceItem, StatementKind,
    Symbol,
    facts::{Aspect, Fact, FactPeriod, How},
    market::Frequency,
};
use futures::FutureExt as _;

use crate::{Outcome, parts};

/// What the built-in data say of a company.
fn known(symbol: &Symbol) -> Outcome<Known> {
    let (builtin, _) = parts::carried()?;
    let now = "the built-in data answer at once";
    let company = builtin.company(symbol).now_or_never().ok_or(now)??;
    let mut figures = CompanyFigures::new(company.value, company.provider, company.as_of);
    for kind in StatementKind::ALL {
        for often in [Frequency::Annual, Frequency::Quarterly] {
            // A kind of statements that they do not cover is no untruth.
            if let Ok(some) = builtin.statements(symbol, kind, often).now_or_never().ok_or(now)? {
                some.value.into_iter().for_each(|statement| figures.add(statement));
            }
        }
    }
    let closes = builtin.closes(symbol).now_or_never().ok_or(now)?;
    Ok((figures, closes.ok().map(|closes| closes.value)))
}

/// What is known of a company.
type Known = (CompanyFigures, Option<finance::Closes>);

/// The data about companies, read when they are first needed.
#[derive(Debug, Default)]
pub struct Truth(Mutex<HashMap<Symbol, Arc<Known>>>);

impl Truth {
    fn of(&self, symbol: &Symbol) -> Option<Arc<Known>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = all.get(symbol) {
            return Some(Arc::clone(found));
        }
        let found = Arc::new(known(symbol).ok()?);
        all.insert(symbol.clone(), Arc::clone(&found));
        Some(found)
    }

    /// What is untrue in an answer.
    pub fn untruths(&self, answer: &Answer) -> Vec<String> {
        let text = answer.text();
        let mut untrue = Vec::new();
        for checked in answer.figures() {
            let span = checked.number.span.clone();
            let is_marked = |statement: &str| {
                text.match_indices(statement)
                    .any(|(at, _)| at <= span.start && span.end <= at + statement.len())
            };
            let marked = answer.authorship.doubts.iter().any(|doubt| is_marked(&doubt.statement));
            if !checked.status.stands() && !marked {
                let from = text.floor_char_boundary(span.start.saturating_sub(60));
                let around = text.get(from..span.end).unwrap_or_default();
                untrue.push(format!("`{}` stands on no fact: …{around}", checked.number.text));
            }
        }
        untrue.extend(answer.facts.iter().filter_map(|fact| self.untrue(fact)));
        untrue
    }

    fn untrue(&self, fact: &Fact) -> Option<String> {
        if !matches!(fact.how, How::Cell(..)) || fact.what.aspect != Aspect::Level {
            return None;
        }
        let place = || format!("{} of {}, {}", fact.what, fact.entity, fact.period);
        let Some(known) = self.of(&fact.entity) else {
            return Some(format!("{} is about nobody", place()));
        };
        let (figures, closes) = &*known;
        let truth = match (fact.what.item, fact.period) {
            (Item::Line(item), FactPeriod::Fiscal(period, _)) => line(figures, item, period),
            (Item::Price(PriceItem::Close), FactPeriod::Day(day)) => {
                let close = closes.as_ref()?.days.iter().find(|close| close.date == day);
                close.map(|close| close.price)
            }
            _ => return None,
        };
        match truth {
            Some(truth) if truth == fact.value => None,
            Some(truth) => Some(format!("{} is {}, and not {truth}", place(), fact.value)),
            None if fact.value.is_zero() => Some(format!("{} is zero for nothing", place())),
            None => Some(format!("{} is {}, which nobody reported", place(), fact.value)),
        }
    }
}

fn line(
    figures: &CompanyFigures,
    item: LineItem,
    period: FiscalPeriod,
) -> Option<rust_decimal::Decimal> {
    figures.figure(item, period).map(|dated| dated.figure.value)
}
