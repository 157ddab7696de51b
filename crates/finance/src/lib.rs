//! What a financial figure is, whoever found it.
//!
//! Values that exist are valid: a [`Symbol`] is a ticker, a [`Money`] has a currency, a [`Figure`] has a
//! basis that says where it stands. Everything here is arithmetic on decimals: nothing awaits, opens a file or
//! asks a clock. The one idea to know is the [fact table](facts): every number of an answer is a cell with a
//! source or a derivation whose inputs are such cells, so that every figure opens to its proof.
#![deny(clippy::float_arithmetic)]

pub mod amount;
pub mod company;
pub mod facts;
pub mod figure;
pub mod filing;
pub mod format;
pub mod item;
pub mod market;
pub mod money;
pub mod period;
pub mod price;
pub mod ratio;
pub mod statement;
pub mod symbol;

pub use company::{Cik, Company, DatedShares, Listing};
pub use figure::{Basis, Derived, Figure, Input, Restated, Rule, Unit};
pub use filing::{AccessionNumber, Filing, FormType};
pub use item::{Item, PriceItem};
pub use market::{MarketData, MarketError, PassedOver, Sourced};
pub use money::{Currency, Money, MoneyError};
pub use period::{FiscalPeriod, PeriodWanted, Quarter, Span};
pub use price::{Close, Closes};
pub use ratio::{Ratio, Undefined};
pub use statement::{CompanyFigures, LineItem, Statement, StatementKind};
pub use symbol::{InvalidSymbol, Symbol};
