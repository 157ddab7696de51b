//! Numbers written out: `twenty-three`, `one point five`, `half a`.

use rust_decimal::Decimal;

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

/// A number in words at the head of `text`: its value, its decimals and how many bytes it takes.
///
/// Scale words (`million`) are left to the caller, who reads them behind digits as well.
pub(super) fn head(text: &str) -> Option<(Decimal, u32, usize)> {
    if let Some(rest) = strip_word(text, "half") {
        let rest = strip_word(rest, "a").unwrap_or(rest);
        return Some((Decimal::new(5, 1), 1, text.len() - rest.len()));
    }
    let dozen = strip_word(text, "a").unwrap_or(text);
    if let Some(rest) = strip_word(dozen, "dozen") {
        return Some((Decimal::from(12), 0, text.len() - rest.len()));
    }
    let (mut value, mut rest) = below_hundred(text)?;
    if let Some(after) = strip_word(rest, "hundred") {
        value *= 100;
        rest = after;
        let more = strip_word(rest, "and").unwrap_or(rest);
        if let Some((small, after)) = below_hundred(more) {
            value += small;
            rest = after;
        }
    }
    let mut number = Decimal::from(value);
    let mut decimals = 0;
    if let Some(mut after) = strip_word(rest, "point") {
        while let Some((digit, next)) = one_of(after, &SMALL).filter(|(digit, _)| *digit < 10) {
            decimals += 1;
            number += Decimal::new(digit, decimals);
            after = next;
            rest = next;
            if decimals == 6 {
                break;
            }
        }
    }
    Some((number, decimals, text.len() - rest.trim_start().len().max(rest.len())))
}

pub(super) fn below_hundred(text: &str) -> Option<(i64, &str)> {
    let Some((tens, rest)) = one_of(text, &TENS) else { return one_of(text, &SMALL) };
    let tens = (tens + 2) * 10;
    match one_of(rest, &SMALL) {
        Some((ones, rest)) if (1..10).contains(&ones) => Some((tens + ones, rest)),
        Some(_) | None => Some((tens, rest)),
    }
}

fn one_of<'t>(text: &'t str, words: &[&str]) -> Option<(i64, &'t str)> {
    let hit =
        |(index, word): (usize, &&str)| Some((i64::try_from(index).ok()?, strip_word(text, word)?));
    words.iter().enumerate().find_map(hit)
}

/// What follows `word` at the head of `text`, past one blank or hyphen; in any case of letters.
pub(super) fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let start = text.trim_start_matches([' ', '-', '\u{a0}']);
    if 1 < text.len() - start.len() && !text.starts_with('\u{a0}') {
        return None;
    }
    let head = start.get(..word.len())?;
    let rest = start.get(word.len()..)?;
    let ends = !rest.starts_with(|c: char| c.is_alphanumeric());
    (head.eq_ignore_ascii_case(word) && ends).then_some(rest)
}
