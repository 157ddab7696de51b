//! How numbers are written: digits, words, scales.

use finance::format::{Scale, Style};
use rust_decimal::{Decimal, RoundingStrategy};

use super::random::Random;

/// An amount as one of several writers would put it; `wrong` writes it in another scale.
pub(super) fn money(value: Decimal, manner: usize, wrong: bool) -> String {
    let scale = Scale::of(value);
    let scaled = value.abs() / scale.factor();
    let word = |scale: Scale| match scale {
        Scale::Trillions => ("trillion", "tn"),
        Scale::Billions => ("billion", "bn"),
        Scale::Millions => ("million", "m"),
        Scale::Thousands => ("thousand", "k"),
        Scale::Ones => ("", ""),
    };
    let said = if !wrong {
        scale
    } else if scale == Scale::Billions {
        Scale::Millions
    } else {
        Scale::Billions
    };
    let (long, short) = word(said);
    let decimals = if scaled < Decimal::TEN { 2 } else { 1 };
    let digits = rounded(scaled, decimals);
    match manner % 4 {
        0 => format!("${digits} {long}"),
        1 => format!("${digits}{short}"),
        2 => format!("{digits} {long} dollars"),
        _ => format!("US${digits}{}", short.to_uppercase().replace("BN", "B")),
    }
}

pub(super) fn rounded(value: Decimal, decimals: u32) -> String {
    let value = value.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero);
    format!("{value:.*}", usize::try_from(decimals).unwrap())
}

pub(super) fn percent(value: Decimal, manner: usize) -> String {
    let digits = rounded(value.abs() * Decimal::ONE_HUNDRED, 1);
    match manner % 3 {
        0 => format!("{digits}%"),
        1 => format!("{digits} percent"),
        _ => format!("{digits} per cent"),
    }
}

pub(super) fn points(value: Decimal, manner: usize) -> String {
    let digits = rounded(value.abs() * Decimal::ONE_HUNDRED, 1);
    match manner % 2 {
        0 => format!("{digits} percentage points"),
        _ => format!("{digits} pp"),
    }
}

pub(super) fn basis_points(value: Decimal, manner: usize) -> String {
    let digits = rounded(value.abs() * Decimal::from(10_000), 0);
    match manner % 2 {
        0 => format!("{digits} basis points"),
        _ => format!("{digits} bps"),
    }
}

pub(super) fn millions(value: Decimal) -> String {
    let style = Style::default();
    style.cell(value, Scale::Millions, 0)
}

/// Whole billions or millions in words.
pub(super) fn spelled_money(value: Decimal) -> String {
    let scale = Scale::of(value);
    let word = match scale {
        Scale::Trillions => "trillion",
        Scale::Billions => "billion",
        Scale::Millions => "million",
        Scale::Thousands | Scale::Ones => "thousand",
    };
    let whole = (value.abs() / scale.factor())
        .round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
    format!("{} {word} dollars", spelled(whole))
}

pub(super) fn spelled(whole: Decimal) -> String {
    const SMALL: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let number: usize = whole.to_string().parse().unwrap();
    match number {
        0..20 => SMALL[number].to_owned(),
        20..100 if number.is_multiple_of(10) => TENS[number / 10 - 2].to_owned(),
        20..100 => format!("{}-{}", TENS[number / 10 - 2], SMALL[number % 10]),
        _ if number.is_multiple_of(100) => format!("{} hundred", SMALL[number / 100]),
        _ => format!("{} hundred and {}", SMALL[number / 100], spelled((number % 100).into())),
    }
}

/// The value with a digit of its written form changed, by more than its rounding.
pub(super) fn perturbed(text: &str, random: &mut Random) -> Option<String> {
    let places: Vec<usize> =
        text.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at).collect();
    let at = *places.get(random.below(places.len().max(1)))?;
    let old: usize = text[at..=at].parse().ok()?;
    let first = at == places[0];
    // The last digit changes by more than one: both are right of what lies between them.
    let least = if at == places[places.len() - 1] { 2 } else { 1 };
    let new = (0..10).filter(|new| least <= old.abs_diff(*new) && (0 < *new || !first));
    let choices: Vec<usize> = new.collect();
    let new = choices[random.below(choices.len())];
    Some(format!("{}{new}{}", &text[..at], &text[at + 1..]))
}
