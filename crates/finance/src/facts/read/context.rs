//! What stands around a number: its sentence, or its row and column of a table.

use std::ops::Range;

use rust_decimal::Decimal;

use super::{Kind, Number};
use crate::{Currency, FiscalPeriod, facts::lexicon, format::Scale};

/// Adds words, periods and a table's unit to each number.
pub(super) fn add(text: &str, numbers: &mut Vec<Number>) {
    let tables = tables(text);
    let standing = standing_units(text);
    let standing =
        |at: usize| standing.iter().rev().find(|(end, _)| *end <= at).map(|(_, unit)| *unit);
    // The sentence read last: the numbers of one are read together.
    let mut read: Option<(Range<usize>, Vec<FiscalPeriod>, Option<HeadUnit>)> = None;
    numbers.retain_mut(|number| {
        let cell = tables.iter().find_map(|table| table.cell(number.span.start));
        match cell {
            Some(Cell::Header) => return false,
            Some(Cell::Label { label, corner }) => {
                // Years and counts are parts of names there; amounts are said.
                if !matches!(number.kind, Kind::Money(_)) {
                    return false;
                }
                number.periods = periods(text, label.clone());
                number.words = label;
                number.heads = Some((0..0, corner));
            }
            Some(Cell::Body { label, head, corner, unit }) => {
                let said = text.get(label.clone()).unwrap_or_default();
                let unit = unit_within(said).or_else(|| own_unit(said)).or(unit);
                let unit = unit.or_else(|| standing(label.start).filter(|_| is_large(number)));
                number.words = label.clone();
                number.heads = Some((head.clone(), corner));
                number.periods = periods(text, head);
                if number.periods.is_empty() {
                    number.periods = periods(text, label);
                }
                apply(unit, number);
            }
            None => {
                let known = read.take().filter(|(range, ..)| {
                    range.start <= number.span.start && number.span.end <= range.end
                });
                let (range, said, unit) = known.unwrap_or_else(|| {
                    let range = sentence(text, number.span.clone());
                    let unit = text.get(range.clone()).and_then(unit_within);
                    (range.clone(), periods(text, range), unit)
                });
                number.periods.clone_from(&said);
                number.words = range.clone();
                let own = unit.or_else(|| standing(range.start)).filter(|_| is_large(number));
                apply(own, number);
                read = Some((range, said, unit));
            }
        }
        true
    });
}

fn periods(text: &str, range: Range<usize>) -> Vec<FiscalPeriod> {
    text.get(range).map(lexicon::periods_in).unwrap_or_default()
}

/// What sentences and headings without a number say of those below: `All figures in millions of dollars.`
fn standing_units(text: &str) -> Vec<(usize, HeadUnit)> {
    let said = segments(text).into_iter().filter(|segment| !is_row(text, segment.start));
    let unit = |segment: Range<usize>| {
        let said = text.get(segment.clone())?;
        let silent = !said.bytes().any(|byte| byte.is_ascii_digit());
        Some((segment.end, unit_within(said).filter(|_| silent)?))
    };
    said.filter_map(unit).collect()
}

/// Whether a bare number may count thousands or more: an amount for one share does not.
fn is_large(number: &Number) -> bool {
    Decimal::ONE_HUNDRED <= number.value.abs() || number.value.scale() < 2
}

/// A bare number of a table counts what the table's head says.
fn apply(unit: Option<HeadUnit>, number: &mut Number) {
    let Some(unit) = unit else { return };
    if number.kind != Kind::Plain {
        return;
    }
    number.kind = unit.kind;
    number.value = number.value.checked_mul(unit.factor).unwrap_or(number.value);
    number.slack = number.slack.checked_mul(unit.factor).unwrap_or(number.slack);
}

/// The sentence around a span: from the last full stop, line or list marker to the next.
fn sentence(text: &str, span: Range<usize>) -> Range<usize> {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let start = before
        .char_indices()
        .rev()
        .find(|(at, c)| ends_sentence(text, *at, *c))
        .map_or(0, |(at, c)| at + c.len_utf8());
    let end = after
        .char_indices()
        .find(|(at, c)| ends_sentence(text, span.end + at, *c))
        .map_or(text.len(), |(at, _)| span.end + at);
    start..end.max(start)
}

/// Lines and the sentences in them, in order.
pub(crate) fn segments(text: &str) -> Vec<Range<usize>> {
    let mut all = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let in_row = is_row(text, start) && c != '\n';
        if !in_row && ends_sentence(text, at, c) {
            all.push(start..at);
            start = at + c.len_utf8();
        }
    }
    all.push(start..text.len());
    all
}

/// Whether a table's row begins here.
pub(crate) fn is_row(text: &str, at: usize) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with('|'))
}

