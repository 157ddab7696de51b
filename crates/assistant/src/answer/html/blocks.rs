//! The blocks of an answer as markup.

use chart::ChartSpec;
use finance::{
    Item, LineItem,
    facts::{Aspect, FactId, lexicon, verify::Status},
    format::{MEANINGLESS, MISSING, NIL, Style},
};
use maud::{Markup, PreEscaped, html};

use super::{figures::Figures, inline, is_words, spark};
use crate::answer::document::{Block, Cell, Row, Table};

/// The rows of a statement that its other rows lead up to.
const RESULTS: [LineItem; 9] = [
    LineItem::Revenue,
    LineItem::GrossProfit,
    LineItem::OperatingIncome,
    LineItem::NetIncome,
    LineItem::TotalAssets,
    LineItem::TotalLiabilities,
    LineItem::Equity,
    LineItem::CashFromOperations,
    LineItem::NetChangeInCash,
];

/// Up to so many columns a table is not stretched to its card: the eye would lose the row.
const NARROW: usize = 3;

/// The level of a section's own heading.
const SECTION_LEVEL: u8 = 2;

/// The blocks under one heading.
pub(super) fn render(figures: &mut Figures<'_>, blocks: &[&Block], title: &str) -> Markup {
    let mut level = SECTION_LEVEL;
    html! {
        @for block in blocks {
            @match block {
                Block::Heading(wanted, text) => {
                    ({ level = (*wanted).clamp(SECTION_LEVEL + 1, level.saturating_add(1).min(6)); heading(level, text) })
                }
                Block::Paragraph(text) => {
                    @for text in text.split("\n\n") { (paragraph(figures, text)) }
                }
                Block::List(items) => {
                    ul { @for item in items { li { (inline::render(figures, item)) } } }
                }
                Block::Table(it) => (table(figures, it, title)),
                Block::Chart(spec) => (chart(figures, spec)),
            }
        }
    }
}

fn heading(level: u8, text: &str) -> Markup {
    html! {
        @match level {
            0..=3 => h3 { (text) },
            4 => h4 { (text) },
            5 => h5 { (text) },
            6.. => h6 { (text) },
        }
    }
}

/// A paragraph; one that is bold from end to end is the answer in short.
fn paragraph(figures: &mut Figures<'_>, text: &str) -> Markup {
    let bold = text.strip_prefix("**").and_then(|rest| rest.strip_suffix("**"));
    let lead = bold.is_some_and(|inner| !inner.contains("**"));
    html! { p class=[lead.then_some("lead")] { (inline::render(figures, text)) } }
}

/// A table that scrolls inside its card, its first column staying in sight.
fn table(figures: &mut Figures<'_>, table: &Table, title: &str) -> Markup {
    let width = table.rows.iter().map(|row| row.cells.len() + 1).max().unwrap_or_default();
    let width = width.max(table.head.len());
    let words =
        |column: usize| table.rows.iter().filter_map(|row| row.cells.get(column)).any(is_words);
    let words: Vec<bool> = (0..width.saturating_sub(1)).map(words).collect();
    let head = |column: usize| table.head.get(column).map_or("", String::as_str);
    let label = format!("{title}, {}", head(0));
    let statement = is_statement(figures, table);
    let linked = table.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.fact.is_some());
    html! {
        div.scroll role="group" aria-label=(label) tabindex=[(!linked).then_some("0")] {
            table class=[(width <= NARROW).then_some("narrow")] {
                thead {
                    tr {
                        th scope="col" { (head(0)) }
                        @for (at, words) in words.iter().enumerate() {
                            th class=[class(*words)] scope="col" { (head(at + 1)) }
                        }
                    }
                }
                tbody { @for row in &table.rows { (self::row(figures, row, &words, statement)) } }
            }
        }
    }
}

fn class(words: bool) -> Option<&'static str> {
    words.then_some("words")
}

/// What a row is of, where it is a row of a statement.
fn line(figures: &Figures<'_>, row: &Row) -> Option<LineItem> {
    let fact = figures.answer.facts.fact(row.cells.iter().find_map(|cell| cell.fact)?)?;
    match fact.what.item {
        Item::Line(line) => Some(line),
        Item::Ratio(_) | Item::Price(_) => None,
    }
}

