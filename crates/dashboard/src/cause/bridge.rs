//! A change laid out as disjoint cells: along the dimension that tells most, and into each cell along the next.

use books::{ledger::Books, role::Role};
use hashbrown::HashMap;
use rust_decimal::Decimal;

use crate::cause::{CAUSES_MAX, Cause, Item, Kind, Side, Step, lines, ranked};

/// Cells are looked into so many times.
const DEPTH: usize = 3;

/// Amounts are weighed by so many bits: their products fit, and small change does not matter.
const BITS: u32 = 60;

/// A dimension of which so many of a hundred stand on one side alone groups nothing.
const LONE_PER_CENT: i128 = 85;

/// A dimension tells something where a cell moved so much more than its part of the whole change, of a thousand.
const TELLING: i128 = 60;

/// Within a cell it must tell more.
const TELLING_WITHIN: i128 = 120;

/// A later dimension must say so much more than an earlier one, of a thousand.
const AHEAD: i128 = 60;

/// A part that explains so much of its cell is named with it, of a hundred.
const SAME_PER_CENT: i128 = 80;

/// So many parts of a cell are kept.
const PARTS_MAX: usize = 5;

/// By what postings are grouped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// The account.
    Account,
    /// A column, by its place among the books' dimensions.
    Column(usize),
}

impl Dimension {
    /// What it is called.
    pub fn name(self, books: &Books) -> &str {
        match self {
            Self::Account => "account",
            Self::Column(at) => books.dimensions.get(at).map_or("", |column| &column.name),
        }
    }

    /// The key of a posting in it.
    pub(crate) fn key(self, books: &Books, at: usize) -> u32 {
        match self {
            Self::Account => books.postings().get(at).map_or(0, |posting| posting.account),
            Self::Column(column) => books.keys(column).get(at).copied().unwrap_or_default(),
        }
    }

    /// What a key stands for.
    pub(crate) fn value(self, books: &Books, key: u32) -> String {
        let value = match self {
            Self::Account => {
                let account = usize::try_from(key).ok().and_then(|at| books.accounts.get(at));
                account.map_or("", |account| account.name.as_str())
            }
            Self::Column(at) => books.dimensions.get(at).map_or("", |column| column.keys.get(key)),
        };
        if value.is_empty() {
            format!("(no {})", self.name(books).to_lowercase())
        } else {
            value.to_owned()
        }
    }
}

/// A bridge, and the dimension that it runs along.
#[derive(Debug, Default)]
pub(super) struct Bridge {
    pub(super) causes: Vec<Cause>,
    pub(super) dimension: Option<Dimension>,
}

/// A cell of one dimension.
#[derive(Debug, Clone, Default)]
struct Cell {
    key: u32,
    baseline: i128,
    current: i128,
    /// How large its postings are, those of the baseline and all.
    before: i128,
    mass: i128,
    rows: [usize; 2],
}

impl Cell {
    fn change(&self) -> i128 {
        self.current - self.baseline
    }
}

/// Along which dimensions a bridge runs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Way<'d> {
    /// The one that tells most, and in each cell again.
    Best(&'d [Dimension]),
    /// These, in their order.
    Given(&'d [Dimension]),
}

impl Way<'_> {
    /// The dimension that comes first for these items, and those that are left.
    fn next(
        self,
        books: &Books,
        items: &[Item],
        telling: i128,
    ) -> Option<(Dimension, Vec<Dimension>)> {
        match self {
            Self::Given(dimensions) => {
                dimensions.split_first().map(|(first, others)| (*first, others.to_vec()))
            }
            Self::Best(dimensions) => {
                let first = best(books, items, dimensions, telling)?;
                Some((first, without(first, dimensions)))
            }
        }
    }

    /// The same way with the dimensions that are left.
    fn on(self, left: &[Dimension]) -> Way<'_> {
        match self {
            Self::Best(_) => Way::Best(left),
            Self::Given(_) => Way::Given(left),
        }
    }
}

/// The bridge of items along a way.
pub(super) fn lay(books: &Books, items: &[Item], way: Way<'_>) -> Bridge {
    if items.is_empty() {
        return Bridge::default();
    }
    let widest = || match way {
        Way::Best(dimensions) => {
            let first = widest(books, items, dimensions)?;
            Some((first, without(first, dimensions)))
        }
        Way::Given(_) => None,
    };
    match way.next(books, items, TELLING).or_else(widest) {
        Some((dimension, left)) => Bridge {
            causes: causes(books, items, dimension, way.on(&left), &[], DEPTH),
            dimension: Some(dimension),
        },
        None => Bridge { causes: vec![whole(books, items)], dimension: None },
    }
}

