//! The SEC's company facts: what companies' filings said in XBRL, and the statements that follow.
//!
//! Format: `data.sec.gov/api/xbrl/companyfacts/CIK##########.json`. A fact's `fy` and `fp` describe the filing
//! that carries it, not its period, so facts are chosen by their first and last days alone.

mod calendar;
mod concepts;
mod facts;
mod live;
mod series;
mod statements;

pub(crate) use calendar::{Calendar, Year};
pub use facts::{CompanyFacts, FactsError};
pub use live::{DATA_URL, Edgar, PROVIDER, Settings, WWW_URL};
pub use statements::{Reported, statements};

#[cfg(test)]
mod tests;
