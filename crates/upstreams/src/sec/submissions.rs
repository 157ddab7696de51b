//! Submissions: who a registrant is, and its filings in columns.

use finance::FiscalPeriod;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::facts;
use crate::world::{Known, World};

/// A filing's row, before the rows become columns.
struct Submitted {
    accession: String,
    form: String,
    filed: Date,
    end: Date,
}

/// The registrant's filings, latest first; where none is known, those that its periods call for.
fn submitted(known: &Known) -> Vec<Submitted> {
    let real = known.filings.iter().map(|(filing, end)| Submitted {
        accession: filing.accession.to_string(),
        form: filing.form.to_string(),
        filed: filing.filed,
        end: *end,
    });
    let real: Vec<_> = real.collect();
    if !real.is_empty() {
        return real;
    }
    let called_for = known.figures.periods().filter_map(|period| {
        let end = known.figures.span(period)?.end;
        let (accession, form, filed) = facts::filing_of(known, period, end);
        Some(Submitted { accession, form, filed, end })
    });
    let mut called_for: Vec<_> = called_for.collect();
    called_for.sort_by_key(|filing| std::cmp::Reverse(filing.filed));
    called_for
}

/// The day on which fiscal years end, as `0928`.
fn fiscal_year_end(known: &Known) -> Option<String> {
    let latest = known.figures.latest_year()?;
    debug_assert!(matches!(latest, FiscalPeriod::Year(_)), "years are years");
    let end = known.figures.span(latest)?.end;
    Some(format!("{:02}{:02}", end.month(), end.day()))
}

/// The registrant's submissions.
pub(super) fn submissions(world: &World, known: &Known) -> Value {
    let listing = &known.company.listing;
    let own = world.listings().iter().filter(|other| other.cik == listing.cik);
    let own: Vec<_> = own.collect();
    let filings = submitted(known);
    let column = |cell: &dyn Fn(&Submitted) -> Value| filings.iter().map(cell).collect::<Value>();
    let empty = column(&|_| "".into());
    let symbol = listing.symbol.as_str().to_lowercase();
    let document = |filing: &Submitted| {
        let digits = filing.end.to_string().replace('-', "");
        format!("{symbol}-{digits}.htm").into()
    };
    let (city, state) = match known.company.headquarters.as_deref() {
        Some(place) => place.split_once(", ").map_or((place, ""), |split| split),
        None => ("", ""),
    };
    let address = json!({
        "street1": "", "street2": null, "city": city.to_uppercase(), "stateOrCountry": state,
        "zipCode": "", "stateOrCountryDescription": state, "isForeignLocation": null,
        "foreignStateTerritory": null, "country": null, "countryCode": null,
    });
    json!({
        "cik": listing.cik.map(|cik| cik.to_string()),
        "entityType": "operating",
        "sic": "",
        "sicDescription": known.company.industry.as_deref().unwrap_or_default(),
        "ownerOrg": null,
        "insiderTransactionForOwnerExists": 0,
        "insiderTransactionForIssuerExists": 0,
        "name": listing.name,
        "tickers": own.iter().map(|listing| listing.symbol.as_str()).collect::<Vec<_>>(),
        "exchanges": own.iter().map(|listing| listing.exchange.as_str()).collect::<Vec<_>>(),
        "ein": "",
        "lei": null,
        "description": "",
        "website": "",
        "investorWebsite": "",
        "category": "",
        "fiscalYearEnd": fiscal_year_end(known),
        "stateOfIncorporation": "",
        "stateOfIncorporationDescription": "",
        "addresses": {"mailing": address, "business": address},
        "phone": "",
        "flags": "",
        "formerNames": [],
        "filings": {
            "recent": {
                "accessionNumber": column(&|filing| filing.accession.as_str().into()),
                "filingDate": column(&|filing| filing.filed.to_string().into()),
                "reportDate": column(&|filing| filing.end.to_string().into()),
                "acceptanceDateTime": column(&|filing| format!("{}T00:00:00.000Z", filing.filed).into()),
                "act": column(&|_| "34".into()),
                "form": column(&|filing| filing.form.as_str().into()),
                "fileNumber": empty,
                "filmNumber": empty,
                "items": empty,
                "core_type": column(&|filing| filing.form.as_str().into()),
                "size": column(&|_| 0.into()),
                "isXBRL": column(&|_| 1.into()),
                "isInlineXBRL": column(&|_| 1.into()),
                "primaryDocument": column(&document),
                "primaryDocDescription": column(&|filing| filing.form.as_str().into()),
            },
            "files": [],
        },
    })
}
