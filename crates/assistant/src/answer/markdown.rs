//! An answer as Markdown: the finished text that is read again and checked.

use super::document::{Block, Table};

/// The whole text.
pub fn render(blocks: &[Block]) -> String {
    blocks.iter().map(block).collect()
}

/// One block, with the blank line behind it; nothing for a chart, whose figures stand in a table.
pub fn block(block: &Block) -> String {
    match block {
        Block::Heading(level, text) => {
            format!("{} {}\n\n", "#".repeat(usize::from(*level)), plain(text))
        }
        Block::Paragraph(text) => format!("{text}\n\n"),
        Block::List(items) => {
            let lines: Vec<String> = items.iter().map(|item| format!("- {item}\n")).collect();
            format!("{}\n", lines.concat())
        }
        Block::Table(table) => format!("{}\n", self::table(table)),
        Block::Chart(_) => String::new(),
    }
}

fn table(table: &Table) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let head = line(table.head.iter().map(|cell| plain(cell)).collect());
    let rule = std::iter::once("---").chain(table.head.iter().skip(1).map(|_| "---:"));
    let rule = line(rule.map(str::to_owned).collect());
    let rows = table.rows.iter().map(|row| {
        let cells = row.cells.iter().map(|cell| plain(&cell.text));
        line(std::iter::once(plain(&row.label)).chain(cells).collect())
    });
    let rows: String = rows.collect();
    format!("{head}{rule}{rows}")
}

/// Text from a source, so that no sign of it is read as markup.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '|' | '*' | '`' | '<' | '[' | ']' | '_' | '\\') {
            out.push('\\');
        }
        out.extend(printable(c));
    }
    out
}

/// What may be shown of a sign from outside: controls become blanks, and signs that turn the direction of writing are
/// left out, for both can make a reader see what does not stand there.
pub fn printable(c: char) -> Option<char> {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    (!turns).then_some(if c.is_control() { ' ' } else { c })
}
