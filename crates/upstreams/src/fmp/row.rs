//! A row as FMP prints it: fields in their order, numbers as numbers.

use std::fmt::Display;

use finance::{CompanyFigures, FiscalPeriod};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::Value;

/// An object whose fields keep their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Row(Vec<(String, Value)>);

impl Row {
    /// With one field more.
    pub(super) fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.push((name.into(), value.into()));
        self
    }

    /// With a field of text.
    pub(super) fn text(self, name: &str, value: impl Display) -> Self {
        self.with(name, value.to_string())
    }

    /// With a number, where it is known.
    pub(super) fn number(self, name: impl Into<String>, value: Option<Decimal>) -> Self {
        self.with(name, value.map_or(Value::Null, number))
    }

    /// With fields that nobody knows here.
    pub(super) fn unknown(mut self, names: &[&str]) -> Self {
        self.0.extend(names.iter().map(|name| ((*name).to_owned(), Value::Null)));
        self
    }

    /// The row with 0 for what is not known, as FMP itself sends it.
    pub(super) fn with_zeros(mut self) -> Self {
        for (_, value) in self.0.iter_mut().filter(|(_, value)| value.is_null()) {
            *value = Value::from(0);
        }
        self
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// A decimal as a JSON number.
pub(super) fn number(value: Decimal) -> Value {
    let value = value.normalize();
    if value.scale() == 0
        && let Some(whole) = value.to_i64()
    {
        return Value::from(whole);
    }
    // The shortest text that reads as the same number is the decimal's own.
    value.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

/// A period as FMP names it: the year, and `FY` or a quarter.
pub(super) fn named(period: FiscalPeriod) -> (String, String) {
    let name = match period {
        FiscalPeriod::Year(_) => "FY".to_owned(),
        FiscalPeriod::Quarter(_, quarter) | FiscalPeriod::Trailing(_, quarter) => {
            format!("{quarter:?}")
        }
    };
    (period.year().to_string(), name)
}

/// The last day of a period, and what the company reports in.
pub(super) fn dated(figures: &CompanyFigures, period: FiscalPeriod) -> (Value, Value) {
    let end = figures.span(period).map(|span| span.end.to_string());
    let currency = figures.currency().map(|currency| currency.to_string());
    (end.into(), currency.into())
}
