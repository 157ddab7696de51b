use finance::{
    Currency, FiscalPeriod, Item, LineItem, PriceItem, Quarter, Ratio, Undefined,
    facts::{Aspect, Fact, FactTable, How},
    ratio::{Computer, PriceAt, Ratio as R, RatioUnit},
};
use jiff::civil::date;
use proptest::prelude::*;
use rust_decimal::{Decimal, MathematicalOps};

use crate::acme::{self, acme};

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// Every ratio of FY2024 as a quotient of numbers worked out by hand, amounts in millions.
const EXPECTED: &[(Ratio, &str, &str)] = &[
    (R::GrossMargin, "61051", "161051"),
    (R::OperatingMargin, "36051", "161051"),
    (R::PretaxMargin, "34000", "161051"),
    (R::NetMargin, "27200", "161051"),
    (R::EbitdaMargin, "42051", "161051"),
    (R::FreeCashFlowMargin, "28000", "161051"),
    (R::ResearchIntensity, "10000", "161051"),
    (R::OverheadIntensity, "15000", "161051"),
    (R::EffectiveTaxRate, "0.2", "1"),
    (R::RevenueGrowth, "0.1", "1"),
    (R::GrossProfitGrowth, "6951", "54100"),
    (R::OperatingIncomeGrowth, "5551", "30500"),
    (R::NetIncomeGrowth, "0.0625", "1"),
    (R::EpsGrowth, "0.088", "1"),
    (R::CashFromOperationsGrowth, "7500", "32500"),
    (R::RevenueCagr, "0.1", "1"),
    (R::ReturnOnEquity, "27200", "96000"),
    (R::ReturnOnAssets, "27200", "190000"),
    (R::ReturnOnInvestedCapital, "28840.8", "121000"),
    (R::ReturnOnCapitalEmployed, "36051", "175000"),
    (R::InvestedCapital, "121000", "1"),
    (R::AssetTurnover, "161051", "190000"),
    (R::EquityMultiplier, "200", "101"),
    (R::TotalDebt, "40000", "1"),
    (R::NetDebt, "20000", "1"),
    (R::DebtToEquity, "40", "101"),
    (R::DebtToAssets, "0.2", "1"),
    (R::LiabilitiesToAssets, "0.495", "1"),
    (R::NetDebtToEbitda, "20000", "42051"),
    (R::CurrentRatio, "2", "1"),
    (R::QuickRatio, "1.68", "1"),
    (R::CashRatio, "0.8", "1"),
    (R::WorkingCapital, "25000", "1"),
    (R::CashAndInvestments, "25000", "1"),
    (R::InterestCoverage, "18.0255", "1"),
    (R::CashFlowToDebt, "1", "1"),
    (R::Ebitda, "42051", "1"),
    (R::FreeCashFlow, "28000", "1"),
    (R::CashConversion, "400", "272"),
    (R::CapexToRevenue, "12000", "161051"),
    (R::CapexToDepreciation, "2", "1"),
    (R::StockCompensationToRevenue, "3000", "161051"),
    (R::PayoutRatio, "50", "272"),
    (R::ShareholderReturn, "12000", "1"),
    (R::DaysSalesOutstanding, "3723000", "161051"),
    (R::DaysInventory, "36.865", "1"),
    (R::DaysPayables, "29.2", "1"),
    (R::CashConversionCycle, "4957455.915", "161051"),
    (R::BookValuePerShare, "1010", "98"),
    (R::RevenuePerShare, "16.1051", "1"),
    (R::FreeCashFlowPerShare, "2.8", "1"),
    (R::MarketCapitalization, "392000", "1"),
    (R::EnterpriseValue, "412000", "1"),
    (R::PriceToEarnings, "40", "2.72"),
    (R::PriceToSales, "392000", "161051"),
    (R::PriceToBook, "392", "101"),
    (R::PriceToFreeCashFlow, "14", "1"),
    (R::EvToEbitda, "412000", "42051"),
    (R::EvToRevenue, "412000", "161051"),
    (R::EarningsYield, "0.068", "1"),
    (R::FreeCashFlowYield, "28", "392"),
    (R::DividendYield, "0.0125", "1"),
];

