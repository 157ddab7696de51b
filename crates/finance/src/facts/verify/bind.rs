//! Holding a claim against its readings.

use rust_decimal::Decimal;

use super::{
    Computed, Status,
    claim::Claim,
    contradiction::{Contradiction, Truth},
    cues::{Side, Way},
    index::Index,
    near::{is_near, unit_fits},
    reading::Reading,
    readings::{Readings, previous},
    role::{Part, Role},
    tokens::When,
};
use crate::{
    FiscalPeriod, Item, LineItem, Ratio,
    facts::{
        How,
        read::{Kind, Number},
        table::{Aspect, Fact, FactPeriod},
    },
};

/// What became of a claim, and which reading it was held against.
pub(super) struct Bound<'t> {
    pub(super) status: Status,
    pub(super) reading: Option<Reading<'t>>,
}

/// Binds the number of a claim.
pub(super) fn bind<'t>(index: &Index<'t>, claim: &Claim, number: &Number) -> Bound<'t> {
    // Of what a bare number or a bound is, words must say.
    let bound = matches!(claim.side(), Side::Over | Side::Under);
    let unsaid = claim.items.is_empty() && (bound || number.kind == Kind::Plain);
    if claim.counts || unsaid || claim.scoped {
        return Bound { status: Status::Unbound, reading: None };
    }
    let readings = Readings::of(index, claim, number.kind);
    let fitting: Vec<&Reading<'_>> =
        readings.iter().filter(|reading| unit_fits(number.kind, reading.unit)).collect();
    let says = |reading: &&&Reading<'_>| states(claim, number, reading);
    // Of several that fit, a cell is a plainer proof than a derivation, and an entered one than a computed one.
    let best = fitting.iter().filter(says).min_by_key(|reading| plainness(reading));
    if let Some(reading) = best.copied() {
        let status = if claim.part.denied {
            contradicted(index, reading, Contradiction::Denial)
        } else if let Some(truth) = wrong_way(index, claim, reading) {
            contradicted(index, &truth, Contradiction::Direction)
        } else {
            stands(reading)
        };
        return Bound { status, reading: Some(reading.clone()) };
    }
    let nearest =
        fitting.iter().min_by_key(|reading| (plainness(reading), gap(number, reading))).copied();
    if claim.part.denied
        && let Some(reading) = nearest
    {
        return Bound { status: stands(reading), reading: Some(reading.clone()) };
    }
    let status = why(index, claim, number, &fitting);
    Bound { status, reading: nearest.cloned() }
}

/// A range that a figure lies in: both its numbers stand on that figure.
pub(super) fn bind_range<'t>(
    index: &Index<'t>,
    claim: &Claim,
    low: &Number,
    high: &Number,
) -> Option<Bound<'t>> {
    let width = high.value.checked_sub(low.value)?;
    let wide = high.value.abs() / Decimal::from(3) < width.abs();
    if wide || width.is_sign_negative() {
        return None;
    }
    let readings = Readings::of(index, claim, high.kind);
    let within = |reading: &&Reading<'_>| {
        let value = oriented(claim, reading);
        let value =
            if reading.change && claim.part.way == Some(Way::Down) { -value } else { value };
        unit_fits(high.kind, reading.unit)
            && low.value.saturating_sub(low.slack) <= value
            && value <= high.value.saturating_add(high.slack)
    };
    let reading = readings.iter().filter(within).min_by_key(|reading| plainness(reading))?;
    let status = match wrong_way(index, claim, reading) {
        Some(truth) => contradicted(index, &truth, Contradiction::Direction),
        None => stands(reading),
    };
    Some(Bound { status, reading: Some(reading.clone()) })
}

/// Cells first, then entered derivations, then what was computed for this number; years before their quarters, late ones
/// before early ones.
fn plainness(reading: &Reading<'_>) -> (u8, bool, std::cmp::Reverse<i16>) {
    let subject = reading.subject();
    let period = subject.and_then(|fact| fact.period.fiscal());
    let year = period.map_or(i16::MIN, FiscalPeriod::year);
    let in_part = matches!(period, Some(FiscalPeriod::Quarter(..)));
    let rank = match (reading.inputs.len(), subject.map(|fact| &fact.how)) {
        (1, Some(How::Cell(..))) => 0,
        (1, Some(How::Derived { .. })) => 1,
        (_, _) => 2,
    };
    (rank, in_part, std::cmp::Reverse(year))
}

