//! Binding the numbers of a text to facts.

use rust_decimal::Decimal;

use super::{
    lexicon,
    read::{self, Kind, Number},
    table::{Aspect, Fact, FactId, FactPeriod, FactTable, How, What},
};
use crate::{Currency, FiscalPeriod, Item, LineItem, Unit, format, ratio::Expr};

/// Words that turn a positive number into a fall, a loss, a deficit.
const DOWN: [&str; 26] = [
    "fell",
    "fall",
    "falls",
    "down",
    "declined",
    "decline",
    "decreased",
    "decrease",
    "dropped",
    "drop",
    "shrank",
    "lost",
    "loss",
    "losses",
    "negative",
    "lower",
    "less",
    "below",
    "outflow",
    "used",
    "minus",
    "deficit",
    "contracted",
    "narrowed",
    "shortfall",
    "net cash",
];

/// Words that set a period up as what another is compared with.
const SINCE: [&str; 9] =
    ["from", "since", "than", "over", "on", "against", "versus", "vs", "compared"];

/// Words without which a number is no average.
const MEAN: [&str; 5] = ["average", "averages", "averaged", "averaging", "mean"];

/// What became of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is this cell.
    Bound(FactId),
    /// It is this derivation.
    Derived(FactId),
    /// No fact says it.
    Unbound,
}

/// A number and what it was bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The number.
    pub number: Number,
    /// What became of it.
    pub status: Status,
}

/// Binds each number of `text` to a fact that has its value, its unit, its period and its item.
///
/// Where the words around a number name items or periods, the fact must be of one of them.
pub fn check(text: &str, table: &FactTable, names: &[&str]) -> Vec<Checked> {
    let bind = |number: Number| {
        let words = text.get(number.words.clone()).unwrap_or_default();
        let around = Around::new(&without(words, names), &number);
        let fits = |fact: &&Fact| around.fits(&number, fact);
        // Of several facts that fit, a cell is a plainer proof than a derivation.
        let best =
            table.iter().filter(fits).min_by_key(|fact| matches!(fact.how, How::Derived { .. }));
        let status = match best {
            Some(Fact { id, how: How::Cell(..), .. }) => Status::Bound(*id),
            Some(Fact { id, how: How::Derived { .. }, .. }) => Status::Derived(*id),
            None => Status::Unbound,
        };
        Checked { number, status }
    };
    read::numbers(text, names).into_iter().map(bind).collect()
}

/// The words without the names in them: `Lam Research` does not speak of research.
fn without(words: &str, names: &[&str]) -> String {
    let mut rest = words.to_owned();
    for name in names.iter().filter(|name| rest.contains(**name)).collect::<Vec<_>>() {
        rest = rest.replace(*name, " ");
    }
    rest
}

/// What else the words around a number say of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cue {
    /// Something fell, or was lost.
    Down,
    /// A period is the base of a comparison.
    Since,
    /// An average is meant.
    Mean,
    /// What was said before a restatement.
    Restated,
}

/// What the words around a number say.
struct Around {
    items: Vec<Item>,
    periods: Vec<FiscalPeriod>,
    days: String,
    cues: Vec<Cue>,
}

impl Around {
    fn new(words: &str, number: &Number) -> Self {
        let items = lexicon::items_in(words).into_iter().map(|(item, _)| item).collect();
        let said = lexicon::words_of(words);
        let says = |list: &[&str]| said.iter().any(|word| list.contains(&word.lower.as_str()));
        let cues = [
            (Cue::Down, says(&DOWN) || words.contains('▼')),
            (Cue::Since, says(&SINCE)),
            (Cue::Mean, says(&MEAN)),
            (Cue::Restated, says(&["restated"])),
        ];
        let cues = cues.into_iter().filter(|(_, said)| *said).map(|(cue, _)| cue).collect();
        Self { items, periods: number.periods.clone(), days: words.to_owned(), cues }
    }

    fn says(&self, cue: Cue) -> bool {
        self.cues.contains(&cue)
    }

    fn fits(&self, number: &Number, fact: &Fact) -> bool {
        unit_fits(number.kind, fact.unit)
            && self.value_fits(number, fact)
            && self.period_fits(fact)
            && (fact.what.aspect != Aspect::Average || self.says(Cue::Mean))
            && self.item_fits(fact.what)
    }