#[test]
fn every_ratio_is_what_a_hand_computes() {
    let known = acme();
    for (ratio, above, below) in EXPECTED {
        let millions = if ratio.row().unit == RatioUnit::Money { 1_000_000 } else { 1 };
        let expected = number(above) / number(below) * Decimal::from(millions);
        let found = acme::ratio(&known, *ratio, PriceAt::Last).unwrap();
        assert!(
            (found - expected).abs() < Decimal::new(1, 9),
            "{ratio:?}: {found}, not {expected}"
        );
    }
    let all: Vec<_> = Ratio::ALL.iter().map(|row| row.ratio).collect();
    assert_eq!(EXPECTED.iter().map(|(ratio, ..)| *ratio).collect::<Vec<_>>(), all);
}

#[track_caller]
fn check_undefined(known: &finance::CompanyFigures, ratio: Ratio, expected: &Undefined) {
    assert_eq!(acme::ratio(known, ratio, PriceAt::Last).as_ref(), Err(expected), "{ratio:?}");
}

fn missing(what: &str) -> Undefined {
    Undefined::Missing(what.to_owned())
}

fn meaningless(what: &str) -> Undefined {
    Undefined::Meaningless(what.to_owned())
}

#[test]
fn a_missing_input_is_named() {
    let known = acme::only(&[(LineItem::Revenue, "161051")], Currency::USD);
    check_undefined(&known, R::GrossMargin, &missing("Gross profit FY2024"));
    check_undefined(&known, R::RevenueGrowth, &missing("Revenue FY2023"));
    check_undefined(&known, R::RevenueCagr, &missing("Revenue FY2019"));
    check_undefined(&known, R::MarketCapitalization, &missing("Diluted shares FY2024"));
    let inventory = [(LineItem::Inventory, "8000"), (LineItem::Revenue, "161051")];
    let known = acme::only(&inventory, Currency::USD);
    check_undefined(&known, R::DaysInventory, &missing("Inventory FY2023"));
    let mut known = acme();
    known.priced = None;
    check_undefined(&known, R::PriceToEarnings, &missing("a price of ACME"));
    assert_eq!(missing("Cost of revenue FY2024").to_string(), "Cost of revenue FY2024 is missing");
}

#[test]
fn whichever_row_is_missing_no_ratio_takes_it_for_zero() {
    let whole = acme();
    let this_year = FiscalPeriod::Year(2024);
    for (absent, _) in acme::THIS_YEAR {
        let rest: Vec<_> =
            acme::THIS_YEAR.iter().filter(|(item, _)| item != absent).copied().collect();
        let mut known = acme::only(&rest, Currency::USD);
        for item in LineItem::ALL.iter().map(|row| row.item) {
            for year in [2019, 2020, 2023].map(FiscalPeriod::Year) {
                if let Some(dated) = whole.figure(item, year) {
                    acme::add(&mut known, year, Currency::USD, [(item, dated.figure)]);
                }
            }
        }
        for row in Ratio::ALL {
            let with = acme::ratio(&whole, row.ratio, PriceAt::Last).unwrap();
            match acme::ratio(&known, row.ratio, PriceAt::Last) {
                Ok(without) => assert!(
                    with == without || has_another_way(row.ratio, *absent),
                    "{:?} without {absent:?} is {without}, not {with}",
                    row.ratio
                ),
                Err(reason) => assert_eq!(
                    reason,
                    missing(&format!("{} {this_year}", absent.row().label)),
                    "{:?}",
                    row.ratio
                ),
            }
        }
    }
}

/// Shares outstanding give way to diluted shares, and a price/earnings ratio to the company's whole.
fn has_another_way(ratio: Ratio, absent: LineItem) -> bool {
    absent == LineItem::SharesOutstanding
        || (ratio, absent) == (R::PriceToEarnings, LineItem::EpsDiluted)
}

#[test]
fn a_loss_and_a_negative_base_mean_nothing() {
    let loss = [(LineItem::EpsDiluted, "-1.50"), (LineItem::NetIncome, "-15000")];
    let known = acme::only(&loss, Currency::USD);
    let reason = "Diluted EPS FY2024 is zero or negative";
    check_undefined(&known, R::PriceToEarnings, &meaningless(reason));
    let mut known = acme::only(&[(LineItem::NetIncome, "15000")], Currency::USD);
    let before = acme::figure(LineItem::NetIncome, "-100", Currency::USD);
    let last_year = FiscalPeriod::Year(2023);
    acme::add(&mut known, last_year, Currency::USD, [(LineItem::NetIncome, before)]);
    let reason = "Net income FY2023 is zero or negative";
    check_undefined(&known, R::NetIncomeGrowth, &meaningless(reason));
    let rows = [(LineItem::NetIncome, "15000"), (LineItem::Equity, "50000")];
    let mut known = acme::only(&rows, Currency::USD);
    let deficit = acme::figure(LineItem::Equity, "-30000", Currency::USD);
    acme::add(&mut known, last_year, Currency::USD, [(LineItem::Equity, deficit)]);
    let reason = "shareholders' equity was negative";
    check_undefined(&known, R::ReturnOnEquity, &meaningless(reason));
    let zero = [(LineItem::NetIncome, "5"), (LineItem::Revenue, "0")];
    let known = acme::only(&zero, Currency::USD);
    check_undefined(&known, R::NetMargin, &meaningless("Revenue FY2024 is zero or negative"));
}

