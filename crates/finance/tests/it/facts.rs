use finance::{
    Basis, Currency, Figure, FiscalPeriod, Input, Item, LineItem, Quarter, Restated, Rule, Span,
    Symbol, Unit,
    facts::{
        Aspect, Fact, FactId, FactPeriod, FactTable, How, Source, SourceOf, Underivable, What,
        derive,
    },
    figure::{InputPeriod, UNCHECKED},
    statement::Dated,
};
use jiff::civil::date;
use rust_decimal::Decimal;

use crate::acme;

const USD: Unit = Unit::Money(Currency::USD);

fn year(name: i16) -> FactPeriod {
    let period = FiscalPeriod::Year(name);
    FactPeriod::Fiscal(period, acme::span(period))
}

fn cell() -> How {
    let source = Source {
        provider: "builtin",
        filing: Some(acme::filing().into()),
        url: String::new(),
        as_of: date(2025, 2, 14),
        checked: true,
        note: None,
    };
    source.into()
}

fn enter(table: &mut FactTable, item: LineItem, period: FactPeriod, value: &str) -> FactId {
    enter_as(table, &acme::symbol(), (item.into(), period), (value, USD))
}

fn enter_as(
    table: &mut FactTable,
    symbol: &Symbol,
    place: (What, FactPeriod),
    (value, unit): (&str, Unit),
) -> FactId {
    table.enter(symbol, place, (value.parse().unwrap(), unit), cell()).unwrap()
}

fn enter_figure(
    table: &mut FactTable,
    item: LineItem,
    period: FiscalPeriod,
    figure: Figure,
) -> FactId {
    let source = SourceOf { provider: "builtin", cik: "7".parse().ok(), as_of: date(2025, 2, 14) };
    let dated = Dated { span: acme::span(period), figure };
    let place = (Item::Line(item), FactPeriod::Fiscal(period, dated.span));
    table.enter_figure(&acme::symbol(), place, &dated, &source).unwrap()
}

fn formula(table: &FactTable, id: FactId) -> String {
    match &table.fact(id).unwrap().how {
        How::Derived { formula, .. } => formula.clone(),
        How::Cell(..) => "a cell".to_owned(),
    }
}

#[test]
fn a_place_holds_one_value_however_its_days_were_counted() {
    let mut table = FactTable::default();
    let first = enter(&mut table, LineItem::Revenue, year(2024), "100");
    assert_eq!(enter(&mut table, LineItem::Revenue, year(2024), "100.0"), first);
    let other_days = FactPeriod::Fiscal(FiscalPeriod::Year(2024), Span::at(date(2024, 12, 28)));
    assert_eq!(enter(&mut table, LineItem::Revenue, other_days, "100"), first);
    assert_ne!(enter(&mut table, LineItem::Revenue, year(2023), "100"), first);
    assert_eq!((table.iter().count(), first.to_string().as_str()), (2, "f1"));
}

#[test]
fn another_value_or_unit_at_a_place_is_a_conflict_that_says_both() {
    let mut table = FactTable::default();
    enter(&mut table, LineItem::Revenue, year(2024), "100");
    let place = (LineItem::Revenue.into(), year(2024));
    let mut again = |value: i64, unit| {
        let entered = table.enter(&acme::symbol(), place, (value.into(), unit), cell());
        entered.map_err(|conflict| conflict.to_string())
    };
    assert_eq!(
        again(101, USD).unwrap_err(),
        "Revenue of ACME for FY2024 is 100 in one place and 101 in another"
    );
    assert!(again(100, Unit::Money(Currency::EUR)).is_err());
    assert!(again(100, USD).is_ok());
    assert_eq!(table.iter().count(), 1);
}

#[test]
fn a_derived_figure_brings_its_inputs_with_it() {
    let period = FiscalPeriod::Quarter(2024, Quarter::Q4);
    let figure = acme::acme().figure(LineItem::Revenue, period).unwrap().figure;
    let mut table = FactTable::default();
    let id = enter_figure(&mut table, LineItem::Revenue, period, figure);
    let said: Vec<_> =
        table.iter().map(|fact| format!("{} {}", fact.period, fact.value.normalize())).collect();
    assert_eq!(
        said,
        [
            "FY2024 161051000000",
            "Q1 FY2024 37100000000",
            "Q2 FY2024 39200000000",
            "Q3 FY2024 41300000000",
            "Q4 FY2024 43451000000",
        ]
    );
    assert_eq!(
        formula(&table, id),
        "Revenue FY2024 − Revenue Q1 FY2024 − Revenue Q2 FY2024 − Revenue Q3 FY2024"
    );
}