fn gap(number: &Number, reading: &Reading<'_>) -> Decimal {
    reading.value.abs().checked_sub(number.value.abs()).map_or(Decimal::MAX, |gap| gap.abs())
}

fn stands(reading: &Reading<'_>) -> Status {
    match (reading.inputs.as_slice(), reading.subject()) {
        ([_], Some(Fact { id, how: How::Cell(..), .. })) => Status::Bound(*id),
        ([_], Some(Fact { id, how: How::Derived { .. }, .. })) => Status::Derived(*id),
        (_, _) => Status::Computed(Box::new(Computed {
            value: reading.value.round_dp(12).normalize(),
            unit: reading.unit,
            formula: reading.formula(),
            inputs: reading.input_ids(),
        })),
    }
}

/// The figure as the item's name means it: a loss is income turned round.
fn oriented(claim: &Claim, reading: &Reading<'_>) -> Decimal {
    if claim.negative && !reading.change && reading.inputs.len() == 1 {
        -reading.value
    } else {
        reading.value
    }
}

/// Whether the reading is what the number says.
fn states(claim: &Claim, number: &Number, reading: &Reading<'_>) -> bool {
    let near = |figure: Decimal| is_near(figure, number.value, number.slack, claim.side());
    let size = number.value.abs();
    let near_size = |figure: Decimal| is_near(figure, size, number.slack, claim.side());
    let figure = oriented(claim, reading);
    if !reading.change {
        let restated = claim.cues.restated && reading.inputs.len() == 1 && restated(reading, &near);
        let written_loss = claim.negative && number.value.is_sign_negative() && near(reading.value);
        let enclosed = claim.enclosed && near(-figure);
        return near(figure)
            || written_loss
            || enclosed
            || claim.out && near_size(-figure)
            || restated;
    }
    if matches!(claim.part.role, Role::To | Role::From) {
        return near(figure);
    }
    match way_of(claim, reading) {
        Said::Way(Way::Up) => !number.value.is_sign_negative() && near_size(figure),
        Said::Way(Way::Down) => near_size(-figure),
        // `(2.8%)` behind a number is a parenthesis, or a minus sign.
        Said::Nothing => near(figure) || claim.enclosed && near(-figure),
        Said::Way(Way::Flat | Way::Better | Way::Worse) | Said::Either => near_size(figure.abs()),
    }
}

fn restated(reading: &Reading<'_>, near: &dyn Fn(Decimal) -> bool) -> bool {
    match reading.subject().map(|fact| &fact.how) {
        Some(How::Cell(_, restated)) => restated.iter().any(|before| near(before.value)),
        Some(How::Derived { .. }) | None => false,
    }
}

/// What words say of a direction.
enum Said {
    /// It went this way.
    Way(Way),
    /// It got better or worse, of what may be better when it is less.
    Either,
    /// Nothing.
    Nothing,
}

/// Which way the words say it went.
fn way_of(claim: &Claim, reading: &Reading<'_>) -> Said {
    let costs = reading.subject().is_some_and(|fact| is_cost(fact.what.item)) || claim.negative;
    match claim.part.way {
        Some(Way::Better | Way::Worse) if costs => Said::Either,
        Some(Way::Better) => Said::Way(Way::Up),
        Some(Way::Worse) => Said::Way(Way::Down),
        Some(way @ (Way::Up | Way::Down | Way::Flat)) => Said::Way(way),
        None => Said::Nothing,
    }
}

