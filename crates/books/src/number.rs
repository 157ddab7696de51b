//! Amounts as people and programs write them: exact, whatever the decimal mark, the sign and the currency.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::words;

/// No amount of a business has more digits; more is a slipped column or an attack.
const DIGITS_MAX: u32 = 18;

/// What stands before the fraction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DecimalMark {
    /// `1,234.50`.
    #[default]
    Point,
    /// `1.234,50`.
    Comma,
}

impl DecimalMark {
    fn sign(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    fn groups_by(self, c: char) -> bool {
        match self {
            Self::Point => c == ',',
            Self::Comma => c == '.',
        }
    }
}

impl FromStr for DecimalMark {
    type Err = words::NoSuchWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        words::one_of(text)
    }
}

impl fmt::Display for DecimalMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Point => "point",
            Self::Comma => "comma",
        })
    }
}

/// An exact decimal number: `digits` divided by ten to the power of `decimals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// The digits, with the sign.
    pub digits: i64,
    /// How many of them stand behind the mark; none of the last is a zero.
    pub decimals: u8,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = usize::from(self.decimals);
        let digits = format!("{:0width$}", self.digits.unsigned_abs(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let sign = if self.digits < 0 { "-" } else { "" };
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
    }
}

impl Number {
    /// Nothing.
    pub(crate) const ZERO: Self = Self { digits: 0, decimals: 0 };

    /// Whether it is less than a cent, as what rounding leaves.
    pub(crate) fn is_small(self) -> bool {
        self.rounded(2).in_units_of(2).is_some_and(|cents| cents.abs() <= 1)
    }

    /// It with the other sign.
    pub(crate) fn negated(self) -> Self {
        Self { digits: self.digits.saturating_neg(), ..self }
    }

    /// It less another; none where that has too many digits.
    pub(crate) fn less(self, other: Self) -> Option<Self> {
        let decimals = self.decimals.max(other.decimals);
        let digits = self.in_units_of(decimals)?.checked_sub(other.in_units_of(decimals)?)?;
        Some(Self { digits, decimals }.plain())
    }

    /// It without zeros at the end of its fraction.
    fn plain(mut self) -> Self {
        while 0 < self.decimals && self.digits % 10 == 0 {
            self = Self { digits: self.digits / 10, decimals: self.decimals - 1 };
        }
        self
    }

    /// It with so many decimals at most, rounded half away from zero.
    pub(crate) fn rounded(self, decimals: u8) -> Self {
        let Some(less) = self.decimals.checked_sub(decimals).filter(|less| 0 < *less) else {
            return self;
        };
        let digits = rounded_off(i128::from(self.digits), less);
        Self { digits: i64::try_from(digits).unwrap_or_default(), decimals }.plain()
    }

    /// The digits with so many decimals; none where it has more of them, or where they are too many to hold.
    pub fn in_units_of(self, decimals: u8) -> Option<i64> {
        let more = decimals.checked_sub(self.decimals)?;
        self.digits.checked_mul(10_i64.checked_pow(u32::from(more))?)
    }
}

/// What a discount is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Off {
    /// A part of the price: `0.15`.
    Part,
    /// So many of a hundred: `15`, `15%`.
    PerCent,
    /// Money: `1.50`.
    Amount,
}

/// The number in a cell that may be a per cent: `15%` is 15.
pub(crate) fn read_off(text: &str, mark: DecimalMark) -> Result<Number, NotANumber> {
    read(text.trim().trim_end_matches('%'), mark)
}

/// What a quantity costs at a price, less a discount. It has at most as many decimals as a price; none where it has too
/// many digits.
pub(crate) fn priced(
    quantity: Number,
    price: Number,
    discount: Option<(Number, Off)>,
) -> Option<Number> {
    const DECIMALS_MAX: u8 = 6;
    let exact = i128::from(quantity.digits).checked_mul(i128::from(price.digits))?;
    let (mut digits, mut decimals) = (exact, quantity.decimals.checked_add(price.decimals)?);
    if let Some((off, kind)) = discount.filter(|(off, _)| off.digits != 0) {
        let off = match kind {
            Off::PerCent => Number { decimals: off.decimals.checked_add(2)?, ..off },
            Off::Part | Off::Amount => off,
        };
        let one = 10_i64.checked_pow(u32::from(off.decimals))?;
        if kind != Off::Amount && off.digits.abs() <= one {
            digits = digits.checked_mul(i128::from(one - off.digits.abs()))?;
            decimals = decimals.checked_add(off.decimals)?;
        } else {
            let scale = decimals.max(off.decimals);
            let wider = |digits: i128, from: u8| {
                digits.checked_mul(10_i128.checked_pow(u32::from(scale - from))?)
            };
            digits = wider(digits, decimals)?
                .checked_sub(wider(i128::from(off.digits.abs()), off.decimals)?)?;
            decimals = scale;
        }
    }
    let less = decimals.saturating_sub(DECIMALS_MAX);
    let digits = i64::try_from(rounded_off(digits, less)).ok().filter(|of| *of != i64::MIN)?;
    Some(Number { digits, decimals: decimals - less }.plain())
}

