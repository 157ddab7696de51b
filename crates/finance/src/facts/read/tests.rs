use super::*;
use crate::{Currency, amount};

#[track_caller]
fn check(text: &str, expected: &[(&str, &str, Kind)]) {
    let found = numbers(text, &["3M Company"]);
    let found: Vec<_> =
        found.iter().map(|n| (n.text.as_str(), n.value.normalize(), n.kind)).collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(text, value, kind)| (*text, amount::read(value).unwrap(), *kind))
        .collect();
    assert_eq!(found, expected, "{text}");
}

const USD: Kind = Kind::Money(Some(Currency::USD));

#[test]
fn amounts_carry_their_scale_and_currency() {
    check("Revenue was $4.82bn.", &[("$4.82bn", "4820000000", USD)]);
    check("a loss of −$98.0m", &[("−$98.0m", "-98000000", USD)]);
    check("USD 391,035,000,000", &[("USD 391,035,000,000", "391035000000", USD)]);
    check("391,035,000,000 USD", &[("391,035,000,000 USD", "391035000000", USD)]);
    check("$1.2 trillion", &[("$1.2 trillion", "1200000000000", USD)]);
    check("CHF 12 million", &[("CHF 12 million", "12000000", Kind::Money("CHF".parse().ok()))]);
    check("$(1,234)", &[("$(1,234)", "-1234", USD)]);
    check("($1,234)", &[("($1,234)", "-1234", USD)]);
}

#[test]
fn rates_multiples_and_counts_are_told_apart() {
    check("a margin of 24.0%", &[("24.0%", "0.24", Kind::Percent)]);
    check("up −1.5 pp", &[("−1.5 pp", "-0.015", Kind::Points)]);
    check("25 basis points", &[("25 basis points", "0.0025", Kind::BasisPoints)]);
    check("trades at 31.2x", &[("31.2x", "31.2", Kind::Times)]);
    check("45 days", &[("45 days", "45", Kind::Days)]);
    check("15.4bn shares", &[("15.4bn shares", "15400000000", Kind::Shares)]);
}

#[test]
fn ranges_share_their_unit() {
    check("10–15%", &[("10", "0.1", Kind::Percent), ("15%", "0.15", Kind::Percent)]);
    check("$3 to $4bn", &[("$3", "3000000000", USD), ("$4bn", "4000000000", USD)]);
    check("$3–4bn", &[("$3", "3000000000", USD), ("4bn", "4000000000", USD)]);
    check("10-15%", &[("10", "0.1", Kind::Percent), ("15%", "0.15", Kind::Percent)]);
}

#[test]
fn words_are_numbers_where_a_unit_follows() {
    check("twenty-three percent", &[("twenty-three percent", "0.23", Kind::Percent)]);
    check(
        "one point five billion dollars",
        &[("one point five billion dollars", "1500000000", USD)],
    );
    check("half a million dollars", &[("half a million dollars", "500000", USD)]);
    check(
        "two hundred and five million",
        &[("two hundred and five million", "205000000", Kind::Plain)],
    );
    check("two companies, one of them old, and five years", &[]);
}

#[test]
fn dates_periods_forms_and_names_are_no_figures() {
    for text in [
        "FY2024 and Q3 FY2024, in 2023",
        "on 31 Dec 2025 or 2025-12-31 or Dec 2025",
        "the 10-K, an 8-K and 0000320193-24-000123",
        "the 52-week high over 52 weeks and 5 years",
        "a 4-for-1 split",
        "as the source says [1]",
        "1. First\n2. Second",
        "3M Company is large",
        "at 16:00",
    ] {
        check(text, &[]);
    }
}

#[test]
fn a_tables_head_gives_scale_and_its_columns_periods() {
    let text = "| USD m | FY2023 | FY2024 |\n|---|---:|---:|\n| Revenue | 3,902 | (98) |\n| Net margin | 24.0% | n/a |\n";
    let found = numbers(text, &[]);
    let seen: Vec<_> = found
        .iter()
        .map(|n| {
            (
                n.value.normalize().to_string(),
                n.kind,
                n.periods[0].to_string(),
                text[n.words.clone()].trim(),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("3902000000".to_owned(), USD, "FY2023".to_owned(), "Revenue"),
            ("-98000000".to_owned(), USD, "FY2024".to_owned(), "Revenue"),
            ("0.24".to_owned(), Kind::Percent, "FY2023".to_owned(), "Net margin"),
        ]
    );
}

fn every_unit() -> Vec<crate::Unit> {
    use crate::Unit::{Days, Fraction, Money, PerShare, Points, Shares, Times};
    let franc = "CHF".parse().unwrap();
    let money = [Currency::USD, Currency::EUR, franc].into_iter();
    let amounts = money.flat_map(|currency| [Money(currency), PerShare(currency)]);
    amounts.chain([Shares, Fraction, Points, Times, Days]).collect()
}

/// What is read where a unit was written. An amount for one share is written as any amount.
fn kind_of(unit: crate::Unit) -> Kind {
    use crate::Unit::{Days, Fraction, Money, PerShare, Points, Shares, Times};
    match unit {
        Money(currency) | PerShare(currency) => Kind::Money(Some(currency)),
        Shares => Kind::Shares,
        Fraction => Kind::Percent,
        Points => Kind::Points,
        Times => Kind::Times,
        Days => Kind::Days,
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_panic_and_spans_are_valid(text in "\\PC{0,200}") {
        for number in numbers(&text, &["A1"]) {
            proptest::prop_assert_eq!(&text[number.span.clone()], number.text.as_str());
            proptest::prop_assert!(text.get(number.words.clone()).is_some());
        }
    }

    #[test]
    fn what_is_formatted_is_read_back_within_its_rounding(mantissa in -1_000_000_000_000_000_i64..1_000_000_000_000_000, scale in 0_u32..6) {
        let value = Decimal::new(mantissa, scale);
        let style = crate::format::Style::default();
        for unit in every_unit() {
            let text = style.prose(value, unit);
            let found = numbers(&text, &[]);
            proptest::prop_assert_eq!(found.len(), 1, "{}", text);
            proptest::prop_assert!((found[0].value - value).abs() <= found[0].slack, "{} {}", text, value);
            proptest::prop_assert_eq!(found[0].kind, kind_of(unit), "{}", text);
            proptest::prop_assert_eq!(&found[0].text, &text);
            let exact = style.exact(value, unit);
            let found = numbers(&exact, &[]);
            proptest::prop_assert_eq!(found.len(), 1, "{}", exact);
            let bare = matches!(unit, crate::Unit::Fraction | crate::Unit::Points | crate::Unit::Times);
            proptest::prop_assert!(bare || found[0].value == value, "{} {}", exact, value);
        }
    }
}
