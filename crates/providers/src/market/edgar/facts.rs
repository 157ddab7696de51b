//! Reading a company-facts file.

use std::{collections::BTreeMap, sync::Arc};

use finance::{
    Cik, Currency, Filing, FormType, Unit,
    amount::{self, AmountError},
    filing::InvalidAccessionNumber,
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::concepts;

/// The file is no company-facts file.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// It is not JSON of the documented shape.
    #[error("the company facts could not be read")]
    Shape(#[from] serde_json::Error),
    /// What it says of one concept is not of the documented shape.
    #[error("{concept} could not be read")]
    Concept {
        /// The concept.
        concept: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// It names no registrant.
    #[error("the company facts name no registrant: `{0}`")]
    Registrant(String),
    /// A value is out of bounds.
    #[error("{concept} of {end} has a value that cannot be read")]
    Amount {
        /// The concept.
        concept: String,
        /// The end of its period.
        end: Date,
        /// What is wrong with it.
        source: AmountError,
    },
    /// A fact names no filing.
    #[error("{concept} names no filing")]
    Accession {
        /// The concept.
        concept: String,
        /// What is wrong with it.
        source: InvalidAccessionNumber,
    },
}

/// What a company's filings said, by concept.
#[derive(Debug, Clone)]
pub struct CompanyFacts {
    /// The registrant.
    pub cik: Cik,
    /// Its name.
    pub name: String,
    pub(super) concepts: BTreeMap<String, Vec<RawFact>>,
    /// The shares outstanding that covers of reports count, of companies with one class of shares.
    pub(super) cover_shares: Vec<RawFact>,
}

/// One fact of one filing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RawFact {
    pub(super) start: Option<Date>,
    pub(super) end: Date,
    pub(super) value: Decimal,
    pub(super) unit: Unit,
    pub(super) filing: Arc<Filing>,
    /// The fiscal year that the filing is for.
    pub(super) filing_year: Option<i16>,
}

/// The concept of the shares outstanding on a report's cover.
const COVER_SHARES: &str = "EntityCommonStockSharesOutstanding";

#[derive(Deserialize)]
struct FileRow {
    cik: CikRow,
    #[serde(rename = "entityName", default)]
    name: String,
    facts: BTreeMap<String, Box<RawValue>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum CikRow {
    Number(u64),
    Text(String),
}

#[derive(Deserialize)]
struct ConceptRow {
    units: BTreeMap<String, Vec<FactRow>>,
}

#[derive(Deserialize)]
struct FactRow {
    start: Option<Date>,
    end: Date,
    val: Box<RawValue>,
    accn: String,
    fy: Option<i16>,
    form: String,
    filed: Date,
}

impl CompanyFacts {
    /// Reads a file as the SEC serves it. Concepts that no row asks for are passed over.
    pub fn read(bytes: &[u8]) -> Result<Self, FactsError> {
        let file: FileRow = serde_json::from_slice(bytes)?;
        let cik = match file.cik {
            CikRow::Number(number) => number.to_string(),
            CikRow::Text(text) => text,
        };
        let cik = cik.parse().map_err(|_| FactsError::Registrant(cik))?;
        let mut all = BTreeMap::new();
        let gaap: Option<BTreeMap<String, Box<RawValue>>> =
            file.facts.get("us-gaap").map(|raw| serde_json::from_str(raw.get())).transpose()?;
        for (concept, raw) in gaap.into_iter().flatten() {
            if concepts::is_known(&concept) {
                let facts = read_concept(&concept, &raw)?;
                all.insert(concept, facts);
            }
        }
        // Of the cover nothing but a count is read: one of another shape has none.
        let dei: Option<BTreeMap<String, Box<RawValue>>> =
            file.facts.get("dei").and_then(|raw| serde_json::from_str(raw.get()).ok());
        let cover = dei.as_ref().and_then(|dei| dei.get(COVER_SHARES));
        let cover_shares = cover.and_then(|raw| read_concept(COVER_SHARES, raw).ok());
        let name = file.name.replace('\u{a0}', " ");
        Ok(Self { cik, name, concepts: all, cover_shares: cover_shares.unwrap_or_default() })
    }

    /// Takes in what another copy of the same registrant's facts has besides.
    pub(crate) fn merge(&mut self, other: Self) {
        for (concept, facts) in other.concepts {
            let known = self.concepts.entry(concept).or_default();
            for fact in facts {
                if !known.contains(&fact) {
                    known.push(fact);
                }
            }
        }
    }

    pub(super) fn of(&self, concept: &str) -> &[RawFact] {
        self.concepts.get(concept).map_or(&[], Vec::as_slice)
    }
}

fn read_concept(concept: &str, raw: &RawValue) -> Result<Vec<RawFact>, FactsError> {
    let row = serde_json::from_str(raw.get());
    let row: ConceptRow =
        row.map_err(|source| FactsError::Concept { concept: concept.to_owned(), source })?;
    let mut facts = Vec::new();
    for (unit, rows) in row.units {
        let Some(unit) = read_unit(&unit) else { continue };
        for row in rows.into_iter().filter(|row| reports_its_own_period(&row.form)) {
            let value = amount::read(row.val.get().trim_matches('"'));
            let end = row.end;
            let value = value.map_err(|source| FactsError::Amount {
                concept: concept.to_owned(),
                end,
                source,
            })?;
            let accession = row.accn.parse();
            let accession = accession
                .map_err(|source| FactsError::Accession { concept: concept.to_owned(), source })?;
            let filing = Filing { accession, form: FormType::new(row.form), filed: row.filed };
            let start = row.start;
            facts.push(RawFact {
                start,
                end,
                value,
                unit,
                filing: Arc::new(filing),
                filing_year: row.fy,
            });
        }
    }
    Ok(facts)
}

/// Periodic reports. What an 8-K or a proxy statement repeats is a recast and cites nothing.
fn reports_its_own_period(form: &str) -> bool {
    ["10-K", "10-Q", "20-F", "40-F"].iter().any(|periodic| form.starts_with(periodic))
}

fn read_unit(text: &str) -> Option<Unit> {
    if text == "shares" {
        return Some(Unit::Shares);
    }
    if let Some(code) = text.strip_suffix("/shares") {
        return code.parse::<Currency>().ok().map(Unit::PerShare);
    }
    text.parse::<Currency>().ok().map(Unit::Money)
}
