//! Every command's output at three widths, kept and looked at.

use unicode_width::UnicodeWidthStr as _;

use crate::program::{fisc, said};

/// The commands, by the name of their snapshot.
const COMMANDS: &[(&str, &[&str])] = &[
    ("help", &["--help"]),
    ("help_figure", &["figure", "--help"]),
    ("ask_report", &["ask", "How is Coca-Cola doing?", "--format", "table"]),
    ("ask_income_statement", &["ask", "Tesla income statement", "--format", "table"]),
    ("ask_financials", &["ask", "Starbucks balance sheet", "--format", "table"]),
    ("ask_price", &["ask", "Nike stock price", "--format", "table"]),
    ("ask_compare", &["ask", "Compare Coke and Pepsi", "--format", "table"]),
    ("ask_chat", &["ask", "hello", "--format", "table"]),
    ("figure", &["figure", "AAPL", "revenue", "-p", "FY2024", "--format", "table"]),
    ("figure_ratio", &["figure", "TSLA", "net_margin", "-p", "FY2023", "--format", "table"]),
    ("figure_unknown", &["figure", "AAPL", "revenu"]),
    ("help_compare", &["compare", "--help"]),
    ("compare", &["compare", "AAPL", "MSFT", "GOOGL", "--format", "table"]),
    (
        "compare_items",
        &["compare", "KO", "PEP", "-i", "gross_margin,eps", "-p", "FY2024", "--format", "table"],
    ),
    ("term", &["what is EBITDA?", "--format", "table"]),
    ("ask_back", &["Hewlett Packard revenue", "--format", "table"]),
    ("gone", &["How is Twitter doing?", "--format", "table"]),
    ("unknown", &["How is Foobarcorp doing?", "--format", "table"]),
    ("limit", &["How many iPhones did Apple sell?", "--format", "table"]),
    ("quarters", &["Apple's revenue by quarter", "--format", "table"]),
    ("report_bank", &["report", "JPM", "--format", "table"]),
    ("resolve", &["resolve", "Compare Coke, Square and Foobarcorp"]),
    ("route", &["route", "What was Tesla's net margin in 2023?"]),
    ("doctor", &["doctor"]),
    ("books_sample", &["books", "--sample", "--format", "table"]),
    ("help_books", &["books", "--help"]),
];

#[test]
fn every_commands_output_fits_and_is_as_it_was() {
    for (name, args) in COMMANDS {
        for columns in [40, 80, 120] {
            let said = said(fisc(args).env("COLUMNS", columns.to_string()).output().unwrap());
            for line in said.out.lines().chain(said.err.lines()) {
                assert!(
                    line.width() <= columns,
                    "{name} at {columns}: {} columns in `{line}`",
                    line.width()
                );
            }
            let all =
                format!("exit code {}\n--- out\n{}--- err\n{}", said.code, said.out, said.err);
            insta::assert_snapshot!(format!("{name}_{columns}"), all);
        }
    }
}

#[test]
fn what_is_in_the_data_fits_every_width() {
    for columns in [40, 80, 120] {
        let said =
            said(fisc(&["data", "info"]).env("COLUMNS", columns.to_string()).output().unwrap());
        assert_eq!(said.code, 0);
        assert!(1_000 < said.out.lines().count());
        for line in said.out.lines() {
            assert!(line.width() <= columns, "{} columns in `{line}`", line.width());
        }
    }
}
