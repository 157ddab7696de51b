//! An answer held against the data that everything was made from.

use std::collections::HashMap;
use std::ops::Range;
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

/// So much of a reason tells it from others; what follows may be written otherwise in a text.
const REASON_CHARS: usize = 14;

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

    /// The cells of an answer that are not as the data have them.
    pub fn untruths(&self, answer: &Answer) -> Vec<String> {
        answer.facts.iter().filter_map(|fact| self.untrue(fact)).collect()
    }

    /// The numbers of the finished text that stand on no fact, with the words before them.
    pub fn unbound(answer: &Answer) -> Vec<String> {
        let text = answer.text();
        let mut unbound = Vec::new();
        let reasons = reasons(answer);
        for checked in answer.figures() {
            let span = checked.number.span.clone();
            let doubts = answer.authorship.doubts.iter();
            let marked = doubts.flat_map(|doubt| told(&text, &doubt.statement, &doubt.why));
            let failures = reasons.iter().flat_map(|reason| lines_with(&text, reason));
            // What is marked as unsupported, and statuses and lines in reasons of failures, are no figures of ours.
            let excused = marked.chain(failures).any(|part| part.contains(&span.start));
            if !checked.status.stands() && !excused {
                let from = text.floor_char_boundary(span.start.saturating_sub(60));
                let around = text.get(from..span.end).unwrap_or_default();
                unbound.push(format!("`{}` stands on no fact: …{around}", checked.number.text));
            }
        }
        unbound
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

/// How the reasons begin that an answer gives for what it is missing, and addresses.
fn reasons(answer: &Answer) -> Vec<String> {
    let gaps = answer.gaps.iter().map(|gap| gap.reason.as_str());
    let passed_over = answer.passed_over.iter().map(|one| one.reason.as_str());
    let by_rules = answer.authorship.by_rules.iter().map(String::as_str);
    let all = gaps.chain(passed_over).chain(by_rules).chain(["<http", "could not give"]);
    all.map(|reason| reason.chars().take(REASON_CHARS).collect()).collect()
}

/// The lines of a text that hold this.
fn lines_with(text: &str, part: &str) -> Vec<Range<usize>> {
    let begin = |at: usize| text.get(..at).and_then(|before| before.rfind('\n')).unwrap_or(0);
    let end = |at: usize| {
        text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end)
    };
    text.match_indices(part).map(|(at, _)| begin(at)..end(at)).collect()
}

/// Where a statement stands in a text, with the reason behind it why it is marked.
fn told(text: &str, statement: &str, why: &str) -> Vec<Range<usize>> {
    let with_reason = statement.len() + " (not supported by the data: )".len() + why.len();
    text.match_indices(statement).map(|(at, _)| at..at + with_reason).collect()
}

fn line(
    figures: &CompanyFigures,
    item: LineItem,
    period: FiscalPeriod,
) -> Option<rust_decimal::Decimal> {
    figures.figure(item, period).map(|dated| dated.figure.value)
}
