//! Why a metric moved. Attribution is arithmetic: which rows the change is made of, not what made them happen.
//!
//! Events come first: what a bookkeeper would name at a glance (a bill booked twice, an annual bill paid early). What they
//! do not claim is parted by prices and rates where the books have quantities, and the rest is laid out as a bridge of
//! disjoint cells. All of it adds up to the change, to the last decimal.

mod bridge;
mod events;
pub(crate) mod formula;
mod history;
mod rates;

use books::{
    ledger::{Books, Scenario},
    role::Role,
};
use rust_decimal::Decimal;
use serde::Serialize;

use crate::{compare::Comparison, metric::Metric};

use crate::cause::bridge::Way;
pub use crate::cause::{bridge::Dimension, rates::PriceVolume};

/// No explanation names more causes; the others are told together.
const CAUSES_MAX: usize = 8;

/// So many of a hundred of what moved are explained before the rest is told together.
const EXPLAINED_PER_CENT: i128 = 80;

/// A cause that moved less than so many of a thousand is told with the rest.
const MATERIAL_PER_MILLE: i128 = 20;

/// So many lines of the file are named beside a cause.
const LINES_MAX: usize = 20;

/// A posting as part of a change.
#[derive(Debug, Clone, Copy)]
struct Item {
    /// Its place in the books.
    at: usize,
    /// What it counts for.
    value: i128,
    /// How much the posting is as a whole, where `value` is a part of it.
    mass: i128,
    side: Side,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Current,
    Baseline,
}

impl Item {
    /// What it adds to the change.
    fn moves(&self) -> i128 {
        match self.side {
            Side::Current => self.value,
            Side::Baseline => -self.value,
        }
    }
}

/// What sort of cause it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It was not there before.
    New,
    /// It is not there any more.
    Lost,
    /// There is more of it or less.
    Changed,
    /// The same at another price.
    Price,
    /// The same at another rate of exchange.
    ExchangeRate,
    /// The period is not over.
    Unfinished,
    /// One period has days that the other has not.
    Calendar,
    /// A bill seems to stand there twice.
    Duplicate,
    /// It is posted to another account.
    Reclassified,
    /// It fell into another period than a year before.
    Timing,
    /// It is posted every time, and not this time.
    Missing,
    /// It happened once, here or there.
    OneOff,
    /// Everything else.
    Rest,
}

/// A step from the whole to a cell: a dimension, and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// The dimension: `account`, or the name of a column.
    pub dimension: String,
    /// What stands in it.
    pub value: String,
}

/// What explains a part of a change.
#[derive(Debug, Clone)]
pub struct Cause {
    /// What it is called.
    pub label: String,
    /// What sort it is.
    pub kind: Kind,
    /// The cell that it is; empty for events and for everything else.
    pub path: Vec<Step>,
    /// What it adds to the change, in the books' last decimal.
    pub amount: i128,
    /// How much it moved, ups and downs apart.
    pub gross: i128,
    /// How much of all that moved that is: a fraction of one.
    pub share: Decimal,
    /// What the metric was there in the baseline.
    pub baseline: i128,
    /// What it is there now.
    pub current: i128,
    /// How many cells it stands for.
    pub cells: usize,
    /// How many rows it is made of.
    pub rows: usize,
    /// The first of their lines.
    pub lines: Vec<u32>,
    /// What it is made of, closer up.
    pub parts: Vec<Cause>,
}

/// Why a metric moved.
#[derive(Debug, Clone)]
pub struct Explanation {
    /// What moved.
    pub metric: Metric,
    /// Between which periods.
    pub comparison: Comparison,
    /// What it was in the baseline.
    pub baseline: i128,
    /// What it is now.
    pub current: i128,
    /// How much moved in all, ups and downs apart: what shares are taken of.
    pub gross: i128,
    /// What explains it, the largest first, everything else last.
    pub causes: Vec<Cause>,
    /// The dimension that tells most, where the bridge has one.
    pub dimension: Option<String>,
    /// Prices and quantities apart, where the books have quantities.
    pub price_volume: Option<PriceVolume>,
}

impl Explanation {
    /// By how much it moved.
    pub fn change(&self) -> i128 {
        self.current - self.baseline
    }

    /// The largest cause that is not everything else.
    pub fn first(&self) -> Option<&Cause> {
        self.causes.first().filter(|cause| cause.kind != Kind::Rest)
    }
}

