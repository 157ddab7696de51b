//! The build report as Markdown: for `fisc data info` and for the repository.

use std::{collections::BTreeMap, fmt::Write as _};

use finance::LineItem;
use providers::market::builtin::build::report::{BuildReport, Comparison};

/// The whole report.
pub(crate) fn markdown(report: &BuildReport, as_of: &str) -> String {
    let mut text = format!("# The built-in data\n\nAs of {as_of}.\n\n");
    let _ = writeln!(
        text,
        "- {} companies with statements, {} of them with figures seen in filings\n\
         - {} listings with daily closing prices, adjusted for splits, not for dividends\n\
         - {} listings and {} other names to find companies by\n",
        report.companies, report.companies_checked, report.priced, report.listings, report.aliases
    );
    text.push_str(
        "Figures seen in a filing cite it. All others are normalised by a third party from SEC facts, not \
         checked against a filing, and say so. Sectors come from SIC codes.\n\n",
    );
    text.push_str("## Coverage\n\n| Row | Latest year | Five years | Figures | In filings |\n|---|---:|---:|---:|---:|\n");
    for one in &report.coverage {
        let label = one.item.row().label;
        let _ = writeln!(
            text,
            "| {label} | {} | {} | {} | {} |",
            one.latest, one.five_years, one.figures, one.checked
        );
    }
    text.push_str("\nCompanies that have the row for their latest fiscal year, for five years in a row, and figures in all.\n\n");
    compared(
        &mut text,
        "Filings against the third party's rows",
        &report.filings_against_third_party,
    );
    compared(
        &mut text,
        "Filings against another provider's ten years of six companies",
        &report.file_against_history,
    );
    text.push_str("## Accounting identities\n\n| Identity | Holds | Fails | Not checkable |\n|---|---:|---:|---:|\n");
    for (identity, [holds, fails, unknown]) in &report.identities {
        let _ = writeln!(text, "| {identity} | {holds} | {fails} | {unknown} |");
    }
    text.push_str("\nAn identity is checked only where every term was reported. What fails is kept and marked.\n\n");
    for (topic, remarks) in &report.remarks {
        let _ = writeln!(text, "## {}\n", topic.heading());
        for remark in remarks {
            let _ = writeln!(text, "- {remark}");
        }
        text.push('\n');
    }
    text
}

fn compared(text: &mut String, title: &str, all: &BTreeMap<LineItem, Comparison>) {
    let _ = writeln!(
        text,
        "## {title}\n\n| Row | Compared | Equal | % | Differences |\n|---|---:|---:|---:|---:|"
    );
    for (item, one) in all {
        let percent = f64::from(one.equal) * 100.0 / f64::from(one.compared.max(1));
        let kinds: Vec<_> =
            one.kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let kinds = if kinds.is_empty() { "–".to_owned() } else { kinds.join(", ") };
        let label = item.row().label;
        let _ = writeln!(
            text,
            "| {label} | {} | {} | {percent:.2} | {kinds} |",
            one.compared, one.equal
        );
    }
    text.push_str("\nEqual means within half a per cent. The differences one by one:\n\n");
    for (item, one) in all {
        for example in &one.examples {
            let _ = writeln!(text, "- {}: {example}", item.row().label);
        }
    }
    text.push('\n');
}
