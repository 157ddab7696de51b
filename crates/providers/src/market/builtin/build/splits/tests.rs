use std::collections::BTreeMap;

use finance::{Currency, Filing, FormType, Unit, amount};
use jiff::civil::date;

use super::*;

fn split(date: Date, new_shares: u32, old_shares: u32) -> Split {
    Split { symbol: "CPRT".parse().unwrap(), date, new_shares, old_shares, note: String::new() }
}

fn figure(item: LineItem, value: &str, filed: Option<Date>) -> Figure {
    let unit = match item.row().quantity {
        Quantity::PerShare => Unit::PerShare(Currency::USD),
        Quantity::Shares => Unit::Shares,
        Quantity::Flow | Quantity::Balance => Unit::Money(Currency::USD),
    };
    let filing = |filed| Filing {
        accession: "0000900075-20-000044".parse().unwrap(),
        form: FormType::new("10-K"),
        filed,
    };
    let basis = filed.map_or(Basis::Normalised, |filed| Basis::Filed(filing(filed).into()));
    Figure { value: amount::read(value).unwrap(), unit, basis, restated: Box::default() }
}

/// A fiscal year to 31 July: net income, diluted EPS and shares; as filed, or by a third party.
fn year(name: i16, [profit, eps, shares]: [&str; 3], filed: Option<Date>) -> Statement {
    let rows = [
        (LineItem::NetIncome, profit),
        (LineItem::EpsDiluted, eps),
        (LineItem::SharesDiluted, shares),
    ];
    Statement {
        kind: StatementKind::Income,
        period: FiscalPeriod::Year(name),
        span: Span::over(date(name - 1, 8, 1), date(name, 7, 31)),
        currency: Currency::USD,
        figures: rows.map(|(item, value)| (item, figure(item, value, filed))).into(),
        notes: Vec::new(),
    }
}

#[track_caller]
fn check(statements: &[Statement], splits: &[Split], expected: &[(&str, &str)]) {
    let mut restated = statements.to_vec();
    restate(&mut restated, splits);
    let value = |figures: &BTreeMap<LineItem, Figure>, item| figures[&item].value.to_string();
    let found: Vec<_> = restated
        .iter()
        .map(|one| {
            (
                value(&one.figures, LineItem::EpsDiluted),
                value(&one.figures, LineItem::SharesDiluted),
            )
        })
        .collect();
    let found: Vec<_> = found.iter().map(|(eps, shares)| (eps.as_str(), shares.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_jump_in_implied_shares_tells_which_years_a_split_restates() {
    let years = [
        year(2019, ["500", "5", "100"], None),
        year(2020, ["600", "6", "100"], None),
        year(2021, ["700", "1.75", "400"], None),
        year(2022, ["800", "2", "400"], None),
    ];
    check(
        &years,
        &[split(date(2022, 6, 1), 4, 1)],
        &[("1.25", "400"), ("1.5", "400"), ("1.75", "400"), ("2", "400")],
    );
}

#[test]
fn a_reverse_split_and_a_split_after_all_statements_are_restated_too() {
    let years = [year(2020, ["600", "6", "100"], None), year(2021, ["700", "70", "10"], None)];
    check(&years, &[split(date(2021, 1, 4), 1, 10)], &[("60", "10"), ("70", "10")]);
    let years = [year(2020, ["600", "6", "100"], None), year(2021, ["700", "7", "100"], None)];
    check(&years, &[split(date(2022, 1, 4), 3, 2)], &[("4", "150"), ("4.666667", "150")]);
}

#[test]
fn rows_without_a_jump_are_in_todays_shares_already() {
    let years = [year(2020, ["600", "6", "100"], None), year(2021, ["700", "7", "100"], None)];
    check(&years, &[split(date(2020, 10, 1), 2, 1)], &[("6", "100"), ("7", "100")]);
}

#[test]
fn a_filed_figure_is_restated_by_the_day_it_was_filed() {
    let years = [
        year(2020, ["600", "6", "100"], Some(date(2020, 9, 28))),
        year(2021, ["700", "3.5", "200"], Some(date(2021, 9, 28))),
    ];
    check(&years, &[split(date(2021, 3, 1), 2, 1)], &[("3", "200"), ("3.5", "200")]);
}

#[test]
fn two_splits_apart_are_one_rule_on_what_was_reported() {
    let years = [
        year(2014, ["600", "6", "100"], None),
        year(2015, ["600", "3", "200"], None),
        year(2020, ["600", "3", "200"], None),
        year(2021, ["600", "1", "600"], None),
    ];
    let splits = [split(date(2021, 3, 1), 3, 1), split(date(2015, 3, 2), 2, 1)];
    check(&years, &splits, &[("1", "600"), ("1", "600"), ("1", "600"), ("1", "600")]);
    let mut restated = years.to_vec();
    restate(&mut restated, &splits);
    let Basis::Derived(derived) = &restated[0].figures[&LineItem::EpsDiluted].basis else {
        panic!("a restated figure is derived");
    };
    assert_eq!(derived.rule, Rule::PerShareSplit { new: 6, old: 1, date: date(2021, 3, 1) });
    assert_eq!(derived.inputs[0].figure.value, 6.into());
    assert_eq!(derived.inputs[0].figure.basis, Basis::Normalised);
}

#[test]
fn two_splits_that_show_as_one_jump_are_both_applied() {
    let years = [
        year(2019, ["591693000", "2.46", "240453000"], None),
        year(2020, ["699907000", "2.93", "238656000"], None),
        year(2021, ["936495000", "0.97", "961160000"], None),
        year(2022, ["1090130000", "1.13", "964647000"], None),
        year(2023, ["1237741000", "1.28", "966647000"], None),
        year(2024, ["1363020000", "1.4", "974798000"], None),
    ];
    let splits = [
        split(date(2012, 3, 29), 2, 1),
        split(date(2017, 4, 11), 2, 1),
        split(date(2022, 11, 4), 2, 1),
        split(date(2023, 8, 22), 2, 1),
    ];
    check(
        &years,
        &splits,
        &[
            ("0.615", "961812000"),
            ("0.7325", "954624000"),
            ("0.97", "961160000"),
            ("1.13", "964647000"),
            ("1.28", "966647000"),
            ("1.4", "974798000"),
        ],
    );
}

#[test]
fn a_large_split_is_not_taken_for_two_of_which_one_is_restated_already() {
    let years = [
        year(2020, ["600", "6", "100"], None),
        year(2021, ["600", "0.6", "1000"], None),
        year(2022, ["600", "0.6", "1000"], None),
    ];
    let splits = [split(date(2020, 11, 4), 2, 1), split(date(2022, 8, 22), 10, 1)];
    check(&years, &splits, &[("0.6", "1000"), ("0.6", "1000"), ("0.6", "1000")]);
}

#[test]
fn profits_and_other_statements_are_left_as_they_are() {
    let mut years =
        [year(2020, ["600", "6", "100"], None), year(2021, ["700", "3.5", "200"], None)];
    let before = years[0].figures[&LineItem::NetIncome].clone();
    restate(&mut years, &[split(date(2021, 3, 1), 2, 1)]);
    assert_eq!(years[0].figures[&LineItem::NetIncome], before);
    let mut balance = [Statement { kind: StatementKind::Balance, ..years[1].clone() }];
    let kept = balance.clone();
    restate(&mut balance, &[split(date(2030, 3, 1), 2, 1)]);
    assert_eq!(balance, kept);
}
