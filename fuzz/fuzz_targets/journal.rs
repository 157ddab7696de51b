//! Any text as a journal of hledger or Beancount.
#![no_main]

use books::{import, mapping::Settled};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let settled = Settled::from_toml("[accounts]\n\"*\" = \"expense\"\n").expect("it is a mapping");
    let entry = "2024-01-01 * first\n  Income:Sales  -5 USD\n  Assets:Cash\n";
    for journal in [text.to_owned(), format!("{entry}{text}"), format!("{entry}2024-01-02 x\n  {text}\n")] {
        let Ok(read) = import::read(journal.as_bytes(), &settled) else { continue };
        let report = &read.report;
        let told = report.imported + report.duplicates.len() as u64 + report.rejected.len() as u64;
        assert_eq!(report.rows, told, "every row is accounted for");
    }
});