fn ends_sentence(text: &str, at: usize, c: char) -> bool {
    let next = || text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
    match c {
        '\n' => !is_wrapped(text, at),
        '.' if is_initial(text, at) || is_short(text, at) => false,
        '.' | '!' | '?' => next().is_none_or(char::is_whitespace),
        _ => false,
    }
}

/// A line that is set to a width is hardly shorter.
const LINE_MIN: usize = 60;

/// Whether a line break only keeps lines short: the sentence goes on below.
fn is_wrapped(text: &str, at: usize) -> bool {
    let line = text.get(..at).and_then(|before| before.rsplit('\n').next()).unwrap_or_default();
    let below = text.get(at + 1..).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let (line, below) = (line.trim(), below.trim());
    let is_block = |line: &str| line.starts_with(['#', '|', '>', '`', '=']);
    if line.is_empty() || below.is_empty() || is_block(line) || is_block(below) || is_item(below) {
        return false;
    }
    let is_whole = line.ends_with(['.', '!', '?', ':', ';']);
    let goes_on = line.ends_with(',')
        || below.starts_with(char::is_lowercase)
        || LINE_MIN <= line.chars().count();
    !is_whole && goes_on
}

/// Whether a line begins with the mark of a list: `- `, `• `, `3. `.
fn is_item(line: &str) -> bool {
    let numbered = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let mark = |rest: &str, marks: &[char]| {
        rest.strip_prefix(marks).is_some_and(|rest| rest.starts_with([' ', '\t']))
    };
    mark(line, &['-', '*', '+', '•', '–', '—', '◦', '▪'])
        || numbered.len() < line.len() && mark(numbered, &['.', ')'])
        || line.starts_with("---")
        || line.starts_with("***")
}

/// Whether the full stop ends `vs.`, `approx.`, `Inc.` or `Corp.` before a word that goes on.
fn is_short(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let goes_on = text.get(at + 1..).is_some_and(|rest| {
        rest.strip_prefix(' ').is_some_and(|rest| !rest.starts_with(char::is_uppercase))
    });
    match word {
        "vs" | "approx" | "ca" | "est" | "Op" | "op" => true,
        "Inc" | "Corp" | "Co" | "Ltd" => goes_on,
        _ => false,
    }
}

/// Whether the full stop stands behind a single capital letter: `T. Rowe Price`.
fn is_initial(text: &str, at: usize) -> bool {
    let mut before = text.get(..at).unwrap_or_default().chars().rev();
    let capital = before.next().is_some_and(char::is_uppercase);
    capital && before.next().is_none_or(|c| !c.is_alphanumeric() && c != '&')
}

/// What a table's head says of its bare numbers.
#[derive(Clone, Copy)]
struct HeadUnit {
    kind: Kind,
    factor: Decimal,
}

struct Table {
    head: Vec<Range<usize>>,
    rows: Vec<Vec<Range<usize>>>,
    unit: Option<HeadUnit>,
    /// What each head says of its own column.
    units: Vec<Option<HeadUnit>>,
}

enum Cell {
    Header,
    Label { label: Range<usize>, corner: Range<usize> },
    Body { label: Range<usize>, head: Range<usize>, corner: Range<usize>, unit: Option<HeadUnit> },
}

impl Table {
    fn cell(&self, at: usize) -> Option<Cell> {
        if self.head.iter().any(|cell| cell.contains(&at)) {
            return Some(Cell::Header);
        }
        let row = self.rows.iter().find(|row| row.iter().any(|cell| cell.contains(&at)))?;
        let column = row.iter().position(|cell| cell.contains(&at))?;
        let label = row.first()?.clone();
        let corner = self.head.first().cloned().unwrap_or(0..0);
        if column == 0 {
            return Some(Cell::Label { label, corner });
        }
        Some(Cell::Body {
            label,
            head: self.head.get(column).cloned().unwrap_or(0..0),
            corner,
            unit: self.units.get(column).copied().flatten().or(self.unit),
        })
    }
}

/// The Markdown tables of the text.
fn tables(text: &str) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut open = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        if !line.starts_with('|') {
            open = false;
            continue;
        }
        let cells = cells(line, start);
        if !open {
            open = true;
            let first = cells.first().and_then(|cell| text.get(cell.clone())).unwrap_or_default();
            let unit = unit_within(first).or_else(|| head_unit(first));
            let of_head = |cell: &Range<usize>| text.get(cell.clone()).and_then(unit_within);
            let units = cells.iter().map(of_head).collect();
            tables.push(Table { unit, units, head: cells, rows: Vec::new() });
        } else if !line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\n'))
            && let Some(table) = tables.last_mut()
        {
            table.rows.push(cells);
        }
    }
    tables
}

