//! How numbers are written for people: the one formatter for page, terminal, report and tools.
//!
//! Arithmetic is done before; here a value is rounded once, half away from zero, and written.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::Unit;

/// A true minus sign.
const MINUS: char = '−';

/// What stands for a figure that is not there.
pub const MISSING: &str = "n/a";
/// What stands for a ratio that means nothing.
pub const MEANINGLESS: &str = "n.m.";
/// What stands for a true zero in a table.
pub const NIL: &str = "–";

/// How digits are grouped and where the fraction starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Between groups of digits.
    pub group: char,
    /// Before the fraction.
    pub point: char,
    /// Whether groups after the first are of two digits: lakh and crore.
    pub indian: bool,
}

impl Default for Style {
    /// `1,234,567.8`.
    fn default() -> Self {
        Self { group: ',', point: '.', indian: false }
    }
}

/// A power of a thousand that amounts are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scale {
    /// As they are.
    Ones,
    /// Thousands.
    Thousands,
    /// Millions.
    Millions,
    /// Billions, thousand millions.
    Billions,
    /// Trillions, million millions.
    Trillions,
}

impl Scale {
    const ALL: [Self; 5] =
        [Self::Ones, Self::Thousands, Self::Millions, Self::Billions, Self::Trillions];

    /// What is written behind a number of this scale.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::Ones => "",
            Self::Thousands => "k",
            Self::Millions => "m",
            Self::Billions => "bn",
            Self::Trillions => "tn",
        }
    }

    /// The number it stands for.
    pub fn factor(self) -> Decimal {
        Decimal::from(match self {
            Self::Ones => 1_i64,
            Self::Thousands => 1_000,
            Self::Millions => 1_000_000,
            Self::Billions => 1_000_000_000,
            Self::Trillions => 1_000_000_000_000,
        })
    }

    /// The largest scale that leaves `value` at least one.
    pub fn of(value: Decimal) -> Self {
        let fits = |scale: &Self| scale.factor() <= value.abs();
        Self::ALL.into_iter().rev().find(fits).unwrap_or(Self::Ones)
    }

    /// The scale for a table's column: the largest value has four to six digits before the point.
    pub fn of_column(values: impl IntoIterator<Item = Decimal>) -> Self {
        let largest = values.into_iter().map(|value| value.abs()).max().unwrap_or_default();
        let fits = |scale: &Self| Decimal::from(1000) * scale.factor() <= largest;
        Self::ALL.into_iter().rev().find(fits).unwrap_or(Self::Ones)
    }
}