#[test]
fn a_price_in_another_currency_gives_no_multiple_of_statements() {
    let known = acme::only(acme::THIS_YEAR, Currency::EUR);
    for row in Ratio::ALL.iter().filter(|row| row.group == finance::ratio::Group::Valuation) {
        match (row.ratio, acme::ratio(&known, row.ratio, PriceAt::Last)) {
            (R::MarketCapitalization, found) => {
                assert_eq!(found, Ok(Decimal::from(392_000_000_000_i64)));
            }
            (ratio, Err(Undefined::Meaningless(reason))) => {
                assert!(reason.contains("USD") && reason.contains("EUR"), "{ratio:?}: {reason}");
            }
            (ratio, found) => panic!("{ratio:?} is {found:?}"),
        }
    }
    let euros = acme::ratio(&known, R::NetMargin, PriceAt::Last);
    assert_eq!(euros, acme::ratio(&acme(), R::NetMargin, PriceAt::Last));
}

#[test]
fn an_unexplained_jump_after_the_statements_blocks_every_multiple() {
    let mut known = acme();
    let jumps = |known: &mut finance::CompanyFigures, day| {
        known.priced.as_mut().unwrap().closes.jumps = vec![date(2020, 1, 2), day];
    };
    jumps(&mut known, date(2025, 1, 7));
    let reason =
        "an unexplained jump of the price on 2025-01-07 lies between the statements and the price";
    for row in Ratio::ALL.iter().filter(|row| row.group == finance::ratio::Group::Valuation) {
        check_undefined(&known, row.ratio, &meaningless(reason));
    }
    // A jump within the year divides it as well; one before it does not.
    jumps(&mut known, date(2024, 6, 3));
    let found = acme::ratio(&known, R::MarketCapitalization, PriceAt::Last);
    assert!(found.is_err(), "{found:?}");
    jumps(&mut known, date(2023, 12, 29));
    let found = acme::ratio(&known, R::MarketCapitalization, PriceAt::Last);
    assert_eq!(found, Ok(Decimal::from(392_000_000_000_i64)));
}

#[test]
fn a_periods_own_price_is_a_close_of_its_last_week() {
    #[track_caller]
    fn check(day: jiff::civil::Date, expected: Option<i64>) {
        let mut known = acme();
        known.priced = Some(acme::closes(Currency::USD, &[(day, 20), (date(2025, 2, 14), 40)]));
        let found = acme::ratio(&known, R::EarningsYield, PriceAt::PeriodEnd);
        assert_eq!(found.ok(), expected.map(|price| number("2.72") / Decimal::from(price)));
    }
    check(date(2024, 12, 31), Some(20));
    check(date(2024, 12, 24), Some(20));
    check(date(2024, 12, 23), None);
    check(date(2025, 1, 2), None);
}

#[test]
fn prices_of_a_year_are_facts_with_their_days() {
    let known = acme();
    let mut table = FactTable::default();
    let mut computer = Computer::new(&known, &mut table, PriceAt::Last);
    let year = FiscalPeriod::Year(2024);
    let ids = [PriceItem::Close, PriceItem::High, PriceItem::Low]
        .map(|item| computer.item(Item::Price(item), year).unwrap());
    let said = ids.map(|id| {
        let fact = table.fact(id).unwrap();
        format!("{} {} {}", fact.value, fact.unit, fact.period)
    });
    assert_eq!(
        said,
        ["40 USD/share 2025-02-14", "46 USD/share 2024-06-03", "34 USD/share 2024-12-30"]
    );
}