/// Items of which less may be better.
fn is_cost(item: Item) -> bool {
    use LineItem as Line;
    match item {
        Item::Line(line) => matches!(
            line,
            Line::CostOfRevenue
                | Line::ResearchAndDevelopment
                | Line::SellingGeneralAndAdministrative
                | Line::OperatingExpenses
                | Line::InterestExpense
                | Line::IncomeTax
                | Line::CurrentDebt
                | Line::LongTermDebt
                | Line::TotalLiabilities
                | Line::CurrentLiabilities
                | Line::CapitalExpenditure
                | Line::Inventory
                | Line::Receivables
                | Line::AccountsPayable
                | Line::SharesDiluted
                | Line::SharesBasic
                | Line::SharesOutstanding
        ),
        Item::Ratio(ratio) => matches!(
            ratio,
            Ratio::TotalDebt
                | Ratio::NetDebt
                | Ratio::DebtToEquity
                | Ratio::DebtToAssets
                | Ratio::LiabilitiesToAssets
                | Ratio::NetDebtToEbitda
                | Ratio::EquityMultiplier
                | Ratio::EffectiveTaxRate
                | Ratio::DaysSalesOutstanding
                | Ratio::DaysInventory
                | Ratio::DaysPayables
                | Ratio::CashConversionCycle
                | Ratio::OverheadIntensity
                | Ratio::ResearchIntensity
                | Ratio::PayoutRatio
                | Ratio::PriceToEarnings
                | Ratio::PriceToSales
                | Ratio::PriceToBook
                | Ratio::PriceToFreeCashFlow
                | Ratio::EvToEbitda
                | Ratio::EvToRevenue
        ),
        Item::Price(_) => false,
    }
}

/// The change that the words `rose to` get wrong, where the level is right and an earlier one is known.
fn wrong_way<'t>(index: &Index<'t>, claim: &Claim, reading: &Reading<'t>) -> Option<Reading<'t>> {
    if claim.part.role != Role::To || reading.change || reading.inputs.len() != 1 {
        return None;
    }
    let Said::Way(way) = way_of(claim, reading) else { return None };
    let now = reading.subject()?;
    let FactPeriod::Fiscal(period, _) = now.period else { return None };
    let named = match claim.base {
        Some(When::Fiscal(base)) => Some(base),
        Some(When::Quarter(_) | When::Day(_) | When::YearAgo | When::YearAfter) | None => None,
    };
    let bases = match named {
        Some(base) => vec![base],
        None => [Some(period.year_ago()), previous(period)].into_iter().flatten().collect(),
    };
    let company = index.companies().iter().find(|company| ***company == now.entity)?;
    let before: Vec<&Fact> =
        bases.iter().filter_map(|base| index.level(company, now.what.item, *base)).collect();
    let turned = if claim.negative { way.turned() } else { way };
    let agrees = |before: &&&Fact| agrees(turned, now.value, before.value);
    if before.is_empty() || before.iter().any(|before| agrees(&before)) {
        return None;
    }
    change(now, before.first()?)
}

/// Whether going from one value to another is going that way.
pub(super) fn agrees(way: Way, now: Decimal, before: Decimal) -> bool {
    match way {
        Way::Up | Way::Better => before < now,
        Way::Down | Way::Worse => now < before,
        Way::Flat => {
            let most = before.abs() / Decimal::from(20);
            now.checked_sub(before).is_some_and(|gap| gap.abs() <= most)
        }
    }
}

/// The growth from one fact to the other, or the difference where there is no rate.
pub(super) fn change<'t>(now: &'t Fact, before: &'t Fact) -> Option<Reading<'t>> {
    use super::reading::Rule;
    let difference = now.value.checked_sub(before.value)?;
    let rated = Decimal::ZERO < before.value
        && matches!(
            now.unit,
            crate::Unit::Money(_) | crate::Unit::PerShare(_) | crate::Unit::Shares
        );
    let (rule, value, unit) = if rated {
        (Rule::Growth, difference.checked_div(before.value)?, crate::Unit::Fraction)
    } else if now.unit == crate::Unit::Fraction {
        (Rule::Difference, difference, crate::Unit::Points)
    } else {
        (Rule::Difference, difference, now.unit)
    };
    Some(Reading { rule, inputs: vec![now, before], value, unit, change: true })
}

pub(super) fn contradicted(
    index: &Index<'_>,
    truth: &Reading<'_>,
    why: fn(Truth) -> Contradiction,
) -> Status {
    let many = 1 < index.companies().len();
    match truth.subject() {
        Some(fact) => Status::Contradicted { fact: fact.id, why: why(Truth::of(truth, many)) },
        None => Status::Unbound,
    }
}

