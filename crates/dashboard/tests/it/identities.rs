//! What the terms of a formula made of a change, and how a period that is not over is held against another.

use books::{import, ledger::Books, mapping::Settled};
use dashboard::{
    compare::Wanted,
    further::{self, Further},
    metric::Metric,
    monthly::Monthly,
    told::Standing,
};
use rust_decimal::Decimal;

fn books(file: &str) -> Books {
    import::read(file.as_bytes(), &Settled::default()).unwrap().books
}

fn standing(books: &Books, metric: Metric, month: &str) -> Standing {
    let wanted = Wanted { current: Some(month.parse().unwrap()), ..Wanted::default() };
    Standing::of(books, &Monthly::of(books).unwrap(), metric, &wanted).unwrap()
}

fn find<'f>(all: &'f [Further], key: &str) -> &'f Further {
    all.iter().find(|one| one.key == key).unwrap()
}

#[test]
fn what_the_terms_made_adds_up_to_the_change() {
    // Two orders of 100 and 50 became three of 100, 50 and 7; what was sold cost 60, then 110.
    let file = "Date,Order ID,Product,Quantity,Sales,Cost\n2024-01-05,A,Rye,1,100.00,40.00\n2024-01-06,B,Rye,1,50.00,20.00\n2024-01-31,C,Oat,1,0.00,0.00\n\
                2024-02-05,D,Rye,1,100.00,70.00\n2024-02-06,E,Oat,1,50.00,35.00\n2024-02-29,F,Oat,1,7.00,5.00\n";
    let books = books(file);
    let revenue = standing(&books, Metric::Revenue, "2024-02");
    let monthly = Monthly::of(&books).unwrap();
    let all = further::figures(&books, &monthly, revenue.period, revenue.comparison.as_ref());

    let orders = find(&all, "orders");
    assert_eq!((orders.shown.as_str(), orders.before.as_deref()), ("3", Some("2")));
    let [(_, by_orders, _), (_, by_size, _)] = &orders.terms.as_ref().unwrap().parts;
    assert_eq!(by_orders + by_size, Decimal::from(7));
    assert!(Decimal::ZERO < *by_orders && *by_size < Decimal::ZERO);

    let margin = find(&all, "gross_margin");
    let [(_, by_profit, _), (_, by_revenue, _)] = &margin.terms.as_ref().unwrap().parts;
    let change = Decimal::from(47) / Decimal::from(157) - Decimal::from(90) / Decimal::from(150);
    assert_eq!((by_profit + by_revenue).round_dp(6), change.round_dp(6));
    assert!(*by_profit < Decimal::ZERO, "less was earned on more sales");
}

#[test]
fn a_period_that_is_not_over_is_held_against_the_same_days() {
    let plan = bakery::Plan::new(3).with(bakery::Cause::HalfMonth);
    let month = bakery::planted(&plan).remove(0).month;
    let books = books(&bakery::books(&plan));
    let revenue = standing(&books, Metric::Revenue, &month);
    let so_far = revenue.so_far.unwrap();
    let whole = revenue.previous.unwrap();
    assert!(so_far.previous < whole * 2 / 3, "{} of {whole}", so_far.previous);
    assert!(revenue.change().unwrap() < 0);
    let (moved, growth) = revenue.fair_move().unwrap();
    assert_eq!(moved, revenue.current - so_far.previous);
    assert!(growth.unwrap().abs() < Decimal::new(2, 1), "half a month is no fall of half");
    // One that is over is held against all of its baseline.
    let before = standing(&books, Metric::Revenue, "2023-11");
    assert_eq!(before.so_far, None);
    assert_eq!(before.fair_move().unwrap().0, before.change().unwrap());
}
