//! What a claim can mean: figures of the table and what follows from them.

use rust_decimal::Decimal;

use crate::{
    Unit,
    facts::{FactId, table::Fact},
};

/// How a reading follows from its facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// It is a fact.
    Fact,
    /// `(a − b) ÷ b`.
    Growth,
    /// `a − b`.
    Difference,
    /// `a ÷ b`.
    Quotient,
    /// `(a + b + …) ÷ n`.
    Mean,
    /// `a + b + …`.
    Sum,
    /// `(a ÷ b)^(1/n) − 1`.
    Cagr(u8),
}

/// One meaning of a claim.
#[derive(Debug, Clone)]
pub(super) struct Reading<'t> {
    pub(super) rule: Rule,
    /// What it follows from; the fact that it is about comes first.
    pub(super) inputs: Vec<&'t Fact>,
    pub(super) value: Decimal,
    pub(super) unit: Unit,
    /// Whether it is a change or a difference, whose sign words say.
    pub(super) change: bool,
}

impl<'t> Reading<'t> {
    pub(super) fn fact(fact: &'t Fact, change: bool) -> Self {
        Self { rule: Rule::Fact, inputs: vec![fact], value: fact.value, unit: fact.unit, change }
    }

    /// The fact that it is about.
    pub(super) fn subject(&self) -> Option<&'t Fact> {
        self.inputs.first().copied()
    }

    /// The formula in words.
    pub(super) fn formula(&self) -> String {
        let one_company = self.inputs.windows(2).all(|pair| {
            pair.first().map(|fact| &fact.entity) == pair.last().map(|fact| &fact.entity)
        });
        let name = |fact: &&Fact| {
            let company = if one_company { String::new() } else { format!("{} ", fact.entity) };
            format!("{company}{} {}", fact.what, fact.period)
        };
        let names: Vec<String> = self.inputs.iter().map(name).collect();
        let first = names.first().cloned().unwrap_or_default();
        let last = names.last().cloned().unwrap_or_default();
        match self.rule {
            Rule::Fact => first,
            Rule::Growth => format!("({first} − {last}) ÷ {last}"),
            Rule::Difference => format!("{first} − {last}"),
            Rule::Quotient => format!("{first} ÷ {last}"),
            Rule::Mean => format!("({}) ÷ {}", names.join(" + "), names.len()),
            Rule::Sum => names.join(" + "),
            Rule::Cagr(years) => format!("({first} ÷ {last})^(1/{years}) − 1"),
        }
    }

    /// The facts that it follows from.
    pub(super) fn input_ids(&self) -> Vec<FactId> {
        self.inputs.iter().map(|fact| fact.id).collect()
    }
}
