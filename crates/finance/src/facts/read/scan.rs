//! From characters to numbers: signs, digits, scales, units, ranges.

use rust_decimal::Decimal;

use super::{Kind, Number, vague, words};
use crate::{Currency, amount::AMOUNT_LIMIT};

/// More digits than any amount has: such a run is an identifier.
const DIGITS_MAX: usize = 24;

/// Units of time that make a number a duration, not a figure.
const DURATIONS: [&str; 12] = [
    "week", "weeks", "month", "months", "year", "years", "quarter", "quarters", "fiscal",
    "business", "st", "th",
];

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Units in words.
const UNITS: [(&str, Kind); 18] = [
    ("percentage-points", Kind::Points),
    ("percentage-point", Kind::Points),
    ("ppts", Kind::Points),
    ("ppt", Kind::Points),
    ("basis-point", Kind::BasisPoints),
    ("pct", Kind::Percent),
    ("percentage points", Kind::Points),
    ("percentage point", Kind::Points),
    ("pp", Kind::Points),
    ("points", Kind::Points),
    ("percent", Kind::Percent),
    ("per cent", Kind::Percent),
    ("basis points", Kind::BasisPoints),
    ("bp", Kind::BasisPoints),
    ("bps", Kind::BasisPoints),
    ("times", Kind::Times),
    ("days", Kind::Days),
    ("shares", Kind::Shares),
];

/// Currencies in words.
const CURRENCIES: [(&str, &str); 6] = [
    ("USD", "USD"),
    ("EUR", "EUR"),
    ("GBP", "GBP"),
    ("US dollars", "USD"),
    ("dollars", "USD"),
    ("euros", "EUR"),
];

/// All numbers of the text, left to right.
pub(super) fn numbers(text: &str) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        let found_here = vague::fold(text, at).map(Candidate::Figure);
        let step = match found_here.or_else(|| candidate(text, at)) {
            Some(Candidate::Figure(mut number)) => {
                let end = number.span.end;
                share_unit(text, &mut found, &mut number);
                found.push(number);
                end - at
            }
            Some(Candidate::Other(length)) => length,
            None => match vague::head(text, at) {
                Some(number) => {
                    let length = number.span.len();
                    found.push(number);
                    length
                }
                None => first.len_utf8(),
            },
        };
        at += step.max(first.len_utf8());
    }
    found
}

/// What starts at a place of the text.
enum Candidate {
    /// A figure.
    Figure(Number),
    /// Digits that are no figure, so many bytes of them.
    Other(usize),
}

fn candidate(text: &str, at: usize) -> Option<Candidate> {
    let before = text.get(..at)?.chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | '/' | '#' | '=')) {
        return None;
    }
    let rest = text.get(at..)?;
    let mut cursor = rest;
    let mut parenthesis = strip(&mut cursor, &["("]).is_some();
    let mut negative = strip(&mut cursor, &["−", "-"]).is_some();
    let plus = !negative && strip(&mut cursor, &["+"]).is_some();
    let currency = currency_before(&mut cursor);
    negative |= currency.is_some() && strip(&mut cursor, &["−", "-"]).is_some();
    parenthesis |= currency.is_some() && strip(&mut cursor, &["("]).is_some();
    let mut written = 0;
    let (digits, decimals, spelled) = match digits(cursor) {
        Digits::Number(value, decimals, length) => {
            written = length;
            cursor = cursor.get(length..)?;
            (value, decimals, false)
        }
        Digits::Identifier(length) => {
            return Some(Candidate::Other(rest.len() - cursor.len() + length));
        }
        Digits::None if parenthesis || negative || plus => return None,
        Digits::None => {
            let (value, decimals, length) = words::head(cursor)?;
            cursor = cursor.get(length..)?;
            (value, decimals, true)
        }
    };
    let other = |cursor: &str| Some(Candidate::Other(rest.len() - cursor.len()));
    let bare = currency.is_none() && !negative && !plus;
    if bare && !spelled && is_no_figure(text.get(..at)?, cursor, digits, decimals, written) {
        return other(cursor);
    }
    let scale = scale_after(&mut cursor);
    let kind = kind_after(&mut cursor, currency);
    if spelled && scale == Decimal::ONE && matches!(kind, Kind::Plain | Kind::Days) {
        return None;
    }
    if scale == Decimal::ONE && kind == Kind::Plain && cursor.starts_with(char::is_alphabetic) {
        return other(cursor);
    }
    // A parenthesis is a minus sign where it holds the number alone.
    let enclosed = parenthesis && cursor.starts_with(')');
    if enclosed {
        cursor = cursor.get(1..)?;
        negative = !plus;
    }
    let opened = parenthesis && !enclosed && rest.starts_with('(');
    let start = if opened { at + 1 } else { at };
    let span = start..at + rest.len() - cursor.len();
    let factor = scale.checked_mul(per_unit(kind))?;
    let magnitude = digits.checked_mul(factor)?;
    let tens = kind == Kind::BasisPoints && decimals == 0 && digits % Decimal::TEN == Decimal::ZERO;
    // 2.9 points are written as 290 basis points.
    let places = if tens { 0 } else { decimals + 1 };
    let slack = Decimal::new(5, places).checked_mul(factor)?;
    Some(Candidate::Figure(Number {
        text: text.get(span.clone())?.to_owned(),
        span,
        value: if negative { -magnitude } else { magnitude },
        slack,
        kind,
        words: 0..0,
        heads: None,
        periods: Vec::new(),
    }))
}