fn rounded(value: Decimal, decimals: u32) -> Decimal {
    value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

impl Style {
    /// The digits of the absolute value, grouped, with exactly so many decimals.
    fn digits(self, value: Decimal, decimals: u32) -> String {
        let text = format!(
            "{:.*}",
            usize::try_from(decimals).unwrap_or(0),
            rounded(value, decimals).abs()
        );
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let length = whole.len();
        let mut out = String::with_capacity(text.len() + 8);
        for (index, digit) in whole.chars().enumerate() {
            let left = length - index;
            let boundary =
                if self.indian && 3 < left { (left - 3) % 2 == 0 } else { left % 3 == 0 };
            if index != 0 && boundary {
                out.push(self.group);
            }
            out.push(digit);
        }
        if !fraction.is_empty() {
            out.push(self.point);
            out.push_str(fraction);
        }
        out
    }

    /// A number with exactly so many decimals and a true minus: `−1,234.50`.
    pub fn number(self, value: Decimal, decimals: u32) -> String {
        let digits = self.digits(value, decimals);
        if is_negative(value, decimals) { format!("{MINUS}{digits}") } else { digits }
    }

    /// Three significant figures and a suffix of scale: `4.82bn`, `98.0m`, `431k`, `12.0`.
    pub fn short(self, value: Decimal) -> String {
        let mut scale = Scale::of(value);
        let mut scaled = value / scale.factor();
        // 999.6m is written as 1.00bn.
        if scale < Scale::Trillions && Decimal::from(1000) <= rounded(scaled, 0).abs() {
            scale = Scale::ALL.into_iter().find(|next| scale < *next).unwrap_or(scale);
            scaled = value / scale.factor();
        }
        let decimals = if rounded(scaled, 1).abs() < Decimal::from(100) {
            if rounded(scaled, 2).abs() < Decimal::from(10) { 2 } else { 1 }
        } else {
            0
        };
        format!("{}{}", self.digits(scaled, decimals), scale.suffix())
    }

    /// A figure in a sentence or on a tile: `$4.82bn`, `24.0%`, `−1.5 pp`, `1.9x`, `$6.08`.
    pub fn prose(self, value: Decimal, unit: Unit) -> String {
        let (body, decimals) = match unit {
            Unit::Money(currency) => return signed(value, &currency.sign(), &self.short(value)),
            Unit::PerShare(currency) => {
                let minus = if is_negative(value, 2) { "−" } else { "" };
                return format!("{minus}{}{}", currency.sign(), self.digits(value, 2));
            }
            Unit::Shares => return signed(value, "", &format!("{} shares", self.short(value))),
            Unit::Fraction | Unit::Points => match value.checked_mul(Decimal::ONE_HUNDRED) {
                Some(hundredths) => (hundredths, 1),
                // A rate of 10^26 comes of a base next to nothing.
                None => return MEANINGLESS.to_owned(),
            },
            // What is small is not shown as nothing: a bank turns its assets over 0.04 times.
            Unit::Times => {
                (value, if rounded(value, 1).is_zero() && !value.is_zero() { 2 } else { 1 })
            }
            Unit::Days => (value, 0),
        };
        let number = self.number(body, decimals);
        match unit {
            Unit::Fraction => format!("{number}%"),
            Unit::Points => format!("{number} pp"),
            Unit::Times => format!("{number}x"),
            Unit::Days | Unit::Money(_) | Unit::PerShare(_) | Unit::Shares => {
                format!("{number} days")
            }
        }
    }

    /// A cell of a table whose scale and decimals its header states: `(1,234)`, `–` for a true zero.
    pub fn cell(self, value: Decimal, scale: Scale, decimals: u32) -> String {
        let scaled = value / scale.factor();
        let digits = self.digits(scaled, decimals);
        if value.is_zero() {
            NIL.to_owned()
        } else if is_negative(scaled, decimals) {
            format!("({digits})")
        } else {
            digits
        }
    }

    /// A cell in the unit's own manner where a table mixes units: no scale, a suffix instead.
    pub fn cell_of(self, value: Decimal, unit: Unit) -> String {
        let text = match unit {
            Unit::Shares => signed(value, "", &self.short(value)),
            Unit::Money(_)
            | Unit::PerShare(_)
            | Unit::Fraction
            | Unit::Points
            | Unit::Times
            | Unit::Days => self.prose(value, unit),
        };
        match text.strip_prefix(MINUS) {
            Some(rest) => format!("({rest})"),
            None => text,
        }
    }

    /// Every digit there is: `391,035,000,000 USD`.
    pub fn exact(self, value: Decimal, unit: Unit) -> String {
        let value = value.normalize();
        let number = self.number(value, value.scale());
        match unit {
            Unit::Money(currency) => format!("{number} {currency}"),
            Unit::PerShare(currency) => format!("{number} {currency} per share"),
            Unit::Shares => format!("{number} shares"),
            Unit::Fraction | Unit::Points | Unit::Times => number,
            Unit::Days => format!("{number} days"),
        }
    }
}

/// Whether something is left of the minus sign once the value is rounded: there is no `−0.0`.
fn is_negative(value: Decimal, decimals: u32) -> bool {
    value.is_sign_negative() && !rounded(value, decimals).is_zero()
}

fn signed(value: Decimal, sign: &str, digits: &str) -> String {
    let nothing = digits.chars().all(|c| !c.is_ascii_digit() || c == '0');
    if value.is_sign_negative() && !nothing {
        format!("{MINUS}{sign}{digits}")
    } else {
        format!("{sign}{digits}")
    }
}

/// A label as it stands inside a sentence: `Net margin` → `net margin`, but `EBITDA margin` and `P/E` as they are.
pub fn in_sentence(label: &str) -> String {
    let mut chars = label.chars();
    let Some(first) = chars.next() else { return String::new() };
    let word = label.split([' ', '/']).next().unwrap_or(label);
    let is_name = word.chars().skip(1).any(char::is_uppercase) || word.contains('&');
    let single = word.chars().count() == 1;
    if is_name || single { label.to_owned() } else { first.to_lowercase().chain(chars).collect() }
}

/// A date on screen: `31 Dec 2025`.
pub fn day(date: jiff::civil::Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Currency, amount};

    #[track_caller]
    fn check(value: &str, unit: Unit, expected: &str) {
        assert_eq!(Style::default().prose(amount::read(value).unwrap(), unit), expected);
    }

    #[test]
    fn labels_stand_in_sentences() {
        let labels =
            ["Net margin", "EBITDA margin", "EV/EBITDA", "R&D share of revenue", "Diluted EPS"];
        let said = labels.map(in_sentence);
        assert_eq!(
            said,
            ["net margin", "EBITDA margin", "EV/EBITDA", "R&D share of revenue", "diluted EPS"]
        );
    }

    #[test]
    fn prose_has_three_figures_a_scale_and_a_true_minus() {
        let usd = Unit::Money(Currency::USD);
        check("391035000000", usd, "$391bn");
        check("4820113000", usd, "$4.82bn");
        check("-98000000", usd, "−$98.0m");
        check("999600000", usd, "$1.00bn");
        check("9.999", usd, "$10.0");
        check("431000", usd, "$431k");
        check("1234567000000000", usd, "$1,235tn");
        check("-0.001", usd, "$0.00");
        check("0.2397", Unit::Fraction, "24.0%");
        check("-0.0004", Unit::Fraction, "0.0%");
        check("-0.0152", Unit::Points, "−1.5 pp");
        check("1.86", Unit::Times, "1.9x");
        check("-6.08", Unit::PerShare(Currency::EUR), "−€6.08");
        check("15408095000", Unit::Shares, "15.4bn shares");
    }

    #[test]
    fn cells_show_negatives_in_parentheses_and_zero_as_a_dash() {
        let cell = |value: i64| Style::default().cell(value.into(), Scale::Millions, 0);
        assert_eq!(cell(1_234_567_890), "1,235");
        assert_eq!(cell(-98_400_000), "(98)");
        assert_eq!(cell(0), "–");
        assert_eq!(cell(-400_000), "0");
    }

    #[test]
    fn a_column_is_in_the_scale_of_its_largest_value() {
        let scale = |values: &[i64]| Scale::of_column(values.iter().map(|value| (*value).into()));
        assert_eq!(scale(&[]), Scale::Ones);
        assert_eq!(scale(&[999]), Scale::Ones);
        assert_eq!(scale(&[999_999]), Scale::Ones);
        assert_eq!(scale(&[1_000_000, 2]), Scale::Thousands);
        assert_eq!(scale(&[98_000_000, -4_820_113_000]), Scale::Millions);
        assert_eq!(scale(&[391_035_000_000]), Scale::Millions);
        assert_eq!(scale(&[1_000_000_000_000]), Scale::Billions);
        assert_eq!(scale(&[i64::MAX]), Scale::Trillions);
    }

    #[test]
    fn the_largest_decimal_is_written_in_every_unit() {
        for unit in units() {
            for value in [Decimal::MAX, Decimal::MIN] {
                let text = Style::default().prose(value, unit);
                let rate = matches!(unit, Unit::Fraction | Unit::Points);
                assert!(if rate { text == MEANINGLESS } else { text.contains(',') }, "{text}");
            }
        }
    }

    fn units() -> [Unit; 8] {
        let franc = "CHF".parse().unwrap();
        [
            Unit::Money(Currency::USD),
            Unit::Money(franc),
            Unit::PerShare(Currency::EUR),
            Unit::Shares,
            Unit::Fraction,
            Unit::Points,
            Unit::Times,
            Unit::Days,
        ]
    }

    #[test]
    fn other_countries_group_their_digits_otherwise() {
        let value = Decimal::new(12_345_678, 1);
        let german = Style { group: '.', point: ',', indian: false };
        let indian = Style { indian: true, ..Style::default() };
        assert_eq!(german.number(value, 1), "1.234.567,8");
        assert_eq!(indian.number(value, 1), "12,34,567.8");
        assert_eq!(Style { group: ' ', ..german }.number(value, 1), "1 234 567,8");
    }

    proptest! {
        #[test]
        fn no_value_panics_or_loses_its_digits(mantissa: i64, scale in 0_u32..12) {
            let value = Decimal::new(mantissa, scale);
            let style = Style::default();
            for unit in units() {
                let prose = style.prose(value, unit);
                let cell = style.cell_of(value, unit);
                prop_assert_eq!(prose.starts_with(MINUS), cell.starts_with('(') && cell.ends_with(')'));
                for text in [prose, cell, style.exact(value, unit)] {
                    prop_assert!(!text.contains('-') && text.chars().any(|c| c.is_ascii_digit()), "{text}");
                }
            }
            for scale in Scale::ALL {
                let cell = style.cell(value, scale, 1);
                let negative = value < Decimal::ZERO && cell != "0.0";
                prop_assert_eq!(cell.starts_with('(') && cell.ends_with(')'), negative, "{}", cell);
                prop_assert!(!cell.contains(['-', MINUS]), "{}", cell);
                prop_assert_eq!(cell == NIL, value.is_zero());
            }
            let exact = style.number(value, scale).replace(',', "").replace(MINUS, "-");
            prop_assert_eq!(exact.parse::<Decimal>().unwrap(), value);
        }
    }
}
