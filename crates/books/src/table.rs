//! A table as it lies in a text: named columns, and records with the lines that they begin on.

use std::hash::{BuildHasher, Hasher as _};

use csv::{ReaderBuilder, StringRecord};

use crate::date::{self, DateOrder};

/// No table of books has more columns.
pub const COLUMNS_MAX: usize = 500;
/// No record of books is longer, in bytes.
pub const RECORD_BYTES_MAX: usize = 1 << 20;

/// No record of books runs over more lines: a note in a cell is shorter.
const LINES_MAX: u64 = 40;

/// So many records are looked at to find the head and what parts the cells.
const LOOKED_AT: usize = 40;

/// What may part the cells, and its name.
const DELIMITERS: [(u8, &str); 4] =
    [(b',', "comma"), (b';', "semicolon"), (b'\t', "tab"), (b'|', "bar")];

/// Why a text is no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoTable {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// There is a head and nothing below it.
    #[error("the file has a head on line {line} and no row below it")]
    HeadAlone {
        /// The line of the head.
        line: u64,
    },
    /// It has more columns than any books.
    #[error("line {line} has {columns} columns, where books have {COLUMNS_MAX} at most")]
    Wide {
        /// Its line.
        line: u64,
        /// How many.
        columns: usize,
    },
    /// A record does not end.
    #[error(
        "the row on line {line} is longer than {RECORD_BYTES_MAX} bytes: is a quotation mark left open?"
    )]
    Long {
        /// Where it begins.
        line: u64,
    },
    /// A record runs over more lines than any.
    #[error(
        "the row on line {line} runs over {lines} lines: a quotation mark is left open there, and what follows cannot be told from it; mend the line"
    )]
    OpenQuote {
        /// Where it begins.
        line: u64,
        /// How many.
        lines: u64,
    },
    /// What it is made into would not fit into memory.
    #[error("its cells repeat so much that it cannot be laid out: is it a table of books?")]
    Large,
    /// No row can be its head.
    #[error(
        "no row looks like a head: one of names, above rows with numbers; say which it is with `--head-line`"
    )]
    NoHead,
    /// Its rows have one cell.
    #[error(
        "no row has two cells: nothing parts the columns, neither comma, semicolon, tab nor bar"
    )]
    OneColumn,
}

/// A table in a text.
#[derive(Debug)]
pub struct Table<'a> {
    text: &'a str,
    /// The names of its columns, without blanks around them; numbered where two are the same.
    pub head: Vec<String>,
    /// The line that the head stands on, counted from one.
    pub head_line: u64,
    /// What parts its cells.
    pub delimiter: u8,
}

/// A record of a table.
#[derive(Debug, Clone, Copy)]
pub struct Record<'r> {
    /// The line that it begins on, counted from one.
    pub line: u64,
    cells: &'r StringRecord,
}

impl<'r> Record<'r> {
    /// A cell without the blanks around it; empty where the record has fewer.
    pub fn cell(&self, column: usize) -> &'r str {
        self.cells.get(column).unwrap_or_default().trim()
    }

    /// What stands in all of its cells, as a number.
    pub(crate) fn hash(&self, hasher: &impl BuildHasher) -> u64 {
        let mut state = hasher.build_hasher();
        for at in 0..self.len() {
            state.write(self.cell(at).as_bytes());
            state.write_u8(0xff);
        }
        state.finish()
    }

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether nothing stands in any of its cells.
    pub fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

impl<'a> Table<'a> {
    /// The table in a text: its dialect is what gives most rows as many cells as the head has.
    pub fn find(text: &'a str) -> Result<Self, NoTable> {
        if text.trim().is_empty() {
            return Err(NoTable::Empty);
        }
        // Told before anything reads it: a line without an end is neither copied nor parted.
        for (line, of) in (1_u64..).zip(text.split('\n')) {
            if RECORD_BYTES_MAX < of.len() {
                return Err(NoTable::Long { line });
            }
        }
        let mut best: Option<(usize, Self)> = None;
        let mut fault = None;
        for (delimiter, _) in DELIMITERS {
            match Self::with(text, delimiter) {
                Ok((fit, table)) if best.as_ref().is_none_or(|(most, _)| *most < fit) => {
                    best = Some((fit, table));
                }
                Ok(_) | Err(NoTable::OneColumn) => {}
                Err(error) => fault = fault.or(Some(error)),
            }
        }
        match (best, fault) {
            (Some((_, table)), _) => Ok(table),
            (None, Some(fault)) => Err(fault),
            (None, None) => Err(NoTable::OneColumn),
        }
    }

