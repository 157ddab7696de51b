//! A dashboard as Markdown: tiles, bridges, stories, and what became of every row.

use std::fmt::Write as _;

use books::import::Import;

use crate::{
    cause::{Cause, Explanation},
    charts,
    figures::{Figures, per_cent},
    prose::{Piece, WrittenBy, recommend::Priority},
    series::HowFar,
    told::Standing,
    workflow::{Dashboard, Told},
};

/// A sparkline shows two years of months.
const SPARK: usize = 24;

/// So many rejected rows are shown.
const REJECTED_SHOWN: usize = 5;

/// How a dashboard is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct Layout {
    /// Bridges are drawn, in so many columns; none writes them as tables alone.
    pub columns: Option<usize>,
}

/// The whole dashboard.
pub fn render(import: &Import, dashboard: &Dashboard, layout: Layout) -> String {
    let figures = Figures::of(&import.books);
    let mut out = String::new();
    let standings: Vec<&Standing> = dashboard.metrics.iter().map(|told| &told.standing).collect();
    let _ = writeln!(out, "# {}\n", title(&standings));
    let _ = writeln!(out, "{}\n", escaped(&dashboard.story.text));
    out.push_str(&tiles(&figures, dashboard));
    for told in &dashboard.metrics {
        out.push_str(&metric(&figures, told, layout));
    }
    out.push_str(&actions(dashboard));
    out.push_str(&health(import));
    out.push_str(&written(dashboard));
    out
}

/// `Oct 2024 against Oct 2023`.
pub fn title(standings: &[&Standing]) -> String {
    match standings.first() {
        Some(first) => match first.comparison {
            Some(comparison) => format!("{} against {}", first.period, comparison.words()),
            None => first.period.to_string(),
        },
        None => "Books".to_owned(),
    }
}

fn tiles(figures: &Figures, dashboard: &Dashboard) -> String {
    let mut out =
        String::from("| | Now | Before | Change | % | Series |\n|---|---:|---:|---:|---:|:---|\n");
    for told in &dashboard.metrics {
        let one = &told.standing;
        let _ = writeln!(
            out,
            "| {} | {} | {} | {}{} | {} | `{}` |",
            one.name,
            figures.money(one.current),
            one.previous.map_or_else(na, |amount| figures.money(amount)),
            arrow(one),
            one.change().map_or_else(na, |amount| figures.change(amount)),
            one.growth().map_or_else(na, per_cent),
            charts::spark(figures, one, SPARK),
        );
    }
    for further in &dashboard.further {
        let before = further.before.clone().unwrap_or_else(na);
        let _ = writeln!(out, "| {} | {} | {before} | | | |", further.name, further.shown);
    }
    out.push('\n');
    out.push_str(&so_far(figures, dashboard));
    for terms in dashboard.further.iter().filter_map(|further| further.terms.as_ref()) {
        let _ = writeln!(out, "{}\n", terms.sentence());
    }
    out
}

/// How the metrics stand where the period is not over: against as many days of the baseline.
fn so_far(figures: &Figures, dashboard: &Dashboard) -> String {
    let mut told = dashboard.metrics.iter().map(|told| &told.standing).peekable();
    let until = told.peek().and_then(|first| first.so_far).map(|so_far| so_far.until);
    let Some(until) = until else { return String::new() };
    let moves = told.filter_map(|one| {
        let (change, growth) = one.moved_so_far()?;
        let growth = growth.map(|growth| format!(" ({})", per_cent(growth))).unwrap_or_default();
        Some(format!("{} {}{growth}", one.name.to_lowercase(), figures.change(change)))
    });
    let moves: Vec<String> = moves.collect();
    format!(
        "The period is told up to {until} only. Against the same days before: {}.\n\n",
        moves.join(", ")
    )
}

fn na() -> String {
    finance::format::MISSING.to_owned()
}

/// Which way it went, and whether that is bad.
fn arrow(standing: &Standing) -> &'static str {
    match standing.change().map(i128::signum) {
        Some(1) => "▲ ",
        Some(-1) => "▼ ",
        Some(_) | None => "",
    }
}

