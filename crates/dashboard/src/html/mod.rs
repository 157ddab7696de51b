//! A dashboard as one HTML page that needs nothing else: no script, no request, no other file. Whatever came from the books
//! is escaped, and the page forbids itself, by a content policy, to load or run anything.

use books::import::Import;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{
    cause::{Cause, Explanation},
    charts,
    figures::{Figures, per_cent},
    markdown,
    prose::{Piece, WrittenBy, recommend::Priority},
    told::Standing,
    workflow::{Dashboard, Told},
};

const CSS: &str = include_str!("page.css");

/// What the page may load: nothing but its own styles and the empty icon.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/// The whole page; `name` is what the books are called.
pub fn render(name: &str, import: &Import, dashboard: &Dashboard) -> String {
    let figures = Figures::of(&import.books);
    let standings: Vec<&Standing> = dashboard.metrics.iter().map(|told| &told.standing).collect();
    let title = markdown::title(&standings);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(POLICY);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                link rel="icon" href="data:,";
                title { (name) ": " (title) }
                style { (PreEscaped(chart::CSS)) (PreEscaped(CSS)) }
            }
            body {
                a.skip href="#main" { "Skip to the figures" }
                header { b { (name) } span { (span(import)) } }
                main #main {
                    h1 { (title) }
                    p.lead { (dashboard.story.text) }
                    (tiles(&figures, dashboard))
                    (actions(&figures, dashboard))
                    @for told in &dashboard.metrics { (metric(&figures, told)) }
                    (health(import))
                }
                footer { p { (written(dashboard)) } }
            }
        }
    }
    .into_string()
}

fn span(import: &Import) -> String {
    let books = &import.books;
    let days = books.span().map(|(first, last)| format!("{first} to {last}")).unwrap_or_default();
    let currency = books.currency.as_deref().unwrap_or("currency not said");
    format!("{days} · {currency} · {} rows", import.report.imported)
}

fn tiles(figures: &Figures, dashboard: &Dashboard) -> Markup {
    html! {
        ul.tiles {
            @for told in &dashboard.metrics {
                @let one = &told.standing;
                li {
                    a href=(format!("#{}", one.metric.key())) {
                        span.name { (one.name) }
                        b { (figures.money(one.current)) }
                        (moved(figures, one))
                        (PreEscaped(chart::to_svg(&spark(figures, one), &|value| value.to_string())))
                    }
                }
            }
            @for further in &dashboard.further {
                li.small title=(further.formula) {
                    span.name { (further.name) }
                    b { (further.shown) }
                    @if let Some(before) = &further.before { span.muted { "was " (before) } }
                    @if let Some(terms) = &further.terms { span.muted { (terms.sentence()) } }
                }
            }
        }
    }
}

fn spark(figures: &Figures, standing: &Standing) -> chart::ChartSpec {
    let mut spec = charts::series(figures, standing);
    spec.series.truncate(1);
    chart::ChartSpec { kind: chart::Kind::Spark, ..spec }
}

fn moved(figures: &Figures, standing: &Standing) -> Markup {
    let Some((change, growth)) = standing.fair_move() else {
        return html! { span.muted { "nothing to hold it against" } };
    };
    let class = match standing.is_better() {
        Some(true) => "up",
        Some(false) => "down",
        None => "muted",
    };
    let arrow = match change.signum() {
        1 => "▲ ",
        -1 => "▼ ",
        _ => "",
    };
    html! {
        span class=(class) {
            (arrow) (figures.change(change))
            @if let Some(growth) = growth { " (" (per_cent(growth)) ")" }
            @if standing.is_better() == Some(false) { span.vh { ", adverse" } }
        }
        @if let (Some(so_far), Some(all)) = (standing.so_far, standing.change()) {
            span.muted { "up to " (so_far.until) ", against the same days before; " (figures.change(all)) " against all of it" }
        }
    }
}

fn actions(figures: &Figures, dashboard: &Dashboard) -> Markup {
    let all = dashboard.actions();
    html! {
        @if !all.is_empty() {
            section.card {
                h2 { "What to do first" }
                ol {
                    @for (advice, piece) in all {
                        li {
                            span.tag { (priority(advice.priority)) }
                            (piece.text)
                            @if let Some(effect) = &advice.effect {
                                span.muted { " " (figures.change(effect.amount)) ": " (effect.arithmetic) }
                            }
                            (lines(&advice.lines))
                        }
                    }
                }
            }
        }
    }
}

fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::High => "high",
        Priority::Medium => "medium",
        Priority::Low => "low",
    }
}

