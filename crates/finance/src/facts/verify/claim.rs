//! What a text says with a number: of which item, company and period it is how much.

use super::{
    clause::Sentence,
    cues::{self, CUES, Side, Way},
    names::Named,
    readings::previous,
    role::{Part, Role},
    tokens::{Token, When},
};
use crate::{
    FiscalPeriod, Item, LineItem, Ratio,
    facts::read::{Kind, Number},
};

/// What was said before and is not said again.
#[derive(Debug, Clone, Default)]
pub(super) struct Context {
    pub(super) items: Vec<Item>,
    /// Whether the name of the items says that they are negative.
    pub(super) negative: bool,
    pub(super) company: Option<Named>,
    pub(super) periods: Vec<When>,
    /// The company of which the periods were said.
    pub(super) said_of: Option<Named>,
    /// The latest period of all that was said since the last heading.
    pub(super) latest: Option<FiscalPeriod>,
    /// Which way the last sentence says that something went.
    pub(super) way: Option<Way>,
}

/// What a number is said to be.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that words say or do not say")]
pub(super) struct Claim {
    /// Of these items, any of them; of any, where the words name none.
    pub(super) items: Vec<Item>,
    /// Whether the item's name says that it is negative.
    pub(super) negative: bool,
    /// Whether words allow for a sign that is not written: an outflow, a deficit.
    pub(super) out: bool,
    /// Whether the number stands in parentheses that may be a minus sign or none.
    pub(super) enclosed: bool,
    pub(super) whole: Vec<Item>,
    pub(super) company: Option<Named>,
    pub(super) rival: Option<Named>,
    pub(super) periods: Vec<When>,
    /// Whether the period was taken from what was said before.
    pub(super) inherited: bool,
    pub(super) base: Option<When>,
    pub(super) span: Option<(FiscalPeriod, FiscalPeriod)>,
    pub(super) part: Part,
    pub(super) cues: Cues,
    /// Whether the number counts things of which no item tells: stores, people.
    pub(super) counts: bool,
    /// Whether it is of a part of the item, or of a part of its period, of which no fact is known.
    pub(super) scoped: bool,
}

/// Words of a sentence that change how its numbers are computed.
#[derive(Debug, Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that words say or do not say")]
pub(super) struct Cues {
    pub(super) mean: bool,
    pub(super) sum: bool,
    pub(super) yearly: bool,
    pub(super) sequential: bool,
    pub(super) threshold: bool,
    pub(super) restated: bool,
    pub(super) expected: bool,
    pub(super) years: Option<u8>,
}

impl Cues {
    pub(super) fn of(text: &str) -> Self {
        let lower = text.to_lowercase();
        let words: Vec<&str> = lower
            .split(|c: char| !c.is_alphanumeric() && c != '/')
            .filter(|word| !word.is_empty())
            .collect();
        let says = |list: &str| words.iter().any(|word| cues::says(list, word));
        let pair = |one: &str, other: &str| {
            words.windows(2).any(|pair| pair.first() == Some(&one) && pair.last() == Some(&other))
        };
        let count = |word: &str| match word {
            "two" => Some(2),
            "three" => Some(3),
            "four" => Some(4),
            "five" => Some(5),
            "ten" => Some(10),
            _ => word.parse().ok().filter(|years| (2..=20).contains(years)),
        };
        let years = words.windows(2).find_map(|pair| match pair {
            [number, "year" | "years"] => count(number),
            _ => None,
        });
        let years = years.or_else(|| {
            words.windows(3).find_map(|three| match three {
                [number, "fiscal", "years"] => count(number),
                _ => None,
            })
        });
        Self {
            mean: says("average averages averaged averaging mean avg"),
            sum: says(
                "combined together sum cumulative cumulatively aggregate jointly pair duo trio",
            ) || pair("between", "them"),
            yearly: says("cagr compound compounded annualized annualised annually p.a. yearly pa")
                || pair("a", "year")
                || pair("per", "year")
                || pair("each", "year"),
            sequential: says("sequentially sequential qoq q/q")
                || pair("prior", "quarter")
                || pair("previous", "quarter")
                || pair("preceding", "quarter")
                || lower.contains("quarter-over-quarter")
                || lower.contains("quarter over quarter")
                || lower.contains("quarter-on-quarter"),
            threshold: false,
            restated: says("restated") || lower.contains("first reported"),
            expected: ["expected", "expect", "consensus", "estimate", "estimates", "forecast"]
                .iter()
                .any(|word| says(word)),
            years,
        }
    }
}

