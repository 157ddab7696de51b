//! What goes wrong is named, with a way out and the right exit code.

use std::{io::Read as _, os::unix::ffi::OsStrExt as _, process::Stdio};

use crate::program::{fisc, run, run_with_input, said};

#[track_caller]
fn check(args: &[&str], code: i32, names: &str) {
    let said = run(args);
    assert_eq!(said.code, code, "{args:?}: {}", said.err);
    assert!(said.err.contains(names), "{args:?}: {}", said.err);
    assert!(
        said.err.contains("hint: ") || said.err.contains("For more information"),
        "{}",
        said.err
    );
    assert!(!said.err.contains("panicked"), "{}", said.err);
    assert_eq!(said.out, "", "{args:?}");
}

#[test]
fn unknown_names_periods_and_items_are_named() {
    check(&["figure", "NOPE1", "revenue"], 3, "`NOPE1`");
    check(&["figure", "Qwxyz Zzyx", "revenue"], 3, "Qwxyz Zzyx");
    check(&["figure", "AAPL", "happiness"], 2, "`happiness`");
    check(&["figure", "AAPL", "revenue", "-p", "yesterday"], 2, "`yesterday`");
    check(&["figure", "AAPL", "revenue", "-p", "FY1990"], 3, "FY1990");
    check(&["figure", "AVB", "net_margin"], 3, "Revenue FY2025 is missing");
    check(&["report", "twitter"], 3, "Twitter");
    check(&["ask", "How is Foobarcorp doing?"], 3, "`Foobarcorp`");
    check(&["ask", ""], 2, "empty");
    check(&["ask", "   "], 2, "empty");
    check(&[], 2, "empty");
    check(&["report", "AAPL", "-o", "report.pdf"], 2, "`.pdf`");
    check(&["figure", "AAPL", "revenue", "-p", "-1"], 2, "`-1`");
    check(&["figure", "AAPL"], 2, "<ITEM>");
    check(&["report", "AAPL", "--format", "pdf"], 2, "pdf");
}

#[test]
fn a_hundred_kilobytes_of_question_are_answered_or_refused() {
    for unit in ["revenue ", "Zyx ", "ß", "((((", "1,234.5% ", "apple "] {
        let text = unit.repeat(100_000 / unit.len());
        let said = run(&["ask", &text]);
        assert!(
            [0, 3].contains(&said.code),
            "{}: {}",
            said.code,
            &said.err[..said.err.len().min(200)]
        );
        assert!(!said.err.contains("panicked"));
    }
}

#[test]
fn text_that_is_not_utf8_is_refused_with_its_line() {
    let said = run_with_input(&["resolve", "-"], b"apple\n\xff\xfe\n");
    assert_eq!(said.code, 1);
    assert!(said.err.contains("line 2 of standard input is not UTF-8"), "{}", said.err);
    assert!(said.err.contains("hint: save the text as UTF-8"), "{}", said.err);
    assert_eq!(said.out.lines().count(), 1);
    let wrong = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let said = said_of(fisc(&["ask"]).arg(wrong));
    assert_eq!(said.code, 2);
    assert!(said.err.contains("UTF-8"), "{}", said.err);
}

fn said_of(command: &mut std::process::Command) -> crate::program::Said {
    said(command.output().unwrap())
}

#[test]
fn a_file_that_cannot_be_written_is_named() {
    let full = run(&["report", "AAPL", "-o", "/dev/full"]);
    assert_eq!(full.code, 1);
    assert!(full.err.contains("`/dev/full` could not be written"), "{}", full.err);
    let nowhere = run(&["report", "AAPL", "-o", "/no/such/folder/report.html"]);
    assert_eq!(nowhere.code, 1);
    assert!(nowhere.err.contains("/no/such/folder/report.html"), "{}", nowhere.err);
    let folder = run(&["report", "AAPL", "-o", "/"]);
    assert_eq!(folder.code, 1, "{}", folder.err);
    let sources = run(&["data", "build", "--from", "/no/such/folder"]);
    assert_eq!(sources.code, 1);
    assert!(sources.err.contains("/no/such/folder"), "{}", sources.err);
}

#[test]
fn a_full_disk_behind_standard_output_is_an_error() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let said = said_of(fisc(&["ask", "apple revenue"]).stdout(full));
    assert_eq!(said.code, 1);
    assert!(said.err.contains("No space left"), "{}", said.err);
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let mut child =
        fisc(&["report", "AAPL"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    let code = child.wait().unwrap().code();
    assert_eq!((code, err.as_str()), (Some(141), ""));
}
