//! What a figure is of: a statement's row, a ratio, a price.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{LineItem, Ratio};

/// What can be asked for as one figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String")]
#[serde(try_from = "String")]
pub enum Item {
    /// A row of a statement.
    Line(LineItem),
    /// A number computed from statements and prices.
    Ratio(Ratio),
    /// A price.
    Price(PriceItem),
}

/// The prices that are shown of a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum PriceItem {
    /// The last price of a trading day, adjusted for splits, not for dividends.
    Close,
    /// The highest close of 52 weeks.
    High,
    /// The lowest close of 52 weeks.
    Low,
    /// The price of a moment, where someone is asked live.
    Quote,
}

impl PriceItem {
    const ALL: [Self; 4] = [Self::Close, Self::High, Self::Low, Self::Quote];

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Close => ("close", "Close"),
            Self::High => ("high_52_weeks", "52-week high of closes"),
            Self::Low => ("low_52_weeks", "52-week low of closes"),
            Self::Quote => ("quote", "Last price"),
        }
    }
}

impl Item {
    /// Every item there is, rows of statements first.
    pub fn all() -> impl Iterator<Item = Self> {
        let lines = LineItem::ALL.iter().map(|row| Self::Line(row.item));
        let ratios = Ratio::ALL.iter().map(|row| Self::Ratio(row.ratio));
        lines.chain(ratios).chain(PriceItem::ALL.into_iter().map(Self::Price))
    }

    /// Its name in commands and data: `net_income`.
    pub fn key(self) -> &'static str {
        match self {
            Self::Line(item) => item.row().key,
            Self::Ratio(ratio) => ratio.row().key,
            Self::Price(item) => item.words().0,
        }
    }

    /// Its name for people: `Net income`.
    pub fn label(self) -> &'static str {
        match self {
            Self::Line(item) => item.row().label,
            Self::Ratio(ratio) => ratio.row().label,
            Self::Price(item) => item.words().1,
        }
    }

    /// Other words that people use for it, lower case, separated by commas.
    pub fn words(self) -> &'static str {
        match self {
            Self::Line(item) => item.row().words,
            Self::Ratio(ratio) => ratio.row().words,
            Self::Price(PriceItem::Close) => "stock price,share price,price,closing price",
            Self::Price(PriceItem::High) => "52 week high,52-week high",
            Self::Price(PriceItem::Low) => "52 week low,52-week low",
            Self::Price(PriceItem::Quote) => "live price",
        }
    }

    /// The item that a key, a label or a common word names.
    pub fn find(text: &str) -> Option<Self> {
        let wanted = plain(text);
        let is = |name: &str| !name.is_empty() && plain(name) == wanted;
        let by_key = Self::all().find(|item| is(item.key()) || is(item.label()));
        by_key.or_else(|| Self::all().find(|item| item.words().split(',').any(is)))
    }
}

/// Lower case, with everything but letters and digits as single blanks.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl From<Item> for String {
    fn from(item: Item) -> Self {
        item.key().to_owned()
    }
}

/// The text is the key of no item.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no figure that is known")]
pub struct InvalidItem(String);

impl TryFrom<String> for Item {
    type Error = InvalidItem;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::find(&text).ok_or_else(|| InvalidItem(text.chars().take(60).collect()))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn an_item_is_found_by_key_label_and_common_words() {
        let revenue = Some(Item::Line(LineItem::Revenue));
        assert_eq!(Item::find("revenue"), revenue);
        assert_eq!(Item::find("Total Revenue"), revenue);
        assert_eq!(Item::find("net-margin"), Some(Item::Ratio(Ratio::NetMargin)));
        assert_eq!(Item::find("52-week high"), Some(Item::Price(PriceItem::High)));
        assert_eq!(Item::find("happiness"), None);
        assert_eq!(Item::find(""), None);
    }

    #[test]
    fn no_name_means_two_items() {
        let mut seen = BTreeMap::new();
        for item in Item::all() {
            let names = [item.key(), item.label()].into_iter().chain(item.words().split(','));
            for name in names.filter(|name| !name.is_empty()).map(plain) {
                let before = seen.insert(name.clone(), item);
                assert!(
                    before.is_none_or(|before| before == item),
                    "{name} names {before:?} and {item:?}"
                );
            }
        }
    }
}