    fn value_fits(&self, number: &Number, fact: &Fact) -> bool {
        let near = |value: Decimal| {
            value.checked_sub(number.value).is_some_and(|gap| gap.abs() <= number.slack)
        };
        let restated = match &fact.how {
            How::Cell(_, restated) if self.says(Cue::Restated) => restated.as_slice(),
            How::Cell(..) | How::Derived { .. } => &[],
        };
        restated.iter().any(|before| near(before.value))
            || near(fact.value)
            || self.says(Cue::Down) && !number.value.is_sign_negative() && near(-fact.value)
    }

    fn period_fits(&self, fact: &Fact) -> bool {
        match fact.period {
            FactPeriod::Day(day) => !self.days.contains(" 20") || self.dates(day),
            FactPeriod::Days(from, to) => {
                !self.days.contains(" 20") || self.dates(from) || self.dates(to)
            }
            FactPeriod::FromTo(from, to) => {
                self.periods.is_empty()
                    || self.periods.contains(&to)
                    || self.says(Cue::Since) && self.periods.contains(&from)
            }
            FactPeriod::Fiscal(period, _) => {
                self.periods.is_empty() || self.periods.contains(&period)
            }
            FactPeriod::YearToDate(year, ..) => {
                self.periods.is_empty() || self.periods.iter().any(|period| period.year() == year)
            }
        }
    }

    fn dates(&self, day: jiff::civil::Date) -> bool {
        self.days.contains(&format::day(day)) || self.days.contains(&day.to_string())
    }

    fn item_fits(&self, what: What) -> bool {
        let named = |item: Item| self.items.contains(&item);
        let kin = match what.aspect {
            Aspect::ShareOf(other) | Aspect::MultipleOf(other) => named(other),
            // `Revenue growth` is a name of its own, of a ratio.
            Aspect::Growth | Aspect::Cagr(_) => self
                .items
                .iter()
                .any(|item| grown(*item).is_some_and(|line| Item::Line(line) == what.item)),
            Aspect::Level
            | Aspect::AtLastClose
            | Aspect::AsReported
            | Aspect::Change
            | Aspect::Average
            | Aspect::Sum
            | Aspect::Threshold => false,
        };
        self.items.is_empty()
            || named(what.item)
            || kin
            || grown(what.item).is_some_and(|line| named(Item::Line(line)))
    }
}

/// The row whose growth a ratio is.
fn grown(item: Item) -> Option<LineItem> {
    let Item::Ratio(ratio) = item else { return None };
    match &ratio.row().formula {
        Expr::Div(Expr::Sub(Expr::Line(line), Expr::YearAgo(_)), _) | Expr::Cagr(line, _) => {
            Some(*line)
        }
        Expr::Line(_)
        | Expr::Average(_)
        | Expr::Ratio(_)
        | Expr::Close
        | Expr::LatestShares
        | Expr::Whole(_)
        | Expr::YearAgo(_)
        | Expr::FirstOf(..)
        | Expr::Add(..)
        | Expr::Sub(..)
        | Expr::Mul(..)
        | Expr::Div(..) => None,
    }
}

fn unit_fits(kind: Kind, unit: Unit) -> bool {
    let same =
        |written: Option<Currency>, currency| written.is_none_or(|written| written == currency);
    match (kind, unit) {
        // An amount whose currency is not known stands behind `¥`, the sign of two.
        (Kind::Money(None), Unit::Money(currency) | Unit::PerShare(currency)) => {
            matches!(currency.code(), "CNY" | "JPY")
        }
        (Kind::Money(written), Unit::Money(currency) | Unit::PerShare(currency))
        | (Kind::PerShare(written), Unit::PerShare(currency)) => same(written, currency),
        (Kind::Percent, Unit::Fraction)
        | (Kind::Points, Unit::Points)
        | (Kind::BasisPoints, Unit::Points | Unit::Fraction)
        | (Kind::Times, Unit::Times)
        | (Kind::Days, Unit::Days)
        | (Kind::Shares, Unit::Shares)
        | (Kind::Plain, _) => true,
        (
            Kind::Money(_)
            | Kind::PerShare(_)
            | Kind::Percent
            | Kind::Points
            | Kind::BasisPoints
            | Kind::Times
            | Kind::Days
            | Kind::Shares,
            _,
        ) => false,
    }
}
