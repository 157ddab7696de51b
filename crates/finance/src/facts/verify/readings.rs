//! Which meanings a claim has: facts of the place that it names, and what is computed from them.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{
    claim::Claim,
    index::Index,
    names::Named,
    reading::{Reading, Rule},
    role::Role,
    tokens::When,
};
use crate::{
    FiscalPeriod, Item, LineItem, Quarter, Symbol, Unit,
    facts::{
        derive::yearly_growth,
        read::Kind,
        table::{Aspect, Fact, FactPeriod},
    },
    period::days_between,
    ratio::Expr,
};

/// How many periods are tried where the words name none.
const PERIODS_MAX: usize = 60;

/// Collects the readings of one claim.
pub(super) struct Readings<'c, 't> {
    index: &'c Index<'t>,
    claim: &'c Claim,
    kind: Kind,
    pub(super) all: Vec<Reading<'t>>,
}

impl<'c, 't> Readings<'c, 't> {
    pub(super) fn of(index: &'c Index<'t>, claim: &'c Claim, kind: Kind) -> Vec<Reading<'t>> {
        let mut readings = Self { index, claim, kind, all: Vec::new() };
        for company in readings.companies() {
            if claim.items.is_empty() {
                readings.any(company);
            }
            for item in &claim.items {
                readings.item(company, *item);
            }
        }
        if claim.cues.sum {
            readings.all_companies();
        }
        readings.all
    }

    fn companies(&self) -> Vec<&'t Symbol> {
        let all = self.index.companies().iter().copied();
        match &self.claim.company {
            Some(Named::Company(symbol)) => all.filter(|known| *known == symbol).collect(),
            Some(Named::Other) => Vec::new(),
            None => all.collect(),
        }
    }

    /// The words name no item: whatever the table says of the company.
    fn any(&mut self, company: &'t Symbol) {
        for fact in self.index.table.iter().filter(|fact| fact.entity == *company) {
            self.known(fact, true);
        }
    }

    fn item(&mut self, company: &'t Symbol, item: Item) {
        let grows = grown(item);
        for fact in self.index.of(company, item) {
            self.known(fact, grows.is_some());
        }
        if self.claim.cues.threshold {
            return;
        }
        let computed = grows.map_or(item, Item::Line);
        let changes = grows.is_some()
            || matches!(self.claim.part.role, Role::Change | Role::Any)
            || self.kind == Kind::Times
            || self.kind == Kind::Percent && self.claim.cues.yearly
            // A percentage of an amount can be nothing else.
            || self.kind == Kind::Percent && matches!(item, Item::Line(_))
            // `Growth picked up to 6%`.
            || matches!(self.kind, Kind::Percent)
                && matches!(self.claim.part.role, Role::To | Role::From);
        if let Some(line) = grows {
            for fact in self.index.of(company, Item::Line(line)) {
                self.known(fact, true);
            }
        }
        // The growth of a row may be entered as a ratio of its own.
        if changes && let Some(ratio) = growth_of(item) {
            for fact in self.index.of(company, ratio) {
                self.known(fact, true);
            }
        }
        for period in self.targets(company, computed) {
            if changes {
                self.changes(company, computed, period);
            }
            self.parts(company, computed, period);
            self.against_rival(company, computed, period);
        }
        self.over_years(company, computed);
    }

    /// A fact of the table, where its period and what it states of the item fit.
    fn known(&mut self, fact: &'t Fact, grows: bool) {
        let cues = self.claim.cues;
        let change = matches!(fact.what.aspect, Aspect::Growth | Aspect::Change | Aspect::Cagr(_))
            || matches!(fact.what.item, Item::Ratio(ratio) if grown(Item::Ratio(ratio)).is_some());
        let role = match self.claim.part.role {
            Role::Level | Role::To | Role::From => !change || grows,
            Role::Change => change,
            Role::Any => true,
        };
        let aspect = match fact.what.aspect {
            Aspect::Level | Aspect::AtLastClose | Aspect::Growth | Aspect::Change | Aspect::Sum => {
                !cues.threshold
            }
            Aspect::AsReported => cues.restated,
            Aspect::Threshold => cues.threshold,
            Aspect::Expected => cues.expected,
            Aspect::Average => cues.mean,
            Aspect::Cagr(_) => cues.yearly || cues.years.is_some(),
            Aspect::ShareOf(other) | Aspect::MultipleOf(other) => {
                self.claim.whole.is_empty() || self.claim.whole.contains(&other)
            }
        };
        if role && aspect && self.period_fits(fact.period) {
            self.all.push(Reading::fact(fact, change));
        }
    }

