//! Workbooks as spreadsheets write them, and as nobody should.

use std::io::{Cursor, Write as _};

use books::{
    import::{self, Import},
    mapping::Settled,
};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

/// The rows of a sheet: a title, a head, and below it a day as a number that a style makes one, a formula with what it gave, and
/// one without.
const ROWS: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Acme Bakery</t></is></c></row>
<row r="3"><c r="A3" t="inlineStr"><is><t>Date</t></is></c><c r="B3" t="inlineStr"><is><t>Account</t></is></c><c r="C3" t="inlineStr"><is><t>Amount</t></is></c></row>
<row r="4"><c r="A4" s="1"><v>45296</v></c><c r="B4" t="inlineStr"><is><t>Sales</t></is></c><c r="C4"><f>900+100.5</f><v>1000.5</v></c></row>
<row r="5"><c r="A5" s="1"><v>45297</v></c><c r="B5" t="inlineStr"><is><t>Rent</t></is></c><c r="C5"><v>-400</v></c></row>
<row r="6"><c r="A6" s="1"><v>45298</v></c><c r="B6" t="inlineStr"><is><t>Rent</t></is></c><c r="C6"><f>SUM(C4:C5)</f></c></row>"#;

/// A workbook with a sheet of these rows, and other parts.
fn workbook(rows: &str, others: &[(&str, &[u8])]) -> Vec<u8> {
    let sheet = format!(
        r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"#
    );
    let parts: [(&str, &[u8]); 6] = [
        (
            "[Content_Types].xml",
            br#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#,
        ),
        (
            "_rels/.rels",
            br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            br#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Books" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            br#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
        ),
        (
            "xl/styles.xml",
            br#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#,
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ];
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts.iter().chain(others) {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn read(bytes: &[u8]) -> Result<Import, String> {
    import::read(bytes, &Settled::default()).map_err(|error| error.to_string())
}

#[test]
fn days_are_numbers_and_formulas_are_what_they_gave() {
    let read = read(&workbook(ROWS, &[])).unwrap();
    let postings: Vec<_> =
        read.books.postings().iter().map(|one| (one.day.to_string(), one.amount)).collect();
    assert_eq!(postings, [("2024-01-05".to_owned(), 100_050), ("2024-01-06".to_owned(), -40_000)]);
    // A formula that was never computed is no zero.
    let rejected = &read.report.rejected;
    assert_eq!((rejected.len(), rejected[0].line), (1, 6));
    assert!(rejected[0].reason.contains("there is no amount"), "{}", rejected[0].reason);
    assert_eq!(read.mapping.head_line, 3);
}

#[test]
fn macros_are_told_and_not_run() {
    let read = read(&workbook(ROWS, &[("xl/vbaProject.bin", b"Sub AutoOpen()")])).unwrap();
    assert_eq!(read.report.notes, ["the workbook has macros, which are not run"]);
}

#[test]
fn a_workbook_that_is_cut_off_is_damaged_wherever() {
    let whole = workbook(ROWS, &[]);
    for at in (4..whole.len()).step_by(7) {
        let error = read(&whole[..at]).unwrap_err();
        assert!(error.contains("damaged or cut off"), "{at}: {error}");
    }
    // A byte that was changed is found by its check sum or changes what is read; nothing falls over.
    for at in (4..whole.len()).step_by(5) {
        let mut changed = whole.clone();
        changed[at] ^= 0x55;
        let _ = read(&changed);
    }
}

#[test]
fn a_part_that_unpacks_without_end_is_refused() {
    // Twenty-two parts of 20 MiB of zeros, a few kilobytes each.
    let mut once = ZipWriter::new(Cursor::new(Vec::new()));
    once.start_file("zeros", SimpleFileOptions::default()).unwrap();
    once.write_all(&vec![0; 20 << 20]).unwrap();
    let mut once = ZipArchive::new(Cursor::new(once.finish().unwrap().into_inner())).unwrap();
    let mut bomb = ZipWriter::new_append(Cursor::new(workbook(ROWS, &[]))).unwrap();
    for at in 0..22 {
        let zeros = once.by_index_raw(0).unwrap();
        bomb.raw_copy_file_rename(zeros, format!("xl/media/{at}")).unwrap();
    }
    let bytes = bomb.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20, "{}", bytes.len());
    let error = read(&bytes).unwrap_err();
    assert!(error.contains("unpacks to more than 400 MiB"), "{error}");
}

#[test]
fn an_archive_of_something_else_is_no_workbook() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("readme.txt", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"hello").unwrap();
    let error = read(&writer.finish().unwrap().into_inner()).unwrap_err();
    assert_eq!(error, "the file is a zip archive, and no workbook is in it");
    // A sheet of as many columns as there can be.
    let far = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Date</t></is></c><c r="XFD1" t="inlineStr"><is><t>Amount</t></is></c></row>"#;
    let error = read(&workbook(far, &[])).unwrap_err();
    assert!(error.contains("more than 500 columns"), "{error}");
}
