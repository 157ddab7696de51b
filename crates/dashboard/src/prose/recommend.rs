//! What to do about what moved. Each recommendation names its driver, its arithmetic and its rows; where nothing material
//! moved there is none.

use books::ledger::Books;
use serde::Serialize;

use crate::{
    cause::{Cause, Explanation, Kind},
    figures::Figures,
    metric::Metric,
    prose::{Draft, Sign, narrative::is_private},
    series::divided,
    told::Standing,
};

/// A change of less than so many of a thousand of the baseline calls for nothing, unless something is wrong in the books.
const MATERIAL_PER_MILLE: i128 = 20;

/// An effect of so many of a thousand of revenue, or of the metric where there is none, is high; a quarter of it, medium.
const HIGH_PER_MILLE: i128 = 20;

/// How much it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// First.
    High,
    /// Next.
    Medium,
    /// When there is time.
    Low,
}

/// When.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeFrame {
    /// This week.
    Immediate,
    /// Within three months.
    Short,
    /// Within the year.
    Long,
}

/// What it is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effect {
    /// What it adds to income or to cash, in the books' last decimal.
    pub amount: i128,
    /// How that is reckoned.
    pub arithmetic: String,
}

/// What to do, before it is worded.
#[derive(Debug, Clone)]
pub struct Advice {
    /// What to do, with handles.
    pub draft: Draft,
    /// How much it matters.
    pub priority: Priority,
    /// When.
    pub time_frame: TimeFrame,
    /// What it is worth, where that can be reckoned.
    pub effect: Option<Effect>,
    /// The cause that calls for it.
    pub driver: String,
    /// The rows that it rests on.
    pub lines: Vec<u32>,
}

/// What to do about a metric; none where nothing material moved.
pub fn advise(
    books: &Books,
    standing: &Standing,
    explanation: Option<&Explanation>,
) -> Option<Advice> {
    let explanation = explanation?;
    let base = explanation.baseline.abs().max(explanation.current.abs());
    let is_material =
        |cause: &&Cause| base * MATERIAL_PER_MILLE <= cause.gross * 1_000 || is_fault(cause.kind);
    let acts = |cause: &&Cause| !matches!(cause.kind, Kind::Rest | Kind::Calendar);
    // What is wrong in the books comes first: until it is put right every other figure is in doubt.
    let mut causes = explanation.causes.iter().filter(acts).filter(is_material);
    let fault = causes.clone().find(|cause| is_fault(cause.kind));
    let cause = fault.or_else(|| causes.next())?;
    let figures = Figures::of(books);
    let mut advice = of_cause(books, &figures, standing, cause);
    advice.priority = match &advice.effect {
        Some(effect) => {
            let size = effect.amount.abs() * 1_000;
            if base * HIGH_PER_MILLE <= size {
                Priority::High
            } else if base * HIGH_PER_MILLE <= size * 4 {
                Priority::Medium
            } else {
                Priority::Low
            }
        }
        None => Priority::Low,
    };
    Some(advice)
}

fn is_fault(kind: Kind) -> bool {
    matches!(kind, Kind::Duplicate | Kind::Missing | Kind::Reclassified)
}

