//! What was reviewed by hand, for company facts that are read outside a build.

use std::sync::LazyLock;

use finance::{Statement, Symbol};

use super::{companies::Material, report::BuildReport, tables::Tables};
use crate::market::edgar::CompanyFacts;

static TABLES: LazyLock<Option<Tables>> = LazyLock::new(|| Tables::read().ok());

/// The statements that a registrant's facts give by themselves, put right as in a build: restated for splits, with
/// broken rows taken out.
pub(crate) fn statements(symbol: &Symbol, facts: &CompanyFacts) -> Option<Vec<Statement>> {
    let material = Material { symbol, facts: Some(facts), annual: &[], quarterly: &[] };
    let (_, statements) = material.statements(TABLES.as_ref()?, &mut BuildReport::default())?;
    Some(statements)
}

/// The sector of an industry, as SIC describes it.
pub(crate) fn sector(industry: &str) -> Option<String> {
    TABLES.as_ref()?.sectors.get(industry).cloned()
}
