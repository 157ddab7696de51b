//! How figures of books are written: money in the books' currency, parts as per cent.

use books::ledger::Books;
use finance::{Currency, format::Style};
use rust_decimal::{Decimal, RoundingStrategy};

/// From so much on, cents are not written.
const WITHOUT_CENTS: i64 = 1_000;

/// Writes figures of one business's books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    decimals: u32,
    /// What stands before an amount: `$`, `CHF `.
    sign: String,
    /// What the currency is called, where the books say it.
    pub currency: Option<String>,
}

impl Figures {
    /// For these books.
    pub fn of(books: &Books) -> Self {
        let named = books.currency.as_deref();
        let known = named.and_then(|code| code.parse::<Currency>().ok());
        let sign = match (known, named) {
            (Some(currency), _) => currency.sign(),
            (None, Some(name)) if name.chars().all(|c| !c.is_alphanumeric()) => name.to_owned(),
            (None, Some(name)) => format!("{name} "),
            (None, None) => String::new(),
        };
        Self { decimals: u32::from(books.decimals), sign, currency: books.currency.clone() }
    }

    /// An amount of the books' last decimal, exactly.
    pub fn exact(&self, amount: i128) -> Decimal {
        Decimal::try_from_i128_with_scale(amount, self.decimals).unwrap_or(Decimal::MAX).normalize()
    }

    /// An amount in a sentence: `$12,345`, `−$123.45`.
    pub fn money(&self, amount: i128) -> String {
        let value = self.exact(amount);
        let decimals = if Decimal::from(WITHOUT_CENTS) <= value.abs() { 0 } else { 2 };
        let digits = Style::default().number(value.abs(), decimals);
        let is_nothing = !digits.contains(|c: char| ('1'..='9').contains(&c));
        let minus = if value.is_sign_negative() && !is_nothing { "−" } else { "" };
        format!("{minus}{}{digits}", self.sign)
    }

    /// An amount without its sign: `$12,345`.
    pub fn size(&self, amount: i128) -> String {
        self.money(amount.abs())
    }

    /// A change: `+$12,345`, `−$123.45`.
    pub fn change(&self, amount: i128) -> String {
        let money = self.money(amount);
        if 0 < amount { format!("+{money}") } else { money }
    }

    /// How many decimals the books keep.
    pub(crate) fn decimals(&self) -> u32 {
        self.decimals
    }

    /// A change in money: `+$12,345`.
    pub(crate) fn change_of(&self, mut amount: Decimal) -> String {
        amount.rescale(self.decimals);
        self.change(amount.mantissa())
    }

    /// An amount on a tile: `$12.3k`.
    pub fn short(&self, amount: i128) -> String {
        let value = self.exact(amount);
        let minus = if value.is_sign_negative() && !value.is_zero() { "−" } else { "" };
        format!("{minus}{}{}", self.sign, Style::default().short(value.abs()))
    }
}

/// A fraction as per cent: `12.4%`.
pub fn per_cent(fraction: Decimal) -> String {
    let decimals = u32::from(fraction.abs() < Decimal::ONE_THOUSAND);
    match fraction.checked_mul(Decimal::ONE_HUNDRED) {
        Some(value) => format!("{}%", Style::default().number(value, decimals)),
        None => finance::format::MEANINGLESS.to_owned(),
    }
}

/// A change as a fraction of what was before; none where that is nothing or less.
pub fn growth(before: i128, now: i128) -> Option<Decimal> {
    fraction(now - before, before).filter(|_| 0 < before)
}

/// A fraction of two amounts, to eight decimals; none where the second is nothing.
pub fn fraction(of: i128, by: i128) -> Option<Decimal> {
    let decimal = |of: i128| Decimal::try_from_i128_with_scale(of, 0).ok();
    let fraction = decimal(of)?.checked_div(decimal(by)?)?;
    Some(fraction.round_dp_with_strategy(8, RoundingStrategy::MidpointAwayFromZero))
}