fn metric(figures: &Figures, told: &Told, layout: Layout) -> String {
    let standing = &told.standing;
    let moved = match standing.change().map(i128::signum) {
        Some(1) => "rose",
        Some(-1) => "fell",
        Some(_) => "stayed",
        None => "stands",
    };
    let mut out = String::new();
    let name = finance::format::in_sentence(standing.name);
    let _ = writeln!(out, "## {} {moved}\n", standing.name);
    let _ = writeln!(out, "{}\n", escaped(&told.narrative.text));
    if let Some(explanation) = told.explanation.as_ref().filter(|told| told.gross != 0) {
        if let Some(columns) = layout.columns {
            let spec = charts::bridge(figures, standing, explanation);
            let ticks = |value| finance::format::Style::default().short(value);
            let _ = writeln!(out, "```\n{}\n```\n", chart::to_text(&spec, columns, &ticks));
        }
        out.push_str(&causes(figures, explanation));
    }
    if let Some((advice, piece)) = &told.recommendation {
        let priority = match advice.priority {
            Priority::High => "high",
            Priority::Medium => "medium",
            Priority::Low => "low",
        };
        let _ =
            writeln!(out, "**What to do about {name}** ({priority}): {}\n", escaped(&piece.text));
    }
    out
}

/// The causes of a change as a table whose amounts add up to it.
pub fn causes(figures: &Figures, explanation: &Explanation) -> String {
    let mut out = String::from(
        "| Cause | Change | Share | Before | Now | Rows |\n|---|---:|---:|---:|---:|---:|\n",
    );
    let mut row = |depth: usize, cause: &Cause| {
        let _ = writeln!(
            out,
            "| {}{} | {} | {} | {} | {} | {} |",
            "· ".repeat(depth),
            escaped(&cause.label).replace('|', "\\|"),
            figures.change(cause.amount),
            per_cent(cause.share),
            figures.money(cause.baseline),
            figures.money(cause.current),
            cause.rows,
        );
    };
    for cause in &explanation.causes {
        row(0, cause);
        for part in &cause.parts {
            row(1, part);
        }
    }
    let _ = writeln!(
        out,
        "| **All** | **{}** | **{}** | **{}** | **{}** | |\n",
        figures.change(explanation.change()),
        per_cent(rust_decimal::Decimal::ONE),
        figures.money(explanation.baseline),
        figures.money(explanation.current),
    );
    out
}

fn actions(dashboard: &Dashboard) -> String {
    let mut out = String::new();
    for (advice, piece) in dashboard.actions() {
        let lines: Vec<String> =
            advice.lines.iter().take(REJECTED_SHOWN).map(u32::to_string).collect();
        let rows =
            if lines.is_empty() { String::new() } else { format!(" (lines {})", lines.join(", ")) };
        let _ = writeln!(out, "- {}{rows}", escaped(&piece.text));
    }
    if out.is_empty() {
        return String::new();
    }
    format!("## What to do first\n\n{out}\n")
}

/// What became of every row, and the control totals.
pub fn health(import: &Import) -> String {
    let report = &import.report;
    let mut out = String::from("## What was read\n\n");
    let _ = writeln!(
        out,
        "{} {}: {} imported, {} told twice, {} rejected; {} blank.\n",
        report.rows,
        if report.rows == 1 { "row" } else { "rows" },
        report.imported,
        report.duplicates.len(),
        report.rejected.len(),
        report.blank
    );
    if !report.totals.is_empty() {
        out.push_str("| Column | In the file | Imported | Twice | Rejected | |\n|---|---:|---:|---:|---:|---|\n");
        for total in &report.totals {
            let _ = writeln!(
                out,
                "| {} | {} | {} | {} | {} | {} |",
                escaped(&total.column),
                total.file,
                total.imported,
                total.duplicates,
                total.rejected,
                if total.matches() { "matches" } else { "DOES NOT MATCH" }
            );
        }
        out.push('\n');
    }
    for rejected in report.rejected.iter().take(REJECTED_SHOWN) {
        let _ = writeln!(out, "- line {}: {}", rejected.line, escaped(&rejected.reason));
    }
    let more = report.rejected.len().saturating_sub(REJECTED_SHOWN);
    if 0 < more {
        let _ = writeln!(out, "- and {more} more rejected rows: `--json` names them all");
    }
    for twice in report.duplicates.iter().take(REJECTED_SHOWN) {
        let _ =
            writeln!(out, "- line {}: the same as line {}, with the same id", twice.line, twice.of);
    }
    if let Some(first) = report.alike.first() {
        let _ = writeln!(
            out,
            "- {} rows are alike in every cell and were kept, the first on lines {} and {}: nothing says that they are the same",
            report.alike.len(),
            first.of,
            first.line
        );
    }
    if 0 < report.rounded {
        let _ = writeln!(
            out,
            "- {} amounts have more than six decimals and were rounded",
            report.rounded
        );
    }
    if !report.by_sign.is_empty() {
        let names: Vec<_> =
            report.by_sign.iter().take(8).map(|name| format!("`{}`", escaped(name))).collect();
        let _ = writeln!(
            out,
            "- no rule knows {}: money in is taken for revenue and money out for an expense; `--account NAME=KIND` says otherwise",
            names.join(", ")
        );
    }
    for note in &report.notes {
        let _ = writeln!(out, "- {}", escaped(note));
    }
    out.push('\n');
    out
}