/// Digits without the last `less` of them, rounded half away from zero.
fn rounded_off(digits: i128, less: u8) -> i128 {
    match 10_i128.checked_pow(u32::from(less)) {
        Some(unit) => digits.saturating_add(digits.signum() * (unit / 2)) / unit,
        None => 0,
    }
}

/// The cell holds no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotANumber {
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// It is something else.
    #[error("it is not a number")]
    Words,
    /// Its marks stand where a number has none: `1,23,4`.
    #[error("its thousands are not set apart by threes")]
    Groups,
    /// It has more digits than any amount.
    #[error("it has more than {DIGITS_MAX} digits")]
    TooLong,
}

/// What a cell's marks tell of the decimal mark of its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hint {
    /// There is no mark.
    None,
    /// It can only be this one.
    Only(DecimalMark),
    /// One mark before three digits: a thousand, or a thousandth.
    Either,
}

/// Which decimal mark a cell can have; none where it holds no number.
pub fn hint(text: &str) -> Option<Hint> {
    if read_bare(text, DecimalMark::Point).is_some() {
        match text.split_once('.') {
            None => return Some(Hint::None),
            Some((_, fraction)) if matches!(fraction.len(), 1 | 2) => {
                return Some(Hint::Only(DecimalMark::Point));
            }
            Some(_) => {}
        }
    }
    let (body, _) = unsigned(text)?;
    let marks: Vec<(usize, char)> =
        body.char_indices().filter(|(_, c)| matches!(c, '.' | ',')).collect();
    let Some((last_at, last)) = marks.last().copied() else {
        return read(text, DecimalMark::Point).ok().map(|_| Hint::None);
    };
    let mark_of = |c| if c == '.' { DecimalMark::Point } else { DecimalMark::Comma };
    let other_of = |c| if c == '.' { DecimalMark::Comma } else { DecimalMark::Point };
    let repeated = 1 < marks.iter().filter(|(_, c)| *c == last).count();
    let both = marks.iter().any(|(_, c)| *c != last);
    let behind = body.len() - last_at - 1;
    let before = body.get(..last_at).map_or(0, |head| head.trim_start_matches('0').len());
    let only = if repeated {
        other_of(last)
    } else if both || behind != 3 || 3 < before || before == 0 {
        mark_of(last)
    } else {
        return Some(Hint::Either);
    };
    read(text, only).ok().map(|_| Hint::Only(only))
}

