//! Events are told of books that have them, and not of ordinary ones.

use std::fmt::Write as _;

use books::{import, mapping::Settled};
use dashboard::{
    cause::{self, Kind},
    compare::{Comparison, Wanted},
    metric::Metric,
    monthly::Monthly,
    period::{Grain, YearStart},
    series::Series,
};

/// A year of months of a shop that sells and pays rent, with rows of one's own.
fn books(rows: &str) -> String {
    let mut file = "Date,Account,Counterparty,Amount\n".to_owned();
    for (year, month) in [(2023, 1..=12), (2024, 1..=6)]
        .into_iter()
        .flat_map(|(year, months)| months.map(move |month| (year, month)))
    {
        for day in [3, 12, 28] {
            writeln!(file, "{year}-{month:02}-{day:02},Sales,,{}.00", 1_000 + day).unwrap();
        }
        writeln!(file, "{year}-{month:02}-01,Rent,Landlord,-800.00").unwrap();
    }
    file + rows
}

/// The kinds of the causes by which expenses, or else the revenue, moved into a month.
fn kinds(file: &str, metric: Metric, month: &str) -> Vec<Kind> {
    let books = import::read(file.as_bytes(), &Settled::default()).unwrap().books;
    let monthly = Monthly::of(&books).unwrap();
    let series = Series::of(&books, &monthly, metric, Grain::Month, YearStart::JANUARY);
    let wanted = Wanted { current: Some(month.parse().unwrap()), ..Wanted::default() };
    let comparison =
        Comparison::choose(&books, &monthly, &series, &wanted).unwrap().comparison.unwrap();
    let told = cause::explain(&books, metric, comparison, None);
    assert_eq!(told.causes.iter().map(|cause| cause.amount).sum::<i128>(), told.change());
    told.causes.iter().map(|cause| cause.kind).collect()
}

fn expenses(rows: &str, month: &str) -> Vec<Kind> {
    kinds(&books(rows), Metric::Expenses, month)
}

#[test]
fn a_bill_that_stands_there_twice_is_told() {
    let repaired = "2023-09-02,Repairs,Oven Co,-300.00\n";
    let twice = "2024-05-02,Repairs,Oven Co,-310.00\n2024-05-06,Repairs,Oven Co,-310.00\n";
    assert!(expenses(&format!("{repaired}{twice}"), "2024-05").contains(&Kind::Duplicate));
    // It was taken back.
    let back = "2024-05-08,Repairs,Oven Co,310.00\n";
    assert!(!expenses(&format!("{repaired}{twice}{back}"), "2024-05").contains(&Kind::Duplicate));
    // Who is new and comes every week.
    let weekly: String = [3, 10, 17, 24].iter().fold(String::new(), |all, day| {
        all + &format!("2024-05-{day:02},Cleaning,Clean Team,-90.00\n")
    });
    assert!(!expenses(&weekly, "2024-05").contains(&Kind::Duplicate));
}

#[test]
fn a_supplier_on_another_account_is_told_once_it_changed() {
    let on = |year: u16, months: std::ops::RangeInclusive<u8>, account: &str| {
        months.fold(String::new(), |all, month| {
            all + &format!("{year}-{month:02}-09,{account},Paper Co,-200.00\n")
        })
    };
    let moved = on(2023, 1..=12, "Packaging")
        + &on(2024, 1..=4, "Packaging")
        + &on(2024, 5..=6, "Office supplies");
    assert!(expenses(&moved, "2024-05").contains(&Kind::Reclassified));
    // It was booked there before, too.
    let both = moved + &on(2023, 2..=3, "Office supplies");
    assert!(!expenses(&both, "2024-05").contains(&Kind::Reclassified));
}

#[test]
fn what_is_posted_every_time_is_missed_and_what_may_still_come_is_not() {
    let power = |months: std::ops::RangeInclusive<u8>| {
        let before = (1..=12).fold(String::new(), |all, month| {
            all + &format!("2023-{month:02}-20,Electricity,Power Co,-150.00\n")
        });
        months.fold(before, |all, month| {
            all + &format!("2024-{month:02}-20,Electricity,Power Co,-150.00\n")
        })
    };
    assert!(
        expenses(&(power(1..=4) + "2024-06-20,Electricity,Power Co,-150.00\n"), "2024-05")
            .contains(&Kind::Missing)
    );
    // The last month stops on its twelfth day.
    let file = books(&power(1..=5)).replace("2024-06-28,Sales,,1028.00\n", "");
    let kinds = kinds(&file, Metric::Expenses, "2024-06");
    assert!(!kinds.contains(&Kind::Missing), "{kinds:?}");
}

#[test]
fn a_customer_of_every_other_month_is_neither_lost_nor_new() {
    let orders = |months: &[(u16, u8)]| {
        months.iter().fold(String::new(), |all, (year, month)| {
            all + &format!("{year}-{month:02}-15,Sales,Hotel,2000.00\n")
        })
    };
    let every_other: Vec<(u16, u8)> = [1, 3, 5, 7, 9, 11]
        .map(|month| (2023, month))
        .into_iter()
        .chain([(2024, 2), (2024, 4)])
        .collect();
    let told = kinds(&books(&orders(&every_other)), Metric::Revenue, "2024-05");
    assert!(!told.contains(&Kind::Lost), "{told:?}");
    let every: Vec<(u16, u8)> =
        (1..=12).map(|month| (2023, month)).chain((1..=4).map(|month| (2024, month))).collect();
    let told = kinds(&books(&orders(&every)), Metric::Revenue, "2024-05");
    assert!(told.contains(&Kind::Lost), "{told:?}");
}
