//! Postings that belong together: which of them moved cash, and which only close a year.

use hashbrown::{HashMap, HashSet};
use jiff::civil::Date;

use crate::{
    account::Kind,
    ledger::{Books, CashBasis, NO_ENTRY, Posting, Scenario},
    words,
};

/// What an entry does to the accounts of income.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen by itself in an entry")]
struct Closing {
    sum: i128,
    /// It takes back what was earned, and what was spent.
    earned: bool,
    spent: bool,
    equity: bool,
    /// It carries it to an account that is there for it.
    carries: bool,
    other: bool,
}

impl Closing {
    fn closes(&self) -> bool {
        let takes_back = if self.carries {
            self.earned || self.spent
        } else {
            self.earned && self.spent && self.equity
        };
        self.sum == 0 && takes_back && !self.other
    }
}

/// Whether an account is there for a year's income: that of the entry which closes it.
fn is_carried_to(name: &str) -> bool {
    const NAMES: [&str; 4] =
        ["income summary", "retained earnings", "profit and loss", "current year earnings"];
    let plain = words::plain(name);
    NAMES.iter().any(|of| plain.contains(of))
}

impl Books {
    /// Says of each posting whether cash moved with it. The postings stand as in the file.
    pub(crate) fn settle(&mut self, entries: &[u32]) {
        let kind = |posting: &Posting| self.kind(posting);
        let settled: Vec<bool> = match self.cash {
            CashBasis::Rows => {
                let moved = |kind| !matches!(kind, Kind::Depreciation | Kind::Transfer);
                self.postings.iter().map(|posting| moved(kind(posting))).collect()
            }
            CashBasis::Derived => vec![false; self.postings.len()],
            CashBasis::Accounts => {
                self.postings.iter().map(|posting| kind(posting) == Kind::Cash).collect()
            }
            CashBasis::Entries => {
                let with_cash: HashSet<u32> = self
                    .postings
                    .iter()
                    .zip(entries)
                    .filter(|(posting, _)| kind(posting) == Kind::Cash)
                    .map(|(_, entry)| *entry)
                    .collect();
                let opening = |posting: &Posting| {
                    let name = self.account(posting).map_or("", |account| account.name.as_str());
                    self.kind(posting) == Kind::Equity && name.to_lowercase().contains("opening")
                };
                let moved = |(posting, entry): (&Posting, &u32)| {
                    kind(posting) != Kind::Cash && with_cash.contains(entry) && !opening(posting)
                };
                self.postings.iter().zip(entries).map(moved).collect()
            }
        };
        for (posting, settled) in self.postings.iter_mut().zip(settled) {
            posting.settled = settled;
        }
    }

    fn kind(&self, posting: &Posting) -> Kind {
        self.account(posting).map_or(Kind::Expense, |account| account.kind)
    }

    /// Whether the file says of every posting which entry it is of.
    fn says_entries(&self) -> bool {
        !self.entries.is_empty() && !self.entries.contains(&NO_ENTRY)
    }

    /// Whether these can be the entries of the postings: the file says so, or most add up to nothing within a day.
    pub(crate) fn are_balanced(&self, entries: &[u32]) -> bool {
        if self.says_entries() {
            return true;
        }
        let mut open: HashMap<u32, (i128, Date, Date, usize)> = HashMap::new();
        for (posting, entry) in self.postings.iter().zip(entries) {
            let of = open.entry(*entry).or_insert((0, posting.day, posting.day, 0));
            let (sum, first, last, rows) = *of;
            let sum = sum + i128::from(posting.amount);
            *of = (sum, first.min(posting.day), last.max(posting.day), rows + 1);
        }
        let balanced = open.values().filter(|(sum, first, last, _)| *sum == 0 && first == last);
        let balanced: usize = balanced.map(|(.., rows)| rows).sum();
        self.postings.len() <= balanced + balanced / 10
    }

    /// Sets aside what carries a year's income over to equity: an entry that takes back both what was earned and what was
    /// spent. Gives how many amounts.
    pub(crate) fn set_closing_aside(&mut self, entries: &[u32]) -> usize {
        // Where nothing proves which rows make an entry, none closes anything.
        if !self.are_balanced(entries) {
            return 0;
        }
        let mut of: HashMap<u32, Closing> = HashMap::new();
        for (posting, entry) in self.postings.iter().zip(entries) {
            let kind = self.kind(posting);
            let name = self.account(posting).map_or("", |account| account.name.as_str());
            let closing = of.entry(*entry).or_default();
            closing.sum += i128::from(posting.amount);
            closing.earned |= kind.is_earned() && posting.amount < 0;
            closing.spent |= kind.is_of_income() && !kind.is_earned() && 0 < posting.amount;
            closing.equity |= kind == Kind::Equity;
            closing.carries |= kind == Kind::Equity && is_carried_to(name);
            closing.other |= !kind.is_of_income() && kind != Kind::Equity;
        }
        let closes = |entry: &u32| of.get(entry).is_some_and(Closing::closes);
        let mut set_aside = 0;
        for (posting, entry) in self.postings.iter_mut().zip(entries) {
            if *entry != NO_ENTRY && closes(entry) {
                posting.scenario = Scenario::Other;
                set_aside += 1;
            }
        }
        set_aside
    }

    /// The entry of each posting: as the file says it, else rows beside each other until they add up to nothing.
    pub(crate) fn by_entry(&self) -> Vec<u32> {
        if self.says_entries() {
            return self.entries.clone();
        }
        let (mut entry, mut open) = (0_u32, 0_i128);
        let mut entries = Vec::with_capacity(self.postings.len());
        for posting in &self.postings {
            entries.push(entry);
            open += i128::from(posting.amount);
            if open == 0 {
                entry = entry.saturating_add(1);
            }
        }
        entries
    }
}
