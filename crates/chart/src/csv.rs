//! The figures as a file for a spreadsheet.

use crate::spec::{ChartSpec, Series};

/// A line for each period, figures in full precision, a gap as an empty cell.
///
/// Text that a spreadsheet would take for a formula is quoted with a leading `'`.
pub fn to_csv(spec: &ChartSpec) -> String {
    // Writing to memory fails on nothing but rows of unequal length, and these are equal.
    write(spec).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn write(spec: &ChartSpec) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let names = spec.series.iter().map(|series| harmless(&series.name));
    file.write_record(std::iter::once("x".to_owned()).chain(names))?;
    for period in 0..spec.periods() {
        let values = spec.series.iter().map(|series| figure(series, period));
        file.write_record(std::iter::once(harmless(spec.x_label(period))).chain(values))?;
    }
    file.into_inner().map_err(|error| error.into_error().into())
}

fn figure(series: &Series, period: usize) -> String {
    series.value(period).map(|value| value.to_string()).unwrap_or_default()
}

/// A cell beginning like this is run by the spreadsheet that opens the file; a leading `'` makes it text.
pub fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}
