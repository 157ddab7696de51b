//! What a file means: how it is read, what its columns hold, which way its amounts run, what its accounts are. It is
//! inferred, shown with its evidence, and can be written down, edited and given back.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize, Serializer, ser::SerializeMap as _};

use crate::{
    account::Kind,
    date::DateOrder,
    number::{DecimalMark, Off},
    role::Role,
    words,
};

/// What a mapping's file says it is.
const SCHEMA: &str = "fisc.mapping/1";

/// Which way amounts run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signs {
    /// What comes in is positive, what goes out negative.
    Inflow,
    /// Amounts are sizes; the account says whether they come in or go out.
    Sizes,
    /// Debits are positive: expenses are, and revenue is negative.
    DebitPositive,
    /// Debits and credits stand in columns of their own.
    Columns,
}

impl FromStr for Signs {
    type Err = words::NoSuchWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        words::one_of(text)
    }
}

impl fmt::Display for Signs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inflow => "inflow",
            Self::Sizes => "sizes",
            Self::DebitPositive => "debit_positive",
            Self::Columns => "columns",
        })
    }
}

/// What a file means.
#[derive(Debug, Clone, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is inferred by itself")]
pub struct Mapping {
    schema: &'static str,
    /// The sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The encoding of its bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What parts its cells: `comma`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// The line of its head, from one.
    pub head_line: u64,
    /// The order of its dates.
    pub date_order: DateOrder,
    /// The mark before the fraction of its amounts.
    pub decimal_mark: DecimalMark,
    /// Which way its amounts run.
    pub signs: Signs,
    /// Whether the amounts of its debit column are written with a minus.
    #[serde(skip)]
    pub(crate) negative_debits: bool,
    /// Whether nothing says that what stands for accounts names any.
    #[serde(skip)]
    pub(crate) accounts_are_words: bool,
    /// Whether fees are written with a minus.
    #[serde(skip)]
    pub(crate) negative_fees: bool,
    /// Columns in which hardly a cell stands twice: rows are not grouped by them.
    #[serde(skip)]
    pub(crate) single: Vec<usize>,
    /// Whether amounts of several currencies stand in one column, each with its sign.
    #[serde(skip)]
    pub(crate) mixed_currencies: bool,
    /// What its discounts are.
    #[serde(skip)]
    pub(crate) off: Off,
    /// The currency of its amounts, where it says one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// What its columns hold, in their order.
    #[serde(serialize_with = "in_order")]
    pub columns: Vec<(String, Role)>,
    /// What its accounts are, by name.
    #[serde(serialize_with = "in_order")]
    pub accounts: Vec<(String, Kind)>,
    /// What tells each of it.
    #[serde(serialize_with = "in_order")]
    pub evidence: Vec<(String, String)>,
}

/// What a person has settled of it, by flags or by a mapping that was written down. What is absent is inferred.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settled {
    schema: Option<String>,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
    /// The encoding of the bytes.
    pub encoding: Option<String>,
    /// What parts the cells: `comma`, `semicolon`, `tab`, `bar`.
    pub delimiter: Option<String>,
    /// The line of the head, from one.
    pub head_line: Option<u64>,
    /// The order of the dates.
    pub date_order: Option<DateOrder>,
    /// The mark before the fraction.
    pub decimal_mark: Option<DecimalMark>,
    /// Which way the amounts run.
    pub signs: Option<Signs>,
    /// The currency whose rows are read.
    pub currency: Option<String>,
    /// What columns hold, by their names.
    pub columns: BTreeMap<String, Role>,
    /// What accounts are, by their names; `*` is every account that no rule knows.
    pub accounts: BTreeMap<String, Kind>,
    /// What the file tells its reader; it settles nothing.
    pub evidence: BTreeMap<String, String>,
}

/// The text is no mapping.
#[derive(Debug, thiserror::Error)]
pub enum NotAMapping {
    /// It is not written as one.
    #[error("the mapping cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    /// It is of another kind.
    #[error("the mapping says it is `{0}`, where `{SCHEMA}` is read")]
    Schema(String),
}

impl Mapping {
    /// It as a file: TOML.
    pub fn to_toml(&self) -> String {
        // What is written here has nothing that TOML cannot hold.
        toml::to_string(self).unwrap_or_default()
    }

    pub(crate) fn new(head_line: u64, columns: Vec<(String, Role)>) -> Self {
        Self {
            schema: SCHEMA,
            sheet: None,
            encoding: None,
            delimiter: None,
            head_line,
            date_order: DateOrder::Ymd,
            decimal_mark: DecimalMark::Point,
            signs: Signs::Inflow,
            negative_debits: false,
            negative_fees: false,
            accounts_are_words: false,
            off: Off::Part,
            mixed_currencies: false,
            single: Vec::new(),
            currency: None,
            columns,
            accounts: Vec::new(),
            evidence: Vec::new(),
        }
    }

    /// Notes what tells a part of it.
    pub(crate) fn tell(&mut self, what: &str, evidence: impl Into<String>) {
        self.evidence.push((what.to_owned(), evidence.into()));
    }

    /// The first column that holds this.
    pub fn column(&self, role: Role) -> Option<usize> {
        self.columns.iter().position(|(_, of)| *of == role)
    }
}

impl Settled {
    /// What a mapping's file settles.
    pub fn from_toml(text: &str) -> Result<Self, NotAMapping> {
        let settled: Self = toml::from_str(text)?;
        match settled.schema.as_deref() {
            None | Some(SCHEMA) => Ok(settled),
            Some(other) => Err(NotAMapping::Schema(other.to_owned())),
        }
    }
}

/// Pairs as a map that keeps their order.
fn in_order<S: Serializer, V: Serialize>(
    pairs: &[(String, V)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(pairs.len()))?;
    for (key, value) in pairs {
        map.serialize_entry(key, value)?;
    }
    map.end()
}