/// `10–15%`, `$3 to $4bn`: the first number of a range takes scale and unit from the second; the second takes
/// the currency from the first where it has no unit of its own, as in `$3–4bn`.
fn share_unit(text: &str, found: &mut [Number], second: &mut Number) {
    let Some(first) = found.last_mut() else { return };
    let between = text.get(first.span.end..second.span.start).unwrap_or_default();
    let is_range = ["–", "-", " to ", " and ", " – ", "—"].contains(&between);
    let is_tight = ["–", "-"].contains(&between);
    if is_tight && matches!((first.kind, second.kind), (Kind::Money(_), Kind::Plain)) {
        second.kind = first.kind;
    }
    let bare = matches!(first.kind, Kind::Plain | Kind::Money(None))
        || matches!((first.kind, second.kind), (Kind::Money(_), Kind::Money(_)));
    let plain_digits = first.text.ends_with(|c: char| c.is_ascii_digit());
    let scaled = second.text.ends_with(|c: char| !c.is_ascii_digit());
    if !is_range || !bare || !plain_digits || !scaled {
        return;
    }
    let digits =
        second.text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect::<String>();
    let Ok(written) = digits.parse::<Decimal>() else { return };
    if written.is_zero() {
        return;
    }
    let Some(factor) = second.value.abs().checked_div(written) else { return };
    first.kind = second.kind;
    first.value = first.value.checked_mul(factor).unwrap_or(first.value);
    first.slack = first.slack.checked_mul(factor).unwrap_or(first.slack);
}

enum Digits {
    Number(Decimal, u32, usize),
    Identifier(usize),
    None,
}

/// Digits with groups of three and a fraction: value, decimals, bytes.
fn digits(text: &str) -> Digits {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if !digit(0) {
        return Digits::None;
    }
    let mut at = 0;
    let mut kept = String::new();
    let mut decimals = 0;
    let mut fraction = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'0'..=b'9' => {
                kept.push(char::from(*byte));
                decimals += u32::from(fraction);
            }
            b',' if !fraction
                && digit(at + 1)
                && digit(at + 2)
                && digit(at + 3)
                && !digit(at + 4) => {}
            b'.' if !fraction && digit(at + 1) => {
                kept.push('.');
                fraction = true;
            }
            _ => break,
        }
        at += 1;
    }
    let value =
        kept.parse::<Decimal>().ok().filter(|value| value.abs() < Decimal::from(AMOUNT_LIMIT));
    match value {
        Some(value) if kept.len() <= DIGITS_MAX && decimals <= 12 => {
            Digits::Number(value, decimals, at)
        }
        Some(_) | None => Digits::Identifier(at),
    }
}

/// Whether bare digits between `before` and `after` are a year, a date, a form, a marker, a duration.
fn is_no_figure(before: &str, after: &str, value: Decimal, decimals: u32, written: usize) -> bool {
    let whole = decimals == 0;
    // `1,909` has a comma, and is no year.
    let year = whole && written == 4 && Decimal::from(1800) <= value && value < Decimal::from(2100);
    let previous =
        before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let month_before = is_month(previous);
    let next = after.trim_start_matches([' ', '-', '\u{a0}']);
    let next_word: String = next.chars().take_while(|c| c.is_alphanumeric()).collect();
    let lower = next_word.to_lowercase();
    let joined = after.starts_with('-') && after.chars().nth(1).is_some_and(char::is_alphanumeric);
    let marker = before.ends_with('[') && after.starts_with(']');
    let at_line_start = before.is_empty() || before.ends_with('\n') || before.ends_with("\n  ");
    let list_marker = at_line_start && (after.starts_with(". ") || after.starts_with(") "));
    let starts_unit = scale_after(&mut { after }) != Decimal::ONE
        || kind_after(&mut { after }, None) != Kind::Plain;
    let split = before.ends_with("-for-");
    let date_part = before.ends_with('-')
        && before.trim_end_matches('-').ends_with(|c: char| c.is_ascii_digit());
    year && !starts_unit
        || month_before && whole
        || is_month(&lower) && whole
        || joined && !starts_range(after) && !starts_unit
        || date_part && !starts_unit
        || before.ends_with(':') && whole
        || split
        || marker
        || list_marker
        || DURATIONS.contains(&lower.as_str())
        || after.starts_with(':')
            && whole
            && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
}

