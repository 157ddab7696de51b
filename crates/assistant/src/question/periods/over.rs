//! Rows of periods: from one to another, so many years, by quarter.

use finance::{FiscalPeriod, Quarter};

use super::{
    super::tokens::{Token, find},
    LATEST_QUARTER, NUMBERS, Over, Relative, TRAILING, YEARS_MAX, bare_quarter, number,
};

/// Ways to ask for several quarters without a number; `quarterly` alone is one where nothing else is said.
const QUARTERLY: &[&str] = &[
    "by quarter",
    "per quarter",
    "each quarter",
    "every quarter",
    "quarter by quarter",
    "over the quarters",
    "last quarters",
    "recent quarters",
    "past quarters",
    "quarterly",
    "quarterlies",
];

/// How many years before a last one are shown: `until 2015`.
const YEARS_UNTIL: i16 = 9;

/// How many quarters are shown where no number is said: the last is seen beside the same one two years before.
const QUARTERS: u8 = 8;

/// Several periods: `over the last five years`, `from 2019 to 2023`, `since 2020`, `in 2022 and 2023`.
pub(super) fn over(tokens: &[Token], named: &[FiscalPeriod]) -> Option<Over> {
    if named.is_empty() { counted_row(tokens) } else { named_row(tokens, named) }
}

/// The row that periods which are named make with the words between them.
fn named_row(tokens: &[Token], named: &[FiscalPeriod]) -> Option<Over> {
    let years: Vec<i16> = named
        .iter()
        .filter_map(|period| match period {
            FiscalPeriod::Year(year) => Some(*year),
            FiscalPeriod::Quarter(..) | FiscalPeriod::Trailing(..) => None,
        })
        .collect();
    let says = |pattern: &str| find(tokens, pattern).is_some();
    match (years.as_slice(), named) {
        ([from, to], _)
            if from < to
                && (says("from")
                    || says("between")
                    || says("to")
                    || says("through")
                    || says("until")) =>
        {
            return Some(Over::Between(*from, *to));
        }
        ([from, to], [_, _]) if to - from > 1 && is_range(tokens, *from, *to) => {
            return Some(Over::Between(*from, *to));
        }
        ([since], [_]) if says("since") || says("from * on") || says("ever since") => {
            return Some(Over::Since(*since));
        }
        ([until], [_]) if says("until") || says("up to") || says("before") => {
            let last = until - i16::from(says("before"));
            return Some(Over::Between(last - YEARS_UNTIL, last));
        }
        ([year], [_]) if quarters(tokens).is_some() => {
            let all = [Quarter::Q1, Quarter::Q2, Quarter::Q3, Quarter::Q4];
            return Some(Over::Each(
                all.map(|quarter| FiscalPeriod::Quarter(*year, quarter)).to_vec(),
            ));
        }
        (_, [from @ FiscalPeriod::Quarter(..), to @ FiscalPeriod::Quarter(..)])
            if from < to && (says("to") || says("through") || says("until") || says("between")) =>
        {
            return Some(quarters_between(*from, *to));
        }
        (_, [to @ FiscalPeriod::Quarter(year, _)]) if says("to") || says("through") => {
            let first = bare_quarter(tokens).map(|quarter| FiscalPeriod::Quarter(*year, quarter));
            if let Some(from) = first.filter(|from| from < to) {
                return Some(quarters_between(from, *to));
            }
        }
        (_, [first, rest @ ..]) if rest.iter().any(|period| period != first) => {
            let mut each: Vec<FiscalPeriod> = Vec::new();
            for period in named {
                if !each.contains(period) {
                    each.push(*period);
                }
            }
            each.truncate(usize::from(YEARS_MAX));
            return Some(Over::Each(each));
        }
        _ => {}
    }
    None
}

/// The row that is counted from the latest period, or asked for without a number.
fn counted_row(tokens: &[Token]) -> Option<Over> {
    let says = |pattern: &str| find(tokens, pattern).is_some();
    if let Some(quarters) = quarters(tokens) {
        return Some(Over::Quarters(quarters));
    }
    for lead in ["last", "past", "over", "these", "recent", "previous"] {
        for at in 0..tokens.len() {
            let word =
                |ahead: usize| tokens.get(at + ahead).map_or("", |token| token.lower.as_str());
            if word(0) == lead
                && matches!(word(2), "years" | "yrs" | "fiscal")
                && let Some(count) = tokens.get(at + 1).and_then(number)
                && 1 < count
            {
                return Some(Over::Years(count));
            }
        }
    }
    let history = [
        "over the years",
        "over time",
        "history",
        "historical",
        "year by year",
        "trend",
        "trends",
        "past decade",
        "last decade",
        "over the past years",
        "each year",
        "every year",
        "annually",
        "over the last years",
        "developed",
        "evolved",
    ];
    let long = history.iter().any(|pattern| says(pattern));
    let decade = says("decade") || says("ten years");
    let counted =
        (2..=YEARS_MAX).find(|count| says(&format!("{count} years")) && !says("years ago"));
    let spelled = NUMBERS.iter().find(|(word, count)| {
        1 < *count
            && says(&format!("{word} years"))
            && !says("years ago")
            && !says("years earlier")
            && !says("years later")
    });
    let years = counted.or(spelled.map(|(_, count)| *count)).or(decade.then_some(10));
    years.or(long.then_some(10)).map(Over::Years)
}

/// The quarters from one to another.
fn quarters_between(from: FiscalPeriod, to: FiscalPeriod) -> Over {
    let next = |period: &FiscalPeriod| Some(Relative::Quarters(1).from(*period));
    let all = std::iter::successors(Some(from), next).take_while(|period| *period <= to);
    Over::Each(all.take(YEARS_MAX.into()).collect())
}

/// `quarterly`, `by quarter`, `the last eight quarters`; but `the last four quarters` are a trailing year.
fn quarters(tokens: &[Token]) -> Option<u8> {
    let says = |pattern: &&str| find(tokens, pattern).is_some();
    if TRAILING.iter().chain(LATEST_QUARTER).any(says) {
        return None;
    }
    let counted = ["last", "past", "recent", "previous", "latest"].iter().find_map(|lead| {
        let found = find(tokens, &format!("{lead} * quarters"))?;
        number(tokens.get(found.start + 1)?).filter(|count| 1 < *count)
    });
    counted.or_else(|| QUARTERLY.iter().any(says).then_some(QUARTERS))
}

/// Whether two years stand on both ends of a dash: `2018-2023` is read as two words.
fn is_range(tokens: &[Token], from: i16, to: i16) -> bool {
    let place = |year: i16| tokens.iter().find(|token| token.lower == year.to_string());
    place(from).zip(place(to)).is_some_and(|(from, to)| to.span.start <= from.span.end + 3)
}