/// What prices or rates of exchange moved: as one where they moved alike everywhere, else cell by cell.
pub(super) fn of_rates(
    books: &Books,
    kind: Kind,
    items: &[Item],
    dimensions: &[Dimension],
) -> Vec<Cause> {
    let name = if kind == Kind::ExchangeRate { "Exchange rates" } else { "Prices" };
    let amount: i128 = items.iter().map(Item::moves).sum();
    let best = best(books, items, dimensions, TELLING_WITHIN);
    let Some(dimension) = best.or_else(|| widest(books, items, dimensions)) else {
        return if amount == 0 { Vec::new() } else { vec![named(whole(books, items), kind, name)] };
    };
    let cells = causes(books, items, dimension, Way::Best(&[]), &[], 1);
    if best.is_some() {
        let told = cells.into_iter().map(|cause| {
            let label = format!("{name}: {}", cause.label);
            named(cause, kind, &label)
        });
        return told.collect();
    }
    let mut whole = named(whole(books, items), kind, name);
    whole.parts = cells.into_iter().take(PARTS_MAX).collect();
    vec![whole]
}

fn named(cause: Cause, kind: Kind, label: &str) -> Cause {
    Cause { kind, label: label.to_owned(), ..cause }
}

/// The other dimensions.
fn without(first: Dimension, dimensions: &[Dimension]) -> Vec<Dimension> {
    dimensions.iter().copied().filter(|dimension| *dimension != first).collect()
}

/// The cells of a dimension, in the order of their keys.
fn cells(books: &Books, items: &[Item], dimension: Dimension) -> Vec<Cell> {
    let mut cells: HashMap<u32, Cell> = HashMap::new();
    for item in items {
        let key = dimension.key(books, item.at);
        let cell = cells.entry(key).or_insert_with(|| Cell { key, ..Cell::default() });
        cell.mass += item.mass;
        let [baseline, current] = &mut cell.rows;
        match item.side {
            Side::Current => {
                cell.current += item.value;
                *current += 1;
            }
            Side::Baseline => {
                cell.baseline += item.value;
                cell.before += item.mass;
                *baseline += 1;
            }
        }
    }
    let mut cells: Vec<Cell> = cells.into_values().collect();
    cells.sort_by_key(|cell| cell.key);
    cells
}

/// What the most telling cell of a dimension says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Saying {
    /// How much: what the cell moved, times what it moved beyond its part of the whole change, over the root of its size.
    /// Without the second a cell would say that it is large; without the third, one that is mixed with what stood still
    /// would say as much as the part of it that moved.
    weight: i128,
    /// What it moved beyond its part of the whole change, of a thousand of all that moved along the dimension.
    alone: i128,
}

/// Whether a dimension groups rows: where nearly every cell stands on one side alone, each tells one row from the next. Of
/// what is written about rows that is so where most cells do.
fn groups(books: &Books, dimension: Dimension, cells: &[Cell]) -> bool {
    let is_lone = |cell: &&Cell| cell.before == 0 || cell.before == cell.mass;
    let mass: i128 = cells.iter().map(|cell| cell.mass).sum();
    let lone: i128 = cells.iter().filter(is_lone).map(|cell| cell.mass).sum();
    let is_words = match dimension {
        Dimension::Account => false,
        Dimension::Column(at) => books
            .dimensions
            .get(at)
            .is_some_and(|column| matches!(column.role, Role::Description | Role::Label)),
    };
    let mostly_lone = cells.len() < cells.iter().filter(is_lone).count() * 2;
    lone.saturating_mul(100) <= mass.saturating_mul(LONE_PER_CENT) && !(is_words && mostly_lone)
}

/// What a dimension's cells say; nothing where there is one cell only, or where nothing moved.
fn saying(cells: &[Cell]) -> Option<Saying> {
    let sum = |of: &dyn Fn(&Cell) -> i128| cells.iter().map(of).sum::<i128>();
    let (mass, gross) = (sum(&|cell| cell.mass), sum(&|cell| cell.change().abs()));
    if cells.len() < 2 || gross == 0 {
        return None;
    }
    let shift = (i128::BITS - mass.max(gross).leading_zeros()).saturating_sub(BITS);
    let before = sum(&|cell| cell.before) >> shift;
    let gross = (gross >> shift).max(1);
    let change = sum(&Cell::change) >> shift;
    let of_cell = |cell: &Cell| {
        let (moved, size) = (cell.change() >> shift, cell.mass >> shift);
        // Had all grown alike, a cell had its part of the change by what it was before.
        let alone = moved - change * (cell.before >> shift) / before.max(1);
        let weight = (moved * alone).abs() / size.isqrt().max(1);
        Saying { weight, alone: alone.abs() * 1_000 / gross }
    };
    cells.iter().map(of_cell).max()
}

/// Of the dimensions that tell something, the one that says most; of equals the first.
fn best(
    books: &Books,
    items: &[Item],
    dimensions: &[Dimension],
    telling: i128,
) -> Option<Dimension> {
    let mut best: Option<(i128, Dimension)> = None;
    for dimension in dimensions {
        let cells = cells(books, items, *dimension);
        let Some(saying) = saying(&cells).filter(|_| groups(books, *dimension, &cells)) else {
            continue;
        };
        // Of dimensions that say about the same, the first is the one that people think in.
        let is_ahead = |most: i128| most + most / 1_000 * AHEAD < saying.weight;
        if telling <= saying.alone && best.is_none_or(|(most, _)| is_ahead(most)) {
            best = Some((saying.weight, *dimension));
        }
    }
    best.map(|(_, dimension)| dimension)
}

