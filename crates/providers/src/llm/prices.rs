//! What models cost, by a dated table of list prices that a user can override.

use agent::Price;
use jiff::civil::Date;
use rust_decimal::{Decimal, prelude::ToPrimitive as _};
use serde::Deserialize;

use super::names::ModelName;

/// Prices of a million tokens in dollars, by the beginning of the model's name; the longest that fits counts.
#[derive(Debug, Clone)]
pub struct Prices {
    rows: Vec<PriceRow>,
}

/// A model's price.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PriceRow {
    /// The name's beginning: `openai:gpt-5-mini`.
    pub model: String,
    /// Dollars for a million tokens read.
    pub input: Decimal,
    /// Dollars for a million tokens written.
    pub output: Decimal,
    /// When that was the list price.
    pub as_of: Option<Date>,
}

/// The table of prices cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("the table of prices could not be read")]
pub struct InvalidPrices(#[source] csv::Error);

impl Prices {
    /// The table that the program carries, with `own` rows before it.
    pub fn new(own: Vec<PriceRow>) -> Result<Self, InvalidPrices> {
        let table: &[u8] = include_bytes!("prices.csv");
        let carried = csv::Reader::from_reader(table).into_deserialize();
        let carried: Vec<PriceRow> = carried.collect::<Result<_, _>>().map_err(InvalidPrices)?;
        Ok(Self { rows: own.into_iter().chain(carried).collect() })
    }

    /// What a model costs, where that is known.
    pub fn of(&self, model: &ModelName) -> Option<Price> {
        let name = model.to_string();
        let fitting = self.rows.iter().filter(|row| is_of(&row.model, &name));
        // Of rows of equal length the first counts: a user's own.
        let longest = fitting.fold(None::<&PriceRow>, |best, row| match best {
            Some(best) if row.model.len() <= best.model.len() => Some(best),
            Some(_) | None => Some(row),
        })?;
        let millionths =
            |dollars: Decimal| dollars.checked_mul(Decimal::from(1_000_000))?.ceil().to_u64();
        Some(Price { input: millionths(longest.input)?, output: millionths(longest.output)? })
    }
}

/// Whether a row's price is this model's: its own, or that of a version of it. `gpt-5-pro` is another model than
/// `gpt-5`, and may cost ten times as much.
fn is_of(row: &str, name: &str) -> bool {
    let Some(rest) = name.strip_prefix(row) else { return false };
    let is_version = |rest: &str| {
        rest.starts_with(|c: char| c.is_ascii_digit())
            || ["latest", "preview"].iter().any(|word| rest.starts_with(word))
    };
    rest.is_empty()
        || row.ends_with(':')
        || rest.starts_with([':', '@'])
        || rest.strip_prefix('-').is_some_and(is_version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_that_fits_counts_and_a_users_own_before_the_tables() {
        let own = PriceRow {
            model: "openai:gpt-5-mini".to_owned(),
            input: Decimal::ONE,
            output: Decimal::TWO,
            as_of: None,
        };
        let price = |prices: &Prices, name: &str| prices.of(&name.parse().unwrap());
        let carried = Prices::new(Vec::new()).unwrap();
        let mini = Price { input: 250_000, output: 2_000_000 };
        assert_eq!(price(&carried, "openai:gpt-5-mini-2025-08-07"), Some(mini));
        assert_eq!(price(&carried, "openai:gpt-5").unwrap().input, 1_250_000);
        assert_eq!(price(&carried, "ollama:anything").unwrap().of(1_000, 1_000), 0);
        for unknown in ["openai:unheard-of", "openai:gpt-5-pro", "openai:o3-pro", "openai:gpt-5.9"]
        {
            assert_eq!(price(&carried, unknown), None, "{unknown}");
        }
        assert!(price(&carried, "anthropic:claude-sonnet-4-5-20250929").is_some());
        assert!(price(&carried, "mistral:mistral-small-latest").is_some());
        let owned = Prices::new(vec![own]).unwrap();
        assert_eq!(price(&owned, "openai:gpt-5-mini").unwrap().output, 2_000_000);
        assert_eq!(price(&owned, "openai:gpt-5-mini").unwrap().of(1_000_000, 1), 1_000_002);
        let absurd = PriceRow {
            model: "openai:x".to_owned(),
            input: Decimal::MAX,
            output: Decimal::NEGATIVE_ONE,
            as_of: None,
        };
        assert_eq!(price(&Prices::new(vec![absurd]).unwrap(), "openai:x"), None);
    }
}