/// The dimensions of books by which a change can be explained, the telling ones first.
pub fn dimensions(books: &Books) -> Vec<Dimension> {
    const ORDER: [Role; 9] = [
        Role::Category,
        Role::Counterparty,
        Role::Product,
        Role::Region,
        Role::Department,
        Role::Label,
        Role::Currency,
        Role::Description,
        Role::Account,
    ];
    let of = |role: Role| {
        let columns = books.dimensions.iter().enumerate();
        columns.filter(move |(_, column)| column.role == role).map(|(at, _)| Dimension::Column(at))
    };
    std::iter::once(Dimension::Account).chain(ORDER.into_iter().flat_map(of)).collect()
}

/// Explains how a metric moved. Where dimensions are given, the bridge follows them in their order.
pub fn explain(
    books: &Books,
    metric: Metric,
    comparison: Comparison,
    by: Option<&[Dimension]>,
) -> Explanation {
    let (mut items, unfinished) = gather(books, metric, &comparison);
    let sum = |items: &[Item], side: Side| {
        items.iter().filter(|item| item.side == side).map(|item| item.value).sum::<i128>()
    };
    let current = sum(&items, Side::Current);
    let baseline = sum(&items, Side::Baseline) + sum(&unfinished, Side::Baseline);

    let mut causes = Vec::new();
    if let Some(day) = comparison.until
        && !unfinished.is_empty()
    {
        let label = format!("{} is told up to {day} only", comparison.current);
        causes.push(event(books, Kind::Unfinished, label, &unfinished));
    }
    causes.extend(events::claim(books, metric, &comparison, &mut items));
    let rates::Parted { rest, rates, price_volume } = rates::part(books, metric, items);
    let all = dimensions(books);
    let way = by.map_or(Way::Best(&all), Way::Given);
    for (kind, items) in rates {
        causes.extend(bridge::of_rates(books, kind, &items, by.unwrap_or(&all)));
    }
    let bridge = bridge::lay(books, &rest, way);
    causes.extend(bridge.causes);
    let causes = ranked(causes);
    let gross = causes.iter().map(|cause| cause.gross).sum();
    let mut causes = with_rest(causes, gross);
    share(&mut causes, gross);
    history::look_back(books, metric, &comparison, &mut causes);
    Explanation {
        metric,
        comparison,
        baseline,
        current,
        gross,
        causes,
        dimension: bridge.dimension.map(|dimension| dimension.name(books).to_owned()),
        price_volume,
    }
}

/// The postings of both periods that count, and those of the baseline that lie behind the day on which the current one stops.
fn gather(books: &Books, metric: Metric, comparison: &Comparison) -> (Vec<Item>, Vec<Item>) {
    let weights: Vec<[i128; 2]> = books
        .accounts
        .iter()
        .map(|account| {
            [false, true].map(|settled| metric.weight(account.kind, settled, books.cash).into())
        })
        .collect();
    let of = |range: std::ops::Range<usize>, scenario: Scenario, side: Side| {
        let postings = range.filter_map(|at| Some((at, books.postings().get(at)?)));
        let counting = postings.filter_map(|(at, posting)| {
            let [open, settled] = *weights.get(usize::try_from(posting.account).ok()?)?;
            let weight = if posting.settled { settled } else { open };
            let value = weight * i128::from(posting.amount);
            let counts = weight != 0 && posting.scenario == scenario;
            counts.then_some(Item { at, value, mass: value.abs(), side })
        });
        counting.collect::<Vec<Item>>()
    };
    let Comparison { current, baseline, scenario, .. } = *comparison;
    let last = comparison.until.unwrap_or(current.end());
    let mut items = of(books.between(current.begin(), last), Scenario::Actual, Side::Current);
    // A plan is not laid out over days.
    let until = match scenario {
        Scenario::Budget => baseline.end(),
        Scenario::Actual | Scenario::Other => comparison.baseline_until(),
    };
    items.extend(of(books.between(baseline.begin(), until), scenario, Side::Baseline));
    let behind = until.tomorrow().ok().filter(|day| *day <= baseline.end());
    let behind = behind.map_or(0..0, |day| books.between(day, baseline.end()));
    (items, of(behind, scenario, Side::Baseline))
}