    pub(super) fn period_fits(&self, of: FactPeriod) -> bool {
        let claim = self.claim;
        if let (Some(span), FactPeriod::FromTo(from, to)) = (claim.span, of) {
            return (from, to) == span;
        }
        let based = |from: FiscalPeriod| match claim.base {
            Some(When::Fiscal(base)) => base == from,
            Some(When::Quarter(_) | When::Day(_) | When::YearAgo | When::YearAfter) | None => false,
        };
        if claim.periods.is_empty() {
            return match of {
                FactPeriod::FromTo(from, _) => {
                    based(from) || !matches!(claim.base, Some(When::Fiscal(_)))
                }
                FactPeriod::Fiscal(..)
                | FactPeriod::YearToDate(..)
                | FactPeriod::Day(_)
                | FactPeriod::Days(..) => true,
            };
        }
        claim.periods.iter().any(|when| match (*when, of) {
            (When::Fiscal(wanted), FactPeriod::Fiscal(period, _)) => wanted == period,
            (When::Fiscal(wanted), FactPeriod::FromTo(from, to)) => {
                wanted == to
                    && !matches!(claim.base, Some(When::Fiscal(base)) if base != from && base != to)
                    || claim.inherited && based(from)
            }
            (When::Fiscal(wanted), FactPeriod::Day(day) | FactPeriod::Days(_, day)) => {
                claim.inherited || (wanted.year() - day.year()).abs() <= 1
            }
            (When::Day(wanted), FactPeriod::Fiscal(_, span)) => {
                ends_about(span.end, wanted) || claim.inherited
            }
            (When::Day(wanted), FactPeriod::Day(day)) => wanted == day,
            (When::Day(wanted), FactPeriod::Days(from, to)) => wanted == from || wanted == to,
            (When::Day(_), FactPeriod::FromTo(..) | FactPeriod::YearToDate(..)) => claim.inherited,
            (
                When::Quarter(wanted),
                FactPeriod::Fiscal(FiscalPeriod::Quarter(_, quarter), _)
                | FactPeriod::FromTo(_, FiscalPeriod::Quarter(_, quarter)),
            ) => wanted == quarter,
            // Three quarters are no year.
            (When::Fiscal(_), FactPeriod::YearToDate(..))
            | (
                When::Quarter(_),
                FactPeriod::Fiscal(..)
                | FactPeriod::FromTo(..)
                | FactPeriod::YearToDate(..)
                | FactPeriod::Day(_)
                | FactPeriod::Days(..),
            ) => false,
            (When::YearAgo | When::YearAfter, _) => true,
        })
    }

    /// The periods of an item that the words allow, latest first.
    fn targets(&self, company: &'t Symbol, item: Item) -> Vec<FiscalPeriod> {
        let mut all: Vec<FiscalPeriod> = self
            .index
            .of(company, item)
            .iter()
            .filter(|fact| {
                matches!(fact.period, FactPeriod::Fiscal(..)) && self.period_fits(fact.period)
            })
            .filter_map(|fact| fact.period.fiscal())
            .collect();
        all.sort_unstable_by(|one, other| other.cmp(one));
        all.dedup();
        all.truncate(PERIODS_MAX);
        all
    }

    /// Against which earlier periods a change may be meant.
    fn bases(&self, period: FiscalPeriod) -> Vec<FiscalPeriod> {
        let claim = self.claim;
        match (claim.span, claim.base) {
            (Some((from, to)), _) if to == period => return vec![from],
            (Some((from, _)), _) if from == period => return Vec::new(),
            (_, Some(When::Fiscal(base))) if base != period => return vec![base],
            (_, _) => {}
        }
        if claim.cues.sequential {
            return previous(period).into_iter().collect();
        }
        if let Some(years) = claim.cues.years
            && let FiscalPeriod::Year(year) = period
        {
            return vec![FiscalPeriod::Year(year - i16::from(years)), period.year_ago()];
        }
        vec![period.year_ago()]
    }

