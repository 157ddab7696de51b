use std::error::Error;

use finance::{
    Basis, Figure, FiscalPeriod, LineItem, Rule, Statement, StatementKind, period::YearNaming,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

/// A company-facts file of these rows: concept, unit, days, value, form, day of filing, the filing's year.
fn body(rows: &str) -> Value {
    let mut concepts = json!({});
    for row in rows.lines().filter(|row| !row.trim().is_empty()) {
        let fields: Vec<_> = row.split_whitespace().collect();
        let [concept, unit, days, value, form, filed, year] = fields[..] else {
            panic!("`{row}` has not seven fields");
        };
        let (start, end) = match days.split_once("..") {
            Some((start, end)) => (Some(start), end),
            None => (None, days),
        };
        let number = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let mut fact = json!({
            "end": end,
            "val": number(value),
            "accn": format!("0000000007-{}-00{}", &filed[2..4], filed[5..].replace('-', "")),
            "form": form,
            "filed": filed,
        });
        if let Some(start) = start {
            fact["start"] = start.into();
        }
        if year != "-" {
            fact["fy"] = number(year);
            // What the SEC says of the filing, and no period of the fact's own.
            fact["fp"] = "FY".into();
        }
        let units = &mut concepts[concept]["units"][unit];
        if units.is_null() {
            *units = json!([]);
        }
        units.as_array_mut().unwrap().push(fact);
    }
    json!({ "cik": 7, "entityName": "Acme\u{a0}Inc.", "facts": { "us-gaap": concepts } })
}

fn read(body: &Value) -> Result<CompanyFacts, FactsError> {
    CompanyFacts::read(body.to_string().as_bytes())
}

fn reported(rows: &str, naming: YearNaming) -> Reported {
    statements(&read(&body(rows)).unwrap(), naming).unwrap()
}

fn figures(all: &[Statement], item: LineItem) -> Vec<(FiscalPeriod, &Figure)> {
    let known = |one: &'_ Statement| one.kind == item.row().statement;
    let rows = all.iter().filter(|one| known(one));
    rows.filter_map(|one| Some((one.period, one.figures.get(&item)?))).collect()
}

fn figure(all: &[Statement], item: LineItem, period: &str) -> Figure {
    let period = period.parse().unwrap();
    let found = figures(all, item).into_iter().find(|(known, _)| *known == period);
    found.unwrap_or_else(|| panic!("{period} is not there")).1.clone()
}

/// Every period in which the row is known, with its value.
#[track_caller]
fn check(rows: &str, item: LineItem, expected: &[(&str, &str)]) {
    let all = reported(rows, YearNaming::Ending).statements;
    let found: Vec<_> = figures(&all, item)
        .into_iter()
        .map(|(period, figure)| (period.to_string(), figure.value.to_string()))
        .collect();
    let found: Vec<_> = found.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_year_is_named_as_its_own_report_names_it() {
    // Johnson & Johnson, Home Depot, Walmart, NVIDIA.
    check(
        "NetIncomeLoss USD 2021-01-04..2022-01-02 20878000000 10-K 2022-02-17 2021
         NetIncomeLoss USD 2021-01-04..2022-01-02 20878000000 10-K 2023-02-16 2022
         NetIncomeLoss USD 2022-01-03..2023-01-01 17941000000 10-K 2023-02-16 2022",
        LineItem::NetIncome,
        &[("FY2021", "20878000000"), ("FY2022", "17941000000")],
    );
    check(
        "NetIncomeLoss USD 2023-01-30..2024-01-28 15143000000 10-K 2024-03-13 2023
         NetIncomeLoss USD 2023-01-30..2024-01-28 15143000000 10-K 2025-03-21 2024
         NetIncomeLoss USD 2024-01-29..2025-02-02 14806000000 10-K 2025-03-21 2024",
        LineItem::NetIncome,
        &[("FY2023", "15143000000"), ("FY2024", "14806000000")],
    );
    check(
        "NetIncomeLoss USD 2025-02-01..2026-01-31 1 10-K 2026-03-13 2026",
        LineItem::NetIncome,
        &[("FY2026", "1")],
    );
    check(
        "NetIncomeLoss USD 2024-01-29..2025-01-26 72880000000 10-K 2025-02-26 2025",
        LineItem::NetIncome,
        &[("FY2025", "72880000000")],
    );
}

#[test]
fn a_slip_in_one_filings_year_renames_nothing() {
    check(
        "NetIncomeLoss USD 2021-01-01..2021-12-31 1 10-K 2022-02-01 2021
         NetIncomeLoss USD 2022-01-01..2022-12-31 2 10-K 2023-02-01 2023
         NetIncomeLoss USD 2023-01-01..2023-12-31 3 10-K 2024-02-01 2023
         NetIncomeLoss USD 2024-01-01..2024-12-31 4 10-K 2025-02-01 2004",
        LineItem::NetIncome,
        &[("FY2021", "1"), ("FY2022", "2"), ("FY2023", "3"), ("FY2024", "4")],
    );
}

#[test]
fn without_a_filings_year_the_rule_names_it() {
    let rows = "NetIncomeLoss USD 2024-01-29..2025-02-02 5 10-K 2025-03-21 -";
    for (naming, name) in [(YearNaming::Ending, "FY2025"), (YearNaming::Starting, "FY2024")] {
        let all = reported(rows, naming).statements;
        assert_eq!(figure(&all, LineItem::NetIncome, name).value, 5.into());
    }
}

#[test]
fn the_filings_year_and_period_choose_no_figure() {
    // One filing carries three years, each labelled with the filing's own.
    check(
        "NetIncomeLoss USD 2022-01-01..2022-12-31 1 10-K 2025-02-01 2024
         NetIncomeLoss USD 2023-01-01..2023-12-31 2 10-K 2025-02-01 2024
         NetIncomeLoss USD 2024-01-01..2024-12-31 3 10-K 2025-02-01 2024
         NetIncomeLoss USD 2024-10-01..2024-12-31 4 10-K 2025-02-01 2024",
        LineItem::NetIncome,
        &[("FY2022", "1"), ("FY2023", "2"), ("FY2024", "3"), ("Q4 FY2024", "4")],
    );
}

#[test]
fn revenue_is_the_total_before_revenue_from_contracts() {
    check(
        "NetIncomeLoss USD 2025-02-01..2026-01-31 1 10-K 2026-03-13 2026
         Revenues USD 2025-02-01..2026-01-31 713163000000 10-K 2026-03-13 2026
         RevenueFromContractWithCustomerExcludingAssessedTax USD 2025-02-01..2026-01-31 706413000000 10-K 2026-03-13 2026",
        LineItem::Revenue,
        &[("FY2026", "713163000000")],
    );
}

#[test]
fn revenue_from_contracts_stands_where_the_total_is_absent_or_names_a_part() {
    check(
        "NetIncomeLoss USD 2024-01-01..2024-12-31 1 10-K 2025-02-01 2024
         Revenues USD 2023-01-01..2023-12-31 30 10-K 2025-02-01 2024
         RevenueFromContractWithCustomerExcludingAssessedTax USD 2023-01-01..2023-12-31 900 10-K 2025-02-01 2024
         RevenueFromContractWithCustomerExcludingAssessedTax USD 2024-01-01..2024-12-31 950 10-K 2025-02-01 2024",
        LineItem::Revenue,
        &[("FY2023", "900"), ("FY2024", "950")],
    );
}

#[test]
fn a_banks_revenue_is_net_of_interest_expense() {
    check(
        "NetIncomeLoss USD 2024-01-01..2024-12-31 1 10-K 2025-02-01 2024
         Revenues USD 2024-01-01..2024-12-31 270 10-K 2025-02-01 2024
         RevenueFromContractWithCustomerExcludingAssessedTax USD 2024-01-01..2024-12-31 40 10-K 2025-02-01 2024
         RevenuesNetOfInterestExpense USD 2024-01-01..2024-12-31 177 10-K 2025-02-01 2024",
        LineItem::Revenue,
        &[("FY2024", "177")],
    );
}

#[test]
fn the_latest_value_stands_and_its_first_filing_is_cited() {
    #[track_caller]
    fn check(rows: &str, expected: (i64, &str), restated: &[(i64, &str)]) {
        let all = reported(rows, YearNaming::Ending).statements;
        let figure = figure(&all, LineItem::NetIncome, "FY2023");
        let Basis::Filed(filing) = &figure.basis else { panic!("{:?}", figure.basis) };
        assert_eq!(
            (figure.value, filing.filed.to_string().as_str()),
            (expected.0.into(), expected.1)
        );
        let before: Vec<_> =
            figure.restated.iter().map(|one| (one.value, one.filing.filed.to_string())).collect();
        let restated = restated.iter().map(|(value, day)| ((*value).into(), (*day).to_owned()));
        assert_eq!(before, restated.collect::<Vec<_>>());
    }
    let year = "NetIncomeLoss USD 2023-01-01..2023-12-31";
    check(
        &format!(
            "{year} 110 10-K/A 2026-03-01 2025
             {year} 100 10-K 2025-02-01 2024
             {year} 110 10-K 2026-02-01 2025
             {year} 100 10-K 2024-02-01 2023"
        ),
        (110, "2026-02-01"),
        &[(100, "2024-02-01")],
    );
    check(
        &format!(
            "{year} 100 10-K 2024-02-01 2023
             {year} 110 10-K 2025-02-01 2024
             {year} 100 10-K 2026-02-01 2025"
        ),
        (100, "2024-02-01"),
        &[(110, "2025-02-01")],
    );
    // What an 8-K or a proxy statement repeats stands for nothing.
    check(
        &format!(
            "{year} 100 10-K 2024-02-01 2023
             {year} 90 8-K 2024-06-01 2023
             {year} 80 DEF14A 2024-07-01 2023"
        ),
        (100, "2024-02-01"),
        &[],
    );
}

/// Every derived figure is the first of its inputs less the others, for the days that are left.
fn assert_differences_add_up(all: &[Statement]) {
    for (item, figure) in all.iter().flat_map(|one| &one.figures) {
        if let Basis::Derived(derived) = &figure.basis {
            assert_eq!(derived.rule, Rule::Difference, "{item:?}");
            let mut values = derived.inputs.iter().map(|input| input.figure.value);
            let whole = values.next().unwrap();
            assert_eq!(figure.value, whole - values.sum::<rust_decimal::Decimal>(), "{item:?}");
            assert!(derived.inputs.iter().all(|input| input.figure.is_checked()));
        }
    }
}

#[track_caller]
fn check_inputs(all: &[Statement], item: LineItem, period: &str, expected: &[&str]) {
    let Basis::Derived(derived) = figure(all, item, period).basis else {
        panic!("{period} is derived");
    };
    let inputs: Vec<_> = derived.inputs.iter().map(|input| input.period.to_string()).collect();
    assert_eq!(inputs, expected);
}

#[test]
fn quarters_follow_from_sums_since_the_start_of_the_year() {
    let rows = "
        NetIncomeLoss USD 2023-01-01..2023-12-31 1 10-K 2024-02-01 2023
        NetCashProvidedByUsedInOperatingActivities USD 2023-01-01..2023-12-31 60 10-K 2024-02-01 2023
        NetCashProvidedByUsedInOperatingActivities USD 2024-01-01..2024-03-31 10 10-Q 2024-05-01 2024
        NetCashProvidedByUsedInOperatingActivities USD 2024-01-01..2024-06-30 25 10-Q 2024-08-01 2024
        NetCashProvidedByUsedInOperatingActivities USD 2024-01-01..2024-09-30 45 10-Q 2024-11-01 2024
        NetCashProvidedByUsedInOperatingActivities USD 2024-01-01..2024-12-31 70 10-K 2025-02-01 2024
        NetCashProvidedByUsedInOperatingActivities USD 2025-01-01..2025-03-31 11 10-Q 2025-05-01 2025
        NetCashProvidedByUsedInOperatingActivities USD 2025-01-01..2025-06-30 -4 10-Q 2025-08-01 2025";
    let item = LineItem::CashFromOperations;
    check(
        rows,
        item,
        &[
            ("FY2023", "60"),
            ("FY2024", "70"),
            ("Q1 FY2024", "10"),
            ("Q2 FY2024", "15"),
            ("Q3 FY2024", "20"),
            ("Q4 FY2024", "25"),
            ("Q1 FY2025", "11"),
            ("Q2 FY2025", "-15"),
        ],
    );
    let all = reported(rows, YearNaming::Ending).statements;
    check_inputs(&all, item, "Q2 FY2024", &["H1 FY2024", "Q1 FY2024"]);
    check_inputs(&all, item, "Q3 FY2024", &["Q1–Q3 FY2024", "H1 FY2024"]);
    check_inputs(&all, item, "Q4 FY2024", &["FY2024", "Q1–Q3 FY2024"]);
    assert_differences_add_up(&all);
    let second = all
        .iter()
        .find(|one| one.kind == StatementKind::CashFlow && one.period.to_string() == "Q2 FY2024");
    let span = second.unwrap().span;
    assert_eq!(
        (span.start.unwrap().to_string(), span.end.to_string()),
        ("2024-04-01".into(), "2024-06-30".into())
    );
}

#[test]
fn a_reported_quarter_stands_before_a_derived_one() {
    let rows = "
        NetIncomeLoss USD 2024-01-01..2024-03-31 10 10-Q 2024-05-01 2024
        NetIncomeLoss USD 2024-04-01..2024-06-30 14 10-Q 2024-08-01 2024
        NetIncomeLoss USD 2024-01-01..2024-06-30 25 10-Q 2024-08-01 2024
        NetIncomeLoss USD 2024-01-01..2024-12-31 70 10-K 2025-02-01 2024";
    let all = reported(rows, YearNaming::Ending).statements;
    let second = figure(&all, LineItem::NetIncome, "Q2 FY2024");
    assert_eq!(second.value, 14.into());
    assert!(matches!(second.basis, Basis::Filed(_)));
}

#[test]
fn a_fourth_quarter_follows_from_the_year_and_three_quarters_and_not_from_two() {
    let three = "
        NetIncomeLoss USD 2024-01-01..2024-03-31 10 10-Q 2024-05-01 2024
        NetIncomeLoss USD 2024-04-01..2024-06-30 14 10-Q 2024-08-01 2024
        NetIncomeLoss USD 2024-01-01..2024-12-31 70 10-K 2025-02-01 2024";
    check(
        three,
        LineItem::NetIncome,
        &[("FY2024", "70"), ("Q1 FY2024", "10"), ("Q2 FY2024", "14")],
    );
    let rows =
        format!("{three}\n NetIncomeLoss USD 2024-07-01..2024-09-30 16 10-Q 2024-11-01 2024");
    let all = reported(&rows, YearNaming::Ending).statements;
    assert_eq!(figure(&all, LineItem::NetIncome, "Q4 FY2024").value, 30.into());
    let inputs = ["FY2024", "Q1 FY2024", "Q2 FY2024", "Q3 FY2024"];
    check_inputs(&all, LineItem::NetIncome, "Q4 FY2024", &inputs);
    assert_differences_add_up(&all);
}

#[test]
fn amounts_per_share_and_numbers_of_shares_are_never_subtracted() {
    for (concept, unit, item) in [
        ("EarningsPerShareDiluted", "USD/shares", LineItem::EpsDiluted),
        ("WeightedAverageNumberOfDilutedSharesOutstanding", "shares", LineItem::SharesDiluted),
    ] {
        let rows = format!(
            "NetIncomeLoss USD 2024-01-01..2024-12-31 70 10-K 2025-02-01 2024
             {concept} {unit} 2024-01-01..2024-03-31 1.1 10-Q 2024-05-01 2024
             {concept} {unit} 2024-01-01..2024-06-30 2.3 10-Q 2024-08-01 2024
             {concept} {unit} 2024-01-01..2024-09-30 3.6 10-Q 2024-11-01 2024
             {concept} {unit} 2024-01-01..2024-12-31 5.0 10-K 2025-02-01 2024"
        );
        check(&rows, item, &[("FY2024", "5"), ("Q1 FY2024", "1.1")]);
    }
}

#[test]
fn trailing_years_in_quarterly_reports_are_no_fiscal_years() {
    // Amazon prints cash flows of twelve months in every 10-Q.
    check(
        "NetIncomeLoss USD 2023-01-01..2023-12-31 1 10-K 2024-02-01 2023
         NetCashProvidedByUsedInOperatingActivities USD 2023-01-01..2023-12-31 84946 10-K 2024-02-01 2023
         NetCashProvidedByUsedInOperatingActivities USD 2023-04-01..2024-03-31 99147 10-Q 2024-05-01 2024
         NetCashProvidedByUsedInOperatingActivities USD 2024-01-01..2024-03-31 18989 10-Q 2024-05-01 2024
         NetCashProvidedByUsedInOperatingActivities USD 2023-07-01..2024-06-30 107952 10-Q 2024-08-01 2024",
        LineItem::CashFromOperations,
        &[("FY2023", "84946"), ("Q1 FY2024", "18989")],
    );
}

#[test]
fn balances_stand_at_the_ends_of_years_and_quarters() {
    check(
        "NetIncomeLoss USD 2023-01-01..2023-12-31 1 10-K 2024-02-01 2023
         NetIncomeLoss USD 2024-01-01..2024-12-31 1 10-K 2025-02-01 2024
         Assets USD 2023-12-31 50 10-K 2024-02-01 2023
         Assets USD 2024-06-30 55 10-Q 2024-08-01 2024
         Assets USD 2024-12-31 60 10-K 2025-02-01 2024
         Assets USD 2025-03-31 61 10-Q 2025-05-01 2025",
        LineItem::TotalAssets,
        &[
            ("FY2023", "50"),
            ("FY2024", "60"),
            ("Q4 FY2023", "50"),
            ("Q2 FY2024", "55"),
            ("Q4 FY2024", "60"),
            ("Q1 FY2025", "61"),
        ],
    );
}

#[test]
fn quarters_of_twelve_and_seventeen_weeks_keep_their_places() {
    // Costco: a year of 53 weeks, then one of 52, each with a long fourth quarter.
    let rows = "
        NetIncomeLoss USD 2022-08-29..2023-09-03 6292 10-K 2023-10-11 2023
        NetIncomeLoss USD 2022-08-29..2022-11-20 1364 10-Q 2022-12-20 2023
        NetIncomeLoss USD 2022-11-21..2023-02-12 1466 10-Q 2023-03-09 2023
        NetIncomeLoss USD 2023-02-13..2023-05-07 1302 10-Q 2023-06-01 2023
        NetIncomeLoss USD 2023-09-04..2024-09-01 7367 10-K 2024-10-09 2024
        NetIncomeLoss USD 2023-09-04..2023-11-26 1589 10-Q 2023-12-20 2024
        NetIncomeLoss USD 2023-11-27..2024-02-18 1743 10-Q 2024-03-13 2024
        NetIncomeLoss USD 2024-02-19..2024-05-12 1681 10-Q 2024-06-05 2024";
    check(
        rows,
        LineItem::NetIncome,
        &[
            ("FY2023", "6292"),
            ("FY2024", "7367"),
            ("Q1 FY2023", "1364"),
            ("Q2 FY2023", "1466"),
            ("Q3 FY2023", "1302"),
            ("Q4 FY2023", "2160"),
            ("Q1 FY2024", "1589"),
            ("Q2 FY2024", "1743"),
            ("Q3 FY2024", "1681"),
            ("Q4 FY2024", "2354"),
        ],
    );
    assert_differences_add_up(&reported(rows, YearNaming::Ending).statements);
}

#[test]
fn of_two_currencies_the_one_of_most_facts_is_reported_in() {
    let rows = "
        Assets USD 2024-12-31 900 20-F 2025-02-01 2024
        Assets EUR 2024-12-31 800 20-F 2025-02-01 2024
        NetIncomeLoss EUR 2023-01-01..2023-12-31 70 20-F 2025-02-01 2024
        NetIncomeLoss EUR 2024-01-01..2024-12-31 80 20-F 2025-02-01 2024
        Revenues USD 2024-01-01..2024-12-31 450 20-F 2025-02-01 2024
        Revenues EUR 2024-01-01..2024-12-31 400 20-F 2025-02-01 2024";
    let reported = reported(rows, YearNaming::Ending);
    assert_eq!(reported.currency.code(), "EUR");
    assert!(reported.statements.iter().all(|one| one.currency.code() == "EUR"));
    assert_eq!(figure(&reported.statements, LineItem::Revenue, "FY2024").value, 400.into());
    assert_eq!(figure(&reported.statements, LineItem::TotalAssets, "FY2024").value, 800.into());
}

#[test]
fn without_a_year_or_a_currency_there_are_no_statements() {
    for rows in [
        "",
        "Assets USD 2024-12-31 900 10-K 2025-02-01 2024",
        "Revenues USD 2024-01-01..2024-12-31 450 10-K 2025-02-01 2024",
    ] {
        assert!(statements(&read(&body(rows)).unwrap(), YearNaming::Ending).is_none(), "{rows}");
    }
}

const ONE_YEAR: &str = "NetIncomeLoss USD 2024-01-01..2024-12-31 70 10-K 2025-02-01 2024";

#[test]
fn what_no_row_asks_for_is_passed_over_whatever_it_is() {
    let mut body = body(ONE_YEAR);
    body["facts"]["ifrs-full"] = json!({ "_stripped": true });
    body["facts"]["dei"] = json!(true);
    body["facts"]["us-gaap"]["Unknown"] = json!([1, 2]);
    body["facts"]["us-gaap"]["NetIncomeLoss"]["label"] = json!(null);
    body["facts"]["us-gaap"]["NetIncomeLoss"]["units"]["furlongs"] = json!([]);
    let facts = read(&body).unwrap();
    assert_eq!((facts.name.as_str(), facts.cik.number()), ("Acme Inc.", 7));
    let all = statements(&facts, YearNaming::Ending).unwrap().statements;
    assert_eq!(figure(&all, LineItem::NetIncome, "FY2024").value, 70.into());
}

/// The whole chain of what was wrong, after `change` is made to a good file.
#[track_caller]
fn check_refused(change: impl Fn(&mut Value), expected: &[&str]) {
    let mut body = body(ONE_YEAR);
    change(&mut body);
    let error = read(&body).unwrap_err();
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        message = format!("{message}: {error}");
        cause = error.source();
    }
    for part in expected {
        assert!(message.contains(part), "`{message}` does not say `{part}`");
    }
}

fn fact(body: &mut Value) -> &mut Value {
    &mut body["facts"]["us-gaap"]["NetIncomeLoss"]["units"]["USD"][0]
}

#[test]
fn a_file_of_another_shape_is_refused_with_the_name_of_what_is_wrong() {
    check_refused(|body| *body = json!([]), &["the company facts could not be read"]);
    check_refused(|body| *body = json!({"cik": 7}), &["could not be read", "facts"]);
    check_refused(|body| body["cik"] = json!("n/a"), &["name no registrant: `n/a`"]);
    check_refused(|body| body["cik"] = json!(0), &["name no registrant: `0`"]);
    check_refused(|body| body["cik"] = json!(99_999_999_999_u64), &["`99999999999`"]);
    check_refused(|body| body["facts"]["us-gaap"] = json!(true), &["could not be read", "boolean"]);
    let concept = "NetIncomeLoss";
    check_refused(|body| body["facts"]["us-gaap"][concept] = json!(true), &[concept, "boolean"]);
    check_refused(|body| fact(body)["end"] = json!("2024-13-01"), &[concept, "month"]);
    check_refused(|body| fact(body)["fy"] = json!("soon"), &[concept, "soon"]);
    check_refused(|body| fact(body)["filed"] = json!(20_250_201), &[concept, "20250201"]);
    check_refused(|body| *fact(body) = json!({"end": "2024-12-31"}), &[concept, "val"]);
    assert!(matches!(CompanyFacts::read(b"{\"cik\": 7,"), Err(FactsError::Shape(_))));
    assert!(matches!(CompanyFacts::read(&[0xff, 0xfe]), Err(FactsError::Shape(_))));
    assert!(matches!(CompanyFacts::read(b""), Err(FactsError::Shape(_))));
}

#[test]
fn a_value_out_of_bounds_is_refused_with_its_concept_and_day() {
    let wrong = [
        (json!(1_000_000_000_000_000_000_i64), "`1000000000000000000`"),
        (json!(-1e18), "`-1e+18`"),
        (json!(1e300), "`1e+300`"),
        (json!("n/a"), "`n/a`"),
        (json!(null), "`null`"),
        (json!([1]), "`[1]`"),
    ];
    for (value, said) in wrong {
        let change = |body: &mut Value| fact(body)["val"] = value.clone();
        check_refused(
            change,
            &["NetIncomeLoss of 2024-12-31 has a value that cannot be read", said],
        );
    }
}

#[test]
fn a_fact_without_a_filing_is_refused() {
    for wrong in ["", "0000000007-25-00020", "0000000007-25-0002011", "000000000x-25-000201"] {
        let change = |body: &mut Value| fact(body)["accn"] = json!(wrong);
        check_refused(change, &["NetIncomeLoss names no filing", &format!("`{wrong}`")]);
    }
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 1..6),
    ) {
        let rows = format!("{ONE_YEAR}\nAssets USD 2024-12-31 60 10-K 2025-02-01 2024");
        let mut bytes = body(&rows).to_string().into_bytes();
        for (at, byte, kind) in changes {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => drop(bytes.remove(at)),
            }
        }
        if let Ok(facts) = CompanyFacts::read(&bytes) {
            let _ = statements(&facts, YearNaming::Starting);
        }
    }

    #[test]
    fn whatever_days_are_reported_every_derived_quarter_adds_up(
        facts in prop::collection::vec(
            (-9999_i16..=9999, 1_i8..=12, 1_i8..=28, prop::sample::select(vec![0_i64, 89, 91, 181, 273, 364, 370]),
             -999_999_999_999_999_999_i64..=999_999_999_999_999_999, any::<bool>(), prop::option::of(any::<i16>())),
            1..12,
        ),
        near: bool,
    ) {
        let rows = facts.into_iter().map(|(year, month, day, days, value, annual, named)| {
            let (year, month, day) =
                if near { (2020 + year.rem_euclid(4), 1, 1) } else { (year, month, day) };
            let start = jiff::civil::date(year, month, day);
            let end = start.saturating_add(jiff::Span::new().days(days));
            let form = if annual { "10-K" } else { "10-Q" };
            let named = named.map_or("-".to_owned(), |year| year.to_string());
            let report = format!("{value} {form} 2025-02-01 {named}");
            format!("NetIncomeLoss USD {start}..{end} {report}\nAssets USD {end} {report}\n")
        });
        let rows: String = rows.collect();
        let facts = read(&body(&rows)).unwrap();
        if let Some(reported) = statements(&facts, YearNaming::Ending) {
            assert_differences_add_up(&reported.statements);
        }
    }
}
