//! What a file is: a table of text, a workbook or a journal; each becomes a text with a table in it.

use std::borrow::Cow;

use encoding_rs::Encoding;

use crate::{
    journal,
    mapping::{Mapping, Settled, Signs},
    pivot::Upright,
    report::Rejected,
    role::Role,
    sheet::{self, NoSheet},
    table::{NoTable, Table},
    text::{self, NotText},
};

/// How a zip archive begins, which a workbook is.
const ZIP: &[u8] = b"PK\x03\x04";

/// How an old workbook begins.
const OLD_WORKBOOK: &[u8] = b"\xd0\xcf\x11\xe0";

/// A file's text, with a table in it.
#[derive(Debug)]
pub(crate) struct Source<'a> {
    text: Cow<'a, str>,
    kind: Kind,
    /// What its reader should know.
    pub(crate) notes: Vec<String>,
    /// What could not be made a row.
    pub(crate) rejected: Vec<Rejected>,
    /// Whether nothing says that what was made its accounts names any.
    accounts_are_words: bool,
}

#[derive(Debug)]
enum Kind {
    Text { encoding: &'static str, evidence: String },
    Sheet { name: String, evidence: String },
    Journal { currency: Option<String> },
    Upright { before: Box<Kind>, head_line: u64, evidence: String },
}

/// Why a file has no text with a table in it.
#[derive(Debug, thiserror::Error)]
pub enum NoSource {
    /// It is no text.
    #[error(transparent)]
    Text(#[from] NotText),
    /// It is a workbook that cannot be read.
    #[error(transparent)]
    Sheet(#[from] NoSheet),
    /// It is of a format that nobody reads here.
    #[error("it is {0}, which is not read here: save it as .xlsx or .csv")]
    Format(&'static str),
    /// Somebody named a sheet of what is no workbook.
    #[error("it is no workbook, and has no sheet `{0}`")]
    NoWorkbook(String),
    /// Somebody named an encoding that does not exist.
    #[error("there is no encoding `{0}`: UTF-8, UTF-16LE and windows-1252 are some")]
    Encoding(String),
}

impl<'a> Source<'a> {
    /// The text of a file.
    pub(crate) fn open(bytes: &'a [u8], settled: &Settled) -> Result<Self, NoSource> {
        if bytes.starts_with(OLD_WORKBOOK) {
            return Err(NoSource::Format(
                "a workbook of an old version (.xls), or one with a password",
            ));
        }
        if bytes.starts_with(b"%PDF") {
            return Err(NoSource::Format("a PDF"));
        }
        if bytes.starts_with(ZIP) {
            let sheet = sheet::read(bytes, settled.sheet.as_deref())?;
            let kind = Kind::Sheet { name: sheet.name, evidence: sheet.evidence };
            return Ok(Self {
                text: Cow::Owned(sheet.text),
                kind,
                notes: sheet.notes,
                rejected: Vec::new(),
                accounts_are_words: false,
            });
        }
        if let Some(sheet) = &settled.sheet {
            return Err(NoSource::NoWorkbook(sheet.clone()));
        }
        let text = match &settled.encoding {
            None => text::decode(bytes)?,
            Some(label) => {
                let encoding = Encoding::for_label(label.as_bytes())
                    .ok_or_else(|| NoSource::Encoding(label.clone()))?;
                text::decode_as(bytes, encoding)
            }
        };
        if let Some(journal) = journal::read(&text.text, settled.currency.as_deref()) {
            let kind = Kind::Journal { currency: journal.currency };
            let text = Cow::Owned(journal.table);
            return Ok(Self {
                text,
                kind,
                notes: journal.notes,
                rejected: journal.rejected,
                accounts_are_words: false,
            });
        }
        let kind = Kind::Text { encoding: text.encoding, evidence: text.evidence };
        Ok(Self {
            text: text.text,
            kind,
            notes: text.notes,
            rejected: Vec::new(),
            accounts_are_words: false,
        })
    }

    /// The table in it.
    pub(crate) fn table(&self, settled: &Settled) -> Result<Table<'_>, NoTable> {
        match &self.kind {
            Kind::Text { .. } => {
                Table::of(&self.text, settled.delimiter.as_deref(), settled.head_line)
            }
            Kind::Sheet { .. } => Table::of(&self.text, Some("tab"), settled.head_line),
            Kind::Journal { .. } | Kind::Upright { .. } => Table::of(&self.text, Some("tab"), None),
        }
    }

    /// The same file with a table in it that was set upright.
    pub(crate) fn set_upright(self, upright: Upright) -> Source<'static> {
        let Upright { text, head_line, evidence, notes, accounts_are_words } = upright;
        let kind = Kind::Upright { before: Box::new(self.kind), head_line, evidence };
        let notes = self.notes.into_iter().chain(notes).collect();
        Source { text: Cow::Owned(text), kind, notes, rejected: self.rejected, accounts_are_words }
    }

    /// The column that says the line of each row, where the table was made from something else.
    pub(crate) fn line_column(&self) -> Option<usize> {
        matches!(self.kind, Kind::Journal { .. } | Kind::Upright { .. }).then_some(0)
    }

    /// What is settled by what the file is.
    pub(crate) fn settle(&self, settled: &Settled) -> Settled {
        let mut settled = settled.clone();
        if self.line_column().is_some() {
            settled.columns.insert("line".to_owned(), Role::Line);
        }
        if matches!(self.kind, Kind::Journal { .. }) {
            settled.signs = settled.signs.or(Some(Signs::DebitPositive));
        }
        settled
    }

    /// Notes in the mapping how it was read.
    pub(crate) fn tell(&self, mapping: &mut Mapping) {
        Self::tell_kind(&self.kind, mapping);
        mapping.accounts_are_words = self.accounts_are_words;
    }

    fn tell_kind(kind: &Kind, mapping: &mut Mapping) {
        match kind {
            Kind::Upright { before, head_line, evidence } => {
                Self::tell_kind(before, mapping);
                mapping.head_line = *head_line;
                mapping.delimiter = None;
                mapping.tell("table", evidence.clone());
            }
            Kind::Text { encoding, evidence } => {
                mapping.encoding = Some((*encoding).to_owned());
                mapping.tell("encoding", evidence.clone());
            }
            Kind::Sheet { name, evidence } => {
                mapping.sheet = Some(name.clone());
                mapping.delimiter = None;
                mapping.tell("sheet", evidence.clone());
            }
            Kind::Journal { currency } => {
                mapping.delimiter = None;
                mapping.currency.clone_from(currency);
                mapping.tell("format", "a journal of entries and postings");
            }
        }
    }
}
