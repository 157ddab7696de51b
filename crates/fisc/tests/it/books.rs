//! A business's own books, as its owner meets them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{fisc, run, said};

/// A folder with files of books in it.
struct Books {
    folder: TempDir,
}

impl Books {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> String {
        fs::write(self.path(name), text).unwrap();
        self.path(name).to_str().unwrap().to_owned()
    }
}

/// Two months in two years, with a name that a spreadsheet would run.
const LIST: &str = "\
id,date,customer,category,amount
1,2023-01-05,=cmd|' /C calc'!A0,Sales,900.00
2,2023-01-20,<b>Ltd</b>,Sales,300.10
3,2023-01-31,Landlord,Rent,-500.00
4,2024-01-05,<b>Ltd</b>,Sales,410.15
5,2024-01-30,Landlord,Rent,-550.00
6,2024-01-31,State,Sales tax,-77.00
7,2024-01-31,Bank,Loan from bank,5000.00
7,2024-01-31,Bank,Loan from bank,5000.00
8,31.01.2024,Bank,Rent,-1.00
";

/// Names that somebody means harm with, each on both sides of a comparison.
const NAMES: &str = "\
date,customer,category,amount
2023-01-05,=cmd|' /C calc'!A0,Sales,900.00
2023-01-06,@SUM(1),Sales,300.10
2023-01-07,<b>Ltd</b>,Sales,300.10
2024-01-05,=cmd|' /C calc'!A0,Sales,100.00
2024-01-06,@SUM(1),Sales,30.10
2024-01-07,<b>Ltd</b>,Sales,600.10
2024-01-31,Landlord,Rent,-500.00
";

