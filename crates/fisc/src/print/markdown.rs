//! Markdown set for a terminal: wrapped, with tables cut to the width.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use finance::FiscalPeriod;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use unicode_width::UnicodeWidthStr;

use super::wrap;

const BOLD: Style = Style::new().bold();
const HEADING: Style = AnsiColor::Cyan.on_default().bold();
const DIM: Style = Style::new().dimmed();

/// A label takes at most this part of a table's width, in hundredths.
const LABEL_PERCENT: usize = 45;

/// Renders whole blocks of Markdown, at most so many columns wide.
pub(crate) fn render(text: &str, columns: usize) -> String {
    let mut setter = Setter {
        columns,
        out: String::new(),
        line: String::new(),
        rows: Vec::new(),
        row: Vec::new(),
        heading: None,
        in_list: false,
        strong: false,
    };
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        setter.take(event);
    }
    setter.out
}

struct Setter {
    columns: usize,
    out: String,
    line: String,
    rows: Vec<Vec<String>>,
    row: Vec<String>,
    heading: Option<u8>,
    in_list: bool,
    strong: bool,
}

impl Setter {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.heading = Some(level as u8),
            Event::Start(Tag::Item) => "• ".clone_into(&mut self.line),
            Event::Start(Tag::List(_)) => self.in_list = true,
            Event::Start(Tag::Strong) => self.strong = true,
            Event::End(TagEnd::Strong) => self.strong = false,
            Event::End(TagEnd::Heading(_)) => self.end_heading(),
            Event::End(TagEnd::Paragraph) => self.end_paragraph(),
            // A drawing is set as it is, and was made for the width.
            Event::End(TagEnd::CodeBlock) => {
                self.out.push_str(&std::mem::take(&mut self.line));
                self.out.push('\n');
            }
            Event::End(TagEnd::Item) => {
                let line = std::mem::take(&mut self.line);
                self.out.push_str(&wrap(&line, self.columns, "  "));
                self.out.push('\n');
            }
            Event::End(TagEnd::List(_)) => {
                self.in_list = false;
                self.out.push('\n');
            }
            Event::End(TagEnd::TableCell) => self.row.push(std::mem::take(&mut self.line)),
            Event::End(TagEnd::TableHead | TagEnd::TableRow) => {
                self.rows.push(std::mem::take(&mut self.row));
            }
            Event::End(TagEnd::Table) => {
                let rows = std::mem::take(&mut self.rows);
                self.out.push_str(&table(&rows, self.columns));
                self.out.push('\n');
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.line.push_str(&text);
            }
            Event::Code(text) => {
                let fit = tail(&text, self.columns);
                self.line.push_str(&fit);
            }
            Event::SoftBreak | Event::HardBreak => self.line.push('\n'),
            Event::Start(_)
            | Event::End(_)
            | Event::Rule
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => {}
        }
    }

    fn end_heading(&mut self) {
        let text = wrap(&std::mem::take(&mut self.line), self.columns, "");
        let style = if self.heading.take() == Some(1) { HEADING } else { BOLD };
        for line in text.lines() {
            let _ = writeln!(self.out, "{style}{line}{style:#}");
        }
        self.out.push('\n');
    }

    fn end_paragraph(&mut self) {
        if self.in_list {
            return;
        }
        let text = wrap(&std::mem::take(&mut self.line), self.columns, "");
        self.out.push_str(&text);
        self.out.push_str("\n\n");
    }
}

/// The end of a line of signs that is too long: of a sparkline, the latest.
fn tail(text: &str, columns: usize) -> String {
    let skip = text.chars().count().saturating_sub(columns.saturating_sub(4));
    text.chars().skip(skip).collect()
}

/// A table, its first column left and the others right, without the columns that do not fit.
fn table(rows: &[Vec<String>], columns: usize) -> String {
    let Some(head) = rows.first() else { return String::new() };
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.width()).max()
    };
    let widths: Vec<usize> = (0..head.len()).map(|column| width(column).unwrap_or(0)).collect();
    let widest = widths.first().copied().unwrap_or(0);
    let label = widest.min((columns * LABEL_PERCENT / 100).max(12));
    let (shown, left_out) = fitting(head, &widths, columns.saturating_sub(label));
    let mut out = String::new();
    for (at, row) in rows.iter().enumerate() {
        let name = row.first().map_or("", String::as_str);
        let name = wrap(name, label, " ");
        let mut lines = name.lines();
        let first = lines.next().unwrap_or("");
        let mut line = format!("{first}{}", " ".repeat(label.saturating_sub(first.width())));
        for column in &shown {
            let cell = row.get(*column).map_or("", String::as_str);
            let width = widths.get(*column).copied().unwrap_or(0);
            line.push_str(&" ".repeat(2 + width.saturating_sub(cell.width())));
            line.push_str(cell);
        }
        let line = line.trim_end();
        let _ = if at == 0 { writeln!(out, "{DIM}{line}{DIM:#}") } else { writeln!(out, "{line}") };
        for more in lines {
            let _ = writeln!(out, "{more}");
        }
    }
    if 0 < left_out {
        let s = if left_out == 1 { "" } else { "s" };
        let _ = writeln!(out, "{DIM}… {left_out} more column{s}, with more width{DIM:#}");
    }
    out
}

/// The columns that fit: of periods the latest, else the first; and how many are left out.
fn fitting(head: &[String], widths: &[usize], room: usize) -> (Vec<usize>, usize) {
    let all: Vec<usize> = (1..head.len()).collect();
    let is_period = |column: &usize| {
        let period = head.get(*column).and_then(|name| name.parse().ok());
        matches!(period, Some(FiscalPeriod::Year(_) | FiscalPeriod::Quarter(..)))
    };
    let by_period = all.iter().all(is_period);
    let order: Vec<usize> =
        if by_period { all.iter().rev().copied().collect() } else { all.clone() };
    let mut left = room;
    let mut shown: Vec<usize> = Vec::new();
    for column in order {
        let needs = widths.get(column).copied().unwrap_or(0) + 2;
        if left < needs {
            break;
        }
        left -= needs;
        shown.push(column);
    }
    shown.sort_unstable();
    let left_out = all.len() - shown.len();
    (shown, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_keeps_its_latest_periods_where_not_all_fit() {
        let text = "| USD m | FY2021 | FY2022 | FY2023 |\n|---|---:|---:|---:|\n| Revenue of all | 1,234 | 2,345 | (3,456) |\n";
        let set = anstream::adapter::strip_str(&render(text, 32)).to_string();
        assert!(set.lines().all(|line| line.width() <= 32), "{set}");
        assert!(set.contains("FY2023") && !set.contains("FY2021"), "{set}");
        assert!(set.contains("more column"));
        let quarters = text.replace("FY", "Q3 FY");
        let set = anstream::adapter::strip_str(&render(&quarters, 32)).to_string();
        assert!(set.contains("FY2023") && !set.contains("FY2021"), "{set}");
    }

    #[test]
    fn nothing_is_wider_than_the_columns() {
        let text = "# A heading that is rather long\n\nA **bold** paragraph with <https://example.org/a/long/address> in it.\n\n- item one that needs two lines\n- two\n\n";
        for columns in [20, 40, 80] {
            let set = anstream::adapter::strip_str(&render(text, columns)).to_string();
            assert!(set.lines().all(|line| line.width() <= columns), "{set}");
        }
    }
}