/// A cause made of these items.
fn event(books: &Books, kind: Kind, label: String, items: &[Item]) -> Cause {
    let on = |side: Side| items.iter().filter(move |item| item.side == side);
    let amount = items.iter().map(Item::moves).sum::<i128>();
    let ups = items.iter().map(Item::moves).filter(|moves| 0 < *moves).sum::<i128>();
    let is_shift = kind == Kind::Reclassified;
    Cause {
        label,
        kind,
        path: Vec::new(),
        amount,
        // What left one account and came to another moved twice, though the sum may be nothing.
        gross: if is_shift { ups + (ups - amount) } else { amount.abs() },
        share: Decimal::ZERO,
        baseline: on(Side::Baseline).map(|item| item.value).sum(),
        current: on(Side::Current).map(|item| item.value).sum(),
        cells: 1,
        rows: items.len(),
        lines: lines(books, items.iter()),
        parts: Vec::new(),
    }
}

/// The first lines that items come from.
fn lines<'i>(books: &Books, items: impl Iterator<Item = &'i Item>) -> Vec<u32> {
    let lines = items.filter_map(|item| books.postings().get(item.at)).map(|posting| posting.line);
    let mut lines: Vec<u32> = lines.take(LINES_MAX).collect();
    lines.sort_unstable();
    lines.dedup();
    lines
}

/// The largest first; equal ones by name, so that an explanation is the same every time.
fn ranked(mut causes: Vec<Cause>) -> Vec<Cause> {
    causes.sort_by(|one, other| {
        other.gross.cmp(&one.gross).then_with(|| one.label.cmp(&other.label))
    });
    causes
}

/// The causes that explain most of what moved, and all others as one.
fn with_rest(causes: Vec<Cause>, gross: i128) -> Vec<Cause> {
    let mut explained = 0;
    let (mut kept, mut rest) = (Vec::new(), Vec::new());
    for cause in causes {
        let is_enough = gross * EXPLAINED_PER_CENT <= explained * 100;
        let is_small = cause.gross * 1_000 < gross * MATERIAL_PER_MILLE;
        let is_spare = CAUSES_MAX <= kept.len() || is_enough || is_small;
        // What is unusual is worth a line however small, unless it is lost in the noise.
        let is_event = matches!(
            cause.kind,
            Kind::Duplicate | Kind::Missing | Kind::Timing | Kind::Reclassified | Kind::Unfinished
        );
        if cause.kind == Kind::Rest || is_spare && (is_small || !is_event) {
            rest.push(cause);
        } else {
            explained += cause.gross;
            kept.push(cause);
        }
    }
    // One thing that is left is called by its name.
    if let ([one], true) = (rest.as_slice(), rest.iter().all(|cause| cause.cells == 1))
        && one.gross != 0
    {
        kept.push(one.clone());
        rest.clear();
    }
    if !rest.is_empty() {
        let sum = |of: &dyn Fn(&Cause) -> i128| rest.iter().map(of).sum::<i128>();
        let cells: usize = rest.iter().map(|cause| cause.cells).sum();
        let mut lines: Vec<u32> = rest.iter().flat_map(|cause| cause.lines.clone()).collect();
        lines.truncate(LINES_MAX);
        kept.push(Cause {
            label: format!(
                "Everything else ({cells} {})",
                if cells == 1 { "part" } else { "parts" }
            ),
            kind: Kind::Rest,
            path: Vec::new(),
            amount: sum(&|cause| cause.amount),
            gross: sum(&|cause| cause.gross),
            share: Decimal::ZERO,
            baseline: sum(&|cause| cause.baseline),
            current: sum(&|cause| cause.current),
            cells,
            rows: rest.iter().map(|cause| cause.rows).sum(),
            lines,
            parts: Vec::new(),
        });
    }
    kept
}

fn share(causes: &mut [Cause], gross: i128) {
    for cause in causes {
        let part = |of: i128| Decimal::try_from_i128_with_scale(of, 0).ok();
        let share = part(cause.gross).zip(part(gross)).and_then(|(of, all)| of.checked_div(all));
        cause.share = share.unwrap_or_default().round_dp(6);
        share_parts(&mut cause.parts, gross);
    }
}

fn share_parts(parts: &mut [Cause], gross: i128) {
    if !parts.is_empty() {
        share(parts, gross);
    }
}
