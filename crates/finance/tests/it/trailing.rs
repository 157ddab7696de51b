use finance::{Basis, CompanyFigures, Currency, Figure, FiscalPeriod, LineItem, Quarter, Rule};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::acme::{self, acme};

fn value(known: &CompanyFigures, item: LineItem, year: i16, quarter: Quarter) -> Option<Decimal> {
    let dated = known.figure(item, FiscalPeriod::Trailing(year, quarter))?;
    Some(dated.figure.value / Decimal::from(1_000_000))
}

#[test]
fn a_trailing_year_is_its_four_quarters() {
    let known = acme();
    assert_eq!(value(&known, LineItem::Revenue, 2024, Quarter::Q3), Some(155_600.into()));
    assert_eq!(value(&known, LineItem::NetIncome, 2024, Quarter::Q3), Some(18_130.into()));
    let dated = known.figure(LineItem::Revenue, FiscalPeriod::Trailing(2024, Quarter::Q3)).unwrap();
    assert_eq!(dated.span.start.unwrap().to_string(), "2023-10-01");
    assert_eq!(dated.span.end.to_string(), "2024-09-30");
    let Basis::Derived(derived) = dated.figure.basis else { panic!("a sum is derived") };
    assert_eq!(derived.rule, Rule::Sum);
    let quarters: Vec<_> = derived.inputs.iter().map(|input| input.period.to_string()).collect();
    assert_eq!(quarters, ["Q4 FY2023", "Q1 FY2024", "Q2 FY2024", "Q3 FY2024"]);
}

#[test]
fn a_year_with_a_quarter_missing_is_absent() {
    let known = acme();
    for quarter in [Quarter::Q1, Quarter::Q2] {
        assert_eq!(value(&known, LineItem::Revenue, 2024, quarter), None);
    }
    assert_eq!(value(&known, LineItem::GrossProfit, 2024, Quarter::Q3), None);
}

#[test]
fn the_trailing_year_at_a_years_end_is_the_year() {
    let known = acme();
    let year = known.figure(LineItem::Revenue, FiscalPeriod::Year(2024));
    assert_eq!(known.figure(LineItem::Revenue, FiscalPeriod::Trailing(2024, Quarter::Q4)), year);
    assert_eq!(value(&known, LineItem::EpsDiluted, 2024, Quarter::Q4), Some(Decimal::new(272, 8)));
}

#[test]
fn balances_and_shares_are_the_last_quarters_and_amounts_per_share_are_not_added() {
    let mut known = acme();
    let usd = Currency::USD;
    for quarter in Quarter::ALL {
        let period = FiscalPeriod::Quarter(2025, quarter);
        let number = quarter.number().to_string();
        let items = [LineItem::Cash, LineItem::SharesDiluted, LineItem::EpsDiluted];
        let figures = items.map(|item| (item, acme::figure(item, &number, usd)));
        acme::add(&mut known, period, usd, figures);
    }
    assert_eq!(value(&known, LineItem::Cash, 2025, Quarter::Q3), Some(3.into()));
    assert_eq!(value(&known, LineItem::Cash, 2025, Quarter::Q4), Some(4.into()));
    assert_eq!(value(&known, LineItem::SharesDiluted, 2025, Quarter::Q2), Some(2.into()));
    assert_eq!(value(&known, LineItem::EpsDiluted, 2025, Quarter::Q4), None);
}

#[test]
fn the_latest_periods_are_the_latest_by_their_days() {
    let known = acme();
    let name = |period: Option<FiscalPeriod>| period.unwrap().to_string();
    assert_eq!(name(known.latest_year()), "FY2024");
    assert_eq!(name(known.trailing().first().copied()), "TTM Q4 FY2024");
    assert_eq!(known.years().len(), 6);
    assert_eq!(known.periods_of(LineItem::GrossProfit).len(), 2);
}

proptest! {
    #[test]
    fn whatever_the_quarters_are_their_sum_is_the_trailing_year(
        values in prop::array::uniform4(-999_999_999_999_i64..=999_999_999_999),
        decimals in 0_u32..6,
        ending in prop::sample::select(Quarter::ALL.to_vec()),
        lost in prop::option::of(0_usize..4),
    ) {
        let mut known = acme::nothing_known();
        let values = values.map(|value| Decimal::new(value, decimals));
        let quarters = FiscalPeriod::four_quarters(2024, ending);
        let present = quarters.into_iter().zip(values).enumerate();
        for (_, (period, value)) in present.filter(|(index, _)| Some(*index) != lost) {
            let zero = acme::figure(LineItem::Revenue, "0", Currency::USD);
            let figure = Figure { value, ..zero };
            acme::add(&mut known, period, Currency::USD, [(LineItem::Revenue, figure)]);
        }
        let found = known.figure(LineItem::Revenue, FiscalPeriod::Trailing(2024, ending));
        let sum: Decimal = values.into_iter().sum();
        prop_assert_eq!(found.map(|dated| dated.figure.value), lost.is_none().then_some(sum.normalize()));
    }
}
