//! Days as people and programs write them, read in one order for a whole file.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::words;

/// Years in which books are kept; any other is a slip.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// A date has no more parts than this before its time of day.
const PARTS: usize = 3;

/// In which order a date's numbers stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateOrder {
    /// `2024-03-31`, `2024-03`, `20240331`.
    Ymd,
    /// `31.03.2024`.
    Dmy,
    /// `03/31/2024`.
    Mdy,
}

impl DateOrder {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Ymd, Self::Dmy, Self::Mdy];
}

impl FromStr for DateOrder {
    type Err = words::NoSuchWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        words::one_of(text)
    }
}

impl fmt::Display for DateOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ymd => "ymd",
            Self::Dmy => "dmy",
            Self::Mdy => "mdy",
        })
    }
}

/// The day in a cell, read in this order. A time of day behind it is left out, a month or a quarter alone is its first day,
/// and a month by its name needs no order.
pub fn read(text: &str, order: DateOrder) -> Option<Date> {
    use Part::{Month, Number};
    let parts = parts(text.trim())?;
    let ((year, digits), month, day) = match (parts.as_slice(), order) {
        ([Number(packed, 8)], DateOrder::Ymd) => {
            ((packed / 10_000, 4), packed / 100 % 100, packed % 100)
        }
        // `03 Jan` is a day without its year, and no January of 2003.
        ([Month(month), Number(year, digits)] | [Number(year, digits @ 4), Month(month)], _)
        | ([Number(year, digits @ 4), Number(month, _)], DateOrder::Ymd)
        | ([Number(month, _), Number(year, digits @ 4)], DateOrder::Dmy | DateOrder::Mdy) => {
            ((*year, *digits), *month, 1)
        }
        (
            [Month(month), Number(day, 1..=2), Number(year, digits)]
            | [Number(day, 1..=2), Month(month), Number(year, digits)]
            | [Number(year, digits @ 4), Month(month), Number(day, _)],
            _,
        )
        | ([Number(year, digits @ 4), Number(month, _), Number(day, _)], DateOrder::Ymd)
        | ([Number(day, 1..=2), Number(month, _), Number(year, digits)], DateOrder::Dmy)
        | ([Number(month, _), Number(day, 1..=2), Number(year, digits)], DateOrder::Mdy) => {
            ((*year, *digits), *month, *day)
        }
        _ => return None,
    };
    let year = match (year, digits) {
        (0..70, 2) => 2000 + year,
        (_, 2) => 1900 + year,
        (_, _) => year,
    };
    let valid = YEARS.contains(&year).then_some(year)?;
    Date::new(i16::try_from(valid).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A part of a date.
#[derive(Debug, Clone, Copy)]
enum Part {
    /// A number, and of how many digits.
    Number(i32, usize),
    /// A month by its name, from 1.
    Month(i32),
}

/// The parts of a date; none where the cell holds anything else.
fn parts(text: &str) -> Option<Vec<Part>> {
    // `2024-03-31T10:15:00Z`, `31.03.2024 10:15`
    let date = match text.find([':', 'T']) {
        Some(at)
            if text.get(at..)?.starts_with('T')
                && text.get(..at)?.ends_with(|c: char| c.is_ascii_digit()) =>
        {
            text.get(..at)?
        }
        Some(at) if text.get(at..)?.starts_with(':') => text.get(..at)?.rsplit_once(' ')?.0,
        Some(_) | None => text,
    };
    let mut parts = Vec::with_capacity(PARTS);
    for word in date.split([' ', '-', '/', '.', ',', '\u{a0}']).filter(|word| !word.is_empty()) {
        if parts.len() == PARTS {
            return None;
        }
        let digits = word.len();
        // `2024Q1`
        if let Some((year, quarter)) = word.split_at_checked(4)
            && let (Ok(number), Some(month)) = (year.parse(), quarter_of(quarter))
            && parts.is_empty()
        {
            parts.extend([Part::Number(number, 4), Part::Month(month)]);
            continue;
        }
        parts.push(if digits <= 8 && word.bytes().all(|byte| byte.is_ascii_digit()) {
            Part::Number(word.parse().ok()?, digits)
        } else {
            Part::Month(month(word)?)
        });
    }
    Some(parts)
}

/// Months by their first letters, in English, German, French and Spanish.
const MONTHS: [(&str, i32); 26] = [
    ("jan", 1),
    ("ene", 1),
    ("feb", 2),
    ("fév", 2),
    ("mar", 3),
    ("mär", 3),
    ("mrz", 3),
    ("apr", 4),
    ("avr", 4),
    ("abr", 4),
    ("may", 5),
    ("mai", 5),
    ("jun", 6),
    ("juin", 6),
    ("jul", 7),
    ("juil", 7),
    ("aug", 8),
    ("aoû", 8),
    ("ago", 8),
    ("sep", 9),
    ("oct", 10),
    ("okt", 10),
    ("nov", 11),
    ("dec", 12),
    ("dez", 12),
    ("dic", 12),
];

/// The month in a cell that has no year, from 1: a number, a name, or the first of a quarter.
pub(crate) fn part_of_year(cell: &str) -> Option<i32> {
    let cell = cell.trim();
    let number = cell.parse().ok().filter(|number| (1..=12).contains(number));
    number.or_else(|| month(cell))
}

/// The first month of a quarter: of `Q2`, 4.
fn quarter_of(word: &str) -> Option<i32> {
    let quarter: i32 = word.strip_prefix(['Q', 'q'])?.parse().ok()?;
    (1..=4).contains(&quarter).then(|| quarter * 3 - 2)
}

fn month(word: &str) -> Option<i32> {
    const LETTERS_MAX: usize = 10;
    if let Some(month) = quarter_of(word) {
        return Some(month);
    }
    let lower = word.to_lowercase();
    let letters = lower.chars().count();
    if !(3..=LETTERS_MAX).contains(&letters) || !lower.chars().all(char::is_alphabetic) {
        return None;
    }
    MONTHS.iter().find(|(name, _)| lower.starts_with(name)).map(|(_, month)| *month)
}

#[cfg(test)]
mod tests {
    use super::*;
    use DateOrder::{Dmy, Mdy, Ymd};

    #[track_caller]
    fn check(text: &str, order: DateOrder, expected: Option<&str>) {
        assert_eq!(read(text, order).map(|day| day.to_string()).as_deref(), expected, "{text}");
    }

    #[test]
    fn days_are_read_in_the_order_of_their_file() {
        check("2024-03-31", Ymd, Some("2024-03-31"));
        check("20240331", Ymd, Some("2024-03-31"));
        check("2024-03-31T10:15:00Z", Ymd, Some("2024-03-31"));
        check("2024-03-31 00:00:00", Ymd, Some("2024-03-31"));
        check("2024/3", Ymd, Some("2024-03-01"));
        check("31.03.2024", Dmy, Some("2024-03-31"));
        check("31/3/24 9:05", Dmy, Some("2024-03-31"));
        check("03/31/2024", Mdy, Some("2024-03-31"));
        check("04/05/2024", Dmy, Some("2024-05-04"));
        check("04/05/2024", Mdy, Some("2024-04-05"));
        check("31 March 2024", Dmy, Some("2024-03-31"));
        check("Mar 31, 2024", Ymd, Some("2024-03-31"));
        check("3. Oktober 2024", Mdy, Some("2024-10-03"));
        check("Aug-24", Dmy, Some("2024-08-01"));
        check("Q2 2024", Dmy, Some("2024-04-01"));
        check("2024-Q3", Ymd, Some("2024-07-01"));
        check("2024Q4", Ymd, Some("2024-10-01"));
        check("Q5 2024", Ymd, None);
        check("Q998102999 2024", Ymd, None);
        check("1/2/99", Mdy, Some("1999-01-02"));
    }

    #[test]
    fn what_is_no_day_of_any_books_is_none() {
        for text in [
            "",
            "rent",
            "0001-01-01",
            "2024-13-01",
            "2024-02-30",
            "31/12/2024",
            "12",
            "1.5",
            "T",
            "total",
        ] {
            check(text, Ymd, None);
        }
        check("31/12/2024", Mdy, None);
        check("2024-03-31", Dmy, None);
    }
}
