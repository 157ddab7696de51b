//! Who a registrant is, and what it filed.

use bytes::Bytes;
use finance::{
    Cik, Company, DatedShares, Filing, FormType, Listing, Symbol, market::FiledDocument,
};
use jiff::civil::Date;
use serde::Deserialize;

use super::refusal::Refusal;
use crate::market::builtin::build::reviewed;

/// How many filings are listed.
const FILINGS_MAX: usize = 40;

/// A registrant, as the SEC describes it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Submissions {
    name: String,
    #[serde(default)]
    sic_description: String,
    #[serde(default)]
    exchanges: Vec<Option<String>>,
    #[serde(default)]
    tickers: Vec<String>,
    #[serde(default)]
    former_names: Vec<FormerName>,
    addresses: Option<Addresses>,
    filings: FilingsRow,
}

#[derive(Deserialize)]
struct FormerName {
    name: String,
}

#[derive(Deserialize)]
struct Addresses {
    business: Option<Address>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    city: Option<String>,
    state_or_country_description: Option<String>,
}

#[derive(Deserialize)]
struct FilingsRow {
    recent: Recent,
}

/// Columns of equal length.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recent {
    accession_number: Vec<String>,
    filing_date: Vec<Date>,
    report_date: Vec<String>,
    form: Vec<String>,
    primary_document: Vec<String>,
}

impl Submissions {
    pub(super) fn read(body: &Bytes) -> Result<Self, Refusal> {
        let read: Self = serde_json::from_slice(body)?;
        let recent = &read.filings.recent;
        let columns = [
            recent.filing_date.len(),
            recent.report_date.len(),
            recent.form.len(),
            recent.primary_document.len(),
        ];
        let length = recent.accession_number.len();
        if columns.iter().any(|column| *column != length) {
            return Err(Refusal::Shape("its columns are not of equal length".to_owned()));
        }
        Ok(read)
    }

    /// What is known of a listing besides its figures.
    pub(super) fn company(self, symbol: &Symbol, cik: Cik, shares: Option<DatedShares>) -> Company {
        let text = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let place = self
            .tickers
            .iter()
            .position(|ticker| ticker.parse::<Symbol>().is_ok_and(|ticker| ticker == *symbol));
        let exchange = place.and_then(|place| self.exchanges.get(place).cloned().flatten());
        let industry = text(self.sic_description);
        let address = self.addresses.and_then(|addresses| addresses.business);
        let parts = address.map(|address| [address.city, address.state_or_country_description]);
        let parts = parts.into_iter().flatten().flatten().filter_map(text).collect::<Vec<_>>();
        let listing = Listing {
            symbol: symbol.clone(),
            name: self.name,
            cik: Some(cik),
            exchange: exchange.unwrap_or_default(),
            also: self.former_names.into_iter().map(|former| former.name).collect(),
            industry: industry.clone().unwrap_or_default(),
            rank: u32::MAX,
        };
        Company {
            listing,
            sector: industry.as_deref().and_then(reviewed::sector),
            industry,
            headquarters: Some(parts.join(", ")).filter(|place| !place.is_empty()),
            founded: None,
            shares,
        }
    }

    /// What it filed lately, newest first.
    pub(super) fn documents(&self, cik: Cik) -> Vec<FiledDocument> {
        let recent = &self.filings.recent;
        let document = |place: usize| {
            let accession = recent.accession_number.get(place)?.parse().ok()?;
            let form = FormType::new(recent.form.get(place)?.clone());
            let filed = *recent.filing_date.get(place)?;
            let filing = Filing { accession, form, filed };
            let name = recent.primary_document.get(place)?;
            let url = format!(
                "https://www.sec.gov/Archives/edgar/data/{}/{}/{name}",
                cik.number(),
                filing.accession.digits()
            );
            let period_of_report = recent.report_date.get(place).and_then(|day| day.parse().ok());
            Some(FiledDocument { filing, period_of_report, url })
        };
        (0..recent.accession_number.len()).filter_map(document).take(FILINGS_MAX).collect()
    }
}
