//! What is true in the stand-in's world: the built-in data, unpacked company by company and kept.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, OnceLock, PoisonError, RwLock},
};

use finance::{
    Basis, Closes, Company, CompanyFigures, Filing, Listing, MarketData, Statement, StatementKind,
    Symbol, market::Frequency,
};
use futures::FutureExt;
use jiff::civil::Date;
use providers::market::builtin::{Builtin, PROVIDER};

/// All that is known of one company.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) company: Company,
    pub(crate) statements: Vec<Statement>,
    pub(crate) figures: CompanyFigures,
    pub(crate) closes: Option<Closes>,
    /// The filings that its figures stand in, latest first, with the last day that they report on.
    pub(crate) filings: Vec<(Filing, Date)>,
}

/// The world.
#[derive(Debug)]
pub(crate) struct World {
    builtin: Option<Builtin>,
    listings: Vec<Listing>,
    symbols: HashMap<Symbol, usize>,
    ciks: HashMap<u32, usize>,
    known: RwLock<HashMap<Symbol, Option<Arc<Known>>>>,
}

impl World {
    /// The one world of this process; it never changes.
    pub(crate) fn get() -> &'static Self {
        static WORLD: OnceLock<World> = OnceLock::new();
        WORLD.get_or_init(Self::open)
    }

    /// A data file that cannot be read leaves the world empty, and every test without an answer.
    fn open() -> Self {
        let builtin = Builtin::open().ok();
        let listings = builtin.as_ref().and_then(|builtin| builtin.archive().listings().ok());
        let listings = listings.unwrap_or_default();
        let (mut symbols, mut ciks) = (HashMap::new(), HashMap::new());
        for (at, listing) in listings.iter().enumerate() {
            symbols.entry(listing.symbol.clone()).or_insert(at);
            if let Some(cik) = listing.cik {
                ciks.entry(cik.number()).or_insert(at);
            }
        }
        Self { builtin, listings, symbols, ciks, known: RwLock::default() }
    }

    /// Every listing, largest first.
    pub(crate) fn listings(&self) -> &[Listing] {
        &self.listings
    }

    /// The listing of a symbol.
    pub(crate) fn listing(&self, symbol: &Symbol) -> Option<&Listing> {
        self.listings.get(*self.symbols.get(symbol)?)
    }

    /// A registrant's largest listing.
    pub(crate) fn registrant(&self, cik: u32) -> Option<&Listing> {
        self.listings.get(*self.ciks.get(&cik)?)
    }

    /// What is known of a symbol's company; `None` where nobody lists it.
    pub(crate) fn company(&self, symbol: &Symbol) -> Option<Arc<Known>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(symbol) {
            return known.clone();
        }
        drop(known);
        // An unlisted symbol is not kept: there is no end of those.
        self.listing(symbol)?;
        let found = self.unpack(symbol).map(Arc::new);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(symbol.clone(), found.clone());
        found
    }

    fn unpack(&self, symbol: &Symbol) -> Option<Known> {
        let builtin = self.builtin.as_ref()?;
        // The built-in data answers at once; its port is asynchronous for the sake of the others.
        let company = builtin.company(symbol).now_or_never()?.ok()?;
        let mut statements = Vec::new();
        for kind in StatementKind::ALL {
            for frequency in [Frequency::Annual, Frequency::Quarterly] {
                let found = builtin.statements(symbol, kind, frequency).now_or_never()?;
                statements.extend(found.map(|found| found.value).unwrap_or_default());
            }
        }
        let closes = builtin.closes(symbol).now_or_never()?.ok().map(|closes| closes.value);
        let mut figures = CompanyFigures::new(company.value.clone(), PROVIDER, company.as_of);
        for statement in &statements {
            figures.add(statement.clone());
        }
        let filings = filings(&statements);
        Some(Known { company: company.value, statements, figures, closes, filings })
    }
}

fn filings(statements: &[Statement]) -> Vec<(Filing, Date)> {
    let mut ends: BTreeMap<&Filing, Date> = BTreeMap::new();
    for statement in statements {
        for figure in statement.figures.values() {
            if let Basis::Filed(filing) = &figure.basis {
                let end = ends.entry(filing).or_insert(statement.span.end);
                *end = statement.span.end.max(*end);
            }
        }
    }
    let mut filings: Vec<_> = ends.into_iter().map(|(filing, end)| (filing.clone(), end)).collect();
    filings.sort_by(|(a, _), (b, _)| (b.filed, &b.accession).cmp(&(a.filed, &a.accession)));
    filings
}
