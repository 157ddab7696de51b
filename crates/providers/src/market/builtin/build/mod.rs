//! Building the data file from its sources.
//!
//! Pure: bytes in, bytes and a report out; the same bytes give the same file. Whatever is refused, set aside
//! or left unchecked stands in the report.

mod calendar;
mod checks;
mod companies;
mod compare;
mod inputs;
mod names;
mod prices;
pub mod report;
mod revenue;
pub(crate) mod reviewed;
mod splits;
mod tables;

use std::collections::BTreeMap;

use finance::{Symbol, period::days_between};
use jiff::civil::Date;

pub use inputs::{InputError, Inputs};

use super::{
    archive::{ArchiveError, Contents, Names},
    record::{self, CompanyRecord},
};
use report::BuildReport;

/// The sources give no data file.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A source cannot be read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The file cannot be packed.
    #[error("the data file could not be packed")]
    Pack(#[from] ArchiveError),
    /// The names cannot be put in order.
    #[error("the names could not be put in order")]
    Lookup(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// A built file and what is to be known of it.
#[derive(Debug)]
pub struct Built {
    /// The file's bytes.
    pub file: Vec<u8>,
    /// What went in, what did not, and how sources compare.
    pub report: BuildReport,
    /// When the youngest figure in it was filed or priced.
    pub as_of: Date,
}

/// Builds the data file. `lookup` puts the names into the form in which they are looked up.
pub fn build(
    inputs: &Inputs,
    lookup: impl FnOnce(&Names) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>>,
) -> Result<Built, BuildError> {
    let sources = inputs.read()?;
    let tables = tables::Tables::read()?;
    let mut report = BuildReport::default();
    let names = names::names(&sources, &tables, &mut report);
    let prices = prices::prices(&sources, &tables, &mut report);
    let companies = companies::companies(&sources, &tables, &names, &mut report);
    compare::with_history(&sources, &companies, &mut report);
    report.count(&companies, &prices, &names);
    let as_of = as_of(&sources, &prices.calendar);
    let pack = |(symbol, company): (&Symbol, &companies::BuiltCompany)| {
        let record =
            CompanyRecord::pack(company.company.clone(), company.currency, &company.statements);
        (symbol.clone(), record)
    };
    let contents = Contents {
        as_of,
        companies: companies.iter().map(pack).collect(),
        prices: prices.pack(),
        calendar: record::day_numbers(&prices.calendar),
        lookup: lookup(&names).map_err(BuildError::Lookup)?,
        names,
        report: report.clone(),
    };
    Ok(Built { file: contents.write()?, report, as_of })
}

/// The youngest day in the sources.
fn as_of(sources: &inputs::Sources, calendar: &[Date]) -> Date {
    let priced = calendar.last().copied().unwrap_or(Date::ZERO);
    let ended = sources.annual.iter().map(|row| row.period_end).max().unwrap_or(Date::ZERO);
    priced.max(ended)
}

/// Groups rows by symbol, keeping their order.
fn by_symbol<T>(rows: &[T], symbol: impl Fn(&T) -> &Symbol) -> BTreeMap<Symbol, Vec<&T>> {
    let mut groups: BTreeMap<Symbol, Vec<&T>> = BTreeMap::new();
    for row in rows {
        groups.entry(symbol(row).clone()).or_default().push(row);
    }
    groups
}

/// Whether two year-ends are the same but for how their days were counted.
fn same_end(one: Date, other: Date) -> bool {
    days_between(one, other).abs() <= 7
}
