//! Closes: adjusted for the splits that their source missed, with every jump that nothing explains.

use std::collections::BTreeMap;

use finance::Symbol;
use jiff::civil::Date;

use super::{
    inputs::Sources,
    report::{BuildReport, Topic},
    tables::{Split, Tables},
};
use crate::market::builtin::record::PriceRecord;

/// A close this many hundredths of the one before, or its inverse, is a jump.
const JUMP_PERCENT: i64 = 145;

/// How near a jump must come to the ratio of a split to be taken for one, in hundredths.
const SPLIT_SLACK_PERCENT: i64 = 3;

/// The ratios at which shares are split, in hundredths.
const SPLIT_PERCENTS: [i64; 12] = [150, 200, 300, 400, 500, 600, 700, 800, 1000, 1500, 2000, 5000];

/// The closes of every listing.
pub(super) struct Prices {
    pub(super) calendar: Vec<Date>,
    pub(super) closes: BTreeMap<Symbol, Adjusted>,
}

/// A listing's closes in cents, and the jumps that look like splits nobody told of.
pub(super) struct Adjusted {
    pub(super) days: Vec<(Date, i64)>,
    jumps: Vec<Date>,
}

impl Prices {
    /// The closes as they are kept.
    pub(super) fn pack(&self) -> BTreeMap<Symbol, PriceRecord> {
        let pack = |(symbol, closes): (&Symbol, &Adjusted)| {
            (symbol.clone(), PriceRecord::pack(&self.calendar, &closes.days, &closes.jumps))
        };
        self.closes.iter().map(pack).collect()
    }
}

/// Reads, adjusts and looks over all closes.
pub(super) fn prices(sources: &Sources, tables: &Tables, report: &mut BuildReport) -> Prices {
    let mut calendar: Vec<Date> =
        sources.closes.iter().flat_map(|row| row.days.iter().map(|(day, _)| *day)).collect();
    calendar.sort_unstable();
    calendar.dedup();
    let mut closes = BTreeMap::new();
    for row in sources.closes.iter().filter(|row| !row.days.is_empty()) {
        let splits = tables.splits.get(&row.symbol).map_or(&[][..], Vec::as_slice);
        let since = tables.reused_since.get(&row.symbol).copied();
        let days: Vec<_> = row
            .days
            .iter()
            .filter(|(day, _)| since.is_none_or(|since| since <= *day))
            .copied()
            .collect();
        if let Some(since) = since {
            report.say(
                Topic::SetAside,
                format!("{}: closes before {since} are another listing's", row.symbol),
            );
        }
        if !days.is_empty() {
            closes.insert(row.symbol.clone(), adjusted(&row.symbol, days, splits, report));
        }
    }
    Prices { calendar, closes }
}

fn adjusted(
    symbol: &Symbol,
    mut days: Vec<(Date, i64)>,
    splits: &[Split],
    report: &mut BuildReport,
) -> Adjusted {
    for split in splits.iter().filter(|split| split.closes_need_it()) {
        let (new, old) = (i64::from(split.new_shares), i64::from(split.old_shares));
        for (_, cents) in days.iter_mut().filter(|(day, _)| *day < split.date) {
            *cents = (*cents * old + new / 2) / new;
        }
        let text = format!("{symbol}: closes before {} adjusted {new}-for-{old}", split.date);
        report.say(Topic::ClosesAdjusted, text);
    }
    let mut jumps = Vec::new();
    for (before, after) in days.iter().zip(days.iter().skip(1)) {
        let (low, high) = (before.1.min(after.1), before.1.max(after.1));
        if low <= 0 || high * 100 < low * JUMP_PERCENT {
            continue;
        }
        let percent = high * 100 / low;
        let near = |ratio: &i64| (percent - ratio).abs() * 100 <= ratio * SPLIT_SLACK_PERCENT;
        let suspect = SPLIT_PERCENTS.iter().any(near);
        if suspect {
            jumps.push(after.0);
        }
        let cents = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
        let verdict = if suspect { "near the ratio of a split" } else { "no ratio of a split" };
        report.say(
            Topic::PriceJump,
            format!(
                "{symbol}: {} → {} on {} ({verdict})",
                cents(before.1),
                cents(after.1),
                after.0
            ),
        );
    }
    Adjusted { days, jumps }
}
