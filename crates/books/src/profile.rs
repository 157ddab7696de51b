//! What the cells of each column hold, counted over the whole table, and what follows for the order of its dates and the
//! decimal mark of its amounts.

use std::{collections::HashSet, fmt};

use hashbrown::HashMap;
use jiff::civil::Date;

use crate::{
    date::{self, DateOrder},
    number::{self, DecimalMark, Hint},
    table::{NoTable, Table},
};

/// After so many rows a column that holds words is looked at no closer.
const FIRST_ROWS: u64 = 10_000;

/// So many different cells are told apart among the first rows.
const DISTINCT_MAX: usize = 1_000;

/// So many currencies are told apart by the signs beside amounts.
const CURRENCIES_MAX: usize = 20;

/// So many different dates of a column are remembered.
const DATES_KEPT: usize = 1 << 14;

/// What a column's cells hold.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// How many cells have anything in them.
    pub filled: u64,
    /// How many could be amounts.
    pub numbers: u64,
    /// How many of them can only have a point before the fraction.
    pub points: u64,
    /// How many of them can only have a comma there.
    pub commas: u64,
    /// How many have a mark that is a thousand's or a fraction's.
    pub either: u64,
    /// How many are negative.
    pub negative: u64,
    /// How many are nothing.
    pub(crate) zeros: u64,
    /// How many of the first are more than one, and how many are per cents.
    pub(crate) above_one: u64,
    pub(crate) per_cents: u64,
    /// The currencies that stand beside its amounts, and how often.
    pub(crate) currencies: Vec<(String, u64)>,
    /// The dates in it.
    pub dates: Dates,
    distinct: HashSet<String>,
    /// How many cells were looked at while different ones were told apart.
    told_apart: u64,
    looked_at: u64,
}

/// How a column's dates read in each order.
#[derive(Debug, Clone, Default)]
pub struct Dates {
    counts: [u64; 3],
    /// How many days lie before the one above them.
    backwards: [u64; 3],
    last: [Option<Date>; 3],
    /// Dates as they were read before: a column repeats them.
    read: HashMap<String, [Option<Date>; 3]>,
}

impl Dates {
    fn take(&mut self, cell: &str) {
        let days = self.read.get(cell).copied().unwrap_or_else(|| {
            let days = DateOrder::ALL.map(|order| date::read(cell, order));
            if self.read.len() < DATES_KEPT {
                self.read.insert(cell.to_owned(), days);
            }
            days
        });
        let slots = self.counts.iter_mut().zip(&mut self.backwards).zip(&mut self.last);
        for (day, ((count, backwards), last)) in days.into_iter().zip(slots) {
            let Some(day) = day else { continue };
            *count += 1;
            *backwards += u64::from(last.is_some_and(|last| day < last));
            *last = Some(day);
        }
    }

    /// How many cells are days in the order that reads most of them.
    pub fn most(&self) -> u64 {
        self.counts.into_iter().max().unwrap_or_default()
    }
}

/// Something inferred, and what tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<T> {
    /// What was inferred.
    pub value: T,
    /// What tells it, in a sentence.
    pub evidence: String,
}

/// A file can be read in two ways, and nothing in it tells which.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}; say which with `{flag}`: {}", .choices.join(" or "))]
pub struct Ambiguous {
    /// What is not clear, with an example.
    pub what: String,
    /// The flag that settles it.
    pub flag: &'static str,
    /// What it can be.
    pub choices: Vec<String>,
}

/// The columns of a table, over all its rows.
pub fn columns(table: &Table<'_>) -> Result<Vec<Column>, NoTable> {
    let mut columns = vec![Column::default(); table.head.len()];
    table.for_each(|record| {
        for (at, column) in columns.iter_mut().enumerate() {
            column.take(record.cell(at));
        }
    })?;
    Ok(columns)
}

/// The column with the most days, where there are any.
pub(crate) fn most_dates(columns: &[Column]) -> Option<usize> {
    let days = columns.iter().map(|column| column.dates.most()).enumerate();
    let most = days.max_by_key(|(at, most)| (*most, usize::MAX - at))?;
    (0 < most.1).then_some(most.0)
}