#[test]
fn a_trailing_year_has_ratios_of_its_own() {
    let known = acme();
    let mut table = FactTable::default();
    let mut computer = Computer::new(&known, &mut table, PriceAt::Last);
    let period = FiscalPeriod::Trailing(2024, Quarter::Q3);
    let id = computer.ratio(R::NetMargin, period).unwrap();
    let reason = computer.ratio(R::GrossMargin, period).unwrap_err();
    let expected = number("18130") / number("155600");
    assert_eq!(table.fact(id).unwrap().value, expected.round_dp(12));
    assert_eq!(reason, missing("Gross profit TTM Q3 FY2024"));
}

/// A formula's value, read from its words: names of inputs, numbers, signs and parentheses.
fn evaluate(formula: &str, inputs: &[&Fact]) -> Decimal {
    let mut text = formula.to_owned();
    let mut named: Vec<_> = inputs
        .iter()
        .enumerate()
        .map(|(index, fact)| (format!("{} {}", fact.what, fact.period), index))
        .collect();
    named.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    for (name, index) in &named {
        assert!(text.contains(name.as_str()), "`{formula}` does not name {name}");
        text = text.replace(name.as_str(), &format!("#{index}"));
    }
    let mut rest = text.as_str();
    let value = sum(&mut rest, inputs);
    assert_eq!(rest, "", "{formula}");
    value
}

fn sum(rest: &mut &str, inputs: &[&Fact]) -> Decimal {
    let mut value = product(rest, inputs);
    loop {
        if let Some(after) = rest.strip_prefix(" + ") {
            *rest = after;
            value += product(rest, inputs);
        } else if let Some(after) = rest.strip_prefix(" − ") {
            *rest = after;
            value -= product(rest, inputs);
        } else {
            return value;
        }
    }
}

fn product(rest: &mut &str, inputs: &[&Fact]) -> Decimal {
    let mut value = factor(rest, inputs);
    loop {
        if let Some(after) = rest.strip_prefix(" × ") {
            *rest = after;
            value *= factor(rest, inputs);
        } else if let Some(after) = rest.strip_prefix(" ÷ ") {
            *rest = after;
            value /= factor(rest, inputs);
        } else {
            return value;
        }
    }
}

fn factor(rest: &mut &str, inputs: &[&Fact]) -> Decimal {
    if let Some(after) = rest.strip_prefix('(') {
        *rest = after;
        let value = sum(rest, inputs);
        *rest = rest.strip_prefix(')').unwrap();
        return value;
    }
    let is_name = rest.starts_with('#');
    let text = rest.trim_start_matches('#');
    let length = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    *rest = &text[length..];
    let number: usize = text[..length].parse().unwrap();
    if is_name { inputs[number].value } else { number.into() }
}

#[test]
fn every_derivation_says_how_its_value_follows_from_its_inputs() {
    let table = acme::everything(&acme());
    let mut derived = 0;
    for fact in table.iter() {
        let How::Derived { formula, inputs } = &fact.how else { continue };
        let inputs: Vec<_> = inputs.iter().map(|id| table.fact(*id).unwrap()).collect();
        assert!(inputs.iter().all(|input| input.id < fact.id), "{formula}");
        let expected = if let Aspect::Cagr(years) = fact.what.aspect {
            let [now, before] = inputs[..] else { panic!("{formula}") };
            let grown = before.value * (fact.value + Decimal::ONE).powi(years.into());
            assert!((grown - now.value).abs() < Decimal::ONE, "{formula}");
            fact.value
        } else if formula.contains("2-for-1 split") {
            assert_eq!(inputs[0].what.aspect, Aspect::AsReported);
            inputs[0].value / Decimal::TWO
        } else {
            evaluate(formula, &inputs)
        };
        assert_eq!(fact.value.round_dp(12), expected.round_dp(12), "{} = {formula}", fact.what);
        derived += 1;
    }
    assert!(100 < derived, "{derived}");
}

proptest! {
    #[test]
    fn no_amounts_make_a_ratio_panic(values in prop::collection::vec(-999_999_999_999_i64..999_999_999_999, 32), price in 1_i64..1_000_000_000) {
        let rows: Vec<_> = acme::THIS_YEAR
            .iter()
            .zip(values)
            .map(|((item, _), value)| (*item, value.to_string()))
            .collect();
        let rows: Vec<_> = rows.iter().map(|(item, value)| (*item, value.as_str())).collect();
        let mut known = acme::only(&rows, Currency::USD);
        known.priced = Some(acme::closes(Currency::USD, &[(date(2025, 2, 14), price)]));
        for fact in acme::everything(&known).iter() {
            let style = finance::format::Style::default();
            prop_assert!(!style.prose(fact.value, fact.unit).contains('-'));
        }
    }
}
