//! What holds for any file.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at a surprise")]

mod import;
mod workbooks;

use books::{
    date::{self, DateOrder},
    number::{self, DecimalMark, Hint},
    profile,
    table::Table,
    text,
};
use proptest::{prelude::any, prop_assert, prop_assert_eq, proptest};

/// An amount as it is written with this mark, with thousands set apart.
fn written(digits: i64, decimals: u8, mark: DecimalMark) -> String {
    let (point, group) = match mark {
        DecimalMark::Point => ('.', ','),
        DecimalMark::Comma => (',', '.'),
    };
    let plain = format!("{:0width$}", digits.unsigned_abs(), width = usize::from(decimals) + 1);
    let (whole, fraction) = plain.split_at(plain.len() - usize::from(decimals));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if 0 < at && (whole.len() - at).is_multiple_of(3) {
            grouped.push(group);
        }
        grouped.push(digit);
    }
    let sign = if digits < 0 { "-" } else { "" };
    if fraction.is_empty() {
        format!("{sign}{grouped}")
    } else {
        format!("{sign}{grouped}{point}{fraction}")
    }
}

proptest! {
    #[test]
    fn an_amount_is_read_as_it_was_written(
        digits in -1_000_000_000_000_i64..1_000_000_000_000,
        decimals in 0_u8..5,
        comma in any::<bool>(),
    ) {
        let mark = if comma { DecimalMark::Comma } else { DecimalMark::Point };
        let text = written(digits, decimals, mark);
        let number = number::read(&text, mark).unwrap();
        prop_assert_eq!(number.in_units_of(decimals), Some(digits), "{}", text);
        // What a cell tells of its mark is true.
        if let Some(Hint::Only(told)) = number::hint(&text) {
            prop_assert_eq!(told, mark, "{}", text);
        }
    }

    #[test]
    fn a_day_is_read_as_it_was_written(year in 1900_i16..2200, month in 1_i8..13, day in 1_i8..29) {
        let written = [
            (DateOrder::Ymd, format!("{year}-{month:02}-{day:02}")),
            (DateOrder::Ymd, format!("{year}{month:02}{day:02}")),
            (DateOrder::Dmy, format!("{day}.{month}.{year}")),
            (DateOrder::Mdy, format!("{month:02}/{day:02}/{year}")),
        ];
        for (order, text) in written {
            let read = date::read(&text, order).unwrap();
            prop_assert_eq!((read.year(), read.month(), read.day()), (year, month, day), "{}", text);
        }
    }

    #[test]
    fn no_bytes_bring_it_down(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        if let Ok(text) = text::decode(&bytes) {
            let columns = Table::find(&text.text).and_then(|table| profile::columns(&table));
            prop_assert!(columns.is_err() || columns.is_ok_and(|columns| !columns.is_empty()));
        }
    }

    #[test]
    fn each_row_of_a_table_is_handed_out_once_with_its_line(
        rows in proptest::collection::vec("[0-9]{1,4}", 1..30),
        ends in "\r\n|\n",
    ) {
        let body: Vec<_> = rows.iter().map(|row| format!("2024-01-01;{row}{ends}")).collect();
        let file = format!("date;amount{ends}{}", body.concat());
        let table = Table::find(&file).unwrap();
        let mut seen = Vec::new();
        table.for_each(|record| seen.push((record.line, record.cell(1).to_owned()))).unwrap();
        let expected: Vec<_> = (2..).zip(rows).collect();
        prop_assert_eq!(seen, expected);
    }
}
