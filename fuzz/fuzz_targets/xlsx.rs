//! Any bytes as a workbook, and as a sheet inside one that is otherwise whole.
#![no_main]

use std::io::{Cursor, Write as _};

use books::{import, mapping::Settled};
use libfuzzer_sys::fuzz_target;
use zip::{ZipWriter, write::SimpleFileOptions};

const TYPES: &str = r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const WORKBOOK: &str = r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const HEAD: &str = r#"<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#;

fuzz_target!(|bytes: &[u8]| {
    let settled = Settled::default();
    let _ = import::read(bytes, &settled);
    let mut archive = b"PK\x03\x04".to_vec();
    archive.extend_from_slice(bytes);
    let _ = import::read(&archive, &settled);
    if let Ok(workbook) = workbook(bytes) {
        let _ = import::read(&workbook, &settled);
    }
});

fn workbook(sheet: &[u8]) -> zip::result::ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, parts) in [
        ("[Content_Types].xml", [TYPES.as_bytes(), b""]),
        ("xl/workbook.xml", [WORKBOOK.as_bytes(), b""]),
        ("xl/_rels/workbook.xml.rels", [RELATIONS.as_bytes(), b""]),
        ("xl/worksheets/sheet1.xml", [HEAD.as_bytes(), sheet]),
    ] {
        writer.start_file(name, options)?;
        for part in parts {
            writer.write_all(part)?;
        }
    }
    Ok(writer.finish()?.into_inner())
}