    fn changes(&mut self, company: &'t Symbol, item: Item, period: FiscalPeriod) {
        let Some(now) = self.index.level(company, item, period) else { return };
        for base in self.bases(period) {
            let Some(before) = self.index.level(company, item, base) else { continue };
            if self.claim.rival.is_some() && self.kind == Kind::Times {
                continue;
            }
            self.compare(now, before, true);
            if self.claim.cues.yearly
                && self.kind == Kind::Percent
                && let Ok(years) = u8::try_from(period.year() - base.year())
                && 1 < years
                && let Some(value) = yearly_growth(now.value, before.value, years)
            {
                let inputs = vec![now, before];
                self.all.push(Reading {
                    rule: Rule::Cagr(years),
                    inputs,
                    value,
                    unit: Unit::Fraction,
                    change: true,
                });
            }
        }
    }

    /// Growth, difference or multiple of two facts, whichever the number's unit asks for.
    fn compare(&mut self, one: &'t Fact, other: &'t Fact, in_time: bool) {
        if one.unit != other.unit {
            return;
        }
        let sign = if self.claim.negative { -Decimal::ONE } else { Decimal::ONE };
        let (a, b) = (one.value * sign, other.value * sign);
        let rate = |value: Decimal| (Decimal::ZERO < b).then(|| value.checked_div(b)).flatten();
        let difference = a.checked_sub(b);
        let result = match self.kind {
            // Of a rate, percentages are rates again, unless words say that it grew by them.
            Kind::Percent
                if one.unit == Unit::Fraction
                    && in_time
                    && self.claim.part.role != Role::Change =>
            {
                None
            }
            Kind::Percent => {
                difference.and_then(rate).map(|value| (Rule::Growth, value, Unit::Fraction))
            }
            Kind::Times
                if one.unit == Unit::Times && in_time && self.claim.part.role == Role::Change =>
            {
                difference.map(|value| (Rule::Difference, value, Unit::Times))
            }
            Kind::Times => rate(a).map(|value| (Rule::Quotient, value, Unit::Times)),
            Kind::Points | Kind::BasisPoints => difference
                .filter(|_| one.unit == Unit::Fraction)
                .map(|value| (Rule::Difference, value, Unit::Points)),
            Kind::Money(_) | Kind::PerShare(_) | Kind::Days | Kind::Shares | Kind::Plain => {
                let unit = if one.unit == Unit::Fraction { Unit::Points } else { one.unit };
                difference.map(|value| (Rule::Difference, value, unit))
            }
        };
        if let Some((rule, value, unit)) = result {
            let change = rule != Rule::Quotient;
            self.all.push(Reading { rule, inputs: vec![one, other], value, unit, change });
        }
    }

    /// The item as a part or a multiple of another of the same period.
    fn parts(&mut self, company: &'t Symbol, item: Item, period: FiscalPeriod) {
        if !matches!(self.kind, Kind::Percent | Kind::Times) {
            return;
        }
        let Some(part) = self.index.level(company, item, period) else { return };
        let appended = self.claim.whole.is_empty()
            && self.kind == Kind::Percent
            && self.claim.part.role == Role::Any
            && item != Item::Line(LineItem::Revenue);
        let revenue = [Item::Line(LineItem::Revenue)];
        let wholes: &[Item] = if appended { &revenue } else { &self.claim.whole };
        for whole in wholes.iter().filter(|whole| **whole != item) {
            let Some(whole) = self.index.level(company, *whole, period) else { continue };
            let unit = if self.kind == Kind::Percent { Unit::Fraction } else { Unit::Times };
            if part.unit == whole.unit
                && Decimal::ZERO < whole.value
                && let Some(value) = part.value.checked_div(whole.value)
            {
                self.all.push(Reading {
                    rule: Rule::Quotient,
                    inputs: vec![part, whole],
                    value,
                    unit,
                    change: false,
                });
            }
        }
    }

    fn against_rival(&mut self, company: &'t Symbol, item: Item, period: FiscalPeriod) {
        let Some(Named::Company(rival)) = &self.claim.rival else { return };
        let rival = self.index.companies().iter().find(|known| **known == rival);
        let pair = rival.and_then(|rival| {
            Some((self.index.level(company, item, period)?, self.index.level(rival, item, period)?))
        });
        if let Some((one, other)) = pair {
            self.compare(one, other, false);
        }
    }