/// The number in a cell: with a currency's sign or code, blanks and marks between thousands, and a minus before or behind,
/// or parentheses for one.
pub fn read(text: &str, mark: DecimalMark) -> Result<Number, NotANumber> {
    if let Some(number) = read_bare(text, mark) {
        return Ok(number);
    }
    if text.trim().is_empty() {
        return Err(NotANumber::Empty);
    }
    let (body, negative) = unsigned(text).ok_or(NotANumber::Words)?;
    let (whole, fraction) = match body.rsplit_once(mark.sign()) {
        Some((whole, fraction)) => (whole, fraction),
        None => (body.as_str(), ""),
    };
    if !fraction.chars().all(|c| c.is_ascii_digit()) {
        return Err(NotANumber::Groups);
    }
    let groups: Vec<&str> = whole.split(|c| mark.groups_by(c)).collect();
    let (first, rest) = groups.split_first().ok_or(NotANumber::Words)?;
    // Lakhs and crores are set apart by twos: `1,00,000`.
    let by_twos = rest.split_last().is_some_and(|(last, lakhs)| {
        last.len() == 3 && !lakhs.is_empty() && lakhs.iter().all(|group| group.len() == 2)
    }) && first.len() <= 2;
    let by_threes = by_twos || rest.iter().all(|group| group.len() == 3) && first.len() <= 3;
    if !rest.is_empty() && (!by_threes || first.is_empty()) {
        return Err(NotANumber::Groups);
    }
    let mut digits = String::with_capacity(whole.len() + fraction.len());
    digits.extend(groups.iter().copied());
    if digits.is_empty() && fraction.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
        return Err(NotANumber::Groups);
    }
    let fraction = fraction.trim_end_matches('0');
    if usize::try_from(DIGITS_MAX).is_ok_and(|most| most < fraction.len()) {
        return Err(NotANumber::TooLong);
    }
    digits.push_str(fraction);
    let significant = digits.trim_start_matches('0');
    if DIGITS_MAX < u32::try_from(significant.len()).unwrap_or(u32::MAX) {
        return Err(NotANumber::TooLong);
    }
    let size: i64 = if significant.is_empty() {
        0
    } else {
        significant.parse().map_err(|_| NotANumber::Words)?
    };
    let decimals = u8::try_from(fraction.len()).map_err(|_| NotANumber::TooLong)?;
    Ok(Number { digits: if negative { -size } else { size }, decimals })
}

/// A number of digits alone, with a minus before it and a fraction behind: what most cells hold, read at one glance.
fn read_bare(text: &str, mark: DecimalMark) -> Option<Number> {
    let (body, negative) = match text.strip_prefix('-') {
        Some(body) => (body, true),
        None => (text, false),
    };
    let (whole, fraction) = body.split_once(mark.sign()).unwrap_or((body, ""));
    let fraction = fraction.trim_end_matches('0');
    if whole.is_empty() || usize::try_from(DIGITS_MAX).ok()? < whole.len() + fraction.len() {
        return None;
    }
    let mut size = 0_i64;
    for byte in whole.bytes().chain(fraction.bytes()) {
        if !byte.is_ascii_digit() {
            return None;
        }
        size = size * 10 + i64::from(byte - b'0');
    }
    let decimals = u8::try_from(fraction.len()).ok()?;
    Some(Number { digits: if negative { -size } else { size }, decimals })
}

/// The digits and marks of a cell, and whether it is negative; none where there is anything else in it.
fn unsigned(text: &str) -> Option<(String, bool)> {
    let mut rest = text.trim();
    let mut negative = false;
    if let Some(inside) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        (rest, negative) = (inside.trim(), true);
    }
    // A sign may stand before or behind the currency, which may stand before or behind the digits.
    let minus = |c: char| matches!(c, '-' | '−' | '–');
    let mut signs = 0;
    loop {
        let before = rest;
        for (sign, turned) in [(minus as fn(char) -> bool, true), (|c| c == '+', false)] {
            let cut = rest.strip_prefix(sign).or_else(|| rest.strip_suffix(sign));
            if let Some(cut) = cut {
                (rest, signs) = (cut.trim(), signs + 1);
                negative |= turned;
            }
        }
        rest = without_currency(rest);
        if rest == before {
            break;
        }
    }
    let blank = |c: char| c.is_whitespace() || matches!(c, '\'' | '’');
    let body: String = rest.chars().filter(|c| !blank(*c)).collect();
    let plain = body.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let spaced = rest.split(blank).skip(1).all(|part| {
        let whole = part.split(['.', ',']).next().unwrap_or_default();
        whole.len() == 3
    });
    (plain && spaced && signs <= 1 && body.contains(|c: char| c.is_ascii_digit()))
        .then_some((body, negative))
}

/// The currency beside the digits of a cell: its code where the sign has one alone, else the sign itself.
pub(crate) fn currency_of(text: &str) -> Option<&str> {
    const CODES: [(&str, &str); 6] =
        [("€", "EUR"), ("£", "GBP"), ("US$", "USD"), ("C$", "CAD"), ("A$", "AUD"), ("₹", "INR")];
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    if is_digit(digits.first()) && is_digit(digits.last()) {
        return None;
    }
    let is_of_number = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(c, '.' | ',' | '\'' | '’' | '-' | '−' | '–' | '+' | '(' | ')')
    };
    let beside = text.trim_matches(is_of_number);
    let code = CODES.iter().find(|(sign, _)| *sign == beside).map(|(_, code)| *code);
    let is_known = SIGNS.contains(&beside) || without_currency(beside).is_empty();
    code.or_else(|| Some(beside).filter(|beside| !beside.is_empty() && is_known))
}

