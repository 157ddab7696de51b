//! Real companies in pairs, each pair with a table of facts.

use finance::{
    CompanyFigures, FiscalPeriod, Item, LineItem, MarketData, Ratio, StatementKind, Symbol,
    facts::{FactTable, verify::Names},
    market::Frequency,
    ratio::{Computer, PriceAt},
};
use rust_decimal::Decimal;

use crate::builtin::builtin;

/// Items of which statements speak.
pub(super) const AMOUNTS: &[LineItem] = &[
    LineItem::Revenue,
    LineItem::CostOfRevenue,
    LineItem::GrossProfit,
    LineItem::ResearchAndDevelopment,
    LineItem::OperatingIncome,
    LineItem::NetIncome,
    LineItem::TotalAssets,
    LineItem::TotalLiabilities,
    LineItem::Inventory,
    LineItem::CashFromOperations,
    LineItem::CapitalExpenditure,
];

pub(super) const RATES: &[Ratio] = &[
    Ratio::GrossMargin,
    Ratio::OperatingMargin,
    Ratio::NetMargin,
    Ratio::ReturnOnAssets,
    Ratio::EffectiveTaxRate,
];

/// Companies by symbol and by how people call them.
const COMPANIES: [(&str, &str); 24] = [
    ("AAPL", "Apple"),
    ("MSFT", "Microsoft"),
    ("KO", "Coca-Cola"),
    ("PEP", "PepsiCo"),
    ("NKE", "Nike"),
    ("LULU", "Lululemon"),
    ("INTC", "Intel"),
    ("AMD", "AMD"),
    ("WMT", "Walmart"),
    ("TGT", "Target"),
    ("BA", "Boeing"),
    ("LMT", "Lockheed Martin"),
    ("PFE", "Pfizer"),
    ("MRK", "Merck"),
    ("F", "Ford"),
    ("TSLA", "Tesla"),
    ("CAT", "Caterpillar"),
    ("DE", "Deere"),
    ("SBUX", "Starbucks"),
    ("MCD", "McDonald's"),
    ("ORCL", "Oracle"),
    ("ADBE", "Adobe"),
    ("CVX", "Chevron"),
    ("XOM", "Exxon Mobil"),
];

const YEARS: std::ops::RangeInclusive<i16> = 2020..=2025;

/// Pairs of companies.
pub(super) struct World {
    pairs: Vec<([(Symbol, &'static str); 2], FactTable)>,
}

async fn figures(symbol: &Symbol) -> CompanyFigures {
    let market = builtin();
    let company = market.company(symbol).await.unwrap();
    let mut known = CompanyFigures::new(company.value, company.provider, company.as_of);
    for kind in [StatementKind::Income, StatementKind::Balance, StatementKind::CashFlow] {
        for statement in market.statements(symbol, kind, Frequency::Annual).await.unwrap().value {
            known.add(statement);
        }
    }
    known
}

impl World {
    pub(super) async fn load() -> Self {
        let mut pairs = Vec::new();
        for pair in COMPANIES.chunks(2) {
            let mut table = FactTable::default();
            let named =
                [pair[0], pair[1]].map(|(symbol, name)| (symbol.parse::<Symbol>().unwrap(), name));
            for (symbol, _) in &named {
                let known = figures(symbol).await;
                let mut computer = Computer::new(&known, &mut table, PriceAt::Last);
                for year in YEARS.map(FiscalPeriod::Year) {
                    let lines = AMOUNTS
                        .iter()
                        .copied()
                        .chain([LineItem::EpsDiluted, LineItem::EpsBasic])
                        .map(Item::Line);
                    for item in lines.chain(RATES.iter().copied().map(Item::Ratio)) {
                        // What a company does not report is not spoken of.
                        let _ = computer.item(item, year);
                    }
                }
            }
            pairs.push((named, table));
        }
        Self { pairs }
    }

    pub(super) fn pairs(&self) -> usize {
        self.pairs.len()
    }

    pub(super) fn pair(&self, pair: usize) -> (&FactTable, Names<'_>) {
        let (named, table) = &self.pairs[pair];
        let names = named
            .iter()
            .fold(Names::default(), |all, (symbol, name)| all.with(symbol.clone(), [*name]));
        (table, names)
    }

    pub(super) fn name(&self, pair: usize, company: usize) -> &'static str {
        self.pairs[pair].0[company].1
    }

    /// What the table says.
    pub(super) fn value(
        &self,
        pair: usize,
        company: usize,
        item: Item,
        year: i16,
    ) -> Option<Decimal> {
        let (named, table) = &self.pairs[pair];
        let is = |fact: &&finance::facts::Fact| {
            fact.entity == named[company].0
                && fact.what == item.into()
                && fact.period.fiscal() == Some(FiscalPeriod::Year(year))
        };
        table.iter().find(is).map(|fact| fact.value)
    }
}
