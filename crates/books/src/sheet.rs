//! A workbook's sheet as a text with a table in it. Formulas are not computed: what they gave when the workbook was saved is
//! read. Macros are not run, links not followed.

use std::io::{self, Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx, XlsxError};

use crate::table::COLUMNS_MAX;

/// No workbook of books unpacks to more bytes.
const UNPACKED_MAX: u64 = 400 << 20;

/// No workbook has more parts.
const PARTS_MAX: usize = 10_000;

/// Why a workbook cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum NoSheet {
    /// The archive that a workbook is cannot be opened.
    #[error("the workbook is damaged or cut off: {0}")]
    Damaged(String),
    /// It unpacks to more than any books.
    #[error("the workbook unpacks to more than {} MiB: it is no spreadsheet of books", UNPACKED_MAX >> 20)]
    Bomb,
    /// It is an archive of something else.
    #[error("the file is a zip archive, and no workbook is in it")]
    NoWorkbook,
    /// It has no such sheet.
    #[error("the workbook has no sheet `{wanted}`: there are {there}")]
    NoSuchSheet {
        /// What was named.
        wanted: String,
        /// Which there are.
        there: String,
    },
    /// A sheet is wider than any books.
    #[error("sheet `{sheet}` has more than {COLUMNS_MAX} columns, which books have at most")]
    Wide {
        /// Its name.
        sheet: String,
    },
    /// Nothing stands in it.
    #[error("nothing stands in the workbook's sheets: {0}")]
    Empty(String),
}

/// A sheet as text.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    /// Its cells, parted by tabs; a row of the sheet on each line.
    pub(crate) text: String,
    pub(crate) evidence: String,
    pub(crate) notes: Vec<String>,
}

/// The sheet that is named, or else the one with the most rows.
pub(crate) fn read(bytes: &[u8], wanted: Option<&str>) -> Result<Sheet, NoSheet> {
    let mut notes = guard(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let names = workbook.sheet_names();
    let there = || names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if let Some(wanted) = wanted {
        let known = names.iter().any(|name| name == wanted);
        let unknown = || NoSheet::NoSuchSheet { wanted: wanted.to_owned(), there: there() };
        known.then_some(()).ok_or_else(unknown)?;
    }
    let mut best: Option<(u64, String, String)> = None;
    for name in names.iter().filter(|name| wanted.is_none_or(|wanted| wanted == name.as_str())) {
        let (rows, text) = match text(&mut workbook, name) {
            Ok(read) => read,
            // A sheet of charts has no cells.
            Err(Fault::Xlsx(_)) if wanted.is_none() && 1 < names.len() => continue,
            Err(Fault::Xlsx(error)) => return Err(damaged(&error)),
            Err(Fault::Wide) => return Err(NoSheet::Wide { sheet: name.clone() }),
            Err(Fault::Large) => return Err(NoSheet::Bomb),
            Err(Fault::Write(error)) => return Err(NoSheet::Damaged(error.to_string())),
        };
        if best.as_ref().is_none_or(|(most, ..)| *most < rows) {
            best = Some((rows, name.clone(), text));
        }
    }
    let Some((rows, name, text)) = best.filter(|(rows, ..)| 0 < *rows) else {
        return Err(NoSheet::Empty(there()));
    };
    if 1 < names.len() && wanted.is_none() {
        notes.push(format!(
            "sheet `{name}` was read, which has the most rows; there are {}: `--sheet NAME` reads another",
            there()
        ));
    }
    let evidence = format!("{rows} rows have anything in them, of {} sheets", names.len());
    Ok(Sheet { name, text, evidence, notes })
}

/// Unpacks every part once and keeps nothing, so that no part can be larger than it says.
fn guard(bytes: &[u8]) -> Result<Vec<String>, NoSheet> {
    let fault = |error: &dyn std::error::Error| NoSheet::Damaged(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| fault(&error))?;
    if PARTS_MAX < archive.len() {
        return Err(NoSheet::Bomb);
    }
    let (mut left, mut has_workbook, mut has_macros) = (UNPACKED_MAX, false, false);
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| fault(&error))?;
        let name = part.name().map_err(|error| fault(&error))?.into_owned();
        has_workbook |= name.ends_with("workbook.xml");
        has_macros |= name.ends_with("vbaProject.bin");
        let unpacked =
            io::copy(&mut part.take(left + 1), &mut io::sink()).map_err(|error| fault(&error))?;
        left = left.checked_sub(unpacked).ok_or(NoSheet::Bomb)?;
    }
    if !has_workbook {
        return Err(NoSheet::NoWorkbook);
    }
    let note = "the workbook has macros, which are not run";
    Ok(if has_macros { vec![note.to_owned()] } else { Vec::new() })
}

enum Fault {
    Xlsx(XlsxError),
    Wide,
    Large,
    Write(csv::Error),
}

/// The cells of a sheet as text, and how many rows have any.
fn text(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<(u64, String), Fault> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(Fault::Xlsx)?;
    let mut writer =
        csv::WriterBuilder::new().delimiter(b'\t').flexible(true).from_writer(Vec::new());
    let mut row: Vec<String> = Vec::new();
    let (mut at, mut rows, mut left) = (0_u32, 0_u64, UNPACKED_MAX);
    loop {
        let cell = reader.next_cell().map_err(Fault::Xlsx)?;
        let place = cell.as_ref().map(calamine::Cell::get_position);
        // A row is written once a cell of another one comes; the rows between are blank.
        if place.is_none_or(|(line, _)| line != at) && !row.is_empty() {
            writer.write_record(&row).map_err(Fault::Write)?;
            rows += 1;
            row.clear();
            at += 1;
        }
        let (Some((line, column)), Some(cell)) = (place, cell) else { break };
        while at < line {
            writer.write_record([" "]).map_err(Fault::Write)?;
            at += 1;
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if COLUMNS_MAX <= column {
            return Err(Fault::Wide);
        }
        let value = shown(cell.get_value());
        // A text that is kept once may stand in every cell.
        let length = u64::try_from(value.len()).unwrap_or(u64::MAX);
        left = left.checked_sub(length).ok_or(Fault::Large)?;
        if !value.is_empty() {
            if row.len() <= column {
                row.resize(column + 1, String::new());
            }
            if let Some(slot) = row.get_mut(column) {
                *slot = value;
            }
        }
    }
    let bytes = writer.into_inner().map_err(|error| Fault::Write(error.into_error().into()))?;
    Ok((rows, String::from_utf8_lossy(&bytes).into_owned()))
}

/// A cell as text: numbers in the fewest digits that mean the same, days as `2024-03-31`, no line breaks.
fn shown(value: &DataRef<'_>) -> String {
    let flat = |text: &str| text.replace(['\n', '\r', '\t'], " ").trim().to_owned();
    match value {
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => decimal(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            flat(text)
        }
        DataRef::SharedString(text) => flat(text),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(time) if time.is_datetime() => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTime(time) => time.as_f64().to_string(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// A spreadsheet's number as it shows it: it keeps fifteen digits, and what a binary fraction has behind them was never meant.
fn decimal(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse::<f64>().unwrap_or(number);
    rounded.to_string()
}

fn damaged(error: &XlsxError) -> NoSheet {
    NoSheet::Damaged(error.to_string())
}
