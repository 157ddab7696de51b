//! Causes add up to the change, whatever the books, the periods and the dimensions.

use std::fmt::Write as _;

use books::{import, mapping::Settled};
use dashboard::{
    cause::{self, Cause},
    compare::{Against, Chosen, Comparison, Wanted},
    metric::Metric,
    monthly::Monthly,
    period::{Grain, YearStart},
    series::Series,
};
use proptest::{
    collection::vec,
    prelude::any,
    prop_assert, prop_assert_eq, prop_oneof, proptest,
    strategy::{Just, Strategy},
};

/// A row of books: day, account, who, what, how many, how much in cents.
type Row = (u16, u8, u8, u8, u8, i32);

fn row() -> impl Strategy<Value = Row> {
    // Amounts repeat, so that bills stand there twice and cells cancel out.
    let amount = prop_oneof![Just(10_000), Just(-10_000), -50_000..50_000, any::<i32>()];
    (0_u16..800, 0_u8..7, 0_u8..5, 0_u8..4, 0_u8..4, amount)
}

fn file(rows: &[Row]) -> String {
    const ACCOUNTS: [&str; 7] =
        ["Sales", "Returns", "Rent", "Wages", "Ingredients", "Loan", "Sales tax"];
    let first = jiff::civil::date(2022, 1, 1);
    let mut file =
        "Date,Account,Counterparty,Product,Quantity,Currency,Foreign amount,Amount\n".to_owned();
    // What tells the convention: income above zero, expenses below.
    for _ in 0..1_000_usize.saturating_sub(rows.len()).min(1) {
        file.push_str("2022-01-01,Sales,,,,,,1.00\n2022-01-01,Rent,,,,,,-1.00\n");
    }
    for (day, account, who, what, many, amount) in rows {
        let day = first.checked_add(jiff::Span::new().days(i64::from(*day))).unwrap();
        let account = ACCOUNTS[usize::from(*account)];
        let who = if *who == 0 { String::new() } else { format!("party {who}") };
        let (sign, size) = (if *amount < 0 { "-" } else { "" }, amount.unsigned_abs());
        let foreign = if *what == 3 { format!("USD,{}", size / 3) } else { ",".to_owned() };
        writeln!(
            file,
            "{day},{account},{who},product {what},{many},{foreign},{sign}{}.{:02}",
            size / 100,
            size % 100
        )
        .unwrap();
    }
    file
}

fn add_up(
    causes: &[Cause],
    change: i128,
    gross: i128,
) -> Result<(), proptest::test_runner::TestCaseError> {
    prop_assert_eq!(causes.iter().map(|cause| cause.amount).sum::<i128>(), change);
    prop_assert_eq!(causes.iter().map(|cause| cause.gross).sum::<i128>(), gross);
    for cause in causes {
        prop_assert!(cause.amount.abs() <= cause.gross, "{:?}", cause);
        prop_assert_eq!(cause.current - cause.baseline, cause.amount, "{:?}", cause);
    }
    Ok(())
}

proptest! {
    #[test]
    fn causes_add_up_to_the_change(
        rows in vec(row(), 1..120),
        grain in prop_oneof![Just(Grain::Month), Just(Grain::Quarter), Just(Grain::Year)],
        against in prop_oneof![Just(None), Just(Some(Against::Previous)), Just(Some(Against::LastYear))],
        starts in prop_oneof![Just("1"), Just("4"), Just("12")],
        forced in any::<bool>(),
    ) {
        let settled = Settled::from_toml("signs = \"inflow\"\n").unwrap();
        let books = import::read(file(&rows).as_bytes(), &settled).unwrap().books;
        let monthly = Monthly::of(&books).unwrap();
        let starts: YearStart = starts.parse().unwrap();
        let wanted = Wanted { grain: Some(grain), against, starts: Some(starts), ..Wanted::default() };
        let dimensions = cause::dimensions(&books);
        for metric in Metric::ALL {
            let series = Series::of(&books, &monthly, metric, grain, starts);
            // The whole is what all periods add up to.
            let whole: i128 = series.points.iter().map(|point| point.value).sum();
            let straight: i128 = books.postings().iter().map(|posting| {
                let kind = books.account(posting).unwrap().kind;
                i128::from(metric.weight(kind, posting.settled, books.cash)) * i128::from(posting.amount)
            }).sum();
            prop_assert_eq!(whole, straight);
            let Ok(Chosen { comparison: Some(comparison), .. }) =
                Comparison::choose(&books, &monthly, &series, &wanted)
            else { continue };
            let by = forced.then_some(&dimensions[1..3]);
            let told = cause::explain(&books, metric, comparison, by);
            prop_assert_eq!(Some(told.current), series.point(comparison.current).map(|point| point.value));
            prop_assert_eq!(Some(told.baseline), monthly.value(&books, metric, comparison.baseline));
            add_up(&told.causes, told.change(), told.gross)?;
            // The same books tell the same.
            let again = cause::explain(&books, metric, comparison, by);
            prop_assert_eq!(format!("{told:?}"), format!("{again:?}"));
        }
    }
}