    /// The table whose cells are parted so, with its head on this line; the first that can be one where none is said.
    pub fn of(
        text: &'a str,
        delimiter: Option<&str>,
        head_line: Option<u64>,
    ) -> Result<Self, NoTable> {
        let by_name = |name| DELIMITERS.iter().find(|(_, of)| *of == name).map(|(byte, _)| *byte);
        let found = match delimiter.and_then(by_name) {
            Some(delimiter) => Self::with(text, delimiter)?.1,
            None => Self::find(text)?,
        };
        let Some(wanted) = head_line.filter(|line| *line != found.head_line) else {
            return Ok(found);
        };
        let (mut head, mut rows) = (None, 0_u64);
        read(text, found.delimiter, |record| {
            if record.line == wanted {
                head = Some((0..record.len()).map(|at| record.cell(at).to_owned()).collect());
            }
            rows += u64::from(wanted < record.line && !record.is_empty());
            Ok(rows == 0)
        })?;
        match head {
            Some(cells) if 0 < rows => Ok(Self { head: named(cells), head_line: wanted, ..found }),
            Some(_) | None => Err(NoTable::HeadAlone { line: wanted }),
        }
    }

    /// The table with its cells parted so, and how well it fits.
    fn with(text: &'a str, delimiter: u8) -> Result<(usize, Self), NoTable> {
        let mut first: Vec<(u64, Vec<String>)> = Vec::new();
        read(text, delimiter, |record| {
            if !record.is_empty() {
                let cells = (0..record.len()).map(|column| record.cell(column).to_owned());
                first.push((record.line, cells.collect()));
            }
            Ok(first.len() < LOOKED_AT)
        })?;
        // As many cells as most rows fill: one row with a mark too many is no wider table.
        let widths = first.iter().map(|(_, cells)| filled(cells)).filter(|filled| 1 < *filled);
        let widths: Vec<usize> = widths.collect();
        let times = |width: usize| widths.iter().filter(|of| **of == width).count();
        let Some(most) = widths.iter().copied().max_by_key(|width| (times(*width), *width)) else {
            return Err(NoTable::OneColumn);
        };
        // A title above the head fills fewer cells, and a head is words where the rows below it have numbers.
        let is_head = |(_, cells): &&(u64, Vec<String>)| {
            // Above names of accounts many a head is blank.
            let blank =
                usize::from(cells.first().is_some_and(String::is_empty) && 1 < filled(cells));
            most <= filled(cells) + (filled(cells) / 4).max(blank)
                && cells.iter().all(|cell| !starts_as_number(cell) || is_month(cell))
                // Months stand behind a name: a row that begins with a day is one of the table.
                && cells.first().is_some_and(|cell| !is_month(cell))
        };
        let head = first.iter().position(|row| is_head(&row));
        let Some((line, cells)) = head.and_then(|at| first.get(at)).cloned() else {
            return Err(NoTable::NoHead);
        };
        let below = first.iter().filter(|(at, _)| line < *at);
        if below.clone().next().is_none() {
            return Err(NoTable::HeadAlone { line });
        }
        let fit = below.filter(|(_, row)| row.len() == cells.len()).count() * cells.len();
        Ok((fit, Self { text, head: named(cells), head_line: line, delimiter }))
    }

    /// What parts its cells, in a word.
    pub fn delimiter_name(&self) -> &'static str {
        DELIMITERS
            .iter()
            .find(|(byte, _)| *byte == self.delimiter)
            .map_or("comma", |(_, name)| name)
    }

    /// Hands out every record below the head, blank ones too, in their order.
    pub fn for_each(&self, mut each: impl FnMut(Record<'_>)) -> Result<(), NoTable> {
        read(self.text, self.delimiter, |record| {
            if self.head_line < record.line {
                each(record);
            }
            Ok(true)
        })
    }
}

