//! What rules set: how long, how fast, and which fault how often.

use std::{fmt, str::FromStr, time::Duration};

use serde::{Deserialize, Serialize};

use super::rule::InvalidRule;
use crate::Fault;

/// A time: `200ms`, `2s`, `10m`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Wait(pub Duration);

impl Wait {
    /// So many thousandths of a second.
    pub const fn millis(millis: u64) -> Self {
        Self(Duration::from_millis(millis))
    }
}

impl FromStr for Wait {
    type Err = InvalidRule;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || InvalidRule::new(text, "write a time as 200ms, 2s or 10m");
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let number: u64 = digits.parse().map_err(|_| wrong())?;
        let millis = match text.strip_prefix(digits) {
            Some("ms") => Some(number),
            Some("s") => number.checked_mul(1_000),
            Some("m") => number.checked_mul(60_000),
            Some(_) | None => None,
        };
        millis.map(Self::millis).ok_or_else(wrong)
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}ms", self.0.as_millis())
    }
}

/// How many tokens a model says in a second: `50/s`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pace(pub u32);

impl Pace {
    /// How long one token takes.
    pub(crate) fn per_token(self) -> Duration {
        Duration::from_secs(1) / self.0.max(1)
    }
}

impl FromStr for Pace {
    type Err = InvalidRule;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.strip_suffix("/s").and_then(|number| number.parse().ok());
        let number = number.filter(|number| 0 < *number);
        number
            .map(Self)
            .ok_or_else(|| InvalidRule::new(text, "write a pace in tokens a second, as 50/s"))
    }
}

impl fmt::Display for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/s", self.0)
    }
}

/// Which of the requests that a rule covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turns {
    /// All of them.
    All,
    /// The first so many: `429x2`.
    First(u64),
    /// Every so many: `429/3` is the third, the sixth, …
    Every(u64),
    /// All after so many, as when a day's quota is used up: `429>250`.
    After(u64),
}

impl Turns {
    /// Whether the request of this number, counted from one, is among them.
    pub(crate) fn hold(self, number: u64) -> bool {
        match self {
            Self::All => true,
            Self::First(first) => number <= first,
            Self::Every(every) => number.is_multiple_of(every.max(1)),
            Self::After(after) => after < number,
        }
    }
}

/// A fault, and which requests it befalls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Dose {
    /// What goes wrong.
    pub fault: Fault,
    /// How often.
    pub turns: Turns,
}

impl From<Fault> for Dose {
    fn from(fault: Fault) -> Self {
        Self { fault, turns: Turns::All }
    }
}

impl FromStr for Dose {
    type Err = InvalidRule;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let count = |sign: char| {
            let (name, number) = text.rsplit_once(sign)?;
            Some((name, number.parse().ok()?))
        };
        let (name, turns) = if let Some((name, number)) = count('x') {
            (name, Turns::First(number))
        } else if let Some((name, number)) = count('/') {
            (name, Turns::Every(number))
        } else if let Some((name, number)) = count('>') {
            (name, Turns::After(number))
        } else {
            (text, Turns::All)
        };
        let fault = name.parse().map_err(|_| {
            InvalidRule::new(text, "write a fault's name, then x2, /3 or >250 where it is not all")
        })?;
        Ok(Self { fault, turns })
    }
}

impl fmt::Display for Dose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.fault)?;
        match self.turns {
            Turns::All => Ok(()),
            Turns::First(first) => write!(f, "x{first}"),
            Turns::Every(every) => write!(f, "/{every}"),
            Turns::After(after) => write!(f, ">{after}"),
        }
    }
}

/// Makes a value's text its form in JSON.
macro_rules! as_text {
    ($($value:ty)*) => {$(
        impl TryFrom<String> for $value {
            type Error = InvalidRule;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$value> for String {
            fn from(value: $value) -> Self {
                value.to_string()
            }
        }
    )*};
}

as_text! { Wait Pace Dose }