/// Which pieces the rules wrote although a model was asked.
fn written(dashboard: &Dashboard) -> String {
    let by_rules =
        dashboard.pieces().filter_map(|(name, piece): (String, &Piece)| match &piece.written_by {
            WrittenBy::Rules { because: Some(why) } => Some((name, why.clone())),
            WrittenBy::Rules { because: None } | WrittenBy::Model { .. } => None,
        });
    let by_rules: Vec<_> = by_rules.collect();
    let Some((_, why)) = by_rules.first() else { return String::new() };
    let names: Vec<&str> = by_rules.iter().map(|(name, _)| name.as_str()).collect();
    format!("The rules wrote {}: {}.\n", names.join("; "), escaped(why))
}

/// Text from a file as Markdown shows it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '<' | '>' | '[' | ']' | '#') {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

/// A metric over its periods: a chart where there is room, and a table.
pub fn trend(figures: &Figures, told: &Told, layout: Layout) -> String {
    let standing = &told.standing;
    let mut out = format!("# {} over time\n\n", standing.name);
    if let Some(columns) = layout.columns {
        let ticks = |value| finance::format::Style::default().short(value);
        let mut spec = charts::series(figures, standing);
        spec.series.truncate(1);
        let _ = writeln!(out, "```\n{}\n```\n", chart::to_text(&spec, columns, &ticks));
    }
    out.push_str("| Period | Amount | Change | % | |\n|---|---:|---:|---:|---|\n");
    let mut before: Option<i128> = None;
    for point in &standing.series.points {
        let change = before.map(|before| point.value - before).filter(|_| point.cut_off.is_none());
        let growth = before
            .filter(|_| change.is_some())
            .and_then(|before| crate::figures::growth(before, point.value));
        let note = match (point.cut_off, point.scaled) {
            (Some(_), Some(scaled)) => {
                format!("a part of the period; {} at its pace", figures.money(scaled))
            }
            (Some(_), None) => "a part of the period".to_owned(),
            (None, _) => String::new(),
        };
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {note} |",
            point.period,
            figures.money(point.value),
            change.map_or_else(String::new, |change| figures.change(change)),
            growth.map_or_else(String::new, per_cent),
        );
        before = point.cut_off.is_none().then_some(point.value);
    }
    out.push('\n');
    let course = &told.course;
    if let Some(trend) = course.trend {
        let _ = writeln!(
            out,
            "- it moves by {} from one period to the next, over the last twelve",
            figures.change(trend)
        );
    }
    if let Some(season) = course.season {
        let part = |part: rust_decimal::Decimal| per_cent(part.round_dp(4));
        let _ = writeln!(
            out,
            "- the year is highest in {} ({} of a month of its year) and lowest in {} ({})",
            season.high.0.short_name(),
            part(season.high.1),
            season.low.0.short_name(),
            part(season.low.1)
        );
    }
    if let Some(expected) = course.expected {
        let _ = writeln!(
            out,
            "- {} was to be expected of {} ({}), the middle distance from it is {}: it is {}",
            figures.money(expected.value),
            told.standing.period,
            expected.from,
            figures.size(expected.usual),
            match expected.how_far {
                HowFar::Usual => "within what is usual",
                HowFar::Further => "further than usual",
                HowFar::Unusual => "unusual",
            }
        );
    }
    out
}

/// A metric over its periods as a file for a spreadsheet.
pub fn series_csv(figures: &Figures, told: &Told) -> String {
    chart::to_csv(&charts::series(figures, &told.standing))
}
