//! What answers are made of, whatever they are rendered to.

use chart::ChartSpec;
use finance::facts::FactId;

/// A part of an answer that is shown as soon as it is finished.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading of this level, 1 for the answer's own.
    Heading(u8, String),
    /// A paragraph; `**bold**` is allowed.
    Paragraph(String),
    /// A list.
    List(Vec<String>),
    /// A table.
    Table(Table),
    /// A chart, drawn where charts can be; texts show a table or a sparkline beside it.
    Chart(ChartSpec),
}

/// A table of figures. Its head states scale and currency once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The corner, then the columns.
    pub head: Vec<String>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A row: its label, and a cell a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What the row is.
    pub label: String,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A cell: what it shows, and the fact behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it shows.
    pub text: String,
    /// The fact.
    pub fact: Option<FactId>,
}

impl Cell {
    /// A cell without a fact.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), fact: None }
    }
}
