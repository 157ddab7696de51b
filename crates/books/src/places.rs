//! Where each part of a row stands, and what the columns of money are made of.

use crate::{
    mapping::Mapping,
    role::{self, Role},
    words,
};

/// Where each part of a row stands.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) date: usize,
    /// The column of the year, where the date is a part of one, or nothing but the year.
    pub(crate) year: Option<usize>,
    pub(crate) amounts: Amounts,
    /// The columns of money that are read, each with the place of its total.
    pub(crate) money: Vec<usize>,
    pub(crate) name: Option<usize>,
    pub(crate) code: Option<usize>,
    pub(crate) sort: Option<usize>,
    pub(crate) way: Option<usize>,
    pub(crate) quantity: Option<usize>,
    pub(crate) foreign: Option<usize>,
    pub(crate) currency: Option<usize>,
    pub(crate) scenario: Option<usize>,
    pub(crate) status: Option<usize>,
    pub(crate) tax: Option<usize>,
    pub(crate) fee: Option<usize>,
    pub(crate) id: Option<usize>,
    pub(crate) entry: Option<usize>,
    pub(crate) line: Option<usize>,
    pub(crate) words: Option<usize>,
    /// The column of what sort of row it is, in a payment service's own words.
    pub(crate) event: Option<usize>,
}

/// How a row says its amounts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Amounts {
    /// In one column, with what was planned in another.
    One { amount: usize, budget: Option<usize> },
    /// In two, one of which is mostly empty.
    Two { debit: Option<usize>, credit: Option<usize>, negative_debits: bool },
    /// What was sold, and what of it was cost.
    Sold { sales: usize, cost: Option<usize>, profit: Option<usize> },
    /// A quantity at a price, less a discount.
    Priced { quantity: usize, price: usize, discount: Option<usize>, cost: Option<usize> },
}

/// A part of a row that is an amount of the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Its amount, what was sold, or what was credited.
    First,
    /// What was planned, what was spent on what was sold, or what was debited.
    Second,
    /// The sales tax within the first.
    Tax,
    /// What was kept of it.
    Fee,
}

impl Part {
    /// In the order in which a row has them.
    pub(crate) const ALL: [Self; 4] = [Self::First, Self::Second, Self::Tax, Self::Fee];
}

/// The amounts of a row by its parts, in one unit.
pub(crate) type Parts = [Option<i128>; 4];

impl Amounts {
    /// What the cells of a row were in its columns of money, told by the amounts that the books have of it; none where the
    /// columns are no amounts, but what amounts are computed from.
    pub(crate) fn cells(self, [first, second, tax, _]: Parts) -> Option<[Option<i128>; 2]> {
        let whole = first.map(|first| first + tax.unwrap_or_default());
        match self {
            Self::One { .. } | Self::Sold { cost: Some(_), .. } => Some([whole, second]),
            Self::Sold { profit, .. } => {
                let profit = profit.and(second).zip(whole);
                Some([whole, profit.map(|(cost, sold)| sold - cost)])
            }
            Self::Two { debit, credit, negative_debits } => {
                let debited = second.map(|of| if negative_debits { of } else { -of });
                Some(match (debit, credit) {
                    (Some(_), _) => [debited, first],
                    (None, _) => [first, None],
                })
            }
            Self::Priced { .. } => None,
        }
    }
}

impl Places {
    pub(crate) fn of(mapping: &Mapping) -> Self {
        let at = |role| mapping.column(role);
        let (sales, quantity, price) = (at(Role::Sales), at(Role::Quantity), at(Role::Price));
        let amounts = match (at(Role::Amount).or(at(Role::Net)), sales, quantity, price) {
            _ if at(Role::Debit).is_some() || at(Role::Credit).is_some() => Amounts::Two {
                debit: at(Role::Debit),
                credit: at(Role::Credit),
                negative_debits: mapping.negative_debits,
            },
            (Some(amount), ..) => Amounts::One { amount, budget: at(Role::Budget) },
            (None, Some(sales), ..) => {
                Amounts::Sold { sales, cost: at(Role::Cost), profit: at(Role::Profit) }
            }
            (None, None, Some(quantity), Some(price)) => Amounts::Priced {
                quantity,
                price,
                discount: at(Role::Discount),
                cost: at(Role::Cost),
            },
            // Inference gives every table one of these; what is left has its amounts where its costs are.
            (None, None, ..) => Amounts::One {
                amount: at(Role::Cost).or(at(Role::Profit)).unwrap_or_default(),
                budget: at(Role::Budget),
            },
        };
        let money = match amounts {
            Amounts::One { amount, budget } => vec![Some(amount), budget],
            Amounts::Two { debit, credit, .. } => vec![debit, credit],
            Amounts::Sold { sales, cost, profit } => vec![Some(sales), cost.or(profit)],
            Amounts::Priced { quantity, cost, .. } => vec![Some(quantity), cost],
        };
        Self {
            date: at(Role::Date).unwrap_or_default(),
            year: at(Role::Year).or_else(|| {
                let date = at(Role::Date)?;
                let (name, _) = mapping.columns.get(date)?;
                (role::of(name) == Some(Role::Year)).then_some(date)
            }),
            amounts,
            money: money.into_iter().flatten().collect(),
            name: at(Role::Account).or(at(Role::AccountCode)),
            code: at(Role::AccountCode),
            sort: at(Role::AccountType),
            way: at(Role::Direction),
            quantity,
            foreign: at(Role::ForeignAmount),
            currency: at(Role::Currency).filter(|_| at(Role::ForeignAmount).is_none()),
            scenario: at(Role::Scenario),
            status: at(Role::Status),
            tax: at(Role::Tax).filter(|_| {
                let of = at(Role::Sales).or(at(Role::Amount));
                let name = of.and_then(|at| mapping.columns.get(at)).map(|(name, _)| name);
                name.is_some_and(|name| is_with_tax(name))
            }),
            // What is left after fees has them taken off already.
            fee: at(Role::Fee).filter(|_| at(Role::Amount).is_some()),
            id: at(Role::Id),
            entry: at(Role::Entry),
            line: at(Role::Line),
            words: at(Role::Description),
            event: mapping.columns.iter().position(|(name, role)| {
                *role == Role::Label
                    && matches!(words::plain(name).as_str(), "type" | "transaction type")
            }),
        }
    }
}

/// Whether a column's name says that its amounts have the sales tax in them.
fn is_with_tax(name: &str) -> bool {
    const WORDS: [&str; 7] = ["inkl", "gross", "brutto", "total", "ttc", "incl", "including"];
    words::plain(name).split(' ').any(|word| WORDS.contains(&word))
}