fn decimal(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn a_dashboard_is_one_object_that_accounts_for_every_row() {
    let books = Books::new();
    let file = books.write("list.csv", LIST);
    let done = run(&["books", &file, "--json"]);
    assert_eq!(done.code, 0, "{}", done.err);
    let value: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(value["schema"], "fisc.books/1");
    let import = &value["import"];
    assert_eq!((&import["rows"], &import["imported"]), (&9.into(), &7.into()));
    assert_eq!(import["duplicates"][0]["line"], 9);
    assert_eq!(import["rejected"][0]["line"], 10);
    assert_eq!(import["control_totals"][0]["matches"], true);
    let metrics = value["metrics"].as_array().unwrap();
    let metric = |name: &str| metrics.iter().find(|metric| metric["name"] == name).unwrap();
    let figures = |name: &str| {
        let metric = metric(name);
        ["current", "previous", "change"].map(|key| decimal(&metric[key]).to_owned())
    };
    assert_eq!(figures("revenue"), ["410.15", "1200.1", "-789.95"]);
    assert_eq!(figures("expenses"), ["550", "500", "50"]);
    assert_eq!(figures("net_income"), ["-139.85", "700.1", "-839.95"]);
    // Sales tax is money that went out and no expense; a loan is neither.
    assert_eq!(figures("cash_flow"), ["-216.85", "700.1", "-916.95"]);
    for metric in metrics {
        let causes = metric["causes"].as_array().unwrap();
        let cents = |text: &str| -> i64 {
            let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
            let size = whole.trim_start_matches('-').parse::<i64>().unwrap() * 100
                + format!("{fraction:0<2}").parse::<i64>().unwrap();
            if text.starts_with('-') { -size } else { size }
        };
        let sum: i64 = causes.iter().map(|cause| cents(decimal(&cause["amount"]))).sum();
        assert_eq!(sum, cents(decimal(&metric["change"])), "{metric}");
        assert!(metric["narrative"]["text"].as_str().unwrap().contains(" by "));
        assert_eq!(metric["baseline"]["period"], "Jan 2024");
        assert_eq!(metric["series"][0]["period"], "Jan 2023");
    }
    assert_eq!(value["actions"][0]["priority"], "high");
}

#[test]
fn a_mapping_is_written_edited_and_given_back() {
    let books = Books::new();
    let file =
        books.write("list.csv", "date,account,amount\n2024-01-05,Zephyr,7\n2024-01-06,Rent,6\n");
    let refused = run(&["books", &file]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("nothing says what `Zephyr` is"), "{}", refused.err);
    let mapping = books.path("mapping.toml");
    let mapping = mapping.to_str().unwrap();
    let done = run(&["books", "map", &file, "--account", "Zephyr=revenue", "-o", mapping]);
    assert_eq!(done.code, 0, "{}", done.err);
    let text = fs::read_to_string(mapping).unwrap();
    assert!(text.contains("Zephyr = \"revenue\"") && text.contains("[evidence]"), "{text}");
    let done = run(&["books", &file, "--mapping", mapping, "--json"]);
    let value: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(value["metrics"][0]["current"], "7");
    fs::write(mapping, text.replace("revenue", "loan")).unwrap();
    let done = run(&["books", &file, "--mapping", mapping, "--json"]);
    let value: Value = serde_json::from_str(&done.out).unwrap();
    assert_eq!(value["metrics"][0]["current"], "0");
}

#[test]
fn a_cell_opens_down_to_its_rows() {
    let books = Books::new();
    let file = books.write("list.csv", LIST);
    let done = run(&["books", "rows", &file, "--where", "account=sales", "--period", "2023-01"]);
    assert_eq!(
        done.out,
        "line,id,date,customer,category,amount\n2,1,2023-01-05,=cmd|' /C calc'!A0,Sales,900.00\n3,2,2023-01-20,<b>Ltd</b>,Sales,300.10\n"
    );
    let done = run(&["books", "rows", &file, "--line", "7"]);
    assert!(done.out.ends_with("7,6,2024-01-31,State,Sales tax,-77.00\n"), "{}", done.out);
    let wrong = run(&["books", "rows", &file, "--where", "shop=1"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("there are account, customer"), "{}", wrong.err);
}

#[test]
fn a_bridge_as_a_file_runs_nothing() {
    let books = Books::new();
    let file = books.write("list.csv", NAMES);
    let bridge = books.path("bridge.csv");
    let done = run(&["books", &file, "-o", bridge.to_str().unwrap()]);
    assert_eq!(done.code, 0, "{}", done.err);
    let text = fs::read_to_string(&bridge).unwrap();
    assert!(text.contains("revenue,cause,'=cmd|' /C calc'!A0,changed,-800,"), "{text}");
    assert!(
        text.contains(",'@SUM(1),") && !text.contains(",=cmd") && !text.contains(",@"),
        "{text}"
    );
    assert!(text.contains("revenue,whole,,,-770,1,1500.2,730.2,"), "{text}");
}

#[test]
fn a_page_needs_nothing_else_and_runs_nothing() {
    let books = Books::new();
    let file = books.write("list.csv", NAMES);
    let page = books.path("page.html");
    assert_eq!(run(&["books", &file, "-o", page.to_str().unwrap()]).code, 0);
    let text = fs::read_to_string(&page).unwrap();
    assert!(text.contains("&lt;b&gt;Ltd&lt;/b&gt;") && !text.contains("<b>Ltd"), "a name is text");
    assert!(text.contains("default-src 'none'"));
    assert!(!text.contains("<script") && !text.contains("href=\"http") && !text.contains("src="));
}

#[test]
fn one_metric_is_explained_and_followed() {
    let books = Books::new();
    let file = books.write("list.csv", LIST);
    let args = [
        "books", "explain", &file, "--metric", "expenses", "--from", "2023-01", "--to", "2024-01",
        "--by", "customer", "--json",
    ];
    let value: Value = serde_json::from_str(&run(&args).out).unwrap();
    assert_eq!(value["schema"], "fisc.explanation/1");
    assert_eq!(
        (decimal(&value["change"]), &value["causes"][0]["label"]),
        ("50", &"Landlord".into())
    );
    let far = run(&[
        "books", "explain", &file, "--metric", "revenue", "--from", "2019-01", "--to", "2024-01",
    ]);
    assert_eq!(far.code, 3);
    assert!(far.err.contains("the books do not reach into Jan 2019"), "{}", far.err);
    let trend = run(&["books", "trend", &file]);
    assert!(trend.out.contains("| Jan 2023 | 1,200 |"), "{}", trend.out);
}

#[test]
fn made_up_books_show_what_it_does() {
    let done = said(
        fisc(&["books", "--sample", "--format", "table"]).env("COLUMNS", "80").output().unwrap(),
    );
    assert_eq!(done.code, 0, "{}", done.err);
    for words in ["Hotel Astoria", "Booked twice", "What to do first", "matches"] {
        assert!(done.out.contains(words), "{words}: {}", done.out);
    }
    for line in done.out.lines() {
        assert!(unicode_width::UnicodeWidthStr::width(line) <= 80, "{line}");
    }
}

#[test]
fn what_is_no_file_of_books_is_told() {
    let books = Books::new();
    for (name, bytes, said) in [
        ("empty.csv", &b""[..], "the file is empty"),
        ("head.csv", b"date,amount\n", "no row below it"),
        ("cut.xlsx", b"PK\x03\x04....", "damaged or cut off"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old version"),
    ] {
        fs::write(books.path(name), bytes).unwrap();
        let done = run(&["books", books.path(name).to_str().unwrap()]);
        assert_eq!(done.code, 1, "{name}");
        assert!(done.err.contains(said), "{name}: {}", done.err);
    }
    let folder = run(&["books", Path::new(books.folder.path()).to_str().unwrap()]);
    assert_eq!(folder.code, 1);
    assert!(folder.err.contains("is no file"), "{}", folder.err);
    assert_eq!(run(&["books"]).code, 2);
    assert_eq!(run(&["books", "x.csv", "--period", "soon"]).code, 2);
}
