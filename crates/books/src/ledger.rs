//! Books as they lie in memory: one posting beside the other, by day, in columns.

use std::ops::Range;

use jiff::civil::Date;

use crate::{account::Kind, keys::Keys, role::Role};

/// A business's books. Amounts are credits less debits, in units of the last decimal that the file has: what is earned
/// and what comes in is positive, what is spent and what goes out negative.
#[derive(Debug)]
pub struct Books {
    /// The currency of all amounts, where the file says it.
    pub currency: Option<String>,
    /// How many decimals amounts have.
    pub decimals: u8,
    /// What is posted to.
    pub accounts: Vec<Account>,
    /// Whether accounts are words about rows, since no column names any: they may name whom the business deals with.
    pub accounts_are_words: bool,
    /// By what postings can be grouped, the account apart.
    pub dimensions: Vec<Dimension>,
    /// What is known of cash.
    pub cash: CashBasis,
    pub(crate) postings: Vec<Posting>,
    /// A key of each posting in each dimension.
    pub(crate) keys: Vec<Vec<u32>>,
    /// How much of what, in thousandths, where a posting says it; else empty.
    pub(crate) quantities: Vec<i64>,
    /// The amount in the posting's own currency, in ten-thousandths; else empty.
    pub(crate) foreign: Vec<i64>,
    /// What joins the postings of one entry; else empty.
    pub(crate) entries: Vec<u32>,
}

/// An account, and how its kind is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub name: String,
    /// What its postings are.
    pub kind: Kind,
    /// What tells its kind.
    pub told_by: ToldBy,
}

/// What tells an account's kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ToldBy {
    /// A person said so.
    Person,
    /// Its type, in a column or at the head of its name.
    Type,
    /// Words of its name.
    Name,
    /// Its number.
    Number,
    /// What the columns are: sales, cost.
    Columns,
    /// Nothing: what comes in is taken for revenue and what goes out for an expense.
    Sign,
}

/// A column by which postings can be grouped.
#[derive(Debug)]
pub struct Dimension {
    /// The name of its column.
    pub name: String,
    /// What it holds.
    pub role: Role,
    /// What stands in it.
    pub keys: Keys,
}

/// How the books tell what cash came in and went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CashBasis {
    /// Every row is money that moved, as on a bank's list.
    Rows,
    /// Entries that touch an account of cash.
    Entries,
    /// The accounts of cash alone: the file does not say which rows make an entry.
    Accounts,
    /// Not at all: income with depreciation put back stands for it.
    Derived,
}

/// Whether a posting happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// It did.
    Actual,
    /// It was planned.
    Budget,
    /// Neither: another version.
    Other,
}

/// The entry of a posting that is of none.
pub(crate) const NO_ENTRY: u32 = u32::MAX;

/// One amount on one account.
#[derive(Debug, Clone, Copy)]
pub struct Posting {
    /// Its day.
    pub day: Date,
    /// The line of the file that it comes from.
    pub line: u32,
    /// Credit less debit, in the books' last decimal.
    pub amount: i64,
    /// Its account's place.
    pub account: u32,
    /// Whether it happened.
    pub scenario: Scenario,
    /// Whether cash moved with it.
    pub settled: bool,
}

impl Books {
    /// All postings, by day.
    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }

    /// The places of the postings from the first day to the last.
    pub fn between(&self, first: Date, last: Date) -> Range<usize> {
        let begin = self.postings.partition_point(|posting| posting.day < first);
        let end = self.postings.partition_point(|posting| posting.day <= last);
        begin..end.max(begin)
    }

    /// The account of a posting.
    pub fn account(&self, posting: &Posting) -> Option<&Account> {
        self.accounts.get(usize::try_from(posting.account).ok()?)
    }

    /// The keys of a dimension, a number for each posting.
    pub fn keys(&self, dimension: usize) -> &[u32] {
        self.keys.get(dimension).map_or(&[], Vec::as_slice)
    }

    /// How much a posting is of, in thousandths, where it says so.
    pub fn quantity(&self, at: usize) -> Option<i64> {
        self.quantities.get(at).copied().filter(|quantity| *quantity != 0)
    }

    /// Whether any posting says how much it is of.
    pub fn has_quantities(&self) -> bool {
        !self.quantities.is_empty()
    }

    /// A posting's amount in its own currency, in ten-thousandths, where it says so.
    pub fn foreign(&self, at: usize) -> Option<i64> {
        self.foreign.get(at).copied().filter(|amount| *amount != 0)
    }

    /// Whether any posting says its amount in its own currency.
    pub fn has_foreign(&self) -> bool {
        !self.foreign.is_empty()
    }

    /// What joins a posting with the others of its entry.
    pub fn entry(&self, at: usize) -> Option<u32> {
        self.entries.get(at).copied().filter(|entry| *entry != NO_ENTRY)
    }

    /// The first day and the last on which anything happened.
    pub fn span(&self) -> Option<(Date, Date)> {
        let mut actual =
            self.postings.iter().filter(|posting| posting.scenario == Scenario::Actual);
        let first = actual.next()?.day;
        Some((first, actual.next_back().map_or(first, |posting| posting.day)))
    }

    /// Puts the postings in the order of their days, those of one day as they stood.
    pub(crate) fn sort(&mut self) {
        if self.postings.is_sorted_by_key(|posting| posting.day) {
            return;
        }
        let mut order: Vec<u32> =
            (0..u32::try_from(self.postings.len()).unwrap_or(u32::MAX)).collect();
        let day = |at: &u32| {
            usize::try_from(*at)
                .ok()
                .and_then(|at| self.postings.get(at))
                .map(|posting| posting.day)
        };
        order.sort_by_key(day);
        self.postings = ordered(&self.postings, &order);
        self.keys = self.keys.iter().map(|keys| ordered(keys, &order)).collect();
        self.quantities = ordered(&self.quantities, &order);
        self.foreign = ordered(&self.foreign, &order);
        self.entries = ordered(&self.entries, &order);
    }
}

fn ordered<T: Copy>(of: &[T], order: &[u32]) -> Vec<T> {
    let at = |at: &u32| of.get(usize::try_from(*at).ok()?).copied();
    if of.is_empty() { Vec::new() } else { order.iter().filter_map(at).collect() }
}
