//! Prices and rates of exchange apart from quantities, posting by posting.
//!
//! One convention throughout: the quantity moves at the old price and the price moves at the new quantity, so that
//! `price × quantity` parts without a residual: `p₁q₁ − p₀q₀ = (p₁ − p₀)·q₁ + p₀·(q₁ − q₀)`. What is new or lost has no old
//! or new price and is all quantity.

use books::{ledger::Books, role::Role};
use hashbrown::HashMap;

use crate::{
    cause::{Dimension, Item, Kind, Side},
    metric::Metric,
    series::divided,
};

/// A column with more different cells does not name who buys at a price of his own.
const KEYS_MAX: usize = 200;

/// How a change parts into prices and quantities, in the books' last decimal. The parts add up to the change of what has
/// quantities.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PriceVolume {
    /// What the same things cost more or less.
    pub price: i128,
    /// What more or less of all things, in the old mixture, made.
    pub volume: i128,
    /// What a mixture of dearer or cheaper things made.
    pub mix: i128,
    /// What was not sold before.
    pub new: i128,
    /// What is not sold any more.
    pub lost: i128,
}

impl PriceVolume {
    /// What its parts add up to.
    pub fn change(&self) -> i128 {
        self.price + self.volume + self.mix + self.new + self.lost
    }
}

/// Items with what prices and rates moved taken out.
pub(super) struct Parted {
    /// What is left: quantities, and what has none.
    pub(super) rest: Vec<Item>,
    /// What prices moved, and what rates.
    pub(super) rates: Vec<(Kind, Vec<Item>)>,
    pub(super) price_volume: Option<PriceVolume>,
}

/// Both sides of what is sold at one price.
#[derive(Debug, Clone, Copy, Default)]
struct Both {
    baseline: (i128, i128),
    current: (i128, i128),
}

pub(super) fn part(books: &Books, metric: Metric, items: Vec<Item>) -> Parted {
    let mut rates = Vec::new();
    let mut rest = items;
    if books.has_foreign() {
        let currency: Vec<Dimension> = of_roles(books, &[Role::Currency]);
        // What came in and what went out are exchanged at one rate: sizes tell it, and not what is left of them.
        let parted = at_rates(books, &rest, &currency, i128::abs, |item| {
            // Files write the other amount with its own sign; what it is of runs as the item does.
            books.foreign(item.at).map(|amount| i128::from(amount).abs() * item.value.signum())
        });
        rest = take(&mut rates, Kind::ExchangeRate, rest, parted);
    }
    let mut price_volume = None;
    let goods = of_roles(books, &[Role::Product, Role::Category]);
    // Where nothing says what was sold, a mean of all of it is no price.
    if books.has_quantities() && metric == Metric::Revenue && !goods.is_empty() {
        let sold = of_roles(
            books,
            &[
                Role::Account,
                Role::Product,
                Role::Category,
                Role::Counterparty,
                Role::Region,
                Role::Currency,
            ],
        );
        let sold: Vec<Dimension> = std::iter::once(Dimension::Account).chain(sold).collect();
        // Returns are taken off what was sold.
        let parted = at_rates(
            books,
            &rest,
            &sold,
            |sold| sold,
            |item| {
                // A return is written with a minus before the quantity, or before the amount alone.
                books.quantity(item.at).map(|many| i128::from(many).abs() * item.value.signum())
            },
        );
        price_volume = summed(&parted.1);
        rest = take(&mut rates, Kind::Price, rest, parted);
    }
    Parted { rest, rates, price_volume }
}

/// The columns of these roles that have few enough cells; a product has as many as it has.
fn of_roles(books: &Books, roles: &[Role]) -> Vec<Dimension> {
    let columns = books.dimensions.iter().enumerate();
    let fits = columns.filter(|(_, column)| {
        roles.contains(&column.role)
            && (column.role == Role::Product || column.keys.len() <= KEYS_MAX)
    });
    fits.map(|(at, _)| Dimension::Column(at)).collect()
}

type PartedItems = (Vec<Option<(i128, i128)>>, Vec<Both>);

/// For each item: what of it is quantity at the old rate and what the rate moved, where it has a quantity and its group
/// stands on both sides.
fn at_rates(
    books: &Books,
    items: &[Item],
    by: &[Dimension],
    weighed: impl Fn(i128) -> i128,
    quantity: impl Fn(&Item) -> Option<i128>,
) -> PartedItems {
    let group = |item: &Item| -> Vec<u32> {
        by.iter().map(|dimension| dimension.key(books, item.at)).collect()
    };
    let mut groups: HashMap<Vec<u32>, Both> = HashMap::new();
    for item in items {
        let Some(quantity) = quantity(item) else { continue };
        let both = groups.entry(group(item)).or_default();
        let side = match item.side {
            Side::Current => &mut both.current,
            Side::Baseline => &mut both.baseline,
        };
        side.0 += weighed(item.value);
        side.1 += weighed(quantity);
    }
    let part = |item: &Item| {
        let quantity = quantity(item)?;
        let Both { baseline: (value, sold), current: (_, now) } = *groups.get(&group(item))?;
        // A price follows from what was sold on the whole: returns alone have none.
        if item.side == Side::Baseline || sold <= 0 || now <= 0 {
            return None;
        }
        let at_old = divided(value.checked_mul(quantity)?, sold);
        Some((at_old, item.value - at_old))
    };
    let parts = items.iter().map(part).collect();
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by(|one, other| one.0.cmp(&other.0));
    (parts, groups.into_iter().map(|(_, both)| both).collect())
}

/// Takes what rates moved out of the items.
fn take(
    rates: &mut Vec<(Kind, Vec<Item>)>,
    kind: Kind,
    items: Vec<Item>,
    (parts, _): PartedItems,
) -> Vec<Item> {
    let mut moved = Vec::new();
    let rest = items.into_iter().zip(parts).map(|(item, part)| match part {
        None => item,
        Some((at_old, rate)) => {
            if rate != 0 {
                moved.push(Item { value: rate, ..item });
            }
            Item { value: at_old, ..item }
        }
    });
    let rest: Vec<Item> = rest.collect();
    if !moved.is_empty() {
        rates.push((kind, moved));
    }
    rest
}

/// The parts of all groups together.
fn summed(groups: &[Both]) -> Option<PriceVolume> {
    let is_both = |both: &&Both| 0 < both.baseline.1 && 0 < both.current.1;
    let (before, now) =
        groups.iter().filter(is_both).fold((0_i128, 0_i128), |(before, now), both| {
            (before + both.baseline.1, now + both.current.1)
        });
    if groups.is_empty() {
        return None;
    }
    let mut sum = PriceVolume::default();
    for both in groups {
        let ((was, sold), (is, selling)) = (both.baseline, both.current);
        if sold <= 0 || selling <= 0 {
            // Without quantities on both sides there is no price to speak of.
            if sold == 0 && was == 0 {
                sum.new += is;
            } else if selling == 0 && is == 0 {
                sum.lost -= was;
            } else {
                sum.mix += is - was;
            }
            continue;
        }
        let at_old = divided(was.checked_mul(selling)?, sold);
        let even = divided(was.checked_mul(now)?, before);
        sum.price += is - at_old;
        sum.volume += even - was;
        sum.mix += at_old - even;
    }
    Some(sum)
}