#[test]
fn sums_since_the_start_of_a_year_have_a_period_of_their_own() {
    let input = |value| {
        let figure = acme::figure(LineItem::Revenue, value, Currency::USD);
        acme::input(LineItem::Revenue, FiscalPeriod::Year(2024), figure)
    };
    let span = Span::over(date(2024, 1, 1), date(2024, 9, 30));
    let part = Input { period: InputPeriod::YearToDate(2024, 3), span, ..input("70") };
    let figure = Figure::derive(Rule::Difference, [input("100"), part].into()).unwrap();
    let mut table = FactTable::default();
    let period = FiscalPeriod::Quarter(2024, Quarter::Q4);
    enter_figure(&mut table, LineItem::Revenue, period, figure);
    let periods: Vec<_> = table.iter().map(|fact| fact.period.to_string()).collect();
    assert_eq!(periods, ["FY2024", "Q1–Q3 FY2024", "Q4 FY2024"]);
}

#[test]
fn a_split_keeps_what_was_first_reported_beside_what_is_restated() {
    let period = FiscalPeriod::Year(2020);
    let figure = acme::acme().figure(LineItem::EpsDiluted, period).unwrap().figure;
    let mut table = FactTable::default();
    let id = enter_figure(&mut table, LineItem::EpsDiluted, period, figure);
    let facts: Vec<_> = table.iter().map(|fact| (fact.what.aspect, fact.value)).collect();
    let expected =
        [(Aspect::AsReported, Decimal::new(401, 2)), (Aspect::Level, Decimal::new(2005, 3))];
    assert_eq!(facts, expected);
    assert_eq!(
        formula(&table, id),
        "Diluted EPS FY2020 as first reported, restated for the 2-for-1 split of 2021-06-01"
    );
}

#[test]
fn a_cell_opens_to_its_filing_and_to_what_was_said_before() {
    let mut figure = acme::figure(LineItem::Revenue, "100", Currency::USD);
    figure.restated = [Restated { value: 90.into(), filing: acme::filing().into() }].into();
    let year = FiscalPeriod::Year(2024);
    let mut table = FactTable::default();
    let id = enter_figure(&mut table, LineItem::Revenue, year, figure.clone());
    let How::Cell(source, restated) = &table.fact(id).unwrap().how else { panic!("a cell") };
    assert!(source.checked && source.note.is_none());
    assert_eq!(
        source.url,
        "https://www.sec.gov/Archives/edgar/data/7/000000000725000011/0000000007-25-000011-index.htm"
    );
    assert_eq!(restated, &figure.restated);
    figure.basis = Basis::Normalised;
    let id = enter_figure(&mut table, LineItem::NetIncome, year, figure);
    let How::Cell(source, _) = &table.fact(id).unwrap().how else { panic!("a cell") };
    assert!(!source.checked && source.filing.is_none());
    assert_eq!(source.note, Some(UNCHECKED));
}

/// Derives from revenues of years up to FY2024, the latest first.
fn derived(aspect: Aspect, values: &[&str]) -> Result<(Fact, String), Underivable> {
    let mut table = FactTable::default();
    let years = (0..).map(|back: i16| year(2024 - back));
    let ids: Vec<_> = values
        .iter()
        .zip(years)
        .map(|(value, year)| enter(&mut table, LineItem::Revenue, year, value))
        .collect();
    let id = derive(&mut table, aspect, &ids)?;
    let fact = table.fact(id).unwrap().clone();
    assert_eq!(fact.what, What { item: Item::Line(LineItem::Revenue), aspect });
    assert!(matches!(&fact.how, How::Derived { inputs, .. } if *inputs == ids));
    Ok((fact, formula(&table, id)))
}

#[track_caller]
fn check(aspect: Aspect, values: &[&str], (value, unit): (&str, Unit), period: &str, words: &str) {
    let (fact, formula) = derived(aspect, values).unwrap();
    assert_eq!((fact.value, fact.unit), (value.parse().unwrap(), unit));
    assert_eq!((fact.period.to_string().as_str(), formula.as_str()), (period, words));
}

#[test]
fn growth_change_average_and_sum_are_told_with_their_formulas() {
    let two = "FY2023 to FY2024";
    let growth = "(Revenue FY2024 − Revenue FY2023) ÷ Revenue FY2023";
    check(Aspect::Growth, &["110", "100"], ("0.1", Unit::Fraction), two, growth);
    check(Aspect::Growth, &["-50", "100"], ("-1.5", Unit::Fraction), two, growth);
    let change = "Revenue FY2024 − Revenue FY2023";
    check(Aspect::Change, &["110", "-100"], ("210", USD), two, change);
    let average = "(Revenue FY2024 + Revenue FY2023) ÷ 2";
    check(Aspect::Average, &["110", "100"], ("105", USD), two, average);
    let sum = "Revenue FY2024 + Revenue FY2023 + Revenue FY2022";
    check(Aspect::Sum, &["110", "100", "90"], ("300", USD), "FY2022 to FY2024", sum);
}