impl Column {
    /// How many of a thousand cells are different, among the first rows; none where there are none.
    pub fn distinct_per_mille(&self) -> Option<u64> {
        let distinct = u64::try_from(self.distinct.len()).ok()?;
        (distinct * 1_000).checked_div(self.looked_at)
    }

    /// Whether most of its amounts that are something are below zero.
    pub(crate) fn is_mostly_negative(&self) -> bool {
        self.numbers - self.zeros < self.negative * 2
    }

    /// Whether hardly a cell stands there twice, of many.
    pub(crate) fn is_of_single_cells(&self) -> bool {
        let distinct = u64::try_from(self.distinct.len()).unwrap_or(u64::MAX);
        self.is_beyond_distinct() && self.told_apart * 4 <= distinct * 5
    }

    /// Whether it has more different cells than are told apart.
    pub(crate) fn is_beyond_distinct(&self) -> bool {
        DISTINCT_MAX <= self.distinct.len()
    }

    /// The different cells among the first rows.
    pub(crate) fn cells(&self) -> impl Iterator<Item = &str> {
        self.distinct.iter().map(String::as_str)
    }

    /// How many different cells there are among the first rows.
    pub fn distinct(&self) -> usize {
        self.distinct.len()
    }

    /// Whether most of its cells are days.
    pub fn holds_dates(&self) -> bool {
        0 < self.filled && self.filled <= self.dates.most() * 2
    }

    /// Whether most of its cells are numbers.
    pub fn holds_numbers(&self) -> bool {
        0 < self.filled && self.filled <= self.numbers * 2
    }

    /// Whether its first rows leave it open that it holds dates.
    fn may_be_dates(&self) -> bool {
        self.filled <= FIRST_ROWS || self.looked_at <= self.dates.most() * 4
    }

    /// Whether its first rows leave it open that it holds numbers.
    fn may_be_numbers(&self) -> bool {
        self.filled <= FIRST_ROWS || self.looked_at <= self.numbers * 4
    }

    fn take(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1;
        if self.filled <= FIRST_ROWS {
            self.looked_at += 1;
            self.per_cents += u64::from(cell.ends_with('%'));
            let whole = cell.trim_start_matches('-').split(['.', ',']).next().unwrap_or_default();
            self.above_one += u64::from(!matches!(whole, "" | "0" | "1"));
            if self.distinct.len() < DISTINCT_MAX && !self.distinct.contains(cell) {
                self.distinct.insert(cell.to_owned());
                self.told_apart = self.looked_at;
            }
        } else if !self.may_be_dates() && !self.may_be_numbers() {
            return;
        }
        if self.may_be_dates() {
            self.dates.take(cell);
        }
        if !self.may_be_numbers() {
            return;
        }
        let Some(hint) = number::hint(cell) else { return };
        self.numbers += 1;
        self.negative += u64::from(cell.contains(['-', '−', '(']));
        self.zeros += u64::from(!cell.contains(|c: char| matches!(c, '1'..='9')));
        if let Some(currency) = number::currency_of(cell) {
            if let Some((_, count)) = self.currencies.iter_mut().find(|(of, _)| of == currency) {
                *count += 1;
            } else if self.currencies.len() < CURRENCIES_MAX {
                self.currencies.push((currency.to_owned(), 1));
            }
        }
        match hint {
            Hint::None => {}
            Hint::Only(DecimalMark::Point) => self.points += 1,
            Hint::Only(DecimalMark::Comma) => self.commas += 1,
            Hint::Either => self.either += 1,
        }
    }
}