/// Whether a table holds rows of a statement, and nothing else.
fn is_statement(figures: &Figures<'_>, table: &Table) -> bool {
    table.rows.iter().all(|row| line(figures, row).is_some())
}

fn row(figures: &mut Figures<'_>, row: &Row, words: &[bool], statement: bool) -> Markup {
    let result = statement && line(figures, row).is_some_and(|line| RESULTS.contains(&line));
    html! {
        tr class=[result.then_some("total")] {
            th scope="row" { (row.label) }
            @for (at, words) in words.iter().enumerate() {
                td class=[class(*words)] {
                    @if let Some(cell) = row.cells.get(at) { (self::cell(figures, cell)) }
                }
            }
        }
    }
}

fn cell(figures: &mut Figures<'_>, cell: &Cell) -> Markup {
    match cell.fact {
        Some(id) => {
            let linked = figures.link(id, &shown(&cell.text));
            html! { (direction(figures, id)) (linked) }
        }
        None => match spark::draw(&cell.text) {
            Some(spark) => spark,
            None if [MISSING, MEANINGLESS, NIL].contains(&cell.text.as_str()) => {
                html! { span.muted { (cell.text) } }
            }
            None => shown(&cell.text),
        },
    }
}

/// The figure, with the parenthesis that closes a negative one hanging in the margin.
fn shown(text: &str) -> Markup {
    let open = text.strip_suffix(')').filter(|text| text.starts_with('('));
    html! { (open.unwrap_or(text)) @if open.is_some() { span.hang { ")" } } }
}

/// An arrow before a change.
fn direction(figures: &Figures<'_>, id: FactId) -> Markup {
    let fact = figures.answer.facts.fact(id);
    let change = |aspect: Aspect| matches!(aspect, Aspect::Growth | Aspect::Change);
    match fact.filter(|fact| change(fact.what.aspect) && !fact.value.is_zero()) {
        Some(fact) if fact.value.is_sign_negative() => {
            html! { span.down aria-hidden="true" { "▼" } }
        }
        Some(_) => html! { span.up aria-hidden="true" { "▲" } },
        None => html! {},
    }
}

/// A chart with its figures as a table to be opened.
fn chart(figures: &mut Figures<'_>, spec: &ChartSpec) -> Markup {
    let ticks = |value: rust_decimal::Decimal| {
        let value = value.normalize();
        Style::default().number(value, value.scale())
    };
    // Inside a page the element needs no namespace.
    let svg = chart::to_svg(spec, &ticks).replacen(r#" xmlns="http://www.w3.org/2000/svg""#, "", 1);
    let mut lines = chart::to_table(spec).into_iter();
    let head = lines.next().unwrap_or_default();
    let rows = lines.map(|line| {
        let mut cells = line.into_iter();
        let label = cells.next().unwrap_or_default();
        let cells = cells.zip(&spec.series).map(|(text, series)| {
            let fact = proof(figures, &series.name, &label, &text);
            Cell { text, fact }
        });
        let cells = cells.collect();
        Row { label, cells }
    });
    let rows = rows.collect();
    let data = Table { head, rows };
    let source = [spec.source.clone(), spec.as_of.clone().unwrap_or_default()];
    let source = source.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
    html! {
        figure {
            figcaption { b { (spec.title) } }
            (PreEscaped(svg))
            details {
                summary { "Figures of the chart" }
                (table(figures, &data, &spec.title))
                @if !source.is_empty() { p.muted { (source.join(", ")) } }
            }
        }
    }
}

/// The fact behind a point, where its series names an item and one company is told of: a wrong proof is
/// worse than none.
fn proof(figures: &Figures<'_>, series: &str, period: &str, text: &str) -> Option<FactId> {
    if figures.answer.companies.len() != 1 || lexicon::items_in(series).is_empty() {
        return None;
    }
    match figures.check(&format!("{series} in {period}: {text}")).pop()?.status {
        Status::Bound(id) | Status::Derived(id) => Some(id),
        Status::Computed(_) | Status::Contradicted { .. } | Status::Unbound => None,
    }
}