/// Reads records until `each` has enough.
fn read(
    text: &str,
    delimiter: u8,
    mut each: impl FnMut(Record<'_>) -> Result<bool, NoTable>,
) -> Result<(), NoTable> {
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut cells = StringRecord::new();
    let mut end = 0;
    loop {
        let line = reader.position().line();
        // The text is valid: what fails here is a reader that can not.
        if !reader.read_record(&mut cells).unwrap_or(false) {
            return Ok(());
        }
        let begin = std::mem::replace(&mut end, reader.position().byte());
        if u64::try_from(RECORD_BYTES_MAX).is_ok_and(|most| most < end - begin) {
            return Err(NoTable::Long { line });
        }
        if COLUMNS_MAX < cells.len() {
            return Err(NoTable::Wide { line, columns: cells.len() });
        }
        // The reader counts a record from where the one before it ended: blank lines between them are its own.
        let between = usize::try_from(begin).ok().and_then(|begin| text.get(begin..));
        let blank =
            between.unwrap_or_default().bytes().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let line =
            line + u64::try_from(blank.filter(|byte| *byte == b'\n').count()).unwrap_or_default();
        let lines = reader.position().line().saturating_sub(line);
        if LINES_MAX < lines {
            return Err(NoTable::OpenQuote { line, lines });
        }
        if !each(Record { line, cells: &cells })? {
            return Ok(());
        }
    }
}

fn filled(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.is_empty()).count()
}

/// Whether a cell is a day or a month with its year: `2024-01`, `31.01.2024`.
fn is_month(cell: &str) -> bool {
    4 <= cell.chars().filter(char::is_ascii_digit).count()
        && cell.contains(['-', '/', '.', ' '])
        && DateOrder::ALL.iter().any(|order| date::read(cell, *order).is_some())
}

fn starts_as_number(cell: &str) -> bool {
    cell.trim_start_matches(['-', '+', '(', '$', '€', '£', '.', ' '])
        .starts_with(|c: char| c.is_ascii_digit())
}

/// Names for columns: blank ones are numbered, and those that are there already.
fn named(cells: Vec<String>) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(cells.len());
    for (at, cell) in cells.into_iter().enumerate() {
        let plain = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        let plain = if plain.is_empty() { format!("column {}", at + 1) } else { plain };
        let taken = names.contains(&plain);
        names.push(if taken { format!("{plain} ({})", at + 1) } else { plain });
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
        let table = Table::find(text).unwrap();
        let mut rows = Vec::new();
        table
            .for_each(|record| {
                let cells = (0..record.len()).map(|at| record.cell(at).to_owned());
                rows.push((record.line, cells.collect()));
            })
            .unwrap();
        rows
    }

    #[test]
    fn the_dialect_is_found() {
        for (text, delimiter) in [
            ("date,amount\n2024-01-02,\"1,5\"\n", b','),
            ("Datum;Betrag\n02.01.2024;1,50\n03.01.2024;-2,00\n", b';'),
            ("date\tamount\n2024-01-02\t1\n", b'\t'),
            ("date|amount\n2024-01-02|1\n", b'|'),
        ] {
            assert_eq!(Table::find(text).unwrap().delimiter, delimiter, "{text}");
        }
    }

    #[test]
    fn a_title_stands_above_the_head_and_lines_are_those_of_the_file() {
        let text = "Acme Bakery, Ltd\nGeneral ledger\n\n Date , Amount ,Amount\n2024-01-02,\"1\n2\",3\n,,\n2024-01-03,4,5\n";
        let table = Table::find(text).unwrap();
        assert_eq!((table.head.join("|").as_str(), table.head_line), ("Date|Amount|Amount (3)", 4));
        let lines: Vec<u64> = rows(text).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [5, 7, 8]);
    }

    #[test]
    fn what_is_no_table_is_said() {
        assert_eq!(Table::find(" \n").unwrap_err(), NoTable::Empty);
        assert_eq!(Table::find("hello\nworld\n").unwrap_err(), NoTable::OneColumn);
        assert_eq!(Table::find("date,amount\n").unwrap_err(), NoTable::HeadAlone { line: 1 });
        let wide = "a,".repeat(COLUMNS_MAX + 1);
        assert!(matches!(Table::find(&wide), Err(NoTable::Wide { line: 1, .. })));
        let long = format!("date,amount\n2024-01-01,\"{}", "x".repeat(RECORD_BYTES_MAX + 1));
        assert_eq!(Table::find(&long).unwrap_err(), NoTable::Long { line: 2 });
    }
}