/// The order of a column's dates: the one that reads most of them, and of two the one in which the rows run forward.
pub fn date_order(column: &Column, name: &str) -> Result<Told<DateOrder>, Ambiguous> {
    let Dates { counts, backwards, .. } = &column.dates;
    let most = column.dates.most();
    let told = |value: DateOrder, evidence: String| Ok(Told { value, evidence });
    let best: Vec<usize> = (0..counts.len()).filter(|at| counts.get(*at) == Some(&most)).collect();
    let order = |at: usize| DateOrder::ALL.get(at).copied().unwrap_or(DateOrder::Ymd);
    let steps = |at: usize| backwards.get(at).copied().unwrap_or_default();
    match best.as_slice() {
        [one] => told(
            order(*one),
            format!(
                "{most} of {} cells of `{name}` are days in this order, and fewer in any other",
                column.filled
            ),
        ),
        // A month by its name is the same in every order.
        [_, _, _] => told(DateOrder::Ymd, format!("the months of `{name}` stand by their names")),
        [one, other] => {
            let forward = |at: usize, against: usize| steps(at) == 0 && 0 < steps(against);
            match (forward(*one, *other), forward(*other, *one)) {
                (true, _) => told(order(*one), format!("only so the rows of `{name}` run forward")),
                (_, true) => {
                    told(order(*other), format!("only so the rows of `{name}` run forward"))
                }
                (false, false) => Err(Ambiguous {
                    what: format!(
                        "the days of `{name}` can be read day first or month first: none is above 12"
                    ),
                    flag: "--date-order",
                    choices: best.iter().map(|at| order(*at).to_string()).collect(),
                }),
            }
        }
        _ => told(DateOrder::Ymd, "there are no dates".to_owned()),
    }
}

/// The decimal mark of these columns, which one file writes in one way.
pub fn decimal_mark<'c>(
    columns: impl Iterator<Item = (&'c Column, &'c str)>,
) -> Result<Told<DecimalMark>, Ambiguous> {
    let (mut points, mut commas, mut either, mut first) = (0, 0, 0, None);
    for (column, name) in columns {
        points += column.points;
        commas += column.commas;
        either += column.either;
        first = first.or((0 < column.either).then_some(name));
    }
    let told = |value: DecimalMark, cells: u64, sign: &dyn fmt::Display| {
        Ok(Told {
            value,
            evidence: format!("{cells} amounts can only have a {sign} before the fraction"),
        })
    };
    match (points, commas) {
        (0, 0) if 0 < either => Err(Ambiguous {
            what: format!(
                "the amounts of `{}` have one mark before three digits",
                first.unwrap_or_default()
            ),
            flag: "--decimal-mark",
            choices: vec![DecimalMark::Point.to_string(), DecimalMark::Comma.to_string()],
        }),
        (0, 0) => {
            Ok(Told { value: DecimalMark::Point, evidence: "no amount has a fraction".to_owned() })
        }
        (points, commas) if commas <= points => {
            told(DecimalMark::Point, points, &DecimalMark::Point)
        }
        (_, commas) => told(DecimalMark::Comma, commas, &DecimalMark::Comma),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(cells: &[&str]) -> Column {
        let mut column = Column::default();
        for cell in cells {
            column.take(cell);
        }
        column
    }

    #[track_caller]
    fn check_order(cells: &[&str], expected: Result<DateOrder, &str>) {
        let order = date_order(&column(cells), "date").map(|told| told.value);
        assert_eq!(order.map_err(|error| error.flag), expected, "{cells:?}");
    }

    #[test]
    fn the_order_of_dates_is_read_from_all_of_them() {
        check_order(&["2024-01-02", "2024-01-31"], Ok(DateOrder::Ymd));
        check_order(&["01.02.2024", "31.01.2024"], Ok(DateOrder::Dmy));
        check_order(&["01/02/2024", "01/31/2024"], Ok(DateOrder::Mdy));
        check_order(&["01/02/2024", "01/03/2024", "01/04/2024", "02/01/2024"], Ok(DateOrder::Mdy));
        check_order(&["01/02/2024", "02/02/2024", "03/02/2024", "01/03/2024"], Ok(DateOrder::Dmy));
        check_order(&["01/02/2024", "05/05/2024"], Err("--date-order"));
        check_order(&["3 Jan 2024", "4 Feb 2024"], Ok(DateOrder::Ymd));
    }

    #[test]
    fn the_decimal_mark_is_read_from_all_amounts() {
        let mark = |cells: &[&str]| {
            let column = column(cells);
            decimal_mark([(&column, "amount")].into_iter())
                .map(|told| told.value)
                .map_err(|error| error.flag)
        };
        assert_eq!(mark(&["1.234", "12,50"]), Ok(DecimalMark::Comma));
        assert_eq!(mark(&["1,234", "12.50"]), Ok(DecimalMark::Point));
        assert_eq!(mark(&["1,234", "5,678"]), Err("--decimal-mark"));
        assert_eq!(mark(&["12", "5"]), Ok(DecimalMark::Point));
    }
}
