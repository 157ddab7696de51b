//! What tells one series from another: a colour for who it is, a stroke for what it is.

use crate::spec::{ChartSpec, Role};

/// How many colours there are before they come round again.
const COLOURS: usize = 6;

/// The classes of each series, in order.
///
/// A forecast has the colour of the series it goes on from; last year and the budget are no company, and have none.
pub(super) fn inks(spec: &ChartSpec) -> Vec<String> {
    let mut used = 0;
    let ink = |role: Role| {
        let fresh = match role {
            Role::Actual | Role::Peer => true,
            Role::Forecast => used == 0,
            Role::Prior | Role::Budget => false,
        };
        used += usize::from(fresh);
        let colour = (used.max(1) - 1) % COLOURS + 1;
        match role {
            Role::Actual | Role::Peer => format!("chart-s{colour}"),
            Role::Forecast => format!("chart-s{colour} chart-forecast"),
            Role::Prior => "chart-prior".to_owned(),
            Role::Budget => "chart-budget".to_owned(),
        }
    };
    spec.series.iter().map(|series| series.role).map(ink).collect()
}