fn lines(lines: &[u32]) -> Markup {
    const SHOWN: usize = 8;
    let shown: Vec<String> = lines.iter().take(SHOWN).map(u32::to_string).collect();
    html! {
        @if !shown.is_empty() { span.muted { " lines " (shown.join(", ")) @if SHOWN < lines.len() { " …" } } }
    }
}

fn metric(figures: &Figures, told: &Told) -> Markup {
    let standing = &told.standing;
    let ticks = |value| finance::format::Style::default().short(value);
    html! {
        section.card id=(standing.metric.key()) {
            h2 { (standing.name) }
            p { (told.narrative.text) }
            @if let Some(explanation) = told.explanation.as_ref().filter(|told| told.gross != 0) {
                figure {
                    figcaption { "What the change is made of" }
                    (PreEscaped(chart::to_svg(&charts::bridge(figures, standing, explanation), &ticks)))
                }
                (causes(figures, explanation))
            }
            figure {
                figcaption { (standing.name) " over time" }
                (PreEscaped(chart::to_svg(&charts::series(figures, standing), &ticks)))
            }
            p.muted { "Computed as " (standing.formula) "." }
        }
    }
}

fn causes(figures: &Figures, explanation: &Explanation) -> Markup {
    html! {
        div.scroll {
            table {
                thead { tr { th { "Cause" } th { "Change" } th { "Share of what moved" } th { "Before" } th { "Now" } th { "Rows" } } }
                tbody {
                    @for cause in &explanation.causes {
                        (row(figures, cause, false))
                        @for part in &cause.parts { (row(figures, part, true)) }
                    }
                    tr.total {
                        th { "All" }
                        td { (figures.change(explanation.change())) }
                        td { "100.0%" }
                        td { (figures.money(explanation.baseline)) }
                        td { (figures.money(explanation.current)) }
                        td {}
                    }
                }
            }
        }
    }
}

fn row(figures: &Figures, cause: &Cause, is_part: bool) -> Markup {
    html! {
        tr class=[is_part.then_some("part")] {
            th scope="row" { (cause.label) }
            td { (figures.change(cause.amount)) }
            td { (per_cent(cause.share)) }
            td { (figures.money(cause.baseline)) }
            td { (figures.money(cause.current)) }
            td { (cause.rows) " " (lines(&cause.lines)) }
        }
    }
}

fn health(import: &Import) -> Markup {
    let report = &import.report;
    html! {
        section.card {
            h2 { "What was read" }
            p { (report.rows) (if report.rows == 1 { " row: " } else { " rows: " }) (report.imported) " imported, " (report.duplicates.len()) " told twice, " (report.rejected.len()) " rejected; " (report.blank) " blank." }
            @if !report.totals.is_empty() {
                div.scroll {
                    table {
                        thead { tr { th { "Column" } th { "In the file" } th { "Imported" } th { "Twice" } th { "Rejected" } th { "" } } }
                        tbody {
                            @for total in &report.totals {
                                tr {
                                    th scope="row" { (total.column) }
                                    td { (total.file) } td { (total.imported) } td { (total.duplicates) } td { (total.rejected) }
                                    td { @if total.matches() { "matches" } @else { "does not match" } }
                                }
                            }
                        }
                    }
                }
            }
            @if !report.rejected.is_empty() {
                details {
                    summary { "Rejected rows" }
                    ul { @for one in report.rejected.iter().take(200) { li { "line " (one.line) ": " (one.reason) } } }
                }
            }
            details {
                summary { "How the file was understood" }
                ul { @for (what, evidence) in &import.mapping.evidence { li { (what) ": " (evidence) } } }
            }
            @if !report.by_sign.is_empty() || !report.notes.is_empty() {
                ul {
                    @if !report.by_sign.is_empty() { li { "Taken by their signs alone: " (report.by_sign.join(", ")) } }
                    @for note in &report.notes { li { (note) } }
                }
            }
        }
    }
}

fn written(dashboard: &Dashboard) -> String {
    let by_rules = |piece: &Piece| matches!(piece.written_by, WrittenBy::Rules { .. });
    let all = dashboard.pieces().count();
    let rules: Vec<String> =
        dashboard.pieces().filter(|(_, piece)| by_rules(piece)).map(|(name, _)| name).collect();
    match rules.len() {
        0 => "A model worded every piece; code computed every figure.".to_owned(),
        count if count == all => {
            "The rules wrote every piece; code computed every figure.".to_owned()
        }
        _ => format!("Code computed every figure. The rules wrote {}.", rules.join("; ")),
    }
}