/// The first dimension that parts the items at all.
fn widest(books: &Books, items: &[Item], dimensions: &[Dimension]) -> Option<Dimension> {
    const CELLS: std::ops::RangeInclusive<usize> = 2..=200;
    dimensions.iter().copied().find(|dimension| {
        let cells = cells(books, items, *dimension);
        CELLS.contains(&cells.len()) && groups(books, *dimension, &cells)
    })
}

/// A cause for each leading cell of a dimension, and one for all others.
fn causes(
    books: &Books,
    items: &[Item],
    dimension: Dimension,
    way: Way<'_>,
    above: &[Step],
    depth: usize,
) -> Vec<Cause> {
    let mut cells = cells(books, items, dimension);
    cells.sort_by_key(|cell| (-cell.change().abs(), cell.key));
    let shown: Vec<u32> = cells.iter().take(CAUSES_MAX).map(|cell| cell.key).collect();
    let mut within: HashMap<u32, Vec<Item>> = HashMap::new();
    let mut rest = Vec::new();
    for item in items {
        let key = dimension.key(books, item.at);
        if shown.contains(&key) {
            within.entry(key).or_default().push(*item);
        } else {
            rest.push(*item);
        }
    }
    let rest_cells = cells.len().saturating_sub(shown.len());
    let rest_gross: i128 = cells.iter().skip(CAUSES_MAX).map(|cell| cell.change().abs()).sum();
    let mut causes: Vec<Cause> = cells
        .iter()
        .take(CAUSES_MAX)
        .map(|cell| {
            let items = within.remove(&cell.key).unwrap_or_default();
            let step = Step {
                dimension: dimension.name(books).to_owned(),
                value: dimension.value(books, cell.key),
            };
            let path: Vec<Step> = above.iter().cloned().chain([step]).collect();
            of_cell(books, cell, &items, path, way, depth)
        })
        .collect();
    if !rest.is_empty() {
        let mut others = whole(books, &rest);
        others.kind = Kind::Rest;
        others.gross = rest_gross;
        others.label = format!("{rest_cells} others");
        others.cells = rest_cells;
        causes.push(others);
    }
    causes
}

/// A cell as a cause, with what it is made of.
fn of_cell(
    books: &Books,
    cell: &Cell,
    items: &[Item],
    path: Vec<Step>,
    way: Way<'_>,
    depth: usize,
) -> Cause {
    let kind = match cell.rows {
        [0, _] => Kind::New,
        [_, 0] => Kind::Lost,
        [_, _] => Kind::Changed,
    };
    let mut cause = Cause {
        label: path.last().map_or_else(String::new, |step| step.value.clone()),
        kind,
        path,
        amount: cell.change(),
        gross: cell.change().abs(),
        share: Decimal::ZERO,
        baseline: cell.baseline,
        current: cell.current,
        cells: 1,
        rows: items.len(),
        lines: lines(books, items.iter()),
        parts: Vec::new(),
    };
    if depth <= 1 {
        return cause;
    }
    let Some((next, left)) = way.next(books, items, TELLING_WITHIN) else { return cause };
    let parts = causes(books, items, next, way.on(&left), &cause.path, depth - 1);
    let mut parts = ranked(parts);
    if let Some(first) = parts.first()
        && first.kind != Kind::Rest
        && cause.gross.saturating_mul(SAME_PER_CENT) <= first.gross.saturating_mul(100)
        && 0 <= first.amount.signum() * cause.amount.signum()
    {
        cause.label = format!("{} › {}", cause.label, first.label);
    }
    parts.truncate(PARTS_MAX);
    cause.parts = parts;
    cause
}

/// All items as one cause.
fn whole(books: &Books, items: &[Item]) -> Cause {
    let on = |side: Side| items.iter().filter(move |item| item.side == side);
    let baseline: i128 = on(Side::Baseline).map(|item| item.value).sum();
    let current: i128 = on(Side::Current).map(|item| item.value).sum();
    let counts = (on(Side::Baseline).count(), on(Side::Current).count());
    let account = |item: &Item| Dimension::Account.key(books, item.at);
    let only = items.first().map(account);
    let only = only.filter(|only| items.iter().all(|item| account(item) == *only));
    Cause {
        label: match only {
            Some(only) => Dimension::Account.value(books, only),
            None => format!("All together: {} rows now, {} before", counts.1, counts.0),
        },
        kind: match counts {
            (0, _) => Kind::New,
            (_, 0) => Kind::Lost,
            (_, _) => Kind::Changed,
        },
        path: Vec::new(),
        amount: current - baseline,
        gross: (current - baseline).abs(),
        share: Decimal::ZERO,
        baseline,
        current,
        cells: 1,
        rows: items.len(),
        lines: lines(books, items.iter()),
        parts: Vec::new(),
    }
}
