//! The words by which a text names items and periods.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use crate::{FiscalPeriod, Item, Quarter};

/// The longest name of an item, in words.
const WORDS_MAX: usize = 8;

static NAMES: LazyLock<HashMap<String, Item>> = LazyLock::new(|| {
    let names = |item: Item| {
        let own = [item.label().to_owned(), item.key().replace('_', " ")];
        own.into_iter().chain(item.words().split(',').map(str::to_owned))
    };
    let pairs = Item::all().flat_map(|item| names(item).map(move |name| (words_of(&name), item)));
    let named = pairs.filter(|(words, _)| !words.is_empty());
    // The first item to claim a name keeps it: rows of statements come before ratios and prices.
    named.fold(HashMap::new(), |mut all, (words, item)| {
        let name = words.iter().map(|word| word.lower.as_str()).collect::<Vec<_>>().join(" ");
        all.entry(name).or_insert(item);
        all
    })
});

/// A word of a text, in lower case, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The word.
    pub lower: String,
    /// Its bytes.
    pub span: Range<usize>,
}

/// The words of a text: runs of letters and digits, with `&` and `/` inside them (`R&D`, `P/E`).
pub fn words_of(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '&' | '/' | '\'' | '’');
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (inside(c), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                start = None;
                let raw = text.get(from..at).unwrap_or_default();
                let word = raw
                    .trim_end_matches("'s")
                    .trim_end_matches("’s")
                    .trim_matches(['\'', '’', '/', '&']);
                if !word.is_empty() {
                    words.push(Word { lower: word.to_lowercase(), span: from..from + raw.len() });
                }
            }
            (true, Some(_)) | (false, None) => {}
        }
    }
    words
}

/// The items that a text names and where, longest names first: `revenue growth` does not name `revenue`.
pub fn items_in(text: &str) -> Vec<(Item, Range<usize>)> {
    let words = words_of(text);
    let mut found = Vec::new();
    let mut name = String::new();
    let mut at = 0;
    while at < words.len() {
        let mut longest = None;
        name.clear();
        for (count, word) in (1..=WORDS_MAX).zip(words.iter().skip(at)) {
            if 1 < count {
                name.push(' ');
            }
            name.push_str(&word.lower);
            if let Some((item, first)) = NAMES.get(&name).zip(words.get(at)) {
                longest = Some((count, *item, first.span.start..word.span.end));
            }
        }
        match longest {
            Some((count, item, span)) => {
                found.push((item, span));
                at += count;
            }
            None => at += 1,
        }
    }
    found
}

/// The fiscal periods that a text names: `FY2024`, `Q3 FY2024`, `TTM Q3 FY2024`, and bare years.
pub fn periods_in(text: &str) -> Vec<FiscalPeriod> {
    periods_of(&words_of(text)).into_iter().map(|(period, _)| period).collect()
}

/// The fiscal periods that words name, and which words name them.
pub fn periods_of(words: &[Word]) -> Vec<(FiscalPeriod, Range<usize>)> {
    let lower = |at: usize| words.get(at).map_or("", |word| word.lower.as_str());
    let mut periods = Vec::new();
    for at in 0..words.len() {
        let before = |back: usize| at.checked_sub(back).map_or("", lower);
        if let Some(period) = quarter_and_year(lower(at)) {
            periods.push((period, at..at + 1));
            continue;
        }
        let Some(year) = fiscal_year(lower(at)) else { continue };
        let lead = usize::from(matches!(before(1), "fiscal" | "fy"))
            + 2 * usize::from(before(1) == "year" && before(2) == "fiscal");
        let numbered = |word: &str| {
            word.strip_prefix('q').and_then(|n| n.parse().ok()).and_then(Quarter::from_number)
        };
        let (period, back, ahead) = match (numbered(before(lead + 1)), spelled_quarter(&before)) {
            (Some(quarter), _) if before(lead + 2) == "ttm" => {
                (FiscalPeriod::Trailing(year, quarter), lead + 2, 0)
            }
            (Some(quarter), _) => (FiscalPeriod::Quarter(year, quarter), lead + 1, 0),
            (None, Some((quarter, back))) => (FiscalPeriod::Quarter(year, quarter), back, 0),
            (None, None) => match quarter_behind(lower(at + 1), lower(at + 2)) {
                Some(quarter) => (FiscalPeriod::Quarter(year, quarter), lead, 1),
                None => (FiscalPeriod::Year(year), lead, 0),
            },
        };
        periods.push((period, at - back.min(at)..at + 1 + ahead));
    }
    periods
}

/// `2024 Q3`: the quarter that stands behind a year, unless it belongs to the year behind it.
fn quarter_behind(word: &str, next: &str) -> Option<Quarter> {
    let number = word.strip_prefix('q').and_then(|number| number.parse().ok());
    number.and_then(Quarter::from_number).filter(|_| fiscal_year(next).is_none())
}

/// `third quarter of 2024`, `fourth quarter of fiscal 2024`: the quarter that the words before a year spell.
fn spelled_quarter<'a>(before: &dyn Fn(usize) -> &'a str) -> Option<(Quarter, usize)> {
    let skip = (1..=3)
        .take_while(|back| ["of", "in", "fiscal", "year", "the"].contains(&before(*back)))
        .count();
    let number = match (before(skip + 1), before(skip + 2)) {
        ("quarter", "first" | "1st") => 1,
        ("quarter", "second" | "2nd") => 2,
        ("quarter", "third" | "3rd") => 3,
        ("quarter", "fourth" | "4th" | "last") => 4,
        _ => return None,
    };
    Some((Quarter::from_number(number)?, skip + 2))
}

/// `3q24`, `2024q3`: a quarter and its year in one word.
fn quarter_and_year(word: &str) -> Option<FiscalPeriod> {
    let (one, other) = word.split_once('q')?;
    let (quarter, year) = if one.len() == 1 { (one, other) } else { (other, one) };
    let quarter = quarter.parse().ok().and_then(Quarter::from_number)?;
    let year = if year.len() == 2 { format!("20{year}") } else { year.to_owned() };
    Some(FiscalPeriod::Quarter(fiscal_year(&year)?, quarter))
}

/// The year of `fy2024` or `2024`.
fn fiscal_year(word: &str) -> Option<i16> {
    if let Some(two) = word.strip_prefix("fy").filter(|digits| digits.len() == 2) {
        return two.parse().ok().map(|year: i16| year.saturating_add(2000));
    }
    let digits = word.strip_prefix("fy").unwrap_or(word);
    let four = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|year| four && (1980..2100).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LineItem, Ratio};

    #[test]
    fn the_longest_name_wins() {
        let items = |text| items_in(text).into_iter().map(|(item, _)| item).collect::<Vec<_>>();
        assert_eq!(items("Revenue growth was strong"), [Item::Ratio(Ratio::RevenueGrowth)]);
        assert_eq!(
            items("revenue and Apple's R&D"),
            [Item::Line(LineItem::Revenue), Item::Line(LineItem::ResearchAndDevelopment)]
        );
        assert_eq!(items("the P/E ratio"), [Item::Ratio(Ratio::PriceToEarnings)]);
    }

    #[test]
    fn periods_are_found_in_prose() {
        let names = periods_in("in Q3 FY2024, TTM Q1 FY2025 and 2023, not 1234 or 20245");
        let names = names.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(names, ["Q3 FY2024", "TTM Q1 FY2025", "FY2023"]);
    }
}
