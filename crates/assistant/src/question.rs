//! Which figure of which period a question is about.

use std::ops::Range;

use finance::{FiscalPeriod, Item, PeriodWanted, facts::lexicon};

/// Words for the latest four quarters.
const TRAILING: [&str; 5] =
    ["ttm", "trailing twelve months", "last twelve months", "trailing 12 months", "last 12 months"];

/// What a question asks for, besides the company.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The items, in the order of the question.
    pub items: Vec<Item>,
    /// The period.
    pub period: PeriodWanted,
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
    Wanted { items, period: period(&rest) }
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
