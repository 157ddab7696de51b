//! Which figure of which period a question is about.

use std::ops::Range;

use finance::{FiscalPeriod, Item, PeriodWanted, facts::lexicon};

/// Words for the latest four quarters.
const TRAILING: [&str; 7] = [
    "last four quarters",
    "last 4 quarters",
    "ttm",
    "trailing twelve months",
    "last twelve months",
    "trailing 12 months",
    "last 12 months",
];

/// Words of periods that are not understood where no period was read.
const UNREAD: [&str; 16] = [
    "q1",
    "q2",
    "q3",
    "q4",
    "quarter",
    "quarterly",
    "month",
    "monthly",
    "ago",
    "yesterday",
    "week",
    "since",
    "between",
    "yearly",
    "decade",
    "history",
];

/// What a question asks for, besides the company.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The items, in the order of the question.
    pub items: Vec<Item>,
    /// The period.
    pub period: PeriodWanted,
    /// What was said of a period and not understood.
    pub unread: Option<String>,
}

/// Reads the items and the period of a question; `companies` are the bytes that name companies.
pub fn read(text: &str, companies: &[Range<usize>]) -> Wanted {
    let mut rest = text.to_owned();
    for span in companies {
        if text.get(span.clone()).is_some() {
            rest.replace_range(span.clone(), &" ".repeat(span.len()));
        }
    }
    let mut items: Vec<Item> = Vec::new();
    for (item, _) in lexicon::items_in(&rest) {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    let period = period(&rest);
    Wanted { items, period, unread: unread(&rest, period) }
}

fn period(text: &str) -> PeriodWanted {
    let lower = text.to_lowercase();
    let named = lexicon::periods_in(text);
    let quarter = named.iter().find(|period| matches!(period, FiscalPeriod::Quarter(..)));
    match quarter.or(named.first()) {
        Some(period) => PeriodWanted::Of(*period),
        None if TRAILING.iter().any(|words| lower.contains(words)) => PeriodWanted::LatestTrailing,
        None => PeriodWanted::Latest,
    }
}

/// The word of a period that was not understood; a second year of a range.
fn unread(text: &str, period: PeriodWanted) -> Option<String> {
    let words = lexicon::words_of(text);
    let years = lexicon::periods_in(text);
    match (period, years.get(1)) {
        (PeriodWanted::Of(_), Some(second)) if PeriodWanted::Of(*second) != period => {
            Some(second.to_string())
        }
        (PeriodWanted::Of(_) | PeriodWanted::LatestTrailing, _) => None,
        (PeriodWanted::Latest, _) => {
            words.into_iter().map(|word| word.lower).find(|word| UNREAD.contains(&word.as_str()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn item_and_period_are_read_beside_the_company() {
        let wanted = read("What was Tesla's net margin in 2023?", std::slice::from_ref(&(9..16)));
        assert_eq!(wanted.items, [Item::find("net margin").unwrap()]);
        assert_eq!(wanted.period, PeriodWanted::Of(FiscalPeriod::Year(2023)));
        assert_eq!(
            read("eps over the last twelve months", &[]).period,
            PeriodWanted::LatestTrailing
        );
        assert_eq!(read("revenue", &[]).period, PeriodWanted::Latest);
        // A company's own name asks for nothing.
        assert_eq!(read("Visa revenue", std::slice::from_ref(&(0..4))).items.len(), 1);
    }
}