    /// Averages and sums over the years that the words name.
    fn over_years(&mut self, company: &'t Symbol, item: Item) {
        let cues = self.claim.cues;
        let last = match (self.claim.span, self.claim.periods.first(), cues.years) {
            (Some((FiscalPeriod::Year(from), FiscalPeriod::Year(to))), ..) => Some((from, to)),
            (_, Some(When::Fiscal(FiscalPeriod::Year(to))), Some(years)) => {
                Some((to - i16::from(years) + 1, *to))
            }
            (..) => None,
        };
        let Some((from, to)) = last.filter(|(from, to)| from < to && (cues.mean || cues.sum))
        else {
            return;
        };
        let years =
            (from..=to).rev().map(|year| self.index.level(company, item, FiscalPeriod::Year(year)));
        if let Some(facts) = years.collect::<Option<Vec<_>>>() {
            self.add_up(&facts);
        }
    }

    /// What the companies of the table have together.
    fn all_companies(&mut self) {
        for item in &self.claim.items {
            let Some(When::Fiscal(period)) = self.claim.periods.first() else { return };
            let facts = self
                .index
                .companies()
                .iter()
                .map(|company| self.index.level(company, *item, *period));
            if let Some(facts) = facts.collect::<Option<Vec<_>>>().filter(|facts| 1 < facts.len()) {
                self.add_up(&facts);
            }
        }
    }

    fn add_up(&mut self, facts: &[&'t Fact]) {
        let Some(unit) = facts.first().map(|fact| fact.unit) else { return };
        if facts.iter().any(|fact| fact.unit != unit) {
            return;
        }
        let sum = facts.iter().try_fold(Decimal::ZERO, |sum, fact| sum.checked_add(fact.value));
        let mean = sum.and_then(|sum| sum.checked_div(Decimal::from(facts.len())));
        let results =
            [(self.claim.cues.mean, Rule::Mean, mean), (self.claim.cues.sum, Rule::Sum, sum)];
        for (wanted, rule, value) in results {
            if let Some(value) = value.filter(|_| wanted) {
                self.all.push(Reading { rule, inputs: facts.to_vec(), value, unit, change: false });
            }
        }
    }
}

/// The quarter before.
pub(super) fn previous(period: FiscalPeriod) -> Option<FiscalPeriod> {
    match period {
        FiscalPeriod::Quarter(year, Quarter::Q1) => {
            Some(FiscalPeriod::Quarter(year - 1, Quarter::Q4))
        }
        FiscalPeriod::Quarter(year, quarter) => {
            let before = Quarter::from_number(quarter.number() - 1)?;
            Some(FiscalPeriod::Quarter(year, before))
        }
        FiscalPeriod::Year(_) | FiscalPeriod::Trailing(..) => None,
    }
}

/// The ratio that is the growth of an item.
fn growth_of(item: Item) -> Option<Item> {
    let Item::Line(line) = item else { return None };
    let rows = crate::Ratio::ALL.iter().map(|row| Item::Ratio(row.ratio));
    rows.into_iter().find(|ratio| grown(*ratio) == Some(line))
}

/// The row whose growth a ratio is.
pub(super) fn grown(item: Item) -> Option<LineItem> {
    let Item::Ratio(ratio) = item else { return None };
    match &ratio.row().formula {
        Expr::Div(Expr::Sub(Expr::Line(line), Expr::YearAgo(_)), _) | Expr::Cagr(line, _) => {
            Some(*line)
        }
        Expr::Line(_)
        | Expr::Average(_)
        | Expr::Ratio(_)
        | Expr::Close
        | Expr::LatestShares
        | Expr::Whole(_)
        | Expr::YearAgo(_)
        | Expr::FirstOf(..)
        | Expr::Add(..)
        | Expr::Sub(..)
        | Expr::Mul(..)
        | Expr::Div(..) => None,
    }
}

/// Whether a period that ended on a day may be said to have ended on another: the last of a month stands for the days of
/// its last week, on which years of 52 weeks end, and for those right behind it.
fn ends_about(end: Date, said: Date) -> bool {
    end == said || said == said.last_of_month() && days_between(end, said).abs() < WEEK_DAYS
}

/// How far from a month's end a year of 52 or 53 weeks may end.
const WEEK_DAYS: i32 = 7;