/// Why a claim is false, or that nothing is known to hold it against.
fn why<'t>(index: &Index<'t>, claim: &Claim, number: &Number, fitting: &[&Reading<'t>]) -> Status {
    if claim.items.is_empty() || matches!(claim.company, Some(super::names::Named::Other)) {
        return Status::Unbound;
    }
    let size = number.value.abs();
    let near = |figure: Decimal| is_near(figure.abs(), size, number.slack, Side::Exact);
    if let Some(reading) = fitting.iter().find(|reading| near(reading.value)) {
        let why = if reading.change { Contradiction::Direction } else { Contradiction::Polarity };
        return contradicted(index, reading, why);
    }
    // An earlier filing said so, and a later one otherwise.
    let earlier = |reading: &&&Reading<'_>| reading.inputs.len() == 1 && restated(reading, &near);
    if let Some(reading) = fitting.iter().find(earlier) {
        return contradicted(index, reading, Contradiction::Restated);
    }
    let scales = [1_000, 1_000_000, 1_000_000_000].map(Decimal::from);
    let scaled = |reading: &&&Reading<'_>| {
        scales.iter().any(|scale| {
            let wider = number.slack.checked_mul(*scale).unwrap_or(number.slack);
            let up = size
                .checked_mul(*scale)
                .is_some_and(|size| is_near(reading.value.abs(), size, wider, Side::Exact));
            let down = size.checked_div(*scale).zip(number.slack.checked_div(*scale));
            up || down
                .is_some_and(|(size, slack)| is_near(reading.value.abs(), size, slack, Side::Exact))
        })
    };
    if let Some(reading) = fitting.iter().find(scaled) {
        return contradicted(index, reading, Contradiction::Scale);
    }
    let relaxed = |claim: Claim, why: fn(Truth) -> Contradiction| {
        let readings = Readings::of(index, &claim, number.kind);
        let hit = readings.iter().find(|reading| {
            unit_fits(number.kind, reading.unit) && states(&claim, number, reading)
        })?;
        Some(contradicted(index, hit, why))
    };
    // Anything may be more than a bound: what a number was mistaken for, it is exactly.
    let exact = Claim { part: Part { side: Side::Exact, ..claim.part }, ..claim.clone() };
    let claim = &exact;
    let other_period = || {
        relaxed(
            Claim { periods: Vec::new(), base: None, span: None, ..claim.clone() },
            Contradiction::Period,
        )
    };
    let other_company =
        || relaxed(Claim { company: None, ..claim.clone() }, Contradiction::Company);
    if let Some(status) = other_period().or_else(other_company) {
        return status;
    }
    let another = other_item(index, claim, number);
    // What the words name comes first: a growth rate where one was said, else the level.
    let of_item = |reading: &Reading<'_>| {
        let item = reading.subject().map(|fact| fact.what.item);
        claim.items.iter().position(|named| Some(*named) == item).unwrap_or(claim.items.len())
    };
    let named = fitting
        .iter()
        .min_by_key(|reading| (of_item(reading), plainness(reading), gap(number, reading)));
    match (another, named) {
        (Some(status), _) => status,
        (None, Some(reading)) => contradicted(index, reading, Contradiction::Value),
        (None, None) => Status::Unbound,
    }
}

/// A level of another item of the same company and period that the number is.
fn other_item(index: &Index<'_>, claim: &Claim, number: &Number) -> Option<Status> {
    // `Doubled` is a ratio of nothing else.
    let spelled = number.text.starts_with(char::is_alphabetic) && number.kind == Kind::Times;
    if claim.part.role == Role::Change || claim.periods.is_empty() || spelled {
        return None;
    }
    let any = Claim { items: Vec::new(), ..claim.clone() };
    let readings = Readings::of(index, &any, number.kind);
    let mut hits = readings.iter().filter(|reading| {
        let level = reading.subject().is_some_and(|fact| fact.what.aspect == Aspect::Level);
        level
            && !reading.change
            && unit_fits(number.kind, reading.unit)
            && states(&any, number, reading)
    });
    hits.next().map(|hit| contradicted(index, hit, Contradiction::Item))
}
