//! Made-up books: a bakery with two shops over three years, of any size, from any seed.
//!
//! Whoever reads the books gets rows and nothing else. What was planted in them is told apart ([`Planted`]), for tests that
//! hold an explanation against it. [`plant()`] changes tables that somebody else wrote in the same manner.

mod plant;
mod random;
mod trade;

pub use crate::{
    plant::{Change, NotPlanted, Periods, Table, plant},
    trade::COLUMNS,
};

use crate::random::Random;

/// How the books are made.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Where chance begins: the same seed gives the same books.
    pub seed: u64,
    /// The first year.
    pub year: i16,
    /// How many months.
    pub months: u8,
    /// How many rows the till of a shop writes for each product and day.
    pub tickets: u32,
    /// What is planted; it shows in one of the last three months.
    pub causes: Vec<Cause>,
}

impl Plan {
    /// Three years from this seed, the till's rows added up by day, nothing planted.
    pub fn new(seed: u64) -> Self {
        Self { seed, year: 2022, months: 36, tickets: 1, causes: Vec::new() }
    }

    /// The same with a cause planted.
    #[must_use]
    pub fn with(mut self, cause: Cause) -> Self {
        self.causes.push(cause);
        self
    }

    fn plants(&self, cause: Cause) -> bool {
        self.causes.contains(&cause)
    }
}

/// What can be planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The largest customer orders nothing any more.
    LostCustomer,
    /// Everything in the shops costs more.
    PriceRise,
    /// A bill stands there twice.
    DuplicateBill,
    /// A supplier is booked on another account.
    ReclassifiedAccount,
    /// What is paid once a year is paid a month early.
    AnnualBillEarly,
    /// The currency of a supplier became dearer.
    ExchangeRate,
    /// The last month stops in its midst.
    HalfMonth,
}

impl Cause {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::LostCustomer,
        Self::PriceRise,
        Self::DuplicateBill,
        Self::ReclassifiedAccount,
        Self::AnnualBillEarly,
        Self::ExchangeRate,
        Self::HalfMonth,
    ];
}

/// What was planted, for who checks an explanation of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    /// What.
    pub cause: Cause,
    /// Whether it shows in the revenue, or else in the expenses.
    pub in_revenue: bool,
    /// What names it; empty where it has no name.
    pub name: String,
    /// The month in which it shows: `2024-11`. It is fair to hold it against the same month of the year before.
    pub month: String,
}

/// The books as a file of comma-separated values: money that came in is positive.
pub fn books(plan: &Plan) -> String {
    trade::write(plan)
}

/// What was planted in the books of a plan.
pub fn planted(plan: &Plan) -> Vec<Planted> {
    trade::planted(plan)
}

/// A stream of chance for each purpose, so that planting one cause changes no other row.
fn stream(seed: u64, purpose: u64) -> Random {
    Random::new(seed ^ purpose.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}