fn of_cause(books: &Books, figures: &Figures, standing: &Standing, cause: &Cause) -> Advice {
    let mut draft = Draft::default();
    if is_private(books, cause) {
        draft.private("cause", "the name of the cause", &cause.label);
    } else {
        draft.fact("cause", "the name of the cause", &cause.label, Sign::None);
    }
    draft.fact(
        "amount",
        "what it adds to the change",
        figures.change(cause.amount),
        Sign::of(cause.amount),
    );
    draft.fact("size", "the same without its sign", figures.size(cause.amount), Sign::None);
    let is_cost = standing.metric.is_cost();
    let hurts = (cause.amount < 0) != is_cost;
    let effect = |amount: i128, arithmetic: String| Some(Effect { amount, arithmetic });
    let size = cause.amount.abs();
    let tenth = divided(cause.current.abs(), 10);
    let (text, time_frame, effect) = match cause.kind {
        Kind::Duplicate => (
            "{cause}: hold the bills side by side, and ask for {size} back if they are the same.",
            TimeFrame::Immediate,
            effect(size, format!("the second bill, {}", figures.size(size))),
        ),
        Kind::Missing => (
            "{cause}: find out whether the bill came, for the period looks {size} better than it is if it only was not booked.",
            TimeFrame::Immediate,
            effect(-size, format!("what was booked in the baseline, {}", figures.size(size))),
        ),
        Kind::Reclassified => (
            "{cause}: book it on the same account in both periods, so that the accounts can be compared; the total hardly moves ({amount}).",
            TimeFrame::Short,
            None,
        ),
        Kind::Timing => (
            "{cause}: nothing to do but to plan the cash for it; {amount} goes back in the period that it usually belongs to.",
            TimeFrame::Short,
            None,
        ),
        Kind::Unfinished => (
            "Wait for the rest of the period before acting on it: {size} of the baseline lies behind the last day that is told.",
            TimeFrame::Short,
            None,
        ),
        Kind::OneOff => {
            ("{cause}: leave {size} out when you plan, since it came once.", TimeFrame::Long, None)
        }
        Kind::ExchangeRate if hurts => (
            "The rate cost {size}: ask for prices in your own currency, or fix the rate for what is ordered ahead.",
            TimeFrame::Short,
            effect(size, format!("what the rate moved in the period, {}", figures.size(size))),
        ),
        Kind::Price if is_cost && hurts => (
            "{cause} cost {size} more for the same: ask another supplier for an offer.",
            TimeFrame::Short,
            effect(size, format!("the old prices for the same quantities, {}", figures.size(size))),
        ),
        Kind::Price if !hurts && !is_cost => (
            "Prices brought {size}: watch whether the quantities hold, and keep the prices if they do.",
            TimeFrame::Long,
            effect(size, format!("what prices moved in the period, {}", figures.size(size))),
        ),
        Kind::Lost if hurts && !is_cost => (
            "Call about {cause}: {size} a period is gone, and winning back a part of it is the quickest repair.",
            TimeFrame::Immediate,
            effect(divided(size, 2), format!("half of {}", figures.size(size))),
        ),
        Kind::Changed | Kind::Lost | Kind::Price | Kind::ExchangeRate | Kind::New
            if hurts && !is_cost =>
        {
            (
                "Find out what happened with {cause}, which took {size} away: the rows are named beside it.",
                TimeFrame::Immediate,
                effect(size, format!("back to the baseline, {}", figures.size(size))),
            )
        }
        Kind::New | Kind::Changed | Kind::Lost | Kind::Price | Kind::ExchangeRate
            if hurts && is_cost =>
        {
            (
                "Look at {cause}, which costs {size} more, and ask for a lower price.",
                TimeFrame::Short,
                effect(tenth, format!("a tenth of {}", figures.size(cause.current))),
            )
        }
        Kind::New
        | Kind::Changed
        | Kind::Lost
        | Kind::Price
        | Kind::ExchangeRate
        | Kind::Calendar
        | Kind::Rest => (
            "{cause} helped by {size}: see what made it, and whether it can be done again elsewhere.",
            TimeFrame::Long,
            None,
        ),
    };
    // Of net income and cash flow a cost is a part with the sign turned.
    let text = if matches!(standing.metric, Metric::NetIncome | Metric::CashFlow)
        && cause.kind == Kind::New
        && hurts
    {
        "Look at {cause}, which is new and takes {size}."
    } else {
        text
    };
    draft.say(text);
    if let Some(Effect { arithmetic, amount }) = &effect {
        draft.fact("effect", "what it is worth", figures.change(*amount), Sign::None);
        draft.fact("arithmetic", "how that is reckoned", arithmetic.clone(), Sign::None);
        let is_single = matches!(cause.kind, Kind::Duplicate | Kind::Missing);
        draft.say(if is_single {
            "Worth {effect}: {arithmetic}."
        } else {
            "Worth {effect} a period: {arithmetic}."
        });
    }
    Advice {
        draft,
        priority: Priority::Low,
        time_frame,
        effect,
        driver: cause.label.clone(),
        lines: cause.lines.clone(),
    }
}
