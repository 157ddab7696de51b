//! Numbers in words that have no unit behind them: `doubled`, `twice`, `half of`, `a third of`.

use rust_decimal::Decimal;

use super::{
    Kind, Number,
    words::{below_hundred, strip_word},
};

/// Words that are a number by themselves, in hundredths.
const FACTORS: [(&str, i64); 14] = [
    ("doubled", 200),
    ("doubling", 200),
    ("tripled", 300),
    ("tripling", 300),
    ("trebled", 300),
    ("quadrupled", 400),
    ("quadrupling", 400),
    ("quintupled", 500),
    ("halved", 50),
    ("halving", 50),
    ("twice", 200),
    ("double", 200),
    ("triple", 300),
    ("half", 50),
];

/// Parts of a whole, in ten-thousandths.
const PARTS: [(&str, i64); 14] = [
    ("three quarters", 7500),
    ("three-quarters", 7500),
    ("two thirds", 6667),
    ("two-thirds", 6667),
    ("one third", 3333),
    ("one-third", 3333),
    ("one quarter", 2500),
    ("one-quarter", 2500),
    ("a fifth", 2000),
    ("one fifth", 2000),
    ("one-fifth", 2000),
    ("a tenth", 1000),
    ("a third", 3333),
    ("a quarter", 2500),
];

/// Words behind which `half` and `double` speak of a size.
const MEASURED: [&str; 7] = ["of", "as", "its", "that", "the", "their", "what"];

/// The vague number at a place of the text.
pub(super) fn head(text: &str, at: usize) -> Option<Number> {
    let before = text.get(..at)?;
    if before.ends_with(|c: char| c.is_alphanumeric() || c == '-') {
        return None;
    }
    let rest = text.get(at..)?;
    let behind = |word: &str| strip_word(rest, word);
    let by = ["by ", "than ", "about ", "roughly ", "nearly ", "almost ", "over "]
        .iter()
        .any(|word| before.ends_with(word));
    if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let part = PARTS.iter().find(|(word, _)| {
        behind(word).is_some_and(|after| {
            by && !after.starts_with(' ')
                || strip_word(after, "of").is_some()
                || by && strip_word(after, "in").is_some()
        })
    });
    if let Some((word, value)) = part {
        return Some(number(rest, at, word, Decimal::new(*value, 4), Kind::Percent));
    }
    let (word, value) = FACTORS.iter().find(|(word, _)| behind(word).is_some())?;
    let after = behind(word)?;
    let measures = || {
        let next = after.trim_start();
        let named = next.starts_with(char::is_uppercase);
        named || MEASURED.iter().any(|word| strip_word(after, word).is_some())
    };
    let previous = before.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
    let is_part = ["first", "second", "last", "other", "the"].contains(&previous.as_str());
    if matches!(*word, "half" | "double" | "triple") && (is_part || !measures()) {
        return None;
    }
    Some(number(rest, at, word, Decimal::new(*value, 2), Kind::Times))
}

/// `Tenfold`, `seven-fold`, `7-fold` at a place of the text.
pub(super) fn fold(text: &str, at: usize) -> Option<Number> {
    if text.get(..at)?.ends_with(|c: char| c.is_alphanumeric() || c == '-') {
        return None;
    }
    let rest = text.get(at..)?;
    let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '-')).unwrap_or(rest.len());
    let word = rest.get(..end)?;
    let lower = word.to_lowercase();
    let count = lower.strip_suffix("fold")?.trim_end_matches('-');
    let named = match below_hundred(count) {
        Some((times, "")) => Some(times),
        Some(_) | None => (count == "hundred").then_some(100),
    };
    let times = named.or_else(|| count.parse().ok()).filter(|times| (2..=1_000).contains(times))?;
    Some(number(rest, at, word, times.into(), Kind::Times))
}

fn number(rest: &str, at: usize, word: &str, value: Decimal, kind: Kind) -> Number {
    let text = rest.get(..word.len()).unwrap_or_default().to_owned();
    Number {
        span: at..at + text.len(),
        text,
        value,
        // Such words are not said of what differs by more than a twentieth.
        slack: value / Decimal::from(20),
        kind,
        words: 0..0,
        heads: None,
        periods: Vec::new(),
    }
}