impl Claim {
    /// What the sentence says with the number at this place, and what was said before it.
    pub(super) fn of(
        sentence: &Sentence,
        at: usize,
        number: &Number,
        cues: Cues,
        context: &Context,
    ) -> Self {
        // `Revenue ($416bn)` is no minus sign; `net income was ($1.5bn)` is one.
        let enclosed = number.text.starts_with('(')
            && !number.text.contains(['-', '−', '+'])
            && !CUES.is_level(sentence.back(at, 1))
            && !matches!(sentence.back(at, 1), "of" | "to" | "from" | "by");
        let mut part = Part::of(sentence, at, number.kind, enclosed);
        let whole_at = sentence.whole(at);
        let item_at =
            sentence.item(at).map(|(item, _)| item).filter(|item| Some(*item) != whole_at);
        // `At 26.9% of revenue, net income was $112bn`.
        let part_behind =
            || whole_at.filter(|_| at <= 1).and_then(|whole| sentence.item_besides(at, whole));
        let item_at = item_at.or_else(part_behind);
        // `26.9% of revenue` alone is a part of what was spoken of before, unless a part is named behind it.
        let item_at = item_at.or(whole_at.filter(|_| context.items.is_empty()));
        let is_threshold = (1..4).any(|back| sentence.back(at, back) == "threshold");
        let cues = Cues { threshold: is_threshold, ..cues };
        // A rule's measure is of what the line is about.
        let item_at = if is_threshold { sentence.first_item() } else { item_at };
        let (items, mut negative) = item_at.map_or((&[][..], false), |at| sentence.items_at(at));
        negative |= items.is_empty() && context.negative;
        let items = if items.is_empty() { context.items.clone() } else { items.to_vec() };
        // `Burned through $14.3bn of cash` is said of a flow.
        let burnt = sentence.says_burnt(at) && items == [Item::Line(LineItem::Cash)];
        let items = if burnt {
            vec![Item::Ratio(Ratio::FreeCashFlow), Item::Line(LineItem::CashFromOperations)]
        } else {
            items
        };
        let whole = whole_at
            .or_else(|| sentence.against(at, item_at))
            .map(|at| sentence.items_at(at).0.to_vec())
            .unwrap_or_default();
        let company = sentence.company(at).cloned().or_else(|| context.company.clone());
        let subject = match &company {
            Some(Named::Company(symbol)) => Some(symbol),
            Some(Named::Other) | None => None,
        };
        let gap = sentence.gap(at, subject).cloned();
        if gap.is_some() {
            // `The gap between Apple and Microsoft` has no sign.
            part.role = Role::Change;
            part.way = Some(Way::Flat);
        }
        let rival = sentence.rival(at, subject).cloned().or(gap);
        let period_at = sentence.period(at);
        let when = |at: usize| match sentence.token(at) {
            Some(Token::Period(when)) => Some(*when),
            Some(_) | None => None,
        };
        let mut periods: Vec<When> = period_at.and_then(when).into_iter().collect();
        let mut inherited = false;
        let mut ago = false;
        if periods.contains(&When::YearAgo) {
            // A change is of the year that is spoken of, against the year before.
            ago = part.role != Role::Change;
            periods = sentence.main_period(at).into_iter().collect();
        }
        if periods.contains(&When::YearAfter) {
            let earlier = sentence.period_before(at).into_iter().chain(context.periods.clone());
            periods = earlier.take(1).filter_map(after).collect();
        }
        if periods.is_empty() {
            periods.clone_from(&context.periods);
            inherited = true;
            let latest = context.latest.filter(|_| sentence.is_change_line());
            periods = latest.map_or(periods, |latest| vec![When::Fiscal(latest)]);
        }
        if part.role == Role::Change && part.way.is_none() && sentence.first_item().is_none() {
            // `By how much did revenue fall? By 2.8%.`
            part.way = context.way.filter(|_| sentence.back(at, 1) == "by");
        }
        if part.role == Role::From && sentence.own_period(at).is_none() && !sentence.of_another(at)
        {
            // `Rose from $391bn to $416bn in FY2025`: what it rose from is of the year before.
            let main = sentence.main_period(at).into_iter().chain(periods).next();
            periods = main.map(before).unwrap_or_default();
            // `Has grown since FY2020, from $274.5bn`.
            let base = sentence.base_period(at, None).and_then(when);
            periods.extend(base.filter(|base| matches!(base, When::Fiscal(_))));
        }
        if let [When::Quarter(quarter)] = periods.as_slice() {
            let year = context.periods.iter().find_map(|when| match when {
                When::Fiscal(period) => Some(period.year()),
                When::Quarter(_) | When::Day(_) | When::YearAgo | When::YearAfter => None,
            });
            if let Some(year) = year {
                periods = vec![When::Fiscal(FiscalPeriod::Quarter(year, *quarter))];
            }
        }
        if ago {
            for when in &mut periods {
                if let When::Fiscal(period) = when {
                    *when = When::Fiscal(period.year_ago());
                }
            }
        }
        if part.role == Role::Change && !sentence.is_zipped(at) {
            // `Revenue of $391bn in FY2024 rose by $25bn to $416bn in FY2025`.
            let other = period_at.filter(|period| sentence.is_anothers(at, *period));
            let later = other.and_then(|_| sentence.latest_period(at));
            periods = later.map_or(periods, |later| vec![later]);
        }
        let base = sentence
            .base_period(at, period_at)
            .and_then(when)
            .filter(|base| !matches!(base, When::YearAgo | When::YearAfter));
        let multiple = number.kind == Kind::Times && period_at.is_some_and(|period| at < period);
        let mut base = base;
        if multiple
            && let (Some(own), Some(main)) = (periods.first().copied(), sentence.period_before(at))
            && own != main
        {
            // `Revenue in FY2022 was 1.5 times its FY2021 revenue`.
            base = Some(own);
            periods = vec![main];
        }
        let fiscal = |at: usize| match when(at) {
            Some(When::Fiscal(period)) => Some(period),
            Some(When::Quarter(_) | When::Day(_) | When::YearAgo | When::YearAfter) | None => None,
        };
        let span = sentence.span().and_then(|(one, other)| {
            let (one, other) = (fiscal(one)?, fiscal(other)?);
            Some((one.min(other), one.max(other)))
        });
        if let Some((from, to)) = span
            && matches!(part.role, Role::Change | Role::Any)
            && matches!(periods.as_slice(), [When::Fiscal(period)] if *period == from)
            && !sentence.is_zipped(at)
        {
            // `Doubled between FY2020 and FY2022`: a change is of the later of two periods.
            periods = vec![When::Fiscal(to)];
        }
        let out = sentence.says_out(at);
        if negative && is_rate_of_price(&items) {
            negative = false;
        }
        if negative
            && matches!(part.way, Some(Way::Down))
            && part.role == Role::Change
            && sentence.is_loss_verb(at)
        {
            part.role = Role::Level;
            part.way = None;
        }
        Self {
            items,
            negative,
            out,
            enclosed,
            whole,
            company,
            rival,
            periods,
            inherited,
            base,
            span,
            part,
            cues,
            counts: number.kind == Kind::Plain
                && (sentence.counts_things(at) || sentence.is_reference(at)),
            scoped: sentence.is_scoped(at, item_at),
        }
    }

    /// Whether words allow the number to be inexact.
    pub(super) fn side(&self) -> Side {
        self.part.side
    }
}

/// The periods that lie before one: a year earlier, or a quarter.
fn before(when: When) -> Vec<When> {
    match when {
        When::Fiscal(period) => {
            let all = [Some(period.year_ago()), previous(period)];
            all.into_iter().flatten().map(When::Fiscal).collect()
        }
        When::Quarter(_) | When::Day(_) | When::YearAgo | When::YearAfter => Vec::new(),
    }
}

/// A year later.
fn after(when: When) -> Option<When> {
    let When::Fiscal(period) = when else { return None };
    Some(When::Fiscal(match period {
        FiscalPeriod::Year(year) => FiscalPeriod::Year(year + 1),
        FiscalPeriod::Quarter(year, quarter) => FiscalPeriod::Quarter(year + 1, quarter),
        FiscalPeriod::Trailing(year, quarter) => FiscalPeriod::Trailing(year + 1, quarter),
    }))
}

fn is_rate_of_price(items: &[Item]) -> bool {
    items.iter().all(|item| matches!(item, Item::Price(_)))
}
