//! What the build found: what went in, what was refused or set aside, and how sources compare.

use std::collections::BTreeMap;

use finance::{FiscalPeriod, LineItem, Symbol};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::{companies::BuiltCompany, prices::Prices};
use crate::market::builtin::Names;

/// What a remark of the build is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Topic {
    /// An input was refused.
    Refused,
    /// A row or a figure was set aside.
    SetAside,
    /// An accounting identity fails; the figures are kept and marked.
    IdentityFails,
    /// Shares jump from one year to the next without a known split.
    SharesJump,
    /// A price jumps without a known split.
    PriceJump,
    /// Closes were adjusted for a split that their source had missed.
    ClosesAdjusted,
}

impl Topic {
    /// A heading for people.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Refused => "Inputs refused",
            Self::SetAside => "Rows and figures set aside",
            Self::IdentityFails => "Accounting identities that fail (figures kept and marked)",
            Self::SharesJump => "Share counts that jump without a known split",
            Self::PriceJump => "Closing prices that jump by more than 45 %",
            Self::ClosesAdjusted => "Closes adjusted for a split that their source missed",
        }
    }
}

/// How well a row is covered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// The row.
    pub item: LineItem,
    /// Companies that have it for their latest fiscal year.
    pub latest: u32,
    /// Companies that have it for at least five fiscal years in a row up to the latest.
    pub five_years: u32,
    /// Figures in all, annual and quarterly.
    pub figures: u32,
    /// Of these, figures seen in a filing.
    pub checked: u32,
}

/// How two sources compare in one row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Company-years that both have.
    pub compared: u32,
    /// Equal to half a per cent.
    pub equal: u32,
    /// Different, by kind.
    pub kinds: BTreeMap<String, u32>,
    /// Some of the others, largest first.
    pub examples: Vec<String>,
}

impl Comparison {
    /// Takes one company-year in.
    pub(super) fn add(&mut self, name: &str, ours: Decimal, theirs: Decimal, earlier: &[Decimal]) {
        self.compared += 1;
        let kind = if near(ours, theirs) {
            self.equal += 1;
            return;
        } else if earlier.iter().any(|value| near(*value, theirs)) {
            "restated by a later filing"
        } else if near(-ours, theirs) {
            "opposite sign"
        } else if [1_000, 1_000_000].iter().any(|factor| {
            near(ours, theirs * Decimal::from(*factor))
                || near(ours * Decimal::from(*factor), theirs)
        }) {
            "another scale"
        } else {
            "another definition or value"
        };
        *self.kinds.entry(kind.to_owned()).or_default() += 1;
        if self.examples.len() < 12 {
            self.examples.push(format!("{name}: {ours} against {theirs} ({kind})"));
        }
    }
}

/// Equal to half a per cent.
fn near(one: Decimal, other: Decimal) -> bool {
    (one - other).abs() * Decimal::from(200) <= one.abs().max(other.abs())
}

/// The build's findings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuildReport {
    /// Companies with statements.
    pub companies: u32,
    /// Companies with figures seen in filings.
    pub companies_checked: u32,
    /// Listings with prices.
    pub priced: u32,
    /// Listings by name.
    pub listings: u32,
    /// Other names.
    pub aliases: u32,
    /// Remarks by topic.
    pub remarks: BTreeMap<Topic, Vec<String>>,
    /// How often each identity held, failed or could not be checked.
    pub identities: BTreeMap<String, [u32; 3]>,
    /// Coverage by row.
    pub coverage: Vec<Coverage>,
    /// Filings' figures against a third party's, by row.
    pub filings_against_third_party: BTreeMap<LineItem, Comparison>,
    /// The file's figures against another provider's history, by row.
    pub file_against_history: BTreeMap<LineItem, Comparison>,
}

impl BuildReport {
    /// Notes a remark.
    pub(super) fn say(&mut self, topic: Topic, remark: String) {
        self.remarks.entry(topic).or_default().push(remark);
    }

    /// Counts what went in.
    pub(super) fn count(
        &mut self,
        companies: &BTreeMap<Symbol, BuiltCompany>,
        prices: &Prices,
        names: &Names,
    ) {
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        self.companies = count(companies.len());
        let has_checked = |company: &&BuiltCompany| {
            company
                .statements
                .iter()
                .flat_map(|one| one.figures.values())
                .any(finance::Figure::is_checked)
        };
        self.companies_checked = count(companies.values().filter(has_checked).count());
        self.priced = count(prices.closes.len());
        self.listings = count(names.listings.len());
        self.aliases = count(names.aliases.len());
        self.coverage = LineItem::ALL.iter().map(|row| coverage(row.item, companies)).collect();
    }
}

fn coverage(item: LineItem, companies: &BTreeMap<Symbol, BuiltCompany>) -> Coverage {
    let mut covered = Coverage { item, latest: 0, five_years: 0, figures: 0, checked: 0 };
    for company in companies.values() {
        let mut years = Vec::new();
        for statement in company.statements.iter().filter(|one| one.kind == item.row().statement) {
            if let Some(figure) = statement.figures.get(&item) {
                covered.figures += 1;
                covered.checked += u32::from(figure.is_checked());
                if let FiscalPeriod::Year(year) = statement.period {
                    years.push(year);
                }
            }
        }
        let latest = company.statements.iter().filter_map(|one| match one.period {
            FiscalPeriod::Year(year) => Some(year),
            FiscalPeriod::Quarter(..) | FiscalPeriod::Trailing(..) => None,
        });
        if let Some(latest) = latest.max() {
            covered.latest += u32::from(years.contains(&latest));
            covered.five_years +=
                u32::from((latest - 4..=latest).all(|year| years.contains(&year)));
        }
    }
    covered
}