#[test]
fn a_sum_of_quarters_spans_first_to_last_in_whichever_order() {
    for order in [[Quarter::Q1, Quarter::Q2], [Quarter::Q2, Quarter::Q1]] {
        let mut table = FactTable::default();
        let ids = order.map(|quarter| {
            let period = FiscalPeriod::Quarter(2024, quarter);
            let period = FactPeriod::Fiscal(period, acme::span(period));
            enter(&mut table, LineItem::Revenue, period, "5")
        });
        let id = derive(&mut table, Aspect::Sum, &ids).unwrap();
        assert_eq!(table.fact(id).unwrap().period.to_string(), "Q1 FY2024 to Q2 FY2024");
    }
}

#[test]
fn yearly_growth_is_the_root_of_the_whole() {
    let mut table = FactTable::default();
    let now = enter(&mut table, LineItem::Revenue, year(2024), "161.051");
    let before = enter(&mut table, LineItem::Revenue, year(2019), "100");
    let id = derive(&mut table, Aspect::Cagr(5), &[now, before]).unwrap();
    let fact = table.fact(id).unwrap();
    assert!((fact.value - Decimal::new(1, 1)).abs() < Decimal::new(1, 9), "{}", fact.value);
    assert_eq!(fact.period.to_string(), "FY2019 to FY2024");
    assert!(derived(Aspect::Cagr(0), &["110", "100"]).is_err());
    assert!(derived(Aspect::Cagr(1), &["-110", "100"]).is_err());
}

#[test]
fn shares_and_multiples_are_of_one_period() {
    let mut table = FactTable::default();
    let part = enter(&mut table, LineItem::NetIncome, year(2024), "30");
    let whole = enter(&mut table, LineItem::Revenue, year(2024), "120");
    let revenue = Item::Line(LineItem::Revenue);
    let said = [Aspect::ShareOf(revenue), Aspect::MultipleOf(revenue)].map(|aspect| {
        let id = derive(&mut table, aspect, &[part, whole]).unwrap();
        let fact = table.fact(id).unwrap();
        format!("{} {}: {} {}", fact.what, fact.period, fact.value, fact.unit)
    });
    assert_eq!(
        said,
        [
            "Net income as a share of revenue FY2024: 0.25 fraction",
            "Net income as a multiple of revenue FY2024: 0.25 times",
        ]
    );
}

#[test]
fn a_change_of_two_fractions_is_in_points() {
    let mut table = FactTable::default();
    let margin = What::from(Item::Ratio(finance::Ratio::NetMargin));
    let ids = [(2024, "0.24"), (2023, "0.255")].map(|(name, value)| {
        enter_as(&mut table, &acme::symbol(), (margin, year(name)), (value, Unit::Fraction))
    });
    let id = derive(&mut table, Aspect::Change, &ids).unwrap();
    let fact = table.fact(id).unwrap();
    assert_eq!((fact.value, fact.unit), (Decimal::new(-15, 3), Unit::Points));
}

#[test]
fn rates_from_nothing_and_from_losses_are_refused() {
    let revenue = Item::Line(LineItem::Revenue);
    let rates =
        [Aspect::Growth, Aspect::Cagr(1), Aspect::ShareOf(revenue), Aspect::MultipleOf(revenue)];
    for (base, aspect) in ["0", "-100"].into_iter().flat_map(|base| rates.map(|rate| (base, rate)))
    {
        let reason = derived(aspect, &["110", base]).unwrap_err();
        assert_eq!(reason, Underivable::Base("Revenue FY2023".to_owned()), "{aspect:?}");
    }
}

#[test]
fn facts_that_do_not_belong_together_are_refused() {
    let mut table = FactTable::default();
    let usd = enter(&mut table, LineItem::Revenue, year(2024), "110");
    let revenue = What::from(LineItem::Revenue);
    let euros = ("100", Unit::Money(Currency::EUR));
    let euros = enter_as(&mut table, &acme::symbol(), (revenue, year(2023)), euros);
    let other = "OTHER".parse().unwrap();
    let theirs = enter_as(&mut table, &other, (revenue, year(2023)), ("100", USD));
    let aspects = [Aspect::Growth, Aspect::Change, Aspect::Sum, Aspect::Average, Aspect::Cagr(1)];
    for (wrong, aspect) in [euros, theirs].into_iter().flat_map(|id| aspects.map(|one| (id, one))) {
        let refused = derive(&mut table, aspect, &[usd, wrong]);
        assert!(matches!(refused, Err(Underivable::Mismatch(..))), "{refused:?}");
    }
    assert_eq!(derive(&mut table, Aspect::Sum, &[]), Err(Underivable::Missing));
    for aspect in [Aspect::Level, Aspect::AsReported, Aspect::Threshold] {
        assert!(derive(&mut table, aspect, &[usd, usd]).is_err());
    }
    let huge = Decimal::MAX.to_string();
    let least = Decimal::MIN.to_string();
    assert_eq!(derived(Aspect::Sum, &[&huge, &huge]).unwrap_err(), Underivable::Overflow);
    assert_eq!(derived(Aspect::Change, &[&huge, &least]).unwrap_err(), Underivable::Overflow);
}
