//! A run as a waterfall: each step with its time, the critical path marked.

use std::fmt::Write as _;

use assistant::answer::json::{StepTiming, Timings};
use unicode_width::UnicodeWidthStr as _;

/// The columns of the bars, at most.
const BAR_COLUMNS_MAX: usize = 40;
/// The columns of the names, at most.
const NAME_COLUMNS_MAX: usize = 44;
/// A step that ends this much before another begins can still have been waited for, in milliseconds.
const BREATH_MS: u64 = 3;

/// The steps in the order in which they began.
pub(crate) fn waterfall(timings: &Timings, columns: usize) -> String {
    let path = critical_path(timings);
    let widest = timings.steps.iter().map(|step| step.name.width()).max().unwrap_or(0);
    let names = widest.min(NAME_COLUMNS_MAX).min(columns.saturating_sub(24) / 2 + 8);
    let bars = columns.saturating_sub(names + 14).clamp(8, BAR_COLUMNS_MAX);
    let mut text = format!("run: {} ms, critical path *\n", timings.wall_ms);
    for (place, step) in timings.steps.iter().enumerate() {
        let mark = if path.contains(&place) { '*' } else { ' ' };
        let name = shortened(&step.name, names);
        let bar = bar(step, timings.wall_ms, bars);
        let pad = " ".repeat(names.saturating_sub(name.width()));
        let ended = match step.outcome.as_str() {
            "done" => "",
            other => other,
        };
        let _ = writeln!(text, "{mark} {name}{pad} {bar} {:>5} ms {ended}", step.ms);
    }
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// The steps that the end waited for: the last to end, the last to end before it began, and so on.
fn critical_path(timings: &Timings) -> Vec<usize> {
    let end = |step: &StepTiming| step.start_ms + step.ms;
    let mut path = Vec::new();
    let mut before = u64::MAX;
    loop {
        let ended = |(_, step): &(usize, &StepTiming)| match before {
            u64::MAX => true,
            before => end(step) <= before + BREATH_MS && step.start_ms < before,
        };
        let open = timings.steps.iter().enumerate().filter(|(place, _)| !path.contains(place));
        let last = open.filter(ended).max_by_key(|(_, step)| (end(step), step.ms));
        let Some((place, step)) = last else { return path };
        path.push(place);
        before = step.start_ms;
        if before == 0 {
            return path;
        }
    }
}

fn bar(step: &StepTiming, wall_ms: u64, columns: usize) -> String {
    let wall = u128::from(wall_ms.max(1));
    let at = |ms: u64| {
        let column = u128::from(ms) * columns as u128 / wall;
        usize::try_from(column).unwrap_or(columns).min(columns)
    };
    let from = at(step.start_ms).min(columns - 1);
    let to = at(step.start_ms + step.ms).clamp(from + 1, columns);
    format!("{}{}{}", "·".repeat(from), "█".repeat(to - from), "·".repeat(columns - to))
}

fn shortened(name: &str, columns: usize) -> String {
    if name.width() <= columns {
        return name.to_owned();
    }
    let kept: String = name.chars().take(columns.saturating_sub(1)).collect();
    format!("{kept}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &str, start_ms: u64, ms: u64) -> StepTiming {
        StepTiming { name: name.to_owned(), start_ms, ms, outcome: "done".to_owned() }
    }

    #[test]
    fn the_path_leads_back_from_the_last_end() {
        let steps = vec![
            step("understand", 0, 1),
            step("route", 1, 400),
            step("companies", 1, 300),
            step("prices", 301, 200),
            step("statements", 301, 500),
            step("write", 802, 300),
        ];
        let timings = Timings { wall_ms: 1_102, steps };
        let names = critical_path(&timings).into_iter().map(|at| timings.steps[at].name.as_str());
        assert_eq!(names.collect::<Vec<_>>(), ["write", "statements", "companies", "understand"]);
        for columns in [40, 80, 120] {
            let text = waterfall(&timings, columns);
            assert!(text.lines().all(|line| line.width() <= columns), "{columns}\n{text}");
        }
    }
}