/// `10-15%`: a hyphen between two numbers of which the second has a unit.
fn starts_range(after: &str) -> bool {
    let Some(rest) = after.strip_prefix('-') else { return false };
    match digits(rest) {
        Digits::Number(_, _, length) => {
            let mut tail = rest.get(length..).unwrap_or_default();
            scale_after(&mut tail) != Decimal::ONE || kind_after(&mut tail, None) != Kind::Plain
        }
        Digits::Identifier(_) | Digits::None => false,
    }
}

fn is_month(word: &str) -> bool {
    let lower = word.to_lowercase();
    let full = [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    MONTHS.contains(&lower.as_str()) || full.contains(&lower.as_str())
}

fn strip(cursor: &mut &str, heads: &[&str]) -> Option<()> {
    let rest = heads.iter().find_map(|head| cursor.strip_prefix(head))?;
    *cursor = rest;
    Some(())
}

/// A sign or a code of a currency before the digits.
fn currency_before(cursor: &mut &str) -> Option<Kind> {
    for (sign, code) in [
        ("US$", "USD"),
        ("C$", "CAD"),
        ("A$", "AUD"),
        ("HK$", "HKD"),
        ("$", "USD"),
        ("€", "EUR"),
        ("£", "GBP"),
        ("¥", ""),
    ] {
        if let Some(rest) = cursor.strip_prefix(sign) {
            *cursor = rest;
            return Some(Kind::Money(code.parse().ok()));
        }
    }
    let code = cursor.get(..3)?.parse::<Currency>().ok()?;
    let rest = cursor.get(3..)?.trim_start_matches([' ', '\u{a0}']);
    let digits = rest.trim_start_matches(['−', '-']).starts_with(|c: char| c.is_ascii_digit());
    let blank = rest.len() < cursor.len() - 3;
    // `USD161bn` is an amount, `ABC123` is not.
    let common =
        matches!(code.code(), "USD" | "EUR" | "GBP" | "JPY" | "CNY" | "CHF" | "CAD" | "AUD");
    (digits && (blank || common)).then(|| {
        *cursor = rest;
        Kind::Money(Some(code))
    })
}

/// The factor of `bn`, `million` … behind the digits.
fn scale_after(cursor: &mut &str) -> Decimal {
    const WORDS: [(&str, i64); 4] = [
        ("thousand", 1_000),
        ("million", 1_000_000),
        ("billion", 1_000_000_000),
        ("trillion", 1_000_000_000_000),
    ];
    const SUFFIXES: [(&str, i64); 18] = [
        ("trn", 1_000_000_000_000),
        ("bln", 1_000_000_000),
        ("mln", 1_000_000),
        ("Bn", 1_000_000_000),
        ("BN", 1_000_000_000),
        ("mm", 1_000_000),
        ("tn", 1_000_000_000_000),
        ("bn", 1_000_000_000),
        ("mn", 1_000_000),
        ("k", 1_000),
        ("K", 1_000),
        ("m", 1_000_000),
        ("M", 1_000_000),
        ("b", 1_000_000_000),
        ("B", 1_000_000_000),
        ("t", 1_000_000_000_000),
        ("T", 1_000_000_000_000),
        ("MM", 1_000_000),
    ];
    for (word, factor) in WORDS {
        if let Some(rest) = words::strip_word(cursor, word) {
            *cursor = rest;
            return factor.into();
        }
    }
    for (suffix, factor) in SUFFIXES {
        let apart = cursor.strip_prefix([' ', '\u{a0}']).filter(|_| 1 < suffix.len());
        if let Some(rest) = apart.unwrap_or(cursor).strip_prefix(suffix)
            && !rest.starts_with(|c: char| c.is_alphanumeric())
        {
            *cursor = rest;
            return factor.into();
        }
    }
    Decimal::ONE
}

/// The unit behind the digits and the scale.
fn kind_after(cursor: &mut &str, currency: Option<Kind>) -> Kind {
    for (sign, kind) in [("%", Kind::Percent), ("x", Kind::Times), ("×", Kind::Times)] {
        let tight =
            cursor.strip_prefix(sign).or_else(|| cursor.strip_prefix(' ')?.strip_prefix(sign));
        if let Some(rest) = tight
            && !rest.starts_with(|c: char| c.is_alphanumeric())
        {
            *cursor = rest;
            return kind;
        }
    }
    for (word, kind) in UNITS {
        if let Some(rest) = words::strip_word(cursor, word) {
            *cursor = rest;
            return kind;
        }
    }
    if currency.is_none() {
        for (word, code) in CURRENCIES {
            if let Some(rest) = words::strip_word(cursor, word) {
                let money = Kind::Money(code.parse().ok());
                *cursor = rest;
                return money;
            }
        }
    }
    currency.unwrap_or(Kind::Plain)
}

/// What one of the written unit is worth: a per cent is a hundredth.
fn per_unit(kind: Kind) -> Decimal {
    match kind {
        Kind::Percent | Kind::Points => Decimal::new(1, 2),
        Kind::BasisPoints => Decimal::new(1, 4),
        Kind::Money(_)
        | Kind::PerShare(_)
        | Kind::Times
        | Kind::Days
        | Kind::Shares
        | Kind::Plain => Decimal::ONE,
    }
}