fn cells(line: &str, start: usize) -> Vec<Range<usize>> {
    let mut bars = line.char_indices().filter(|(_, c)| *c == '|').map(|(at, _)| at);
    let mut from = bars.next().unwrap_or(0);
    let mut cells = Vec::new();
    for bar in bars {
        cells.push(start + from + 1..start + bar);
        from = bar;
    }
    cells
}

/// The unit of a row that does not share the table's: `Diluted EPS`, `Gross margin (%)`.
fn own_unit(label: &str) -> Option<HeadUnit> {
    let lower = label.to_lowercase();
    let per_share = lower.contains("per share")
        || lower.split(|c: char| !c.is_alphanumeric()).any(|word| word == "eps");
    if per_share {
        return Some(HeadUnit { kind: Kind::PerShare(None), factor: Decimal::ONE });
    }
    label.contains('%').then(|| HeadUnit { kind: Kind::Percent, factor: Decimal::new(1, 2) })
}

/// The unit that a head says besides other things: `FY2024, USD m`, `Revenue ($ millions)`, `Sales (in $bn)`.
fn unit_within(text: &str) -> Option<HeadUnit> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '*' | ':' | ';' | '.'))
        .filter(|word| !word.is_empty())
        .collect();
    let factor = |word: &str| match word.to_lowercase().as_str() {
        "thousand" | "thousands" | "k" => Some(Scale::Thousands),
        "m" | "mn" | "mln" | "mm" | "million" | "millions" => Some(Scale::Millions),
        "bn" | "b" | "bln" | "billion" | "billions" => Some(Scale::Billions),
        "tn" | "trn" | "trillion" | "trillions" => Some(Scale::Trillions),
        _ => None,
    };
    words.iter().enumerate().find_map(|(at, word)| {
        let money = |currency: &str, scale: &str| {
            let currency = if currency == "$" || currency == "US$" { "USD" } else { currency };
            let kind = Kind::Money(Some(currency.parse().ok()?));
            Some(HeadUnit { kind, factor: factor(scale)?.factor() })
        };
        let next = words.get(at + 1).copied().unwrap_or_default();
        if let Some(factor) = factor(word).filter(|_| word.ends_with('s') && next == "of") {
            // `Millions of US dollars`.
            let currency = words.get(at + 2..)?.iter().take(2).find_map(|word| match *word {
                "dollars" | "USD" => Some("USD"),
                "euros" | "EUR" => Some("EUR"),
                _ => None,
            });
            let kind = Kind::Money(Some(currency?.parse().ok()?));
            return Some(HeadUnit { kind, factor: factor.factor() });
        }
        let before = at.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
        if let Some(factor) = factor(word).filter(|_| word.ends_with('s') && before == "in") {
            // `(In millions, except per share)`: of the currency that the table is in.
            return Some(HeadUnit { kind: Kind::Plain, factor: factor.factor() });
        }
        let signed =
            ["US$", "$", "€"].into_iter().find_map(|sign| Some((sign, word.strip_prefix(sign)?)));
        match signed {
            Some(("€", "")) => money("EUR", next),
            Some(("€", scale)) => money("EUR", scale),
            Some((sign, "")) => money(sign, next),
            Some((sign, scale)) => money(sign, scale),
            None => money(word, next),
        }
    })
}

/// `USD m`, `EUR bn`, `USD per share`, `m shares`, `%`: what a head's first cell says.
fn head_unit(text: &str) -> Option<HeadUnit> {
    let mut words = text.split_whitespace().map(|word| word.trim_matches(','));
    let first = words.next()?;
    if first == "%" {
        return Some(HeadUnit { kind: Kind::Percent, factor: Decimal::new(1, 2) });
    }
    let currency = first.parse::<Currency>().ok();
    let second = if currency.is_some() { words.next() } else { Some(first) };
    if second == Some("per") {
        return Some(HeadUnit { kind: Kind::PerShare(currency), factor: Decimal::ONE });
    }
    let scales = [Scale::Thousands, Scale::Millions, Scale::Billions, Scale::Trillions];
    let scale = scales.into_iter().find(|scale| Some(scale.suffix()) == second);
    let factor = scale.unwrap_or(Scale::Ones).factor();
    // Some codes of currencies are tickers too: alone they are a unit where they are common ones.
    let common =
        ["USD", "EUR", "GBP", "JPY", "CHF", "CNY", "CAD", "AUD", "INR", "KRW", "SEK", "DKK"];
    if scale.is_none() && !common.contains(&first) && currency.is_some() {
        return None;
    }
    match currency {
        Some(currency) => Some(HeadUnit { kind: Kind::Money(Some(currency)), factor }),
        None if words.next() == Some("shares") => Some(HeadUnit { kind: Kind::Shares, factor }),
        None => None,
    }
}
