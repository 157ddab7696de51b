//! The facts of a table by company and item, so that a number is held against few of them.

use std::collections::HashMap;

use crate::{
    FiscalPeriod, Item, Symbol,
    facts::table::{Aspect, Fact, FactPeriod, FactTable},
};

/// Facts by what they are of.
pub(super) struct Index<'t> {
    pub(super) table: &'t FactTable,
    companies: Vec<&'t Symbol>,
    by_item: HashMap<(&'t Symbol, Item), Vec<&'t Fact>>,
    levels: HashMap<(&'t Symbol, Item, FiscalPeriod), &'t Fact>,
}

impl<'t> Index<'t> {
    pub(super) fn new(table: &'t FactTable) -> Self {
        let mut index =
            Self { table, companies: Vec::new(), by_item: HashMap::new(), levels: HashMap::new() };
        for fact in table.iter() {
            if !index.companies.contains(&&fact.entity) {
                index.companies.push(&fact.entity);
            }
            index.by_item.entry((&fact.entity, fact.what.item)).or_default().push(fact);
            if let (Aspect::Level | Aspect::AtLastClose, FactPeriod::Fiscal(period, _)) =
                (fact.what.aspect, fact.period)
            {
                index.levels.entry((&fact.entity, fact.what.item, period)).or_insert(fact);
            }
        }
        index
    }

    /// The companies of the table.
    pub(super) fn companies(&self) -> &[&'t Symbol] {
        &self.companies
    }

    /// Every fact of an item of a company, derived ones too.
    pub(super) fn of(&self, company: &'t Symbol, item: Item) -> &[&'t Fact] {
        self.by_item.get(&(company, item)).map_or(&[], Vec::as_slice)
    }

    /// How much an item of a company was.
    pub(super) fn level(
        &self,
        company: &'t Symbol,
        item: Item,
        period: FiscalPeriod,
    ) -> Option<&'t Fact> {
        self.levels.get(&(company, item, period)).copied()
    }
}
