//! The filings that a company's figures stand in.

use super::{Asked, row::Row};

/// How many filings are sent where no limit is given.
const FILINGS: usize = 100;

pub(super) fn rows(asked: Asked<'_>) -> Vec<Row> {
    let Some(known) = asked.company() else { return Vec::new() };
    let listing = &known.company.listing;
    let Some(cik) = listing.cik else { return Vec::new() };
    let (from, to) = (asked.query.day("from"), asked.query.day("to"));
    let filings = known.filings.iter().filter(|(filing, _)| {
        from.is_none_or(|from| from <= filing.filed) && to.is_none_or(|to| filing.filed <= to)
    });
    let rows = filings.map(|(filing, _)| {
        let link = filing.url(cik);
        Row::default()
            .text("symbol", &listing.symbol)
            .text("cik", cik)
            .text("filingDate", format_args!("{} 00:00:00", filing.filed))
            .text("acceptedDate", format_args!("{} 00:00:00", filing.filed))
            .text("formType", &filing.form)
            .text("link", &link)
            .with("finalLink", link)
    });
    asked.page(rows.collect(), FILINGS)
}