/// Currencies by the signs that stand beside amounts. Their codes are three capital letters.
const SIGNS: [&str; 14] =
    ["US$", "C$", "A$", "$", "€", "£", "¥", "₹", "₽", "zł", "kr.", "kr", "Fr.", "R$"];

fn without_currency(text: &str) -> &str {
    let cut = SIGNS.iter().find_map(|sign| text.strip_prefix(sign).or(text.strip_suffix(sign)));
    if let Some(cut) = cut {
        return cut.trim();
    }
    let is_code = |code: &str| code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase());
    let head = text.get(..3).filter(|code| is_code(code)).and_then(|_| text.get(3..));
    let tail = || {
        let from = text.len().checked_sub(3)?;
        text.get(from..).filter(|code| is_code(code))?;
        text.get(..from)
    };
    head.or_else(tail).map_or(text, str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;
    use DecimalMark::{Comma, Point};

    #[track_caller]
    fn check(text: &str, mark: DecimalMark, expected: Option<(i64, u8)>) {
        let number = read(text, mark).ok().map(|number| (number.digits, number.decimals));
        assert_eq!(number, expected, "{text}");
    }

    #[test]
    fn amounts_are_read_as_they_are_written() {
        check("1234.50", Point, Some((12345, 1)));
        check(" $1,234.50 ", Point, Some((12345, 1)));
        check("(123.45)", Point, Some((-12345, 2)));
        check("123.45-", Point, Some((-12345, 2)));
        check("−7", Point, Some((-7, 0)));
        check("-$ 7.00", Point, Some((-7, 0)));
        check("$-7", Point, Some((-7, 0)));
        check("+7", Point, Some((7, 0)));
        check("1.234,50 €", Comma, Some((12345, 1)));
        check("1 234,50", Comma, Some((12345, 1)));
        check("1\u{a0}234\u{a0}567,5 EUR", Comma, Some((12_345_675, 1)));
        check("CHF 1'234.50", Point, Some((12345, 1)));
        check("USD 20", Point, Some((20, 0)));
        check(".5", Point, Some((5, 1)));
        check("0.00", Point, Some((0, 0)));
        check("-0.0049", Point, Some((-49, 4)));
    }

    #[test]
    fn what_is_no_amount_is_none() {
        for text in [
            "",
            "-",
            "n/a",
            "NaN",
            "inf",
            "1e5",
            "12%",
            "1,23,4.5",
            "1.2.3",
            "--5",
            "1 2",
            "2013-01-05",
        ] {
            check(text, Point, None);
        }
        check("1,5", Point, None);
        check("1234,567.00", Point, None);
        assert_eq!(read("123456789012345678901234567890", Point), Err(NotANumber::TooLong));
        assert_eq!(read(&format!("-0.{}1", "0".repeat(140)), Point), Err(NotANumber::TooLong));
        assert_eq!(read(" ", Point), Err(NotANumber::Empty));
    }

    #[test]
    fn a_cell_tells_its_currency() {
        for (text, currency) in [
            ("12.50 €", Some("EUR")),
            ("-£1,000", Some("GBP")),
            ("($7.00)", Some("$")),
            ("CHF 1'234.50", Some("CHF")),
            ("12.50", None),
            ("rent", None),
            ("", None),
        ] {
            assert_eq!(currency_of(text), currency, "{text}");
        }
    }

    #[test]
    fn a_cell_tells_its_decimal_mark_or_that_it_does_not() {
        assert_eq!(hint("1,234.50"), Some(Hint::Only(Point)));
        assert_eq!(hint("1.234,5"), Some(Hint::Only(Comma)));
        assert_eq!(hint("1.234.567"), Some(Hint::Only(Comma)));
        assert_eq!(hint("12,50"), Some(Hint::Only(Comma)));
        assert_eq!(hint("0.125"), Some(Hint::Only(Point)), "no group is headed by a zero");
        assert_eq!(hint("1234.567"), Some(Hint::Only(Point)), "no group has four digits");
        assert_eq!(hint("1.234"), Some(Hint::Either));
        assert_eq!(hint("1234"), Some(Hint::None));
        assert_eq!(hint("rent"), None);
    }
}
