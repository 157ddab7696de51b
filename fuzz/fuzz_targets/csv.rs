//! Any bytes as a file of books, and with a head that makes them rows of a list.
#![no_main]

use books::{import, mapping::Settled};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    read(bytes);
    let mut list = b"date,account,counterparty,debit,credit,currency\n".to_vec();
    list.extend_from_slice(bytes);
    read(&list);
    let mut orders = b"id;order date;product;quantity;sales;profit\n".to_vec();
    orders.extend_from_slice(bytes);
    read(&orders);
});

fn read(bytes: &[u8]) {
    let settled = Settled::from_toml("[accounts]\n\"*\" = \"expense\"\n").expect("it is a mapping");
    let Ok(read) = import::read(bytes, &settled) else { return };
    let report = &read.report;
    let told = report.imported + report.duplicates.len() as u64 + report.rejected.len() as u64;
    assert_eq!(report.rows, told, "every row is accounted for");
    assert!(report.totals.iter().all(|total| total.matches()), "{:?}", report.totals);
    assert!(read.books.postings().is_sorted_by_key(|posting| posting.day));
}
