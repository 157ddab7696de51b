//! Bridges as a file for a spreadsheet.

use ::csv::Writer;
use chart::harmless;

use crate::{cause::Cause, figures::Figures, workflow::Dashboard};

/// A row for each cause of each metric, amounts in full, and one for the whole. Text that a spreadsheet would take for a
/// formula is led by a `'`.
pub fn bridges(figures: &Figures, dashboard: &Dashboard) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    // Writing to memory does not fail.
    let written = write(&mut writer, figures, dashboard);
    let bytes = written.ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

const HEAD: [&str; 9] =
    ["metric", "level", "cause", "kind", "amount", "share", "before", "now", "lines"];

fn write(
    writer: &mut Writer<Vec<u8>>,
    figures: &Figures,
    dashboard: &Dashboard,
) -> Result<(), ::csv::Error> {
    writer.write_record(HEAD)?;
    for told in &dashboard.metrics {
        let Some(explanation) = &told.explanation else { continue };
        let metric = told.standing.metric.key();
        let mut row = |level: &str, cause: &Cause| {
            let kind = serde_json::to_value(cause.kind).unwrap_or_default();
            let lines: Vec<String> = cause.lines.iter().map(u32::to_string).collect();
            writer.write_record([
                metric,
                level,
                &harmless(&cause.label),
                kind.as_str().unwrap_or_default(),
                &figures.exact(cause.amount).to_string(),
                &cause.share.normalize().to_string(),
                &figures.exact(cause.baseline).to_string(),
                &figures.exact(cause.current).to_string(),
                &lines.join(" "),
            ])
        };
        for cause in &explanation.causes {
            row("cause", cause)?;
            for part in &cause.parts {
                row("part", part)?;
            }
        }
        writer.write_record([
            metric,
            "whole",
            "",
            "",
            &figures.exact(explanation.change()).to_string(),
            "1",
            &figures.exact(explanation.baseline).to_string(),
            &figures.exact(explanation.current).to_string(),
            "",
        ])?;
    }
    Ok(())
}
