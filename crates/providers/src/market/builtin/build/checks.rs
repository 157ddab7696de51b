//! What must hold within one company's statements: what fails is marked, taken out or listed.

use finance::{
    Basis, Figure, FiscalPeriod, LineItem, Quarter, Statement, Symbol,
    statement::{Identity, Verdict},
};
use rust_decimal::Decimal;

use super::report::{BuildReport, Topic};

/// Counts the identities and marks a statement in which one fails.
pub(super) fn mark_identities(
    symbol: &Symbol,
    statement: &mut Statement,
    report: &mut BuildReport,
) {
    for identity in Identity::ALL {
        if identity.statement() != statement.kind {
            continue;
        }
        let counts = report.identities.entry(identity.label().to_owned()).or_default();
        let [holds, fails, unknown] = counts;
        match identity.check(&statement.figures) {
            Verdict::Holds => *holds += 1,
            Verdict::NotCheckable(_) => *unknown += 1,
            Verdict::Fails(by) => {
                *fails += 1;
                let period = statement.period;
                statement.notes.push(format!("{} does not hold", identity.label()));
                report.say(
                    Topic::IdentityFails,
                    format!("{symbol} {period}: {} by {by}", identity.label()),
                );
            }
        }
    }
}

/// Takes out numbers of shares that are a thousand times too small or too large: filers slip in scale.
pub(super) fn drop_misscaled_shares(
    symbol: &Symbol,
    statements: &mut [Statement],
    report: &mut BuildReport,
) {
    for item in [LineItem::SharesDiluted, LineItem::SharesBasic, LineItem::SharesOutstanding] {
        let known = statements.iter().filter_map(|one| one.figures.get(&item));
        let mut known: Vec<Decimal> = known.map(|figure| figure.value).collect();
        known.sort_unstable();
        let Some(median) = known.get(known.len() / 2).copied() else { continue };
        for statement in statements.iter_mut() {
            let off = statement.figures.get(&item).is_some_and(|figure| {
                let hundred = Decimal::ONE_HUNDRED;
                figure.value * hundred < median || median * hundred < figure.value
            });
            if off && let Some(figure) = statement.figures.remove(&item) {
                let (label, period, value) = (item.row().label, statement.period, figure.value);
                let remark = format!(
                    "{symbol}: {label} of {period}, {value}, in another scale than {median}"
                );
                report.say(Topic::SetAside, remark);
            }
        }
    }
}

/// Whether four quarters that were all reported add up to their year.
pub(super) fn count_quarters(statements: &[Statement], report: &mut BuildReport) {
    let figure = |kind, period, item| {
        let one =
            statements.iter().find(|one: &&Statement| one.kind == kind && one.period == period)?;
        let figure: &Figure = one.figures.get(&item)?;
        matches!(figure.basis, Basis::Filed(_)).then_some(figure.value)
    };
    let flows = [
        LineItem::Revenue,
        LineItem::OperatingIncome,
        LineItem::NetIncome,
        LineItem::CashFromOperations,
    ];
    for statement in statements {
        let FiscalPeriod::Year(year) = statement.period else { continue };
        for item in flows.into_iter().filter(|item| item.row().statement == statement.kind) {
            let quarters = Quarter::ALL
                .map(|quarter| figure(statement.kind, FiscalPeriod::Quarter(year, quarter), item));
            let sum: Option<Decimal> = quarters.into_iter().sum();
            let whole = figure(statement.kind, statement.period, item);
            let label = "sum of reported quarters = year".to_owned();
            let [holds, fails, unknown] = report.identities.entry(label).or_default();
            match sum.zip(whole) {
                None => *unknown += 1,
                Some((sum, whole)) if (sum - whole).abs() * Decimal::from(200) <= whole.abs() => {
                    *holds += 1;
                }
                Some(_) => *fails += 1,
            }
        }
    }
}

/// Lists years whose diluted shares are far from the year before.
pub(super) fn list_jumps(symbol: &Symbol, statements: &[Statement], report: &mut BuildReport) {
    let mut years: Vec<(FiscalPeriod, Decimal)> = Vec::new();
    for statement in statements {
        if let (FiscalPeriod::Year(_), Some(shares)) =
            (statement.period, statement.figures.get(&LineItem::SharesDiluted))
        {
            years.push((statement.period, shares.value));
        }
    }
    for ((_, before), (period, now)) in years.iter().zip(years.iter().skip(1)) {
        let (low, high) = (before.min(now), before.max(now));
        if low * Decimal::new(18, 1) < *high {
            report.say(Topic::SharesJump, format!("{symbol} {period}: {before} → {now}"));
        }
    }
}

/// Takes out a year's dividend per share that is less than half of both its neighbours': a quarter's that
/// was filed as the year's.
pub(super) fn drop_broken_dividends(
    symbol: &Symbol,
    statements: &mut [Statement],
    report: &mut BuildReport,
) {
    let item = LineItem::DividendsPerShare;
    let mut years: Vec<(usize, Decimal)> = Vec::new();
    for (at, statement) in statements.iter().enumerate() {
        if let (FiscalPeriod::Year(_), Some(figure)) =
            (statement.period, statement.figures.get(&item))
        {
            years.push((at, figure.value));
        }
    }
    for window in years.windows(3) {
        let [(_, before), (at, now), (_, after)] = window else { continue };
        let broken = Decimal::ZERO < *now && *now * Decimal::TWO < *before.min(after);
        if let Some(statement) = statements.get_mut(*at).filter(|_| broken) {
            statement.figures.remove(&item);
            let remark = format!(
                "{symbol}: dividends per share of {}, {now}, far below both neighbours",
                statement.period
            );
            report.say(Topic::SetAside, remark);
        }
    }
}
